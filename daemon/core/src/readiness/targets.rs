//! What a target of the plan counts, and what it asks for.

use super::{Aim, LeafKey, Verdict};
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_config::plan::{Computed, Target};

/// Whether the people of a leaf are counted for what is computed. T2s counts grades 1 to 12; T19 the same learners and
/// all teachers, because nurseries have no readiness; ids are asked of every learner.
pub fn is_counted(computed: Computed, key: &LeafKey, levels: &Levels) -> bool {
    let in_grades = || {
        levels
            .get(key.level)
            .is_some_and(|level| level.counts_for_students)
    };
    match (computed, key.group) {
        (Computed::StudentsReady | Computed::PersonsReady, Group::Students) => in_grades(),
        (Computed::TeachersReady | Computed::PersonsReady, Group::Teachers) => true,
        (Computed::LearnerIds, Group::Students) | (Computed::TeacherIds, Group::Teachers) => true,
        _ => false,
    }
}

/// What a target asks for; none where its document gives no value.
pub fn aim_of(target: &Target) -> Option<Aim> {
    Some(Aim {
        percent: target.percent?,
        operator: target.operator,
    })
}

/// The verdict of a target that asks for several things (T21): missed with any, met with all.
pub fn all_of(verdicts: impl IntoIterator<Item = Verdict>) -> Verdict {
    let worse = |verdict: &Verdict| match verdict {
        Verdict::NotApplicable => 0,
        Verdict::Met => 1,
        Verdict::Unproven { .. } => 2,
        Verdict::Missed => 3,
    };
    let worst = verdicts.into_iter().max_by_key(worse);
    match worst.unwrap_or(Verdict::NotApplicable) {
        // Numbers of items and of people do not add up to one.
        Verdict::Unproven { .. } => Verdict::Unproven { more: None },
        verdict => verdict,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_config::plan::Plan;
    use kiemke_config::shelf::Shelf;
    use kiemke_wire::ids::UnitKey;

    #[test]
    fn nurseries_are_in_no_readiness_and_in_the_ids() {
        let levels = Levels::shipped();
        let key = |level, group| LeafKey {
            site: UnitKey(1),
            level,
            group,
        };
        let nursery = key(0, Group::Students);
        let counted: Vec<bool> = [
            Computed::StudentsReady,
            Computed::PersonsReady,
            Computed::LearnerIds,
            Computed::TeachersReady,
        ]
        .into_iter()
        .map(|computed| is_counted(computed, &nursery, &levels))
        .collect();
        assert_eq!(counted, [false, false, true, false]);
        assert!(is_counted(
            Computed::StudentsReady,
            &key(1, Group::Students),
            &levels
        ));
        assert!(is_counted(
            Computed::PersonsReady,
            &key(0, Group::Teachers),
            &levels
        ));
    }

    #[test]
    fn of_several_the_worst_decides() {
        use Verdict::{Met, Missed, NotApplicable, Unproven};
        let unproven = Unproven { more: None };
        assert_eq!(all_of([Met, Met]), Met);
        assert_eq!(all_of([Met, Unproven { more: Some(3) }]), unproven);
        assert_eq!(all_of([Unproven { more: Some(3) }, Missed]), Missed);
        assert_eq!(all_of([Met, NotApplicable]), Met);
        assert_eq!(all_of([]), NotApplicable);
    }

    #[test]
    fn every_computed_target_has_an_aim() {
        for plan in Shelf::<Plan>::shipped().iter() {
            for target in plan.targets.iter().filter(|target| target.computed.is_some()) {
                assert!(aim_of(target).is_some(), "{}", target.id);
            }
        }
    }
}

use super::evidence::{Evidence, Value};
use kiemke_wire::review::{EvidenceGroup, EvidenceKind, GroupVerdict, Judgement, KindReason, Relation};

/// Compares what is known of a machine with what was seen. `is_shared`: whether several machines hold a value, which
/// then says nothing.
pub fn compare(known: &Evidence, seen: &Evidence, is_shared: impl Fn(&Value) -> bool) -> Judgement {
    let mut judgement = Judgement::default();
    for kind in EvidenceKind::ALL {
        let Some((relation, same)) = relation(kind, known, seen, &is_shared) else {
            continue;
        };
        judgement.reasons.push(KindReason { kind, relation });
        if kind.group() == EvidenceGroup::Board {
            judgement.board_values += same;
        }
    }
    judgement.board = verdict(EvidenceGroup::Board, &judgement.reasons);
    judgement.disk = verdict(EvidenceGroup::Disk, &judgement.reasons);
    judgement.chassis = verdict(EvidenceGroup::Chassis, &judgement.reasons);
    judgement
}

/// How the values of a kind stand to each other, and how many are the same; nothing when neither side has any. A
/// kind with several values, such as disks, is the same when they have one in common: one more was built in or taken
/// out.
fn relation(
    kind: EvidenceKind,
    known: &Evidence,
    seen: &Evidence,
    is_shared: impl Fn(&Value) -> bool,
) -> Option<(Relation, u32)> {
    let has = |evidence: &Evidence| evidence.of_kind(kind).next().is_some();
    let counting = |evidence: &Evidence| -> Vec<Value> {
        let values = evidence.of_kind(kind).filter(|value| !is_shared(value));
        values.copied().collect()
    };
    match (has(known), has(seen)) {
        (false, false) => return None,
        (true, true) => {}
        _ => return Some((Relation::OneSided, 0)),
    }
    let (known, seen) = (counting(known), counting(seen));
    if known.is_empty() || seen.is_empty() {
        return Some((Relation::Shared, 0));
    }
    let same = known.iter().filter(|value| seen.contains(value)).count() as u32;
    let relation = if same > 0 {
        Relation::Same
    } else {
        Relation::Differs
    };
    Some((relation, same))
}

fn verdict(group: EvidenceGroup, reasons: &[KindReason]) -> GroupVerdict {
    let has = |relation| {
        let mut of_group = reasons.iter().filter(|reason| reason.kind.group() == group);
        of_group.any(|reason| reason.relation == relation)
    };
    match (has(Relation::Same), has(Relation::Differs)) {
        (true, false) => GroupVerdict::Agrees,
        (false, true) => GroupVerdict::Differs,
        _ => GroupVerdict::Silent,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use EvidenceKind::{ChassisSerial, DiskSerial, Mac, SystemUuid};
    use GroupVerdict::{Agrees, Differs, Silent};
    use proptest::prelude::*;

    fn evidence(values: &[(EvidenceKind, &str)]) -> Evidence {
        Evidence::of(values.iter().map(|(kind, text)| Value::of(*kind, text)))
    }

    fn verdicts(known: &[(EvidenceKind, &str)], seen: &[(EvidenceKind, &str)]) -> [GroupVerdict; 3] {
        compare(&evidence(known), &evidence(seen), |_| false).verdicts()
    }

    #[test]
    fn one_value_that_differs_silences_a_group() {
        let known = [(SystemUuid, "u"), (Mac, "a"), (DiskSerial, "d")];
        assert_eq!(verdicts(&known, &known), [Agrees, Agrees, Silent]);
        assert_eq!(verdicts(&known, &[(SystemUuid, "u"), (Mac, "b")]), [Silent; 3]);
        assert_eq!(
            verdicts(&known, &[(Mac, "b"), (DiskSerial, "e")]),
            [Differs, Differs, Silent]
        );
        assert_eq!(verdicts(&known, &[(ChassisSerial, "c")]), [Silent; 3]);
    }

    #[test]
    fn a_second_disk_is_no_difference() {
        let two = [(DiskSerial, "d"), (DiskSerial, "e")];
        assert_eq!(verdicts(&[(DiskSerial, "d")], &two), [Silent, Agrees, Silent]);
        assert_eq!(verdicts(&two, &[(DiskSerial, "e")]), [Silent, Agrees, Silent]);
    }

    #[test]
    fn what_several_machines_hold_does_not_count() {
        let uuid = Value::of(SystemUuid, "u");
        let (known, seen) = (
            evidence(&[(SystemUuid, "u"), (Mac, "a")]),
            evidence(&[(SystemUuid, "u"), (Mac, "b")]),
        );
        let judgement = compare(&known, &seen, |value| *value == uuid);
        assert_eq!(judgement.board, Differs);
        assert_eq!(judgement.reasons[0].relation, Relation::Shared);
    }

    fn any_evidence() -> impl Strategy<Value = Evidence> {
        let value = (0..6_usize, 0..3_u8)
            .prop_map(|(kind, text)| Value::of(EvidenceKind::ALL[kind], &text.to_string()));
        prop::collection::vec(value, 0..8).prop_map(Evidence::of)
    }

    proptest! {
        #[test]
        fn both_ways_are_the_same(one in any_evidence(), other in any_evidence()) {
            prop_assert_eq!(compare(&one, &other, |_| false), compare(&other, &one, |_| false));
            prop_assert_eq!(compare(&one, &one, |_| false).count(Differs), 0);
            prop_assert_eq!(compare(&one, &other, |_| true).verdicts(), [Silent; 3]);
            let text = serde_json::to_string(&one).unwrap();
            prop_assert_eq!(serde_json::from_str::<Evidence>(&text).unwrap(), one);
        }
    }
}

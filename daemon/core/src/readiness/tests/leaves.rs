//! From a school, person by person, to the facts of a leaf.

use super::*;

const SITE: UnitKey = UnitKey(7);
const SOMEBODY: PersonKey = PersonKey::Temporary(1);

fn register(level: u8, rosters: &[i32], head_counts: &[u32]) -> Register {
    Register {
        site: SITE,
        level,
        group: Group::Students,
        rosters: rosters.iter().map(|ago| DAY.plus(-ago)).collect(),
        head_counts: head_counts.iter().map(|count| (DAY.plus(-9), *count)).collect(),
    }
}

/// The facts of the first leaf of a school with one learner, who has two machines that nobody saw.
fn facts(registers: Vec<Register>) -> LeafFacts {
    let machine = SchoolMachine {
        site: SITE,
        serves: Serves::Person(SOMEBODY),
        state: RecordState::InUse,
        seen_on: None,
        counted_on: None,
        system: System::default(),
    };
    let school = School {
        sites: vec![Site {
            unit: SITE,
            lines: Vec::new(),
            lines_complete_on: None,
            survey_complete_on: None,
        }],
        roster: vec![RosterRow {
            person: SOMEBODY,
            site: SITE,
            level: PRIMARY,
            group: Group::Students,
            main: true,
            shift: Some(1),
            from: DAY.plus(-900),
            to: None,
        }],
        registers,
        machines: vec![machine.clone(), machine],
        ..School::default()
    };
    let rules = EvidenceRules {
        calendar: &Calendar::shipped(),
        evidence: &Evidence::shipped(),
        levels: &Levels::shipped(),
    };
    leaf_facts_of(&[school], DAY, &rules).remove(0).facts
}

#[test]
fn shifts_are_told_by_rosters_that_count_and_missing_of_nobody() {
    let busiest = |registers| facts(registers).places[0].students_in_busiest_shift;
    assert_eq!(busiest(vec![register(PRIMARY, &[30], &[])]), Some(1));
    assert_eq!(busiest(vec![register(PRIMARY, &[500], &[])]), None, "expired");
    let beside = |count| {
        vec![
            register(PRIMARY, &[30], &[]),
            register(LOWER_SECONDARY, &[], &[count]),
        ]
    };
    assert_eq!(busiest(beside(3)), None);
    assert_eq!(busiest(beside(0)), Some(1));
}

#[test]
fn two_machines_that_are_alike_are_two() {
    let facts = facts(vec![register(PRIMARY, &[30], &[])]);
    assert_eq!(facts.stands[0].0.len(), 2);
}

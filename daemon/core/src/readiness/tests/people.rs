//! READY for one person, in both modes.

use super::*;

fn default_profile() -> Profile {
    profile("day-hoc-truc-tuyen-v1")
}

fn one(facts: &LeafFacts, group: Group) -> Three {
    one_by(facts, &default_profile(), group)
}

fn one_by(facts: &LeafFacts, profile: &Profile, group: Group) -> Three {
    let alone = facts.judged(profile, LOWER_SECONDARY, group).alone;
    assert_eq!(alone.total(), 1);
    match (alone.ready, alone.not_ready) {
        (1, _) => Three::Met,
        (_, 1) => Three::Not,
        _ => Three::Unknown,
    }
}

fn owning(line: Three, machine: Machine, home: Home) -> LeafFacts {
    let mut facts = leaf(line).with(1, home);
    facts.stands[0].0[0].machine = Some(machine.into());
    facts
}

#[test]
fn all_three_must_hold_in_the_same_mode() {
    // A laptop at school and a line at home.
    let split_modes = owning(Three::Not, fit_machine(), home(Three::Not));
    assert_eq!(one(&split_modes, Group::Students), Three::Not);
    let at_school = owning(Three::Met, fit_machine(), home(Three::Not));
    assert_eq!(one(&at_school, Group::Students), Three::Met);
    let unmeasured = owning(Three::Unknown, fit_machine(), home(Three::Not));
    assert_eq!(one(&unmeasured, Group::Students), Three::Unknown);
}

#[test]
fn no_record_is_not_no() {
    let mut facts = leaf(Three::Met).with(1, home(Three::Not));
    assert_eq!(
        one(&facts, Group::Students),
        Three::Not,
        "counted, and there is none"
    );
    facts.places[0].stocktake_due_on = None;
    assert_eq!(one(&facts, Group::Students), Three::Unknown, "nobody counted");
    facts.places[0].lines.clear();
    assert_eq!(one(&facts, Group::Students), Three::Unknown);
    facts.places[0].lines_complete_on = Some(DAY);
    assert_eq!(one(&facts, Group::Students), Three::Not, "there is no line");
}

#[test]
fn no_answer_is_unknown_until_the_survey_is_declared_complete() {
    let mut facts = leaf(Three::Met).with(1, Home::default());
    assert_eq!(one(&facts, Group::Students), Three::Unknown);
    facts.survey_complete_on = Some(DAY.plus(-10));
    assert_eq!(one(&facts, Group::Students), Three::Not);
    facts.survey_complete_on = Some(DAY.plus(-400));
    assert_eq!(
        one(&facts, Group::Students),
        Three::Unknown,
        "another year's survey"
    );
    let blank = Home {
        device: None,
        ..home(Three::Met)
    };
    let mut facts = leaf(Three::Met).with(1, blank);
    facts.survey_complete_on = Some(DAY);
    assert_eq!(
        one(&facts, Group::Students),
        Three::Unknown,
        "a blank in an answer"
    );
}

#[test]
fn a_phone_is_limited_for_students_and_nothing_for_teachers() {
    let phone = Home {
        device: Some(HomeDevice::Phone(Sharing::Own)),
        ..home(Three::Met)
    };
    let facts = leaf(Three::Met).with(1, phone);
    let mut profile = default_profile();
    for (group, limited) in [(Group::Students, 1), (Group::Teachers, 0)] {
        let tally = facts.judged(&profile, LOWER_SECONDARY, group);
        assert_eq!((tally.alone.not_ready, tally.limited), (1, limited), "{group:?}");
    }
    profile.people.as_mut().unwrap().limited = kiemke_config::profile::Limited::Met;
    let tally = facts.judged(&profile, LOWER_SECONDARY, Group::Students);
    assert_eq!((tally.alone.ready, tally.limited), (1, 1));
}

#[test]
fn little_memory_is_limited() {
    for (gib, value, limited) in [
        (Some(1), Three::Not, 0),
        (Some(2), Three::Not, 1),
        (Some(3), Three::Not, 1),
        (Some(4), Three::Met, 0),
        (None, Three::Unknown, 0),
    ] {
        let machine = Machine {
            memory_gib: gib,
            ..fit_machine()
        };
        let facts = owning(Three::Met, machine, home(Three::Not));
        assert_eq!(one(&facts, Group::Students), value, "{gib:?}");
        let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
        assert_eq!(tally.limited, limited, "{gib:?}");
    }
}

#[test]
fn only_teachers_need_a_camera() {
    let blind = Machine {
        camera: Three::Not,
        ..fit_machine()
    };
    let facts = owning(Three::Met, blind, home(Three::Not));
    assert_eq!(one(&facts, Group::Students), Three::Met);
    assert_eq!(one(&facts, Group::Teachers), Three::Not);
}

#[test]
fn a_home_line_that_sometimes_stops_is_as_the_profile_says() {
    let sometimes = Home {
        line: Some(HomeLine::Sometimes),
        ..home(Three::Met)
    };
    let facts = leaf(Three::Met).with(1, sometimes);
    let mut profile = default_profile();
    for value in Three::ALL {
        profile.people.as_mut().unwrap().home_line_sometimes = value;
        assert_eq!(one_by(&facts, &profile, Group::Students), value);
    }
}

#[test]
fn hosts_of_the_platform_must_be_reachable_where_the_profile_names_some() {
    let mut facts = owning(Three::Met, fit_machine(), home(Three::Not));
    let mut profile = default_profile();
    for value in Three::ALL {
        facts.places[0].lines[0].platforms[0] = value;
        assert_eq!(one_by(&facts, &profile, Group::Students), Three::Met);
    }
    profile.people.as_mut().unwrap().platform.hosts = vec!["hoc.example".to_owned()];
    for value in Three::ALL {
        facts.places[0].lines[0].platforms[0] = value;
        assert_eq!(one_by(&facts, &profile, Group::Students), value);
    }
}

#[test]
fn another_site_can_make_ready_but_counts_nobody_twice() {
    let mut facts = owning(Three::Not, fit_machine(), home(Three::Not));
    let mut other = facts.places[0].clone();
    other.lines = vec![line_of_value(Three::Met)];
    facts.places.push(other);
    // Enrolled at the other site without a machine there: nothing changes.
    facts.stands[0].0.push(Assigned {
        place: 1,
        machine: None,
    });
    assert_eq!(one(&facts, Group::Teachers), Three::Not);
    facts.stands[0].0[1].machine = Some(fit_machine().into());
    assert_eq!(one(&facts, Group::Teachers), Three::Met);
}

#[test]
fn what_is_missing_is_told_once_in_the_mode_nearest_to_ready() {
    use parts::{DEVICE, LINE, SOFTWARE};
    let no_line = Home {
        line: Some(HomeLine::Absent),
        ..home(Three::Not)
    };
    let unfit = Machine {
        runs_platform: Three::Not,
        ..fit_machine()
    };
    for (facts, set) in [
        (leaf(Three::Met).with(1, no_line), DEVICE),
        (leaf(Three::Not).with(1, no_line), DEVICE | LINE),
        (leaf(Three::Not).with(1, home(Three::Not)), DEVICE),
        (owning(Three::Not, fit_machine(), no_line), LINE),
        (owning(Three::Met, unfit, no_line), SOFTWARE),
        (owning(Three::Not, unfit, no_line), LINE | SOFTWARE),
    ] {
        let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
        let told: Vec<usize> = (0..parts::SETS).filter(|set| tally.missing[*set] > 0).collect();
        assert_eq!(told, [usize::from(set)], "{facts:?}");
    }
}

#[test]
fn head_counts_and_old_rosters_are_unknown_and_nothing_is_no_roster() {
    let mut facts = leaf(Three::Met).with(5, home(Three::Met));
    facts.people = People::Roster { on: DAY.plus(-366) };
    let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
    assert_eq!(tally, Tally::all_unknown(5));
    facts.cells.clear();
    facts.people = People::HeadCount { on: DAY, count: 40 };
    let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
    assert_eq!(tally, Tally::all_unknown(40));
    facts.people = People::NoRoster;
    let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
    assert_eq!((tally.alone.total(), tally.no_roster), (0, 1));
}

#[test]
fn only_open_questions_are_to_be_asked() {
    let askable = |home: Home| {
        let facts = leaf(Three::Unknown).with(1, home);
        let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
        assert_eq!(tally.alone.unknown, 1);
        tally.askable
    };
    let met = home(Three::Met);
    assert_eq!(askable(Home::default()), 1);
    let shift = Some(HomeDevice::Whole(Sharing::ShiftNotTold));
    assert_eq!(askable(Home { device: shift, ..met }), 1);
    let sometimes = Some(HomeLine::Sometimes);
    assert_eq!(
        askable(Home {
            line: sometimes,
            ..met
        }),
        0,
        "it was answered"
    );
}

#[test]
fn of_two_machines_the_order_tells_nothing_of_what_is_missing() {
    let gone = Machine {
        works: Three::Not,
        ..Machine::default()
    };
    let silent = System {
        audio: Some(false),
        ..System::default()
    };
    let unfit = Machine::of(Three::Met, &silent);
    for machines in [[gone, unfit], [unfit, gone]] {
        let mut facts = leaf(Three::Met).with(1, home(Three::Not));
        facts.stands[0].0 = machines
            .map(|machine| Assigned {
                place: 0,
                machine: Some(machine.into()),
            })
            .to_vec();
        let tally = facts.judged(&default_profile(), LOWER_SECONDARY, Group::Students);
        assert_eq!(tally.missing[usize::from(parts::DEVICE)], 1);
    }
}

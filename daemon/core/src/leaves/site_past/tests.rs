use super::*;
use crate::leaves::made::{LeafMade, PackedFacts};
use kiemke_config::group::Group;
use proptest::prelude::*;

const SITE: UnitKey = UnitKey(9);
const FIRST: i32 = 20_000;

/// A leaf that was recorded: its level, people, and the days of which it tells.
type Told = (u8, bool, u32, Option<i32>, Option<i32>);

fn facts((_, roster, count, told, complete): Told, on: Day) -> LeafFacts {
    let day = |back: i32| on.plus(-back);
    LeafFacts {
        people: match roster {
            true => People::Roster {
                on: told.map_or(on, day),
            },
            false => People::HeadCount {
                on: told.map_or(on, day),
                count,
            },
        },
        survey_complete_on: complete.map(day),
        places: Vec::new(),
        stands: Vec::new(),
        cells: Vec::new(),
        pools: Vec::new(),
        valid_ids: 0,
        shared: count,
        told_on: told.map(day),
    }
}

fn past(days: Vec<(i32, Vec<Told>)>) -> SitePast {
    let mut at = FIRST;
    let days = days.into_iter().map(|(gap, told)| {
        at += gap;
        let day = Day(at);
        let by_level: BTreeMap<u8, Told> = told.into_iter().map(|told| (told.0, told)).collect();
        let leaves = by_level.into_values().map(|told| LeafMade {
            level: told.0,
            group: Group::Students,
            facts: PackedFacts(facts(told, day).pack(day).into()),
        });
        PastDay {
            day,
            leaves: leaves.collect(),
        }
    });
    SitePast::of(SITE, days.collect())
}

proptest! {
    #[test]
    fn between_two_changes_the_same_is_known(
        days in prop::collection::vec(
            (
                1..9_i32,
                prop::collection::vec(
                    (
                        1..3_u8,
                        any::<bool>(),
                        0..5_u32,
                        prop::option::of(0..20_i32),
                        prop::option::of(0..20_i32),
                    ),
                    0..3,
                ),
            ),
            0..6,
        ),
    ) {
        let past = past(days);
        let changes = past.changes();
        for day in (FIRST - 25..FIRST + 60).map(Day) {
            if !changes.contains(&day) {
                prop_assert_eq!(past.now(day), past.now(day.plus(-1)), "{}", day);
            }
        }
    }
}

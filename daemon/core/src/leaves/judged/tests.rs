use super::*;
use crate::leaves::made::{LeafMade, LeavesMade, PackedFacts, SiteMade};
use crate::readiness::People;
use crate::units::{Fact, Stated, UnitChange, Units, UnitsChanged, When};
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::shelf::Shelf;
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;

const DAY: Day = Day(20_000);
/// The root, two communes below it, two sites below each; commune 3 is below commune 2 in the other tree.
const UNITS: [(u32, u32); 7] = [(1, 0), (2, 1), (3, 1), (4, 2), (5, 2), (6, 3), (7, 3)];

fn tree(of: impl Fn(u32, u32) -> u32) -> Arc<Tree> {
    let mut units = Units::default();
    let always = crate::units::Period::ALWAYS;
    let changes = UNITS.map(|(unit, parent)| UnitChange {
        unit: UnitKey(unit),
        made: true,
        facts: match of(unit, parent) {
            0 => Vec::new(),
            parent => vec![Stated {
                fact: Fact::Parent(Some(UnitKey(parent))),
                period: always,
            }],
        },
    });
    let changed = UnitsChanged {
        at: UnixMs(0),
        by: None,
        document: None,
        units: changes.to_vec(),
    };
    units.change(&changed, Position(1));
    Arc::new(Tree::at(&units, When::known_now(DAY)))
}

fn head_count(level: u8, group: Group, count: u32) -> LeafMade {
    let facts = LeafFacts {
        people: People::HeadCount { on: DAY, count },
        survey_complete_on: None,
        places: Vec::new(),
        stands: Vec::new(),
        cells: Vec::new(),
        pools: Vec::new(),
        valid_ids: count / 3,
        shared: 0,
        told_on: None,
    };
    LeafMade {
        level,
        group,
        facts: PackedFacts(facts.pack(DAY).into()),
    }
}

/// A site, its leaves (none at times), and the units that are asked for afterwards.
type Step = (u32, Vec<(u8, bool, u32)>, Vec<u32>);

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let leaf = (1..4_u8, any::<bool>(), 0..50_u32);
    let step = (
        4..8_u32,
        prop::collection::vec(leaf, 0..4),
        prop::collection::vec(1..8_u32, 0..4),
    );
    prop::collection::vec(step, 1..12)
}

proptest! {
    // Judging makes large tables first.
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn what_catches_up_is_what_is_judged_afresh(steps in steps()) {
        let (profiles, levels) = (Shelf::<Profile>::shipped(), Levels::shipped());
        let profile = profiles.get("day-hoc-truc-tuyen-v1").expect("it is shipped");
        let ages = Ages::on(DAY, &Calendar::shipped(), &Evidence::shipped());
        let trees = [tree(|_, parent| parent), tree(|unit, parent| if unit == 3 { 2 } else { parent })];
        let (mut leaves, kept) = (Leaves::default(), JudgedKept::default());
        for (number, (site, of_site, asked)) in (2..).zip(steps) {
            let by_key: BTreeMap<(u8, bool), u32> =
                of_site.iter().map(|(level, students, count)| ((*level, *students), *count)).collect();
            let made = by_key.into_iter().map(|((level, students), count)| {
                head_count(level, if students { Group::Students } else { Group::Teachers }, count)
            });
            let made = LeavesMade {
                at: UnixMs(0),
                day: DAY,
                closes: number % 3 == 0,
                schools: vec![UnitKey(site)],
                seen: Position(number),
                sites: vec![SiteMade { site: UnitKey(site), leaves: made.collect() }],
            };
            leaves.change(&made, Position(number));
            if asked.is_empty() {
                continue;
            }
            let caught_up = kept.get(&leaves, profile, &levels, &ages);
            let afresh = JudgedKept::default().get(&leaves, profile, &levels, &ages);
            for unit in asked {
                for tree in &trees {
                    let unit = UnitKey(unit);
                    prop_assert_eq!(caught_up.sums(tree, unit), afresh.sums(tree, unit));
                    prop_assert_eq!(caught_up.of_site(unit).unwrap_or_default(), afresh.of_site(unit).unwrap_or_default());
                }
            }
        }
    }
}

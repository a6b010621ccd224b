//! What a reader who sees no persons may be shown of counts: nothing that names fewer than ten, or gives them back.
//!
//! The rule goes from the reader's topmost unit down, because what is hidden of a unit is hidden of all below it.

use crate::leaves::Sums;
use crate::query::Scene;
use crate::query::readiness::{Bench, sum_of};
use crate::readiness::small_cells::{Parts, Shown as Cell, ShownRow, shown_below};
use kiemke_config::plan::Computed;
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeMap;

/// For students and teachers.
type Both<T> = [T; 2];

const COUNTED: Both<Computed> = [Computed::StudentsReady, Computed::TeachersReady];
const WITH_IDS: Both<Computed> = [Computed::LearnerIds, Computed::TeacherIds];
/// A part that names nobody: more people than any part has.
const NAMES_NOBODY: u64 = 1 << 40;

/// How much is shown of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Shows {
    /// Nothing.
    Nothing,
    /// How many people it counts, and not how they are.
    Total,
    /// All of it.
    All,
}

/// What may be shown of a unit, its parts and its levels.
pub(crate) struct Shown {
    whole: Both<Shows>,
    /// Who has a national id.
    ids: Both<Shows>,
    ids_of_parts: BTreeMap<UnitKey, Both<Shows>>,
    parts: BTreeMap<UnitKey, Both<Shows>>,
    levels: BTreeMap<u8, Both<Shows>>,
    /// Of what is not named.
    others: Shows,
}

impl Shown {
    pub(crate) fn of(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        if scene.reader.sees_people() {
            return Self {
                whole: [Shows::All; 2],
                ids: [Shows::All; 2],
                ids_of_parts: BTreeMap::new(),
                parts: BTreeMap::new(),
                levels: BTreeMap::new(),
                others: Shows::All,
            };
        }
        let rows = COUNTED.map(|computed| way_down(scene, bench, unit, computed, None));
        Self::with_parts(scene, bench, unit, rows)
    }

    /// What may be shown of a unit alone.
    pub(crate) fn of_whole(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        let whole = match scene.reader.sees_people() {
            true => [Shows::All; 2],
            false => COUNTED.map(|computed| shows(&way_down(scene, bench, unit, computed, None))),
        };
        Self {
            whole,
            ids: [Shows::Nothing; 2],
            ids_of_parts: BTreeMap::new(),
            parts: BTreeMap::new(),
            levels: BTreeMap::new(),
            others: Shows::Nothing,
        }
    }

    fn with_parts(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, rows: Both<ShownRow>) -> Self {
        let parts: Vec<UnitKey> = bench.tree.children(unit).collect();
        let below = [0, 1].map(|group| {
            let counts: Vec<Parts> = parts
                .iter()
                .map(|part| parts_of(scene, bench, &bench.sums(*part), COUNTED[group], None))
                .collect();
            shown_below(&rows[group], &counts)
        });
        let at = parts.iter().enumerate();
        let ids = WITH_IDS.map(|computed| way_down(scene, bench, unit, computed, None));
        let ids_below = [0, 1].map(|group| {
            let counts: Vec<Parts> = parts
                .iter()
                .map(|part| parts_of(scene, bench, &bench.sums(*part), WITH_IDS[group], None))
                .collect();
            shown_below(&ids[group], &counts)
        });
        let sums = bench.sums(unit);
        let levels: Vec<u8> = scene
            .standards
            .levels
            .levels
            .iter()
            .map(|level| level.number)
            .collect();
        let by_level = [0, 1].map(|group| {
            let counts: Vec<Parts> = levels
                .iter()
                .map(|level| parts_of(scene, bench, &sums, COUNTED[group], Some(*level)))
                .collect();
            shown_below(&rows[group], &counts)
        });
        Self {
            whole: [0, 1].map(|group| shows(&rows[group])),
            ids: [0, 1].map(|group| shows(&ids[group])),
            ids_of_parts: at
                .clone()
                .map(|(at, part)| (*part, [0, 1].map(|group| shows(&ids_below[group][at]))))
                .collect(),
            parts: at
                .map(|(at, part)| (*part, [0, 1].map(|group| shows(&below[group][at]))))
                .collect(),
            levels: levels_shown(scene, bench, unit, &levels, by_level),
            others: Shows::Nothing,
        }
    }

    pub(crate) fn whole(&self) -> Both<Shows> {
        self.whole
    }

    pub(crate) fn ids(&self) -> Both<Shows> {
        self.ids
    }

    pub(crate) fn part(&self, part: UnitKey) -> Both<Shows> {
        self.parts.get(&part).copied().unwrap_or([self.others; 2])
    }

    /// What is shown of a part, as of a unit of its own.
    pub(crate) fn of_part(&self, part: UnitKey) -> Self {
        let ids = self.ids_of_parts.get(&part).copied();
        Self {
            whole: self.part(part),
            ids: ids.unwrap_or([self.others; 2]),
            ids_of_parts: BTreeMap::new(),
            parts: BTreeMap::new(),
            levels: BTreeMap::new(),
            others: Shows::Nothing,
        }
    }

    pub(crate) fn level(&self, level: u8) -> Both<Shows> {
        self.levels.get(&level).copied().unwrap_or([self.others; 2])
    }
}

/// A level at a unit stands in two sums that are told: that of the unit, and that of the level at the unit above. So it is
/// shown as far as both let it be, and no level of a unit more than any other that somebody is in, or the rest of one
/// sum would tell what the other hides.
fn levels_shown(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    unit: UnitKey,
    levels: &[u8],
    in_unit: Both<Vec<ShownRow>>,
) -> BTreeMap<u8, Both<Shows>> {
    let sums = bench.sums(unit);
    let of_groups = [0, 1].map(|group| {
        let rows = levels.iter().zip(&in_unit[group]).map(|(level, row)| {
            let along = way_down(scene, bench, unit, COUNTED[group], Some(*level));
            let counts = parts_of(scene, bench, &sums, COUNTED[group], Some(*level));
            (counts.iter().sum::<u64>() > 0, shows(row), shows(&along))
        });
        let rows: Vec<(bool, Shows, Shows)> = rows.collect();
        let along = rows.iter().filter(|(is_there, ..)| *is_there);
        let least = along.map(|(_, _, along)| *along).min().unwrap_or(Shows::All);
        rows.into_iter()
            .map(|(_, row, along)| row.min(along).min(least))
            .collect::<Vec<Shows>>()
    });
    let at = levels.iter().enumerate();
    at.map(|(at, level)| (*level, [0, 1].map(|group| of_groups[group][at])))
        .collect()
}

/// Of a row with a hidden part the percentages would tell what that is.
fn shows(row: &ShownRow) -> Shows {
    let is_shown = |cell: &Cell| matches!(cell, Cell::Count(_));
    match (row.is_withheld(), row.parts.iter().all(is_shown)) {
        (true, _) => Shows::Nothing,
        (false, true) => Shows::All,
        (false, false) => Shows::Total,
    }
}

/// What is shown of a unit, from the reader's topmost unit down to it.
fn way_down(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    unit: UnitKey,
    computed: Computed,
    level: Option<u8>,
) -> ShownRow {
    Ways::of(scene, bench, computed, level).row(unit)
}

/// What is shown of units, each looked at once with its siblings.
pub(crate) struct Ways<'a> {
    scene: &'a Scene<'a>,
    bench: &'a Bench<'a>,
    computed: Computed,
    /// Of this level alone.
    level: Option<u8>,
    rows: BTreeMap<UnitKey, ShownRow>,
}

impl<'a> Ways<'a> {
    pub(crate) fn of(
        scene: &'a Scene<'a>,
        bench: &'a Bench<'a>,
        computed: Computed,
        level: Option<u8>,
    ) -> Self {
        Self {
            scene,
            bench,
            computed,
            level,
            rows: BTreeMap::new(),
        }
    }

    /// Whether everything is shown of a unit.
    pub(crate) fn is_all_of(&mut self, unit: UnitKey) -> bool {
        self.scene.reader.sees_people() || shows(&self.row(unit)) == Shows::All
    }

    fn row(&mut self, unit: UnitKey) -> ShownRow {
        if let Some(row) = self.rows.get(&unit) {
            return *row;
        }
        let record = self.scene.fleet.unit(unit);
        let above = record.and_then(|record| record.parent(self.bench.when));
        let Some(above) = above.filter(|_| unit != self.scene.reader.unit) else {
            let row = ShownRow::alone(self.parts(unit));
            self.rows.insert(unit, row);
            return row;
        };
        let row_above = self.row(above);
        let siblings: Vec<UnitKey> = self.bench.tree.children(above).collect();
        let counts: Vec<Parts> = siblings.iter().map(|sibling| self.parts(*sibling)).collect();
        let rows = shown_below(&row_above, &counts);
        self.rows.extend(siblings.into_iter().zip(rows));
        // Who is not below is nobody.
        *self.rows.entry(unit).or_insert_with(|| ShownRow::alone([0; 3]))
    }

    fn parts(&self, unit: UnitKey) -> Parts {
        let sums = self.bench.sums(unit);
        parts_of(self.scene, self.bench, &sums, self.computed, self.level)
    }
}

fn parts_of(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    sums: &Sums,
    computed: Computed,
    level: Option<u8>,
) -> Parts {
    let sum = sum_of(scene, sums, computed, level);
    if WITH_IDS.contains(&computed) {
        // That nobody lacks one is what the target asks for, and names nobody.
        let names = |people: u64| if people == 0 { NAMES_NOBODY } else { people };
        let others = sum.in_rosters + sum.head_counted - sum.valid_ids;
        return [names(sum.valid_ids), names(others), NAMES_NOBODY];
    }
    let split = bench.headline(&sum.tally);
    [split.ready, split.not_ready, split.unknown]
}

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

/// How much is shown of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shows {
    /// All of it.
    All,
    /// How many people it counts, and not how they are.
    Total,
    /// Nothing.
    Nothing,
}

/// What may be shown of a unit, its parts and its levels.
pub(crate) struct Shown {
    whole: Both<Shows>,
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
                parts: BTreeMap::new(),
                levels: BTreeMap::new(),
                others: Shows::All,
            };
        }
        let rows = COUNTED.map(|computed| way_down(scene, bench, unit, computed));
        Self::with_parts(scene, bench, unit, rows)
    }

    /// What may be shown of a unit alone.
    pub(crate) fn of_whole(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        let whole = match scene.reader.sees_people() {
            true => [Shows::All; 2],
            false => COUNTED.map(|computed| shows(&way_down(scene, bench, unit, computed))),
        };
        Self {
            whole,
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
            parts: at
                .map(|(at, part)| (*part, [0, 1].map(|group| shows(&below[group][at]))))
                .collect(),
            levels: levels
                .iter()
                .enumerate()
                .map(|(at, level)| (*level, [0, 1].map(|group| shows(&by_level[group][at]))))
                .collect(),
            others: Shows::Nothing,
        }
    }

    pub(crate) fn whole(&self) -> Both<Shows> {
        self.whole
    }

    pub(crate) fn part(&self, part: UnitKey) -> Both<Shows> {
        self.parts.get(&part).copied().unwrap_or([self.others; 2])
    }

    /// What is shown of a part, as of a unit of its own.
    pub(crate) fn of_part(&self, part: UnitKey) -> Self {
        Self {
            whole: self.part(part),
            parts: BTreeMap::new(),
            levels: BTreeMap::new(),
            others: Shows::Nothing,
        }
    }

    pub(crate) fn level(&self, level: u8) -> Both<Shows> {
        self.levels.get(&level).copied().unwrap_or([self.others; 2])
    }
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
fn way_down(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, computed: Computed) -> ShownRow {
    let top = scene.reader.unit;
    let mut way = vec![unit];
    while let Some(lowest) = way.last().copied().filter(|lowest| *lowest != top) {
        let above = scene
            .fleet
            .unit(lowest)
            .and_then(|record| record.parent(bench.when));
        match above {
            Some(above) => way.push(above),
            None => break,
        }
    }
    let parts = |unit: UnitKey| parts_of(scene, bench, &bench.sums(unit), computed, None);
    let mut row = ShownRow::alone(parts(way.pop().unwrap_or(unit)));
    let mut above = top;
    for step in way.into_iter().rev() {
        let siblings: Vec<UnitKey> = bench.tree.children(above).collect();
        let counts: Vec<Parts> = siblings.iter().map(|sibling| parts(*sibling)).collect();
        let rows = shown_below(&row, &counts);
        let found = siblings
            .iter()
            .position(|sibling| *sibling == step)
            .and_then(|at| rows.get(at));
        row = *found.unwrap_or(&ShownRow::alone([0; 3]));
        above = step;
    }
    row
}

fn parts_of(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    sums: &Sums,
    computed: Computed,
    level: Option<u8>,
) -> Parts {
    let split = bench.headline(&sum_of(scene, sums, computed, level).tally);
    [split.ready, split.not_ready, split.unknown]
}

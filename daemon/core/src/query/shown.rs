//! What a reader who sees no persons may be shown of counts: nothing that names fewer than ten, or gives them back.
//!
//! The rule goes from the reader's topmost unit down, because what is hidden of a unit is hidden of all below it.

use crate::leaves::Sums;
use crate::query::Scene;
use crate::query::readiness::{Bench, headline, sums_counted};
use crate::readiness::small_cells::{Parts, Shown as Cell, ShownRow, shown_below};
use kiemke_config::level::Levels;
use kiemke_config::plan::Computed;
use kiemke_config::profile::Profile;
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeMap;
use std::sync::Arc;

/// For students and teachers.
type Both<T> = [T; 2];

const COUNTED: Both<Computed> = [Computed::StudentsReady, Computed::TeachersReady];
const WITH_IDS: Both<Computed> = [Computed::LearnerIds, Computed::TeacherIds];
/// Of what it is looked at whether it may be shown.
pub(crate) const LOOKED_AT: [Computed; 4] = [COUNTED[0], COUNTED[1], WITH_IDS[0], WITH_IDS[1]];
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
    /// What may be shown of a unit, its parts and its levels.
    pub(crate) fn of(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        Self::of_whole(scene, bench, unit)
            .with_parts(scene, bench, unit)
            .with_levels(scene, bench, unit)
    }

    /// What may be shown of a unit alone.
    pub(crate) fn of_whole(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        let (whole, ids, others) = match scene.reader.sees_people() {
            true => ([Shows::All; 2], [Shows::All; 2], Shows::All),
            false => {
                let down = |computed| shows(&way_down(scene, bench, unit, computed, None));
                (COUNTED.map(down), WITH_IDS.map(down), Shows::Nothing)
            }
        };
        Self {
            whole,
            ids,
            ids_of_parts: BTreeMap::new(),
            parts: BTreeMap::new(),
            levels: BTreeMap::new(),
            others,
        }
    }

    /// The same with the units right below.
    pub(crate) fn with_parts(mut self, scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        if scene.reader.sees_people() {
            return self;
        }
        let below: Vec<(UnitKey, Arc<Sums>)> = bench
            .tree
            .children(unit)
            .map(|part| (part, bench.sums(part)))
            .collect();
        let shown = |computed: Computed| {
            let counts = below
                .iter()
                .map(|(_, sums)| parts_of(scene, bench, sums, computed, None));
            let counts: Vec<Parts> = counts.collect();
            shown_below(&way_down(scene, bench, unit, computed, None), &counts)
        };
        let of_both = |rows: Both<Vec<ShownRow>>| {
            let at = below.iter().enumerate();
            at.map(|(at, (part, _))| (*part, [0, 1].map(|group| shows(&rows[group][at]))))
                .collect()
        };
        self.parts = of_both(COUNTED.map(shown));
        self.ids_of_parts = of_both(WITH_IDS.map(shown));
        self
    }

    /// The same with the levels.
    pub(crate) fn with_levels(mut self, scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        if scene.reader.sees_people() {
            return self;
        }
        let sums = bench.sums(unit);
        let levels = scene.standards.levels.levels.iter();
        let levels: Vec<u8> = levels.map(|level| level.number).collect();
        let by_level = COUNTED.map(|computed| {
            let counts = levels
                .iter()
                .map(|level| parts_of(scene, bench, &sums, computed, Some(*level)));
            let counts: Vec<Parts> = counts.collect();
            shown_below(&way_down(scene, bench, unit, computed, None), &counts)
        });
        self.levels = levels_shown(scene, bench, unit, &levels, by_level);
        self
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
        self.of_unit(unit) == Shows::All
    }

    /// How much is shown of a unit.
    pub(crate) fn of_unit(&mut self, unit: UnitKey) -> Shows {
        match self.scene.reader.sees_people() {
            true => Shows::All,
            false => shows(&self.row(unit)),
        }
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
        let beside = self.bench.past().and_then(|past| past.beside.get(&above));
        let counts = siblings.iter().map(|sibling| {
            let kept = beside.filter(|_| self.level.is_none());
            let kept = kept.and_then(|beside| beside.parts(*sibling, self.computed));
            kept.unwrap_or_else(|| self.parts(*sibling))
        });
        let counts: Vec<Parts> = counts.collect();
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
    parts_by((&scene.standards.levels, bench.profile), sums, computed, level)
}

pub(crate) fn parts_by(
    (levels, profile): (&Levels, &Profile),
    sums: &Sums,
    computed: Computed,
    level: Option<u8>,
) -> Parts {
    let sums = sums_counted(levels, sums, computed, level);
    if WITH_IDS.contains(&computed) {
        let [mut valid, mut others] = [0; 2];
        for sum in sums {
            valid += sum.valid_ids;
            others += sum.in_rosters + sum.head_counted - sum.valid_ids;
        }
        // That nobody lacks one is what the target asks for, and names nobody.
        let names = |people: u64| if people == 0 { NAMES_NOBODY } else { people };
        return [names(valid), names(others), NAMES_NOBODY];
    }
    // A province has thousands of siblings: nothing else of them is added up.
    let mut parts = [0; 3];
    for split in sums.map(|sum| headline(profile, &sum.tally)) {
        for (sum, count) in parts
            .iter_mut()
            .zip([split.ready, split.not_ready, split.unknown])
        {
            *sum += count;
        }
    }
    parts
}

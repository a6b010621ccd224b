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

/// For students and teachers.
type Both<T> = [T; 2];

pub(crate) const COUNTED: Both<Computed> = [Computed::StudentsReady, Computed::TeachersReady];
const WITH_IDS: Both<Computed> = [Computed::LearnerIds, Computed::TeacherIds];
/// Of what it is looked at whether it may be shown.
pub(crate) const LOOKED_AT: [Computed; 4] = [COUNTED[0], COUNTED[1], WITH_IDS[0], WITH_IDS[1]];
/// What is looked at, of all levels or of one.
type Measure = (Computed, Option<u8>);

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
    /// How they are, and who has an id; by unit.
    parts: Vec<(UnitKey, [Both<Shows>; 2])>,
    levels: BTreeMap<u8, Both<Shows>>,
    /// Of what is not named.
    others: Shows,
    /// What is shown of the unit, in the order of what is looked at; nothing for who sees all.
    rows: Vec<ShownRow>,
}

impl Shown {
    /// What may be shown of a unit, its parts and its levels.
    pub(crate) fn of(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        Self::of_whole(scene, bench, unit)
            .with_parts(scene, bench, unit)
            .with_levels(scene, bench, unit)
    }

    /// What may be shown of a unit alone, of ids nothing.
    pub(crate) fn of_whole(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        Self::looked_at(scene, bench, unit, &COUNTED)
    }

    /// What may be shown of a unit alone.
    pub(crate) fn of_whole_with_ids(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        Self::looked_at(scene, bench, unit, &LOOKED_AT)
    }

    fn looked_at(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, computed: &[Computed]) -> Self {
        if scene.reader.sees_people() {
            return Self {
                whole: [Shows::All; 2],
                ids: [Shows::All; 2],
                parts: Vec::new(),
                levels: BTreeMap::new(),
                others: Shows::All,
                rows: Vec::new(),
            };
        }
        let rows = Ways::of(scene, bench, of_all_levels(computed)).rows(unit);
        let [whole, ids] = of_both(|kind| rows.get(kind).map(shows));
        Self {
            whole,
            ids,
            parts: Vec::new(),
            levels: BTreeMap::new(),
            others: Shows::Nothing,
            rows,
        }
    }

    /// The same with the units right below.
    pub(crate) fn with_parts(mut self, scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey) -> Self {
        if scene.reader.sees_people() {
            return self;
        }
        let measures = of_all_levels(&LOOKED_AT[..self.rows.len()]);
        let below = Below::of(scene, bench, unit, &measures, &self.rows);
        let parts = below.units.iter().enumerate().map(|(at, part)| {
            let shown = of_both(|kind| below.rows.get(kind).map(|rows| shows(&rows[at])));
            (*part, shown)
        });
        self.parts = parts.collect();
        self.parts.sort_unstable_by_key(|(part, _)| *part);
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
        let measure = |computed| levels.iter().map(move |level| (computed, Some(*level)));
        let along = Ways::of(scene, bench, COUNTED.into_iter().flat_map(measure).collect()).rows(unit);
        let of_groups = [0, 1].map(|group| {
            let counts = levels
                .iter()
                .map(|level| parts_of(scene, bench, &sums, (COUNTED[group], Some(*level))));
            let counts: Vec<Parts> = counts.collect();
            let in_unit = shown_below(&self.rows[group], &counts);
            levels_shown(&counts, &in_unit, &along[group * levels.len()..])
        });
        let at = levels.iter().enumerate();
        self.levels = at
            .map(|(at, level)| (*level, [0, 1].map(|group| of_groups[group][at])))
            .collect();
        self
    }

    pub(crate) fn whole(&self) -> Both<Shows> {
        self.whole
    }

    pub(crate) fn ids(&self) -> Both<Shows> {
        self.ids
    }

    pub(crate) fn part(&self, part: UnitKey) -> Both<Shows> {
        self.part_with_ids(part)[0]
    }

    /// What is shown of a part, as of a unit of its own.
    pub(crate) fn of_part(&self, part: UnitKey) -> Self {
        let [whole, ids] = self.part_with_ids(part);
        Self {
            whole,
            ids,
            parts: Vec::new(),
            levels: BTreeMap::new(),
            others: Shows::Nothing,
            rows: Vec::new(),
        }
    }

    fn part_with_ids(&self, part: UnitKey) -> [Both<Shows>; 2] {
        let at = self.parts.binary_search_by_key(&part, |(part, _)| *part);
        at.map_or([[self.others; 2]; 2], |at| self.parts[at].1)
    }

    pub(crate) fn level(&self, level: u8) -> Both<Shows> {
        self.levels.get(&level).copied().unwrap_or([self.others; 2])
    }
}

/// In the order of what is looked at: how they are, and who has an id. What is not looked at is not shown.
fn of_both(shown: impl Fn(usize) -> Option<Shows>) -> [Both<Shows>; 2] {
    [[0, 1], [2, 3]].map(|kinds| kinds.map(|kind| shown(kind).unwrap_or(Shows::Nothing)))
}

fn of_all_levels(computed: &[Computed]) -> Vec<Measure> {
    computed.iter().map(|computed| (*computed, None)).collect()
}

/// A level at a unit stands in two sums that are told: that of the unit, and that of the level at the unit above. So it is
/// shown as far as both let it be, and no level of a unit more than any other that somebody is in, or the rest of one
/// sum would tell what the other hides.
fn levels_shown(counts: &[Parts], in_unit: &[ShownRow], along: &[ShownRow]) -> Vec<Shows> {
    let rows = counts.iter().zip(in_unit).zip(along);
    let rows = rows.map(|((counts, row), along)| (counts.iter().sum::<u64>() > 0, shows(row), shows(along)));
    let rows: Vec<(bool, Shows, Shows)> = rows.collect();
    let along = rows.iter().filter(|(is_there, ..)| *is_there);
    let least = along.map(|(_, _, along)| *along).min().unwrap_or(Shows::All);
    rows.into_iter()
        .map(|(_, row, along)| row.min(along).min(least))
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

/// What is shown of units, each looked at once with its siblings: from the reader's topmost unit down to it.
pub(crate) struct Ways<'a> {
    scene: &'a Scene<'a>,
    bench: &'a Bench<'a>,
    measures: Vec<Measure>,
    /// By unit, for each measure.
    rows: BTreeMap<UnitKey, Vec<ShownRow>>,
    /// By the unit above.
    below: BTreeMap<UnitKey, Below>,
}

/// What is shown of the units right below one.
struct Below {
    units: Vec<UnitKey>,
    /// For each measure, in the order of the units.
    rows: Vec<Vec<ShownRow>>,
}

impl<'a> Ways<'a> {
    fn of(scene: &'a Scene<'a>, bench: &'a Bench<'a>, measures: Vec<Measure>) -> Self {
        Self {
            scene,
            bench,
            measures,
            rows: BTreeMap::new(),
            below: BTreeMap::new(),
        }
    }

    /// Of what a target computes.
    pub(crate) fn of_target(scene: &'a Scene<'a>, bench: &'a Bench<'a>, computed: Computed) -> Self {
        Self::of(scene, bench, vec![(computed, None)])
    }

    /// Whether everything is shown of a unit.
    pub(crate) fn is_all_of(&mut self, unit: UnitKey) -> bool {
        self.of_unit(unit) == Shows::All
    }

    /// How much is shown of a unit by all that is looked at.
    pub(crate) fn of_unit(&mut self, unit: UnitKey) -> Shows {
        if self.scene.reader.sees_people() {
            return Shows::All;
        }
        self.rows(unit).iter().map(shows).min().unwrap_or(Shows::All)
    }

    /// What is shown of a unit, for each measure.
    fn rows(&mut self, unit: UnitKey) -> Vec<ShownRow> {
        if let Some(rows) = self.rows.get(&unit) {
            return rows.clone();
        }
        let record = self.scene.fleet.unit(unit);
        let above = record.and_then(|record| record.parent(self.bench.when));
        let rows = match above.filter(|_| unit != self.scene.reader.unit) {
            None => {
                let sums = self.bench.sums(unit);
                let alone =
                    |measure: &Measure| ShownRow::alone(parts_of(self.scene, self.bench, &sums, *measure));
                self.measures.iter().map(alone).collect()
            }
            Some(above) => {
                let rows_above = self.rows(above);
                let (scene, bench, measures) = (self.scene, self.bench, &self.measures);
                let below = self.below.entry(above);
                let below = below.or_insert_with(|| Below::of(scene, bench, above, measures, &rows_above));
                below.rows_of(unit)
            }
        };
        self.rows.insert(unit, rows.clone());
        rows
    }
}

impl Below {
    /// `above` is what is shown of the unit above them, for each measure.
    fn of(
        scene: &Scene<'_>,
        bench: &Bench<'_>,
        unit: UnitKey,
        measures: &[Measure],
        above: &[ShownRow],
    ) -> Self {
        let beside = bench.past().and_then(|past| past.beside.get(&unit));
        let beside = beside.filter(|_| measures.iter().all(|(_, level)| level.is_none()));
        let units: Vec<UnitKey> = bench.tree.children(unit).collect();
        let mut counts = vec![Vec::with_capacity(units.len()); measures.len()];
        // A province has thousands of them: each is looked up once.
        for part in &units {
            let sums = beside.is_none().then(|| bench.sums(*part));
            for (counts, measure) in counts.iter_mut().zip(measures) {
                let kept = beside.and_then(|beside| beside.parts(*part, measure.0));
                let parts = match &sums {
                    Some(sums) => parts_of(scene, bench, sums, *measure),
                    None => kept.unwrap_or_else(|| parts_of(scene, bench, &bench.sums(*part), *measure)),
                };
                counts.push(parts);
            }
        }
        let rows = above.iter().zip(&counts);
        let rows = rows.map(|(above, counts)| shown_below(above, counts)).collect();
        Self { units, rows }
    }

    /// Who is not below is nobody.
    fn rows_of(&self, unit: UnitKey) -> Vec<ShownRow> {
        let at = self.units.iter().position(|one| *one == unit);
        let row = |rows: &Vec<ShownRow>| at.map_or_else(|| ShownRow::alone([0; 3]), |at| rows[at]);
        self.rows.iter().map(row).collect()
    }
}

fn parts_of(scene: &Scene<'_>, bench: &Bench<'_>, sums: &Sums, measure: Measure) -> Parts {
    parts_by((&scene.standards.levels, bench.profile), sums, measure)
}

pub(crate) fn parts_by(
    (levels, profile): (&Levels, &Profile),
    sums: &Sums,
    (computed, level): Measure,
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

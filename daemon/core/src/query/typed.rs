//! What was typed of a target at a unit: its own figure, or else those of the units below it, as far as they tell.

use crate::cold::Day;
use crate::figures::{FigureFact, FigureRecord, Figures, Indicator, Told, TypedSum};
use crate::query::Scene;
use crate::query::readiness::Bench;
use kiemke_config::plan::{Computed, Target};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::Known;
use std::collections::BTreeSet;

/// Whether something of a target is typed.
pub(super) fn is_typed(target: &Target) -> bool {
    matches!(target.computed, None | Some(Computed::RecordsAndIds))
}

/// A figure of the unit itself; without one the sum of those of the units below, as far as they tell: what is not told
/// is unknown, and without a number for it nothing is proved.
pub(super) fn typed(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, target: &Target) -> TypedSum {
    let figures = scene.fleet.figures();
    let indicator = indicator_of(target);
    let told = figures.told(&bench.tree);
    let add_up = || {
        let mut sum = Adding::default();
        let untold = sum.add_unit(figures, bench, unit, (&indicator, &told));
        TypedSum { untold, ..sum.0 }
    };
    match bench.is_past() {
        true => add_up(),
        false => figures.summed((&bench.tree, bench.day()), (unit, &indicator), add_up),
    }
}

/// The days from which on what is typed of a unit may be another value than on the day before, by what is known then or
/// now of each.
pub(super) fn typed_moves(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    unit: UnitKey,
    target: &Target,
    known: Known,
) -> BTreeSet<Day> {
    let figures = scene.fleet.figures();
    let indicator = indicator_of(target);
    let told = figures.told(&bench.tree);
    let clock = scene.fleet.day_clock();
    let mut moves = BTreeSet::new();
    for rank in told.below(&indicator, &bench.tree, unit) {
        let of = figures.of(bench.tree.order()[*rank].0);
        for record in of.filter(|record| record.key.indicator == indicator) {
            moves.extend([record.key.from, record.key.to.plus(1)]);
            if known == Known::Then {
                moves.extend(record.said.iter().map(|said| clock.day(said.at)));
            }
        }
    }
    moves
}

fn indicator_of(target: &Target) -> Indicator {
    Indicator::Target(target.id.as_str().into())
}

/// Figures as they are added up.
#[derive(Debug, Default)]
struct Adding(TypedSum);

impl Adding {
    /// Adds what a unit tells, or else what those below it do; returns how many of them tell nothing. Where nobody below
    /// ever told something, a province is not walked through for it.
    fn add_unit(
        &mut self,
        figures: &Figures,
        bench: &Bench<'_>,
        unit: UnitKey,
        (indicator, told): (&Indicator, &Told),
    ) -> u64 {
        if told.below(indicator, &bench.tree, unit).is_empty() {
            return 1;
        }
        if let Some((record, fact)) = figures.newest_value(unit, indicator, bench.day(), bench.when.known) {
            self.add(record, fact);
            return 0;
        }
        let before = self.0.figures;
        let mut untold = 0;
        let mut children = 0;
        for child in bench.tree.children(unit) {
            // Rooms tell nothing of targets.
            if bench.is_place(child) {
                continue;
            }
            children += 1;
            untold += self.add_unit(figures, bench, child, (indicator, told));
        }
        // Where nobody below tells anything, the unit is one that does not.
        if children == 0 || self.0.figures == before {
            1
        } else {
            untold
        }
    }

    fn add(&mut self, record: &FigureRecord, fact: &FigureFact) {
        let sum = &mut self.0;
        sum.figures += 1;
        sum.numerator = sum.numerator.saturating_add(fact.numerator);
        sum.denominator = sum.denominator.saturating_add(fact.denominator.unwrap_or(0));
        let dated = fact.dated.min(record.key.to);
        sum.oldest = Some(sum.oldest.map_or(dated, |oldest| oldest.min(dated)));
        sum.source = match sum.figures {
            1 => Some(fact.source.as_ref().into()),
            // Of many sources none is the source.
            _ => None,
        };
    }
}

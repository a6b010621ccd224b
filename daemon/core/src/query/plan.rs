//! Every target of a plan at a unit: what is computed, what is typed, and what follows.

use crate::cold::Day;
use crate::figures::{FigureFact, FigureRecord, Figures, Indicator};
use crate::query::Scene;
use crate::query::readiness::{Bench, computed_share, date, share, withheld};
use crate::query::shown::{Shown, Shows};
use crate::readiness::{Split, aim_of};
use crate::refusal::Refusal;
use kiemke_config::Texts;
use kiemke_config::plan::{Computed, Operator, Source, Target};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{BothTexts, Known, PlanView, Share, TargetView, ValueKind, Verdict};

/// The plan of that name, judged by the profile of that name, at a unit today.
///
/// # Errors
/// When there is no such plan or profile.
pub fn plan(
    scene: &Scene<'_>,
    unit: UnitKey,
    plan: Option<&str>,
    profile: Option<&str>,
) -> Result<PlanView, Refusal> {
    let bench = Bench::of(scene, plan, profile)?;
    let shown = Shown::of(scene, &bench, unit);
    let targets = bench
        .plan
        .targets
        .iter()
        .map(|target| view(scene, &bench, &shown, unit, target));
    Ok(PlanView {
        unit: scene.unit_at(unit, bench.when),
        path: scene.path(unit, bench.when),
        plan: bench.plan.id.clone(),
        plan_version: bench.plan.version,
        title: both(&bench.plan.title),
        legal_basis: bench.plan.legal_basis.clone(),
        profile: bench.profile_name(),
        at: date(bench.day()),
        known: Known::Now,
        targets: targets.collect(),
    })
}

/// The value of a target, and what it was typed from.
struct Value {
    kind: ValueKind,
    share: Option<Share>,
    as_of: Option<Day>,
    source: Option<String>,
}

fn view(scene: &Scene<'_>, bench: &Bench<'_>, shown: &Shown, unit: UnitKey, target: &Target) -> TargetView {
    let value = match target.computed {
        Some(Computed::Records | Computed::RecordsAndIds) | None => typed(scene, bench, unit, target),
        Some(computed) => computed_value(scene, bench, shown, unit, target, computed),
    };
    let verdict = value
        .share
        .as_ref()
        .map_or(Verdict::Unproven, |share| share.verdict);
    TargetView {
        id: target.id.clone(),
        title: both(&target.title),
        numerator: both(&target.numerator),
        denominator: both(&target.denominator),
        percent: target.percent,
        operator: match target.operator {
            Operator::AtLeast => ">=",
            Operator::MoreThan => ">",
        }
        .to_owned(),
        year: target.year,
        legal_basis: target.legal_basis(bench.plan).to_owned(),
        sources: target
            .sources
            .iter()
            .map(|source| letter(*source).to_owned())
            .collect(),
        kind: value.kind,
        verdict: if target.percent.is_none() {
            Verdict::NotApplicable
        } else {
            verdict
        },
        value: value.share,
        as_of: value.as_of.map(date),
        source: value.source,
        closed: target.closed.as_ref().map(|closed| both(&closed.reason)),
        note: target.note.as_ref().map(both),
    }
}

fn computed_value(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    shown: &Shown,
    unit: UnitKey,
    target: &Target,
    computed: Computed,
) -> Value {
    let share = computed_share(scene, bench, &bench.sums(unit), computed, aim_of(target));
    let [students, teachers] = shown.whole();
    let shows = match computed {
        Computed::StudentsReady | Computed::LearnerIds => students,
        Computed::TeachersReady | Computed::TeacherIds => teachers,
        // Of both together one could be taken from the other.
        Computed::PersonsReady | Computed::Records | Computed::RecordsAndIds => {
            if students == teachers {
                students
            } else {
                Shows::Nothing
            }
        }
    };
    Value {
        kind: ValueKind::Computed,
        share: share.map(|share| {
            if shows == Shows::All {
                share
            } else {
                withheld(&share, shows)
            }
        }),
        as_of: Some(bench.day()),
        source: None,
    }
}

/// A figure of the unit itself; without one the sum of those of the units below, as far as they tell: what is not told
/// is unknown, and without a number for it nothing is proved.
fn typed(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, target: &Target) -> Value {
    let kind = match target.computed {
        Some(_) => ValueKind::Part,
        None => ValueKind::Typed,
    };
    let indicator = Indicator::Target(target.id.as_str().into());
    let figures = scene.fleet.figures();
    let mut sum = Sum::default();
    let untold = sum.add_unit(figures, bench, unit, &indicator);
    let split = Split {
        ready: sum.numerator,
        not_ready: sum.denominator - sum.numerator,
        unknown: 0,
    };
    Value {
        kind,
        share: (sum.figures > 0).then(|| share(split, aim_of(target), untold)),
        as_of: sum.oldest,
        source: sum.source,
    }
}

/// Figures added up.
#[derive(Debug, Default)]
struct Sum {
    figures: u64,
    numerator: u64,
    denominator: u64,
    oldest: Option<Day>,
    source: Option<String>,
}

impl Sum {
    /// Adds what a unit tells, or else what those below it do; returns how many of them tell nothing.
    fn add_unit(
        &mut self,
        figures: &Figures,
        bench: &Bench<'_>,
        unit: UnitKey,
        indicator: &Indicator,
    ) -> u64 {
        let known = UnixMs(i64::MAX);
        if let Some((record, fact)) = figures.newest_value(unit, indicator, bench.day(), known) {
            self.add(record, fact);
            return 0;
        }
        let before = self.figures;
        let mut untold = 0;
        let mut children = 0;
        for child in bench.tree.children(unit) {
            // Rooms tell nothing of targets.
            if bench.is_place(child) {
                continue;
            }
            children += 1;
            untold += self.add_unit(figures, bench, child, indicator);
        }
        // Where nobody below tells anything, the unit is one that does not.
        if children == 0 || self.figures == before {
            1
        } else {
            untold
        }
    }

    fn add(&mut self, record: &FigureRecord, fact: &FigureFact) {
        self.figures += 1;
        self.numerator = self.numerator.saturating_add(fact.numerator);
        self.denominator = self.denominator.saturating_add(fact.denominator.unwrap_or(0));
        let dated = fact.dated.min(record.key.to);
        self.oldest = Some(self.oldest.map_or(dated, |oldest| oldest.min(dated)));
        self.source = match self.figures {
            1 => Some(fact.source.to_string()),
            // Of many sources none is the source.
            _ => None,
        };
    }
}

fn letter(source: Source) -> &'static str {
    match source {
        Source::Agents => "A",
        Source::Equipment => "E",
        Source::Roster => "R",
        Source::Hand => "H",
    }
}

fn both(texts: &Texts) -> BothTexts {
    BothTexts {
        vi: texts.vi.clone(),
        en: texts.en.clone(),
    }
}

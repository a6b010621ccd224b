//! Every target of a plan at a unit: what is computed, what is typed, and what follows.

use crate::cold::Day;
use crate::query::parts::Part;
use crate::query::plan_items::{records_share, records_shares};
use crate::query::readiness::{Bench, JudgedBy, computed_share, date, share, told, withheld};
use crate::query::shown::{Shown, Shows};
use crate::query::typed::typed;
use crate::query::{PartsPage, Scene};
use crate::readiness::{Split, Verdict as Judged, aim_of, all_of};
use crate::refusal::Refusal;
use kiemke_config::Texts;
use kiemke_config::plan::{Computed, Source, Target};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{
    BothTexts, PlanView, Share, TargetDetail, TargetPart, TargetRow, TargetView, ValueKind, Verdict,
};

/// The plan of that name, judged by the profile of that name, at a unit today.
///
/// # Errors
/// When there is no such plan or profile.
pub fn plan(scene: &Scene<'_>, unit: UnitKey, by: JudgedBy<'_>) -> Result<PlanView, Refusal> {
    let bench = Bench::of(scene, by)?;
    let shown = Shown::of_whole_with_ids(scene, &bench, unit);
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
        known: bench.known,
        targets: targets.collect(),
    })
}

/// The value of a target, and what it was typed from.
pub(super) struct Value {
    pub(super) kind: ValueKind,
    pub(super) share: Option<Share>,
    as_of: Option<Day>,
    source: Option<String>,
}

pub(super) fn value(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    shown: &Shown,
    unit: UnitKey,
    target: &Target,
) -> Value {
    match target.computed {
        Some(Computed::Records) => {
            let share = records_share(scene, bench, unit, aim_of(target));
            Value {
                kind: ValueKind::Computed,
                as_of: share.is_some().then(|| bench.day()),
                share,
                source: None,
            }
        }
        Some(Computed::RecordsAndIds) | None => typed_value(scene, bench, unit, target),
        Some(computed) => computed_value(scene, bench, shown, unit, target, computed),
    }
}

fn view(scene: &Scene<'_>, bench: &Bench<'_>, shown: &Shown, unit: UnitKey, target: &Target) -> TargetView {
    let value = value(scene, bench, shown, unit, target);
    let parts = parts(scene, bench, shown, unit, target, value.share.as_ref());
    let verdict_of = |share: Option<&Share>| share.map_or(Verdict::Unproven, |share| share.verdict);
    let verdict = match parts.is_empty() {
        true => verdict_of(value.share.as_ref()),
        false => worst(parts.iter().map(|part| verdict_of(part.value.as_ref()))),
    };
    TargetView {
        id: target.id.clone(),
        title: both(&target.title),
        numerator: both(&target.numerator),
        denominator: both(&target.denominator),
        percent: target.percent,
        operator: target.operator.sign().to_owned(),
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
        parts,
        opens: format!("/v1/plan/{}?{}", target.id, bench.asked_of(unit)),
    }
}

/// For what a target asks besides: T21 wants what T11, T8 and T9 count, all of it, and what is typed of it.
fn parts(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    shown: &Shown,
    unit: UnitKey,
    target: &Target,
    typed: Option<&Share>,
) -> Vec<TargetPart> {
    if target.computed != Some(Computed::RecordsAndIds) {
        return Vec::new();
    }
    let asked = [Computed::Records, Computed::LearnerIds, Computed::TeacherIds];
    let others = asked.iter().filter_map(|computed| {
        let other = bench
            .plan
            .targets
            .iter()
            .find(|other| other.computed == Some(*computed))?;
        let as_asked = Target {
            percent: target.percent,
            operator: target.operator,
            ..other.clone()
        };
        Some(TargetPart {
            id: other.id.clone(),
            value: value(scene, bench, shown, unit, &as_asked).share,
        })
    });
    let own = TargetPart {
        id: target.id.clone(),
        value: typed.cloned(),
    };
    others.chain([own]).collect()
}

/// Missed with any, met with all.
fn worst(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    let judged = verdicts.map(|verdict| match verdict {
        Verdict::Met => Judged::Met,
        Verdict::Missed => Judged::Missed,
        Verdict::Unproven => Judged::Unproven { more: None },
        Verdict::NotApplicable => Judged::NotApplicable,
    });
    told(all_of(judged))
}

/// A target at a unit and at each unit right below, a page of them.
///
/// # Errors
/// When there is no such plan, profile or target.
pub fn target(
    scene: &Scene<'_>,
    unit: UnitKey,
    (target, page): (&str, &PartsPage),
    by: JudgedBy<'_>,
) -> Result<TargetDetail, Refusal> {
    let bench = Bench::of(scene, by)?;
    let shown = Shown::of_whole_with_ids(scene, &bench, unit).with_parts(scene, &bench, unit);
    let found = bench.plan.target(target);
    let target =
        found.ok_or_else(|| Refusal::NotFound(format!("target {target:?} in plan {:?}", bench.plan.id)))?;
    let told = page.cut(values_below(scene, &bench, &shown, unit, target));
    let parts = told.parts.into_iter().map(|part| TargetRow {
        unit: scene.unit_at(part.unit, bench.when),
        value: Some(part.row),
    });
    Ok(TargetDetail {
        unit: scene.unit_at(unit, bench.when),
        path: scene.path(unit, bench.when),
        plan: bench.plan.id.clone(),
        plan_version: bench.plan.version,
        profile: bench.profile_name(),
        at: date(bench.day()),
        known: bench.known,
        target: view(scene, &bench, &shown, unit, target),
        parts: parts.collect(),
        parts_total: told.total,
        next: told.next,
        lists: lists(scene, unit, target),
    })
}

/// A target at the units right below one, as far as they tell of it.
fn values_below(
    scene: &Scene<'_>,
    bench: &Bench<'_>,
    shown: &Shown,
    unit: UnitKey,
    target: &Target,
) -> Vec<Part<Share>> {
    let below = bench.tree.children(unit).filter(|part| !bench.is_room(*part));
    let below: Vec<UnitKey> = below.collect();
    let values: Vec<Option<Share>> = match target.computed {
        // A school's things are its own, not those of its sites.
        Some(Computed::Records) if below.iter().any(|part| bench.is_place(*part)) => Vec::new(),
        Some(Computed::Records) => records_shares(scene, bench, &below, aim_of(target)),
        _ => below
            .iter()
            .map(|part| value(scene, bench, &shown.of_part(*part), *part, target).share)
            .collect(),
    };
    let told = below.into_iter().zip(values).filter_map(|(part, value)| {
        let value = value.filter(|value| value.total > 0 || value.untold > 0 || value.withheld)?;
        Some(Part {
            unit: part,
            unknown: if value.withheld { 0 } else { value.unknown },
            row: value,
        })
    });
    told.collect()
}

/// Where what a target counts is listed. Planners see classes and no persons.
fn lists(scene: &Scene<'_>, unit: UnitKey, target: &Target) -> Vec<String> {
    let counted = |whose: &str| match scene.reader.sees_people() {
        true => format!("people?filter=counted:{whose}&"),
        false => "classes?".to_owned(),
    };
    let things = |paths: &[&str]| paths.iter().map(|path| format!("{path}?")).collect::<Vec<_>>();
    let figures = || format!("figures?filter=indicator:{}&", target.id);
    let behind = ["machines", "lines", "equipment"];
    let paths = match target.computed {
        Some(Computed::StudentsReady) => [vec![counted("students")], things(&behind)].concat(),
        Some(Computed::TeachersReady) => [vec![counted("teachers")], things(&behind)].concat(),
        Some(Computed::PersonsReady) => {
            [vec![counted("students"), counted("teachers")], things(&behind)].concat()
        }
        Some(Computed::LearnerIds) => vec![counted("learners")],
        Some(Computed::TeacherIds) => vec![counted("teachers")],
        Some(Computed::Records) => things(&["items", "equipment", "book-lines", "machines"]),
        Some(Computed::RecordsAndIds) => {
            let people = [counted("learners"), counted("teachers"), figures()];
            [things(&["items"]), people.to_vec()].concat()
        }
        None => vec![figures()],
    };
    let mut paths: Vec<String> = paths
        .into_iter()
        .map(|path| format!("/v1/{path}unit={unit}"))
        .collect();
    // Classes are one list for everybody.
    paths.dedup();
    paths
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
        Computed::StudentsReady => students,
        Computed::TeachersReady => teachers,
        Computed::LearnerIds => students.min(shown.ids()[0]),
        Computed::TeacherIds => teachers.min(shown.ids()[1]),
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

fn typed_value(scene: &Scene<'_>, bench: &Bench<'_>, unit: UnitKey, target: &Target) -> Value {
    let sum = typed(scene, bench, unit, target);
    let split = Split {
        ready: sum.numerator,
        not_ready: sum.denominator - sum.numerator,
        unknown: 0,
    };
    Value {
        kind: match target.computed {
            Some(_) => ValueKind::Part,
            None => ValueKind::Typed,
        },
        share: (sum.figures > 0).then(|| share(split, aim_of(target), sum.untold)),
        as_of: sum.oldest,
        source: sum.source.map(|source| source.to_string()),
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

pub(super) fn both(texts: &Texts) -> BothTexts {
    BothTexts {
        vi: texts.vi.clone(),
        en: texts.en.clone(),
    }
}

//! Typed figures, for lists and one by one.

use crate::audit::actor;
use crate::figures::{FigureRecord, Indicator, SaidFigure};
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use crate::query::readiness::date;
use kiemke_config::group::Group;
use kiemke_wire::ids::FigureId;
use kiemke_wire::view::{FigureLine, FigureView, Page};

/// One page of the figures of a unit and all below, by number. `filter` is an indicator.
///
/// # Errors
/// When the filter is none.
pub fn figures(scene: &Scene<'_>, query: &ListQuery) -> Result<Page<FigureView>, BadQuery> {
    let below = scene.fleet.below(query.unit, scene.today());
    let wanted = match &query.filter {
        None => None,
        Some((name, value)) if name == "indicator" => Some(value.as_str()),
        Some((name, _)) => {
            return Err(BadQuery {
                parameter: "filter",
                reason: format!("{name:?} is no filter of figures; indicator is"),
            });
        }
    };
    let matching = |record: &&FigureRecord| {
        below.contains(record.key.unit) && wanted.is_none_or(|wanted| wanted == name(&record.key.indicator))
    };
    let after = query.after.as_ref().map_or(0, |(_, id)| *id);
    let total = scene.fleet.figures().iter().filter(matching).count() as u64;
    let rest = scene.fleet.figures().iter().filter(matching);
    let mut rest = rest.filter(|record| record.id.0 > after);
    let items: Vec<FigureView> = rest
        .by_ref()
        .take(query.limit)
        .map(|record| view(scene, record))
        .collect();
    let more = rest.next().is_some();
    let next = items.last().filter(|_| more).map(|last| cursor("", last.id.0));
    Ok(Page { items, total, next })
}

/// One figure of the reader's.
pub fn figure(scene: &Scene<'_>, id: FigureId) -> Option<FigureView> {
    let record = scene.fleet.figures().get(id)?;
    scene.sees(record.key.unit).then(|| view(scene, record))
}

/// All that was said of it, newest first.
pub fn figure_history(scene: &Scene<'_>, id: FigureId) -> Option<Vec<FigureLine>> {
    let record = scene.fleet.figures().get(id)?;
    let lines = scene
        .sees(record.key.unit)
        .then(|| record.said.iter().enumerate())?;
    let mut lines: Vec<FigureLine> = lines
        .filter_map(|(at, said)| line(scene, record, at, said))
        .collect();
    lines.reverse();
    Some(lines)
}

fn view(scene: &Scene<'_>, record: &FigureRecord) -> FigureView {
    let newest = record.said.last().filter(|said| said.fact.is_some());
    let at = record.said.len().saturating_sub(1);
    FigureView {
        id: record.id,
        etag: record.changed_at,
        unit: scene.unit(record.key.unit),
        indicator: name(&record.key.indicator).to_owned(),
        level: level(scene, &record.key.indicator),
        from: date(record.key.from),
        to: date(record.key.to),
        value: newest.and_then(|said| line(scene, record, at, said)),
        times: record.said.len() as u64,
    }
}

/// What was said, or, of a withdrawal, what stood before it.
fn line(scene: &Scene<'_>, record: &FigureRecord, at: usize, said: &SaidFigure) -> Option<FigureLine> {
    let before = || record.said[..at].iter().rev().find_map(|said| said.fact.as_ref());
    let fact = said.fact.as_ref().or_else(before)?;
    Some(FigureLine {
        at: said.at,
        by: actor(scene.fleet, said.by),
        withdrawn: said.fact.is_none(),
        numerator: fact.numerator,
        denominator: fact.denominator,
        source: fact.source.to_string(),
        dated: date(fact.dated),
        note: fact.note.as_deref().map(str::to_owned),
        reason: said.reason.as_deref().map(str::to_owned),
    })
}

fn name(indicator: &Indicator) -> &str {
    match indicator {
        Indicator::Target(id) => id,
        Indicator::HeadCount { group, .. } => match group {
            Group::Students => "students",
            Group::Teachers => "teachers",
        },
    }
}

fn level(scene: &Scene<'_>, indicator: &Indicator) -> Option<String> {
    match indicator {
        Indicator::Target(_) => None,
        Indicator::HeadCount { level, .. } => {
            let level = scene.standards.levels.get(*level)?;
            Some(level.id.clone())
        }
    }
}

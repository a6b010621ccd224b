//! Figures are typed, corrected, withdrawn: what may not be is refused with its place.

use crate::cold::Day;
use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::figures::{FigureChange, FigureFact, FigureKey, FiguresChanged, Indicator};
use crate::fleet::Fleet;
use crate::query::Standards;
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_config::group::Group;
use kiemke_config::plan::Computed;
use kiemke_wire::date::Date;
use kiemke_wire::ids::{FigureId, Position};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{FigureWish, FiguresSet};

/// Figures of one wish: a table of all targets for every school of a commune.
pub(crate) const FIGURES_MAX: usize = 10_000;
/// The longest text, bytes.
const TEXT_BYTES_MAX: usize = 500;
/// The longest period: a plan of a dozen years.
const PERIOD_DAYS_MAX: i32 = 12 * 366;

/// Values are typed.
pub(crate) fn set(
    fleet: &Fleet,
    standards: &Standards,
    wishes: &[FigureWish],
    reason: Option<&str>,
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if wishes.len() > FIGURES_MAX {
        return Err(Refusal::OverBound {
            what: "the number of figures",
            max: FIGURES_MAX as u64,
        });
    }
    text("reason", reason.unwrap_or_default())?;
    let mut changes: Vec<FigureChange> = Vec::new();
    let (mut ids, mut new, mut unchanged) = (Vec::new(), 0, 0);
    let mut next = fleet.figures().next_id();
    for (at, wish) in wishes.iter().enumerate() {
        let place = |field: &str| format!("figures[{at}].{field}");
        let (key, fact) = checked(fleet, standards, wish, by, now, &place)?;
        if let Some(twice) = changes.iter().find(|change| change.key == key) {
            let reason = format!("is typed twice: figure {} too", twice.id);
            return Err(Refusal::InvalidAt {
                place: place("indicator"),
                reason,
            });
        }
        let held = fleet.figures().find(&key);
        let id = held.map_or(next, |held| held.id);
        ids.push(id);
        match held {
            Some(held) if held.newest() == Some(&fact) => {
                unchanged += 1;
                continue;
            }
            Some(_) => {}
            None => {
                new += 1;
                next = FigureId(next.0 + 1);
            }
        }
        changes.push(FigureChange {
            id,
            key,
            fact: Some(fact),
        });
    }
    let corrected = changes.len() as u64 - new;
    Ok(decision(fleet, changes, reason, by, now, |entry| FiguresSet {
        entry,
        ids,
        new,
        corrected,
        unchanged,
    }))
}

/// A figure is taken back; nothing takes its place.
pub(crate) fn withdraw(
    fleet: &Fleet,
    id: FigureId,
    seen: Option<Position>,
    reason: &str,
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let not_there = || Refusal::NotFound(format!("figure {id}"));
    let record = fleet.figures().get(id).ok_or_else(not_there)?;
    if !by.sees(fleet, fleet.today(now), record.key.unit) {
        return Err(not_there());
    }
    if seen.is_some_and(|seen| seen != record.changed_at) {
        return Err(Refusal::Stale(format!("figure {id}")));
    }
    text("reason", reason)?;
    if reason.trim().is_empty() {
        return Err(Refusal::Invalid {
            place: "reason",
            reason: "must say why the figure is taken back".into(),
        });
    }
    let changes = record.newest().map(|_| FigureChange {
        id,
        key: record.key.clone(),
        fact: None,
    });
    let changes = Vec::from_iter(changes);
    let corrected = changes.len() as u64;
    Ok(decision(fleet, changes, Some(reason), by, now, |entry| {
        FiguresSet {
            entry,
            ids: vec![id],
            new: 0,
            corrected,
            unchanged: 1 - corrected,
        }
    }))
}

fn decision(
    fleet: &Fleet,
    figures: Vec<FigureChange>,
    reason: Option<&str>,
    by: &Reader,
    now: UnixMs,
    answer: impl FnOnce(Option<Position>) -> FiguresSet,
) -> Decision {
    let entry = (!figures.is_empty()).then(|| {
        Entry::FiguresChanged(Box::new(FiguresChanged {
            at: now,
            by: by.actor.token,
            reason: reason.map(Into::into),
            undoes: None,
            figures,
        }))
    });
    let position = entry.as_ref().map(|_| fleet.position().next());
    Decision {
        entries: Vec::from_iter(entry),
        answer: Answer::Figures(answer(position)),
    }
}

fn checked(
    fleet: &Fleet,
    standards: &Standards,
    wish: &FigureWish,
    by: &Reader,
    now: UnixMs,
    place: &dyn Fn(&str) -> String,
) -> Result<(FigureKey, FigureFact), Refusal> {
    let invalid = |field: &str, reason: String| Refusal::InvalidAt {
        place: place(field),
        reason,
    };
    let today = fleet.today(now);
    let unit = by
        .unit_named(fleet, today, Some(wish.unit.trim()))
        .map_err(|refusal| match refusal {
            Refusal::UnitUnknown(_) => invalid("unit", refusal.to_string()),
            other => other,
        })?;
    let (from, to) = (day(wish.from), day(wish.to));
    if to < from || to.0 - from.0 > PERIOD_DAYS_MAX {
        return Err(invalid(
            "to",
            "must not lie before from, nor more than 12 years behind it".into(),
        ));
    }
    if from > today.day {
        return Err(invalid(
            "from",
            "lies in the future: nothing can be known of it yet".into(),
        ));
    }
    let indicator = indicator(standards, wish, place)?;
    match (&indicator, wish.denominator) {
        (Indicator::HeadCount { .. }, Some(_)) => {
            return Err(invalid("denominator", "a head count has none".into()));
        }
        (Indicator::HeadCount { .. }, None) => {
            let kind = fleet.unit(unit).map_or("", |record| record.kind(today));
            if !["school", "site"].contains(&kind) {
                return Err(invalid("unit", "head counts are of schools and sites".into()));
            }
        }
        (Indicator::Target(_), None | Some(0)) => {
            return Err(invalid(
                "denominator",
                "is missing: a share is of something".into(),
            ));
        }
        (Indicator::Target(_), Some(denominator)) if wish.numerator > denominator => {
            let reason = format!("{} is more than the denominator {denominator}", wish.numerator);
            return Err(invalid("numerator", reason));
        }
        (Indicator::Target(_), Some(_)) => {}
    }
    let dated = wish.dated.map_or(today.day, day);
    if dated > today.day {
        return Err(invalid("dated", "lies in the future".into()));
    }
    if wish.source.trim().is_empty() {
        return Err(invalid(
            "source",
            "must say where the figure was taken from".into(),
        ));
    }
    text(&place("source"), &wish.source)?;
    text(&place("note"), wish.note.as_deref().unwrap_or_default())?;
    let key = FigureKey {
        indicator,
        unit,
        from,
        to,
    };
    let fact = FigureFact {
        numerator: wish.numerator,
        denominator: wish.denominator,
        source: wish.source.trim().into(),
        dated,
        note: wish.note.as_deref().map(Into::into),
    };
    Ok((key, fact))
}

fn indicator(
    standards: &Standards,
    wish: &FigureWish,
    place: &dyn Fn(&str) -> String,
) -> Result<Indicator, Refusal> {
    let invalid = |field: &str, reason: String| {
        Err(Refusal::InvalidAt {
            place: place(field),
            reason,
        })
    };
    let group = match wish.indicator.as_str() {
        "students" => Some(Group::Students),
        "teachers" => Some(Group::Teachers),
        _ => None,
    };
    if let Some(group) = group {
        let levels = &standards.levels.levels;
        let named = wish.level.as_deref().unwrap_or_default();
        let Some(level) = levels.iter().find(|level| level.id == named) else {
            let known: Vec<&str> = levels.iter().map(|level| level.id.as_str()).collect();
            return invalid("level", format!("is one of {}", known.join(", ")));
        };
        return Ok(Indicator::HeadCount {
            group,
            level: level.number,
        });
    }
    if wish.level.is_some() {
        return invalid("level", "only head counts are of a level".into());
    }
    let mut targets = standards.plans.iter().flat_map(|plan| &plan.targets);
    match targets.find(|target| target.id == wish.indicator) {
        None => invalid(
            "indicator",
            format!(
                "there is no target {:?}, and it is neither students nor teachers",
                wish.indicator
            ),
        ),
        // Of what is partly computed the rest is typed.
        Some(target)
            if target
                .computed
                .is_none_or(|computed| computed == Computed::RecordsAndIds) =>
        {
            Ok(Indicator::Target(target.id.as_str().into()))
        }
        Some(target) => invalid(
            "indicator",
            format!("{} is computed, so it is not typed", target.id),
        ),
    }
}

fn text(place: &str, text: &str) -> Result<(), Refusal> {
    if text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control) {
        return Err(Refusal::InvalidAt {
            place: place.to_owned(),
            reason: format!("is longer than {TEXT_BYTES_MAX} bytes, or holds control characters"),
        });
    }
    Ok(())
}

fn day(date: Date) -> Day {
    Day(date.unix_days())
}

//! Changes of the tree of units: one at a time by a person, or many by a table. What would break the tree on any day
//! is refused, and so is a change of something that was changed since it was looked at.

use crate::cold::Day;
use crate::command::{Answer, UnitAction, UnitPart, UnitWish};
use crate::decide::unit_import::{self, ROWS_MAX};
use crate::decide::{Decision, Rules};
use crate::entry::{Entry, UnitsChanged};
use crate::fleet::Fleet;
use crate::forms::FormRows;
use crate::refusal::Refusal;
use crate::units::{Closing, Fact, Period, Slot, Stated, UnitChange, When, check};
use kiemke_config::kinds::Kinds;
use kiemke_wire::ids::{Position, TokenId, UnitKey};
use kiemke_wire::limits::TEXT_BYTES_MAX;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::ImportReport;
use std::collections::BTreeSet;

/// Bytes of one entry: a group of the journal holds another as large beside it.
const ENTRY_BYTES_MAX: usize = 7 * 1024 * 1024;

/// Who asks for a change, and on what it rests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ground {
    /// The token; none on the daemon's own machine.
    pub by: Option<TokenId>,
    /// The document or file.
    pub document: Option<String>,
}

pub(super) fn make(
    fleet: &Fleet,
    rules: &Rules,
    wish: &UnitWish,
    ground: &Ground,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let day = wish
        .period
        .last_day()
        .unwrap_or(fleet.today(now).day.max(wish.period.from));
    let parent = fleet.unit_called(&wish.parent, When::known_now(day))?;
    let unit = fleet.units().next_key();
    let mut facts = vec![
        Fact::Parent(Some(parent)),
        Fact::Kind(wish.kind.as_str().into()),
        Fact::Name(wish.name.as_str().into()),
    ];
    facts.extend(wish.facts.iter().cloned());
    let stated = facts.into_iter().map(|fact| Stated::new(fact, wish.period));
    let change = UnitChange {
        unit,
        made: true,
        facts: stated.collect(),
    };
    accept(fleet, rules, vec![change], ground, now)
}

pub(super) fn change(
    fleet: &Fleet,
    rules: &Rules,
    unit: UnitKey,
    seen: Position,
    action: &UnitAction,
    ground: &Ground,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let record = fleet
        .unit(unit)
        .ok_or_else(|| Refusal::NotFound(format!("unit {unit}")))?;
    if record.changed_at != seen {
        return Err(Refusal::Stale(format!("unit {unit}")));
    }
    let changes = match action {
        UnitAction::State(facts) => vec![said(unit, facts.clone())],
        UnitAction::Move { to, on } => {
            let to = fleet.unit_called(to, When::known_now(*on))?;
            vec![since(unit, Fact::Parent(Some(to)), *on)]
        }
        UnitAction::Rename { name, on } => vec![since(unit, Fact::Name(name.as_str().into()), *on)],
        UnitAction::Close { on } => vec![since(unit, Fact::Closed(Some(Closing::default())), *on)],
        UnitAction::Merge { into, on } => merge(fleet, unit, into, *on)?,
        UnitAction::Split { parts, close, on } => split(fleet, unit, parts, *close, *on)?,
    };
    accept(fleet, rules, changes, ground, now)
}

/// What the unit had goes over, and it stands closed below its successor: so whatever still names it is counted there.
fn merge(fleet: &Fleet, unit: UnitKey, into: &str, on: Day) -> Result<Vec<UnitChange>, Refusal> {
    let into = fleet.unit_called(into, When::known_now(on))?;
    let closing = Closing { into: vec![into] };
    let mut changes = vec![said(
        unit,
        vec![
            Stated::new(Fact::Parent(Some(into)), Period::since(on)),
            Stated::new(Fact::Closed(Some(closing)), Period::since(on)),
        ],
    )];
    let tree = fleet.tree(When::known_now(on));
    for child in tree.children(unit).filter(|child| *child != into) {
        changes.push(said(child, handed_over(fleet, child, unit, into, on)));
    }
    Ok(changes)
}

fn split(
    fleet: &Fleet,
    unit: UnitKey,
    parts: &[UnitPart],
    close: bool,
    on: Day,
) -> Result<Vec<UnitChange>, Refusal> {
    let when = When::known_now(on);
    let record = fleet
        .unit(unit)
        .ok_or_else(|| Refusal::NotFound(format!("unit {unit}")))?;
    let mut next = fleet.units().next_key();
    let mut made = Vec::new();
    let mut changes = Vec::new();
    for part in parts {
        let mut facts = vec![
            Fact::Parent(record.parent(when)),
            Fact::Kind(part.kind.as_deref().unwrap_or(record.kind(when)).into()),
            Fact::Name(part.name.as_str().into()),
        ];
        facts.extend(part.facts.iter().cloned());
        let stated = facts.into_iter().map(|fact| Stated::new(fact, Period::since(on)));
        changes.push(UnitChange {
            unit: next,
            made: true,
            facts: stated.collect(),
        });
        for child in &part.children {
            let child = fleet.unit_called(child, when)?;
            changes.push(said(child, handed_over(fleet, child, unit, next, on)));
        }
        made.push(next);
        next = UnitKey(next.0 + 1);
    }
    if close {
        changes.push(since(unit, Fact::Closed(Some(Closing { into: made })), on));
    }
    Ok(changes)
}

/// For the days from `on` for which the child stands below `from`: below `to`.
fn handed_over(fleet: &Fleet, child: UnitKey, from: UnitKey, to: UnitKey, on: Day) -> Vec<Stated> {
    let spans = fleet
        .unit(child)
        .map_or(Vec::new(), |record| record.spans(Slot::Parent, Period::since(on)));
    let was = Fact::Parent(Some(from));
    let over = spans.into_iter().filter(|(_, fact)| *fact == Some(&was));
    over.map(|(period, _)| Stated::new(Fact::Parent(Some(to)), period))
        .collect()
}

fn since(unit: UnitKey, fact: Fact, on: Day) -> UnitChange {
    said(unit, vec![Stated::new(fact, Period::since(on))])
}

fn said(unit: UnitKey, facts: Vec<Stated>) -> UnitChange {
    UnitChange {
        unit,
        made: false,
        facts,
    }
}

/// Plans a table, and takes it in when no row is refused.
pub(super) fn import(
    fleet: &Fleet,
    rules: &Rules,
    table: &FormRows,
    ground: &Ground,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let (mut report, changes) = planned(fleet, &rules.kinds, table, now)?;
    if report.refused > 0 || changes.is_empty() {
        return Ok(Decision {
            entries: Vec::new(),
            answer: Answer::Imported(report),
        });
    }
    report.applied = true;
    let entry = entry(fleet, changes, ground, now)?;
    Ok(Decision {
        entries: vec![entry],
        answer: Answer::Imported(report),
    })
}

/// What importing a table of units would do.
pub(super) fn dry_run(
    fleet: &Fleet,
    kinds: &Kinds,
    table: &FormRows,
    now: UnixMs,
) -> Result<ImportReport, Refusal> {
    planned(fleet, kinds, table, now).map(|(report, _)| report)
}

fn planned(
    fleet: &Fleet,
    kinds: &Kinds,
    table: &FormRows,
    now: UnixMs,
) -> Result<(ImportReport, Vec<UnitChange>), Refusal> {
    if table.rows.len() > ROWS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of rows",
            max: ROWS_MAX as u64,
        });
    }
    let plan = unit_import::plan(fleet.units(), kinds, &table.rows, fleet.today(now).day);
    let mut report = plan.outcome.into_report();
    report.skipped.clone_from(&table.skipped);
    Ok((report, plan.changes))
}

/// Takes changes in, unless the tree would break.
fn accept(
    fleet: &Fleet,
    rules: &Rules,
    changes: Vec<UnitChange>,
    ground: &Ground,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let touched: BTreeSet<(UnitKey, Period)> = changes
        .iter()
        .flat_map(|change| change.facts.iter().map(|stated| (change.unit, stated.period)))
        .collect();
    let first = changes.first().map_or(UnitKey::ROOT, |change| change.unit);
    for change in &changes {
        change.facts.iter().try_for_each(sound)?;
    }
    let entry = entry(fleet, changes, ground, now)?;
    if let Entry::UnitsChanged(changed) = &entry {
        let mut after = fleet.units().clone();
        after.change(changed, fleet.position().next());
        if let Some(fault) = check(&after, &touched, &rules.kinds, fleet.today(now).day).first() {
            return Err(Refusal::Invalid {
                place: "unit",
                reason: fault.to_string(),
            });
        }
    }
    Ok(Decision {
        entries: vec![entry],
        answer: Answer::Unit {
            unit: first,
            etag: fleet.position().next(),
        },
    })
}

fn sound(stated: &Stated) -> Result<(), Refusal> {
    let invalid = |place, reason: &str| {
        Err(Refusal::Invalid {
            place,
            reason: reason.into(),
        })
    };
    if stated.period.is_empty() {
        return invalid("to", "lies before from");
    }
    let texts: Vec<&str> = match &stated.fact {
        Fact::Name(name) if name.trim().is_empty() => return invalid("name", "is empty"),
        Fact::Name(text) | Fact::Kind(text) => vec![&**text],
        Fact::Code { system, value } => vec![&**system, value.as_deref().unwrap_or("-")],
        Fact::Tag { name, value } => vec![&**name, value.as_deref().unwrap_or("-")],
        Fact::Power(value) => vec![value.as_deref().unwrap_or("-")],
        Fact::Place(Some(point)) => {
            let sound = (-90.0..=90.0).contains(&point.lat) && (-180.0..=180.0).contains(&point.lon);
            return if sound {
                Ok(())
            } else {
                invalid("place", "is not a point on Earth")
            };
        }
        _ => return Ok(()),
    };
    if texts.iter().any(|text| text.trim().is_empty()) {
        return invalid("unit", "a text in it is empty");
    }
    if texts
        .iter()
        .any(|text| text.len() > TEXT_BYTES_MAX || text.chars().any(char::is_control))
    {
        return invalid("unit", "a text in it is too long or holds control characters");
    }
    Ok(())
}

fn entry(fleet: &Fleet, units: Vec<UnitChange>, ground: &Ground, now: UnixMs) -> Result<Entry, Refusal> {
    let entry = Entry::UnitsChanged(UnitsChanged {
        at: fleet.units().records_at(now),
        by: ground.by,
        document: ground.document.as_deref().map(Into::into),
        units,
    });
    let bytes = serde_json::to_vec(&entry).map_or(usize::MAX, |json| json.len());
    if bytes > ENTRY_BYTES_MAX {
        return Err(Refusal::OverBound {
            what: "what is changed at once, in bytes,",
            max: ENTRY_BYTES_MAX as u64,
        });
    }
    Ok(entry)
}

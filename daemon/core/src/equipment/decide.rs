//! Decides what becomes of a wish to change records: all of it, or nothing.

pub(crate) mod check;

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::equipment::{
    ChangedRecord, EquipmentChanged, EquipmentCommand, HeldRecord, after, difference, restored,
};
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use check::Checks;
use kiemke_config::categories::Categories;
use kiemke_wire::equipment::{Act, ActionKind, FieldChange, Record};
use kiemke_wire::ids::{EquipmentId, Position};
use kiemke_wire::time::UnixMs;

/// Records of one wish: a page of a list, with room for a whole school's.
pub const RECORDS_MAX: usize = 10_000;

/// Decides at `now` what `by` asks for. Records and places that are not his do not exist for him.
pub(crate) fn decide(
    fleet: &Fleet,
    categories: &Categories,
    by: &Reader,
    command: &EquipmentCommand,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let mut checks = Checks::new((fleet, by), categories, now);
    let (records, act, undoes) = match command {
        EquipmentCommand::Receive { records, act } => (receive(fleet, &mut checks, records)?, act, None),
        EquipmentCommand::Act { held, act } => (act_on(&mut checks, held, act)?, act, None),
        EquipmentCommand::Edit { held, act } => (edit(&mut checks, held)?, act, None),
        EquipmentCommand::Undo { of, held } => {
            let act = &Act::of(ActionKind::Edit);
            return done(
                fleet,
                by,
                now,
                take_back(fleet, &mut checks, *of, held)?,
                act,
                Some(*of),
            );
        }
    };
    checks.act(act)?;
    done(fleet, by, now, records, act, undoes)
}

fn done(
    fleet: &Fleet,
    by: &Reader,
    at: UnixMs,
    records: Vec<ChangedRecord>,
    act: &Act,
    undoes: Option<Position>,
) -> Result<Decision, Refusal> {
    if records.len() > RECORDS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of records",
            max: RECORDS_MAX as u64,
        });
    }
    let next = fleet.register.next_id();
    let answer = Answer::Equipment {
        entry: fleet.position().next(),
        ids: records.iter().map(|changed| changed.id).collect(),
        made: records.iter().filter(|changed| changed.id >= next).count(),
    };
    let entry = EquipmentChanged {
        at,
        by: by.actor.token,
        act: act.clone(),
        undoes,
        records,
    };
    // What changes nothing is no entry.
    let entries = if entry.records.is_empty() {
        Vec::new()
    } else {
        vec![Entry::EquipmentChanged(Box::new(entry))]
    };
    Ok(Decision { entries, answer })
}

fn receive(
    fleet: &Fleet,
    checks: &mut Checks<'_>,
    records: &[Record],
) -> Result<Vec<ChangedRecord>, Refusal> {
    let first = fleet.register.next_id();
    let numbered = records.iter().enumerate().map(|(at, record)| {
        let id = EquipmentId(first.0 + at as u32);
        checks.new_record(at, record)?;
        checks.code(at, None, record)?;
        Ok(ChangedRecord {
            id,
            record: record.clone(),
            changes: Vec::new(),
        })
    });
    numbered.collect()
}

fn act_on(checks: &mut Checks<'_>, held: &[HeldRecord], act: &Act) -> Result<Vec<ChangedRecord>, Refusal> {
    if let Some(place) = act.place {
        checks.place(place)?;
    }
    let changed = held.iter().enumerate().map(|(at, held)| {
        checks.unchanged(held)?;
        let after = after(&held.record, act).map_err(|why| Refusal::Equipment { id: held.id, why })?;
        if after.place != held.record.place {
            checks.code(at, Some(held.id), &after)?;
        }
        checks.tie(at, Some(&held.record), &after)?;
        Ok(changed(held, after))
    });
    changed.filter(is_change).collect()
}

fn edit(checks: &mut Checks<'_>, held: &[(HeldRecord, Record)]) -> Result<Vec<ChangedRecord>, Refusal> {
    let changed = held.iter().enumerate().map(|(at, (held, after))| {
        checks.unchanged(held)?;
        checks.edited(at, &held.record, after)?;
        checks.code(at, Some(held.id), after)?;
        Ok(changed(held, after.clone()))
    });
    changed.filter(is_change).collect()
}

/// Only what nobody touched since is taken back, and only all of it.
fn take_back(
    fleet: &Fleet,
    checks: &mut Checks<'_>,
    of: Position,
    held: &[(HeldRecord, Vec<FieldChange>)],
) -> Result<Vec<ChangedRecord>, Refusal> {
    if held.is_empty() || fleet.register.changed_by(of) != held.len() {
        return Err(fleet.nothing_left_of(of));
    }
    let changed = held.iter().enumerate().map(|(at, (held, changes))| {
        checks.unchanged(held)?;
        if held.changed_at != of {
            return Err(Refusal::TouchedSince { entry: of });
        }
        let before = if changes.is_empty() {
            // It began with that entry: it stays, as one that was entered by mistake.
            Record {
                void: true,
                ..held.record.clone()
            }
        } else {
            restored(&held.record, changes).ok_or(Refusal::TouchedSince { entry: of })?
        };
        checks.returned(&held.record, &before)?;
        // Meanwhile another record may have got its code.
        checks.code(at, Some(held.id), &before)?;
        // Or its machine.
        checks.tie(at, Some(&held.record), &before)?;
        Ok(changed(held, before))
    });
    changed.collect()
}

fn changed(held: &HeldRecord, after: Record) -> ChangedRecord {
    ChangedRecord {
        id: held.id,
        changes: difference(&held.record, &after),
        record: after,
    }
}

fn is_change(changed: &Result<ChangedRecord, Refusal>) -> bool {
    changed
        .as_ref()
        .map_or(true, |changed| !changed.changes.is_empty())
}

//! A stocktake ends: what stands in the way, what is done by its report, and what every found thing is from now on.

use crate::decide::Decision;
use crate::entry::Entry;
use crate::equipment::decide::check::Checks;
use crate::equipment::{ChangedRecord, EquipmentChanged, HeldRecord, after, difference};
use crate::refusal::Refusal;
use crate::stocktake::decide::{Asked, StocktakeWhy, invalid, members};
use crate::stocktake::{Closing, Count, CountedSoFar, Found, Session, StocktakeChange, count};
use kiemke_config::categories::Categories;
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{Act, ActionKind, Condition, Document, EquipmentState, Record};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::stocktake::{ItemState, Member, PackNumber};
use kiemke_wire::view::{CloseStocktake, MakeRecord};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn decide(
    asked: &Asked<'_>,
    categories: &Categories,
    session: &Session,
    wish: &CloseStocktake,
    counted: &CountedSoFar,
    held: &[HeldRecord],
) -> Result<Decision, Refusal> {
    let result = count(&counted.expected.items, &counted.events);
    let abandoned = abandoned(session, wish)?;
    nothing_open(session, &result)?;
    let Some(document) = &wish.document else {
        return Err(invalid(
            "document",
            "is missing: a stocktake ends with its report",
        ));
    };
    let signed = wish.signatures.iter().map(|signature| Member {
        name: signature.name.clone(),
        title: signature.title.clone(),
    });
    members("signatures", signed)?;
    if wish.signatures.is_empty() {
        return Err(invalid("signatures", "are missing: somebody has to sign"));
    }
    let mut plan = Plan {
        asked,
        checks: Checks::new((asked.fleet, asked.by), categories, asked.now),
        records: records(asked, held)?,
        found: result.items.iter().map(|item| (item.record, item)).collect(),
        document,
        today: Date::of_unix_days(asked.fleet.today(asked.now).day.0),
        entries: Vec::new(),
    };
    plan.checks.act(&plan.act(ActionKind::Verify))?;
    plan.verify(&result);
    plan.act_on_differences(wish)?;
    plan.receive(&wish.records, &result)?;
    let (mut entries, on) = (plan.entries, plan.today);
    entries.push(asked.entry(
        session.id,
        StocktakeChange::Closed(Box::new(Closing {
            document: Some(document.clone()),
            signatures: wish.signatures.clone(),
            abandoned,
            totals: result.totals,
            on,
        })),
    ));
    Ok(asked.done(session.id, session.changed_at, None, entries))
}

/// The packs that are given up; all that are out must be.
fn abandoned(session: &Session, wish: &CloseStocktake) -> Result<Vec<PackNumber>, Refusal> {
    let named: Vec<String> = wish.abandon.iter().map(|name| search_key(name)).collect();
    let out: Vec<(PackNumber, String)> = session
        .packs_out()
        .map(|(number, pack)| (number, pack.holder.clone()))
        .collect();
    let is_named = |holder: &str| named.contains(&search_key(holder));
    let left: Vec<String> = out
        .iter()
        .filter(|(_, holder)| !is_named(holder))
        .map(|(_, holder)| holder.clone())
        .collect();
    if !left.is_empty() {
        return Err(session.refusal(StocktakeWhy::PacksOut(left)));
    }
    let nobody = named
        .iter()
        .position(|name| out.iter().all(|(_, holder)| search_key(holder) != *name));
    match nobody {
        Some(at) => Err(invalid(
            format!("abandon[{at}]"),
            "is nobody with whom a pack is out",
        )),
        None => Ok(out.into_iter().map(|(number, _)| number).collect()),
    }
}

fn nothing_open(session: &Session, result: &Count) -> Result<(), Refusal> {
    let twice: Vec<EquipmentId> = result
        .items
        .iter()
        .filter(|item| item.state == ItemState::FoundTwice)
        .map(|item| item.record)
        .collect();
    if !twice.is_empty() {
        return Err(session.refusal(StocktakeWhy::FoundTwice(twice)));
    }
    let uncounted = result.rooms.iter().filter(|room| room.totals.not_yet_counted > 0);
    let rooms: Vec<UnitKey> = uncounted.map(|room| room.room).collect();
    match rooms.is_empty() {
        true => Ok(()),
        false => Err(session.refusal(StocktakeWhy::NotCounted {
            things: result.totals.not_yet_counted,
            rooms,
        })),
    }
}

/// The records as they are, if they are as the state says.
fn records(asked: &Asked<'_>, held: &[HeldRecord]) -> Result<BTreeMap<EquipmentId, Record>, Refusal> {
    let each = held.iter().map(|held| {
        let columns = asked.fleet.register.get(held.id);
        match columns.is_some_and(|columns| columns.changed_at == held.changed_at) {
            true => Ok((held.id, held.record.clone())),
            false => Err(Refusal::Stale(format!("equipment record {}", held.id))),
        }
    });
    each.collect()
}

/// What is done by the report, one action after the other.
struct Plan<'a> {
    asked: &'a Asked<'a>,
    checks: Checks<'a>,
    /// What each record is after the actions so far.
    records: BTreeMap<EquipmentId, Record>,
    found: BTreeMap<EquipmentId, &'a Found>,
    document: &'a Document,
    today: Date,
    entries: Vec<Entry>,
}

impl Plan<'_> {
    fn act(&self, action: ActionKind) -> Act {
        Act {
            document: Some(self.document.clone()),
            ..Act::of(action)
        }
    }

    fn changed(&mut self, act: Act, records: Vec<ChangedRecord>) {
        if !records.is_empty() {
            let entry = EquipmentChanged {
                at: self.asked.now,
                by: self.asked.by.actor.token,
                act,
                undoes: None,
                records,
            };
            self.entries.push(Entry::EquipmentChanged(Box::new(entry)));
        }
    }

    /// One record becomes another; nothing when they are the same.
    fn replace(&mut self, id: EquipmentId, after: Record) -> Option<ChangedRecord> {
        let held = self.records.get_mut(&id)?;
        let changes = difference(held, &after);
        held.clone_from(&after);
        (!changes.is_empty()).then_some(ChangedRecord {
            id,
            record: after,
            changes,
        })
    }

    /// Every thing that was found is verified, with the condition in which it was.
    fn verify(&mut self, result: &Count) {
        let mut changed = Vec::new();
        for item in result.items.iter().filter(|item| item.state.is_found()) {
            let Some(record) = self.records.get(&item.record) else {
                continue;
            };
            if record.void || record.state == EquipmentState::Disposed {
                continue;
            }
            let after = Record {
                verified_on: Some(self.today),
                condition: item.condition.or(record.condition),
                ..record.clone()
            };
            changed.extend(self.replace(item.record, after));
        }
        self.changed(self.act(ActionKind::Verify), changed);
    }

    /// What was lost and turned up, what stands elsewhere, what does not work, what is not there.
    fn act_on_differences(&mut self, wish: &CloseStocktake) -> Result<(), Refusal> {
        let is_misplaced = |found: &Found| found.state == ItemState::Misplaced;
        let is_found = |found: &Found| found.state.is_found();
        let is_damaged = |found: &Found| {
            found
                .condition
                .is_some_and(|condition| condition > Condition::Good)
        };
        let is_missing = |found: &Found| matches!(found.state, ItemState::Missing | ItemState::Away);
        let place = |found: &Found| found.place;
        let nowhere = |_: &Found| None;
        self.each(
            "found_again",
            &wish.found_again,
            ActionKind::FindAgain,
            is_found,
            place,
        )?;
        self.each("move", &wish.moved, ActionKind::Move, is_misplaced, place)?;
        self.each(
            "broken",
            &wish.broken,
            ActionKind::ReportBroken,
            is_damaged,
            nowhere,
        )?;
        self.each("lost", &wish.lost, ActionKind::ReportLost, is_missing, nowhere)
    }

    /// The same action with each of these, one entry for each place to which they come.
    fn each(
        &mut self,
        field: &str,
        ids: &[EquipmentId],
        action: ActionKind,
        fits: fn(&Found) -> bool,
        place: fn(&Found) -> Option<UnitKey>,
    ) -> Result<(), Refusal> {
        let mut by_place: BTreeMap<Option<UnitKey>, Vec<ChangedRecord>> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for (at, id) in ids.iter().enumerate() {
            let found = self.found.get(id).copied().filter(|found| fits(found));
            let Some((found, record)) = found.zip(self.records.get(id)) else {
                let reason = format!("{id} was not counted as what this is for");
                return Err(invalid(format!("{field}[{at}]"), reason));
            };
            if !seen.insert(*id) {
                continue;
            }
            let to = place(found);
            let act = Act {
                place: to,
                ..self.act(action)
            };
            let after = after(record, &act).map_err(|why| Refusal::Equipment { id: *id, why })?;
            self.checks.code(at, Some(*id), &after)?;
            self.checks.tie(at, Some(record), &after)?;
            by_place.entry(to).or_default().extend(self.replace(*id, after));
        }
        for (to, records) in by_place {
            let act = Act {
                place: to,
                ..self.act(action)
            };
            self.changed(act, records);
        }
        Ok(())
    }

    /// Surplus things get records of their own.
    fn receive(&mut self, wishes: &[MakeRecord], result: &Count) -> Result<(), Refusal> {
        let first = self.asked.fleet.register.next_id();
        let mut made = Vec::new();
        for (at, wish) in wishes.iter().enumerate() {
            let surplus = result.surplus.iter().find(|surplus| {
                surplus.room == wish.room && search_key(&surplus.code) == search_key(&wish.code)
            });
            let Some(surplus) = surplus else {
                let reason = format!("{:?} is not among what was too much there", wish.code);
                return Err(invalid(format!("records[{at}].code"), reason));
            };
            let notes = surplus.notes.join("; ");
            let record = new_record(wish, (!notes.is_empty()).then_some(notes));
            self.checks.new_record(at, &record)?;
            self.checks.code(at, None, &record)?;
            made.push(ChangedRecord {
                id: EquipmentId(first.0 + at as u32),
                record: Record {
                    verified_on: Some(self.today),
                    ..record
                },
                changes: Vec::new(),
            });
        }
        self.changed(self.act(ActionKind::Receive), made);
        Ok(())
    }
}

fn new_record(wish: &MakeRecord, notes: Option<String>) -> Record {
    Record {
        code: Some(wish.code.trim().to_owned()),
        notes,
        ..Record::of(wish.name.clone(), wish.category.clone(), wish.room)
    }
}

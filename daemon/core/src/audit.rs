//! What people wrote, for who asks who it was. Agents' reports are not in it.

use crate::entry::Entry;
use crate::fleet::{Fleet, TokenRecord};
use crate::reader::Reader;
use crate::stocktake::StocktakeChange;
use kiemke_wire::ids::{Position, TokenId, UnitKey};
use kiemke_wire::view::{Actor, AuditRow, AuditedAction, Page, StocktakeStep};

/// Rows kept in memory, about 100 bytes each. Older ones are in the journal.
pub const AUDIT_ROWS_KEPT: usize = 10_000;

/// The row of an entry that a person caused. `before` is the state without it.
pub(crate) fn audit_of(before: &Fleet, position: Position, entry: &Entry) -> Option<AuditRow> {
    let (at, by, unit, action) = match entry {
        Entry::TokenMade(made) => {
            let (token, role) = (made.token, made.purpose.role());
            let action = AuditedAction::TokenMade { token, role };
            (made.at, made.by.clone(), made.purpose.unit(), action)
        }
        Entry::TokenRevoked { token, at, by } => {
            let unit = before.tokens.get(token).map_or(UnitKey::ROOT, TokenRecord::unit);
            (
                *at,
                by.clone(),
                unit,
                AuditedAction::TokenRevoked { token: *token },
            )
        }
        Entry::AgentRevoked { machine, at, by } => {
            let unit = before.unit_of(*machine)?;
            (
                *at,
                by.clone(),
                unit,
                AuditedAction::AgentRevoked { machine: *machine },
            )
        }
        Entry::UnitsChanged(changed) => {
            let units = changed.units.len() as u64;
            let action = AuditedAction::UnitsChanged { units };
            let by = Some(actor(before, changed.by));
            (changed.at, by, UnitKey::ROOT, action)
        }
        Entry::EquipmentChanged(changed) => {
            let records = changed.records.len() as u64;
            let action = AuditedAction::EquipmentChanged { records };
            let place = changed.records.first().map(|changed| changed.record.place);
            let by = Some(actor(before, changed.by));
            (changed.at, by, place.unwrap_or(UnitKey::ROOT), action)
        }
        Entry::BookChanged(changed) => {
            let lines = changed.lines.len() as u64;
            let school = changed.lines.first().map(|changed| changed.line.school);
            let by = Some(actor(before, changed.by));
            let action = AuditedAction::BookChanged { lines };
            (changed.at, by, school.unwrap_or(UnitKey::ROOT), action)
        }
        Entry::Stocktake(changed) => {
            let session = before.stocktakes.get(changed.stocktake);
            let (unit, step) = match &changed.what {
                // Who scanned what stands with the events.
                StocktakeChange::Counted { .. } => return None,
                StocktakeChange::Opened { school, .. } => (*school, StocktakeStep::Opened),
                StocktakeChange::PackGiven { .. } => (session?.school, StocktakeStep::PackGiven),
                StocktakeChange::PackBack { .. } => (session?.school, StocktakeStep::PackBack),
                StocktakeChange::PackLate { .. } => (session?.school, StocktakeStep::PackLate),
                StocktakeChange::Closed(_) => (session?.school, StocktakeStep::Closed),
            };
            let stocktake = changed.stocktake;
            let by = Some(actor(before, changed.by));
            (changed.at, by, unit, AuditedAction::Stocktake { stocktake, step })
        }
        Entry::PeopleChanged(changed) => {
            let blocks = changed.schools.iter().flat_map(|school| &school.blocks);
            let people =
                blocks.map(|block| block.people.len() - block.made_from as usize + block.changes.len());
            let action = AuditedAction::PeopleChanged {
                people: people.sum::<usize>() as u64,
            };
            let unit = match changed.schools.as_slice() {
                [school] => school.school,
                _ => UnitKey::ROOT,
            };
            (changed.at, Some(actor(before, changed.by)), unit, action)
        }
        Entry::CompleteDeclared(declared) => {
            let by = Some(actor(before, declared.by));
            (declared.at, by, declared.site, AuditedAction::CompleteDeclared)
        }
        Entry::TieKeptApart(kept) => {
            let action = AuditedAction::TieKeptApart {
                machine: kept.pair.machine,
                record: kept.pair.record,
                apart: kept.apart,
            };
            let by = Some(actor(before, kept.by));
            (kept.at, by, before.unit_of(kept.pair.machine)?, action)
        }
        Entry::FiguresChanged(changed) => {
            let figures = changed.figures.len() as u64;
            let action = AuditedAction::FiguresChanged { figures };
            let unit = changed.figures.first().map(|figure| figure.key.unit);
            let by = Some(actor(before, changed.by));
            (changed.at, by, unit.unwrap_or(UnitKey::ROOT), action)
        }
        Entry::PlanChanged(changed) => {
            let plan = changed.plan.to_string();
            let by = Some(actor(before, changed.by));
            (changed.at, by, UnitKey::ROOT, AuditedAction::PlanChanged { plan })
        }
        _ => return None,
    };
    Some(AuditRow {
        id: position,
        at,
        by,
        unit,
        action,
    })
}

/// Who holds a token; without one, whoever may open the control socket.
pub(crate) fn actor(before: &Fleet, token: Option<TokenId>) -> Actor {
    let record = token.and_then(|token| before.tokens.get(&token));
    record
        .and_then(TokenRecord::reader)
        .map_or_else(|| Reader::administrator().actor, |reader| reader.actor)
}

/// What was written, newest first, from before a place in the journal on.
pub fn audit(fleet: &Fleet, before: Option<Position>, limit: usize) -> Page<AuditRow> {
    let is_older = |row: &&AuditRow| before.is_none_or(|before| row.id < before);
    let mut rows = fleet.audit.iter().rev().filter(is_older);
    let items: Vec<AuditRow> = rows.by_ref().take(limit).cloned().collect();
    let more = rows.next().is_some();
    let next = items.last().filter(|_| more).map(|last| last.id.to_string());
    Page {
        items,
        total: fleet.audit.len() as u64,
        next,
    }
}

//! Machines without a record beside records without a machine: what may be one thing, and what is left on both sides.

mod pairs;
mod sides;
mod unmatched;

pub use pairs::MACHINES_COMPARED_MAX;
pub use unmatched::unmatched_machines;

use crate::query::Scene;
use crate::query::equipment::equipment;
use crate::query::page::{BadQuery, ListQuery, cursor};
use kiemke_config::junk::JunkLists;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{MachineId, UnitKey};
use kiemke_wire::ties::{TieMachine, TiePair, TieReason};
use pairs::Pairs;

/// The records that lists of those never seen are of.
const NEVER_SEEN: &str = "seen";

/// A pair that may be one thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieFound {
    /// Which.
    pub pair: TiePair,
    /// Point by point.
    pub reasons: Vec<TieReason>,
    /// How much speaks for it.
    pub strength: Strength,
    /// Other pairs with one of the two.
    pub rivals: u32,
}

/// How much speaks for a pair; the strongest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Code or serial number are the same, nothing differs, both are of one school, and neither fits another.
    Sure,
    /// Code or serial number are the same, and something speaks against it.
    Named,
    /// They have one seat.
    Seated,
    /// They are the only ones of their kind in a room that are left.
    Left,
}

/// One page of pairs, and how much there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TiesFound {
    /// The pairs, the strongest first.
    pub pairs: Vec<TieFound>,
    /// Pairs on all pages.
    pub total: u64,
    /// Sure ones among all of the unit.
    pub sure: u64,
    /// Cursor of the next page.
    pub next: Option<String>,
    /// Machines that no record speaks of.
    pub machines_without_record: u64,
    /// Records of what an agent could be in, that neither a machine nor a stocktake has shown.
    pub records_never_seen: u64,
    /// Whether only the first [`MACHINES_COMPARED_MAX`] machines were compared.
    pub partial: bool,
}

/// Finds the pairs of a unit and all below.
///
/// # Errors
/// When the filter, the order or the cursor is not known.
pub fn ties(scene: &Scene<'_>, query: &ListQuery, junk: &JunkLists) -> Result<TiesFound, BadQuery> {
    let sure = sure_filter(query)?;
    if query.sort.is_some() {
        return Err(BadQuery {
            parameter: "sort",
            reason: "pairs have one order: the sure ones first".into(),
        });
    }
    let after = match &query.after {
        Some((text, machine)) => Some(key_in(text, *machine).ok_or_else(bad_cursor)?),
        None => None,
    };
    let Pairs {
        found,
        machines_without_record,
        partial,
        ..
    } = Pairs::of(scene, query.unit, junk);
    let is_sure = |found: &TieFound| found.strength == Strength::Sure;
    let all_sure = found.iter().filter(|one| is_sure(one)).count() as u64;
    let wanted = found.into_iter().filter(|one| {
        sure.is_none_or(|sure| sure == is_sure(one))
            && (query.words.is_empty() || query.matches(&words(scene, one.pair)))
    });
    let (mut total, mut pairs, mut more) = (0, Vec::new(), false);
    for one in wanted {
        total += 1;
        if after.is_none_or(|after| key(&one) > after) {
            if pairs.len() < query.limit {
                pairs.push(one);
            } else {
                more = true;
            }
        }
    }
    let next = pairs.last().filter(|_| more).map(|last: &TieFound| {
        let text = format!("{} {}", last.strength as u8, last.pair.record.0);
        cursor(&text, last.pair.machine.0)
    });
    Ok(TiesFound {
        pairs,
        total,
        sure: all_sure,
        next,
        machines_without_record,
        records_never_seen: never_seen(scene, query.unit)?,
        partial,
    })
}

/// A machine as a pair shows it, without what only the store holds.
pub fn tie_machine(scene: &Scene<'_>, id: MachineId) -> Option<TieMachine> {
    let machine = scene.machine(id)?;
    let kind = scene.fleet.kind_of(id);
    Some(TieMachine {
        id,
        name: machine.name(),
        unit: scene.unit(machine.unit),
        seat: machine.seat,
        chassis_kind: kind.chassis.clone(),
        model: kind.model.clone(),
        serials: Vec::new(),
    })
}

/// The pairs of a unit that are sure, as they are now.
pub fn sure_ties(scene: &Scene<'_>, unit: UnitKey, junk: &JunkLists) -> Vec<TiePair> {
    let found = Pairs::of(scene, unit, junk).found;
    let sure = found.iter().filter(|one| one.strength == Strength::Sure);
    sure.map(|one| one.pair).collect()
}

fn never_seen(scene: &Scene<'_>, unit: UnitKey) -> Result<u64, BadQuery> {
    let query = ListQuery {
        filter: Some((NEVER_SEEN.into(), "no,observable:yes".into())),
        limit: 1,
        ..ListQuery::of(unit)
    };
    Ok(equipment(scene, &query)?.total)
}

fn key(found: &TieFound) -> (u8, u32, u32) {
    let TiePair { machine, record } = found.pair;
    (found.strength as u8, machine.0, record.0)
}

fn key_in(text: &str, machine: u32) -> Option<(u8, u32, u32)> {
    let (strength, record) = text.split_once(' ')?;
    Some((strength.parse().ok()?, machine, record.parse().ok()?))
}

fn bad_cursor() -> BadQuery {
    BadQuery {
        parameter: "cursor",
        reason: "is not one that a page of pairs gave".into(),
    }
}

fn words(scene: &Scene<'_>, pair: TiePair) -> String {
    let fleet = scene.fleet;
    let machine = fleet.machines.text_of(pair.machine).unwrap_or_default();
    let record = fleet.register.text_of(pair.record).unwrap_or_default();
    let columns = fleet.register.get(pair.record);
    let thing = columns.and_then(|columns| fleet.register.things.get(columns.thing));
    let name = thing.map_or_else(String::new, |thing| search_key(&thing.name));
    format!("{machine}\n{record}\n{} {} {name}", pair.machine, pair.record)
}

fn sure_filter(query: &ListQuery) -> Result<Option<bool>, BadQuery> {
    match &query.filter {
        None => Ok(None),
        Some((name, value)) if name == "sure" && value == "yes" => Ok(Some(true)),
        Some((name, value)) if name == "sure" && value == "no" => Ok(Some(false)),
        Some((name, value)) => Err(BadQuery {
            parameter: "filter",
            reason: format!("{name}:{value} is not known; sure:yes|no is"),
        }),
    }
}

//! Decides what becomes of what a person says about a pair.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::ties::TieKeptApart;
use kiemke_wire::ids::MachineId;
use kiemke_wire::ties::TiePair;
use kiemke_wire::time::UnixMs;

/// They are two things, or may be one again. What is so already is no entry.
pub(crate) fn keep_apart(
    fleet: &Fleet,
    pair: TiePair,
    apart: bool,
    by: &Reader,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let today = fleet.today(now);
    if !by.sees_machine(fleet, today, pair.machine) {
        return Err(Refusal::NotFound(format!("machine {}", pair.machine)));
    }
    let record = fleet.register.get(pair.record);
    let record = record.filter(|columns| by.sees(fleet, today, columns.place));
    let record = record.ok_or_else(|| Refusal::NotFound(format!("equipment record {}", pair.record)))?;
    if apart && record.machine == Some(pair.machine) {
        return Err(Refusal::ChangedSince(format!(
            "equipment record {} is tied to machine {}; take that back first",
            pair.record, pair.machine
        )));
    }
    let entry = Entry::TieKeptApart(TieKeptApart {
        pair,
        apart,
        at: now,
        by: by.actor.token,
    });
    let is_so = fleet.apart.holds(pair) == apart;
    Ok(Decision {
        entries: if is_so { Vec::new() } else { vec![entry] },
        answer: Answer::Done,
    })
}

/// A machine that a record may be tied to: the asker's, in a record of its own, and no other thing's.
///
/// # Errors
/// What is wrong with it, for who named it.
pub(crate) fn may_be_tied(fleet: &Fleet, machine: MachineId, sees: bool) -> Result<(), String> {
    if fleet.machine(machine).is_none() || !sees {
        return Err(format!("there is no machine {machine}"));
    }
    let root = fleet.root_of(machine);
    if root != machine {
        return Err(format!("machine {machine} is part of machine {root}"));
    }
    match fleet.record_tied_to(machine) {
        Some(record) => Err(format!("machine {machine} is tied to {record}")),
        None => Ok(()),
    }
}

impl Fleet {
    /// The record of the thing in which a machine was observed, also while it had another number.
    pub(crate) fn record_tied_to(&self, machine: MachineId) -> Option<kiemke_wire::ids::EquipmentId> {
        let own = self.register.tied_to(machine);
        own.or_else(|| {
            let mut members = self.members_of(machine).into_iter();
            members.find_map(|member| self.register.tied_to(member))
        })
    }
}

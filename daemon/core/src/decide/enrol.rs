//! An agent makes itself known.

use crate::command::Answer;
use crate::decide::{Decision, Rules};
use crate::entry::{Enrolled, Entry, TokenPurpose};
use crate::fleet::{Fleet, Machine};
use crate::refusal::Refusal;
use crate::units::{NotOne, find_below};
use kiemke_wire::enrol::{EnrolReply, EnrolRequest};
use kiemke_wire::ids::{MachineId, UnitKey};
use kiemke_wire::limits::TEXT_BYTES_MAX;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;

/// Interfaces and disks of one machine.
const EVIDENCE_VALUES_MAX: usize = 64;

pub(super) fn decide(
    fleet: &Fleet,
    rules: &Rules,
    token: &SecretHash,
    request: &EnrolRequest,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let token = fleet.token_with(token).ok_or(Refusal::TokenUnknown)?;
    let TokenPurpose::Enrol { unit, uses } = token.purpose else {
        return Err(Refusal::TokenUnknown);
    };
    if token.revoked_at.is_some() {
        return Err(Refusal::TokenUnknown);
    }
    // A repeat spends no use, so it comes before the bounds of the token.
    if let Some(machine) = fleet.machine_of(request.agent) {
        return repeat(fleet, rules, &machine, request, now);
    }
    if fleet.agent_with(&request.secret_hash).is_some() {
        return Err(Refusal::AgentIdTaken);
    }
    if let Some(refusal) = token.refusal_at(now) {
        return Err(refusal);
    }
    if token.uses_spent >= uses {
        return Err(Refusal::TokenUsedUp);
    }
    check_bounds(request)?;
    let unit = place(fleet, unit, request, now)?;
    let machine = fleet.machines.next_id();
    let enrolled = Enrolled {
        machine,
        at: now,
        unit,
        token: token.id,
        request: request.clone(),
    };
    Ok(Decision {
        entries: vec![Entry::Enrolled(Box::new(enrolled))],
        answer: Answer::Enrolled {
            new: true,
            reply: reply(fleet, rules, request, machine, now),
        },
    })
}

/// The room that the machine names, below the token's unit. One that nobody has entered stays a text of the machine.
fn place(fleet: &Fleet, unit: UnitKey, request: &EnrolRequest, now: UnixMs) -> Result<UnitKey, Refusal> {
    let Some(room) = request.room.as_deref() else {
        return Ok(unit);
    };
    let today = fleet.today(now);
    match find_below(fleet.units(), &fleet.tree(today), today, unit, room) {
        Ok(room) => Ok(room),
        Err(NotOne::None) => Ok(unit),
        Err(several) => Err(fleet.not_one(room, several, today)),
    }
}

fn repeat(
    fleet: &Fleet,
    rules: &Rules,
    machine: &Machine,
    request: &EnrolRequest,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if !machine.secret_hash.matches(&request.secret_hash) {
        return Err(Refusal::AgentIdTaken);
    }
    if fleet.revoked_at(machine.id).is_some() {
        return Err(Refusal::AgentRevoked);
    }
    let reply = reply(fleet, rules, request, machine.id, now);
    Ok(Decision {
        entries: Vec::new(),
        answer: Answer::Enrolled { new: false, reply },
    })
}

fn reply(
    fleet: &Fleet,
    rules: &Rules,
    request: &EnrolRequest,
    machine: MachineId,
    now: UnixMs,
) -> EnrolReply {
    EnrolReply {
        agent: request.agent,
        machine,
        settings: rules.settings_of(fleet),
        server_time: now,
    }
}

fn check_bounds(request: &EnrolRequest) -> Result<(), Refusal> {
    let over = |what, max: usize| {
        Err(Refusal::OverBound {
            what,
            max: max as u64,
        })
    };
    if request.macs.len() > EVIDENCE_VALUES_MAX {
        return over("the number of MACs", EVIDENCE_VALUES_MAX);
    }
    if request.disk_serials.len() > EVIDENCE_VALUES_MAX {
        return over("the number of disk serials", EVIDENCE_VALUES_MAX);
    }
    let texts = [&request.host_name, &request.room, &Some(request.version.clone())];
    if texts
        .into_iter()
        .flatten()
        .any(|text| text.len() > TEXT_BYTES_MAX)
    {
        return over("the length of a text", TEXT_BYTES_MAX);
    }
    if request.seat == Some(0) {
        return Err(Refusal::Invalid {
            place: "seat",
            reason: "seats are counted from 1".into(),
        });
    }
    Ok(())
}

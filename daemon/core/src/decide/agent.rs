//! A machine's agent draws a new secret, or is shut out: lost, stolen, or not ours any more.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_wire::ids::{AgentId, MachineId};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;

pub(super) fn revoke(
    fleet: &Fleet,
    by: &Reader,
    machine: MachineId,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if !by.sees_machine(fleet, fleet.today(now), machine) {
        return Err(Refusal::NotFound(format!("machine {machine}")));
    }
    let entries = match fleet.revoked_at(machine) {
        Some(_) => Vec::new(),
        None => vec![Entry::AgentRevoked {
            machine,
            at: now,
            by: Some(by.actor.clone()),
        }],
    };
    Ok(Decision {
        entries,
        answer: Answer::Done,
    })
}

/// Both secrets are good until the new one is used: the answer to this may be lost on its way.
pub(super) fn offer_secret(
    fleet: &Fleet,
    agent: AgentId,
    hash: SecretHash,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    // The record that the key belongs to, also where it is part of another's.
    let machine = fleet.record_of(agent).ok_or(Refusal::CredentialUnknown)?;
    let offered = fleet.offered.of(machine.id);
    let entries =
        if machine.secret_hash.matches(&hash) || offered.is_some_and(|offered| offered.matches(&hash)) {
            Vec::new()
        } else if fleet.is_taken(&hash) {
            return Err(Refusal::Invalid {
                place: "secret_hash",
                reason: "is another's; draw a new secret".into(),
            });
        } else {
            vec![Entry::SecretOffered {
                machine: machine.id,
                hash,
                at: now,
            }]
        };
    Ok(Decision {
        entries,
        answer: Answer::Done,
    })
}

/// What follows when an agent first uses the secret that it drew anew.
pub(super) fn secret_used(fleet: &Fleet, agent: AgentId, now: UnixMs) -> Option<Entry> {
    let machine = fleet.record_of(agent)?.id;
    fleet.offered.of(machine)?;
    Some(Entry::SecretTaken { machine, at: now })
}

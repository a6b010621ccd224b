//! A machine's agent is shut out: lost, stolen, or not ours any more.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_wire::ids::MachineId;
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

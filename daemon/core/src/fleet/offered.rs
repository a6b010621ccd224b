//! Secrets that agents drew anew and did not use yet: for that time an agent has two.

use kiemke_wire::ids::{AgentId, MachineId};
use kiemke_wire::secret::SecretHash;
use std::collections::{BTreeMap, HashMap};

/// Who reports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reporter {
    /// The agent.
    pub agent: AgentId,
    /// Whether by a secret that he drew anew: from then on by that alone.
    pub renewed: bool,
}

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Offered {
    by_machine: BTreeMap<MachineId, SecretHash>,
    by_hash: HashMap<SecretHash, MachineId>,
}

impl Offered {
    /// The machine for whose agent a secret was drawn; the hash is compared in constant time.
    pub(crate) fn machine_with(&self, secret: &SecretHash) -> Option<MachineId> {
        let machine = self.by_hash.get(secret)?;
        let held = self.by_machine.get(machine)?;
        held.matches(secret).then_some(*machine)
    }

    /// The secret that was drawn for a machine's agent.
    pub(crate) fn of(&self, machine: MachineId) -> Option<&SecretHash> {
        self.by_machine.get(&machine)
    }

    pub(crate) fn put(&mut self, machine: MachineId, secret: SecretHash) {
        self.take(machine);
        self.by_machine.insert(machine, secret);
        self.by_hash.insert(secret, machine);
    }

    pub(crate) fn take(&mut self, machine: MachineId) -> Option<SecretHash> {
        let secret = self.by_machine.remove(&machine)?;
        self.by_hash.remove(&secret);
        Some(secret)
    }

    /// All, by machine.
    pub(crate) fn all(&self) -> impl Iterator<Item = (&MachineId, &SecretHash)> {
        self.by_machine.iter()
    }
}

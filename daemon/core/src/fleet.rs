//! All that the daemon knows, in memory, and how an entry changes it.
//!
//! Owned by one writer; readers see it between groups. Whole inventories and series of readings are not in it:
//! they lie in the store.

mod line;
mod machine;
mod summary;
mod token;
mod unit;

pub use line::{Gateway, Line, OutsideSample};
pub use machine::{Held, Machine, Run};
pub use summary::summary_of;
pub use token::TokenRecord;
pub use unit::Unit;

use crate::entry::{Entry, FolderMade, TokenPurpose};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{AgentId, EventId, LineId, MachineId, Position, TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, HashMap, VecDeque};

/// Kept events: what the terminal's list can scroll back to. Older ones are in the journal.
pub const EVENTS_KEPT: usize = 2_000;

/// The state.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    pub(crate) position: Position,
    pub(crate) made: Option<FolderMade>,
    pub(crate) units: BTreeMap<UnitKey, Unit>,
    pub(crate) machines: BTreeMap<MachineId, Machine>,
    pub(crate) lines: BTreeMap<LineId, Line>,
    pub(crate) tokens: BTreeMap<TokenId, TokenRecord>,
    pub(crate) kept_events: VecDeque<EventId>,
    agents: HashMap<AgentId, MachineId>,
    credentials: HashMap<SecretHash, MachineId>,
    token_hashes: HashMap<SecretHash, TokenId>,
}

impl Fleet {
    /// The position of the newest entry applied.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Whether the data folder has its first entry.
    pub fn is_made(&self) -> bool {
        self.made.is_some()
    }

    /// The key with which agents hash neighbours; zeros before the folder is made.
    pub fn hash_key(&self) -> HashKey {
        self.made.as_ref().map_or(HashKey([0; 32]), |made| made.hash_key)
    }

    /// A machine.
    pub fn machine(&self, id: MachineId) -> Option<&Machine> {
        self.machines.get(&id)
    }

    /// The machine for which an agent speaks.
    pub fn machine_of(&self, agent: AgentId) -> Option<&Machine> {
        self.machines.get(self.agents.get(&agent)?)
    }

    /// The agent that has this credential.
    pub fn agent_with(&self, credential: &SecretHash) -> Option<AgentId> {
        let machine = self.machines.get(self.credentials.get(credential)?)?;
        machine.secret_hash.matches(credential).then_some(machine.agent)
    }

    /// The token that has this hash, in force or not.
    pub fn token_with(&self, hash: &SecretHash) -> Option<&TokenRecord> {
        let token = self.tokens.get(self.token_hashes.get(hash)?)?;
        token.hash.matches(hash).then_some(token)
    }

    /// Whether the hash belongs to an administrator's token in force at `now`.
    pub fn is_admin(&self, hash: &SecretHash, now: UnixMs) -> bool {
        self.token_with(hash)
            .is_some_and(|token| token.purpose == TokenPurpose::Admin && token.refusal_at(now).is_none())
    }

    /// Finds a unit by its key or code.
    pub fn unit_named(&self, name: &str) -> Option<&Unit> {
        if let Ok(key) = name.parse::<UnitKey>()
            && let Some(unit) = self.units.get(&key)
        {
            return Some(unit);
        }
        self.units.values().find(|unit| unit.code == name)
    }

    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values()
    }

    /// The machines on a line.
    pub fn machines_on(&self, line: LineId) -> impl Iterator<Item = MachineId> + '_ {
        self.machines
            .values()
            .filter(move |machine| machine.line == Some(line))
            .map(|machine| machine.id)
    }

    /// All tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &TokenRecord> {
        self.tokens.values()
    }

    /// How many machines there are.
    pub fn machine_count(&self) -> usize {
        self.machines.len()
    }

    /// Makes the entry at `position` part of the state. Total: an entry that fits nothing changes nothing. An
    /// entry at or before the present position is a repeat and changes nothing.
    pub fn apply(&mut self, position: Position, entry: &Entry) {
        if position <= self.position {
            return;
        }
        self.position = position;
        match entry {
            Entry::FolderMade(made) => {
                self.made = Some(made.clone());
                let root = Unit::root(position);
                self.units.insert(root.key, root);
            }
            Entry::TokenMade(made) => self.put_token(TokenRecord::made(made, position)),
            Entry::TokenRevoked { token, at } => {
                if let Some(token) = self.tokens.get_mut(token) {
                    token.revoked_at = Some(*at);
                    token.changed_at = position;
                }
            }
            Entry::Enrolled(enrolled) => {
                if let Some(token) = self.tokens.get_mut(&enrolled.token) {
                    token.uses_spent += 1;
                    token.changed_at = position;
                }
                self.put_machine(Machine::enrolled(enrolled, position));
            }
            Entry::Reported(reported) => {
                let Some(machine) = self.machines.get_mut(&reported.machine) else {
                    return;
                };
                machine.reported(reported, position);
                if let Some(line) = machine.line.and_then(|line| self.lines.get_mut(&line)) {
                    line.sampled(reported, position);
                }
            }
            Entry::LineGateway(found) => {
                let line = self
                    .lines
                    .entry(found.line)
                    .or_insert_with(|| Line::made(found, position));
                line.add_gateway(found, position);
                if let Some(machine) = self.machines.get_mut(&found.machine) {
                    machine.line = Some(found.line);
                    machine.changed_at = position;
                }
            }
            Entry::LineChanged { line, up, at } => {
                if let Some(line) = self.lines.get_mut(line) {
                    line.told_up = Some((*up, *at));
                    line.changed_at = position;
                }
            }
        }
    }

    pub(crate) fn put_machine(&mut self, machine: Machine) {
        self.agents.insert(machine.agent, machine.id);
        self.credentials.insert(machine.secret_hash, machine.id);
        self.machines.insert(machine.id, machine);
    }

    pub(crate) fn put_token(&mut self, token: TokenRecord) {
        self.token_hashes.insert(token.hash, token.id);
        self.tokens.insert(token.id, token);
    }

    /// Notes a kept event and names those that are given up for it.
    pub(crate) fn keep_event(&mut self, id: EventId) -> Vec<EventId> {
        self.kept_events.push_back(id);
        let over = self.kept_events.len().saturating_sub(EVENTS_KEPT);
        self.kept_events.drain(..over).collect()
    }
}

//! All machines, so that a million of them fit into memory and can be looked through in milliseconds: columns for
//! what lists filter and sort by, packed records for the rest.
//!
//! Machines are numbered from 1 without gaps and lie in chunks in that order. A chunk is shared with whoever took a
//! [`Machines::clone`] and copied when it is next changed: a clone costs a pointer per chunk, and stays as it was.

use crate::cold::{Day, QUARTERS_A_DAY, QuarterState};
use crate::fleet::agent_version::AgentVersion;
use crate::fleet::chunk_day::ChunkDay;
use crate::fleet::grams::{Grams, WordGrams};
use crate::fleet::holders::Holders;
use crate::fleet::kinds::KindId;
use crate::fleet::machine::Machine;
use crate::fleet::packed::{self, Columns};
use crate::fleet::search_text::{SearchText, name_in};
use crate::fleet::told::Told;
use crate::identity::{Evidence, Value};
use crate::units::{AtUnits, Tree};
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use kiemke_wire::ids::{AgentId, LineId, MachineId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use std::hash::BuildHasher as _;
use std::sync::Arc;

/// Machines of one chunk: what is copied when one of them changes while a clone is about.
pub(crate) const CHUNK: usize = 256;

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct Machines {
    chunks: Vec<Arc<Chunk>>,
    count: u32,
    index: Index,
}

/// Who is whose, by hash: the keys themselves stand in the records.
#[derive(Debug, Default)]
struct Index {
    by_agent: HashTable<MachineId>,
    by_credential: HashTable<MachineId>,
    holders: Holders,
    at_units: AtUnits<MachineId>,
}

/// Clones are for images of the state, which find nobody by key.
impl Clone for Index {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// Up to [`CHUNK`] machines.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chunk {
    pub(crate) last_seen: Vec<UnixMs>,
    pub(crate) unit: Vec<UnitKey>,
    pub(crate) line: Vec<Option<LineId>>,
    pub(crate) kind: Vec<KindId>,
    /// Of its agent.
    pub(crate) version: Vec<AgentVersion>,
    /// Whether anything of its reports was ever set aside.
    pub(crate) warned: Vec<bool>,
    /// Whether its record is part of another's, so that it is counted and listed there.
    pub(crate) away: Vec<bool>,
    /// How many are.
    pub(crate) away_count: u16,
    /// The folded name's first bytes, big-endian, zeros behind: settles most comparisons without the text.
    pub(crate) name_head: Vec<u128>,
    packed: Vec<Box<[u8]>>,
    /// The folded texts, one behind the other.
    pub(crate) text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// What occurs in the texts.
    grams: Grams,
    /// What is known of the days that are not sealed: the open ones and those that wait.
    pub(crate) days: Vec<Arc<ChunkDay>>,
}

impl Machines {
    pub(crate) fn count(&self) -> usize {
        self.count as usize
    }

    /// The number that the next machine gets.
    pub(crate) fn next_id(&self) -> MachineId {
        MachineId(self.count + 1)
    }

    pub(crate) fn chunks(&self) -> &[Arc<Chunk>] {
        &self.chunks
    }

    /// Chunks with the number of their first machine.
    pub(crate) fn numbered_chunks(&self) -> impl Iterator<Item = (MachineId, &Chunk)> {
        let first = |at: usize| MachineId((at * CHUNK) as u32 + 1);
        self.chunks
            .iter()
            .enumerate()
            .map(move |(at, chunk)| (first(at), &**chunk))
    }

    /// The machines at a unit itself, by number; those that are part of others too.
    pub(crate) fn at(&self, unit: UnitKey) -> &[MachineId] {
        self.index.at_units.at(unit)
    }

    /// Those at or below a unit of the tree, by number; none when they are so many that looking at all is faster.
    pub(crate) fn few_below(&self, tree: &Tree, top: UnitKey) -> Option<Vec<MachineId>> {
        self.index.at_units.few_below(tree, top, self.count())
    }

    pub(crate) fn get(&self, id: MachineId) -> Option<Machine> {
        let (chunk, at) = self.place(id)?;
        chunk.machine(id, at)
    }

    pub(crate) fn kind_of(&self, id: MachineId) -> Option<KindId> {
        let (chunk, at) = self.place(id)?;
        chunk.kind.get(at).copied()
    }

    pub(crate) fn unit_of(&self, id: MachineId) -> Option<UnitKey> {
        let (chunk, at) = self.place(id)?;
        chunk.unit.get(at).copied()
    }

    /// When a machine was last seen, and the line it is on.
    pub(crate) fn seen_on(&self, id: MachineId) -> Option<(UnixMs, Option<LineId>)> {
        let (chunk, at) = self.place(id)?;
        Some((*chunk.last_seen.get(at)?, *chunk.line.get(at)?))
    }

    /// The quarter-hours of the days that are not sealed.
    pub(crate) fn days_of(&self, id: MachineId) -> Vec<(Day, [QuarterState; QUARTERS_A_DAY])> {
        let Some((chunk, at)) = self.place(id) else {
            return Vec::new();
        };
        chunk.days.iter().map(|held| (held.day, held.at(at))).collect()
    }

    /// Takes in what was told of quarter-hours.
    pub(crate) fn tell<'a>(&mut self, id: MachineId, told: impl Iterator<Item = &'a Told>) {
        let at = id.0.wrapping_sub(1) as usize;
        let Some(chunk) = self.chunks.get_mut(at / CHUNK) else {
            return;
        };
        for told in told {
            Arc::make_mut(chunk).tell(at % CHUNK, told);
        }
    }

    /// Drops what is known of a day.
    pub(crate) fn forget_day(&mut self, day: Day) {
        for chunk in &mut self.chunks {
            if chunk.days.iter().any(|held| held.day == day) {
                Arc::make_mut(chunk).days.retain(|held| held.day != day);
            }
        }
    }

    pub(crate) fn text_of(&self, id: MachineId) -> Option<&str> {
        let (chunk, at) = self.place(id)?;
        chunk.text_at(at)
    }

    pub(crate) fn of_agent(&self, agent: AgentId) -> Option<MachineId> {
        let is = |id: &MachineId| self.credential(*id).is_some_and(|(held, _)| held == agent);
        self.index.by_agent.find(hash(&agent.0), is).copied()
    }

    /// The agent with this credential; the whole hash is compared in constant time.
    pub(crate) fn agent_with(&self, credential: &SecretHash) -> Option<(AgentId, MachineId)> {
        let is = |id: &MachineId| {
            self.credential(*id)
                .is_some_and(|(_, held)| held.matches(credential))
        };
        let id = self.index.by_credential.find(hash(&credential.0), is)?;
        self.credential(*id).map(|(agent, _)| (agent, *id))
    }

    /// The agent of a machine.
    pub(crate) fn agent_of(&self, id: MachineId) -> Option<AgentId> {
        self.credential(id).map(|(agent, _)| agent)
    }

    /// Gives a machine's agent another secret in place of the one that it has.
    pub(crate) fn renew(&mut self, id: MachineId, secret: SecretHash) {
        let (Some((_, before)), Some(mut machine), Some(kind)) =
            (self.credential(id), self.get(id), self.kind_of(id))
        else {
            return;
        };
        if let Ok(found) = self
            .index
            .by_credential
            .find_entry(hash(&before.0), |held| *held == id)
        {
            found.remove();
        }
        machine.secret_hash = secret;
        self.put(&machine, kind, None);
        let Self { chunks, index, .. } = self;
        index.by_credential.insert_unique(hash(&secret.0), id, |id| {
            credential_in(chunks, *id).map_or(0, |(_, secret)| hash(&secret.0))
        });
    }

    /// The records that hold a value, by number.
    pub(crate) fn holders_of(&self, value: &Value) -> Vec<MachineId> {
        let holds = |id: &MachineId| self.evidence_of(*id).values().contains(value);
        let mut found: Vec<MachineId> = self.index.holders.candidates(value).filter(holds).collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What tells a machine from others.
    pub(crate) fn evidence_of(&self, id: MachineId) -> Evidence {
        let place = self.place(id);
        let packed = place.and_then(|(chunk, at)| chunk.packed_at(at));
        packed.and_then(packed::evidence).unwrap_or_default()
    }

    /// Sets whether a record is part of another's.
    pub(crate) fn set_away(&mut self, id: MachineId, away: bool) {
        let at = id.0.wrapping_sub(1) as usize;
        let Some(chunk) = self.chunks.get_mut(at / CHUNK) else {
            return;
        };
        let chunk = Arc::make_mut(chunk);
        if let Some(held) = chunk.away.get_mut(at % CHUNK) {
            *held = away;
        }
        chunk.away_count = chunk.away.iter().map(|away| u16::from(*away)).sum();
    }

    /// Puts back a record of which the key or the evidence changed; `before` is what it was.
    pub(crate) fn put_known(&mut self, before: &Machine, machine: &Machine) {
        let kind = self.kind_of(machine.id).unwrap_or_default();
        if (before.agent, before.secret_hash) != (machine.agent, machine.secret_hash) {
            self.forget_key(before);
        }
        for value in before.evidence.values() {
            self.index.holders.remove(value, before.id);
        }
        self.put(machine, kind, None);
        if (before.agent, before.secret_hash) != (machine.agent, machine.secret_hash) {
            self.note_key(machine.id, machine.agent, &machine.secret_hash);
        }
        self.note_evidence(machine.id, &machine.evidence);
    }

    fn forget_key(&mut self, before: &Machine) {
        let is = |id: &MachineId| *id == before.id;
        for (table, hash) in [
            (&mut self.index.by_agent, hash(&before.agent.0)),
            (&mut self.index.by_credential, hash(&before.secret_hash.0)),
        ] {
            if let Ok(found) = table.find_entry(hash, is) {
                found.remove();
            }
        }
    }

    fn note_evidence(&mut self, id: MachineId, evidence: &Evidence) {
        for value in evidence.values() {
            self.index.holders.add(value, id);
        }
    }

    /// Adds the machine with the next number; one with another number fits nothing and changes nothing.
    pub(crate) fn add(&mut self, machine: &Machine, kind: KindId) {
        if machine.id != self.next_id() {
            return;
        }
        if self.chunks.last().is_none_or(|chunk| chunk.packed.len() == CHUNK) {
            self.chunks.push(Arc::default());
        }
        let text = SearchText::new(machine.id, &machine.name(), machine.room.as_deref());
        if let Some(chunk) = self.chunks.last_mut() {
            Arc::make_mut(chunk).push(machine, kind, &text.folded(), packed::pack(machine));
        }
        self.count += 1;
        self.index.at_units.add(machine.unit, machine.id);
        self.note_key(machine.id, machine.agent, &machine.secret_hash);
        self.note_evidence(machine.id, &machine.evidence);
    }

    /// Puts a machine's record back; `text` only when it changed.
    pub(crate) fn put(&mut self, machine: &Machine, kind: KindId, text: Option<&SearchText>) {
        let at = machine.id.0.wrapping_sub(1) as usize;
        let Some(chunk) = self.chunks.get_mut(at / CHUNK) else {
            return;
        };
        if let Some(before) = chunk
            .unit
            .get(at % CHUNK)
            .filter(|before| **before != machine.unit)
        {
            self.index.at_units.remove(*before, machine.id);
            self.index.at_units.add(machine.unit, machine.id);
        }
        Arc::make_mut(chunk).put(at % CHUNK, machine, kind, text);
    }

    /// Makes room for so many machines in one go.
    pub(crate) fn reserve(&mut self, machines: usize) {
        let Self { chunks, index, .. } = self;
        let of = |id: &MachineId| credential_in(chunks, *id);
        index
            .by_agent
            .reserve(machines, |id| of(id).map_or(0, |(agent, _)| hash(&agent.0)));
        index
            .by_credential
            .reserve(machines, |id| of(id).map_or(0, |(_, secret)| hash(&secret.0)));
    }

    /// Adds a whole chunk from an image; `false` when it is not sound or stands behind one that is not full.
    pub(crate) fn add_chunk(&mut self, chunk: Chunk) -> bool {
        let first = self.count;
        let is_full = |chunk: &Arc<Chunk>| chunk.packed.len() == CHUNK;
        if !self.chunks.last().is_none_or(is_full) || !chunk.is_sound() {
            return false;
        }
        self.count += chunk.packed.len() as u32;
        self.chunks.push(Arc::new(chunk));
        for number in first + 1..=self.count {
            if let Some((agent, secret)) = self.credential(MachineId(number)) {
                self.note_key(MachineId(number), agent, &secret);
            }
            self.note_evidence(MachineId(number), &self.evidence_of(MachineId(number)));
            if let Some(unit) = self.unit_of(MachineId(number)) {
                self.index.at_units.add(unit, MachineId(number));
            }
        }
        true
    }

    fn note_key(&mut self, id: MachineId, agent: AgentId, secret: &SecretHash) {
        let Self { chunks, index, .. } = self;
        let of = |id: &MachineId| credential_in(chunks, *id);
        index.by_agent.insert_unique(hash(&agent.0), id, |id| {
            of(id).map_or(0, |(agent, _)| hash(&agent.0))
        });
        index.by_credential.insert_unique(hash(&secret.0), id, |id| {
            of(id).map_or(0, |(_, secret)| hash(&secret.0))
        });
    }

    fn credential(&self, id: MachineId) -> Option<(AgentId, SecretHash)> {
        credential_in(&self.chunks, id)
    }

    fn place(&self, id: MachineId) -> Option<(&Chunk, usize)> {
        let at = id.0.checked_sub(1)? as usize;
        Some((self.chunks.get(at / CHUNK)?, at % CHUNK))
    }
}

fn credential_in(chunks: &[Arc<Chunk>], id: MachineId) -> Option<(AgentId, SecretHash)> {
    let at = id.0.checked_sub(1)? as usize;
    packed::credential(chunks.get(at / CHUNK)?.packed.get(at % CHUNK)?)
}

fn hash(bytes: &[u8]) -> u64 {
    // Both are drawn at random by their owners; the seed need not be secret.
    FixedState::default().hash_one(bytes)
}

impl Chunk {
    pub(crate) fn len(&self) -> usize {
        self.packed.len()
    }

    pub(crate) fn text_at(&self, at: usize) -> Option<&str> {
        self.text.get(self.text_from(at)..*self.ends.get(at)? as usize)
    }

    /// Where each machine's text ends.
    pub(crate) fn text_ends(&self) -> &[u32] {
        &self.ends
    }

    pub(crate) fn packed_at(&self, at: usize) -> Option<&[u8]> {
        self.packed.get(at).map(|packed| &**packed)
    }

    pub(crate) fn machine(&self, id: MachineId, at: usize) -> Option<Machine> {
        let columns = Columns {
            id,
            unit: *self.unit.get(at)?,
            line: *self.line.get(at)?,
            last_seen: *self.last_seen.get(at)?,
            warned: *self.warned.get(at)?,
        };
        packed::unpack(columns, self.packed.get(at)?)
    }

    pub(crate) fn push_read(&mut self, columns: Columns, kind: KindId, text: &str, packed: Box<[u8]>) {
        self.last_seen.push(columns.last_seen);
        self.unit.push(columns.unit);
        self.line.push(columns.line);
        self.kind.push(kind);
        let version = packed::agent_version(&packed).unwrap_or_default();
        self.version.push(AgentVersion::read(version));
        self.warned.push(columns.warned);
        self.away.push(false);
        self.name_head.push(head_of(name_in(text)));
        self.packed.push(packed);
        self.text.push_str(text);
        self.ends.push(self.text.len() as u32);
        self.grams.add(text);
    }

    fn push(&mut self, machine: &Machine, kind: KindId, text: &str, packed: Box<[u8]>) {
        let columns = Columns {
            id: machine.id,
            unit: machine.unit,
            line: machine.line,
            last_seen: machine.last_seen,
            warned: machine.set_aside > 0,
        };
        self.push_read(columns, kind, text, packed);
    }

    fn put(&mut self, at: usize, machine: &Machine, kind: KindId, text: Option<&SearchText>) {
        if at >= self.packed.len() {
            return;
        }
        self.last_seen[at] = machine.last_seen;
        self.unit[at] = machine.unit;
        self.line[at] = machine.line;
        self.kind[at] = kind;
        self.version[at] = AgentVersion::read(&machine.agent_version);
        self.warned[at] = machine.set_aside > 0;
        self.packed[at] = packed::pack(machine);
        if let Some(text) = text {
            self.put_text(at, &text.folded());
        }
    }

    fn tell(&mut self, at: usize, told: &Told) {
        let Told {
            day,
            quarter,
            state,
            replaces,
        } = *told;
        let held = self.days.iter().position(|held| held.day == day);
        let held = held.unwrap_or_else(|| {
            self.days.push(Arc::new(ChunkDay::unknown(day)));
            self.days.len() - 1
        });
        Arc::make_mut(&mut self.days[held]).tell(at, quarter, state, replaces);
    }

    fn put_text(&mut self, at: usize, text: &str) {
        let (from, to) = (self.text_from(at), self.ends[at] as usize);
        if self.text[from..to] == *text {
            return;
        }
        self.text.replace_range(from..to, text);
        for end in &mut self.ends[at..] {
            *end = (*end as usize + text.len() + from - to) as u32;
        }
        self.name_head[at] = head_of(name_in(text));
        if self.grams.replace(text) {
            self.grams = Grams::default();
            self.grams.add(&self.text);
        }
    }

    /// Whether a word may occur in the texts; if not, it does not.
    pub(crate) fn may_hold(&self, word: &WordGrams) -> bool {
        self.grams.may_hold(word)
    }

    fn text_from(&self, at: usize) -> usize {
        at.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    /// Whether the records have what they are found by; the rest is checked with the image's checksums.
    fn is_sound(&self) -> bool {
        !self.packed.is_empty()
            && self.packed.len() <= CHUNK
            && self
                .packed
                .iter()
                .all(|packed| packed::credential(packed).is_some())
    }
}

/// The first 16 bytes of a folded name as a number that sorts as the name does.
pub(crate) fn head_of(name: &str) -> u128 {
    let mut head = [0; 16];
    let bytes = &name.as_bytes()[..name.len().min(16)];
    head[..bytes.len()].copy_from_slice(bytes);
    u128::from_be_bytes(head)
}

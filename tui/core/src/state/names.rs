use super::Source;
use crate::effect::Ticket;
use crate::message::Refusal;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::UnitView;
use std::collections::{BTreeMap, VecDeque};

/// Names that are kept: about 100 kB.
const NAMES_MAX: usize = 2_000;
/// Units whose names are wanted at once: what stands in one history.
const WANTED_MAX: usize = 64;

/// What units are called that are known by their keys alone. Asked for one after the other.
#[derive(Debug, Default)]
pub(crate) struct Names {
    known: BTreeMap<UnitKey, String>,
    wanted: VecDeque<UnitKey>,
    asking: Option<UnitKey>,
    pub(crate) source: Source<()>,
}

impl Names {
    /// The name, if it is known.
    pub(crate) fn get(&self, key: UnitKey) -> Option<&str> {
        self.known.get(&key).map(String::as_str)
    }

    /// Takes a name in.
    pub(crate) fn learn(&mut self, unit: &UnitView) {
        let name = match unit.name.as_str() {
            "" => &unit.code,
            name => name,
        };
        if self.known.len() < NAMES_MAX {
            self.known.insert(unit.key, name.to_owned());
        }
    }

    pub(crate) fn want(&mut self, keys: impl IntoIterator<Item = UnitKey>, now: UnixMs) {
        for key in keys {
            let is_known = self.known.contains_key(&key) || self.wanted.contains(&key);
            if !is_known && self.asking != Some(key) && self.wanted.len() < WANTED_MAX {
                self.wanted.push_back(key);
                self.source.want_at(now);
            }
        }
    }

    pub(crate) fn due(&self) -> Option<UnixMs> {
        self.source.due().filter(|_| !self.wanted.is_empty())
    }

    pub(crate) fn ask(&mut self, ticket: Ticket, now: UnixMs) -> Option<UnitKey> {
        let key = self.wanted.pop_front()?;
        self.asking = Some(key);
        self.source.asked(ticket, now);
        Some(key)
    }

    pub(crate) fn answered(&mut self, unit: &UnitView, now: UnixMs) {
        self.learn(unit);
        self.go_on(now);
    }

    /// A unit that the reader may not see keeps its key.
    pub(crate) fn refused(&mut self, _: &Refusal, now: UnixMs) {
        if let Some(key) = self.asking {
            self.known.insert(key, key.to_string());
        }
        self.go_on(now);
    }

    fn go_on(&mut self, now: UnixMs) {
        self.asking = None;
        self.source.answered((), now);
        if !self.wanted.is_empty() {
            self.source.want_at(now);
        }
    }
}

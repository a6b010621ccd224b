//! Records by what they carry, without the texts themselves: those stand with the records.
//!
//! Schools number their things alike, so a country has tens of thousands of records with one code. One of them stands in the
//! table, the others hang on it one behind the other: a table would look through all that are alike for each further one.

use crate::equipment::numbered::Numbered;
use foldhash::fast::FixedState;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use kiemke_wire::ids::EquipmentId;
use std::hash::BuildHasher as _;

/// See the top of the file.
#[derive(Debug, Default)]
pub(crate) struct ByText {
    /// The record of each text that was added last.
    newest: HashTable<EquipmentId>,
    /// Behind each record the one with the same text that was added before it.
    before: Numbered,
}

impl ByText {
    /// Adds a record that carries `text`; `text_of` tells what those carry that are in it.
    pub(crate) fn add<'a>(
        &mut self,
        text: &str,
        id: EquipmentId,
        text_of: impl Fn(EquipmentId) -> Option<&'a str>,
    ) {
        let is_it = |held: &EquipmentId| text_of(*held) == Some(text);
        let hash_of = |held: &EquipmentId| text_of(*held).map_or(0, hash);
        match self.newest.entry(hash(text), is_it, hash_of) {
            Entry::Occupied(mut newest) => {
                let before = std::mem::replace(newest.get_mut(), id);
                self.before.put(id.0, before.0);
            }
            Entry::Vacant(place) => {
                place.insert(id);
            }
        }
    }

    /// Takes a record out that still carries `text`.
    pub(crate) fn remove<'a>(
        &mut self,
        text: &str,
        id: EquipmentId,
        text_of: impl Fn(EquipmentId) -> Option<&'a str>,
    ) {
        let is_it = |held: &EquipmentId| text_of(*held) == Some(text);
        let Ok(mut newest) = self.newest.find_entry(hash(text), is_it) else {
            return;
        };
        let before = self.before.get(id.0);
        if *newest.get() != id {
            let mut at = newest.get().0;
            while at != 0 && self.before.get(at) != id.0 {
                at = self.before.get(at);
            }
            if at != 0 {
                self.before.put(at, before);
                self.before.put(id.0, 0);
            }
            return;
        }
        match before {
            0 => _ = newest.remove(),
            before => {
                *newest.get_mut() = EquipmentId(before);
                self.before.put(id.0, 0);
            }
        }
    }

    /// The records that carry `text`, the newest first.
    pub(crate) fn with<'a>(
        &self,
        text: &str,
        text_of: impl Fn(EquipmentId) -> Option<&'a str>,
    ) -> impl Iterator<Item = EquipmentId> {
        let newest = self
            .newest
            .find(hash(text), |held| text_of(*held) == Some(text))
            .copied();
        let before = |id: &EquipmentId| Some(EquipmentId(self.before.get(id.0))).filter(|id| id.0 > 0);
        std::iter::successors(newest, before)
    }
}

fn hash(text: &str) -> u64 {
    // Whoever can enter records can enter many with one code, too: a seed would protect nothing.
    FixedState::default().hash_one(text)
}

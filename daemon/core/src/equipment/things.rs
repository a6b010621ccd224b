//! What many records have in common, kept once: what a thing is called and who made it.

use kiemke_wire::equipment::{Category, Record};
use kiemke_wire::fold::search_key;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

/// What lists show of a record and many records share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Thing {
    pub(crate) name: String,
    pub(crate) category: Category,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) maker: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) model: Option<String>,
}

/// A thing by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ThingId(pub(crate) u32);

/// Every thing that was ever recorded, numbered from 0 in that order.
#[derive(Debug, Default)]
pub(crate) struct Things {
    things: Vec<(Arc<Thing>, String)>,
    by_thing: HashMap<Arc<Thing>, ThingId>,
    /// By number: the place in the order of folded names. Made when it is first asked for.
    ranks: OnceLock<Vec<u32>>,
}

impl Clone for Things {
    fn clone(&self) -> Self {
        Self {
            things: self.things.clone(),
            by_thing: self.by_thing.clone(),
            ranks: OnceLock::new(),
        }
    }
}

impl Thing {
    pub(crate) fn of(record: &Record) -> Self {
        Self {
            name: record.name.clone(),
            category: record.category.clone(),
            maker: record.maker.clone(),
            model: record.model.clone(),
        }
    }

    /// Name first: it is what lists are sorted by.
    fn folded(&self) -> String {
        let parts = [Some(&self.name), self.maker.as_ref(), self.model.as_ref()];
        let parts: Vec<String> = parts.into_iter().flatten().map(|part| search_key(part)).collect();
        parts.join("\n")
    }
}

impl Things {
    pub(crate) fn get(&self, id: ThingId) -> Option<&Thing> {
        self.things.get(id.0 as usize).map(|(thing, _)| &**thing)
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &Thing> {
        self.things.iter().map(|(thing, _)| &**thing)
    }

    pub(crate) fn find(&self, thing: &Thing) -> Option<ThingId> {
        self.by_thing.get(thing).copied()
    }

    /// The number of a thing, given now if it is new.
    pub(crate) fn number(&mut self, thing: Thing) -> ThingId {
        if let Some(id) = self.find(&thing) {
            return id;
        }
        let id = ThingId(self.things.len() as u32);
        let folded = thing.folded();
        let thing = Arc::new(thing);
        self.things.push((thing.clone(), folded));
        self.by_thing.insert(thing, id);
        self.ranks = OnceLock::new();
        id
    }

    /// For every thing, whether a folded word occurs in it.
    pub(crate) fn matching(&self, word: &str) -> Vec<bool> {
        self.things
            .iter()
            .map(|(_, folded)| folded.contains(word))
            .collect()
    }

    /// By number: the place in the order of folded names.
    pub(crate) fn ranks(&self) -> &[u32] {
        self.ranks.get_or_init(|| {
            let mut order: Vec<u32> = (0..self.things.len() as u32).collect();
            order.sort_by_key(|at| &self.things[*at as usize].1);
            let mut ranks = vec![0; order.len()];
            for (rank, at) in order.into_iter().enumerate() {
                ranks[at as usize] = rank as u32;
            }
            ranks
        })
    }
}

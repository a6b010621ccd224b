//! What many machines have in common, kept once: their kind.

use kiemke_wire::fold::search_key;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// What lists show of a machine and many machines share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Kind {
    /// Operating system, name and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// Kind of chassis.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chassis: Option<String>,
    /// Maker and model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Processor.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// What people can do with it.
    #[serde(flatten)]
    pub abilities: Abilities,
}

/// What people can do with a machine, as far as its sections tell; nothing where they do not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Abilities {
    /// From `peripherals`: hear.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audio: Option<bool>,
    /// From `peripherals`: be seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub camera: Option<bool>,
    /// From `peripherals`: be heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub microphone: Option<bool>,
    /// From `upkeep`: open a page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub browser: Option<bool>,
}

/// A kind by its number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KindId(pub(crate) u32);

/// Every kind that was ever seen, numbered from 0 in the order in which they were first seen; number 0 is the kind
/// of which nothing is known.
#[derive(Clone, Debug)]
pub struct Kinds {
    kinds: Vec<(Arc<Kind>, String)>,
    by_kind: HashMap<Arc<Kind>, KindId>,
}

impl Default for Kinds {
    fn default() -> Self {
        let mut kinds = Self {
            kinds: Vec::new(),
            by_kind: HashMap::new(),
        };
        kinds.number(&Kind::default());
        kinds
    }
}

impl Kinds {
    /// The kind with this number; the unknown one for a number that was never given.
    pub fn kind(&self, id: KindId) -> &Kind {
        let at = if (id.0 as usize) < self.kinds.len() {
            id.0 as usize
        } else {
            0
        };
        &self.kinds[at].0
    }

    /// For every kind, whether a folded word occurs in it.
    pub(crate) fn matching(&self, word: &str) -> Vec<bool> {
        self.kinds
            .iter()
            .map(|(_, folded)| folded.contains(word))
            .collect()
    }

    /// The number of a kind, given now if it is new.
    pub(crate) fn number(&mut self, kind: &Kind) -> KindId {
        if let Some(id) = self.by_kind.get(kind) {
            return *id;
        }
        let id = KindId(self.kinds.len() as u32);
        let parts = [&kind.model, &kind.os, &kind.cpu, &kind.chassis];
        let folded: Vec<String> = parts.into_iter().flatten().map(|part| search_key(part)).collect();
        let kind = Arc::new(kind.clone());
        // Parts stay apart, so that a search does not match over the joint of two.
        self.kinds.push((kind.clone(), folded.join("\n")));
        self.by_kind.insert(kind, id);
        id
    }

    /// All kinds in the order of their numbers.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Kind> {
        self.kinds.iter().map(|(kind, _)| &**kind)
    }
}

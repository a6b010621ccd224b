//! What people have said are two things though they look like one.

use kiemke_wire::ids::TokenId;
use kiemke_wire::ties::TiePair;
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A person said that a machine and a record are not one thing, or took that back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TieKeptApart {
    /// Which.
    pub pair: TiePair,
    /// Whether they are kept apart from now on.
    pub apart: bool,
    /// When.
    pub at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
}

/// See the top of the file. Each is an answer of a person, so they are few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Apart(BTreeSet<TiePair>);

impl Apart {
    pub(crate) fn holds(&self, pair: TiePair) -> bool {
        self.0.contains(&pair)
    }

    pub(crate) fn change(&mut self, entry: &TieKeptApart) {
        if entry.apart {
            self.put(entry.pair);
        } else {
            self.0.remove(&entry.pair);
        }
    }

    /// Takes in a pair as images hold it.
    pub(crate) fn put(&mut self, pair: TiePair) {
        self.0.insert(pair);
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = &TiePair> {
        self.0.iter()
    }
}

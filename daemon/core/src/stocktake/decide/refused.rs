//! Why a stocktake does not go on.

use kiemke_wire::ids::{EquipmentId, StocktakeId, UnitKey};
use std::fmt::Display;

/// What stands in the way.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StocktakeWhy {
    /// It is closed: what was counted does not change any more.
    #[error("is closed and does not change any more")]
    Closed,
    /// The same places are counted in another one.
    #[error("counts the same places and is not closed; close it first")]
    Counting,
    /// Packs are out.
    #[error("cannot be closed while packs are out with {}; bring them back, or give them up by name", names(.0))]
    PacksOut(Vec<String>),
    /// Somebody has a pack already.
    #[error("{0} has a pack of it already; bring that back first")]
    HasPack(String),
    /// Some rooms were not counted through.
    #[error("cannot be closed before {} counted through: {things} things in them are not accounted for", are(.rooms))]
    NotCounted {
        /// Things whose room was not counted through.
        things: u32,
        /// Those rooms.
        rooms: Vec<UnitKey>,
    },
    /// Things were found in two rooms.
    #[error("cannot be closed before somebody says where {} belong; each was found in two rooms", names(.0))]
    FoundTwice(Vec<EquipmentId>),
}

/// Things that a sentence names before it counts the rest.
const NAMED_MAX: usize = 8;

fn names<T: Display>(all: &[T]) -> String {
    let named: Vec<String> = all.iter().take(NAMED_MAX).map(T::to_string).collect();
    match all.len().checked_sub(NAMED_MAX) {
        None | Some(0) => named.join(", "),
        Some(more) => format!("{} and {more} more", named.join(", ")),
    }
}

fn are(rooms: &[UnitKey]) -> String {
    let verb = if rooms.len() == 1 { "is" } else { "are" };
    format!("{} {verb}", names(rooms))
}

impl StocktakeWhy {
    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Closed => "stocktake_closed",
            Self::Counting => "already_counting",
            Self::PacksOut(_) => "packs_out",
            Self::HasPack(_) => "has_pack",
            Self::NotCounted { .. } => "not_counted",
            Self::FoundTwice(_) => "found_twice",
        }
    }

    /// The sentence about that stocktake.
    pub(crate) fn about(&self, id: StocktakeId) -> String {
        match self {
            Self::HasPack(_) => format!("stocktake {id}: {self}"),
            _ => format!("stocktake {id} {self}"),
        }
    }
}

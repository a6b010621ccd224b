use crate::ids::{StocktakeId, UnitKey};
use crate::stocktake::{Expectation, Member};
use crate::time::UnixMs;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The version of packs that this build writes and the only one that it reads.
pub const PACK_VERSION: u16 = 1;

/// A pack of a stocktake, numbered from 1 in it. Text: a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PackNumber(pub u16);

impl fmt::Display for PackNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What whoever counts without a line takes along: the answer to `POST /v1/stocktakes/{id}/packs`, and the beginning of
/// the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackHead {
    /// [`PACK_VERSION`] of whoever wrote it.
    pub version: u16,
    /// The stocktake.
    pub stocktake: StocktakeId,
    /// Which of its packs.
    pub pack: PackNumber,
    /// Who has it.
    pub holder: String,
    /// When it was given out.
    pub given_at: UnixMs,
    /// The stocktake's name.
    pub name: String,
    /// The school.
    pub school: UnitView,
    /// The rooms that its holder is to count; all when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rooms: Vec<UnitKey>,
    /// Who counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub committee: Vec<Member>,
    /// What is expected.
    pub expected: Expectation,
}

//! What of a cold file cannot be read, named so that a person finds the place.

use crate::cold::name::ColdName;
use crate::cold::record::Owner;
use std::fmt;

/// A place that cannot be read. The text fits after "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read {part} of {file}: {why}")]
pub struct Damage {
    /// The file.
    pub file: ColdName,
    /// Where in it.
    pub part: Part,
    /// What is wrong there.
    pub why: &'static str,
}

/// A part of a cold file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The head; all else is still served, for the foot repeats it.
    Head,
    /// The foot or the index: then nothing in the file can be found, and it is skipped.
    Index,
    /// One block.
    Block {
        /// Where it begins.
        offset: u64,
        /// Whose record is the first in it.
        first: Owner,
        /// Whose is the last.
        last: Owner,
    },
    /// Records that could not be read any more when this file was made from an older one.
    Lost {
        /// Whose was the first of them.
        first: Owner,
        /// Whose was the last.
        last: Owner,
    },
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Head => f.write_str("the head"),
            Self::Index => f.write_str("the index"),
            Self::Block { offset, first, last } => {
                write!(f, "the block at byte {offset} ({first} to {last})")
            }
            Self::Lost { first, last } => write!(f, "the records of {first} to {last}"),
        }
    }
}

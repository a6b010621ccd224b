//! The facts of every leaf (site, level, group), as they stand and as they stood at the end of each day.
//!
//! ```text
//! entry about a school ─▶ touched ─▶ shell reads records, people, tests ─▶ School ─▶ LeavesFound
//!                                                                                        │ decide: what is new of it
//! whoever asks ◀─ Judged, by profile and day ◀─ newest facts, in memory ◀─ LeavesMade ◀──┘
//!                                               ends of days, rows `v`  ◀───┘
//! ```
//! A school is looked at again when something about it was said, and every night, because evidence grows old by itself.
//! Facts only are kept: a profile that is made years later can be judged by them ([`crate::readiness`]).

mod found;
mod image;
mod judged;
mod kept;
mod made;
mod packed_day;
mod past;
mod school;
mod things;
mod touch;

pub use found::{LeavesFound, found};
pub use judged::{Judged, JudgedLeaf, LeafSum, Sums};
pub use made::{LeafMade, LeavesMade, PackedFacts, SiteMade};
pub use past::{PastDay, leaf_rows, past_leaves};
pub use school::{LineEvidence, SchoolEvidence, SchoolRecord, SchoolRules, school};
pub use things::SchoolThings;

pub(crate) use found::made;
pub(crate) use judged::JudgedKept;
pub(crate) use kept::{Leaves, SiteKept};
pub(crate) use past::rows_of;

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

mod day_sums;
mod found;
mod image;
mod judged;
mod kept;
mod made;
mod packed_day;
mod past;
mod school;
mod site_past;
mod summing;
mod things;
mod touch;

pub use day_sums::{
    DaySums, KeptSums, PackedSums, SummedDays, UnitSums, kept_sums, sums_rows, sums_rows_before,
};
pub use found::{LeavesFound, found};
pub use judged::{Judge, Judged, LeafSum, Sums};
pub use made::{LeafMade, LeavesMade, PackedFacts, SiteMade};
pub use past::{PastDay, leaf_rows, past_leaves};
pub use school::{LineEvidence, SchoolEvidence, SchoolRecord, SchoolRules, school};
pub use site_past::{SiteLeavesOn, SitePast};
pub use summing::{LATE_DAYS, LateSite, Summing, corrected};
pub use things::SchoolThings;
pub use touch::ToJudge;

pub(crate) use found::made;
pub(crate) use judged::JudgedKept;
pub(crate) use kept::{Leaves, SiteKept, newest_facts};
pub(crate) fn rows_of(
    position: kiemke_wire::ids::Position,
    entry: &crate::entry::Entry,
    rows: &mut Vec<crate::rows::RowChange>,
) {
    past::rows_of(position, entry, rows);
    day_sums::rows_of(position, entry, rows);
}

//! Who is ready, which targets are met, and what the answer rests on. Pure: no store, no clock, no text.
//!
//! ```text
//! School (person by person) ──leaf_facts_of(day)──▶ LeafFacts ──pack──▶ one row a leaf and day
//!                                                       │
//! Profile, Levels, Ages ──Rule──▶ judge(facts) ──▶ Tally ──add──▶ unit ──Verdict──▶ met, missed, unproven
//! ```
//!
//! The definitions leave these points open; here they are decided so:
//!
//! - *Own machines.* A person's machines are joined by "or". A record that is broken or gone is a record, so it is not
//!   "missing": without another machine the person has none, whatever the stocktake. A machine that stands where its
//!   person is not enrolled is the person's at the counting site. "In repair" is told by evidence, not by the state.
//! - *Expired evidence of a machine* takes with it what was known of its system: a machine of 2 GB that was last seen
//!   two years ago is unknown, not unfit.
//! - *Parts at school.* Without a machine only the device is missing; with one that works but is unfit only the software.
//! - *No answer.* A declared survey makes a person without any answer (neither device nor line) not ready at home. A
//!   blank beside an answer stays unknown, so a question that was not asked makes nobody "not".
//! - *A declared list of lines* stands until it is taken back: section 5 gives it no age.
//! - *Sign-ins.* An export of the running term is met. One from earlier in the school year makes a "no" unknown.
//! - *An expired roster* keeps its number of people, all unknown, and tells no shifts. Head counts do not expire.
//! - *Somebody who learns and teaches* counts once in each group.
//! - *Reachable hosts* of a platform count with a standing result only: they have no age of their own.
//! - *Pools* serve those who are counted at their site. Where a level that shares a pool was not told, nothing is
//!   certain of it (`cap_low` 0) and everything possible (`cap_high` as if it had nobody). Disposed machines are in none.
//!   Where nothing is taught online they serve nobody, whether or not a stocktake stands.
//! - *Line results.* Days with a test and an outside probe in teaching hours count, and tests of such days only; the
//!   medians of round trip, jitter and loss are those of all outside slots in teaching hours. Of two middle values the
//!   lower counts. Without slots, availability is unknown.
//! - *Needs of a line* that grow with people who are not known (a shift was not told) lie between none and all learners
//!   of the site, and without a bound where those are not known either. "Per school" is per site: a line serves a site.
//! - *Missing parts* of somebody who is not ready are those of the mode nearest to ready, without shared machines, for
//!   those whom a pool serves are a number and no names. Of ways that miss as many parts school goes before home, and at
//!   school a device before a line before software.
//! - *Whom to ask:* a survey can make somebody ready only by questions that are open. An answer that the profile leaves
//!   unknown, such as "sometimes", is none.
//! - *Limited* people are those who are not ready and would be, were limited devices whole ones.
//! - *The most items* are no fewer, and cost no less, than the fewest: a record may be of another kind, or say another
//!   cost, than the book line it covers. Coverage of items is the share that has a record.
//! - *Computers* of the plain ratios are those that students use; a site has Internet when a standing result has a good
//!   slot, however slow; a school has it for teaching when such a computer works at such a site. Somebody's two machines
//!   are two.
//! - *What if* buys where LINE is met or not; where it is unknown, measuring is listed instead.
//! - *Small cells*: a part that the parent's row hides is hidden in every row below it.

mod ages;
mod history;
mod home;
mod ids;
pub mod items;
mod judge;
mod leaf;
mod leaf_of;
mod line_judge;
mod line_result;
mod machine_class;
mod national_id;
mod pack;
mod ratios;
mod rule;
mod school;
mod settling;
pub mod small_cells;
mod tally;
mod targets;
#[cfg(test)]
mod tests;
mod verdict;
mod what_if;

pub use ages::Ages;
pub use history::{Change, End, Moved, change};
pub use home::{Home, HomeCode, HomeDevice, HomeLine, Sharing};
pub use ids::ids_of;
pub use judge::judge;
pub use leaf::{Assigned, Cell, LeafFacts, LeafKey, LineFacts, People, Place, PoolFacts, Stand};
pub use leaf_of::{EvidenceRules, Leaf, SiteComputers, computers_of, leaf_facts_of};
pub use line_judge::{count_sites, grade_of, line_of};
pub use line_result::{LineResult, Median};
pub use machine_class::{Machine, MachineClass};
pub use national_id::{BadNationalId, NationalId};
pub use ratios::{Bounds, ComputerTally, internet, machines_missing};
pub use rule::{Rule, parts};
pub use school::{
    CapacityTest, HomeAnswer, OutsideSlot, PersonKey, Pool, RecordState, Register, RosterRow, School,
    SchoolLine, SchoolMachine, Serves, SignIn, Site, Stocktake, System,
};
pub use settling::{Settling, settling};
pub use tally::{Split, Tally};
pub use targets::{aim_of, all_of, is_counted};
pub use verdict::{Aim, Range, Share, Verdict};
pub use what_if::{Package, SiteLeaves, WhatIf, what_if};

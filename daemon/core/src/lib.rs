//! The domain: what the daemon knows and what it decides. No IO, no clock, no randomness.
//!
//! ```text
//! bytes ──intake──▶ Intake ──decide(&Fleet, Command, now)──▶ Decision { entries, answer }
//!                                                               │
//!                                     Fleet ◀──apply(&Entry)────┤
//!                                                               ├──rows──▶ what the store holds
//!                                                               └──events──▶ what readers are told
//! views ◀──query(&Fleet, now)
//! ```
//!
//! Entries carry decided results, so that replaying them never decides again; [`Fleet::apply`] is total.

pub mod alerts;
pub mod audit;
pub mod books;
pub mod capacity;
pub mod cold;
pub mod command;
pub mod contracts;
pub mod dated;
pub mod day_items;
pub mod decide;
pub mod entry;
pub mod equipment;
pub mod events;
pub mod figures;
pub mod fleet;
pub mod forms;
pub mod identity;
pub mod image;
pub mod intake;
pub mod leaves;
pub mod packing;
pub mod people;
pub mod plans;
pub mod query;
pub mod reader;
pub mod readiness;
pub mod refusal;
pub mod report;
pub mod rows;
pub mod sheets;
pub mod stocktake;
mod texts;
pub mod ties;
pub mod units;

pub use command::{Answer, Command};
pub use decide::{Decision, decide};
pub use entry::Entry;
pub use fleet::Fleet;
pub use reader::Reader;
pub use refusal::Refusal;

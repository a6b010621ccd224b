//! Equipment records: what a school says that it owns, and what was done with it.
//!
//! Source of the fields, states and actions: records.md of the design; money is whole đồng.

mod action;
mod history;
mod record;

pub use action::{Act, ActionKind, Document};
pub use history::{FieldChange, HistoryLine};
pub use record::{Category, Condition, EquipmentState, Holder, Record};

//! Equipment records: what may be done with a thing, what that changes, and how it is taken back.
//!
//! ```text
//! command (with the records as they are) ──decide──▶ EquipmentChanged ──▶ Register (state: columns and texts)
//!                                                                    └──▶ rows (whole records, histories)
//! ```
//! The state does not hold whole records. Whoever asks for a change reads them from the store and hands them in with
//! the position that last changed each; the decision stands only if the state says the same.

mod alike;
mod by_text;
mod changed;
mod command;
pub(crate) mod decide;
mod difference;
pub(crate) mod image;
mod lifecycle;
mod numbered;
mod register;
pub(crate) mod rows;
mod things;

pub use changed::{ChangedRecord, EquipmentChanged};
pub use command::{EquipmentCommand, HeldRecord};
pub use decide::RECORDS_MAX;
pub use difference::{difference, restored};
pub use lifecycle::{NotAllowed, after};

pub(crate) use register::{CHUNK, Chunk, Columns, Register};
pub(crate) use things::{Thing, ThingId, Things};

//! Accounting books: lines that stand for one thing or many, how tables of them are taken in, and which records hang on
//! them.
//!
//! ```text
//! table ──said──▶ what each row says ──plan (with the lines and records as they are)──▶ report, question by question
//!                                                                                   ├──▶ BookChanged ──▶ Books (state)
//!                                                                                   │                └──▶ rows
//!                                                                                   └──▶ EquipmentChanged
//! ```
//! As with records, the state holds columns and texts; whole lines and their histories lie in the store, and whoever
//! asks for a change brings them along with the position that last changed each.

mod changed;
mod decide;
mod held;
mod identity;
pub(crate) mod image;
mod matching;
mod plan;
pub(crate) mod rows;
mod said;
mod taken;
mod worth;

pub use changed::{BookChanged, ChangedLine};
pub use decide::{BookHeld, BookWish, HeldLine, Needs, RowAnswer, needs};
pub use plan::LINES_MAX;
pub use worth::{Worth, cost_of, worth};

pub(crate) use decide::{dry_run, import};
pub(crate) use held::{Books, CHUNK, Chunk, LineColumns};

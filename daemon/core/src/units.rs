//! The tree of units: what was said of each, for which days, and when it became known.
//!
//! ```text
//! statement   fact · days for which it holds · moment at which it was recorded
//!             of two statements about the same thing on the same day the later recorded one counts
//! tree        all units on one day, as far as they were known at one moment
//! ```
//! Nothing that was said is taken away: a correction is a further statement, so every past tree can be drawn again,
//! as it was known then or as it is known now. Never decides who may say what.

mod at_units;
mod changed;
mod check;
mod fact;
mod naming;
mod record;
mod registry;
mod tree;
mod trees;

pub use crate::dated::{Period, When};
pub(crate) use at_units::AtUnits;
pub use changed::{Stated, UnitChange, UnitsChanged};
pub use check::{Fault, Wrong, check};
pub use fact::{Closing, Fact, LOCAL_CODES, Point, Slot};
pub use naming::{NotOne, candidates, find, find_below};
pub use record::{Said, UnitRecord};
pub use registry::Units;
pub(crate) use tree::below;
pub use tree::{Below, Tree};
pub(crate) use trees::Trees;

//! Statements that hold for some days and became known at some moment.
//!
//! Of two statements about the same thing on the same day the later recorded one counts. Nothing is taken away: a
//! correction is a further statement, so whatever was known at any moment can be told again.

mod period;
mod said;
mod when;

pub use period::Period;
pub use said::{Said, Stated, counts, spans};
pub use when::When;

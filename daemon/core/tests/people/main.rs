//! People of schools: whoever brings what, nothing is lost or counted twice, and nobody is told what is not his.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod lists;
mod roster;
mod survey;
mod truth;
mod world;

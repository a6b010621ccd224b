//! The tree of units on any day, as known at any moment, beside a naive reckoning.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod actions;
mod enrolment;
mod import;
mod naming;
mod province;
mod tree;
mod typed;
mod world;

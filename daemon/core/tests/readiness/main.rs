//! Readiness over random schools: what must hold whatever the evidence says.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod holds;
mod rows;
mod seed;
mod world;

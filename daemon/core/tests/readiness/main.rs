//! Readiness over random schools: what must hold whatever the evidence says.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod agrees;
mod agrees_on_items;
mod alike;
mod holds;
mod items_world;
mod oracle;
mod rows;
mod seed;
mod world;

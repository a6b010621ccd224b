//! Screens as text, and that nothing that is pressed, told or resized breaks them.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod behaviour;
mod classes;
mod counting;
mod driver;
mod maps;
mod pairs;
mod plans;
mod province;
mod records;
mod school;
mod sequences;
mod snapshots;
mod stocktakes;

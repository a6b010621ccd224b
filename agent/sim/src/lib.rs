//! A made-up province: schools, lines and machines drawn from one seed, what each of them reports, and what is
//! true about them, so that a test can compare.
//!
//! ```text
//! seed ─▶ World ─▶ Machine ─▶ facts, day ─▶ reports ─▶ load ──HTTP──▶ daemon
//!            └────▶ Truth                    │            └─▶ acked, outcome
//!                                            └─▶ offline ──▶ a data folder
//! ```
//!
//! Everything left of `load` is a pure function of the seed and an index: machine 900,000 is made without making
//! the ones before it, so memory does not grow with the province beyond a few bytes a machine. Holds no rule of
//! the product: what a fact means is the daemon's to say.

pub mod acked;
pub mod cli;
pub mod day;
pub mod devices;
pub mod facts;
pub mod fate;
pub mod hardware;
pub mod load;
pub mod names;
pub mod offline;
pub mod outcome;
pub mod reports;
pub mod seed;
pub mod software;
pub mod truth;
pub mod units;
pub mod world;

//! The agent's decisions: what is due when, which sections are worth sending, what the spool holds and gives up,
//! and when the daemon is asked.
//!
//! Owns the state machines and the byte form of the spool's records. Never does IO, never asks a clock, never
//! draws a random number: the shell hands in the time and a seed.
//!
//! ```text
//! Schedule ──jobs──▶ shell collects, probes ──facts──▶ Sections ──changed?──▶ Spool ◀──batch── Uplink ──▶ daemon
//! ```

pub mod capacity;
pub mod collectors;
pub mod dice;
pub mod keyed;
pub mod moment;
pub mod schedule;
pub mod sections;
pub mod spool;
pub mod uplink;
pub mod verdict;

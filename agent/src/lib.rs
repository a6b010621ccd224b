//! The agent on a school machine: collects, probes, spools, reports.
//!
//! Owns files, sockets, the clock and the process. Decides nothing about when and what: that is
//! `kiemke-agent-core`'s.

mod agent;
mod alive;
mod bundle;
pub mod capacity;
pub mod cli;
pub mod clock;
pub mod collect;
pub mod credential;
mod enrol;
mod link;
pub mod probe;
mod radio;
mod service;
mod start;
mod status;
pub mod store;

pub use agent::{Agent, Parts};
pub use start::{AgentHandle, StartError, StartOptions, start, start_with};
pub use status::{Status, Trouble, TroubleKind};

//! What needs a person: found by looking at the state and the time, grouped by what machines, sites and lines have in
//! common, over by itself when it is over (agent.md, "States and alerts").
//!
//! ```text
//! find: each machine, line and site alone ─▶ group: site, provider, commune ─▶ change: what begins, what is over
//! ```

mod afterwards;
mod change;
mod find;
mod group;

pub use change::{AlertChanged, Alerts, OpenAlert, change};
pub use find::{Finding, find};
pub use group::{Cause, Scope, group};

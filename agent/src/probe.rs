//! Measurements of the network: the gateway, and hosts outside. Few bytes, spaced in time, bounded.

mod gateway;
#[cfg(unix)]
mod icmp;
mod outside;
mod series;
mod target;

pub use gateway::probe_gateway;
pub use outside::{CONNECTIONS, OutsidePlan, PLATFORM_CONNECTIONS, Remembered, probe_outside};
pub(crate) use series::micros;
pub(crate) use target::DAEMON;
pub use target::{BadTarget, Target, Tls};

//! Real processes, real signals.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

mod daemon_killed;

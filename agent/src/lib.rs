//! The agent on a school machine: collects, probes, spools, reports.
//!
//! Owns files, sockets, the clock and the process. Decides nothing about when and what: that is
//! `kiemke-agent-core`'s.

pub mod clock;
pub mod collect;
pub mod credential;
pub mod store;

use std::error::Error;

/// An error with all its causes, joined by colons.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

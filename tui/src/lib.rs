//! The terminal, the command line, and everything on one machine.
//!
//! ```text
//! cli ─▶ app: keys, replies, events ─▶ core: update ─▶ effects ─▶ client ──HTTP/SSE──▶ daemon
//!  │                                        └─ view ─▶ the terminal, at most once a frame
//!  └──▶ lists for scripts ─▶ client ─▶ print
//! ```
//! `up` puts the daemon and the agent beside the terminal, all on one machine.
//!
//! What is shown and what a key does is decided in `kiemke-tui-core`; here are the only loop and all IO.

mod app;
mod boundaries;
mod changes;
pub mod cli;
mod client;
mod clock;
mod input;
mod live;
mod print;
mod replay;
mod session;
mod stocktake_pack;
mod terminal;
mod up;

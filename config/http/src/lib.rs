//! One bounded HTTP exchange with a daemon: how the agent, the terminal and the command-line tools reach it.
//!
//! Owns dialling (TCP, TLS, unix socket), the request head, time and size bounds, and reading problems.
//! Never retries, never keeps a connection: when to ask again is decided by the caller's core.

mod causes;
mod connect;
mod download;
mod endpoint;
mod exchange;
mod sse;
mod tls;

pub use causes::causes;
pub use connect::{Connect, Stream, System};
pub use download::Download;
pub use endpoint::{BadEndpoint, Endpoint};
pub use exchange::{Body, Client, Error, Reply, Request};
pub use sse::{ServerEvent, SseReader};
pub use tls::{BadAuthority, Trust, secure, speaks_older_tls};

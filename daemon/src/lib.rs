//! The daemon: HTTP in front, the journal as the truth, sled as the indexed hot state.
//!
//! ```text
//! http ──job──▶ owner: decide → apply ──group──▶ writer: journal, synced → store → feed + replies
//!   ▲                     │
//!   └──── queries ◀── fleet (read lock), answered once what they saw is settled
//! ```
//! A day that is over is sealed into cold files beside the work (`sealer`).
//!
//! The rules lie in `kiemke-core`. Nothing is told to anyone before its group is on the disk.

mod alarm;
mod backup;
pub mod bulk;
mod caretaker;
mod checkpoint;
pub mod cli;
mod clock;
pub mod cold;
mod control;
mod feed;
mod folder;
mod formats;
mod ground;
mod handover;
mod http;
mod image;
mod images;
mod journal;
mod keeper;
mod known_packages;
mod labels;
mod leaf_maker;
mod ledger;
mod ndt7;
mod owner;
mod passphrase;
mod past;
mod random;
mod readings;
mod recovery;
mod restore;
mod room;
mod sealer;
mod seat;
mod serve;
mod standards;
mod start;
mod start_error;
pub mod store;
mod suspect;
mod tables;
mod tls;
mod verify;
mod writer;

pub use clock::{Clock, SystemClock};
pub use formats::OtherVersion;
pub use ground::{AroundStore, Surroundings};
pub use http::route_names;
pub use standards::NoStandards;
pub use start::{Daemon, StartOptions, start, start_in};
pub use start_error::StartError;
pub use tls::NoTls;

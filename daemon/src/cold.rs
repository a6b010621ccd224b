//! Cold files on the disk: which there are, how they are written, read and removed. The formats and the rules lie
//! in `kiemke_core::cold`.
//!
//! ```text
//! DIR/<kind>-<day or month>.<generation>.kkc       written as .tmp, synced, renamed, the folder synced
//! ```
//! Never changes a file that has its name. What it replaces or no longer keeps is removed only after what replaces
//! it is durable, so a stop at any point leaves the old or the new, and what is left over goes at the next open.

mod catalogue;
mod check;
mod cold_error;
mod cold_files;
mod index_cache;
mod notes;
mod read;
mod retain;
mod scan;
mod seal;

pub use cold_error::ColdError;
pub use cold_files::{ColdFiles, ColdOpened};
pub(crate) use notes::ColdNotes;
pub use read::Found;

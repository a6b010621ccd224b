//! Append-only segmented files of checksummed frames: the daemon's journal and the agent's spool lie on this.
//!
//! Owns the bytes on the disk: segment heads, frames, the torn tail, and the seam to the disk. Knows nothing of
//! what a payload means and never decides when to sync or what to remove.
//!
//! ```text
//! segment  <first index, 20 digits>.seg, preallocated, zero behind the last frame
//!   head   magic 8 · version u16 · 0 u16 · first index u64 · CRC-32C u32          24 bytes, little endian
//!   frame  "KKFR" · length u32 · index u64 · CRC-32C u32 · payload                20 bytes + payload
//! ```

#[cfg(feature = "faulty")]
mod cut;
mod disk;
#[cfg(feature = "faulty")]
mod faulty;
mod files;
mod frame;
mod log;
mod scan;

#[cfg(feature = "faulty")]
pub use cut::CutFiles;
pub use disk::DiskFiles;
#[cfg(feature = "faulty")]
pub use faulty::FaultyFiles;
pub use files::{File, Files, Open};
pub use frame::FRAME_HEAD_BYTES;
pub use log::{Log, LogError, LogOptions, Opened, Segment};
pub use scan::Damage;

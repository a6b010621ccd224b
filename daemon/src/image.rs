//! Image files: the whole state, with or without the store's rows, checked and never changed once they have their
//! name. A backup is one too, with the cold files behind the rows.
//!
//! ```text
//! file    "KKIMAGE" version u8 (an ASCII digit) · frames · end frame, and nothing behind it
//! frame   kind u8 · raw length u32 · length u32 · CRC-32C u32 · zstd(content)        little endian
//!   b     a block of the state (kiemke_core::image)
//!   r     rows: key length u16 · key · value length u32 · value, …
//!   c     a piece of a cold file: name length u16 · name · offset u64 · bytes        from version 2 on
//!   s     secrets, sealed with a passphrase (crate::seal)                            from version 2 on
//!   e     the number of frames before it, u64
//! ```

mod framing;
mod reader;
mod state;
mod writer;

pub(crate) use framing::Framing;
pub(crate) use reader::ImageReader;
pub(crate) use state::read_state;
pub(crate) use writer::ImageWriter;

use crate::formats::OtherVersion;
use crate::store::Rows;
use std::io;
use std::path::PathBuf;

const MAGIC: [u8; 7] = *b"KKIMAGE";
const HEAD_BYTES: usize = 8;
const FRAME_HEAD_BYTES: usize = 13;

/// A failed operation on an image. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum ImageError {
    /// The disk refused.
    #[error("{operation} the image {path}")]
    Disk {
        operation: &'static str,
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    /// It is not whole.
    #[error("read the image {path}: it is damaged at byte {offset}")]
    Damaged { path: PathBuf, offset: u64 },
    /// Another program's.
    #[error("read the image {path}")]
    OtherVersion {
        path: PathBuf,
        #[source]
        source: OtherVersion,
    },
    /// Its content makes no sense.
    #[error("read the image {path}")]
    Content {
        path: PathBuf,
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
}

/// What an image is made of, in this order.
#[derive(Debug)]
pub(crate) enum Part {
    /// A block of the state.
    Block(Vec<u8>),
    /// Rows of the store, in key order.
    Rows(Rows),
    /// A piece of a cold file; the pieces of one file follow each other.
    Cold {
        name: String,
        offset: u64,
        bytes: Vec<u8>,
    },
    /// Secrets that only a passphrase opens.
    Sealed(Vec<u8>),
}

//! The indexed hot state on the disk. It can always be rebuilt from the journal, so nothing here is a promise.

mod filed;
mod fold;
pub(crate) mod inventory;
mod memory;
mod open;
mod place;
mod rewritable;
mod sled;
mod snapshot;

pub use self::sled::SledStore;
pub(crate) use self::sled::is_disk_full;
pub(crate) use filed::{FiledWalk, filed_days, first_filed};
pub use memory::MemoryStore;
pub(crate) use open::{OpenedStore, begin_anew, open_or_set_aside, read_through};
pub use place::store_place;
pub(crate) use rewritable::bytes_below;
pub use rewritable::{BLOAT_MAX, RewritableStore, Step};
pub(crate) use snapshot::{NotRead, Snapshot};

use kiemke_core::rows::{RowChange, RowKey};

/// A failed operation of the store. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
#[error("{operation}")]
pub struct StoreError {
    /// What was tried.
    pub operation: &'static str,
    /// What the engine said.
    #[source]
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// Rows in key order, with their values.
pub type Rows = Vec<(Vec<u8>, Vec<u8>)>;

/// Where rows lie: sled, or memory.
pub trait Store: Send + Sync {
    /// The value of a row.
    ///
    /// # Errors
    /// When the engine fails; so for all below.
    fn get(&self, key: &RowKey) -> Result<Option<Vec<u8>>, StoreError>;
    /// The rows from a key on, up to another that is outside.
    ///
    /// # Errors
    /// When the engine fails.
    fn scan(&self, from: &RowKey, to: &RowKey) -> Result<Rows, StoreError>;
    /// Up to `limit` rows from a key on.
    ///
    /// # Errors
    /// When the engine fails.
    fn page(&self, from: &RowKey, limit: usize) -> Result<Rows, StoreError>;
    /// Carries out changes in their order, all or none.
    ///
    /// # Errors
    /// When the engine fails.
    fn write(&self, changes: Vec<RowChange>) -> Result<(), StoreError>;
    /// Makes what was written durable.
    ///
    /// # Errors
    /// When the engine fails.
    fn flush(&self) -> Result<(), StoreError>;
}

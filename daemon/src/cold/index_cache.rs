//! The indexes that were last used, so that a question costs one block a file and no index.

use kiemke_core::cold::{ColdName, Index};
use std::collections::HashMap;
use std::sync::Arc;

/// The indexes of thirty days of probes of 60,000 lines (8,000 blocks of 40 bytes each) take 10 MiB, those of
/// presence two.
const CACHE_BYTES: usize = 16 * 1024 * 1024;

#[derive(Debug, Default)]
pub(crate) struct IndexCache {
    held: HashMap<ColdName, (Arc<Index>, u64)>,
    bytes: usize,
    uses: u64,
}

impl IndexCache {
    pub(crate) fn get(&mut self, name: ColdName) -> Option<Arc<Index>> {
        self.uses += 1;
        let (index, used) = self.held.get_mut(&name)?;
        *used = self.uses;
        Some(Arc::clone(index))
    }

    pub(crate) fn put(&mut self, name: ColdName, index: Arc<Index>) {
        self.remove(name);
        self.bytes += index.memory_bytes();
        while self.bytes > CACHE_BYTES {
            let oldest = self.held.iter().min_by_key(|(_, (_, used))| *used);
            let Some((oldest, _)) = oldest else { break };
            let oldest = *oldest;
            self.remove(oldest);
        }
        self.uses += 1;
        self.held.insert(name, (index, self.uses));
    }

    pub(crate) fn remove(&mut self, name: ColdName) {
        if let Some((index, _)) = self.held.remove(&name) {
            self.bytes -= index.memory_bytes();
        }
    }
}

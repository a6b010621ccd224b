//! Sees to it that the store's folder stays below three times what its rows take.

use crate::room;
use crate::store::{BLOAT_MAX, RewritableStore, Step, StoreError, is_disk_full};
use kiemke_http::causes;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;

/// Looks after the size of the store's folder.
pub(crate) struct BloatWatch {
    pub(crate) store: Arc<RewritableStore>,
    /// The data folder.
    pub(crate) dir: PathBuf,
    /// A folder of up to this size is left alone.
    pub(crate) above_bytes: u64,
    /// What rows took when that was last counted; before, the size of a checkpoint stands in for it.
    pub(crate) live_bytes: u64,
}

impl BloatWatch {
    /// Writes the store anew when it has grown too large. Whoever is told may give it up.
    pub(crate) fn look(&mut self, told: &mut dyn FnMut(Step) -> ControlFlow<()>) {
        match self.try_look(told) {
            Ok(()) => {}
            Err(error) if is_disk_full(&error) => {
                tracing::warn!(error = causes(&error), "no room to write the store anew");
            }
            Err(error) => tracing::warn!(error = causes(&error), "the store was not written anew"),
        }
    }

    fn try_look(&mut self, told: &mut dyn FnMut(Step) -> ControlFlow<()>) -> Result<(), StoreError> {
        let before = self.store.folder_bytes()?;
        let is_small = |live_bytes: u64| before <= self.above_bytes.max(BLOAT_MAX * live_bytes);
        if is_small(self.live_bytes) {
            return Ok(());
        }
        self.live_bytes = self.store.live_bytes()?;
        if is_small(self.live_bytes) {
            return Ok(());
        }
        // A new folder takes about twice what its rows take.
        if !room::is_left(&self.dir, BLOAT_MAX * self.live_bytes) {
            tracing::warn!(before, "no room to write the store anew");
            return Ok(());
        }
        self.store.rewrite(told)?;
        let after = self.store.folder_bytes()?;
        tracing::info!(
            before,
            after,
            live = self.live_bytes,
            "the store was written anew"
        );
        Ok(())
    }
}

//! What a daemon stands on: its folder, its disk, its clock. Handed in, so that a test can have others.

use crate::clock::{Clock, SystemClock};
use crate::folder::Folder;
use crate::standards::InForce;
use crate::store::Store;
use kiemke_config::daemon::DaemonSettings;
use kiemke_framelog::{DiskFiles, Files};
use std::sync::Arc;

/// Puts something around the store, such as faults.
pub type AroundStore = Arc<dyn Fn(Arc<dyn Store>) -> Arc<dyn Store> + Send + Sync>;

/// What a daemon finds around it.
#[derive(Clone)]
pub struct Surroundings {
    /// The disk under the journal and the images.
    pub files: Arc<dyn Files>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// What stands around the store each time it is opened.
    pub around_store: AroundStore,
}

impl Default for Surroundings {
    fn default() -> Self {
        Self {
            files: Arc::new(DiskFiles),
            clock: Arc::new(SystemClock),
            around_store: Arc::new(|store| store),
        }
    }
}

/// All that is needed to open a ledger, once and again.
pub(crate) struct Ground {
    pub(crate) folder: Folder,
    pub(crate) settings: DaemonSettings,
    pub(crate) standards: InForce,
    pub(crate) around: Surroundings,
}

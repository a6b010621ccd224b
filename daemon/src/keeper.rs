//! Writes images of the state beside the work, so that starts are short and the journal can be cut.
//!
//! The writer says when one is due; the owner hands over the state as it was before a group; the writer passes it on
//! when the store is exactly there. From then on nobody waits for anybody.

mod bloat;

pub(crate) use bloat::BloatWatch;

use crate::alarm::{Alarm, Trouble};
use crate::image::ImageError;
use crate::images::{ImageKind, Images};
use crate::store::{NotRead, Snapshot, Store, StoreError};
use kiemke_config::daemon::UpkeepSettings;
use kiemke_core::Fleet;
use kiemke_http::causes;
use kiemke_wire::ids::Position;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// One image to be written.
pub(crate) struct Task {
    pub(crate) fleet: Box<Fleet>,
    /// The rows as they were then; with them it is a checkpoint.
    pub(crate) rows: Option<Arc<Snapshot>>,
}

/// What the writer learns of images.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// The newest checkpoint: the journal before it may go.
    pub(crate) checkpoint: AtomicU64,
    /// Its size in bytes.
    pub(crate) checkpoint_bytes: AtomicU64,
    /// Set by whoever needs a checkpoint now.
    pub(crate) checkpoint_wanted: AtomicBool,
    /// Counts images, written or not.
    pub(crate) attempts: watch::Sender<u64>,
    /// Why the last image failed, if it did.
    pub(crate) failed: Mutex<Option<String>>,
}

impl Kept {
    /// As the folder has them.
    pub(crate) fn of(images: &Images) -> Self {
        let list = images.list().unwrap_or_default();
        let checkpoint = list.into_iter().find(|image| image.kind == ImageKind::Full);
        let kept = Self::default();
        if let Some(image) = checkpoint {
            kept.checkpoint.store(image.position.0, Ordering::Relaxed);
            kept.checkpoint_bytes
                .store(images.bytes_of(&image), Ordering::Relaxed);
        }
        kept
    }
}

/// The keeper's part of the daemon.
pub(crate) struct Keeper {
    pub(crate) tasks: Receiver<Task>,
    pub(crate) images: Images,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) kept: Arc<Kept>,
    pub(crate) alarm: Alarm,
    pub(crate) bloat: BloatWatch,
}

/// Why there is no image. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotKept {
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(transparent)]
    Rows(#[from] NotRead),
    #[error(transparent)]
    Flush(StoreError),
}

impl Keeper {
    /// Works until the writer is gone.
    pub(crate) fn run(mut self) {
        let mut waiting = self.look_at_size();
        while let Some(task) = waiting.take().or_else(|| self.tasks.recv().ok()) {
            let position = task.fleet.position();
            let failed = match self.keep(task) {
                Ok(bytes) => {
                    tracing::debug!(%position, bytes, "the state was written as an image");
                    None
                }
                Err(error) => {
                    let reason = causes(&error);
                    if let NotKept::Rows(NotRead::Store(error)) | NotKept::Flush(error) = &error {
                        self.alarm.raise(Trouble::of_store(error));
                    }
                    tracing::warn!(
                        reason,
                        "no image of the state was written; the journal has everything"
                    );
                    Some(reason)
                }
            };
            *self.kept.failed.lock().unwrap_or_else(PoisonError::into_inner) = failed;
            self.kept.attempts.send_modify(|attempts| *attempts += 1);
            waiting = self.look_at_size();
        }
    }

    /// Writes the store anew when that is due, unless the writer goes meanwhile; what it hands over waits.
    fn look_at_size(&mut self) -> Option<Task> {
        let (tasks, mut waiting) = (&self.tasks, None);
        self.bloat.look(&mut |_| match waiting {
            Some(_) => ControlFlow::Continue(()),
            None => match tasks.try_recv() {
                Ok(task) => {
                    waiting = Some(task);
                    ControlFlow::Continue(())
                }
                Err(TryRecvError::Empty) => ControlFlow::Continue(()),
                Err(TryRecvError::Disconnected) => ControlFlow::Break(()),
            },
        });
        waiting
    }

    fn keep(&self, task: Task) -> Result<u64, NotKept> {
        let Task { fleet, rows } = task;
        let position = fleet.position();
        let Some(rows) = rows else {
            let bytes = keep_state(&self.images, &*self.store, &fleet)?;
            return Ok(bytes);
        };
        let bytes = keep_checkpoint(&self.images, &*self.store, &fleet, &rows)?;
        self.kept.checkpoint_bytes.store(bytes, Ordering::Relaxed);
        self.kept.checkpoint.store(position.0, Ordering::Release);
        Ok(bytes)
    }
}

/// Writes an image of the state, and sees to it first that the store can never again be behind it.
pub(crate) fn keep_state(images: &Images, store: &dyn Store, fleet: &Fleet) -> Result<u64, NotKept> {
    let mut image = images.begin(ImageKind::State, fleet.position())?;
    for block in fleet.image() {
        image.block(&block)?;
    }
    let bytes = image.finish(|| store.flush().map_err(NotKept::Flush))?;
    images.tidy()?;
    Ok(bytes)
}

/// Writes a checkpoint: the state, and the rows as they were when it was so.
pub(crate) fn keep_checkpoint(
    images: &Images,
    store: &dyn Store,
    fleet: &Fleet,
    rows: &Snapshot,
) -> Result<u64, NotKept> {
    let mut image = images.begin(ImageKind::Full, fleet.position())?;
    for block in fleet.image() {
        image.block(&block)?;
    }
    loop {
        let page = rows.next(store)?;
        if page.is_empty() {
            break;
        }
        for (key, value) in &page {
            image.row(key, value)?;
        }
    }
    let bytes = image.finish(|| Ok::<_, ImageError>(()))?;
    images.tidy()?;
    Ok(bytes)
}

/// When images are due, in what the journal grew since the last one.
#[derive(Debug)]
pub(crate) struct Due {
    upkeep: UpkeepSettings,
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
    pub(crate) bytes_since_checkpoint: u64,
}

impl Due {
    /// From the position of the newest image on.
    pub(crate) fn since(upkeep: &UpkeepSettings, image: Position, end: Position, journal_bytes: u64) -> Self {
        Self {
            upkeep: upkeep.clone(),
            entries: end.0.saturating_sub(image.0),
            bytes: 0,
            bytes_since_checkpoint: journal_bytes,
        }
    }

    pub(crate) fn grew(&mut self, entries: u64, bytes: u64) {
        self.entries += entries;
        self.bytes += bytes;
        self.bytes_since_checkpoint += bytes;
    }

    pub(crate) fn state(&self) -> bool {
        self.entries >= self.upkeep.image_every_entries || self.bytes >= self.upkeep.image_every_bytes
    }

    /// When the journal is as large as the last one, and not before a bound: with it the journal, one checkpoint and
    /// the next one under way stay below twice the live data and 2 GiB.
    pub(crate) fn checkpoint(&self, checkpoint_bytes: u64) -> bool {
        self.bytes_since_checkpoint >= checkpoint_bytes.max(self.upkeep.checkpoint_every_bytes)
    }
}

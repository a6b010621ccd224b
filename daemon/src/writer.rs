//! The one hand at the disk: journal, synced, then the store, then everyone who waits.

use crate::alarm::{Alarm, Trouble};
use crate::feed::Feed;
use crate::handover::Taker;
use crate::journal::Journal;
use crate::keeper::{Due, Kept, Task};
use crate::owner::{Group, Outcome, Rejected, Reply};
use crate::room;
use crate::store::{Snapshot, Store};
use kiemke_core::Fleet;
use kiemke_core::rows::{RowChange, position_row};
use kiemke_http::causes;
use kiemke_wire::ids::Position;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Weak};
use tokio::sync::watch;

/// The writer's part of the daemon.
pub(crate) struct Writer {
    pub(crate) groups: Taker<Group>,
    pub(crate) journal: Journal,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) images: WriterImages,
    pub(crate) feed: Arc<Feed>,
    /// Told after each group: everything up to here is on the disk and in the store.
    pub(crate) settled: watch::Sender<Position>,
    pub(crate) has_room: Arc<AtomicBool>,
    pub(crate) journal_bytes: Arc<AtomicU64>,
    pub(crate) alarm: Alarm,
    /// The data folder.
    pub(crate) dir: PathBuf,
}

/// What the writer does about images.
pub(crate) struct WriterImages {
    pub(crate) tasks: SyncSender<Task>,
    pub(crate) kept: Arc<Kept>,
    pub(crate) due: Due,
    /// Told to the owner.
    pub(crate) wanted: Arc<AtomicBool>,
    /// The rows that a checkpoint is reading.
    pub(crate) reading: Weak<Snapshot>,
    /// The checkpoint up to which the journal was cut.
    pub(crate) cut_at: u64,
}

impl WriterImages {
    /// Passes a state on; the store holds exactly what it holds.
    fn hand_over(&mut self, fleet: Box<Fleet>) {
        let checkpoint = self.kept.checkpoint_wanted.load(Ordering::Acquire)
            || self
                .due
                .checkpoint(self.kept.checkpoint_bytes.load(Ordering::Relaxed));
        let rows = checkpoint.then(|| Arc::new(Snapshot::default()));
        let reading = rows.as_ref().map(Arc::downgrade);
        // While the keeper is busy with another one, this one is left out: the next is due soon.
        if self.tasks.try_send(Task { fleet, rows }).is_ok() {
            (self.due.entries, self.due.bytes) = (0, 0);
            if let Some(reading) = reading {
                self.reading = reading;
                self.kept.checkpoint_wanted.store(false, Ordering::Release);
                self.due.bytes_since_checkpoint = 0;
            }
        }
    }

    fn after_group(&mut self, entries: u64, bytes: u64) {
        self.due.grew(entries, bytes);
        let checkpoint_bytes = self.kept.checkpoint_bytes.load(Ordering::Relaxed);
        if self.due.state() || self.due.checkpoint(checkpoint_bytes) {
            self.wanted.store(true, Ordering::Release);
        }
    }
}

impl Writer {
    /// Works until the owner is gone or the disk fails.
    pub(crate) fn run(mut self) {
        self.look_for_room();
        while let Some(group) = self.groups.take() {
            if let Err(trouble) = self.write(group) {
                if let Trouble::Journal(reason) = &trouble {
                    tracing::error!(
                        reason,
                        "the daemon stops: it can no longer promise that what it acknowledges is kept"
                    );
                }
                self.alarm.raise(trouble);
                return;
            }
            self.cut();
            self.look_for_room();
        }
        if self.alarm.is_raised() {
            return;
        }
        if let Err(error) = self.store.flush() {
            tracing::warn!(
                error = causes(&error),
                "the store was not flushed; the journal has everything"
            );
        }
    }

    fn write(&mut self, group: Group) -> Result<(), Trouble> {
        let Group {
            image,
            first,
            bytes: _,
            entries,
            mut changes,
            events,
            replies,
        } = group;
        if let Some(image) = image {
            self.images.hand_over(image);
        }
        if let Some(last) = entries.len().checked_sub(1) {
            let end = Position(first.0 + last as u64);
            if let Err(error) = self.journal.append(first, &entries) {
                answer(
                    replies
                        .into_iter()
                        .map(|(reply, _)| (reply, Err(Rejected::Stopping))),
                );
                return Err(Trouble::Journal(causes(&error)));
            }
            // The journal has the group: a store that fails is rebuilt, and whoever asks again is told then.
            changes.push(position_row(end));
            if let Some(reading) = self.images.reading.upgrade() {
                let keys = changes.iter().map(RowChange::key);
                reading
                    .save(keys, &*self.store)
                    .map_err(|error| Trouble::of_store(&error))?;
            }
            self.store
                .write(changes)
                .map_err(|error| Trouble::of_store(&error))?;
            let before = self
                .journal_bytes
                .swap(self.journal.total_bytes(), Ordering::Relaxed);
            let grown = self.journal.total_bytes().saturating_sub(before);
            self.images.after_group(entries.len() as u64, grown);
            self.settled.send_replace(end);
            self.feed.publish(events);
        }
        answer(replies.into_iter());
        Ok(())
    }

    /// Cuts the journal behind the newest checkpoint.
    fn cut(&mut self) {
        let checkpoint = self.images.kept.checkpoint.load(Ordering::Acquire);
        if checkpoint <= self.images.cut_at {
            return;
        }
        self.images.cut_at = checkpoint;
        match self.journal.forget_before(Position(checkpoint)) {
            Ok(()) => self
                .journal_bytes
                .store(self.journal.total_bytes(), Ordering::Relaxed),
            Err(error) => tracing::warn!(error = causes(&error), "the journal could not be cut"),
        }
    }

    fn look_for_room(&mut self) {
        let had_room = self.has_room.load(Ordering::Acquire);
        let room = match self.journal.reserve() {
            Ok(()) if !room::is_left_for_store(&self.dir) => {
                if had_room {
                    tracing::error!("no room for the store: reports get 507 until there is");
                }
                false
            }
            Ok(()) => true,
            Err(error) => {
                if had_room {
                    tracing::error!(
                        error = causes(&error),
                        "no room for the journal: reports get 507 until there is"
                    );
                }
                false
            }
        };
        if room && !had_room {
            tracing::info!("there is room again");
        }
        self.has_room.store(room, Ordering::Release);
    }
}

/// Whoever asked may have gone; that is no error.
fn answer(replies: impl Iterator<Item = (Reply, Outcome)>) {
    for (reply, answer) in replies {
        let _ = reply.send(answer);
    }
}

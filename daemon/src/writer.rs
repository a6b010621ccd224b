//! The one hand at the disk: journal, synced, then the store, then everyone who waits.

use crate::feed::Feed;
use crate::journal::Journal;
use crate::owner::{Group, Outcome, Rejected, Reply};
use crate::store::Store;
use kiemke_http::causes;
use kiemke_wire::ids::Position;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::Receiver;
use tokio::sync::watch;

/// The writer's part of the daemon.
pub(crate) struct Writer {
    pub(crate) groups: Receiver<Group>,
    pub(crate) journal: Journal,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) feed: Arc<Feed>,
    /// Told after each group: everything up to here is on the disk and in the store.
    pub(crate) settled: watch::Sender<Position>,
    pub(crate) has_room: Arc<AtomicBool>,
    pub(crate) journal_bytes: Arc<AtomicU64>,
    /// Told once, with the reason, when the disk no longer keeps promises.
    pub(crate) fatal: watch::Sender<Option<String>>,
}

impl Writer {
    /// Works until the owner is gone or the disk fails.
    pub(crate) fn run(mut self) {
        self.look_for_room();
        while let Ok(group) = self.groups.recv() {
            if let Err(reason) = self.write(group) {
                tracing::error!(
                    reason,
                    "the daemon stops: it can no longer promise that what it acknowledges is kept"
                );
                self.fatal.send_replace(Some(reason));
                return;
            }
            self.look_for_room();
        }
        if let Err(error) = self.store.flush() {
            tracing::warn!(
                error = causes(&error),
                "the store was not flushed; the journal has everything"
            );
        }
    }

    fn write(&mut self, group: Group) -> Result<(), String> {
        let Group {
            first,
            entries,
            changes,
            events,
            replies,
        } = group;
        if let Some(last) = entries.len().checked_sub(1) {
            if let Err(error) = self.journal.append(first, &entries) {
                answer(
                    replies
                        .into_iter()
                        .map(|(reply, _)| (reply, Err(Rejected::Stopping))),
                );
                return Err(causes(&error));
            }
            // A store that fails ends the daemon; the next start rebuilds it from the journal.
            self.store.write(changes).map_err(|error| causes(&error))?;
            self.journal_bytes
                .store(self.journal.total_bytes(), Ordering::Relaxed);
            self.settled.send_replace(Position(first.0 + last as u64));
            self.feed.publish(events);
        }
        answer(replies.into_iter());
        Ok(())
    }

    fn look_for_room(&mut self) {
        let had_room = self.has_room.load(Ordering::Acquire);
        let room = match self.journal.reserve() {
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
            tracing::info!("there is room for the journal again");
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

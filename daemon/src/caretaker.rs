//! Looks after the ledger: when its store fails it is stopped in order, its store set aside and rebuilt, and it is
//! opened again behind the same address. When its journal fails it tells that the daemon must end.

use crate::alarm::{Alarm, Trouble};
use crate::ground::Ground;
use crate::ledger::{Ledger, Threads};
use crate::room;
use crate::seat::Seat;
use crate::start_error::StartError;
use crate::suspect;
use kiemke_http::causes;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

/// Between two attempts to open the ledger again: what it waits for is room, or a disk that answers.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// See the top of the file.
pub(crate) struct Caretaker {
    pub(crate) ground: Arc<Ground>,
    pub(crate) seat: Seat,
    pub(crate) threads: Threads,
    pub(crate) alarm: Alarm,
    /// Told once, with the reason, when the daemon must end.
    pub(crate) fatal: watch::Sender<Option<String>>,
}

impl Caretaker {
    /// Works until told to close, when all requests have been answered.
    pub(crate) async fn run(mut self, closed: CancellationToken) {
        let threads = loop {
            let trouble = tokio::select! {
                () = closed.cancelled() => break self.threads,
                trouble = self.alarm.raised() => trouble,
            };
            match trouble {
                Trouble::Journal(reason) => {
                    self.fatal.send_replace(Some(reason));
                    closed.cancelled().await;
                    break self.threads;
                }
                Trouble::Store { reason, disk_full } => {
                    self = match self.repair(&reason, disk_full, &closed).await {
                        Some(repaired) => repaired,
                        None => return,
                    };
                }
            }
        };
        self.seat.clear("the daemon is going down".into());
        let _ = tokio::task::spawn_blocking(move || threads.join()).await;
    }

    /// `None` when the daemon was stopped, or must end, before the ledger was back.
    async fn repair(self, reason: &str, disk_full: bool, closed: &CancellationToken) -> Option<Self> {
        let Self {
            ground,
            seat,
            threads,
            fatal,
            ..
        } = self;
        let is_damaged = !disk_full && room::is_left_for_store(ground.folder.dir());
        if is_damaged {
            tracing::error!(
                reason,
                "the store failed: it is set aside and rebuilt from the checkpoint and the journal"
            );
            if let Err(error) = suspect::mark(ground.folder.dir(), reason) {
                tracing::warn!(%error, "the store could not be marked as suspect");
            }
        } else {
            tracing::error!(reason, "the store found no room: it is opened again");
        }
        seat.clear(format!("the store failed ({reason}); it is being brought back"));
        let _ = tokio::task::spawn_blocking(move || threads.join()).await;
        loop {
            let again = ground.clone();
            let opened = tokio::task::spawn_blocking(move || Ledger::open(&again)).await;
            let error = match opened {
                Ok(Ok((ledger, threads))) => {
                    tracing::info!("the store is back");
                    let alarm = ledger.alarm.clone();
                    seat.put(ledger);
                    return Some(Self {
                        ground,
                        seat,
                        threads,
                        alarm,
                        fatal,
                    });
                }
                Ok(Err(error)) => error,
                Err(panicked) => StartError::Thread(std::io::Error::other(panicked)),
            };
            let reason = causes(&error);
            if matches!(&error, StartError::Journal(error) if !error.is_disk_full()) {
                fatal.send_replace(Some(reason));
                return None;
            }
            tracing::error!(reason, "the store is not back yet; it is tried again");
            seat.clear(format!("the store is not back yet: failed to {reason}"));
            tokio::select! {
                () = closed.cancelled() => return None,
                () = tokio::time::sleep(TRY_AGAIN) => {}
            }
        }
    }
}

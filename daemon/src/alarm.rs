//! What goes wrong at run time: told by whoever notices it, heard by the caretaker.

use crate::store::{StoreError, is_disk_full};
use kiemke_http::causes;
use std::sync::Arc;
use tokio::sync::watch;

/// What went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The disk no longer keeps promises, or a thread is gone: the daemon must end.
    Journal(String),
    /// The store failed: it can be rebuilt.
    Store {
        reason: String,
        /// Then the store is sound and only waits for room.
        disk_full: bool,
    },
}

impl Trouble {
    /// The store failed in an operation.
    pub(crate) fn of_store(error: &StoreError) -> Self {
        Self::Store {
            reason: causes(error),
            disk_full: is_disk_full(error),
        }
    }
}

/// The alarm of one opened ledger. Clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Alarm(Arc<watch::Sender<Option<Trouble>>>);

impl Alarm {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(None)))
    }

    /// The first trouble counts, but none counts like one with the journal.
    pub(crate) fn raise(&self, trouble: Trouble) {
        self.0.send_if_modified(|held| {
            let counts = match held {
                None => true,
                Some(Trouble::Store { .. }) => matches!(trouble, Trouble::Journal(_)),
                Some(Trouble::Journal(_)) => false,
            };
            if counts {
                *held = Some(trouble);
            }
            counts
        });
    }

    /// The store holds something else than it should.
    pub(crate) fn store_is_wrong(&self, reason: String) {
        let disk_full = false;
        self.raise(Trouble::Store { reason, disk_full });
    }

    pub(crate) fn is_raised(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Waits for trouble; for ever when there is none.
    pub(crate) async fn raised(&self) -> Trouble {
        let mut held = self.0.subscribe();
        let trouble = held
            .wait_for(Option::is_some)
            .await
            .ok()
            .and_then(|held| held.clone());
        match trouble {
            Some(trouble) => trouble,
            None => std::future::pending().await,
        }
    }

    /// Raises it when the thread that holds the guard panics: then nobody knows what was left half done.
    pub(crate) fn on_panic(&self, thread: &'static str) -> OnPanic {
        OnPanic {
            alarm: self.clone(),
            thread,
        }
    }
}

/// See [`Alarm::on_panic`].
pub(crate) struct OnPanic {
    alarm: Alarm,
    thread: &'static str,
}

impl Drop for OnPanic {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let reason = format!("the {} panicked", self.thread);
            self.alarm.raise(Trouble::Journal(reason));
        }
    }
}

//! A checkpoint now, for whoever needs the state and its rows at one position in one file.

use crate::ledger::Ledger;
use crate::owner::Rejected;
use kiemke_core::Command;
use kiemke_wire::ids::Position;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Images that may come in between, or be given up because too much was written meanwhile.
const TRIES: usize = 5;

/// Why there is no checkpoint. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoCheckpoint {
    #[error("ask for a checkpoint")]
    Rejected(Rejected),
    #[error("write a checkpoint: {0}")]
    NotWritten(String),
}

impl Ledger {
    /// Waits until there is a checkpoint that holds all that was acknowledged before the call.
    pub(crate) async fn checkpoint(&self) -> Result<Position, NoCheckpoint> {
        let wanted = self.ask(kiemke_core::Fleet::position).await;
        let wanted = wanted.map_err(NoCheckpoint::Rejected)?;
        let mut attempts = self.kept.attempts.subscribe();
        for _ in 0..TRIES {
            let held = Position(self.kept.checkpoint.load(Ordering::Acquire));
            if held >= wanted {
                return Ok(held);
            }
            attempts.mark_unchanged();
            self.kept.checkpoint_wanted.store(true, Ordering::Release);
            self.wants_image.store(true, Ordering::Release);
            // The state goes with the next group, and without work there is none.
            let settled = self.submit(Command::Settle, 0).await;
            settled.map_err(NoCheckpoint::Rejected)?;
            if attempts.changed().await.is_err() {
                return Err(NoCheckpoint::Rejected(Rejected::Stopping));
            }
        }
        let held = Position(self.kept.checkpoint.load(Ordering::Acquire));
        if held >= wanted {
            return Ok(held);
        }
        let failed = self.kept.failed.lock().unwrap_or_else(PoisonError::into_inner);
        let reason = failed.clone();
        Err(NoCheckpoint::NotWritten(
            reason.unwrap_or_else(|| "too much is being written".to_owned()),
        ))
    }
}

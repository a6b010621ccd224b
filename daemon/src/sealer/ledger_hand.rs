use super::Unanswered;
use crate::owner::{Job, Rejected};
use kiemke_core::Command;
use tokio::sync::{mpsc, oneshot};

/// The sealer's way to the owner. It does not keep the owner alive: when everyone else has let go, it is gone.
pub(crate) struct LedgerHand(mpsc::WeakSender<Job>);

impl LedgerHand {
    pub(crate) fn of(jobs: &mpsc::Sender<Job>) -> Self {
        Self(jobs.downgrade())
    }

    /// Whether nobody speaks to the owner any more.
    pub(crate) fn is_stopping(&self) -> bool {
        self.0.upgrade().is_none()
    }

    /// Lets the owner look at the time. Everything that it decided before is on the disk afterwards.
    pub(crate) fn tick(&self) -> Result<(), Unanswered> {
        self.submit(Command::Tick, 0)
    }

    /// Waits until a command is carried out and on the disk. `bytes` is about what its entry takes.
    pub(crate) fn submit(&self, command: Command, bytes: usize) -> Result<(), Unanswered> {
        let (reply, answer) = oneshot::channel();
        let jobs = self.0.upgrade().ok_or(Unanswered(Rejected::Stopping))?;
        let job = Job {
            command,
            bytes,
            reply,
        };
        jobs.blocking_send(job)
            .map_err(|_| Unanswered(Rejected::Stopping))?;
        drop(jobs);
        match answer.blocking_recv() {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(rejected)) => Err(Unanswered(rejected)),
            Err(_) => Err(Unanswered(Rejected::Stopping)),
        }
    }
}

//! The ledger as requests find it: there, or away while it is repaired. The listening address stays all the while.

use crate::ledger::Ledger;
use crate::owner::Rejected;
use std::sync::{Arc, PoisonError, RwLock};

/// Where the ledger sits. Clones share it.
#[derive(Clone)]
pub(crate) struct Seat(Arc<RwLock<Seated>>);

enum Seated {
    Here(Arc<Ledger>),
    /// Why it is away.
    Away(String),
}

impl Seat {
    pub(crate) fn of(ledger: Ledger) -> Self {
        Self(Arc::new(RwLock::new(Seated::Here(Arc::new(ledger)))))
    }

    /// The ledger, for one request. Whoever keeps it for longer keeps a repair waiting.
    pub(crate) fn ledger(&self) -> Result<Arc<Ledger>, Rejected> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Seated::Here(ledger) => Ok(ledger.clone()),
            Seated::Away(_) => Err(Rejected::Repairing),
        }
    }

    /// Why there is no ledger; `None` when there is one.
    pub(crate) fn away(&self) -> Option<String> {
        match &*self.0.read().unwrap_or_else(PoisonError::into_inner) {
            Seated::Here(_) => None,
            Seated::Away(reason) => Some(reason.clone()),
        }
    }

    pub(crate) fn put(&self, ledger: Ledger) {
        self.change(Seated::Here(Arc::new(ledger)));
    }

    /// Lets go of the ledger, so that its threads come to their end.
    pub(crate) fn clear(&self, reason: String) {
        self.change(Seated::Away(reason));
    }

    fn change(&self, seated: Seated) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = seated;
    }
}

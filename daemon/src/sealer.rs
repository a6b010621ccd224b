//! Puts closed days into cold files beside the work, and keeps those files as time goes by.
//!
//! ```text
//! timer ──Tick──▶ owner ──DayClosed──▶ wakes ──▶ sealer: rows and state of the day ──▶ cold files
//!                   ▲                                                                     │
//!                   └──────────── RowsSealed, DaySealed: rows and state forget ◀──────────┘
//! ```
//! What is closed does not change any more, so nobody waits for anybody. After a stop at any point the rest is done
//! again from what is not forgotten yet; what was sealed already is known then and nothing is doubled.

mod filed_day;
mod ledger_hand;
mod survey;

pub(crate) use ledger_hand::LedgerHand;

use crate::clock::Clock;
use crate::cold::{ColdError, ColdFiles, ColdNotes};
use crate::owner::Rejected;
use crate::store::{Store, StoreError, first_filed};
use kiemke_core::Fleet;
use kiemke_core::cold::{Day, plan};
use kiemke_core::query::Days;
use kiemke_core::rows::FiledKind;
use kiemke_http::causes;
use std::collections::BTreeSet;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

/// How often time is told to the owner when nobody else speaks to it; a failed sealing is tried again as often.
const TICK: Duration = Duration::from_secs(60);

/// The sealer's part of the daemon.
pub(crate) struct Sealer {
    pub(crate) hand: LedgerHand,
    pub(crate) fleet: Arc<RwLock<Fleet>>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) cold: Arc<ColdFiles>,
    pub(crate) notes: Arc<ColdNotes>,
    pub(crate) clock: Arc<dyn Clock>,
    /// Teaching time, for alerts.
    pub(crate) days: Days,
    /// Told by the owner when it closed a day; hung up when the owner is gone.
    pub(crate) wakes: Receiver<()>,
}

#[derive(Debug, thiserror::Error)]
enum NotSealed {
    #[error(transparent)]
    Cold(#[from] ColdError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("tell the owner what was sealed")]
    Owner(#[from] Unanswered),
}

/// The owner did not carry a command out.
#[derive(Debug, thiserror::Error)]
#[error("it answered {0:?}")]
pub(crate) struct Unanswered(Rejected);

impl Sealer {
    /// Works until the owner is gone.
    pub(crate) fn run(self) {
        let mut kept_on = None;
        loop {
            match self.seal_all(&mut kept_on) {
                Ok(()) => self.notes.sealed(Ok(())),
                Err(_) if self.hand.is_stopping() => {}
                Err(error) => {
                    let reason = causes(&error);
                    tracing::warn!(reason, "closed days were not sealed; it is tried again");
                    self.notes.sealed(Err(reason));
                }
            }
            self.survey(&self.days);
            match self.wakes.recv_timeout(TICK) {
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn seal_all(&self, kept_on: &mut Option<Day>) -> Result<(), NotSealed> {
        self.hand.tick()?;
        let (open_from, mut days) = self.ask(|fleet| (fleet.open_from(), fleet.closed_days()));
        for kind in [FiledKind::Probes, FiledKind::Presence] {
            let mut filed = Day(i32::MIN);
            while let Some(row) = first_filed(&*self.store, kind, filed, Day(i32::MIN))?
                && row.filed < open_from
            {
                days.insert(row.filed);
                filed = row.filed.plus(1);
            }
        }
        // What was just looked at may stand in a group that is not written yet; after this it is.
        if !days.is_empty() {
            self.hand.tick()?;
        }
        self.seal_days(&days)?;
        // By the day that is open, not the date: what is taken in as late must still find its raw file.
        if !days.is_empty() || *kept_on != Some(open_from) {
            let damage = self.cold.apply_retention(&plan(open_from, &self.cold.files()))?;
            self.notes.damaged(&damage);
            *kept_on = Some(open_from);
        }
        Ok(())
    }

    /// Oldest first, so that a disk that fills up loses the least.
    fn seal_days(&self, days: &BTreeSet<Day>) -> Result<(), NotSealed> {
        for filed in days {
            self.seal_filed_day(*filed)?;
            self.forget(*filed)?;
            tracing::info!(day = %filed, "sealed");
        }
        Ok(())
    }

    fn ask<T>(&self, question: impl FnOnce(&Fleet) -> T) -> T {
        question(&self.fleet.read().unwrap_or_else(PoisonError::into_inner))
    }
}

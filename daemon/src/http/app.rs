use crate::alarm::Trouble;
use crate::clock::Clock;
use crate::http::health::Metrics;
use crate::http::limits::Limits;
use crate::http::problem::Refused;
use crate::ledger::Ledger;
use crate::ndt7::Ndt7;
use crate::owner::Rejected;
use crate::past::{BesideKept, PastUnread};
use crate::seat::Seat;
use crate::standards::InForce;
use crate::store::{Store, StoreError};
use crate::tls::Tls;
use kiemke_config::daemon::DaemonSettings;
use kiemke_config::evidence::Evidence;
use kiemke_config::kinds::Kinds;
use kiemke_config::level::Levels;
use kiemke_core::cold::Day;
use kiemke_core::query::{Days, Scene, Yardsticks};
use kiemke_core::rows::BadRow;
use kiemke_core::{Fleet, Reader};
use kiemke_http::causes;
use kiemke_wire::time::UnixMs;
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

/// What every handler has.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) seat: Seat,
    /// Where the cold files lie.
    pub(crate) cold: Arc<Path>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
    /// Who the daemon is on the network.
    pub(crate) tls: Arc<Tls>,
    pub(crate) limits: Arc<Limits>,
    /// Told when the daemon stops, for answers that would never end.
    pub(crate) stop: CancellationToken,
    pub(crate) ndt7: Arc<Ndt7>,
    /// One table is read at a time.
    pub(crate) imports: Arc<Semaphore>,
    /// By what is judged.
    pub(crate) standards: InForce,
    /// What questions about past days read of others.
    pub(crate) beside: Arc<BesideKept>,
    view: Arc<View>,
}

/// What questions need besides the state.
struct View {
    days: Days,
    root_name: String,
    kinds: Arc<Kinds>,
    levels: Arc<Levels>,
    evidence: Evidence,
}

/// Why something could not be read from the store. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    /// The engine failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A row is missing or is not what it should be.
    #[error(transparent)]
    Row(#[from] BadRow),
}

impl From<PastUnread> for Unread {
    fn from(unread: PastUnread) -> Self {
        match unread {
            PastUnread::Store(error) => Self::Store(error),
            PastUnread::Row(error) => Self::Row(error),
        }
    }
}

impl App {
    pub(crate) fn new(
        seat: Seat,
        cold: &Path,
        (settings, standards): (&DaemonSettings, InForce),
        clock: Arc<dyn Clock>,
        tls: Arc<Tls>,
        stop: CancellationToken,
    ) -> Self {
        let at_start = standards.now();
        let days = at_start.days(settings.time_zone_offset_min);
        let view = View {
            days,
            root_name: settings.root_name.clone(),
            kinds: Arc::new(Kinds::shipped()),
            levels: Arc::new(at_start.levels.clone()),
            evidence: at_start.evidence.clone(),
        };
        Self {
            seat,
            cold: cold.into(),
            clock,
            metrics: Arc::new(Metrics::new()),
            beside: Arc::default(),
            tls,
            limits: Arc::default(),
            stop,
            ndt7: Arc::new(Ndt7::new(&settings.ndt7)),
            imports: Arc::new(Semaphore::new(1)),
            standards,
            view: Arc::new(view),
        }
    }

    /// The kinds of units.
    pub(crate) fn kinds(&self) -> Arc<Kinds> {
        self.view.kinds.clone()
    }

    /// The levels of schools.
    pub(crate) fn levels(&self) -> Arc<Levels> {
        self.view.levels.clone()
    }

    /// The day on which the school year of a day began.
    pub(crate) fn school_year_of(&self, day: Day) -> Day {
        let begins = self.view.evidence.school_year_begins;
        Day::newest(day, begins.month, begins.day)
    }

    /// The day that it is.
    pub(crate) fn today(&self) -> Result<Day, Rejected> {
        let now = self.clock.now();
        Ok(self.ledger()?.peek(|fleet| fleet.today(now).day))
    }

    /// The ledger, unless it is away for repair.
    pub(crate) fn ledger(&self) -> Result<Arc<Ledger>, Rejected> {
        self.seat.ledger()
    }

    /// Reads the store, on a thread that may block. A store that fails, or holds something else than it should, is
    /// brought back; meanwhile whoever asks is told to try again.
    pub(crate) async fn read_store<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Store) -> Result<T, Unread> + Send + 'static,
    ) -> Result<T, Refused> {
        let read = self.ledger()?.read_store(question).await?;
        read.map_err(|unread| self.store_failed(&unread))
    }

    /// The answer to whoever asked for something that the store should hold and does not.
    pub(crate) fn store_failed(&self, unread: &Unread) -> Refused {
        let Ok(ledger) = self.ledger() else {
            return Rejected::Repairing.into();
        };
        match unread {
            Unread::Store(error) => ledger.alarm.raise(Trouble::of_store(error)),
            // What it would be rebuilt from holds no better, and rebuilding it again would never end.
            Unread::Row(_) if ledger.recovery.rows_are_final => return Refused::internal(unread),
            Unread::Row(_) => ledger.alarm.store_is_wrong(causes(unread)),
        }
        Rejected::Repairing.into()
    }

    /// Asks a question about the present state, as far as it is the reader's.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        question: impl FnOnce(&Scene<'_>) -> T + Send + 'static,
    ) -> Result<T, Rejected> {
        self.ledger()?.ask(self.of_scene(reader, question)).await
    }

    /// [`Self::ask`] for lists and sums that read nothing of the store: they need not wait for the disk.
    pub(crate) async fn glance<T: Send + 'static>(
        &self,
        reader: &Arc<Reader>,
        question: impl FnOnce(&Scene<'_>) -> T + Send + 'static,
    ) -> Result<T, Rejected> {
        self.ledger()?.glance(self.of_scene(reader, question)).await
    }

    fn of_scene<T, Q: FnOnce(&Scene<'_>) -> T>(
        &self,
        reader: &Arc<Reader>,
        question: Q,
    ) -> impl FnOnce(&Fleet) -> T + use<T, Q> {
        let (view, now): (_, UnixMs) = (self.view.clone(), self.clock.now());
        let (reader, standards) = (reader.clone(), self.standards.now());
        move |fleet| {
            question(&Scene {
                fleet,
                now,
                days: &view.days,
                standards: &standards,
                root_name: &view.root_name,
                reader: &reader,
                yardsticks: Yardsticks::shipped(),
            })
        }
    }
}

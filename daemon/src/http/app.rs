use crate::clock::Clock;
use crate::http::health::Metrics;
use crate::ledger::Ledger;
use kiemke_config::calendar::Calendar;
use kiemke_config::daemon::DaemonSettings;
use kiemke_core::Fleet;
use kiemke_core::query::{Days, Scene};
use kiemke_wire::time::UnixMs;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// What every handler has.
#[derive(Clone)]
pub(crate) struct App {
    pub(crate) ledger: Ledger,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) metrics: Arc<Metrics>,
    /// Told when the daemon stops, for answers that would never end.
    pub(crate) stop: CancellationToken,
    view: Arc<View>,
}

/// What questions need besides the state.
struct View {
    days: Days,
    root_name: String,
}

impl App {
    pub(crate) fn new(
        ledger: Ledger,
        settings: &DaemonSettings,
        clock: Arc<dyn Clock>,
        stop: CancellationToken,
    ) -> Self {
        let days = Days::new(Calendar::shipped(), settings.time_zone_offset_min);
        let view = View {
            days,
            root_name: settings.root_name.clone(),
        };
        Self {
            ledger,
            clock,
            metrics: Arc::new(Metrics::new()),
            stop,
            view: Arc::new(view),
        }
    }

    /// Asks a question about the present state.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Scene<'_>) -> T + Send + 'static,
    ) -> Result<T, crate::owner::Rejected> {
        let (view, now): (_, UnixMs) = (self.view.clone(), self.clock.now());
        self.ledger
            .ask(move |fleet: &Fleet| {
                question(&Scene {
                    fleet,
                    now,
                    days: &view.days,
                    root_name: &view.root_name,
                })
            })
            .await
    }
}

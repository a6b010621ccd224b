//! The steady load: one report a machine and quarter of an hour, in tasks beside the questions.
//!
//! Agents run on machines of their own. What it takes to be a million of them here, which is more than the daemon takes to
//! hear them, stands back for the daemon and for who asks; that all reports come nevertheless is counted.

use crate::Failure;
use crate::figures::Figures;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_sim::load::{Fleet, Phase, Target, Usage};
use kiemke_sim::world::World;
use kiemke_tests::daemon::enrol_token;
use kiemke_tests::process::DaemonProcess;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const EVERY: Duration = Duration::from_secs(900);
const CONNECTIONS: u32 = 64;
/// A daemon that was killed is waited for, as agents do.
const PATIENCE: Duration = Duration::from_secs(300);
/// The first reports find caches cold and learn the settings.
const WARM_UP: Duration = Duration::from_secs(5);

/// What stands before the number of reports accepted, among the daemon's metrics.
const ACCEPTED: &str = "kiemke_reports_total{outcome=\"accepted\"}";

/// How far the machines that are none stand back.
const NICENESS: i32 = 19;

/// Threads for the load.
pub(crate) fn threads() -> Result<Runtime, Failure> {
    let stand_back = || {
        let _ = rustix::process::nice(NICENESS);
    };
    let mut threads = Builder::new_multi_thread();
    Ok(threads
        .worker_threads(2)
        .enable_all()
        .on_thread_start(stand_back)
        .build()?)
}

pub(crate) struct Load {
    stop: watch::Sender<bool>,
    sending: JoinHandle<Phase>,
    machines: u32,
}

impl Load {
    /// Begins to send.
    pub(crate) async fn begin(
        threads: &Handle,
        world: &Arc<World>,
        daemon: &DaemonProcess,
        control: &Path,
    ) -> Result<Self, Failure> {
        let admin = Client::new(Endpoint::Unix(control.to_owned()), None);
        let target = Target {
            endpoint: daemon.endpoint.clone(),
            enrol_token: enrol_token(&admin, 1).await,
            in_rooms: false,
            patience: PATIENCE,
            acked: None,
        };
        let mut fleet = Fleet::new(world, &target, CONNECTIONS, None)?;
        let (stop, stopped) = watch::channel(false);
        let sending = threads.spawn(async move { fleet.paced(EVERY, &stopped).await });
        Ok(Self {
            stop,
            sending,
            machines: world.machines().count() as u32,
        })
    }

    pub(crate) fn per_s(&self) -> f64 {
        f64::from(self.machines) / EVERY.as_secs_f64()
    }

    /// The daemon's part of two cores while nobody asks anything.
    pub(crate) async fn cpu_share(&self, pid: u32, seconds: u32) -> Result<f64, Failure> {
        tokio::time::sleep(WARM_UP).await;
        let gone = "the daemon has ended";
        let (before, begun) = (Usage::of(pid).ok_or(gone)?, Instant::now());
        tokio::time::sleep(Duration::from_secs(seconds.into())).await;
        let after = Usage::of(pid).ok_or(gone)?;
        Ok((after.cpu_s - before.cpu_s) / begun.elapsed().as_secs_f64() / 2.0)
    }

    /// Reports that the daemon has accepted so far, as it counts them itself.
    pub(crate) async fn came(control: &Path) -> Result<f64, Failure> {
        let admin = Client::new(Endpoint::Unix(control.to_owned()), None);
        let told = admin.exchange(Request::get("/metrics")).await?;
        let told = String::from_utf8_lossy(&told.body);
        let line = told.lines().find_map(|line| line.strip_prefix(ACCEPTED));
        Ok(line.ok_or("the daemon counts no reports")?.trim().parse()?)
    }

    /// Ends it; a load that failed has measured nothing.
    pub(crate) async fn end(self, figures: &mut Figures) -> Result<(), Failure> {
        let _ = self.stop.send(true);
        let phase = self.sending.await?;
        if let Some(error) = phase.tally.first_error {
            return Err(format!("{} reports failed: {error}", phase.tally.errors).into());
        }
        if phase.tally.accepted == 0 {
            return Err("no report was accepted".into());
        }
        figures.add("reports accepted", "", phase.tally.accepted as f64);
        for (part, name) in [(0.5, "report, median"), (0.99, "report, p99")] {
            figures.add(name, "ms", phase.tally.latency.quantile_us(part) / 1_000.0);
        }
        Ok(())
    }
}

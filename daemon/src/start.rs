//! Starting and stopping a daemon.

use crate::clock::{Clock, SystemClock};
use crate::control;
use crate::folder::{Folder, NotTaken, control_socket};
use crate::http::{self, App};
use crate::ledger::{Ledger, Threads};
use crate::serve::{self, Listener};
use crate::start_error::StartError;
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::Endpoint;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a daemon needs to start.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The data folder; made when it is not there.
    pub data: PathBuf,
    /// Address and port; port 0 lets the system choose. Only loopback.
    pub listen: SocketAddr,
    /// Everything else.
    pub settings: DaemonSettings,
}

/// A running daemon.
pub struct Daemon {
    address: SocketAddr,
    control: PathBuf,
    stop: CancellationToken,
    tasks: TaskTracker,
    threads: Option<Threads>,
    fatal: watch::Receiver<Option<String>>,
}

/// Starts a daemon; it accepts requests when this returns.
///
/// # Errors
/// See [`StartError`].
pub async fn start(options: StartOptions) -> Result<Daemon, StartError> {
    start_with_clock(options, Arc::new(SystemClock)).await
}

/// The same by another clock than the system's.
///
/// # Errors
/// See [`StartError`].
pub async fn start_with_clock(options: StartOptions, clock: Arc<dyn Clock>) -> Result<Daemon, StartError> {
    let StartOptions {
        data,
        listen,
        settings,
    } = options;
    if !listen.ip().is_loopback() {
        return Err(StartError::NotLoopback(listen));
    }
    let control = control_socket(&data);
    let folder = Folder::take(&data).map_err(|error| match error {
        NotTaken::Held => StartError::Held {
            control: control.clone(),
        },
        NotTaken::Disk(source) => StartError::Folder {
            dir: data.clone(),
            source,
        },
    })?;
    // The address first: a start that fails there has not touched the data.
    let refused = |address: String| move |source| StartError::Listen { address, source };
    let tcp = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(refused(listen.to_string()))?;
    let address = tcp.local_addr().map_err(refused(listen.to_string()))?;
    let (ledger, threads) = {
        let (settings, clock) = (settings.clone(), clock.clone());
        tokio::task::spawn_blocking(move || Ledger::open(folder, &settings, clock))
            .await
            .map_err(|panicked| StartError::Thread(io::Error::other(panicked)))??
    };
    let unix = control::listen(&control).map_err(refused(control.display().to_string()))?;
    let fatal = ledger.fatal.clone();
    let stop = CancellationToken::new();
    let tasks = TaskTracker::new();
    let app = App::new(ledger, &settings, clock, stop.clone());
    let (public, local) = (http::router(app.clone()), http::control_router(app));
    tasks.spawn(serve::serve(
        Listener::Tcp(tcp),
        public,
        stop.clone(),
        tasks.clone(),
    ));
    tasks.spawn(serve::serve(
        Listener::Unix(unix),
        local,
        stop.clone(),
        tasks.clone(),
    ));
    tracing::info!(%address, data = %data.display(), "ready");
    Ok(Daemon {
        address,
        control,
        stop,
        tasks,
        threads: Some(threads),
        fatal,
    })
}

impl Daemon {
    /// Where it listens.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::Tcp {
            host: self.address.ip().to_string(),
            port: self.address.port(),
        }
    }

    /// Its control socket: whoever may open it is the administrator.
    pub fn control(&self) -> Endpoint {
        Endpoint::Unix(self.control.clone())
    }

    /// Waits until the disk no longer keeps promises, and says why. Pending for ever on a good disk.
    pub async fn failed(&self) -> String {
        let mut fatal = self.fatal.clone();
        let reason = match fatal.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone(),
            // The writer is gone without a reason: it panicked.
            Err(_) => Some("the writer ended".to_owned()),
        };
        reason.unwrap_or_default()
    }

    /// Finishes what was accepted and stops.
    pub async fn stop(mut self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        // The tasks held the last handles on the ledger, so its threads come to their end now.
        if let Some(threads) = self.threads.take() {
            let _ = tokio::task::spawn_blocking(move || threads.join()).await;
        }
        let _ = std::fs::remove_file(&self.control);
        tracing::info!("stopped");
    }
}

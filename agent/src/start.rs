//! Starting an agent in a data folder that it then owns.

use crate::agent::{Agent, Parts};
use crate::clock::{Clock, SystemClock};
use crate::credential::{Credential, CredentialError};
use crate::status::Status;
use crate::store::Store;
use kiemke_agent_core::spool::Bounds;
use kiemke_config::agent::AgentFile;
use kiemke_framelog::{DiskFiles, Files, LogError};
use kiemke_http::{Connect, Endpoint, System};
use kiemke_wire::secret::Token;
use kiemke_wire::time::DAY_MS;
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How to start.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The data folder; made if needed.
    pub data: PathBuf,
    /// The file tree to read: `/`.
    pub root: PathBuf,
    /// Where the daemon listens.
    pub server: Endpoint,
    /// A token to enrol with, if the agent is not enrolled yet or its credential is no longer known.
    pub enrol_token: Option<Token>,
    /// Whether to collect, probe and report at once, instead of spreading the start over ten minutes.
    pub immediate: bool,
    /// Bounds and probes.
    pub settings: AgentFile,
}

/// An agent that could not start. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The folder cannot be used.
    #[error("use the data folder {path}")]
    Folder {
        /// The folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Another agent runs there.
    #[error("start in {path}: another agent is running there; stop it first")]
    Taken {
        /// The folder.
        path: PathBuf,
    },
    /// See [`CredentialError`].
    #[error(transparent)]
    Credential(#[from] CredentialError),
    /// See [`LogError`].
    #[error(transparent)]
    Spool(#[from] LogError),
}

/// A running agent.
#[derive(Debug)]
pub struct AgentHandle {
    stop: CancellationToken,
    task: JoinHandle<()>,
    status: watch::Receiver<Status>,
}

impl AgentHandle {
    /// How it is doing, now and at each change.
    pub fn status(&self) -> watch::Receiver<Status> {
        self.status.clone()
    }

    /// Stops it; what is not sent waits in the spool.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the agent broke");
        }
    }
}

/// Starts an agent over the system's sockets, clock and disk. Needs a tokio runtime with IO and time.
///
/// # Errors
/// When the data folder cannot be used or another agent runs there.
pub async fn start(options: StartOptions) -> Result<AgentHandle, StartError> {
    start_with(options, System, SystemClock, Arc::new(DiskFiles)).await
}

/// Starts an agent over the given network, clock and disk for the spool.
///
/// # Errors
/// As [`start`].
pub async fn start_with<C: Connect, K: Clock>(
    options: StartOptions,
    connect: C,
    clock: K,
    files: Arc<dyn Files>,
) -> Result<AgentHandle, StartError> {
    let (data, bounds) = (options.data.clone(), bounds(&options.settings));
    let opened = tokio::task::spawn_blocking(move || Opened::new(&data, files, bounds)).await;
    let opened = opened.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()))?;
    let (agent, status) = Agent::new(Parts {
        connect,
        clock,
        data: options.data,
        root: options.root,
        server: options.server,
        enrol_token: options.enrol_token,
        immediate: options.immediate,
        probes: options.settings.probes,
        capacity: options.settings.capacity,
        credential: opened.credential,
        store: opened.store,
    })?;
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let lock = opened.lock;
    let task = tokio::spawn(async move {
        agent.run(stopped).await;
        drop(lock);
    });
    Ok(AgentHandle { stop, task, status })
}

/// The bounds of the spool in the settings.
pub(crate) fn bounds(settings: &AgentFile) -> Bounds {
    Bounds {
        bytes_max: settings.spool.bytes_max,
        age_ms_max: u64::from(settings.spool.days_max) * DAY_MS.unsigned_abs(),
    }
}

/// A data folder with its lock held.
pub(crate) struct Opened {
    pub(crate) credential: Credential,
    pub(crate) store: Store,
    pub(crate) lock: File,
}

impl Opened {
    pub(crate) fn new(data: &Path, files: Arc<dyn Files>, bounds: Bounds) -> Result<Self, StartError> {
        let folder = |source| StartError::Folder {
            path: data.to_owned(),
            source,
        };
        make_folder(data).map_err(folder)?;
        let lock = File::create(data.join("lock")).map_err(folder)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(StartError::Taken {
                    path: data.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(folder(source)),
        }
        Ok(Self {
            credential: Credential::load_or_draw(data)?,
            store: Store::open(files, &data.join("spool"), bounds)?,
            lock,
        })
    }
}

/// The folder holds a secret: it is for its owner alone.
pub(crate) fn make_folder(data: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(data)
}

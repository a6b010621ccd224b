//! Starting and stopping a daemon.

use crate::caretaker::Caretaker;
use crate::control;
use crate::folder::{Folder, NotTaken, control_socket};
use crate::ground::{Ground, Surroundings};
use crate::http::{self, App};
use crate::ledger::Ledger;
use crate::restore;
use crate::seat::Seat;
use crate::serve::{self, Listener};
use crate::standards::{InForce, NoStandards};
use crate::start_error::StartError;
use crate::tls::{Shown, Tls, server_config};
use kiemke_config::daemon::{DaemonSettings, TlsMode};
use kiemke_http::Endpoint;
use kiemke_wire::ids::Position;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// What a daemon needs to start.
#[derive(Clone, Debug)]
pub struct StartOptions {
    /// The data folder; made when it is not there.
    pub data: PathBuf,
    /// Address and port; port 0 lets the system choose. Off loopback TLS is spoken.
    pub listen: SocketAddr,
    /// Everything else.
    pub settings: DaemonSettings,
}

/// A running daemon.
pub struct Daemon {
    address: SocketAddr,
    speaks_tls: bool,
    pin: [u8; 32],
    is_new: bool,
    control: PathBuf,
    stop: CancellationToken,
    /// Told when all requests are answered.
    closed: CancellationToken,
    tasks: TaskTracker,
    caretaker: JoinHandle<()>,
    fatal: watch::Receiver<Option<String>>,
    standards: InForce,
}

/// Starts a daemon; it accepts requests when this returns.
///
/// # Errors
/// See [`StartError`].
pub async fn start(options: StartOptions) -> Result<Daemon, StartError> {
    start_in(options, Surroundings::default()).await
}

/// Starts a daemon in surroundings of its own.
///
/// # Errors
/// See [`StartError`].
pub async fn start_in(options: StartOptions, around: Surroundings) -> Result<Daemon, StartError> {
    let StartOptions {
        data,
        listen,
        settings,
    } = options;
    let speaks_tls = speaks_tls(listen, settings.tls.mode)?;
    let control = control_socket(&data);
    let folder = take(&data)?;
    if restore::is_unfinished(&data) {
        return Err(StartError::RestoreUnfinished(data));
    }
    let standards = InForce::open(&settings.standards, &data)?;
    // The address first: a start that fails there has not touched the data.
    let refused = |address: String| move |source| StartError::Listen { address, source };
    let tcp = tokio::net::TcpListener::bind(listen)
        .await
        .map_err(refused(listen.to_string()))?;
    let address = tcp.local_addr().map_err(refused(listen.to_string()))?;
    let tls = Arc::new(Tls::open(&folder.tls(), &settings.tls)?);
    let ground = Arc::new(Ground {
        folder,
        settings: settings.clone(),
        standards: standards.clone(),
        around,
    });
    let (ledger, threads) = {
        let ground = ground.clone();
        tokio::task::spawn_blocking(move || Ledger::open(&ground))
            .await
            .map_err(|panicked| StartError::Thread(io::Error::other(panicked)))??
    };
    let unix = control::listen(&control).map_err(refused(control.display().to_string()))?;
    let (stop, closed) = (CancellationToken::new(), CancellationToken::new());
    let tasks = TaskTracker::new();
    let (fatal, fatal_reader) = watch::channel(None);
    let clock = ground.around.clock.clone();
    let alarm = ledger.alarm.clone();
    let is_new = ledger.peek(|fleet| fleet.position() == Position(1));
    let seat = Seat::of(ledger);
    let app = App::new(
        seat.clone(),
        &ground.folder.cold(),
        (&settings, standards.clone()),
        clock.clone(),
        tls.clone(),
        stop.clone(),
    );
    let caretaker = Caretaker {
        ground,
        seat,
        threads,
        alarm,
        fatal,
    };
    let caretaker = tokio::spawn(caretaker.run(closed.clone()));
    let (public, local) = (http::router(app.clone()), http::control_router(app));
    let listener = match speaks_tls {
        false => Listener::Tcp(tcp),
        true => {
            let shown = Shown::new(&tls, listen, &*clock)?;
            let config = server_config(shown.clone())?;
            tasks.spawn(shown.renew(tls.clone(), listen, clock, stop.clone()));
            Listener::Tls(tcp, Arc::new(config).into())
        }
    };
    tasks.spawn(serve::serve(listener, public, stop.clone(), tasks.clone()));
    tasks.spawn(serve::serve(
        Listener::Unix(unix),
        local,
        stop.clone(),
        tasks.clone(),
    ));
    tracing::info!(%address, data = %data.display(), "ready");
    Ok(Daemon {
        address,
        speaks_tls,
        pin: tls.pin(),
        is_new,
        control,
        stop,
        closed,
        tasks,
        caretaker,
        fatal: fatal_reader,
        standards,
    })
}

/// Whether TLS is spoken on an address.
fn speaks_tls(listen: SocketAddr, mode: TlsMode) -> Result<bool, StartError> {
    match mode {
        TlsMode::On => Ok(true),
        TlsMode::Auto => Ok(!listen.ip().is_loopback()),
        TlsMode::Off if listen.ip().is_loopback() => Ok(false),
        TlsMode::Off => Err(StartError::NotPrivate(listen)),
    }
}

/// Takes a data folder, or says who has it.
pub(crate) fn take(data: &Path) -> Result<Folder, StartError> {
    Folder::take(data).map_err(|error| match error {
        NotTaken::Held => StartError::Held {
            control: control_socket(data),
        },
        NotTaken::Disk(source) => StartError::Folder {
            dir: data.to_owned(),
            source,
        },
    })
}

impl Daemon {
    /// Where it listens.
    pub fn endpoint(&self) -> Endpoint {
        Endpoint::at(self.address, self.speaks_tls)
    }

    /// Where programs on this machine reach it.
    pub fn local_endpoint(&self) -> Endpoint {
        let mut address = self.address;
        if address.ip().is_unspecified() {
            address.set_ip(match address {
                SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
                SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
            });
        }
        Endpoint::at(address, self.speaks_tls)
    }

    /// Whether the data folder was made by this start, or holds nothing yet but that it was made.
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The fingerprint of the authority that signs its certificates; every token carries it.
    pub fn pin(&self) -> [u8; 32] {
        self.pin
    }

    /// Its control socket: whoever may open it is the administrator.
    pub fn control(&self) -> Endpoint {
        Endpoint::Unix(self.control.clone())
    }

    /// Reads plans, profiles and price lists again.
    ///
    /// # Errors
    /// When something about them is wrong; then what was in force stays.
    pub fn reload_standards(&self) -> Result<(), NoStandards> {
        self.standards.reload().map(drop)
    }

    /// Waits until the disk no longer keeps promises, and says why. Pending for ever on a good disk.
    pub async fn failed(&self) -> String {
        let mut fatal = self.fatal.clone();
        let reason = match fatal.wait_for(Option::is_some).await {
            Ok(reason) => reason.clone(),
            // Gone without a reason: it panicked.
            Err(_) => Some("the ledger's caretaker ended".to_owned()),
        };
        reason.unwrap_or_default()
    }

    /// Finishes what was accepted and stops.
    pub async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
        // The tasks held handles on the ledger; the caretaker has the last one, and lets its threads come to their end.
        self.closed.cancel();
        let _ = self.caretaker.await;
        let _ = std::fs::remove_file(&self.control);
        tracing::info!("stopped");
    }
}

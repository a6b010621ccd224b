//! A daemon in this process, on a folder of its own.

use kiemke_config::daemon::DaemonSettings;
use kiemke_daemon::{Clock, Daemon, StartOptions, Surroundings, start_in};
use kiemke_http::{Client, Endpoint, Request};
use kiemke_wire::secret::Token;
use kiemke_wire::view::{MakeEnrolToken, NewToken};
use std::path::Path;
use std::sync::Arc;

/// A running daemon with its administrator's client.
pub struct TestDaemon {
    daemon: Daemon,
    /// Asks over the control socket.
    pub admin: Client,
}

impl TestDaemon {
    /// Starts one on a folder.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start(data: &Path) -> Self {
        Self::start_with(data, DaemonSettings::default()).await
    }

    /// Starts one with settings of its own.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_with(data: &Path, settings: DaemonSettings) -> Self {
        Self::start_in(data, settings, Surroundings::default()).await
    }

    /// Starts one by another clock.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_by(data: &Path, settings: DaemonSettings, clock: Arc<dyn Clock>) -> Self {
        let around = Surroundings {
            clock,
            ..Surroundings::default()
        };
        Self::start_in(data, settings, around).await
    }

    /// Starts one in surroundings of its own.
    ///
    /// # Panics
    /// When it does not start.
    pub async fn start_in(data: &Path, settings: DaemonSettings, around: Surroundings) -> Self {
        let listen = ([127, 0, 0, 1], 0).into();
        let options = StartOptions {
            data: data.to_owned(),
            listen,
            settings,
        };
        let daemon = start_in(options, around).await.expect("the daemon starts");
        let admin = Client::new(daemon.control(), None);
        Self { daemon, admin }
    }

    /// Where it listens.
    pub fn endpoint(&self) -> Endpoint {
        self.daemon.endpoint()
    }

    /// A client over TCP, with a token or without.
    pub fn client(&self, token: Option<&Token>) -> Client {
        Client::new(self.daemon.endpoint(), token.cloned())
    }

    /// A fresh token with which `uses` machines may enrol at the root.
    ///
    /// # Panics
    /// When the daemon refuses.
    pub async fn enrol_token(&self, uses: u32) -> Token {
        enrol_token(&self.admin, uses).await
    }

    /// A fresh token with which `uses` machines may enrol at a unit.
    ///
    /// # Panics
    /// When the daemon refuses.
    pub async fn enrol_token_of(&self, unit: &str, uses: u32) -> Token {
        enrol_token_of(&self.admin, unit, uses).await
    }

    /// Stops it, finishing what was accepted.
    pub async fn stop(self) {
        self.daemon.stop().await;
    }
}

/// A fresh token with which `uses` machines may enrol at the root.
///
/// # Panics
/// When the daemon refuses.
pub async fn enrol_token(admin: &Client, uses: u32) -> Token {
    enrol_token_of(admin, "root", uses).await
}

/// A fresh token with which `uses` machines may enrol at a unit.
///
/// # Panics
/// When the daemon refuses.
pub async fn enrol_token_of(admin: &Client, unit: &str, uses: u32) -> Token {
    let wish = MakeEnrolToken {
        unit: unit.into(),
        uses,
        expires_at: None,
    };
    let made: NewToken = admin
        .json(Request::post("/v1/enrol-tokens", &wish))
        .await
        .expect("makes a token");
    made.token.parse().expect("gives a whole token")
}

//! Work on a data folder: over the control socket when a daemon holds it, else by a daemon of a moment.

use crate::cli::failure::Failure;
use crate::start::{Daemon, StartOptions, start};
use crate::start_error::StartError;
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Client, Endpoint};
use std::path::PathBuf;

/// Someone who answers on the folder's control socket.
pub(crate) struct Control {
    pub(crate) client: Client,
    moment: Option<Daemon>,
}

impl Control {
    pub(crate) async fn reach(data: PathBuf, settings: DaemonSettings) -> Result<Self, Failure> {
        // Nobody is to come in over the network meanwhile, so any free port will do.
        let listen = std::net::SocketAddr::from(([127, 0, 0, 1], 0));
        match start(StartOptions {
            data,
            listen,
            settings,
        })
        .await
        {
            Ok(daemon) => Ok(Self {
                client: Client::new(daemon.control(), None),
                moment: Some(daemon),
            }),
            Err(StartError::Held { control }) => Ok(Self {
                client: Client::new(Endpoint::Unix(control), None),
                moment: None,
            }),
            Err(error) => Err(error.into()),
        }
    }

    pub(crate) async fn done(self) {
        if let Some(daemon) = self.moment {
            daemon.stop().await;
        }
    }
}

//! The daemon and the agent of this start.

use crate::cli::Failure;
use kiemke_agent::{AgentHandle, credential::Credential};
use kiemke_config::agent::AgentFile;
use kiemke_config::daemon::DaemonSettings;
use kiemke_config::load::BadSettings;
use kiemke_daemon::Daemon;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_wire::ids::MachineId;
use kiemke_wire::secret::Token;
use kiemke_wire::time::HOUR_MS;
use kiemke_wire::view::{MakeEnrolToken, NewToken};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What runs.
pub(super) struct Programs {
    /// `None` when another process holds the folder: then its daemon and its agent are used.
    daemon: Option<Daemon>,
    agent: Option<AgentHandle>,
    control: Endpoint,
    agent_data: PathBuf,
}

impl Programs {
    pub(super) async fn start(data: &Path, listen: Option<SocketAddr>) -> Result<Self, Failure> {
        let agent_data = data.join("agent");
        let settings = read_settings(&data.join("kiemked.toml"), DaemonSettings::parse)?;
        let listen = listen.unwrap_or(settings.listen);
        let options = kiemke_daemon::StartOptions {
            data: data.to_owned(),
            listen,
            settings,
        };
        let daemon = match kiemke_daemon::start(options).await {
            Ok(daemon) => daemon,
            Err(kiemke_daemon::StartError::Held { control }) => {
                return Ok(Self {
                    daemon: None,
                    agent: None,
                    control: Endpoint::Unix(control),
                    agent_data,
                });
            }
            Err(error) => return Err(Failure::failed("start the daemon", &error)),
        };
        let control = daemon.control();
        let mut programs = Self {
            daemon: Some(daemon),
            agent: None,
            control,
            agent_data,
        };
        match programs.start_agent().await {
            Ok(agent) => programs.agent = agent,
            Err(failure) => {
                programs.stop().await;
                return Err(failure);
            }
        }
        Ok(programs)
    }

    async fn start_agent(&self) -> Result<Option<AgentHandle>, Failure> {
        let Some(daemon) = &self.daemon else {
            return Ok(None);
        };
        let options = kiemke_agent::StartOptions {
            data: self.agent_data.clone(),
            root: "/".into(),
            server: daemon.local_endpoint(),
            enrol_token: self.enrol_token().await?,
            immediate: true,
            settings: read_settings(&self.agent_data.join("agent.toml"), AgentFile::parse)?,
        };
        match kiemke_agent::start(options).await {
            Ok(agent) => Ok(Some(agent)),
            Err(error) => Err(Failure::failed("start this machine's agent", &error)),
        }
    }

    /// A token for one machine, when this one is not enrolled yet.
    async fn enrol_token(&self) -> Result<Option<Token>, Failure> {
        if self.machine().is_some() {
            return Ok(None);
        }
        let expires_at = Some(crate::clock::wall().plus(HOUR_MS));
        let wish = MakeEnrolToken {
            unit: "root".into(),
            uses: 1,
            expires_at,
        };
        let made: NewToken = Client::new(self.control.clone(), None)
            .json(Request::post("/v1/enrol-tokens", &wish))
            .await
            .map_err(|error| Failure::asking("make an enrolment token", &error))?;
        let token = made
            .token
            .parse()
            .map_err(|error: kiemke_wire::secret::BadToken| {
                Failure::failed("read the daemon's enrolment token", &error)
            })?;
        Ok(Some(token))
    }

    /// The machine that this folder's agent speaks for, once it is enrolled.
    pub(super) fn machine(&self) -> Option<MachineId> {
        Credential::load(&self.agent_data).ok().flatten()?.machine
    }

    /// The agent of this start; none when another process runs it.
    pub(super) fn agent(&self) -> Option<&AgentHandle> {
        self.agent.as_ref()
    }

    /// Where the daemon answers the administrator.
    pub(super) fn control(&self) -> Endpoint {
        self.control.clone()
    }

    pub(super) async fn stop(self) {
        if let Some(agent) = self.agent {
            agent.stop().await;
        }
        if let Some(daemon) = self.daemon {
            daemon.stop().await;
        }
    }
}

/// Settings that lie in the data folder; without a file the defaults hold.
fn read_settings<T: Default>(
    path: &Path,
    parse: impl FnOnce(&Path, &str) -> Result<T, BadSettings>,
) -> Result<T, Failure> {
    match std::fs::read_to_string(path) {
        Ok(text) => {
            parse(path, &text).map_err(|error| Failure::because("start", format!("failed to {error}")))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(T::default()),
        Err(error) => Err(Failure::failed(
            format!("read the settings in {}", path.display()),
            &error,
        )),
    }
}

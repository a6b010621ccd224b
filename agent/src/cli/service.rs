//! `kiemke-agent service …`.

use super::enrol::{read_token, read_url};
use super::{Failure, setup};
use crate::credential::Credential;
use crate::service::{self, Installation};
use clap::{Args, Subcommand};
use kiemke_config::agent::AgentFile;
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub(super) enum ServiceCommand {
    /// Copy the program, keep token and seat, start with the system from now on
    Install(InstallWish),
    /// Stop, and take program, settings and data away
    Uninstall(Place),
    /// Say whether it is installed and running, and which machine it speaks for
    Status(Place),
    /// Run as the service that Windows started
    #[cfg(windows)]
    #[command(hide = true)]
    Run,
}

#[derive(Debug, Args)]
pub(super) struct Place {
    /// Install below another folder than / and start nothing: for an image of a disk
    #[arg(long, value_name = "DIR", default_value = "/")]
    prefix: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct InstallWish {
    /// Where the daemon listens, such as http://192.168.1.10:7117
    #[arg(long)]
    url: String,
    /// File with the enrolment token
    #[arg(long, value_name = "FILE")]
    token_file: PathBuf,
    #[command(flatten)]
    seat: super::Seat,
    #[command(flatten)]
    place: Place,
}

pub(super) fn perform(settings: AgentFile, command: ServiceCommand) -> Result<(), Failure> {
    match command {
        ServiceCommand::Install(wish) => install(settings, wish),
        ServiceCommand::Uninstall(place) => {
            service::uninstall(&place.prefix).map_err(|error| Failure::of(&error))?;
            setup::print("uninstalled\n")
        }
        ServiceCommand::Status(place) => status(&settings, &place),
        #[cfg(windows)]
        ServiceCommand::Run => run(settings),
    }
}

fn install(settings: AgentFile, wish: InstallWish) -> Result<(), Failure> {
    let installation = Installation {
        url: read_url(&wish.url)?.to_string(),
        token: read_token(&format!("@{}", wish.token_file.display()))?,
        room: wish.seat.room,
        seat: wish.seat.seat,
        settings,
    };
    service::install(&wish.place.prefix, installation).map_err(|error| Failure::of(&error))?;
    setup::print("installed\n")
}

fn status(settings: &AgentFile, place: &Place) -> Result<(), Failure> {
    let state = service::state(&place.prefix).map_err(|error| Failure::of(&error))?;
    let word = |yes: bool| if yes { "yes" } else { "no" };
    let running = state.running.map_or("unknown", word);
    let data = setup::data(settings)?;
    // Closed to others than its owner: then it is not known.
    let machine = Credential::load(&data)
        .ok()
        .flatten()
        .and_then(|credential| credential.machine)
        .map_or_else(|| "unknown".to_owned(), |machine| machine.to_string());
    setup::print(&format!(
        "installed: {}\nenabled: {}\nrunning: {running}\nmachine: {machine}\n",
        word(state.installed),
        word(state.enabled)
    ))
}

/// Settings are read again by the thread that Windows gives the service.
#[cfg(windows)]
fn run(settings: AgentFile) -> Result<(), Failure> {
    use std::sync::OnceLock;
    static SETTINGS: OnceLock<AgentFile> = OnceLock::new();
    let _ = SETTINGS.set(settings);
    service::run_as_service(|stop| {
        let Some(settings) = SETTINGS.get().cloned() else {
            return false;
        };
        let work = setup::runtime().and_then(|runtime| runtime.block_on(super::run::until(settings, stop)));
        work.inspect_err(|failure| tracing::error!(%failure, "the service ends"))
            .is_ok()
    })
    .map_err(|error| Failure::of(&error))
}

//! A made-up province: its past is written into a fresh folder, then its agents report over real HTTP while someone
//! looks.

use super::logs;
use crate::app;
use crate::cli::{DemoWish, Failure, Format, Settings, write_out};
use crate::client::Daemon;
use crate::print;
use crate::print::rows::Writer;
use kiemke_config::daemon::DaemonSettings;
use kiemke_config::messages::{Msg, catalogue};
use kiemke_http::{Client, Request};
use kiemke_sim::load::{Fleet, Target};
use kiemke_sim::offline::{self, Contents};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_wire::secret::{BadToken, Token};
use kiemke_wire::view::{MakeEnrolToken, NewToken, Overview};
use serde::Serialize;
use std::io::IsTerminal as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Every machine reports once in this time, a quarter-hour of its day: something moves while one looks.
const REPORTS_EVERY: Duration = Duration::from_secs(60);
/// Longer than anybody looks.
const LASTS: Duration = Duration::from_secs(24 * 3600);
const CONNECTIONS: u32 = 4;
/// All that a province that has lived with this for a while would have.
const CONTENTS: Contents = Contents {
    days: 30,
    learners_a_school: 400,
    papers: true,
};

#[derive(Serialize)]
struct Printed<'a> {
    overview: &'a Overview,
}

/// Runs until the user leaves; with `--once`, or when stdout is no terminal, prints the overview and ends.
pub(crate) async fn run(settings: Settings, wish: DemoWish) -> Result<(), Failure> {
    let in_terminal = !wish.once && wish.format.is_none() && std::io::stdout().is_terminal();
    let folder = Folder::of(wish.data.clone())?;
    let world = Arc::new(World::new(Plan {
        seed: Seed(wish.seed),
        schools: wish.schools,
        machines: wish.machines,
        mix: Mix::Province,
    }));
    logs::begin(&folder.path, in_terminal)?;
    let texts = catalogue(settings.lang());
    if !folder.is_filled() {
        if in_terminal {
            eprintln!("{}", texts.text(Msg::DemoFilling));
        }
        fill(world.clone(), folder.path.clone()).await?;
    }
    let options = kiemke_daemon::StartOptions {
        data: folder.path.clone(),
        listen: ([127, 0, 0, 1], 0).into(),
        settings: DaemonSettings {
            root_name: texts.text(Msg::DemoProvince).to_owned(),
            ..DaemonSettings::default()
        },
    };
    let daemon = kiemke_daemon::start(options)
        .await
        .map_err(|error| Failure::failed("start the daemon", &error))?;
    let reader = Daemon::new(daemon.control(), None);
    let target = Target {
        endpoint: daemon.local_endpoint(),
        enrol_token: enrol_token(Client::new(daemon.control(), None)).await?,
        in_rooms: false,
        patience: Duration::ZERO,
        acked: None,
    };
    let agents = tokio::spawn(report(world, target));
    let done = match in_terminal {
        true => app::run(reader, settings.look, settings.map.as_deref()).await,
        false => print(&reader, &settings, wish.format.unwrap_or(Format::Table)).await,
    };
    agents.abort();
    // Ended or aborted, both is well.
    let _ = agents.await;
    daemon.stop().await;
    folder.leave();
    done
}

/// The agents' part: known already, they only make themselves known again, and then report.
async fn report(world: Arc<World>, target: Target) {
    let mut fleet = match Fleet::new(&world, &target, CONNECTIONS, None) {
        Ok(fleet) => fleet,
        Err(error) => {
            tracing::error!(%error, "the province does not report");
            return;
        }
    };
    fleet.enrol().await;
    fleet.steady(REPORTS_EVERY, LASTS).await;
}

async fn fill(world: Arc<World>, dir: PathBuf) -> Result<(), Failure> {
    let now = crate::clock::wall();
    let filled = tokio::task::spawn_blocking(move || offline::write_with(&world, &dir, now, CONTENTS)).await;
    match filled {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(error)) => Err(Failure::failed("make the province", &error)),
        Err(error) => Err(Failure::failed("make the province", &error)),
    }
}

/// One use is enough: who is known already spends none.
async fn enrol_token(control: Client) -> Result<Token, Failure> {
    let wish = MakeEnrolToken {
        unit: "root".into(),
        uses: 1,
        expires_at: None,
    };
    let made: NewToken = control
        .json(Request::post("/v1/enrol-tokens", &wish))
        .await
        .map_err(|error| Failure::asking("make an enrolment token", &error))?;
    made.token
        .parse()
        .map_err(|error: BadToken| Failure::failed("read the daemon's enrolment token", &error))
}

async fn print(daemon: &Daemon, settings: &Settings, format: Format) -> Result<(), Failure> {
    let overview = daemon
        .overview()
        .await
        .map_err(|error| Failure::asking("read the overview", &error))?;
    let writer = Writer {
        texts: catalogue(settings.lang()),
        offset: settings.look.offset,
    };
    write_out(&match format {
        Format::Json => print::json(&Printed { overview: &overview })?,
        Format::Table => writer.overview(&overview).aligned(),
        Format::Csv => writer.overview(&overview).csv(),
    })
}

/// The data folder; one that nobody named goes with us.
struct Folder {
    path: PathBuf,
    is_ours: bool,
}

impl Folder {
    fn of(named: Option<PathBuf>) -> Result<Self, Failure> {
        if let Some(path) = named {
            return Ok(Self { path, is_ours: false });
        }
        let path = std::env::temp_dir().join(format!("kiemke-demo-{}", std::process::id()));
        // Whatever lies there is not a folder that another user has prepared for us.
        std::fs::create_dir(&path)
            .map_err(|error| Failure::failed(format!("make the folder {}", path.display()), &error))?;
        Ok(Self { path, is_ours: true })
    }

    /// Whether a province was made in it before.
    fn is_filled(&self) -> bool {
        Path::new(&self.path).join("images").exists()
    }

    fn leave(self) {
        if self.is_ours
            && let Err(error) = std::fs::remove_dir_all(&self.path)
        {
            tracing::warn!(%error, folder = %self.path.display(), "the demo's folder stays behind");
        }
    }
}

//! Everything on this machine: the daemon with its store, this machine's agent, and the terminal on both.
//!
//! The only place that starts the other two programs. A second `up` on the same folder opens the terminal on the
//! daemon that runs there.

pub(crate) mod demo;
mod logs;
mod once;
mod programs;

use crate::app;
use crate::cli::{Failure, Format, Settings, UpWish};
use crate::client::Daemon;
use programs::Programs;
use std::io::IsTerminal as _;

/// Runs until the user leaves; with `--once`, or when stdout is no terminal, until this machine is in the daemon.
pub(crate) async fn run(settings: Settings, wish: UpWish) -> Result<(), Failure> {
    let data = wish.data.clone().unwrap_or_else(|| settings.data.clone());
    let in_terminal = !wish.once && wish.format.is_none() && std::io::stdout().is_terminal();
    logs::begin(&data, in_terminal)?;
    let programs = Programs::start(&data, wish.listen).await?;
    let daemon = Daemon::new(programs.control(), None);
    let done = match in_terminal {
        true => app::run(daemon, settings.look, settings.map.as_deref()).await,
        false => {
            once::print(
                &programs,
                &daemon,
                &settings,
                wish.format.unwrap_or(Format::Table),
            )
            .await
        }
    };
    programs.stop().await;
    done
}

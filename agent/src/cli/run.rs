//! `kiemke-agent run`.

use super::{Failure, setup};
use crate::{StartOptions, start};
use kiemke_config::agent::AgentFile;

pub(super) async fn run(settings: AgentFile) -> Result<(), Failure> {
    let server = setup::server(&settings)?;
    tracing::info!(daemon = %server, version = env!("CARGO_PKG_VERSION"), "kiemke-agent is running");
    let handle = start(StartOptions {
        data: setup::data(&settings)?,
        root: setup::root(&settings),
        server,
        enrol_token: None,
        immediate: false,
        settings,
    })
    .await
    .map_err(|error| Failure::of(&error))?;
    let told = stop_signal().await;
    handle.stop().await;
    told.map_err(|error| Failure::failed(format!("failed to wait for signals: {error}")))
}

#[cfg(unix)]
async fn stop_signal() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        interrupted = tokio::signal::ctrl_c() => interrupted,
        _ = terminate.recv() => Ok(()),
    }
}

#[cfg(not(unix))]
async fn stop_signal() -> std::io::Result<()> {
    tokio::signal::ctrl_c().await
}

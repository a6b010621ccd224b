//! `kiemke-agent run`.

use super::{Failure, setup};
use crate::service;
use crate::{StartOptions, start};
use kiemke_config::agent::AgentFile;
use tokio_util::sync::CancellationToken;

/// Runs until the process is told to stop.
pub(super) async fn run(settings: AgentFile) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    let ended = stop.clone();
    let signals = tokio::spawn(async move {
        let told = stop_signal().await;
        ended.cancel();
        told
    });
    until(settings, stop).await?;
    match signals.await {
        Ok(Err(error)) => Err(Failure::failed(format!("failed to wait for signals: {error}"))),
        _ => Ok(()),
    }
}

/// Runs until told to stop. A machine that was only installed so far enrols by itself with the token that was left
/// for it.
pub(super) async fn until(settings: AgentFile, stop: CancellationToken) -> Result<(), Failure> {
    let data = setup::data(&settings)?;
    let kept = service::kept_token(&data).map_err(|error| Failure::of(&error))?;
    let enrol_token = match kept {
        Some(token) => Some(token),
        None => setup::enrol_token(&settings)?,
    };
    let server = setup::server(&settings, enrol_token.is_some())?;
    tracing::info!(daemon = %server, version = env!("CARGO_PKG_VERSION"), "kiemke-agent is running");
    let handle = start(StartOptions {
        data,
        root: setup::root(&settings),
        server,
        enrol_token,
        immediate: false,
        settings,
    })
    .await
    .map_err(|error| Failure::of(&error))?;
    stop.cancelled().await;
    handle.stop().await;
    Ok(())
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

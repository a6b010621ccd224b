//! The route of the backup: on the control socket alone, for it carries everything.

use crate::backup;
use crate::checkpoint::NoCheckpoint;
use crate::http::App;
use crate::http::body;
use crate::http::problem::Refused;
use crate::passphrase::Passphrase;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use futures_util::stream;
use kiemke_http::causes;
use kiemke_wire::limits::BODY_BYTES_MAX;
use serde::{Deserialize, Serialize};
use std::io;
use tokio::sync::mpsc;

/// Pieces on their way to a slow reader, each at most about a megabyte.
const PIECES: usize = 4;

/// What is to be in it.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct MakeBackup {
    /// With it the secrets travel too, sealed.
    pub(crate) passphrase: Option<Passphrase>,
}

/// `POST /v1/backup`: an image of a checkpoint made now. An answer that breaks off is no backup.
pub(crate) async fn make(
    State(app): State<App>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Refused> {
    let MakeBackup { passphrase } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let ledger = app.ledger()?;
    ledger.checkpoint().await.map_err(|error| match error {
        NoCheckpoint::Rejected(rejected) => rejected.into(),
        NoCheckpoint::NotWritten(reason) => {
            Refused::new(StatusCode::SERVICE_UNAVAILABLE, "no_checkpoint", reason)
        }
    })?;
    let (images, cold, authority) = (ledger.images.clone(), app.cold.clone(), app.tls.secret());
    // Reading a backup takes its time, and a ledger that is held cannot be repaired.
    drop(ledger);
    let (pieces, queue) = mpsc::channel::<io::Result<Bytes>>(PIECES);
    tokio::task::spawn_blocking(move || {
        let give = |bytes: Vec<u8>| {
            let given = pieces.blocking_send(Ok(bytes.into()));
            given.map_err(|_| io::Error::from(io::ErrorKind::BrokenPipe))
        };
        if let Err(error) = backup::write(&images, &cold, authority, passphrase.as_ref(), give) {
            let reason = causes(&error);
            tracing::error!(reason, "a backup was not finished");
            let _ = pieces.blocking_send(Err(io::Error::other(reason)));
        }
    });
    let stream = stream::unfold(queue, |mut queue| async { Some((queue.recv().await?, queue)) });
    Ok(Body::from_stream(stream).into_response())
}

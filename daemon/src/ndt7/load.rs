//! A download test: this side sends.

use super::Socket;
use super::measuring::Measuring;
use bytes::Bytes;
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use kiemke_wire::ndt7::{ConnectionInfo, TEST_MS_MAX, TRANSFER_MS, TestKind, load_bytes};
use std::time::Duration;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Error, Message};

/// Sends parts of `load` for ten seconds, with measurements between; ends early when the other side does. Any end of
/// the connection is an end of the test, so nothing is told.
pub(crate) async fn send_load(mut socket: Socket, connection: ConnectionInfo, load: Bytes) {
    let within = Duration::from_millis(TEST_MS_MAX);
    let _ = timeout(within, send(&mut socket, connection, &load)).await;
}

async fn send(socket: &mut Socket, connection: ConnectionInfo, load: &Bytes) -> Result<(), Error> {
    let mut measuring = Measuring::new(TestKind::Download, connection);
    while measuring.elapsed() < Duration::from_millis(TRANSFER_MS) {
        // Whatever has arrived, without waiting for more: a close, a measurement, a ping.
        while let Some(received) = socket.next().now_or_never() {
            match received {
                // The client sends no load in a download.
                None | Some(Ok(Message::Binary(_) | Message::Close(_))) => return Ok(()),
                Some(other) => drop(other?),
            }
        }
        if let Some(message) = measuring.due(socket) {
            socket.send(message).await?;
        }
        let part = load.slice(..load_bytes(measuring.bytes()).min(load.len()));
        let bytes = part.len();
        socket.send(Message::Binary(part)).await?;
        measuring.add(bytes);
    }
    let last = measuring.message(socket);
    socket.send(last).await?;
    socket.close(None).await?;
    while let Some(received) = socket.next().await {
        received?;
    }
    Ok(())
}

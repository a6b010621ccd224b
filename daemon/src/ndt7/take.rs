//! An upload test: the other side sends.

use super::Socket;
use super::measuring::Measuring;
use futures_util::{SinkExt as _, StreamExt as _};
use kiemke_wire::ndt7::{ConnectionInfo, TEST_MS_MAX, TestKind};
use std::time::Duration;
use tokio::time::{sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};

/// Takes load until the other side ends the test or its time is over, and says what has arrived: the sender itself
/// knows only what it gave to its kernel.
pub(crate) async fn take_load(mut socket: Socket, connection: ConnectionInfo) {
    let within = Duration::from_millis(TEST_MS_MAX);
    let _ = timeout(within, take(&mut socket, connection)).await;
}

async fn take(socket: &mut Socket, connection: ConnectionInfo) -> Result<(), Error> {
    let mut measuring = Measuring::new(TestKind::Upload, connection);
    loop {
        tokio::select! {
            received = socket.next() => match received {
                None => return Ok(()),
                Some(Ok(Message::Binary(load))) => measuring.add(load.len()),
                Some(other) => drop(other?),
            },
            () = sleep_until(measuring.next()) => {}
        }
        if let Some(message) = measuring.due(socket) {
            socket.send(message).await?;
        }
    }
}

//! The stream of events: opened, read, and opened again by itself behind the last event.

use crate::client::{self, Daemon};
use kiemke_http::SseReader;
use kiemke_tui_core::{LinkChange, Refusal, RefusalKind};
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// Longest silence before the stream counts as gone: two signs of life of the daemon and a slow line.
const SILENCE_MAX: Duration = Duration::from_secs(12);
/// The first pause before it is tried again; each further one is twice as long.
const PAUSE_MIN: Duration = Duration::from_millis(500);
/// The longest pause: who looks at a lost connection wants it back soon after it can be.
const PAUSE_MAX: Duration = Duration::from_secs(10);

/// Tells what happens to the stream until nobody listens any more.
pub(crate) async fn follow(daemon: Daemon, changes: Sender<LinkChange>) {
    let mut after = None;
    let mut pause = PAUSE_MIN;
    loop {
        let refusal = match daemon.events(after).await {
            Ok(reader) => {
                pause = PAUSE_MIN;
                match read(reader, &mut after, &changes).await {
                    Some(refusal) => refusal,
                    None => return,
                }
            }
            Err(error) => client::refusal(&error),
        };
        if changes.send(LinkChange::Lost(refusal)).await.is_err() {
            return;
        }
        tokio::time::sleep(pause).await;
        pause = (pause * 2).min(PAUSE_MAX);
    }
}

/// Reads until the stream ends, and says why; `None` when nobody listens any more.
async fn read(
    mut reader: SseReader,
    after: &mut Option<u64>,
    changes: &Sender<LinkChange>,
) -> Option<Refusal> {
    let lost = |detail: &str| Refusal {
        kind: RefusalKind::Unreachable,
        detail: detail.to_owned(),
        ..Refusal::default()
    };
    changes.send(LinkChange::Opened).await.ok()?;
    loop {
        let message = match tokio::time::timeout(SILENCE_MAX, reader.next()).await {
            Err(_) => return Some(lost("no sign of life for 12 s")),
            Ok(None) => return Some(lost("the stream of events ended")),
            Ok(Some(message)) => message,
        };
        *after = message.id.or(*after);
        let change = if message.name == "reset" {
            LinkChange::Reset
        } else if message.data.is_empty() {
            LinkChange::Alive
        } else {
            match serde_json::from_str(&message.data) {
                Ok(event) => LinkChange::Event(Box::new(event)),
                // An event of a newer daemon: something happened that we have no words for.
                Err(error) => {
                    tracing::debug!(%error, "an event could not be read");
                    LinkChange::Alive
                }
            }
        };
        changes.send(change).await.ok()?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_http::Endpoint;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::{TcpListener, TcpStream};
    use tokio::sync::mpsc;

    const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    const EVENT: &str =
        "id: 7\ndata: {\"id\":7,\"at\":\"2026-11-24T07:00:00Z\",\"unit\":\"u1\",\"kind\":\"enrolled\"}\n\n";

    /// Takes one request, answers with that stream, and hands the first line of the request back.
    async fn answer(listener: &TcpListener, stream: &str) -> (String, TcpStream) {
        let (mut connection, _) = listener.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(connection.read_u8().await.unwrap());
        }
        connection
            .write_all(format!("{HEAD}{stream}").as_bytes())
            .await
            .unwrap();
        let request = String::from_utf8(request).unwrap();
        (request.lines().next().unwrap().to_owned(), connection)
    }

    #[tokio::test]
    async fn a_stream_that_ends_is_opened_again_behind_its_last_event() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = Endpoint::Tcp {
            host: "127.0.0.1".into(),
            port: listener.local_addr().unwrap().port(),
        };
        let (changes_in, mut changes) = mpsc::channel(1);
        let follower = tokio::spawn(follow(Daemon::new(endpoint, None), changes_in));
        let (first, connection) = answer(&listener, &format!(": alive\n\n{EVENT}")).await;
        assert_eq!(first, "GET /v1/events HTTP/1.1");
        assert!(matches!(changes.recv().await, Some(LinkChange::Opened)));
        assert!(matches!(changes.recv().await, Some(LinkChange::Alive)));
        assert!(matches!(changes.recv().await, Some(LinkChange::Event(event)) if event.id.0 == 7));
        drop(connection);
        assert!(matches!(changes.recv().await, Some(LinkChange::Lost(_))));

        let (second, _connection) = answer(&listener, "event: reset\ndata: {}\n\n").await;
        assert_eq!(second, "GET /v1/events?after=7 HTTP/1.1");
        assert!(matches!(changes.recv().await, Some(LinkChange::Opened)));
        assert!(matches!(changes.recv().await, Some(LinkChange::Reset)));
        drop(changes);
        follower.abort();
    }
}

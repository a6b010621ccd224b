//! What this side says about a test while it runs.

use super::Socket;
use kiemke_wire::ndt7::{AppInfo, ConnectionInfo, MEASURE_EVERY_MS, Measurement, Origin, TestKind};
use std::time::Duration;
use tokio::time::Instant;
use tokio_tungstenite::tungstenite::Message;

/// Counts a test's bytes and says so every quarter of a second.
pub(super) struct Measuring {
    kind: TestKind,
    began: Instant,
    next: Instant,
    bytes: u64,
    /// Said with the first message.
    connection: Option<ConnectionInfo>,
}

impl Measuring {
    pub(super) fn new(kind: TestKind, connection: ConnectionInfo) -> Self {
        let began = Instant::now();
        Self {
            kind,
            began,
            next: began + Duration::from_millis(MEASURE_EVERY_MS),
            bytes: 0,
            connection: Some(connection),
        }
    }

    pub(super) fn add(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn elapsed(&self) -> Duration {
        self.began.elapsed()
    }

    /// When the next message is due.
    pub(super) fn next(&self) -> Instant {
        self.next
    }

    /// The message that is due, if one is.
    pub(super) fn due(&mut self, socket: &Socket) -> Option<Message> {
        (Instant::now() >= self.next).then(|| self.message(socket))
    }

    /// A message now.
    pub(super) fn message(&mut self, socket: &Socket) -> Message {
        self.next = Instant::now() + Duration::from_millis(MEASURE_EVERY_MS);
        let elapsed_time = i64::try_from(self.elapsed().as_micros()).unwrap_or(i64::MAX);
        let tcp_info = socket.get_ref().tcp_info().map(|mut info| {
            info.elapsed_time = elapsed_time;
            info
        });
        let measurement = Measurement {
            app_info: Some(AppInfo {
                elapsed_time,
                num_bytes: i64::try_from(self.bytes).unwrap_or(i64::MAX),
            }),
            connection_info: self.connection.take(),
            origin: Some(Origin::Server),
            test: Some(self.kind),
            tcp_info,
        };
        Message::text(serde_json::to_string(&measurement).expect("a measurement always has a JSON text"))
    }
}

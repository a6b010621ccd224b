//! Away from the machine: this side sends, and the server says what has arrived. What was only given to the kernel
//! here may still wait in its buffers.

use super::Transfer;
use super::counted::Course;
use super::dial::Socket;
use super::download::measurement;
use bytes::Bytes;
use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use kiemke_agent_core::capacity::Meter;
use kiemke_wire::ndt7::{
    LOAD_BYTES_MAX, MEASURE_EVERY_MS, Measurement, TRANSFER_MS, TcpInfo, TestKind, load_bytes,
};
use kiemke_wire::reading::{CapacityFailure, TransferReading};
use std::time::Duration;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::{Error, Message};

/// How long the last bytes may take to arrive once all are sent: a slow line holds seconds of them in buffers.
const ARRIVE_WITHIN: Duration = Duration::from_millis(2_500);
/// The bytes of a message's head.
const FRAME_BYTES: usize = 14;

/// What the server says has arrived.
#[derive(Default)]
struct Arrived {
    meter: Meter,
    newest: Option<(u64, u64)>,
    tcp: Option<TcpInfo>,
}

pub(super) async fn upload(mut socket: Socket, course: Course) -> Transfer {
    let mut arrived = Arrived::default();
    let within = Duration::from_millis(TRANSFER_MS) + ARRIVE_WITHIN;
    let outcome = timeout(within, send(&mut socket, &course, &mut arrived)).await;
    let broken = matches!(outcome, Ok(Err(_)));
    let _ = timeout(ARRIVE_WITHIN, socket.close(None)).await;
    // A server that says nothing leaves only what this side gave to its kernel.
    let meter = if arrived.meter.rate_kbps().is_some() {
        arrived.meter
    } else {
        course.meter()
    };
    Transfer {
        reading: TransferReading {
            bytes: course.bytes(),
            limit_bytes: Some(course.limit()),
            ran_ms: u32::try_from(meter.ran_ms()).unwrap_or(u32::MAX),
            rate_kbps: meter.rate_kbps(),
            cut: course.is_cut(),
            // What the server knows is how it sent, which was next to nothing.
            resent_permille: None,
        },
        tcp: arrived.tcp,
        failed: broken.then_some(CapacityFailure::Broken),
    }
}

async fn send(socket: &mut Socket, course: &Course, arrived: &mut Arrived) -> Result<(), Error> {
    let load = load();
    let began = Instant::now();
    let every = Duration::from_millis(MEASURE_EVERY_MS);
    let mut measure_at = began + every;
    let mut sent = 0_u64;
    while began.elapsed() < Duration::from_millis(TRANSFER_MS) {
        while let Some(received) = socket.next().now_or_never() {
            match received {
                None => return Err(Error::ConnectionClosed),
                Some(received) => arrived.take(received?)?,
            }
        }
        if Instant::now() >= measure_at {
            measure_at = Instant::now() + every;
            socket.send(measurement(TestKind::Upload, began, sent)).await?;
        }
        let part = load.slice(..load_bytes(sent).min(load.len()));
        if course.would_pass(part.len() + FRAME_BYTES) {
            course.cut();
            break;
        }
        sent += part.len() as u64;
        socket.send(Message::Binary(part)).await?;
    }
    let until = Instant::now() + ARRIVE_WITHIN;
    while arrived.newest.is_none_or(|(_, bytes)| bytes < sent) {
        tokio::select! {
            received = socket.next() => match received {
                None => break,
                Some(received) => arrived.take(received?)?,
            },
            () = sleep_until(until) => break,
        }
    }
    Ok(())
}

impl Arrived {
    fn take(&mut self, message: Message) -> Result<(), Error> {
        match message {
            Message::Text(text) => {
                let Ok(measured) = serde_json::from_str::<Measurement>(&text) else {
                    return Ok(());
                };
                self.tcp = measured.tcp_info.or(self.tcp);
                let Some(app) = measured.app_info else {
                    return Ok(());
                };
                // The newest word counts once another follows it with more: with the last one the server may have
                // waited for bytes that did not come any more.
                let (us, bytes) = (app.elapsed_time.unsigned_abs(), app.num_bytes.unsigned_abs());
                if let Some((us, before)) = self.newest
                    && bytes > before
                {
                    self.meter.add(us, before);
                }
                self.newest = Some((us, bytes));
                Ok(())
            }
            // The server sends no load in an upload.
            Message::Binary(_) | Message::Close(_) => Err(Error::ConnectionClosed),
            _ => Ok(()),
        }
    }
}

/// Random bytes, which no line can compress; zeros where the system has none.
fn load() -> Bytes {
    let mut load = vec![0; LOAD_BYTES_MAX];
    if let Err(error) = getrandom::fill(&mut load) {
        tracing::warn!(%error, "a test's load is not random");
    }
    load.into()
}

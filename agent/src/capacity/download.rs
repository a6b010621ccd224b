//! Towards the machine: the server sends until its time is over or the bound is reached.

use super::counted::Course;
use super::dial::Socket;
use super::{Transfer, resent_permille};
use futures_util::{SinkExt as _, StreamExt as _};
use kiemke_wire::ndt7::{
    AppInfo, MEASURE_EVERY_MS, Measurement, Origin, TEST_MS_MAX, TRANSFER_MS, TcpInfo, TestKind,
};
use kiemke_wire::reading::{CapacityFailure, TransferReading};
use std::time::Duration;
use tokio::time::{Instant, interval, timeout};
use tokio_tungstenite::tungstenite::Message;

pub(super) async fn download(mut socket: Socket, course: Course) -> Transfer {
    let began = Instant::now();
    let mut tcp = None;
    let within = Duration::from_millis(TEST_MS_MAX);
    let ended = timeout(within, receive(&mut socket, &course, &mut tcp)).await;
    let whole =
        course.is_cut() || ended.unwrap_or(true) || began.elapsed() >= Duration::from_millis(TRANSFER_MS);
    // At the bound the connection is torn down and not closed: closing would wait for what is still under way.
    drop(socket);
    let meter = course.meter();
    Transfer {
        reading: TransferReading {
            bytes: course.bytes(),
            limit_bytes: Some(course.limit()),
            ran_ms: u32::try_from(meter.ran_ms()).unwrap_or(u32::MAX),
            rate_kbps: meter.rate_kbps(),
            cut: course.is_cut(),
            resent_permille: resent_permille(tcp),
        },
        tcp,
        failed: (!whole).then_some(CapacityFailure::Broken),
    }
}

/// Whether the server ended the test in order.
async fn receive(socket: &mut Socket, course: &Course, tcp: &mut Option<TcpInfo>) -> bool {
    let began = Instant::now();
    let mut measure = interval(Duration::from_millis(MEASURE_EVERY_MS));
    measure.tick().await;
    loop {
        let received = tokio::select! {
            received = socket.next() => received,
            _ = measure.tick() => {
                if socket.send(measurement(TestKind::Download, began, course.bytes())).await.is_err() {
                    return false;
                }
                continue;
            }
        };
        match received {
            Some(Ok(Message::Text(text))) => {
                if let Ok(measured) = serde_json::from_str::<Measurement>(&text) {
                    *tcp = measured.tcp_info.or(*tcp);
                }
            }
            Some(Ok(Message::Close(_))) => return true,
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return false,
        }
    }
}

/// What this side says of a test.
pub(super) fn measurement(test: TestKind, began: Instant, bytes: u64) -> Message {
    let measurement = Measurement {
        app_info: Some(AppInfo {
            elapsed_time: i64::try_from(began.elapsed().as_micros()).unwrap_or(i64::MAX),
            num_bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        }),
        origin: Some(Origin::Client),
        test: Some(test),
        ..Measurement::default()
    };
    Message::text(serde_json::to_string(&measurement).expect("a measurement always has a JSON text"))
}

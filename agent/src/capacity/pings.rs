//! Round trips to a server while the line is idle, and while it is loaded: connections beside the one of the test.

use kiemke_http::{Connect, Endpoint};
use std::time::Duration;
use tokio::time::{Instant, sleep, timeout};

/// Connections before a test.
const IDLE: usize = 5;
/// Between them.
const IDLE_SPACING: Duration = Duration::from_millis(50);
/// Between connections while the line is loaded: small beside any load.
const LOADED_SPACING: Duration = Duration::from_millis(250);
/// How long one may take; what takes longer is lost.
const WAIT: Duration = Duration::from_secs(3);

/// Round trips while nothing else runs.
pub(super) async fn idle<C: Connect>(connect: &C, server: &Endpoint) -> Vec<Duration> {
    let mut round_trips = Vec::new();
    for _ in 0..IDLE {
        round_trips.extend(round_trip(connect, server).await);
        sleep(IDLE_SPACING).await;
    }
    round_trips
}

/// Round trips for as long as `work` goes on.
pub(super) async fn while_loaded<C: Connect, T>(
    connect: &C,
    server: &Endpoint,
    work: impl Future<Output = T>,
) -> (T, Vec<Duration>) {
    let mut round_trips = Vec::new();
    let done = {
        let taking = async {
            loop {
                sleep(LOADED_SPACING).await;
                round_trips.extend(round_trip(connect, server).await);
            }
        };
        tokio::select! {
            done = work => done,
            () = taking => unreachable!("round trips are taken until the work is done"),
        }
    };
    (done, round_trips)
}

/// The lower middle value.
pub(super) fn median_us(round_trips: &[Duration]) -> Option<u32> {
    let mut sorted = round_trips.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len().checked_sub(1)? / 2;
    Some(crate::probe::micros(sorted[middle]))
}

async fn round_trip<C: Connect>(connect: &C, server: &Endpoint) -> Option<Duration> {
    let start = Instant::now();
    let connected = timeout(WAIT, connect.connect(server)).await;
    matches!(connected, Ok(Ok(_))).then(|| start.elapsed())
}

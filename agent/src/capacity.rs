//! Tests of what the line carries, as a client of the public ndt7 protocol: against the daemon or any other server.
//!
//! Owns the connection of a test and the round trips taken beside it. Keeps the bounds that it is given to the byte on
//! the socket; whether and when to test is decided elsewhere.

mod counted;
mod dial;
mod download;
mod pings;
mod upload;

use crate::probe::micros;
use dial::dial;
use kiemke_agent_core::capacity::Limits;
use kiemke_http::{Connect, Endpoint};
use kiemke_wire::ndt7::{TcpInfo, TestKind};
use kiemke_wire::reading::{CapacityFailure, CapacityReading, Medium, TransferReading};
use kiemke_wire::secret::Token;
use pings::{idle, median_us, while_loaded};
use std::time::Duration;

/// A test to make.
#[derive(Clone, Debug)]
pub struct CapacityPlan {
    /// Its name in the reading.
    pub name: String,
    /// Where the server listens.
    pub server: Endpoint,
    /// What lets this machine in.
    pub token: Option<Token>,
    /// The bounds.
    pub limits: Limits,
    /// How the machine is tied to the network.
    pub medium: Option<Medium>,
    /// What its interface carries, megabits a second.
    pub link_mbps: Option<u32>,
}

/// What came of one direction.
#[derive(Debug)]
struct Transfer {
    reading: TransferReading,
    tcp: Option<TcpInfo>,
    failed: Option<CapacityFailure>,
}

/// Tests both directions, one after the other. Never fails: what went wrong stands in the reading.
pub async fn measure<C: Connect>(connect: C, plan: CapacityPlan) -> CapacityReading {
    let mut reading = CapacityReading {
        link_mbps: plan.link_mbps,
        ..CapacityReading::failed(plan.name.clone(), plan.medium, None)
    };
    let before = idle(&connect, &plan.server).await;
    reading.latency_idle_us = median_us(&before);
    let mut loaded = Vec::new();
    let mut shortest = before.iter().min().copied();
    for kind in [TestKind::Download, TestKind::Upload] {
        let beside = while_loaded(&connect, &plan.server, one_way(&connect, &plan, kind));
        let (outcome, round_trips) = beside.await;
        loaded.extend(round_trips);
        let transfer = match outcome {
            Ok(transfer) => transfer,
            Err(failure) => {
                reading.failed = Some(failure);
                break;
            }
        };
        let kernel = transfer.tcp.filter(|tcp| tcp.min_rtt > 0);
        let kernel = kernel.map(|tcp| Duration::from_micros(tcp.min_rtt.unsigned_abs()));
        shortest = shortest.into_iter().chain(kernel).min();
        let failed = transfer.failed;
        match kind {
            TestKind::Download => reading.down = Some(transfer.reading),
            TestKind::Upload => reading.up = Some(transfer.reading),
        }
        if failed.is_some() {
            reading.failed = failed;
            break;
        }
    }
    reading.latency_loaded_us = median_us(&loaded);
    reading.rtt_us_min = shortest.map(micros);
    reading
}

async fn one_way<C: Connect>(
    connect: &C,
    plan: &CapacityPlan,
    kind: TestKind,
) -> Result<Transfer, CapacityFailure> {
    let limit = match kind {
        TestKind::Download => plan.limits.down,
        TestKind::Upload => plan.limits.up,
    };
    let (socket, course) = dial(connect, &plan.server, kind, plan.token.as_ref(), limit).await?;
    Ok(match kind {
        TestKind::Download => download::download(socket, course).await,
        TestKind::Upload => upload::upload(socket, course).await,
    })
}

/// What the sender's kernel sent again, thousandths.
fn resent_permille(tcp: Option<TcpInfo>) -> Option<u32> {
    let tcp = tcp.filter(|tcp| tcp.bytes_sent > 0)?;
    let permille = tcp.bytes_retrans.checked_mul(1000)? / tcp.bytes_sent;
    u32::try_from(permille).ok()
}

#[cfg(test)]
mod tests;

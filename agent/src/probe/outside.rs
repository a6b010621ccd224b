//! Hosts outside: name, connection, first byte of an answer; then spaced connections for loss and jitter.

use super::series::{Series, micros};
use super::{Target, Tls};
use crate::collect::{RadioLook, Root};
use crate::radio::{between, look};
use futures_util::{StreamExt as _, stream};
use kiemke_http::{Connect, Endpoint, Stream, Trust, secure, speaks_older_tls};
use kiemke_wire::reading::{OutsideReading, OutsideStep};
use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep, timeout};

/// Connections of one reading: enough to see 5 % of loss.
pub const CONNECTIONS: u16 = 20;
/// Connections to a learning platform: whether it is there matters, not the quality of the line.
pub const PLATFORM_CONNECTIONS: u16 = 3;
/// How long a spaced connection waits: a kernel repeats its first packet after a second (RFC 6298), which would hide
/// its loss; over a satellite line an answer takes 700 ms.
const PROBE_WAIT: Duration = Duration::from_millis(950);
/// How long each step waits: a satellite line answers within two seconds.
const WAIT: Duration = Duration::from_secs(5);
/// How long the first connection waits: a kernel repeats its first packet after one and after three seconds.
const CONNECT_WAIT: Duration = Duration::from_secs(4);
/// Where the first digit of the status stands in `HTTP/1.1 200`.
const STATUS_CLASS_AT: usize = 9;
/// Hosts probed at once: a round then takes as long as its slowest hosts, and its few packets disturb nobody.
const HOSTS_AT_ONCE: usize = 3;

/// What to probe and how.
#[derive(Clone, Debug, Default)]
pub struct OutsidePlan {
    /// The hosts, one after the other.
    pub targets: Vec<Target>,
    /// Connections to each, for loss and jitter.
    pub connections: u16,
    /// Between two connections.
    pub spacing: Duration,
    /// Where hosts were found last: while names do not resolve, addresses show whether anything else works.
    pub remembered: Remembered,
    /// The machine whose radio is looked at before and after, if it has one; not with every plan.
    pub radio_of: Option<Root>,
}

/// Addresses of hosts, as last resolved; few, because targets are.
pub type Remembered = Arc<Mutex<HashMap<String, IpAddr>>>;

/// Probes every host of the plan; the readings stand in its order.
pub async fn probe_outside<C: Connect>(connect: C, plan: OutsidePlan) -> Vec<OutsideReading> {
    let first = radio(plan.radio_of.clone()).await;
    let probes = plan.targets.clone().into_iter();
    let probes = probes.map(|target| probe(connect.clone(), target, plan.clone()));
    let mut readings: Vec<OutsideReading> = stream::iter(probes).buffered(HOSTS_AT_ONCE).collect().await;
    let wifi = between(first, radio(plan.radio_of).await);
    for reading in &mut readings {
        reading.wifi = wifi;
    }
    readings
}

/// A driver may let a question wait, so it is asked beside the other work.
async fn radio(of: Option<Root>) -> Option<RadioLook> {
    let root = of?;
    spawn_blocking(move || look(&root)).await.ok().flatten()
}

async fn probe<C: Connect>(connect: C, target: Target, plan: OutsidePlan) -> OutsideReading {
    let mut reading = OutsideReading {
        target: target.name.clone(),
        failed: None,
        dns_us: None,
        tcp_us: None,
        tls_us: None,
        first_byte_us: None,
        sent: 0,
        received: 0,
        rtt_us_median: None,
        jitter_us: None,
        wifi: None,
    };
    let found = resolve(&target, &mut reading).await;
    let address = {
        // Nothing that could panic is done under the lock.
        let mut remembered = plan.remembered.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(address) = found {
            remembered.insert(target.host.clone(), address);
        }
        found.or_else(|| remembered.get(&target.host).copied())
    };
    let Some(address) = address else {
        reading.failed = Some(OutsideStep::Dns);
        return reading;
    };
    let endpoint = Endpoint::Tcp {
        host: address.to_string(),
        port: target.port,
    };
    reading.failed = match found {
        Some(_) => ask(&connect, &endpoint, &target, &mut reading).await.err(),
        None => Some(OutsideStep::Dns),
    };
    if reading.failed != Some(OutsideStep::Tcp) {
        let mut series = Series::default();
        for _ in 0..plan.connections {
            let start = Instant::now();
            let connected = timeout(PROBE_WAIT, connect.connect(&endpoint)).await;
            series.add(matches!(connected, Ok(Ok(_))).then(|| start.elapsed()));
            if series.fell_silent() {
                // It answered a moment ago, and does no longer.
                reading.failed = reading.failed.or(Some(OutsideStep::Tcp));
                break;
            }
            sleep(plan.spacing.saturating_sub(start.elapsed())).await;
        }
        reading.sent = series.sent();
        reading.received = series.received();
        reading.rtt_us_median = series.median_us();
        reading.jitter_us = series.jitter_us();
    }
    reading
}

async fn resolve(target: &Target, reading: &mut OutsideReading) -> Option<IpAddr> {
    if let Ok(address) = target.host.parse() {
        return Some(address);
    }
    let start = Instant::now();
    let found = timeout(WAIT, tokio::net::lookup_host((target.host.as_str(), target.port))).await;
    let address = found.ok()?.ok()?.next()?.ip();
    reading.dns_us = Some(micros(start.elapsed()));
    Some(address)
}

async fn ask<C: Connect>(
    connect: &C,
    endpoint: &Endpoint,
    target: &Target,
    reading: &mut OutsideReading,
) -> Result<(), OutsideStep> {
    let start = Instant::now();
    let connected = timeout(CONNECT_WAIT, connect.connect(endpoint)).await;
    let Ok(Ok(mut stream)) = connected else {
        return Err(OutsideStep::Tcp);
    };
    reading.tcp_us = Some(micros(start.elapsed()));
    let Some(path) = &target.path else { return Ok(()) };
    let trust = match target.tls {
        Tls::Nobody => None,
        Tls::Daemon(authority) => Some(Trust::Fingerprint(authority)),
        Tls::Named => Some(Trust::Named),
    };
    if let Some(trust) = trust {
        let start = Instant::now();
        stream = match timeout(WAIT, secure(stream, &target.host, &trust)).await {
            Ok(Ok(private)) => private,
            // It is there; what it serves is not for us to see.
            Ok(Err(error)) if target.tls == Tls::Named && speaks_older_tls(&error) => return Ok(()),
            Ok(Err(_)) | Err(_) => return Err(OutsideStep::Tls),
        };
        reading.tls_us = Some(micros(start.elapsed()));
    }
    let host = Endpoint::Tcp {
        host: target.host.clone(),
        port: target.port,
    };
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {}\r\nconnection: close\r\n\r\n",
        host.authority()
    );
    let start = Instant::now();
    let exchange = async {
        stream.write_all(request.as_bytes()).await?;
        stream.flush().await?;
        stream.read_u8().await
    };
    match timeout(WAIT, exchange).await {
        Ok(Ok(_)) => reading.first_byte_us = Some(micros(start.elapsed())),
        Ok(Err(_)) | Err(_) => return Err(OutsideStep::Http),
    }
    match target.must_serve && !serves(&mut stream).await {
        true => Err(OutsideStep::Http),
        false => Ok(()),
    }
}

/// Whether an answer, of which one byte was read, has a status other than 5xx.
async fn serves(stream: &mut Box<dyn Stream>) -> bool {
    let mut head = [0; STATUS_CLASS_AT];
    let read = timeout(WAIT, stream.read_exact(&mut head)).await;
    matches!(read, Ok(Ok(_))) && matches!(head[STATUS_CLASS_AT - 1], b'1'..=b'4')
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_http::System;
    use kiemke_wire::reading::WifiReading;
    use tokio::net::TcpListener;

    async fn probe_port(port: u16, path: Option<&str>) -> OutsideReading {
        let target = Target {
            name: "x".into(),
            host: "127.0.0.1".into(),
            port,
            path: path.map(str::to_owned),
            tls: Tls::Nobody,
            must_serve: false,
        };
        let plan = OutsidePlan {
            targets: vec![target],
            connections: CONNECTIONS,
            spacing: Duration::ZERO,
            remembered: Remembered::default(),
            radio_of: None,
        };
        probe_outside(System, plan).await.remove(0)
    }

    async fn host(answers: bool) -> u16 {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                if answers {
                    let mut request = [0; 64];
                    let _ = stream.read(&mut request).await;
                    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await;
                }
            }
        });
        port
    }

    #[tokio::test]
    async fn a_host_that_answers_has_every_figure_but_tls() {
        let reading = probe_port(host(true).await, Some("/healthz")).await;
        assert_eq!(reading.failed, None);
        assert!(reading.tcp_us.is_some() && reading.first_byte_us.is_some());
        assert_eq!(
            (reading.dns_us, reading.tls_us),
            (None, None),
            "an address needs no name"
        );
        assert_eq!((reading.sent, reading.received), (20, 20));
        assert!(reading.rtt_us_median.is_some() && reading.jitter_us.is_some());
    }

    #[tokio::test]
    async fn beside_every_host_stands_what_the_radio_did() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let named = |name: &str, port| Target {
            name: name.into(),
            host: "127.0.0.1".into(),
            port,
            path: None,
            tls: Tls::Nobody,
            must_serve: false,
        };
        let port = host(false).await;
        let plan = OutsidePlan {
            targets: vec![named("daemon", port), named("public", port)],
            connections: 1,
            radio_of: Some(Root::new(folder.path())),
            ..OutsidePlan::default()
        };
        let by_cable = probe_outside(System, plan.clone()).await;
        assert!(by_cable.iter().all(|reading| reading.wifi.is_none()));
        file(
            "proc/net/route",
            "head\nwlan0 00000000 0101A8C0 0003 0 0 100 00000000 0 0 0\n",
        );
        file("sys/class/net/wlan0/wireless/x", "");
        file("proc/net/wireless", " wlan0: 0000 54. -62. -256\n");
        let by_radio = probe_outside(System, plan).await;
        let wifi = Some(WifiReading {
            signal_dbm: Some(-62),
            ..WifiReading::default()
        });
        assert_eq!(by_radio.len(), 2);
        assert!(
            by_radio.iter().all(|reading| reading.wifi == wifi),
            "{by_radio:?}"
        );
    }

    #[tokio::test]
    async fn the_step_that_fails_is_named() {
        let reading = probe_port(host(false).await, Some("/")).await;
        assert_eq!((reading.failed, reading.received), (Some(OutsideStep::Http), 20));
        let reading = probe_port(host(false).await, None).await;
        assert_eq!(
            reading.failed, None,
            "of a daemon that is not known only the connection is probed"
        );
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let reading = probe_port(port, Some("/")).await;
        assert_eq!((reading.failed, reading.sent), (Some(OutsideStep::Tcp), 0));
    }
}

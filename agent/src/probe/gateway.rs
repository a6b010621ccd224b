//! The way to the gateway: ten probes by ICMP where that is allowed, else by TCP.

use super::series::Series;
use futures_util::future::join_all;
use kiemke_wire::reading::{GatewayReading, ProbeMethod};
use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};

/// Probes of one reading: enough to see 10 % of loss.
const PROBES: u16 = 10;
/// How long one probe waits: a gateway in the same house that takes a second is as good as gone.
const WAIT: Duration = Duration::from_secs(1);
/// Ports on which gateways answer or refuse: web page, web page, name server.
const PORTS: [u16; 3] = [80, 443, 53];

/// Probes a gateway. `id` tells this agent's echoes from those of others on the same machine.
pub async fn probe_gateway(address: IpAddr, spacing: Duration, id: u16) -> GatewayReading {
    #[cfg(unix)]
    if let IpAddr::V4(v4) = address
        && let Ok(icmp) = super::icmp::Icmp::open(v4, id)
    {
        let mut series = Series::default();
        for sequence in 0..PROBES {
            let start = Instant::now();
            series.add(icmp.echo(sequence, WAIT).await);
            if series.fell_silent() {
                break;
            }
            sleep(spacing.saturating_sub(start.elapsed())).await;
        }
        if series.received() > 0 {
            return reading(ProbeMethod::Icmp, &series);
        }
        // Some gateways drop echoes; one that refuses a connection is there all the same.
    }
    let _ = id;
    by_tcp(address, &PORTS, spacing).await
}

async fn by_tcp(address: IpAddr, ports: &[u16], spacing: Duration) -> GatewayReading {
    let mut series = Series::default();
    let tries = ports.iter().map(|port| connect(SocketAddr::new(address, *port)));
    let tried = join_all(tries).await;
    let answering = ports
        .iter()
        .zip(tried)
        .find_map(|(port, answer)| answer.map(|_| *port));
    for _ in 0..PROBES {
        let start = Instant::now();
        series.add(match answering {
            Some(port) => connect(SocketAddr::new(address, port)).await,
            None => None,
        });
        if answering.is_some() {
            sleep(spacing.saturating_sub(start.elapsed())).await;
        }
    }
    reading(ProbeMethod::Tcp, &series)
}

/// The round trip of a connection or of its refusal.
async fn connect(address: SocketAddr) -> Option<Duration> {
    let start = Instant::now();
    match timeout(WAIT, TcpStream::connect(address)).await {
        Ok(Ok(_)) => Some(start.elapsed()),
        Ok(Err(error)) if error.kind() == ErrorKind::ConnectionRefused => Some(start.elapsed()),
        Ok(Err(_)) | Err(_) => None,
    }
}

fn reading(method: ProbeMethod, series: &Series) -> GatewayReading {
    GatewayReading {
        method,
        sent: series.sent(),
        received: series.received(),
        rtt_us_median: series.median_us(),
        rtt_us_max: series.max_us(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCAL: IpAddr = IpAddr::V4(std::net::Ipv4Addr::LOCALHOST);
    const SPACING: Duration = Duration::from_millis(1);

    #[tokio::test]
    async fn a_gateway_that_answers_is_measured() {
        let reading = probe_gateway(LOCAL, SPACING, 77).await;
        assert_eq!((reading.sent, reading.received), (10, 10));
        assert!(reading.rtt_us_median <= reading.rtt_us_max);
    }

    #[tokio::test]
    async fn a_refusal_is_an_answer() {
        let listener = tokio::net::TcpListener::bind((LOCAL, 0)).await.unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        let reading = by_tcp(LOCAL, &[port], SPACING).await;
        assert_eq!((reading.method, reading.received), (ProbeMethod::Tcp, 10));
    }
}

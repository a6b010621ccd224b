//! A line that carries so much and no more: a relay on this machine, before a daemon.

use kiemke_http::Endpoint;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval};

/// How often a line lets something through.
const TICK_MS: u32 = 10;

/// The daemon as it is reached over the line. The relay ends with the test's runtime.
///
/// # Panics
/// When this machine gives no port.
pub async fn slow_line(daemon: &Endpoint, down_kbps: u32, up_kbps: u32) -> Endpoint {
    let far = daemon.to_string();
    let far = far.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let near = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let Ok(server) = TcpStream::connect(&far).await else {
                continue;
            };
            let (from_client, to_client) = client.into_split();
            let (from_server, to_server) = server.into_split();
            tokio::spawn(carry(from_server, to_client, down_kbps));
            tokio::spawn(carry(from_client, to_server, up_kbps));
        }
    });
    format!("http://{near}").parse().expect("an endpoint")
}

/// Carries bytes at this rate until one side is gone.
async fn carry(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, rate_kbps: u32) {
    let mut buffer = vec![0; (rate_kbps * TICK_MS / 8) as usize];
    let mut tick = interval(Duration::from_millis(TICK_MS.into()));
    // What a tick did not use is lost, as on a line.
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        let read = from.read(&mut buffer).await;
        let Ok(count @ 1..) = read else { break };
        if to.write_all(&buffer[..count]).await.is_err() {
            break;
        }
    }
    // Whoever is behind it notices by itself.
    let _ = to.shutdown().await;
}

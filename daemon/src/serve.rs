//! Connections: accepted up to a bound, made private, closed when idle, finished at the end.

use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, UnixListener};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// Open connections: the bound of the whole daemon's memory for them (performance.md, P3).
const CONNECTIONS_MAX: usize = 20_000;
/// A connection is closed when no request begins within this time: kept ones would cost gigabytes.
const IDLE: Duration = Duration::from_secs(5);
/// A request head is at most this large, bytes; ours are a few hundred.
const HEAD_BYTES_MAX: usize = 16 * 1024;
/// A handshake takes two round trips, over a satellite line a second and a half; who is slower is cut off.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// After a failed accept (too many open files) it is tried again after this time.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// How long a stopping daemon waits for answers under way.
const FINISH_WITHIN: Duration = Duration::from_secs(10);

/// Where connections come from.
pub(crate) enum Listener {
    Tcp(TcpListener),
    Tls(TcpListener, TlsAcceptor),
    Unix(UnixListener),
}

/// Who is at the other end; stands in every request of the connection.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// A connection on which nothing was said yet.
struct Accepted {
    stream: Box<dyn Stream>,
    peer: Option<Peer>,
    acceptor: Option<TlsAcceptor>,
}

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

impl Listener {
    async fn accept(&self) -> io::Result<Accepted> {
        let (listener, acceptor) = match self {
            Self::Tcp(listener) => (listener, None),
            Self::Tls(listener, acceptor) => (listener, Some(acceptor.clone())),
            Self::Unix(listener) => {
                let stream = Box::new(listener.accept().await?.0);
                return Ok(Accepted {
                    stream,
                    peer: None,
                    acceptor: None,
                });
            }
        };
        let (stream, address) = listener.accept().await?;
        stream.set_nodelay(true)?;
        Ok(Accepted {
            stream: Box::new(stream),
            peer: Some(Peer(address.ip().to_canonical())),
            acceptor,
        })
    }
}

/// Serves until told to stop.
pub(crate) async fn serve(listener: Listener, router: Router, stop: CancellationToken, tasks: TaskTracker) {
    let places = Arc::new(Semaphore::new(CONNECTIONS_MAX));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else {
            return;
        };
        let accepted = tokio::select! {
            () = stop.cancelled() => return,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok(accepted) => {
                let (router, stop) = (router.clone(), stop.clone());
                tasks.spawn(async move {
                    converse(accepted, router, stop).await;
                    drop(place);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "a connection was not accepted");
                tokio::time::sleep(ACCEPT_PAUSE).await;
            }
        }
    }
}

async fn converse(accepted: Accepted, router: Router, stop: CancellationToken) {
    let Accepted {
        stream,
        peer,
        acceptor,
    } = accepted;
    let Some(stream) = secure(stream, peer, acceptor, &stop).await else {
        return;
    };
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        service.call(request)
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD_BYTES_MAX);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        // An error here is the other side's: it went away, or was slow, or does not speak HTTP.
        _ = connection.as_mut() => return,
        () = stop.cancelled() => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(FINISH_WITHIN, connection).await;
}

/// Shakes hands where TLS is spoken. A failure is the other side's: it does not trust us, or is slow, or no client
/// of ours.
async fn secure(
    stream: Box<dyn Stream>,
    peer: Option<Peer>,
    acceptor: Option<TlsAcceptor>,
    stop: &CancellationToken,
) -> Option<Box<dyn Stream>> {
    let Some(acceptor) = acceptor else {
        return Some(stream);
    };
    tokio::select! {
        () = stop.cancelled() => None,
        shaken = tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)) => match shaken {
            Ok(Ok(stream)) => Some(Box::new(stream)),
            Ok(Err(error)) => {
                tracing::debug!(%error, peer = ?peer.map(|peer| peer.0), "a handshake failed");
                None
            }
            Err(_) => None,
        },
    }
}

//! Connections: accepted up to a bound, made private, closed when idle, finished at the end.

use crate::ndt7::tcp_info_of;
use axum::Router;
use hyper::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use kiemke_wire::ndt7::TcpInfo;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
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

/// The two ends of a connection over the network; stands in every request of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ends {
    /// The client's.
    pub(crate) peer: SocketAddr,
    /// Ours.
    pub(crate) local: SocketAddr,
}

/// A connection on which nothing was said yet.
struct Accepted {
    stream: Box<dyn Stream>,
    ends: Option<Ends>,
    acceptor: Option<TlsAcceptor>,
}

/// A connection.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Unpin + Send {
    /// What the kernel knows of it, where it is one of TCP.
    fn tcp_info(&self) -> Option<TcpInfo>;
}

impl Stream for TcpStream {
    fn tcp_info(&self) -> Option<TcpInfo> {
        tcp_info_of(self)
    }
}

impl Stream for UnixStream {
    fn tcp_info(&self) -> Option<TcpInfo> {
        None
    }
}

impl Stream for TlsStream<Box<dyn Stream>> {
    fn tcp_info(&self) -> Option<TcpInfo> {
        self.get_ref().0.tcp_info()
    }
}

impl Listener {
    async fn accept(&self) -> io::Result<Accepted> {
        let (listener, acceptor) = match self {
            Self::Tcp(listener) => (listener, None),
            Self::Tls(listener, acceptor) => (listener, Some(acceptor.clone())),
            Self::Unix(listener) => {
                let stream = Box::new(listener.accept().await?.0);
                return Ok(Accepted {
                    stream,
                    ends: None,
                    acceptor: None,
                });
            }
        };
        let (stream, peer) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?;
        Ok(Accepted {
            stream: Box::new(stream),
            ends: Some(Ends { peer, local }),
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
        ends,
        acceptor,
    } = accepted;
    let peer = ends.map(|ends| Peer(ends.peer.ip().to_canonical()));
    let Some(stream) = secure(stream, peer, acceptor, &stop).await else {
        return;
    };
    let service = TowerToHyperService::new(router);
    let service = service_fn(move |mut request: Request<Incoming>| {
        let extensions = request.extensions_mut();
        if let Some(peer) = peer {
            extensions.insert(peer);
        }
        if let Some(ends) = ends {
            extensions.insert(ends);
        }
        service.call(request)
    });
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_buf_size(HEAD_BYTES_MAX);
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection.with_upgrades());
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

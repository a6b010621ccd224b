use crate::Endpoint;
use std::future::Future;
use std::io;
use tokio::io::{AsyncRead, AsyncWrite};

/// A connected byte stream.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + Send + 'static {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + 'static> Stream for T {}

/// How a byte stream to an endpoint is made: the system's sockets, or a simulated network. TLS comes on top of it.
pub trait Connect: Clone + Send + Sync + 'static {
    /// Connects.
    ///
    /// # Errors
    /// When nobody listens there or the network says so.
    fn connect(&self, endpoint: &Endpoint) -> impl Future<Output = io::Result<Box<dyn Stream>>> + Send;
}

/// The system's sockets.
#[derive(Clone, Copy, Debug, Default)]
pub struct System;

impl Connect for System {
    async fn connect(&self, endpoint: &Endpoint) -> io::Result<Box<dyn Stream>> {
        match endpoint {
            Endpoint::Tcp { host, port } | Endpoint::Tls { host, port } => {
                let stream = tokio::net::TcpStream::connect((host.as_str(), *port)).await?;
                stream.set_nodelay(true)?;
                Ok(Box::new(stream))
            }
            #[cfg(unix)]
            Endpoint::Unix(path) => Ok(Box::new(tokio::net::UnixStream::connect(path).await?)),
            #[cfg(not(unix))]
            Endpoint::Unix(_) => Err(io::Error::new(
                io::ErrorKind::Unsupported,
                "no unix sockets on this system",
            )),
        }
    }
}

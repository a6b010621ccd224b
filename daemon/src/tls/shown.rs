use super::{NoTls, Tls};
use crate::clock::Clock;
use kiemke_http::causes;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// How often the certificate is made or read anew: addresses change, files are renewed, and it holds for a month.
const RENEW_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

/// The certificate that new connections are shown.
#[derive(Debug)]
pub(crate) struct Shown(RwLock<Arc<CertifiedKey>>);

impl Shown {
    pub(crate) fn new(tls: &Tls, listen: SocketAddr, clock: &dyn Clock) -> Result<Arc<Self>, NoTls> {
        let certified = tls.certified(listen, clock.now())?;
        Ok(Arc::new(Self(RwLock::new(Arc::new(certified)))))
    }

    /// Renews it until told to stop; while that fails the old one stays.
    pub(crate) async fn renew(
        self: Arc<Self>,
        tls: Arc<Tls>,
        listen: SocketAddr,
        clock: Arc<dyn Clock>,
        stop: CancellationToken,
    ) {
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                () = tokio::time::sleep(RENEW_EVERY) => {}
            }
            match tls.certified(listen, clock.now()) {
                Ok(certified) => {
                    *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(certified);
                }
                Err(error) => {
                    tracing::error!(error = causes(&error), "the certificate was not renewed");
                }
            }
        }
    }
}

impl ResolvesServerCert for Shown {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.0.read().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

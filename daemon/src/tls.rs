//! What the daemon shows of itself over TLS: its own authority and a certificate under it, or files that a person
//! gave. The handshakes themselves are made where connections are served.

mod authority;
mod given;
mod names;
mod shown;

pub(crate) use authority::{Authority, AuthoritySecret, put_authority};
pub(crate) use shown::Shown;

use given::Given;
use kiemke_config::daemon::TlsSettings;
use kiemke_wire::time::UnixMs;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::server::NoServerSessionStorage;
use rustls::sign::CertifiedKey;
use rustls::version::TLS13;
use sha2::{Digest as _, Sha256};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why there is nothing to show. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum NoTls {
    /// The disk refused.
    #[error("{operation} {path}")]
    Disk {
        /// What was tried.
        operation: &'static str,
        /// On which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file is not what it should be.
    #[error("read {path}: {reason}")]
    Form {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The certificate is there and its key is not.
    #[error(
        "read {path}: it is gone, and nobody can make it again; put it back, or remove the folder: then a new authority is made and all agents have to enrol again"
    )]
    KeyGone {
        /// The key.
        path: PathBuf,
    },
    /// A certificate could not be made.
    #[error("make a certificate: {0}")]
    NotMade(String),
}

/// Who this daemon is on the network.
pub(crate) struct Tls {
    source: Source,
    names: Vec<String>,
    pin: [u8; 32],
}

enum Source {
    Own(Box<Authority>),
    Given(Given),
}

impl Tls {
    /// Reads the files that the settings name; else reads the authority in the folder, or makes one there.
    pub(crate) fn open(dir: &Path, settings: &TlsSettings) -> Result<Self, NoTls> {
        let source = match Given::of(settings) {
            Some(given) => Source::Given(given),
            None => Source::Own(Box::new(Authority::load_or_make(dir)?)),
        };
        let pin = match &source {
            Source::Own(authority) => authority.fingerprint(),
            Source::Given(given) => given.read()?.1,
        };
        Ok(Self {
            source,
            names: settings.names.clone(),
            pin,
        })
    }

    /// The fingerprint that every token carries.
    pub(crate) fn pin(&self) -> [u8; 32] {
        self.pin
    }

    /// What must travel in a backup so that agents need not enrol again.
    pub(crate) fn secret(&self) -> Option<AuthoritySecret> {
        match &self.source {
            Source::Own(authority) => Some(authority.secret()),
            Source::Given(_) => None,
        }
    }

    /// The chain and the key for connections from now on.
    pub(crate) fn certified(&self, listen: SocketAddr, now: UnixMs) -> Result<CertifiedKey, NoTls> {
        match &self.source {
            Source::Own(authority) => authority.issue(names::of(listen, &self.names), now),
            Source::Given(given) => {
                let (certified, pin) = given.read()?;
                if pin != self.pin {
                    tracing::warn!(
                        "the certificate is from another authority than before: tokens name the old one"
                    );
                }
                Ok(certified)
            }
        }
    }
}

/// How connections are taken.
pub(crate) fn server_config(shown: Arc<Shown>) -> Result<ServerConfig, NoTls> {
    let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let builder = builder
        .with_protocol_versions(&[&TLS13])
        .map_err(|error| NoTls::NotMade(error.to_string()))?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(shown);
    // An agent comes back in a quarter of an hour: what is kept of a million of them costs more than it saves.
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.send_tls13_tickets = 0;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn fingerprint_of(certificate: &[u8]) -> [u8; 32] {
    Sha256::digest(certificate).into()
}

use super::{NoTls, fingerprint_of};
use kiemke_config::daemon::TlsSettings;
use rustls::crypto::ring;
use rustls::pki_types::pem::{Error as PemError, PemObject as _};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::sign::CertifiedKey;
use std::path::{Path, PathBuf};

/// Files that a person gave. They are read again every day, so that who renews them need not restart the daemon.
pub(super) struct Given {
    certificate: PathBuf,
    key: PathBuf,
}

impl Given {
    pub(super) fn of(settings: &TlsSettings) -> Option<Self> {
        let (certificate, key) = settings.certificate.clone().zip(settings.key.clone())?;
        Some(Self { certificate, key })
    }

    /// The chain with its key, and the fingerprint of the last certificate in it: the authority's.
    pub(super) fn read(&self) -> Result<(CertifiedKey, [u8; 32]), NoTls> {
        let unread = |path: &Path, error: &dyn std::fmt::Display| NoTls::Form {
            path: path.to_owned(),
            reason: error.to_string(),
        };
        let chain: Result<Vec<_>, PemError> =
            CertificateDer::pem_file_iter(&self.certificate).and_then(Iterator::collect);
        let chain = chain.map_err(|error| unread(&self.certificate, &error))?;
        let authority = match chain.as_slice() {
            [_, .., authority] => fingerprint_of(authority),
            _ => {
                let reason =
                    "it must hold the daemon's certificate and behind it those above, the authority's last";
                return Err(unread(&self.certificate, &reason));
            }
        };
        let key = PrivateKeyDer::from_pem_file(&self.key).map_err(|error| unread(&self.key, &error))?;
        let certified = CertifiedKey::from_der(chain, key, &ring::default_provider())
            .map_err(|error| unread(&self.key, &error))?;
        Ok((certified, authority))
    }
}

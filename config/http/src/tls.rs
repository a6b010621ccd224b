//! TLS: whom to trust, and the handshake. TLS 1.3 alone, because both ends are ours.
//!
//! A daemon has an authority of its own. Who holds one of its tokens knows the fingerprint of that authority's
//! certificate: the chain that the daemon shows must hold a certificate with it, and must be valid, name included,
//! under that certificate alone. So the first contact is already authenticated, and no public authority counts. Of hosts that are
//! not ours, to which nothing is told, only their name is asked.

use crate::Stream;
use kiemke_wire::secret::Token;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls13_signature};
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::version::TLS13;
use rustls::{
    AlertDescription, CertificateError, ClientConfig, DigitallySignedStruct, Error, PeerIncompatible,
    RootCertStore, SignatureScheme,
};
use sha2::{Digest as _, Sha256};
use std::io;
use std::sync::Arc;
use tokio_rustls::TlsConnector;

/// Who may answer.
#[derive(Clone, Debug, Default)]
pub enum Trust {
    /// Nobody is known: TLS is not possible.
    #[default]
    Nobody,
    /// A daemon whose authority's certificate has this SHA-256.
    Fingerprint([u8; 32]),
    /// A daemon with a certificate of the authorities that a person named.
    Authorities(Arc<RootCertStore>),
    /// Whoever shows a certificate of the name that was dialled, whoever signed it: enough to see that a host of the Internet
    /// is there, and that nobody else answers in its place. Nothing secret may be told to it, and nothing it says believed.
    Named,
}

/// Text that holds no certificate that can be trusted. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum BadAuthority {
    /// Not PEM, or a damaged certificate in it.
    #[error("read the certificates")]
    Form(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// None in it.
    #[error("find a certificate between BEGIN CERTIFICATE and END CERTIFICATE")]
    Empty,
}

/// Who was found at the other end. Nothing was sent to him.
#[derive(Debug, thiserror::Error)]
enum Distrust {
    #[error("the certificate shown there is not from the authority that the token names; nothing was sent")]
    OtherAuthority,
    #[error(transparent)]
    Other(Error),
}

impl From<Error> for Distrust {
    fn from(error: Error) -> Self {
        match error {
            Error::InvalidCertificate(CertificateError::UnknownIssuer) => Self::OtherAuthority,
            error => Self::Other(error),
        }
    }
}

impl Trust {
    /// What a token says.
    pub fn of(token: Option<&Token>) -> Self {
        token
            .and_then(Token::authority)
            .map_or(Self::Nobody, |fingerprint| Self::Fingerprint(*fingerprint))
    }

    /// The certificates in PEM text.
    ///
    /// # Errors
    /// When there is none, or one cannot be read.
    pub fn read_pem(text: &[u8]) -> Result<Self, BadAuthority> {
        let mut roots = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(text) {
            let certificate = certificate.map_err(|error| BadAuthority::Form(error.into()))?;
            roots
                .add(certificate)
                .map_err(|error| BadAuthority::Form(error.into()))?;
        }
        if roots.is_empty() {
            return Err(BadAuthority::Empty);
        }
        Ok(Self::Authorities(Arc::new(roots)))
    }

    fn config(&self) -> Result<ClientConfig, Error> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(provider.clone());
        let builder = builder.with_protocol_versions(&[&TLS13])?;
        let verified = |must| {
            let verifier = Arc::new(Verifier { must, provider });
            builder
                .clone()
                .dangerous()
                .with_custom_certificate_verifier(verifier)
        };
        let builder = match self {
            Self::Nobody => return Err(Error::General("no authority is known".into())),
            Self::Authorities(roots) => builder.clone().with_root_certificates(roots.clone()),
            Self::Fingerprint(fingerprint) => verified(Must::Lead(*fingerprint)),
            Self::Named => verified(Must::Name),
        };
        let mut config = builder.with_no_client_auth();
        // Each connection carries one exchange, a quarter of an hour after the last.
        config.resumption = Resumption::disabled();
        Ok(config)
    }
}

/// Makes a connected stream private, once the other side has shown that it may be trusted.
///
/// # Errors
/// When it may not, or the connection breaks. `Error::is_distrust` tells the two apart.
pub async fn secure(stream: Box<dyn Stream>, host: &str, trust: &Trust) -> io::Result<Box<dyn Stream>> {
    let distrust = |error: Error| io::Error::new(io::ErrorKind::InvalidData, Distrust::from(error));
    let name =
        ServerName::try_from(host.to_owned()).map_err(|error| distrust(Error::General(error.to_string())))?;
    let connector = TlsConnector::from(Arc::new(trust.config().map_err(distrust)?));
    match connector.connect(name, stream).await {
        Ok(private) => Ok(Box::new(private)),
        Err(error) => Err(match error.downcast::<Error>() {
            Ok(error) => distrust(error),
            Err(error) => error,
        }),
    }
}

/// Whether a handshake failed because of who was found there, not because of the way to it.
pub(crate) fn is_distrust(error: &io::Error) -> bool {
    error
        .get_ref()
        .is_some_and(|inner| inner.downcast_ref::<Distrust>().is_some())
}

/// Whether a handshake failed because the other side speaks only versions of TLS older than ours: a server is there.
pub fn speaks_older_tls(error: &io::Error) -> bool {
    use AlertDescription::{HandshakeFailure, InsufficientSecurity, ProtocolVersion};
    let distrust = error.get_ref().and_then(|inner| inner.downcast_ref::<Distrust>());
    matches!(
        distrust,
        Some(Distrust::Other(
            Error::AlertReceived(HandshakeFailure | InsufficientSecurity | ProtocolVersion)
                | Error::PeerIncompatible(_)
        ))
    )
}

/// What a chain must show.
#[derive(Debug)]
enum Must {
    /// The authority with this fingerprint, and all that follows from it.
    Lead([u8; 32]),
    /// The name that was dialled, and nothing else.
    Name,
}

#[derive(Debug)]
struct Verifier {
    must: Must,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let Must::Lead(fingerprint) = &self.must else {
            verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
            return Ok(ServerCertVerified::assertion());
        };
        let is_ours = |shown: &&CertificateDer<'_>| <[u8; 32]>::from(Sha256::digest(shown)) == *fingerprint;
        let unknown = Error::InvalidCertificate(CertificateError::UnknownIssuer);
        let authority = intermediates.iter().find(is_ours).ok_or(unknown)?;
        let mut roots = RootCertStore::empty();
        roots.add(authority.clone().into_owned())?;
        let verifier = WebPkiServerVerifier::builder_with_provider(roots.into(), self.provider.clone());
        verifier
            .build()
            .map_err(|error| Error::General(error.to_string()))?
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signed, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        let algorithms = &self.provider.signature_verification_algorithms;
        algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_without_a_certificate_are_refused() {
        assert!(matches!(Trust::read_pem(b"kk1_"), Err(BadAuthority::Empty)));
        let damaged = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(matches!(Trust::read_pem(damaged), Err(BadAuthority::Form(_))));
    }
}

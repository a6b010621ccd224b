use super::{NoTls, fingerprint_of};
use jiff::tz::Offset;
use kiemke_wire::time::{DAY_MS, UnixMs};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::crypto::ring::sign::any_ecdsa_type;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::sign::CertifiedKey;
use serde::{Deserialize, Serialize};
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::Path;

/// The certificate, for people's `--ca-file`.
const CERTIFICATE: &str = "authority.pem";
/// Its key: whoever has it can pass for this daemon.
const KEY: &str = "authority.key";
/// How long a certificate of the daemon itself holds, days. It is made anew every day and at every start, and its
/// key lies on no disk.
const ISSUED_DAYS: i64 = 30;

/// The year from which certificates hold: a computer whose clock has lost its battery believes that it is 2000 or
/// 2010, and must be able to report that.
const FROM_YEAR: i32 = 1990;

/// The daemon's own authority: it signs this daemon's certificates and nothing else.
pub(crate) struct Authority {
    certificate: CertificateDer<'static>,
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

/// An authority as it travels in a backup, sealed.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct AuthoritySecret {
    certificate: String,
    key: String,
}

impl Authority {
    /// Reads the authority in a folder, or makes one there.
    pub(crate) fn load_or_make(dir: &Path) -> Result<Self, NoTls> {
        if dir.join(CERTIFICATE).exists() {
            return Self::load(dir);
        }
        // A key alone is what a start that was cut short left; nobody has seen its certificate.
        let key = KeyPair::generate().map_err(not_made)?;
        let certificate = params().self_signed(&key).map_err(not_made)?;
        let secret = AuthoritySecret {
            certificate: certificate.pem(),
            key: key.serialize_pem(),
        };
        put_authority(dir, &secret)?;
        Self::load(dir)
    }

    fn load(dir: &Path) -> Result<Self, NoTls> {
        let path = dir.join(CERTIFICATE);
        let pem = fs::read_to_string(&path).map_err(disk("read", &path))?;
        let certificate = CertificateDer::from_pem_slice(pem.as_bytes()).map_err(|error| NoTls::Form {
            path,
            reason: error.to_string(),
        })?;
        let path = dir.join(KEY);
        let key = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(NoTls::KeyGone { path }),
            key => key.map_err(disk("read", &path))?,
        };
        let key = KeyPair::from_pem(&key).map_err(|_| NoTls::Form {
            path,
            reason: "it is no private key in PEM".into(),
        })?;
        Ok(Self {
            certificate,
            pem,
            issuer: Issuer::new(params(), key),
        })
    }

    /// SHA-256 of the certificate.
    pub(crate) fn fingerprint(&self) -> [u8; 32] {
        fingerprint_of(&self.certificate)
    }

    pub(crate) fn secret(&self) -> AuthoritySecret {
        AuthoritySecret {
            certificate: self.pem.clone(),
            key: self.issuer.key().serialize_pem(),
        }
    }

    /// A new key with a certificate for these names, and the authority's own behind it, by which it is recognised.
    pub(super) fn issue(&self, names: Vec<String>, now: UnixMs) -> Result<CertifiedKey, NoTls> {
        let mut params = CertificateParams::new(names).map_err(not_made)?;
        params.distinguished_name = named("Kiem Ke daemon");
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        params.use_authority_key_identifier_extension = true;
        params.not_before = date_time_ymd(FROM_YEAR, 1, 1);
        let end = jiff::Timestamp::from_millisecond(now.plus(ISSUED_DAYS * DAY_MS).0)
            .map_err(|error| NoTls::NotMade(error.to_string()))?;
        let end = Offset::UTC.to_datetime(end);
        params.not_after = date_time_ymd(
            end.year().into(),
            end.month().unsigned_abs(),
            end.day().unsigned_abs(),
        );
        let key = KeyPair::generate().map_err(not_made)?;
        let certificate = params.signed_by(&key, &self.issuer).map_err(not_made)?;
        let signer: PrivateKeyDer<'_> = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let signer = any_ecdsa_type(&signer).map_err(|error| NoTls::NotMade(error.to_string()))?;
        let chain = vec![certificate.der().clone(), self.certificate.clone()];
        Ok(CertifiedKey::new(chain, signer))
    }
}

/// Writes an authority into a folder that has none; durable when this returns.
pub(crate) fn put_authority(dir: &Path, secret: &AuthoritySecret) -> Result<(), NoTls> {
    let mut builder = DirBuilder::new();
    builder.recursive(true).mode(0o700);
    builder.create(dir).map_err(disk("make", dir))?;
    // The certificate last: where it is, the key is too.
    for (name, text) in [(KEY, &secret.key), (CERTIFICATE, &secret.certificate)] {
        let (path, new) = (dir.join(name), dir.join(format!("{name}.new")));
        let mut options = File::options();
        options.write(true).create(true).truncate(true).mode(0o600);
        let written = options.open(&new).and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        });
        written.map_err(disk("write", &new))?;
        fs::rename(&new, &path).map_err(disk("name", &path))?;
    }
    let synced = File::open(dir).and_then(|dir| dir.sync_all());
    synced.map_err(disk("sync", dir))
}

/// All but the key, so that what is signed names the issuer as the certificate in the folder names itself.
fn params() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Kiem Ke authority");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    params.not_before = date_time_ymd(FROM_YEAR, 1, 1);
    params.not_after = date_time_ymd(2100, 1, 1);
    params
}

fn named(name: &str) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name);
    distinguished
}

fn not_made(error: rcgen::Error) -> NoTls {
    NoTls::NotMade(error.to_string())
}

fn disk<'a>(operation: &'static str, path: &'a Path) -> impl FnOnce(io::Error) -> NoTls + 'a {
    move |source| NoTls::Disk {
        operation,
        path: path.to_owned(),
        source,
    }
}

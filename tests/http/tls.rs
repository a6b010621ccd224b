//! TLS: whoever has a token knows to whom he speaks, from the first byte on.

use kiemke_config::daemon::{DaemonSettings, TlsMode, TlsSettings};
use kiemke_daemon::{StartError, StartOptions, start};
use kiemke_http::{Client, Endpoint, Error, Request, Trust};
use kiemke_tests::daemon::{TestDaemon, enrol_token};
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_wire::view::{MachineDetail, MakeToken, NewToken, Overview, Role};
use rcgen::{CertificateParams, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

fn with_tls() -> DaemonSettings {
    DaemonSettings {
        tls: TlsSettings {
            mode: TlsMode::On,
            ..TlsSettings::default()
        },
        ..DaemonSettings::default()
    }
}

async fn admin_token(daemon: &TestDaemon) -> kiemke_wire::secret::Token {
    let wish = MakeToken {
        role: Role::Admin,
        unit: None,
        name: None,
        expires_at: None,
    };
    let made: NewToken = daemon
        .admin
        .json(Request::post("/v1/tokens", &wish))
        .await
        .unwrap();
    made.token.parse().unwrap()
}

#[tokio::test]
async fn agents_and_readers_are_served_over_tls_and_a_restart_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start_with(folder.path(), with_tls()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    assert!(endpoint.to_string().starts_with("https://127.0.0.1:"));
    let token = daemon.enrol_token(1).await;
    let agent = HandAgent::new(1).trusting(&token);
    agent.enrol(&endpoint, &token).await.expect("enrols");
    agent
        .report(&endpoint, vec![check_in(0, now())])
        .await
        .expect("reports");
    let admin = admin_token(&daemon).await;
    daemon.stop().await;

    let daemon = TestDaemon::start_with(folder.path(), with_tls()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    agent
        .report(&endpoint, vec![check_in(1, now())])
        .await
        .expect("reports");
    let overview: Overview = daemon
        .client(Some(&admin))
        .json(Request::get("/v1/overview"))
        .await
        .unwrap();
    assert_eq!(overview.machines.known, 1);
    // A person may name the certificate instead.
    let pem = fs::read(folder.path().join("tls/authority.pem")).unwrap();
    let named = Client::new(endpoint, Some(admin.naming(None))).trusting(Trust::read_pem(&pem).unwrap());
    let machine: MachineDetail = named.json(Request::get("/v1/machines/m1")).await.unwrap();
    assert_eq!(machine.row.id.0, 1);
    daemon.stop().await;
}

#[tokio::test]
async fn the_key_of_the_authority_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().unwrap();
    TestDaemon::start(folder.path()).await.stop().await;
    let mode = |name: &str| {
        fs::metadata(folder.path().join(name))
            .unwrap()
            .permissions()
            .mode()
    };
    assert_eq!(mode("tls") & 0o777, 0o700);
    assert_eq!(mode("tls/authority.key") & 0o777, 0o600);
}

#[tokio::test]
async fn another_daemon_in_between_is_told_nothing() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let ours = TestDaemon::start_with(one.path(), with_tls()).await;
    let theirs = TestDaemon::start_with(other.path(), with_tls()).await;
    let token = ours.enrol_token(1).await;
    let agent = HandAgent::new(1).trusting(&token);
    let between = theirs.client(None).endpoint().clone();
    let refused = agent.enrol(&between, &token).await.unwrap_err();
    assert!(matches!(refused, Error::NotTrusted { .. }), "{refused:?}");
    let said = kiemke_http::causes(&refused);
    assert!(
        said.contains("not from the authority that the token names"),
        "{said}"
    );
    // A token that names nobody is not sent anywhere over TLS.
    let nobody = token.clone().naming(None);
    let refused = agent.enrol(&between, &nobody).await.unwrap_err();
    assert!(matches!(refused, Error::NoAuthority { .. }), "{refused:?}");
    ours.stop().await;
    theirs.stop().await;
}

/// Shows a chain of our own making to one connection; returns how many bytes came after the handshake.
async fn impostor(
    chain: Vec<CertificateDer<'static>>,
    key: &KeyPair,
) -> (Endpoint, tokio::task::JoinHandle<usize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = Endpoint::at(listener.local_addr().unwrap(), true);
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, PrivatePkcs8KeyDer::from(key.serialize_der()).into())
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let task = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let Ok(mut stream) = acceptor.accept(stream).await else {
            return 0;
        };
        let mut read = Vec::new();
        let _ = stream.read_to_end(&mut read).await;
        read.len()
    });
    (endpoint, task)
}

fn authority_of(folder: &Path) -> CertificateDer<'static> {
    CertificateDer::from_pem_file(folder.join("tls/authority.pem")).unwrap()
}

#[tokio::test]
async fn showing_the_right_authority_without_its_key_helps_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start_with(folder.path(), with_tls()).await;
    let token = daemon.enrol_token(1).await;
    let authority = authority_of(folder.path());
    let names = || CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap();
    // Signed by itself; signed by another key that calls itself as the authority does; the authority alone.
    let key = KeyPair::generate().unwrap();
    let by_itself = names().self_signed(&key).unwrap();
    let mut called = CertificateParams::default();
    called.distinguished_name = rcgen::DistinguishedName::new();
    called
        .distinguished_name
        .push(rcgen::DnType::CommonName, "Kiem Ke authority");
    let false_issuer = Issuer::new(called, KeyPair::generate().unwrap());
    let by_another = names().signed_by(&key, &false_issuer).unwrap();
    for chain in [
        vec![by_itself.der().clone(), authority.clone()],
        vec![by_another.der().clone(), authority.clone()],
        vec![by_another.der().clone()],
    ] {
        let (endpoint, heard) = impostor(chain, &key).await;
        let refused = HandAgent::new(1).enrol(&endpoint, &token).await.unwrap_err();
        assert!(matches!(refused, Error::NotTrusted { .. }), "{refused:?}");
        assert_eq!(heard.await.unwrap(), 0, "nothing was said to the impostor");
    }
    daemon.stop().await;
}

#[tokio::test]
async fn a_certificate_for_another_name_is_not_enough() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start_with(folder.path(), with_tls()).await;
    let token = daemon.enrol_token(1).await;
    let Some((_, port)) = daemon.client(None).endpoint().host_port() else {
        panic!("it listens on the network");
    };
    // The whole of 127/8 is this machine, but the certificate names one address of it.
    let elsewhere: Endpoint = format!("https://127.0.0.1:{port}").parse().unwrap();
    HandAgent::new(1).enrol(&elsewhere, &token).await.expect("enrols");
    let wrong = Endpoint::Tls {
        host: "may-chu.example".into(),
        port,
    };
    let connect = Everywhere(elsewhere);
    let client = Client::over(connect, wrong, Some(token));
    let refused = client.exchange(Request::get("/healthz")).await.unwrap_err();
    assert!(matches!(refused, Error::NotTrusted { .. }), "{refused:?}");
    daemon.stop().await;
}

/// A network on which every name leads to one place.
#[derive(Clone)]
struct Everywhere(Endpoint);

impl kiemke_http::Connect for Everywhere {
    async fn connect(&self, _: &Endpoint) -> std::io::Result<Box<dyn kiemke_http::Stream>> {
        kiemke_http::System.connect(&self.0).await
    }
}

#[tokio::test]
async fn without_tls_nothing_leaves_this_machine() {
    let folder = tempfile::tempdir().unwrap();
    let settings = DaemonSettings {
        tls: TlsSettings {
            mode: TlsMode::Off,
            ..TlsSettings::default()
        },
        ..DaemonSettings::default()
    };
    let options = StartOptions {
        data: folder.path().to_owned(),
        listen: ([0, 0, 0, 0], 0).into(),
        settings,
    };
    let refused = start(options).await.err().expect("does not start");
    assert!(matches!(refused, StartError::NotPrivate(_)), "{refused:?}");
    let daemon = TestDaemon::start(folder.path()).await;
    let token = enrol_token(&daemon.admin, 1).await;
    let plain: Endpoint = "http://192.0.2.1:7117".parse().unwrap();
    let refused = HandAgent::new(1).enrol(&plain, &token).await.unwrap_err();
    assert!(matches!(refused, Error::NotPrivate { .. }), "{refused:?}");
    daemon.stop().await;
}

#[tokio::test]
async fn files_that_a_person_gives_are_shown_instead() {
    let folder = tempfile::tempdir().unwrap();
    let files = tempfile::tempdir().unwrap();
    let (chain_file, key_file) = (files.path().join("chain.pem"), files.path().join("key.pem"));
    let mut params = CertificateParams::default();
    params.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
    let authority = rcgen::CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["127.0.0.1".to_owned()])
        .unwrap()
        .signed_by(&key, &authority)
        .unwrap();
    fs::write(&chain_file, certificate.pem() + &authority.pem()).unwrap();
    fs::write(&key_file, key.serialize_pem()).unwrap();
    let mut settings = with_tls();
    settings.tls.certificate = Some(chain_file.clone());
    settings.tls.key = Some(key_file.clone());
    let daemon = TestDaemon::start_with(folder.path(), settings.clone()).await;
    let token = daemon.enrol_token(1).await;
    let endpoint = daemon.client(None).endpoint().clone();
    HandAgent::new(1).enrol(&endpoint, &token).await.expect("enrols");
    assert!(
        !folder.path().join("tls").exists(),
        "no authority of its own is made"
    );
    daemon.stop().await;

    // The key of another certificate, and a chain without its authority, stop the start by name.
    let start_with = |settings: DaemonSettings| {
        start(StartOptions {
            data: folder.path().to_owned(),
            listen: ([127, 0, 0, 1], 0).into(),
            settings,
        })
    };
    fs::write(&key_file, KeyPair::generate().unwrap().serialize_pem()).unwrap();
    let said = start_with(settings.clone()).await.err().unwrap().to_string();
    assert!(said.contains("key.pem"), "{said}");
    fs::write(&key_file, key.serialize_pem()).unwrap();
    fs::write(&chain_file, certificate.pem()).unwrap();
    let said = start_with(settings).await.err().unwrap().to_string();
    assert!(said.contains("chain.pem") && said.contains("authority"), "{said}");
}

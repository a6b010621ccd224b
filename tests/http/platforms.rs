//! Hosts of the Internet as an agent probes them: reached, shown to be themselves, and serving.

use kiemke_agent::probe::{OutsidePlan, Target, probe_outside};
use kiemke_http::System;
use kiemke_wire::enrol::ProbeTarget;
use kiemke_wire::reading::{OutsideReading, OutsideStep};
use rcgen::{CertificateParams, KeyPair};
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivatePkcs8KeyDer;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

/// What stands on a port.
#[derive(Clone)]
enum Host {
    /// TLS with a certificate of its own for this name, and this answer to every request.
    Tls(&'static str, &'static str),
    /// This answer to whatever comes, without TLS.
    Plain(Vec<u8>),
}

async fn answer(stream: &mut (impl AsyncRead + AsyncWrite + Unpin), answer: &[u8]) {
    let mut asked = [0; 2048];
    if stream.read(&mut asked).await.is_ok_and(|length| length > 0) {
        let _ = stream.write_all(answer).await;
        let _ = stream.shutdown().await;
    }
}

fn acceptor(name: &str) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let shown = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let shown = shown.self_signed(&key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(
            vec![shown.der().clone()],
            PrivatePkcs8KeyDer::from(key.serialize_der()).into(),
        )
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

async fn serve(host: Host, mut stream: TcpStream, tls: Option<TlsAcceptor>) {
    match (host, tls) {
        (Host::Tls(_, said), Some(tls)) => {
            if let Ok(mut stream) = tls.accept(stream).await {
                answer(&mut stream, said.as_bytes()).await;
            }
        }
        (Host::Plain(said), _) => answer(&mut stream, &said).await,
        (Host::Tls(..), None) => unreachable!("one was made for it"),
    }
}

/// Probes a host under a name of the settings.
async fn probed(named: &str, host: Host) -> OutsideReading {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = ProbeTarget {
        name: named.into(),
        url: format!("https://{}/", listener.local_addr().unwrap()),
    };
    let tls = match &host {
        Host::Tls(name, _) => Some(acceptor(name)),
        Host::Plain(_) => None,
    };
    let serving = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(host.clone(), stream, tls.clone()));
        }
    });
    let plan = OutsidePlan {
        targets: vec![Target::try_from(&target).unwrap()],
        connections: 1,
        ..OutsidePlan::default()
    };
    let reading = probe_outside(System, plan).await.remove(0);
    serving.abort();
    assert_eq!((reading.sent, reading.received), (1, 1), "it is reached at all");
    reading
}

const HERE: &str = "127.0.0.1";

#[tokio::test]
async fn a_platform_that_serves_has_every_figure() {
    // Whether anybody knows the signer does not matter, nor what the page says of whoever is not logged in.
    for said in ["200 OK", "302 Found", "403 Forbidden"] {
        let said: &str = Box::leak(format!("HTTP/1.1 {said}\r\ncontent-length: 0\r\n\r\n").into_boxed_str());
        let reading = probed("platform/lms", Host::Tls(HERE, said)).await;
        assert_eq!(reading.failed, None, "{said}");
        let figures = [reading.tcp_us, reading.tls_us, reading.first_byte_us];
        assert!(figures.iter().all(Option::is_some), "{reading:?}");
    }
}

#[tokio::test]
async fn a_platform_whose_server_fails_is_named_and_another_host_shows_that_the_line_carries() {
    for said in [
        "HTTP/1.1 503 Service Unavailable\r\n\r\n",
        "HTTP/1.1 502 Bad Gateway\r\n\r\n",
        "what",
        "HTTP/1.1 ",
    ] {
        let reading = probed("platform/lms", Host::Tls(HERE, said)).await;
        assert_eq!(reading.failed, Some(OutsideStep::Http), "{said}");
        let reading = probed("in_country", Host::Tls(HERE, said)).await;
        assert_eq!(reading.failed, None, "{said}");
    }
    let mute = probed("in_country", Host::Tls(HERE, "")).await;
    assert_eq!(mute.failed, Some(OutsideStep::Http));
}

#[tokio::test]
async fn whoever_answers_in_the_place_of_a_platform_is_not_taken_for_it() {
    let ok = "HTTP/1.1 200 OK\r\n\r\n";
    let other_name = probed("platform/lms", Host::Tls("portal.example", ok)).await;
    assert_eq!(
        (other_name.failed, other_name.first_byte_us),
        (Some(OutsideStep::Tls), None)
    );
    let without = probed("platform/lms", Host::Plain(ok.into())).await;
    assert_eq!(without.failed, Some(OutsideStep::Tls));
    let closes = probed("platform/lms", Host::Plain(Vec::new())).await;
    assert_eq!(closes.failed, Some(OutsideStep::Tls));
}

#[tokio::test]
async fn a_platform_that_speaks_only_an_older_tls_is_there() {
    // It refuses by an alert (RFC 8446 6: fatal, protocol_version), or chooses the older version by itself.
    let alert = vec![21, 3, 3, 0, 2, 2, 70];
    let mut hello = vec![22, 3, 3, 0, 42, 2, 0, 0, 38, 3, 3];
    hello.extend([7; 32]);
    hello.extend([0, 0xc0, 0x2f, 0]);
    for said in [alert, hello] {
        let reading = probed("platform/lms", Host::Plain(said)).await;
        assert_eq!((reading.failed, reading.tls_us), (None, None));
    }
    // Whoever refuses for another reason is not: fatal, unrecognized_name.
    let unknown = probed("platform/lms", Host::Plain(vec![21, 3, 3, 0, 2, 2, 112])).await;
    assert_eq!(unknown.failed, Some(OutsideStep::Tls));
}

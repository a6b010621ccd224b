use super::*;
use futures_util::{SinkExt as _, StreamExt as _};
use kiemke_http::System;
use tokio::net::TcpListener;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::tungstenite::{Error, Message};

#[expect(clippy::result_large_err, reason = "the shape of the library's callback")]
fn agree(request: &Request, mut response: Response, sends: &mut bool) -> Result<Response, ErrorResponse> {
    *sends = request.uri().path() == "/ndt/v7/download";
    let protocol = HeaderValue::from_static("net.measurementlab.ndt.v7");
    response.headers_mut().insert("sec-websocket-protocol", protocol);
    Ok(response)
}

/// A server of another make: messages of a megabyte, no measurements, no end.
async fn endless_server() -> Endpoint {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                let mut sends = false;
                #[expect(clippy::result_large_err, reason = "the shape of the library's callback")]
                let agree = |request: &Request, response| agree(request, response, &mut sends);
                let config = Some(WebSocketConfig::default());
                let agreed = tokio_tungstenite::accept_hdr_async_with_config(stream, agree, config).await;
                let Ok(mut socket) = agreed else { return };
                while sends && socket.send(Message::binary(vec![7; 1 << 20])).await.is_ok() {}
                while let Some(Ok(_)) = socket.next().await {}
                let _: Result<(), Error> = socket.close(None).await;
            });
        }
    });
    Endpoint::Tcp {
        host: "127.0.0.1".into(),
        port,
    }
}

fn plan(server: Endpoint, bytes: u64) -> CapacityPlan {
    CapacityPlan {
        name: "other".into(),
        server,
        token: None,
        limits: Limits {
            down: bytes,
            up: bytes,
        },
        medium: Some(Medium::Wired),
        link_mbps: None,
    }
}

#[tokio::test]
async fn a_test_ends_at_its_bound_whatever_the_server_sends() {
    let limit = 3_000_000;
    let reading = measure(System, plan(endless_server().await, limit)).await;
    assert_eq!(reading.failed, None, "{reading:?}");
    let (down, up) = (reading.down.unwrap(), reading.up.unwrap());
    assert!(down.cut && up.cut);
    assert!(
        down.bytes <= limit && down.bytes > limit - 200_000,
        "in the middle of a message: {down:?}"
    );
    assert!(up.bytes <= limit && up.bytes > limit - 200_000, "{up:?}");
    assert!(reading.latency_idle_us.is_some());
}

#[tokio::test]
async fn what_went_wrong_is_named() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = closed.local_addr().unwrap().port();
    drop(closed);
    let server = Endpoint::Tcp {
        host: "127.0.0.1".into(),
        port,
    };
    let reading = measure(System, plan(server, 1_000)).await;
    assert_eq!(reading.failed, Some(CapacityFailure::Unreachable));
    assert_eq!((reading.down, reading.up), (None, None));
}

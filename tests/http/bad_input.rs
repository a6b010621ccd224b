//! A malformed field costs that field; a body that is no report costs that report; the daemon goes on.

use kiemke_http::{Body, Reply, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_wire::limits::{REPORT_BODY_BYTES_MAX, REPORT_INFLATED_BYTES_MAX};
use kiemke_wire::problem::Problem;
use kiemke_wire::view::MachineDetail;

async fn enrolled(daemon: &TestDaemon) -> HandAgent {
    let agent = HandAgent::new(1);
    let token = daemon.enrol_token(1).await;
    agent
        .enrol(daemon.client(None).endpoint(), &token)
        .await
        .expect("enrols");
    agent
}

fn problem(reply: &Reply) -> (u16, String) {
    let problem: Problem = serde_json::from_slice(&reply.body).expect("a problem document");
    assert_eq!(problem.status, reply.status.as_u16());
    assert!(!problem.detail.is_empty());
    (problem.status, problem.code)
}

#[tokio::test]
async fn one_bad_field_is_set_aside_and_shown_on_the_machine() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let agent = enrolled(&daemon).await;
    let at = now();
    let item = format!(
        r#"{{"seq":0,"at":"{at}","kind":"section","section":"memory","digest":"{}","facts":{{"total_bytes":"plenty","slots":4}}}}"#,
        "ab".repeat(16)
    );
    let body = Body::Json(agent.report_text(&[item]).into());
    let reply = agent.post(daemon.client(None).endpoint(), body).await.unwrap();
    assert_eq!(reply.status, 200, "{:?}", reply.body);
    let machine: MachineDetail = daemon.admin.json(Request::get("/v1/machines/m1")).await.unwrap();
    let memory = &machine.sections[&kiemke_wire::facts::SectionName::Memory];
    assert_eq!(memory.facts.get(), r#"{"slots":4}"#);
    assert_eq!(machine.row.warnings, 1);
    assert_eq!(machine.recent_warnings[0].place, "memory.total_bytes");
    daemon.stop().await;
}

#[tokio::test]
async fn what_is_no_report_is_refused_with_a_problem_and_the_daemon_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let agent = enrolled(&daemon).await;
    let client = daemon.client(None);
    let endpoint = client.endpoint();
    let bomb = zstd::bulk::compress(&vec![b' '; REPORT_INFLATED_BYTES_MAX + 1], 3).unwrap();
    assert!(bomb.len() < 10_000, "a bomb is small: {}", bomb.len());
    for (name, body, expected) in [
        ("garbage", Body::Json("\u{1}garbage".into()), (400, "not_json")),
        ("nothing", Body::Json("".into()), (400, "not_json")),
        ("cut off", Body::Json("{\"v\":1,".into()), (400, "not_json")),
        (
            "another object",
            Body::Json("{\"v\":1}".into()),
            (422, "malformed"),
        ),
        (
            "oversized",
            Body::Json(vec![b' '; REPORT_BODY_BYTES_MAX + 1].into()),
            (413, "body_too_large"),
        ),
        ("not zstd", Body::JsonZstd("{}".into()), (400, "not_inflatable")),
        ("a bomb", Body::JsonZstd(bomb.into()), (413, "inflated_too_large")),
    ] {
        let reply = agent.post(endpoint, body).await.unwrap();
        let (status, code) = problem(&reply);
        assert_eq!((status, code.as_str()), expected, "{name}");
    }
    let stranger = agent.clone().with_secret(9);
    let reply = stranger.post(endpoint, Body::Json("{}".into())).await.unwrap();
    assert_eq!(problem(&reply), (401, "credential_unknown".into()));
    let reply = client.exchange(Request::post("/v1/report", &"x")).await.unwrap();
    assert_eq!(problem(&reply), (401, "no_token".into()));
    let mut liar = agent.clone();
    liar.id.0[0] = 77;
    let reply = liar
        .post(endpoint, Body::Json(liar.report_text(&[]).into()))
        .await
        .unwrap();
    assert_eq!(problem(&reply), (403, "agent_mismatch".into()));

    agent
        .report(endpoint, vec![check_in(0, now())])
        .await
        .expect("the daemon goes on");
    daemon.stop().await;
}

#[tokio::test]
async fn gzip_is_understood_too() {
    use std::io::Write as _;
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let agent = enrolled(&daemon).await;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(agent.report_text(&[]).as_bytes()).unwrap();
    let body = encoder.finish().unwrap();
    let kiemke_http::Endpoint::Tcp { host, port } = daemon.client(None).endpoint().clone() else {
        unreachable!()
    };
    let mut stream = tokio::net::TcpStream::connect((host.as_str(), port))
        .await
        .unwrap();
    let head = format!(
        "POST /v1/report HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-encoding: gzip\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
        agent.credential.reveal(),
        body.len()
    );
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&body).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    daemon.stop().await;
}

#[tokio::test]
async fn questions_that_make_no_sense_name_the_parameter() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    for (path, status, code) in [
        ("/v1/machines?limit=0", 422, "bad_query"),
        ("/v1/machines?limit=many", 422, "bad_query"),
        ("/v1/machines?sort=colour", 422, "bad_query"),
        ("/v1/machines?filter=x", 422, "bad_query"),
        ("/v1/machines?cursor=x", 422, "bad_query"),
        ("/v1/machines?colour=red", 422, "bad_query"),
        ("/v1/machines?unit=nowhere", 404, "unit_unknown"),
        ("/v1/lines?sort=name", 422, "bad_query"),
        ("/v1/machines/m1", 404, "not_found"),
        ("/v1/machines/one", 404, "not_found"),
        ("/v1/machines/m1/readings?from=x", 422, "bad_query"),
        ("/v1/overview?at=2024-01-01", 422, "history_not_kept"),
        ("/v1/nothing", 404, "no_such_route"),
        ("/v1/enrol", 405, "no_such_method"),
    ] {
        let reply = daemon.admin.exchange(Request::get(path)).await.unwrap();
        assert_eq!(problem(&reply), (status, code.into()), "{path}");
    }
    daemon.stop().await;
}

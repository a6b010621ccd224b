//! Tests of lines against the daemon, with our own client of the public protocol.

use kiemke_agent::capacity::{CapacityPlan, measure};
use kiemke_agent_core::capacity::Limits;
use kiemke_config::daemon::DaemonSettings;
use kiemke_http::{Endpoint, Request, System};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::HandAgent;
use kiemke_wire::problem::Problem;
use kiemke_wire::reading::{CapacityFailure, CapacityReading};
use kiemke_wire::secret::Token;

const LIMIT: u64 = 2_000_000;

async fn run_test(endpoint: &Endpoint, token: Option<Token>) -> CapacityReading {
    let plan = CapacityPlan {
        name: "daemon".into(),
        server: endpoint.clone(),
        token,
        limits: Limits {
            down: LIMIT,
            up: LIMIT,
        },
        medium: None,
        link_mbps: None,
    };
    measure(System, plan).await
}

#[tokio::test]
async fn an_agent_tests_within_its_bounds_and_a_stranger_does_not() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let agent = HandAgent::new(1);
    let token = daemon.enrol_token(1).await;
    agent.enrol(&endpoint, &token).await.unwrap();
    let reading = run_test(&endpoint, Some(agent.credential.clone())).await;
    assert_eq!(reading.failed, None, "{reading:?}");
    let (down, up) = (reading.down.unwrap(), reading.up.unwrap());
    assert!(down.cut && up.cut, "{down:?} {up:?}");
    assert!(down.bytes <= LIMIT && up.bytes <= LIMIT);
    assert!(down.bytes > LIMIT / 2 && up.bytes > LIMIT / 2);
    assert!(reading.rtt_us_min.is_some());
    // An enrolment token lets nobody test.
    for stranger in [None, Some(token)] {
        let reading = run_test(&endpoint, stranger).await;
        assert_eq!(reading.failed, Some(CapacityFailure::Refused));
    }
    daemon.stop().await;
}

#[tokio::test]
async fn an_address_of_the_list_needs_no_token() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = DaemonSettings::default();
    settings.ndt7.allow = vec!["127.0.0.0/8".parse().unwrap()];
    let daemon = TestDaemon::start_with(folder.path(), settings).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let reading = run_test(&endpoint, None).await;
    assert_eq!(reading.failed, None, "{reading:?}");
    daemon.stop().await;
}

#[tokio::test]
async fn a_request_that_is_no_test_is_told_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let reply = daemon
        .admin
        .exchange(Request::get("/ndt/v7/download"))
        .await
        .unwrap();
    let problem: Problem = serde_json::from_slice(&reply.body).unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (400, "not_ndt7"));
    assert!(problem.place.as_deref().unwrap().contains("connection"));
    daemon.stop().await;
}

//! A full disk: told before anything is decided, reads go on, and all goes on by itself when there is room.

use crate::folder::{enrol, report, settings};
use kiemke_daemon::Surroundings;
use kiemke_framelog::{FaultyFiles, Files as _};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_tests::wait::until;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

#[tokio::test]
async fn reports_are_put_off_and_reads_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let disk = FaultyFiles::new(1);
    let around = Surroundings {
        files: Arc::new(disk.clone()),
        ..Surroundings::default()
    };
    let daemon = TestDaemon::start_in(folder.path(), settings(), around).await;
    let endpoint = daemon.client(None).endpoint().clone();
    enrol(&daemon).await;
    report(&endpoint, 0).await;
    disk.set_capacity(Some(0));
    let agent = HandAgent::new(1);
    let mut seq = 100;
    // What was reserved before is still taken.
    let refused = loop {
        match agent.report(&endpoint, vec![check_in(seq, now())]).await {
            Ok(_) => seq += 1,
            Err(refused) => break refused,
        }
        assert!(seq < 1_000, "a full disk is found out");
    };
    let problem = refused.problem().unwrap();
    assert_eq!((problem.status, problem.code.as_str()), (507, "disk_full"));
    let overview: Value = daemon.admin.json(Request::get("/v1/overview")).await.unwrap();
    assert_eq!(overview["machines"]["known"], 2);
    let ready = daemon.admin.exchange(Request::get("/readyz")).await.unwrap();
    assert_eq!(ready.status.as_u16(), 503);
    let backup = Request::post("/v1/backup", &json!({}));
    assert!(
        daemon
            .admin
            .download(backup, Duration::from_secs(60))
            .await
            .is_err()
    );
    let images = disk.list(&folder.path().join("images")).unwrap();
    assert!(
        images.iter().all(|name| !name.ends_with(".unfinished")),
        "{images:?}"
    );
    disk.set_capacity(None);
    until("reports to be taken again", async || {
        agent.report(&endpoint, vec![check_in(seq, now())]).await.ok()
    })
    .await;
    let ready = daemon.admin.exchange(Request::get("/readyz")).await.unwrap();
    assert_eq!(ready.status.as_u16(), 200);
    daemon.stop().await;
}

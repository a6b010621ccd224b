//! The stream of events: live, and resumed without a gap.

use kiemke_http::{Client, Request, SseReader};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_wire::view::{Event, EventKind, Page};

async fn next(reader: &mut SseReader) -> Event {
    loop {
        let message = reader.next().await.expect("the stream goes on");
        if !message.data.is_empty() && message.name.is_empty() {
            return serde_json::from_str(&message.data).expect("an event");
        }
    }
}

async fn listen(client: &Client, after: Option<u64>) -> SseReader {
    client.events("/v1/events", after).await.expect("a stream")
}

#[tokio::test]
async fn a_listener_hears_what_happens_and_resumes_without_a_gap() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let token = daemon.enrol_token(2).await;
    let mut live = listen(&daemon.admin, None).await;
    let agent = HandAgent::new(1);
    let endpoint = daemon.client(None).endpoint().clone();
    agent.enrol(&endpoint, &token).await.unwrap();
    agent.report(&endpoint, vec![check_in(0, now())]).await.unwrap();
    let heard = [
        next(&mut live).await,
        next(&mut live).await,
        next(&mut live).await,
    ];
    assert_eq!(heard[0].kind, EventKind::Enrolled);
    assert!(matches!(heard[1].kind, EventKind::AgentStarted { .. }));
    assert_eq!(heard[2].kind, EventKind::Seen);
    let mut resumed = listen(&daemon.admin, Some(heard[0].id.0)).await;
    assert_eq!(next(&mut resumed).await, heard[1]);
    assert_eq!(next(&mut resumed).await, heard[2]);
    daemon.stop().await;

    // After a restart: what is kept is listed, what was live only makes the listener load anew.
    let daemon = TestDaemon::start(folder.path()).await;
    let recent: Page<Event> = daemon
        .admin
        .json(Request::get("/v1/events/recent"))
        .await
        .unwrap();
    assert_eq!(
        recent.items.first(),
        Some(&heard[1]),
        "newest first, without the sign of life"
    );
    let mut behind = listen(&daemon.admin, Some(heard[0].id.0)).await;
    assert_eq!(behind.next().await.expect("the stream goes on").name, "reset");
    daemon.stop().await;
}

//! Tokens and agents end, strangers are slowed down, and who did what is kept.

use crate::matrix::TwoSchools;
use kiemke_config::daemon::DaemonSettings;
use kiemke_daemon::Clock;
use kiemke_http::{Error, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now};
use kiemke_wire::enrol::RenewSecret;
use kiemke_wire::ids::{MachineId, TokenId};
use kiemke_wire::problem::Problem;
use kiemke_wire::secret::Token;
use kiemke_wire::time::{HOUR_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{
    ActOnMachine, AuditRow, AuditedAction, Event, EventKind, MakeEnrolToken, MakeToken, NewToken, Page, Role,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock that stands still until it is moved.
pub(crate) struct Hand(pub(crate) AtomicI64);

impl Clock for Hand {
    fn now(&self) -> UnixMs {
        UnixMs(self.0.load(Ordering::SeqCst))
    }
}

impl Hand {
    pub(crate) fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

async fn by_hand(folder: &tempfile::TempDir) -> (TestDaemon, Arc<Hand>) {
    let clock = Arc::new(Hand(AtomicI64::new(now().0)));
    let daemon = TestDaemon::start_by(folder.path(), DaemonSettings::default(), clock.clone()).await;
    (daemon, clock)
}

fn problem<T: std::fmt::Debug>(result: Result<T, Error>) -> Problem {
    result.unwrap_err().problem().expect("a refusal").clone()
}

#[tokio::test]
async fn tokens_end_at_their_time_and_say_so_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let (daemon, clock) = by_hand(&folder).await;
    let until = Some(clock.now().plus(HOUR_MS));
    let enrol = MakeEnrolToken {
        unit: "root".into(),
        uses: 5,
        expires_at: until,
    };
    let person = MakeToken {
        role: Role::District,
        unit: None,
        name: None,
        expires_at: until,
    };
    let make = async |request| {
        let made: NewToken = daemon.admin.json(request).await.unwrap();
        made.token.parse::<Token>().unwrap()
    };
    let enrol = make(Request::post("/v1/enrol-tokens", &enrol)).await;
    let person = make(Request::post("/v1/tokens", &person)).await;
    let reader = daemon.client(Some(&person));
    let endpoint = reader.endpoint().clone();
    HandAgent::new(1).enrol(&endpoint, &enrol).await.expect("in time");
    assert_eq!(
        reader
            .exchange(Request::get("/v1/machines"))
            .await
            .unwrap()
            .status,
        200
    );
    clock.pass(HOUR_MS);
    let late = problem(HandAgent::new(2).enrol(&endpoint, &enrol).await);
    assert_eq!((late.status, late.code.as_str()), (401, "token_expired"));
    assert!(late.detail.contains("expired"), "{late}");
    let in_vietnamese = late.detail_vi.expect("technicians read Vietnamese");
    assert!(in_vietnamese.contains("hết hạn"), "{in_vietnamese}");
    let late: Result<Page<Event>, _> = reader.json(Request::get("/v1/events/recent")).await;
    assert_eq!(problem(late).code, "token_expired");
    daemon.stop().await;
}

#[tokio::test]
async fn an_agent_that_is_shut_out_is_refused_at_once_and_its_data_are_kept() {
    let schools = TwoSchools::make().await;
    let technician = schools.client_of(Role::Technician).await;
    let endpoint = technician.endpoint().clone();
    let [own, other] = &schools.agents;
    let act = Request::post("/v1/machines/m1/actions", &ActOnMachine::RevokeAgent);
    for _ in 0..2 {
        let reply = technician.exchange(act.clone()).await.unwrap();
        assert_eq!(reply.status, 204, "a repeat is harmless");
    }
    let refused = problem(own.report(&endpoint, vec![check_in(9, now())]).await);
    assert_eq!((refused.status, refused.code.as_str()), (401, "agent_revoked"));
    assert!(refused.detail_vi.is_some());
    other
        .report(&endpoint, vec![check_in(9, now())])
        .await
        .expect("the other reports on");
    // Neither does its old enrolment help it.
    let token = schools.daemon.enrol_token_of("own", 5).await;
    assert_eq!(problem(own.enrol(&endpoint, &token).await).code, "agent_revoked");
    let kept = technician
        .exchange(Request::get("/v1/machines/m1"))
        .await
        .unwrap();
    assert_eq!(kept.status, 200);

    let admin = schools.client_of(Role::Admin).await;
    let audit: Page<AuditRow> = admin.json(Request::get("/v1/audit")).await.unwrap();
    let of_agents = |row: &&AuditRow| matches!(row.action, AuditedAction::AgentRevoked { .. });
    let rows: Vec<&AuditRow> = audit.items.iter().filter(of_agents).collect();
    let [row] = rows.as_slice() else {
        panic!("once, by whoever did it first: {rows:?}");
    };
    let machine = MachineId(1);
    assert_eq!(row.action, AuditedAction::AgentRevoked { machine });
    let by = row.by.as_ref().unwrap();
    assert_eq!(
        (by.token, by.name.as_str()),
        (Some(TokenId(3)), "Technician of own")
    );
    let events: Page<Event> = technician.json(Request::get("/v1/events/recent")).await.unwrap();
    let told = events
        .items
        .iter()
        .find(|event| event.kind == EventKind::AgentRevoked);
    assert_eq!(told.and_then(|event| event.by.as_ref()), Some(by));
    schools.daemon.stop().await;
}

#[tokio::test]
async fn the_audit_is_paged_newest_first_and_survives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    for _ in 0..5 {
        daemon.enrol_token(1).await;
    }
    daemon.stop().await;
    let daemon = TestDaemon::start(folder.path()).await;
    let mut tokens = Vec::new();
    let mut path = "/v1/audit?limit=2".to_owned();
    loop {
        let page: Page<AuditRow> = daemon.admin.json(Request::get(path)).await.unwrap();
        assert_eq!(page.total, 5);
        tokens.extend(page.items.iter().map(|row| match row.action {
            AuditedAction::TokenMade { token, .. } => (token.0, row.by.clone().unwrap().name),
            _ => panic!("{row:?}"),
        }));
        match page.next {
            Some(cursor) => path = format!("/v1/audit?limit=2&cursor={cursor}"),
            None => break,
        }
    }
    let expected: Vec<(u32, String)> = (1..=5)
        .rev()
        .map(|token| (token, "control socket".into()))
        .collect();
    assert_eq!(tokens, expected);
    daemon.stop().await;
}

#[tokio::test]
async fn who_fails_too_often_is_told_to_wait_and_good_tokens_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let (daemon, clock) = by_hand(&folder).await;
    let token = daemon.enrol_token(5).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let (agent, thief) = (HandAgent::new(1), HandAgent::new(1).with_secret(9));
    agent.enrol(&endpoint, &token).await.unwrap();
    let mut refused = 0;
    let told = loop {
        let error = thief.report(&endpoint, Vec::new()).await.unwrap_err();
        if problem::<()>(Err(error)).status == 429 {
            break thief.report(&endpoint, Vec::new()).await.unwrap_err();
        }
        refused += 1;
        assert!(refused <= 60, "the bound holds");
    };
    let Error::Refused {
        problem: said,
        retry_after_s,
        ..
    } = told
    else {
        panic!("{told:?}");
    };
    assert_eq!((said.code.as_str(), retry_after_s), ("rate_limited", Some(2)));
    // Beside it, from the same address, the good one reports.
    agent
        .report(&endpoint, vec![check_in(0, clock.now())])
        .await
        .unwrap();
    clock.pass(MINUTE_MS);
    let again = problem(thief.report(&endpoint, Vec::new()).await);
    assert_eq!(again.code, "credential_unknown");
    daemon.stop().await;
}

#[tokio::test]
async fn nobody_makes_what_he_may_not_use() {
    let schools = TwoSchools::make().await;
    let admin = schools.client_of(Role::Admin).await;
    let make = async |role, unit: Option<&str>, name: Option<&str>| {
        let wish = MakeToken {
            role,
            unit: unit.map(str::to_owned),
            name: name.map(str::to_owned),
            expires_at: None,
        };
        let made: Result<NewToken, _> = admin.json(Request::post("/v1/tokens", &wish)).await;
        problem(made)
    };
    assert_eq!(
        make(Role::Admin, Some("own"), None).await.place.as_deref(),
        Some("unit")
    );
    assert_eq!(
        make(Role::District, Some("nowhere"), None).await.code,
        "unit_unknown"
    );
    let long = "x".repeat(101);
    assert_eq!(
        make(Role::District, None, Some(&long)).await.place.as_deref(),
        Some("name")
    );
    schools.daemon.stop().await;
}

#[tokio::test]
async fn the_document_names_every_route() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let document: serde_json::Value = daemon
        .client(None)
        .json(Request::get("/openapi.json"))
        .await
        .unwrap();
    let mut named: Vec<(String, String)> = Vec::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for method in operations.as_object().unwrap().keys() {
            named.push((method.to_ascii_uppercase(), path.clone()));
        }
    }
    named.sort();
    let mut served: Vec<(String, String)> = kiemke_daemon::route_names()
        .into_iter()
        .map(|(method, path)| (method.to_owned(), path.to_owned()))
        .collect();
    served.sort();
    assert_eq!(named, served);
    assert_eq!(
        document["paths"]["/v1/audit"]["get"]["x-roles"],
        serde_json::json!(["admin"])
    );
    daemon.stop().await;
}

#[tokio::test]
async fn a_new_secret_is_good_beside_the_old_one_until_it_is_used() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let token = daemon.enrol_token(5).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let (old, other) = (HandAgent::new(1), HandAgent::new(2));
    old.enrol(&endpoint, &token).await.unwrap();
    other.enrol(&endpoint, &token).await.unwrap();
    let new = old.clone().with_secret(100);
    let offer = async |by: &HandAgent, next: &HandAgent| {
        let secret_hash = next.credential.secret().hash();
        let client = daemon.client(Some(&by.credential));
        let request = Request::post("/v1/secret", &RenewSecret { secret_hash });
        client.exchange(request).await.unwrap().status.as_u16()
    };
    assert_eq!(offer(&new, &new).await, 401, "nobody offers what he has not yet");
    assert_eq!(offer(&old, &other).await, 422, "another's secret");
    // The first wish is forgotten for the second; a repeat changes nothing.
    assert_eq!(offer(&old, &old.clone().with_secret(99)).await, 204);
    assert_eq!(offer(&old, &new).await, 204);
    assert_eq!(offer(&old, &new).await, 204);
    assert_eq!(offer(&other, &new).await, 422);
    let given_up = old.clone().with_secret(99);
    let reports = async |by: &HandAgent, seq| {
        let endpoint = daemon.client(None).endpoint().clone();
        by.report(&endpoint, vec![check_in(seq, now())]).await
    };
    assert_eq!(problem(reports(&given_up, 0).await).code, "credential_unknown");
    reports(&old, 0).await.expect("the answer may have been lost");
    reports(&new, 1).await.expect("the new one");
    assert_eq!(problem(reports(&old, 2).await).code, "credential_unknown");
    reports(&new, 2).await.expect("and again");
    daemon.stop().await;

    let daemon = TestDaemon::start(folder.path()).await;
    let endpoint = daemon.client(None).endpoint().clone();
    let after = |by: HandAgent, seq| {
        let endpoint = endpoint.clone();
        async move { by.report(&endpoint, vec![check_in(seq, now())]).await }
    };
    assert_eq!(problem(after(old, 3).await).code, "credential_unknown");
    after(new, 3).await.expect("after a restart too");
    daemon.stop().await;
}

//! Who gets in.

use kiemke_http::{Error, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, now};
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::view::{MakeEnrolToken, MakeToken, NewToken, Overview, Role};

fn code<T: std::fmt::Debug>(result: Result<T, Error>) -> String {
    result.unwrap_err().problem().expect("a refusal").code.clone()
}

#[tokio::test]
async fn of_two_secrets_for_one_agent_id_at_once_one_wins() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let token = daemon.enrol_token(100).await;
    let client = daemon.client(None);
    for number in 1..=20 {
        let (one, other) = (HandAgent::new(number), HandAgent::new(number).with_secret(200));
        let (one, other) = tokio::join!(
            one.enrol(client.endpoint(), &token),
            other.enrol(client.endpoint(), &token)
        );
        let (won, lost) = if one.is_ok() { (one, other) } else { (other, one) };
        assert!(won.is_ok());
        assert_eq!(code(lost), "agent_id_taken");
    }
    let overview: Overview = daemon.admin.json(Request::get("/v1/overview")).await.unwrap();
    assert_eq!(overview.machines.known, 20);
    daemon.stop().await;
}

#[tokio::test]
async fn tokens_end_are_used_up_and_are_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let client = daemon.client(None);
    let endpoint = client.endpoint();
    let token = daemon.enrol_token(1).await;
    HandAgent::new(1).enrol(endpoint, &token).await.expect("enrols");
    HandAgent::new(1)
        .enrol(endpoint, &token)
        .await
        .expect("a repeat spends no use");
    assert_eq!(
        code(HandAgent::new(2).enrol(endpoint, &token).await),
        "token_used_up"
    );
    let stranger = Token::new(Secret::from_random([99; 32]), None);
    assert_eq!(
        code(HandAgent::new(2).enrol(endpoint, &stranger).await),
        "token_unknown"
    );

    let in_the_past = MakeEnrolToken {
        unit: "root".into(),
        uses: 1,
        expires_at: Some(now().plus(-1)),
    };
    let refused: Result<NewToken, _> = daemon
        .admin
        .json(Request::post("/v1/enrol-tokens", &in_the_past))
        .await;
    assert_eq!(code(refused), "invalid");

    let revoke = Request {
        method: "DELETE".parse().unwrap(),
        ..Request::get("/v1/tokens/t1")
    };
    assert_eq!(daemon.admin.exchange(revoke).await.unwrap().status, 204);
    assert_eq!(
        code(HandAgent::new(1).enrol(endpoint, &token).await),
        "token_unknown"
    );
    daemon.stop().await;
}

#[tokio::test]
async fn readers_need_a_token_on_the_network_and_none_on_the_control_socket() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
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
    let admin: Token = made.token.parse().unwrap();
    let enrol = daemon.enrol_token(1).await;
    let agent = HandAgent::new(1);
    agent.enrol(daemon.client(None).endpoint(), &enrol).await.unwrap();
    for path in [
        "/v1/overview",
        "/v1/machines",
        "/v1/machines/m1",
        "/v1/lines",
        "/v1/units",
        "/v1/tokens",
        "/v1/events/recent",
        "/metrics",
    ] {
        let ask = |token: Option<Token>| {
            let client = daemon.client(token.as_ref());
            async move { client.exchange(Request::get(path)).await.unwrap().status.as_u16() }
        };
        assert_eq!(ask(None).await, 401, "{path} without a token");
        assert_eq!(
            ask(Some(enrol.clone())).await,
            401,
            "{path} with an enrolment token"
        );
        assert_eq!(
            ask(Some(agent.credential.clone())).await,
            401,
            "{path} with an agent's credential"
        );
        assert_eq!(ask(Some(admin.clone())).await, 200, "{path} as administrator");
    }
    daemon.stop().await;
}

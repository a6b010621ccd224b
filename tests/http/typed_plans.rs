//! Plans that people type: they count at once and after a start, are replaced, withdrawn and taken back by their entry;
//! what is none is refused with its line, and nothing changes.

use crate::readiness::with_schools;
use kiemke_config::plan::Plan;
use kiemke_config::shelf::Shelved;
use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{NewToken, PlanSet, PlanView, StandardsView, TypedPlan};
use serde_json::{Value, json};

const PLAN: &str = "12-KH-UBND";

/// A plan as a planner would write it: the one that ships with another name, value and year.
fn text(version: u32, percent: u32) -> String {
    let (_, shipped) = Plan::SHIPPED[0];
    shipped
        .replacen("58-KH-SGDDT", PLAN, 1)
        .replacen("version = 1", &format!("version = {version}"), 1)
        .replacen("percent = 50", &format!("percent = {percent}"), 1)
}

async fn set(client: &Client, text: &str) -> PlanSet {
    let body = json!({"text": text, "reason": "Kế hoạch mới"});
    client.json(Request::post("/v1/plans", &body)).await.unwrap()
}

async fn refused(client: &Client, path: &str, body: &Value) -> (u16, Problem) {
    let reply = client.exchange(Request::post(path, body)).await.unwrap();
    (
        reply.status.as_u16(),
        serde_json::from_slice(&reply.body).unwrap(),
    )
}

/// The version and T1's value of the plan; none: there is no such plan.
async fn told(client: &Client) -> Option<(u32, Option<u32>)> {
    let path = format!("/v1/plan?unit=68&plan={PLAN}");
    let reply = client.exchange(Request::get(path)).await.unwrap();
    let plan: PlanView = serde_json::from_slice(&reply.body).ok()?;
    Some((plan.plan_version, plan.targets[0].percent))
}

#[tokio::test]
async fn a_plan_is_typed_replaced_withdrawn_and_taken_back_by_its_entry() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let wish = json!({"role": "planner"});
    let made: NewToken = daemon
        .admin
        .json(Request::post("/v1/tokens", &wish))
        .await
        .unwrap();
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    assert_eq!(told(&planner).await, None);
    let first = set(&planner, &text(1, 65)).await;
    assert_eq!(
        (first.plan.as_str(), told(&planner).await),
        (PLAN, Some((1, Some(65))))
    );
    assert_eq!(
        set(&planner, &text(1, 65)).await.entry,
        None,
        "said twice, kept once"
    );
    let second = set(&planner, &text(2, 80)).await;
    assert_eq!(told(&planner).await, Some((2, Some(80))));
    let listed: StandardsView = planner.json(Request::get("/v1/standards")).await.unwrap();
    assert!(
        listed
            .plans
            .iter()
            .any(|plan| plan.id == PLAN && plan.version == 2)
    );
    // The first entry is no longer the newest word; the second is, and what stood before it comes back.
    let undo = json!({"entry": first.entry});
    let (status, problem) = refused(&planner, "/v1/plans/undo", &undo).await;
    assert_eq!((status, problem.code.as_str()), (409, "touched_since"));
    let undo = json!({"entry": second.entry});
    let _: PlanSet = planner
        .json(Request::post("/v1/plans/undo", &undo))
        .await
        .unwrap();
    assert_eq!(told(&planner).await, Some((1, Some(65))));
    daemon.stop().await;
    // A start reads them from the state, and reading the folder again leaves them where they are.
    let daemon = TestDaemon::start(folder.path()).await;
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    assert_eq!(told(&planner).await, Some((1, Some(65))));
    let reload = Request::post("/v1/standards/reload", &json!({}));
    let _: StandardsView = daemon.admin.json(reload).await.unwrap();
    assert_eq!(told(&planner).await, Some((1, Some(65))));
    let path = format!("/v1/plans/{PLAN}/withdraw");
    let body = json!({"reason": "thay bằng kế hoạch mới"});
    let gone: PlanSet = planner.json(Request::post(path.as_str(), &body)).await.unwrap();
    assert_eq!(told(&planner).await, None);
    let typed: TypedPlan = planner
        .json(Request::get(format!("/v1/plans/{PLAN}")))
        .await
        .unwrap();
    assert_eq!(
        (typed.text, typed.said.len()),
        (None, 4),
        "nothing that was said is lost"
    );
    assert_eq!(
        refused(&planner, &path, &body).await.0,
        404,
        "what is withdrawn is not there"
    );
    let undo = json!({"entry": gone.entry});
    let _: PlanSet = planner
        .json(Request::post("/v1/plans/undo", &undo))
        .await
        .unwrap();
    assert_eq!(told(&planner).await, Some((1, Some(65))));
    daemon.stop().await;
}

#[tokio::test]
async fn what_is_no_plan_is_refused_with_its_line_and_nothing_changes() {
    let folder = tempfile::tempdir().unwrap();
    let daemon = with_schools(folder.path()).await;
    let admin = &daemon.admin;
    set(admin, &text(1, 65)).await;
    let line = |text: &str, key: &str| {
        let at = text.lines().position(|line| line.starts_with(key)).unwrap();
        format!("text, line {}", at + 1)
    };
    let sound = text(2, 70);
    for (wrong, key, reason) in [
        (sound.replacen("year = 2025", "year = 1025", 1), "year", "year"),
        (
            sound.replacen("sources = [\"H\"]", "sources = [\"X\"]", 1),
            "sources",
            "X",
        ),
        (
            sound.replacen("day-hoc-truc-tuyen-v1", "khong-co", 1),
            "profile",
            "no profile",
        ),
        (sound.replacen(PLAN, "a/b", 1), "id", "letters"),
        // The same version says something else already.
        (text(1, 70), "version", "new version"),
    ] {
        let (status, problem) = refused(admin, "/v1/plans", &json!({"text": wrong})).await;
        assert_eq!((status, problem.code.as_str()), (422, "invalid"), "{problem:?}");
        assert_eq!(problem.place, Some(line(&wrong, key)), "{problem:?}");
        assert!(problem.detail.contains(reason), "{problem:?}");
    }
    let (status, problem) = refused(
        admin,
        &format!("/v1/plans/{PLAN}/withdraw"),
        &json!({"reason": " "}),
    )
    .await;
    assert_eq!((status, problem.place.as_deref()), (422, Some("reason")));
    assert_eq!(told(admin).await, Some((1, Some(65))));
    // A plan holds for the whole province: who plans one of its communes reads it, and types none.
    let wish = json!({"role": "planner", "unit": "1"});
    let made: NewToken = admin.json(Request::post("/v1/tokens", &wish)).await.unwrap();
    let planner = daemon.client(Some(&made.token.parse().unwrap()));
    let (status, problem) = refused(&planner, "/v1/plans", &json!({"text": sound})).await;
    assert_eq!((status, problem.code.as_str()), (403, "not_allowed"));
    daemon.stop().await;
}

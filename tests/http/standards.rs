//! A province's own plans, profiles and price lists over a real daemon: added without code, refused with their place,
//! and nothing changes when they are.

use crate::readiness::{head_count, set, with_schools};
use kiemke_config::daemon::{DaemonSettings, StandardsSettings};
use kiemke_config::plan::Plan;
use kiemke_config::price::PriceList;
use kiemke_config::profile::Profile;
use kiemke_config::shelf::Shelved;
use kiemke_daemon::{StartOptions, start};
use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::wait::until;
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{PlanView, StandardsView};
use std::fs;
use std::path::Path;

const OWN_PLAN: &str = "12-KH-TINH";
const OWN_PROFILE: &str = "tinh-2027";

fn shipped<T: Shelved>(file: &str) -> &'static str {
    T::SHIPPED.iter().find(|(name, _)| name.contains(file)).unwrap().1
}

/// A plan of its own with a profile and prices of its own, as an editor would write them.
fn write_own(data: &Path) {
    let folder = data.join("standards");
    for kind in ["plans", "profiles", "prices"] {
        fs::create_dir_all(folder.join(kind)).unwrap();
    }
    let plan = shipped::<Plan>("58-KH")
        .replacen("58-KH-SGDDT", OWN_PLAN, 1)
        .replacen("day-hoc-truc-tuyen-v1", OWN_PROFILE, 1)
        .replacen("percent = 50", "percent = 65", 1);
    fs::write(folder.join("plans/tinh.toml"), plan).unwrap();
    let profile = shipped::<Profile>("day-hoc").replacen("day-hoc-truc-tuyen-v1", OWN_PROFILE, 1);
    fs::write(folder.join("profiles/tinh.toml"), profile).unwrap();
    let prices = shipped::<PriceList>("mau-2026").replacen("mau-2026", "dau-thau-2027", 1);
    fs::write(folder.join("prices/dau-thau.toml"), prices).unwrap();
    fs::write(folder.join("plans/ghi-chu.md"), "Chờ UBND duyệt").unwrap();
}

async fn reload(client: &Client) -> Result<StandardsView, Problem> {
    let request = Request::post("/v1/standards/reload", &());
    let reply = client.exchange(request).await.unwrap();
    match reply.status.is_success() {
        true => Ok(serde_json::from_slice(&reply.body).unwrap()),
        false => Err(serde_json::from_slice(&reply.body).unwrap()),
    }
}

async fn plan(client: &Client, plan: &str) -> PlanView {
    client
        .json(Request::get(format!("/v1/plan?unit=68&plan={plan}")))
        .await
        .unwrap()
}

#[tokio::test]
async fn a_plan_profile_and_price_list_are_added_by_files() {
    let data = tempfile::tempdir().unwrap();
    let daemon = with_schools(data.path()).await;
    set(&daemon.admin, &[head_count("900", "students", "primary", 300)]).await;
    let before: StandardsView = daemon.admin.json(Request::get("/v1/standards")).await.unwrap();
    write_own(data.path());
    // Written, and not yet told.
    let still: StandardsView = daemon.admin.json(Request::get("/v1/standards")).await.unwrap();
    assert_eq!(still, before);
    let now = reload(&daemon.admin).await.unwrap();
    let one_more = |count: usize| count + 1;
    assert_eq!(now.plans.len(), one_more(before.plans.len()));
    assert_eq!(now.profiles.len(), one_more(before.profiles.len()));
    assert_eq!(now.prices.len(), one_more(before.prices.len()));
    let own = plan(&daemon.admin, OWN_PLAN).await;
    assert_eq!(
        (own.plan.as_str(), own.profile.name.as_str()),
        (OWN_PLAN, OWN_PROFILE)
    );
    assert_eq!(own.targets[0].percent, Some(65));
    let what_if = daemon
        .admin
        .exchange(Request::get(format!(
            "/v1/what-if?unit=68&plan={OWN_PLAN}&prices=dau-thau-2027"
        )))
        .await
        .unwrap();
    assert_eq!(what_if.status, 200, "{}", String::from_utf8_lossy(&what_if.body));
    daemon.stop().await;
    // A start reads the same folder; a setting makes the plan the one that counts.
    let settings = DaemonSettings {
        standards: StandardsSettings {
            plan: Some(OWN_PLAN.into()),
            ..StandardsSettings::default()
        },
        ..DaemonSettings::default()
    };
    let daemon = TestDaemon::start_with(data.path(), settings).await;
    let counts: PlanView = daemon.admin.json(Request::get("/v1/plan?unit=68")).await.unwrap();
    assert_eq!(counts.plan, OWN_PLAN);
    daemon.stop().await;
}

#[tokio::test]
async fn malformed_files_are_refused_with_file_line_and_key_and_nothing_changes() {
    let data = tempfile::tempdir().unwrap();
    let daemon = with_schools(data.path()).await;
    write_own(data.path());
    reload(&daemon.admin).await.unwrap();
    let in_force: StandardsView = daemon.admin.json(Request::get("/v1/standards")).await.unwrap();
    // What is told of schools that are new changes once they were looked at.
    until("all schools to be looked at", async || {
        let plan = plan(&daemon.admin, OWN_PLAN).await;
        let told = plan.targets.iter().find(|target| target.id == "T19");
        let value = told.and_then(|target| target.value.as_ref());
        // Four leaves of students and three of teachers, of whom nobody told.
        value.is_some_and(|value| value.untold == 7).then_some(())
    })
    .await;
    let shown = plan(&daemon.admin, OWN_PLAN).await;
    let folder = data.path().join("standards");
    // What is written wrong, and what is said of it besides its line.
    let wrongs = [
        ("plans/tinh.toml", "year = 2025", "year = 25", "year"),
        ("plans/tinh.toml", "percent = 65", "percnt = 65", "percnt"),
        ("plans/tinh.toml", OWN_PROFILE, "khong-co", "profile"),
        (
            "profiles/tinh.toml",
            "rtt_ms_max = 150",
            "rtt_ms_max = -1",
            "rtt_ms_max",
        ),
        (
            "profiles/tinh.toml",
            "rtt_ms_max = 150",
            "rtt_ms_max = 151",
            "version",
        ),
        ("prices/dau-thau.toml", "vnd = 12000000", "vnd = \"nhiều\"", "vnd"),
    ];
    for (file, right, wrong, key) in wrongs {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let broken = text.replacen(right, wrong, 1);
        let changed = |(one, other): (&str, &str)| one != other;
        // A version is refused where it stands; everything else where it is wrong.
        let line = match key {
            "version" => text.lines().position(|line| line.starts_with("version")),
            _ => text.lines().zip(broken.lines()).position(changed),
        };
        fs::write(&path, &broken).unwrap();
        let refused = reload(&daemon.admin).await.unwrap_err();
        let place = format!("{file}, line {}", line.unwrap() + 1);
        assert_eq!((refused.status, refused.code.as_str()), (422, "bad_standards"));
        assert!(
            refused.detail.contains(&place) && refused.detail.contains(key),
            "{place}, {key}: {}",
            refused.detail
        );
        let now: StandardsView = daemon.admin.json(Request::get("/v1/standards")).await.unwrap();
        assert_eq!(now, in_force, "{file}");
        assert_eq!(plan(&daemon.admin, OWN_PLAN).await, shown, "{file}");
        fs::write(&path, text).unwrap();
    }
    // A folder that nobody reads is no quiet mistake.
    fs::create_dir(folder.join("profile")).unwrap();
    let refused = reload(&daemon.admin).await.unwrap_err();
    assert!(refused.detail.contains("standards/profile"), "{}", refused.detail);
    fs::remove_dir(folder.join("profile")).unwrap();
    reload(&daemon.admin).await.unwrap();
    daemon.stop().await;
}

#[tokio::test]
async fn a_start_on_malformed_files_fails_with_their_place_and_leaves_the_data_alone() {
    let data = tempfile::tempdir().unwrap();
    with_schools(data.path()).await.stop().await;
    write_own(data.path());
    let path = data.path().join("standards/plans/tinh.toml");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, text.replacen("operator = \">\"", "operator = \"=\"", 1)).unwrap();
    let line = 1 + text
        .lines()
        .position(|line| line.starts_with("operator"))
        .unwrap();
    let options = |standards| StartOptions {
        data: data.path().to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        settings: DaemonSettings {
            standards,
            ..DaemonSettings::default()
        },
    };
    let Err(refused) = start(options(StandardsSettings::default())).await else {
        panic!("it started");
    };
    let refused = kiemke_http::causes(&refused);
    assert!(
        refused.contains(&format!("tinh.toml, line {line}")) && refused.contains("operator"),
        "{refused}"
    );
    // A folder that is named and not there is a mistake in the settings.
    let nowhere = StandardsSettings {
        folder: Some(data.path().join("khong-co")),
        ..StandardsSettings::default()
    };
    assert!(start(options(nowhere)).await.is_err());
    fs::write(&path, text).unwrap();
    let daemon = TestDaemon::start(data.path()).await;
    let schools: PlanView = plan(&daemon.admin, OWN_PLAN).await;
    assert_eq!(schools.plan, OWN_PLAN);
    daemon.stop().await;
}

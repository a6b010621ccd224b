//! Who may do what, and sees whom: every route, every role, inside and outside of his units. The expected answers are
//! those of the contract's table, written down by hand.

mod asked;
mod identity;
mod judged;
mod people;
mod stocktakes;

use asked::ask;

use kiemke_http::{Client, Request};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, check_in, now, section};
use kiemke_wire::facts::{Facts, Gateway, NetworkFacts};
use kiemke_wire::ids::KeyedHash;
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::view::{MakeToken, NewToken, Role};
use std::collections::BTreeSet;

/// What one asker gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum May {
    /// 2xx.
    Yes,
    /// 403 `not_allowed`.
    No,
    /// 404, in the very words for what does not exist.
    NotThere,
    /// He may; whether it makes sense is no matter here.
    Asked,
    /// 401.
    Stranger,
}

use May::{Asked, No, NotThere, Stranger, Yes};

/// A request, and what each gets for it.
struct Row {
    /// As in the daemon's table.
    route: (&'static str, &'static str),
    /// What is asked; `{own}` and `{other}` stand for units, machines and lines.
    path: &'static str,
    body: &'static str,
    technician: May,
    district: May,
    planner: May,
    admin: May,
}

/// The same for all roles; the administrator may everything.
const fn all(route: (&'static str, &'static str), path: &'static str, may: May) -> Row {
    only(route, path, "", [may, may, may, Yes])
}

const fn only(
    route: (&'static str, &'static str),
    path: &'static str,
    body: &'static str,
    [technician, district, planner, admin]: [May; 4],
) -> Row {
    Row {
        route,
        path,
        body,
        technician,
        district,
        planner,
        admin,
    }
}

const OVERVIEW: (&str, &str) = ("GET", "/v1/overview");
const UNITS: (&str, &str) = ("GET", "/v1/units");
const MAKE_UNIT: (&str, &str) = ("POST", "/v1/units");
const UNIT: (&str, &str) = ("GET", "/v1/units/{key}");
const CHANGE_UNIT: (&str, &str) = ("PATCH", "/v1/units/{key}");
const UNIT_HISTORY: (&str, &str) = ("GET", "/v1/units/{key}/history");
const UNIT_ACTIONS: (&str, &str) = ("POST", "/v1/units/{key}/actions");
const UNIT_GROUPS: (&str, &str) = ("GET", "/v1/unit-groups");
const IMPORT: (&str, &str) = ("POST", "/v1/import/{kind}");
const IMPORT_BOOK: (&str, &str) = ("POST", "/v1/import/book");
const IMPORT_BUNDLE: (&str, &str) = ("POST", "/v1/import/bundle");
const BOOK_LINES: (&str, &str) = ("GET", "/v1/book-lines");
const BOOK_LINE: (&str, &str) = ("GET", "/v1/book-lines/{id}");
const BOOK_HISTORY: (&str, &str) = ("GET", "/v1/book-lines/{id}/history");
const EXPORT: (&str, &str) = ("GET", "/v1/export/{sheet}");
const MACHINES: (&str, &str) = ("GET", "/v1/machines");
const MACHINE: (&str, &str) = ("GET", "/v1/machines/{id}");
const MACHINE_READINGS: (&str, &str) = ("GET", "/v1/machines/{id}/readings");
const MACHINE_ACTIONS: (&str, &str) = ("POST", "/v1/machines/{id}/actions");
const LINES: (&str, &str) = ("GET", "/v1/lines");
const LINE: (&str, &str) = ("GET", "/v1/lines/{id}");
const LINE_READINGS: (&str, &str) = ("GET", "/v1/lines/{id}/readings");
const RECORDS: (&str, &str) = ("GET", "/v1/equipment");
const RECEIVE: (&str, &str) = ("POST", "/v1/equipment");
const RECORD: (&str, &str) = ("GET", "/v1/equipment/{id}");
const EDIT_RECORD: (&str, &str) = ("PATCH", "/v1/equipment/{id}");
const RECORD_HISTORY: (&str, &str) = ("GET", "/v1/equipment/{id}/history");
const RECORD_ACTIONS: (&str, &str) = ("POST", "/v1/equipment/{id}/actions");
const ACT_ON_RECORDS: (&str, &str) = ("POST", "/v1/equipment/actions");
const UNDO: (&str, &str) = ("POST", "/v1/equipment/undo");
const EVENTS_RECENT: (&str, &str) = ("GET", "/v1/events/recent");
const ALERTS: (&str, &str) = ("GET", "/v1/alerts");
const ACKNOWLEDGE: (&str, &str) = ("POST", "/v1/alerts/{id}/acknowledge");
const EXAMS: (&str, &str) = ("GET", "/v1/exam-windows");
const DECLARE_EXAM: (&str, &str) = ("POST", "/v1/exam-windows");
const TOKENS: (&str, &str) = ("GET", "/v1/tokens");
const MAKE_TOKEN: (&str, &str) = ("POST", "/v1/tokens");
const REVOKE_TOKEN: (&str, &str) = ("DELETE", "/v1/tokens/{id}");
const MAKE_ENROL_TOKEN: (&str, &str) = ("POST", "/v1/enrol-tokens");
const AUDIT: (&str, &str) = ("GET", "/v1/audit");
const METRICS: (&str, &str) = ("GET", "/metrics");

const OWN_RECORD: &str =
    r#"{"records":[{"name":"Máy","category":"tablet","place":"u2","state":"in_store","cost_dong":1}]}"#;
const OTHER_RECORD: &str =
    r#"{"records":[{"name":"Máy","category":"tablet","place":"u3","state":"in_store","cost_dong":1}]}"#;
const OWN_EXAM: &str =
    r#"{"unit":"own","from":"2099-01-01T00:00:00Z","to":"2099-01-02T00:00:00Z","name":"x"}"#;
const OTHER_EXAM: &str =
    r#"{"unit":"other","from":"2099-01-01T00:00:00Z","to":"2099-01-02T00:00:00Z","name":"x"}"#;
const BROKEN: &str = r#"{"action":"report_broken","reason":"x"}"#;
const TO_OTHER: &str = r#"{"action":"move","place":"u3"}"#;
const REVOKE: &str = r#"{"action":"revoke_agent"}"#;

/// `contract.md`, Security: technician own schools; district and planner their units; admin everything. Technicians
/// write their enrolment tokens, admins all tokens; nobody else writes what is written here.
const MATRIX: &[Row] = &[
    all(OVERVIEW, "/v1/overview", Yes),
    all(OVERVIEW, "/v1/overview?unit=own", Yes),
    all(OVERVIEW, "/v1/overview?unit=other", NotThere),
    all(OVERVIEW, "/v1/overview?unit=root", NotThere),
    all(UNITS, "/v1/units", Yes),
    all(UNITS, "/v1/units?unit=other", NotThere),
    all(UNIT, "/v1/units/own", Yes),
    all(UNIT, "/v1/units/other", NotThere),
    all(UNIT_HISTORY, "/v1/units/own/history", Yes),
    all(UNIT_HISTORY, "/v1/units/other/history", NotThere),
    all(UNIT_GROUPS, "/v1/unit-groups?by=school", Yes),
    all(UNIT_GROUPS, "/v1/unit-groups?by=school&unit=other", NotThere),
    only(
        MAKE_UNIT,
        "/v1/units",
        r#"{"parent":"root","facts":{"name":"x","kind":"school"}}"#,
        [No, No, No, Yes],
    ),
    only(
        CHANGE_UNIT,
        "/v1/units/own",
        r#"{"name":"x"}"#,
        [No, No, No, Asked],
    ),
    only(
        UNIT_ACTIONS,
        "/v1/units/own/actions",
        r#"{"on":"2026-09-01","action":{"close":{}}}"#,
        [No, No, No, Asked],
    ),
    only(IMPORT, "/v1/import/units?dry_run=true", "{}", [No, No, No, Asked]),
    // Technicians bring the books of their schools.
    only(
        IMPORT_BOOK,
        "/v1/import/book?unit=own",
        "{}",
        [Asked, No, No, Asked],
    ),
    only(
        IMPORT_BOOK,
        "/v1/import/book?unit=other",
        "{}",
        [NotThere, No, No, Asked],
    ),
    // So they do with the files of their machines.
    only(IMPORT_BUNDLE, "/v1/import/bundle", "{}", [Asked, No, No, Asked]),
    // b1 is of the own school, b2 of the other.
    all(BOOK_LINES, "/v1/book-lines", Yes),
    all(BOOK_LINES, "/v1/book-lines?unit=other", NotThere),
    all(BOOK_LINE, "/v1/book-lines/b1", Yes),
    all(BOOK_LINE, "/v1/book-lines/b2", NotThere),
    only(BOOK_HISTORY, "/v1/book-lines/b1/history", "", [Yes, Yes, No, Yes]),
    only(
        BOOK_HISTORY,
        "/v1/book-lines/b2/history",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    all(EXPORT, "/v1/export/units.csv", Yes),
    all(EXPORT, "/v1/export/units.csv?unit=other", NotThere),
    all(EXPORT, "/v1/export/equipment.json", Yes),
    all(EXPORT, "/v1/export/equipment.json?unit=other", NotThere),
    all(EXPORT, "/v1/export/book-list.csv", Yes),
    all(MACHINES, "/v1/machines", Yes),
    all(MACHINES, "/v1/machines?unit=own", Yes),
    all(MACHINES, "/v1/machines?unit=other", NotThere),
    all(MACHINE, "/v1/machines/m1", Yes),
    all(MACHINE, "/v1/machines/m2", NotThere),
    all(MACHINE_READINGS, "/v1/machines/m1/readings", Yes),
    all(MACHINE_READINGS, "/v1/machines/m2/readings", NotThere),
    all(LINES, "/v1/lines", Yes),
    all(LINES, "/v1/lines?unit=other", NotThere),
    all(LINE, "/v1/lines/l1", Yes),
    all(LINE, "/v1/lines/l2", NotThere),
    all(LINE_READINGS, "/v1/lines/l1/readings", Yes),
    all(LINE_READINGS, "/v1/lines/l2/readings", NotThere),
    // Technicians write the records of their schools. e1 stands in the own one, e2 in the other.
    all(RECORDS, "/v1/equipment", Yes),
    all(RECORDS, "/v1/equipment?unit=other", NotThere),
    all(RECORD, "/v1/equipment/e1", Yes),
    all(RECORD, "/v1/equipment/e2", NotThere),
    only(
        RECORD_HISTORY,
        "/v1/equipment/e1/history",
        "",
        [Yes, Yes, No, Yes],
    ),
    only(
        RECORD_HISTORY,
        "/v1/equipment/e2/history",
        "",
        [NotThere, NotThere, No, Yes],
    ),
    only(RECEIVE, "/v1/equipment", OWN_RECORD, [Yes, No, No, Yes]),
    only(RECEIVE, "/v1/equipment", OTHER_RECORD, [NotThere, No, No, Yes]),
    only(
        EDIT_RECORD,
        "/v1/equipment/e2",
        r#"{"notes":"x"}"#,
        [Asked, No, No, Asked],
    ),
    only(
        RECORD_ACTIONS,
        "/v1/equipment/e1/actions",
        TO_OTHER,
        [NotThere, No, No, Asked],
    ),
    only(
        RECORD_ACTIONS,
        "/v1/equipment/e2/actions",
        BROKEN,
        [NotThere, No, No, Asked],
    ),
    only(
        ACT_ON_RECORDS,
        "/v1/equipment/actions",
        r#"{"ids":["e2"],"act":{"action":"report_broken","reason":"x"}}"#,
        [NotThere, No, No, Asked],
    ),
    only(
        UNDO,
        "/v1/equipment/undo",
        r#"{"entry":1}"#,
        [Asked, No, No, Asked],
    ),
    all(EVENTS_RECENT, "/v1/events/recent", Yes),
    // Districts look after lines: they declare exams and take note of alerts.
    all(ALERTS, "/v1/alerts", Yes),
    all(ALERTS, "/v1/alerts?unit=other", NotThere),
    only(
        ACKNOWLEDGE,
        "/v1/alerts/99/acknowledge",
        "",
        [No, NotThere, No, NotThere],
    ),
    all(EXAMS, "/v1/exam-windows", Yes),
    only(DECLARE_EXAM, "/v1/exam-windows", OWN_EXAM, [No, Yes, No, Yes]),
    only(
        DECLARE_EXAM,
        "/v1/exam-windows",
        OTHER_EXAM,
        [No, NotThere, No, Yes],
    ),
    only(TOKENS, "/v1/tokens", "", [Yes, No, No, Yes]),
    only(
        MAKE_TOKEN,
        "/v1/tokens",
        r#"{"role":"planner"}"#,
        [No, No, No, Yes],
    ),
    only(
        MAKE_ENROL_TOKEN,
        "/v1/enrol-tokens",
        r#"{"unit":"own","uses":1}"#,
        [Yes, No, No, Yes],
    ),
    only(
        MAKE_ENROL_TOKEN,
        "/v1/enrol-tokens",
        r#"{"unit":"other","uses":1}"#,
        [NotThere, No, No, Yes],
    ),
    // t1 lets machines enrol in the other school, t2 in the own one.
    only(REVOKE_TOKEN, "/v1/tokens/t1", "", [NotThere, No, No, Yes]),
    only(REVOKE_TOKEN, "/v1/tokens/t2", "", [Yes, No, No, Yes]),
    only(
        MACHINE_ACTIONS,
        "/v1/machines/m2/actions",
        REVOKE,
        [NotThere, No, No, Yes],
    ),
    only(
        MACHINE_ACTIONS,
        "/v1/machines/m1/actions",
        REVOKE,
        [Yes, No, No, Yes],
    ),
    only(AUDIT, "/v1/audit", "", [No, No, No, Yes]),
    only(METRICS, "/metrics", "", [No, No, No, Yes]),
];

/// All of them; those of stocktakes, people and what is judged stand by themselves.
fn rows() -> impl Iterator<Item = &'static Row> {
    MATRIX
        .iter()
        .chain(stocktakes::ROWS)
        .chain(people::MATRIX)
        .chain(judged::ROWS)
        .chain(identity::ROWS)
}

/// Routes for which a role is no matter: agents', and what anybody may ask. `/v1/events` never ends; it has a test of
/// its own.
const NOT_BY_ROLE: &[(&str, &str)] = &[
    ("POST", "/v1/enrol"),
    ("POST", "/v1/report"),
    ("GET", "/ndt/v7/download"),
    ("GET", "/ndt/v7/upload"),
    ("POST", "/v1/secret"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/openapi.json"),
    ("GET", "/v1/events"),
];

#[test]
fn every_route_stands_in_the_matrix() {
    let served: BTreeSet<(&str, &str)> = kiemke_daemon::route_names().into_iter().collect();
    let asked: BTreeSet<(&str, &str)> = rows().map(|row| row.route).collect();
    let named: BTreeSet<(&str, &str)> = asked
        .union(&NOT_BY_ROLE.iter().copied().collect())
        .copied()
        .collect();
    let missing: Vec<_> = served.difference(&named).collect();
    assert!(missing.is_empty(), "give these routes rows: {missing:?}");
    let gone: Vec<_> = named.difference(&served).collect();
    assert!(gone.is_empty(), "these routes are not served: {gone:?}");
}

/// A folder with two schools, each with a machine on a line of its own.
pub(crate) struct TwoSchools {
    pub(crate) daemon: TestDaemon,
    /// Of the own school, and of the other.
    pub(crate) agents: [HandAgent; 2],
    _folder: tempfile::TempDir,
}

impl TwoSchools {
    pub(crate) async fn make() -> Self {
        let folder = tempfile::tempdir().unwrap();
        kiemke_tests::folder::with_units(folder.path(), &["own", "other"]);
        let daemon = TestDaemon::start(folder.path()).await;
        let other = daemon.enrol_token_of("other", 9).await;
        let own = daemon.enrol_token_of("own", 9).await;
        let agents = [(1, &own), (2, &other)].map(|(number, token)| (HandAgent::new(number), token));
        let endpoint = daemon.client(None).endpoint().clone();
        for (agent, token) in &agents {
            agent.enrol(&endpoint, token).await.unwrap();
            let gateway = Gateway {
                address: Some("10.0.0.1".into()),
                subnet: Some("10.0.0.0/24".into()),
                mac_hash: Some(KeyedHash([agent.id.0[0]; 16])),
                ..Gateway::default()
            };
            let network = Facts::Network(NetworkFacts {
                gateway: Some(gateway),
                ..NetworkFacts::default()
            });
            let items = vec![section(0, now(), &network), check_in(1, now())];
            agent.report(&endpoint, items).await.unwrap();
        }
        for record in [OWN_RECORD, OTHER_RECORD] {
            let body: serde_json::Value = serde_json::from_str(record).unwrap();
            let received = daemon
                .admin
                .exchange(Request::post("/v1/equipment", &body))
                .await
                .unwrap();
            assert_eq!(received.status, 201, "{:?}", received.body);
        }
        for school in ["own", "other"] {
            let path = format!("/v1/import/book?unit={school}");
            let book = "STT;Tên thiết bị;Số lượng\n1;Máy tính;3\n";
            people::taken(&daemon, &path, book).await;
        }
        stocktakes::open_both(&daemon).await;
        people::taken(&daemon, "/v1/import/roster", people::ROSTER).await;
        judged::type_both(&daemon).await;
        Self {
            daemon,
            agents: agents.map(|(agent, _)| agent),
            _folder: folder,
        }
    }

    /// A client with a token of that role for the own school; an administrator's is of the whole.
    pub(crate) async fn client_of(&self, role: Role) -> Client {
        self.daemon.client(Some(&self.token_of(role).await))
    }

    pub(crate) async fn token_of(&self, role: Role) -> Token {
        let wish = MakeToken {
            role,
            unit: (role != Role::Admin).then(|| "own".into()),
            name: Some(format!("{role:?} of own")),
            expires_at: None,
        };
        let made: NewToken = self
            .daemon
            .admin
            .json(Request::post("/v1/tokens", &wish))
            .await
            .unwrap();
        made.token.parse().unwrap()
    }
}

#[tokio::test]
async fn each_role_may_what_the_contract_says_inside_and_outside() {
    let schools = TwoSchools::make().await;
    let stranger = Token::new(Secret::from_random([9; 32]), None);
    let nobodies = [
        schools.daemon.client(None),
        schools.daemon.client(Some(&stranger)),
        schools.daemon.client(Some(&schools.agents[0].credential)),
    ];
    for role in [Role::Planner, Role::District, Role::Technician, Role::Admin] {
        let client = schools.client_of(role).await;
        for row in rows() {
            let expected = match role {
                Role::Technician => row.technician,
                Role::District => row.district,
                Role::Planner => row.planner,
                Role::Admin => row.admin,
            };
            let (may, said) = ask(&client, row).await;
            let may = if expected == Asked && may == Yes {
                Asked
            } else {
                may
            };
            assert_eq!(may, expected, "{role:?}: {} {}: {said}", row.route.0, row.path);
        }
    }
    for row in rows() {
        for nobody in &nobodies {
            assert_eq!(ask(nobody, row).await.0, Stranger, "{} {}", row.route.0, row.path);
        }
    }
    schools.daemon.stop().await;
}

#[tokio::test]
async fn what_is_anothers_is_refused_in_the_words_for_what_does_not_exist() {
    let schools = TwoSchools::make().await;
    let client = schools.client_of(Role::Technician).await;
    for (there, not_there) in [
        ("/v1/machines/m2", "/v1/machines/m777"),
        ("/v1/machines/m2/readings", "/v1/machines/m777/readings"),
        ("/v1/lines/l2", "/v1/lines/l777"),
        ("/v1/equipment/e2", "/v1/equipment/e777"),
        ("/v1/equipment/e2/history", "/v1/equipment/e777/history"),
        ("/v1/lines/l2/readings", "/v1/lines/l777/readings"),
        ("/v1/stocktakes/s2", "/v1/stocktakes/s777"),
        ("/v1/stocktakes/s2/scans", "/v1/stocktakes/s777/scans"),
        ("/v1/machines?unit=other", "/v1/machines?unit=nowhere"),
        ("/v1/overview?unit=u1", "/v1/overview?unit=u777"),
    ]
    .iter()
    .chain(people::OTHERS)
    .copied()
    {
        let said = |path: &'static str| {
            let asked = client.exchange(Request::get(path));
            async move {
                let reply = asked.await.unwrap();
                (reply.status, String::from_utf8_lossy(&reply.body).into_owned())
            }
        };
        let ((status, one), (other_status, other)) = (said(there).await, said(not_there).await);
        assert_eq!(status, other_status);
        let same = |text: &str| {
            text.replace("m777", "m2")
                .replace("l777", "l2")
                .replace("e777", "e2")
                .replace("s777", "s2")
                .replace("p777", "p65")
                .replace("u777", "u1")
                .replace("nowhere", "other")
        };
        assert_eq!(same(&one), same(&other), "{there}");
    }
    schools.daemon.stop().await;
}

#[tokio::test]
async fn no_list_total_path_or_event_tells_of_the_other_school() {
    let schools = TwoSchools::make().await;
    for role in [Role::Technician, Role::District, Role::Planner] {
        let client = schools.client_of(role).await;
        for path in [
            "/v1/overview",
            "/v1/sites",
            "/v1/units",
            "/v1/machines",
            "/v1/machines?q=pc",
            "/v1/machines?filter=freshness:fresh&sort=-last_seen",
            "/v1/machines/m1",
            "/v1/lines",
            "/v1/lines/l1",
            "/v1/equipment",
            "/v1/equipment?q=may",
            "/v1/equipment/e1",
            "/v1/stocktakes",
            "/v1/stocktakes/s1",
            "/v1/stocktakes/s1/rooms",
            "/v1/stocktakes/s1/scans",
            "/v1/events/recent",
        ] {
            let reply = client.exchange(Request::get(path)).await.unwrap();
            let said = String::from_utf8_lossy(&reply.body).into_owned();
            assert_eq!(reply.status, 200, "{path}: {said}");
            for word in [
                "other", "PC02", "\"m2\"", "\"l2\"", "\"e2\"", "\"s2\"", "\"u1\"", "root",
            ] {
                assert!(!said.contains(word), "{role:?} {path} says {word}: {said}");
            }
            let json: serde_json::Value = serde_json::from_str(&said).unwrap();
            if let (Some(total), Some(items)) = (json["total"].as_u64(), json["items"].as_array()) {
                assert_eq!(total, items.len() as u64, "{path}");
            }
            if path == "/v1/overview" {
                assert_eq!(
                    (&json["machines"]["known"], &json["lines"]["total"]),
                    (&1.into(), &1.into())
                );
            }
        }
    }
    schools.daemon.stop().await;
}

#[tokio::test]
async fn a_stream_tells_of_the_own_school_alone_and_ends_with_its_token() {
    let schools = TwoSchools::make().await;
    let client = schools.client_of(Role::Technician).await;
    // From the beginning: what was missed is filtered too.
    let mut stream = client.events("/v1/events", Some(1)).await.unwrap();
    let endpoint = client.endpoint().clone();
    let [own, other] = &schools.agents;
    for seq in 2..5 {
        other.report(&endpoint, vec![check_in(seq, now())]).await.unwrap();
    }
    own.report(&endpoint, vec![check_in(2, now())]).await.unwrap();
    let mut seen = 0;
    while seen < 2 {
        let message = stream.next().await.expect("the stream goes on");
        if message.data.is_empty() {
            continue;
        }
        assert!(!message.data.contains("\"m2\""), "{}", message.data);
        assert!(!message.data.contains("token"), "{}", message.data);
        seen += usize::from(message.data.contains("\"seen\""));
    }
    let revoke = Request {
        method: "DELETE".parse().unwrap(),
        ..Request::get("/v1/tokens/t3")
    };
    assert_eq!(schools.daemon.admin.exchange(revoke).await.unwrap().status, 204);
    while let Some(message) = stream.next().await {
        assert!(!message.data.contains("\"m2\""), "{}", message.data);
    }
    schools.daemon.stop().await;
}

//! A province that was written into a folder directly is one that a daemon takes for its own.

use kiemke_core::cold::DayClock;
use kiemke_http::Request;
use kiemke_sim::offline::{self, Contents};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, SchoolIndex, World};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::now;
use kiemke_wire::time::DAY_MS;
use kiemke_wire::view::{
    LineRow, MachineReading, Page, ReadinessTable, ReadingBody, ReadingSeries, TargetHistory,
};
use serde_json::Value;

const SCHOOLS: u32 = 12;
const MACHINES: u32 = 300;
const DAYS: u32 = 3;
const PROBES_A_DAY: u32 = 96;

#[tokio::test]
async fn its_closed_days_are_there_and_the_open_one_too() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(Plan {
        seed: Seed(5),
        schools: SCHOOLS,
        machines: MACHINES,
        mix: Mix::Province,
    });
    let now = now();
    let written = offline::write(&world.with_lines(2 * SCHOOLS), folder.path(), now, DAYS).unwrap();
    assert!(written.lines > u64::from(SCHOOLS) * 3 / 2, "{written:?}");
    assert_eq!(
        written.sealed.probes,
        written.lines * u64::from(DAYS * PROBES_A_DAY),
        "every line is probed around the clock"
    );
    assert!(
        written.sealed.machine_days > u64::from(MACHINES * DAYS / 3),
        "{written:?}"
    );

    let daemon = TestDaemon::start(folder.path()).await;
    let ready: Value = daemon.admin.json(Request::get("/readyz")).await.unwrap();
    assert_eq!(ready["notes"], Value::Array(Vec::new()));
    let lines: Page<LineRow> = daemon
        .admin
        .json(Request::get("/v1/lines?limit=1000"))
        .await
        .unwrap();
    assert_eq!(lines.items.len() as u64, written.lines);
    let clock = DayClock::new(420);
    let midnight = clock.begin(clock.day(now));
    for line in [1, written.lines] {
        let count = async |from, to| {
            let path = format!("/v1/lines/l{line}/readings?from={from}&to={to}&step=86400");
            let series: ReadingSeries = daemon.admin.json(Request::get(path)).await.unwrap();
            series.points.iter().map(|point| point.probes).sum::<u32>()
        };
        let first = midnight.plus(-i64::from(DAYS) * DAY_MS);
        assert_eq!(count(first, midnight).await, DAYS * PROBES_A_DAY, "l{line}");
        let quarters_today = clock.quarter(now).index() as u32;
        assert_eq!(count(midnight, now.plus(1)).await, quarters_today, "l{line}");
    }
    // One machine may have been off for two days; not all of a school's.
    let mut quarters = 0;
    for machine in 1..=20 {
        let path = format!(
            "/v1/machines/m{machine}/readings?from={}",
            midnight.plus(-2 * DAY_MS)
        );
        let readings: Vec<MachineReading> = daemon.admin.json(Request::get(path)).await.unwrap();
        let is_quarter = |one: &&MachineReading| matches!(one.body, ReadingBody::GatewayQuarter(_));
        quarters += readings.iter().filter(is_quarter).count();
    }
    assert!(quarters > 0);
    daemon.stop().await;
}

#[tokio::test]
async fn its_people_are_there_and_a_year_of_what_was_known_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(Plan {
        seed: Seed(5),
        schools: 30,
        machines: 300,
        mix: Mix::Province,
    });
    let contents = Contents {
        learners_a_school: 60,
        ..Contents::default()
    };
    offline::write_with(&world, folder.path(), now(), contents).unwrap();
    let daemon = TestDaemon::start(folder.path()).await;
    let table: ReadinessTable = daemon.admin.json(Request::get("/v1/readiness")).await.unwrap();
    let [students, teachers] = [&table.whole.students, &table.whole.teachers].map(|group| &group.share);
    assert!(students.total > 600 && teachers.total > 30, "{students:?}");
    assert!(students.ready > 0 && students.unknown > 0, "{students:?}");
    let sum: u64 = table.parts.iter().map(|part| part.students.share.total).sum();
    assert_eq!((sum, students.untold), (students.total, 0));
    // Counts of the units above schools, and leaves of the schools themselves, tell the same way.
    let history = async |unit: &str| -> TargetHistory {
        let path = format!("/v1/plan/T2s/history?unit={unit}");
        daemon.admin.json(Request::get(path)).await.unwrap()
    };
    let school = world.school(SchoolIndex(1)).code;
    for unit in ["root", "x0001", &school] {
        let year = history(unit).await;
        let days = year.points.len();
        assert!(days >= 3, "{unit}: {days}");
        let known = |at: usize| {
            let share = year.points[at].value.as_ref();
            let share = share.unwrap_or_else(|| panic!("{unit}: {:?}", year.points[at]));
            (share.total, share.ready + share.not_ready)
        };
        let (first, last) = (known(0), known(days - 2));
        assert_eq!(first.0, last.0, "{unit}");
        assert!(first.1 < last.1, "{unit}: {first:?}, {last:?}");
        assert_eq!(last, known(days - 1), "{unit}: nothing happened today");
    }
    daemon.stop().await;
}

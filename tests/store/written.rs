//! A province that was written into a folder directly is one that a daemon takes for its own.

use kiemke_core::cold::DayClock;
use kiemke_http::Request;
use kiemke_sim::offline;
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::now;
use kiemke_wire::time::DAY_MS;
use kiemke_wire::view::{LineRow, MachineReading, Page, ReadingBody, ReadingSeries};
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

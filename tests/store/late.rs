//! More late records of one day than are looked up one by one: they are sealed in one stream.

use crate::sealing::{HandClock, sealed};
use kiemke_config::daemon::DaemonSettings;
use kiemke_core::cold::DayClock;
use kiemke_http::Request;
use kiemke_sim::offline;
use kiemke_sim::reports;
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, gateway, outside};
use kiemke_wire::ids::RunId;
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::MachineReading;
use std::sync::Arc;

/// 2026-11-24 at ten in the morning, +07:00.
const START: UnixMs = UnixMs(1_795_489_200_000);
/// Somewhat more than are gathered.
const MACHINES: u32 = 1_010;

#[tokio::test]
async fn a_thousand_late_records_are_sealed_with_what_was_there() {
    let folder = tempfile::tempdir().unwrap();
    let world = World::new(Plan {
        seed: Seed(9),
        schools: 20,
        machines: MACHINES,
        mix: Mix::DebianComputers,
    });
    offline::write(&world, folder.path(), START, 1).unwrap();
    let clock = Arc::new(HandClock::at(START));
    let settings = DaemonSettings::default();
    let daemon = TestDaemon::start_by(folder.path(), settings, clock.clone()).await;
    // At two in the night before, when nobody but the probers was on.
    let late = DayClock::new(420)
        .begin(DayClock::new(420).day(START))
        .plus(-DAY_MS + 2 * HOUR_MS);
    let readings = async |machine: u32| -> Vec<MachineReading> {
        let (from, to) = (late.plus(-2 * HOUR_MS), late.plus(22 * HOUR_MS));
        let path = format!("/v1/machines/m{machine}/readings?from={from}&to={to}");
        daemon.admin.json(Request::get(path)).await.unwrap()
    };
    let sample = [1, MACHINES / 2, MACHINES];
    let mut before = Vec::new();
    for machine in sample {
        before.push(readings(machine).await.len());
    }
    let endpoint = daemon.client(None).endpoint().clone();
    for index in world.machines() {
        let identity = reports::identity(world.seed(), &world.machine(index), 0);
        let agent = HandAgent {
            id: identity.agent,
            credential: identity.credential,
            run: RunId([1; 8]),
        };
        // A moment of its own, so that nobody else's probe is taken for it.
        let at = late.plus(i64::from(index.0) + 1);
        agent
            .report_at(&endpoint, START, vec![gateway(0, at), outside(1, at)])
            .await
            .unwrap();
    }
    clock.pass(DAY_MS + 30 * MINUTE_MS);
    daemon.enrol_token(1).await;
    sealed(&daemon).await;
    for (machine, before) in sample.into_iter().zip(before) {
        let after = readings(machine).await;
        let new = |outside: bool| {
            let mut of_kind = after.iter().filter(|one| {
                let is_outside = matches!(one.body, kiemke_wire::view::ReadingBody::Outside(_));
                is_outside == outside && one.at >= late.plus(-MINUTE_MS) && one.at < late.plus(MINUTE_MS)
            });
            of_kind.next().is_some()
        };
        assert!(new(true) && new(false), "m{machine}");
        // Whoever was on at two has that quarter-hour already.
        assert!(
            (before + 1..=before + 2).contains(&after.len()),
            "m{machine}: {before}, {}",
            after.len()
        );
    }
    daemon.stop().await;
}

//! Days come to their end, the daemon stops in between, and every reading is found once.

use kiemke_config::daemon::DaemonSettings;
use kiemke_core::cold::DayClock;
use kiemke_core::rows::{FiledRow, RowKey};
use kiemke_daemon::store::{SledStore, Store};
use kiemke_daemon::{Clock, StartError, StartOptions, Surroundings, start_in};
use kiemke_http::Request;
use kiemke_tests::daemon::TestDaemon;
use kiemke_tests::hand_agent::{HandAgent, gateway, outside, section};
use kiemke_tests::wait::until;
use kiemke_wire::facts::{Facts, Gateway, NetworkFacts};
use kiemke_wire::ids::KeyedHash;
use kiemke_wire::report::Item;
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{MachineReading, ReadingBody, ReadingSeries};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// 2026-11-24 at ten in the morning, +07:00.
const START: UnixMs = UnixMs(1_795_489_200_000);

/// The kinds of files of a day in the order in which a night writes them.
const KINDS: [&str; 6] = [
    "probes-",
    "presence-",
    "line-hours-",
    "line-days-",
    "machine-hours-",
    "machine-days-",
];

pub(crate) struct HandClock(AtomicI64);

impl HandClock {
    pub(crate) fn at(moment: UnixMs) -> Self {
        Self(AtomicI64::new(moment.0))
    }

    pub(crate) fn pass(&self, ms: i64) {
        self.0.fetch_add(ms, Ordering::SeqCst);
    }
}

impl Clock for HandClock {
    fn now(&self) -> UnixMs {
        UnixMs(self.0.load(Ordering::SeqCst))
    }
}

/// A folder, its clock, two machines of which one is on a line, and what they measured.
struct World {
    folder: tempfile::TempDir,
    clock: Arc<HandClock>,
    agents: [HandAgent; 2],
    seqs: [u64; 2],
    probes: [BTreeSet<UnixMs>; 2],
    quarters: [BTreeSet<UnixMs>; 2],
}

impl World {
    async fn new() -> Self {
        let mut world = Self {
            folder: tempfile::tempdir().unwrap(),
            clock: Arc::new(HandClock::at(START)),
            agents: [HandAgent::new(1), HandAgent::new(2)],
            seqs: [0; 2],
            probes: Default::default(),
            quarters: Default::default(),
        };
        let daemon = world.start().await;
        let token = daemon.enrol_token(2).await;
        for agent in &world.agents {
            agent.enrol(daemon.client(None).endpoint(), &token).await.unwrap();
        }
        let gateway = Gateway {
            subnet: Some("10.0.0.0/24".into()),
            mac_hash: Some(KeyedHash([3; 16])),
            ..Gateway::default()
        };
        let network = Facts::Network(NetworkFacts {
            gateway: Some(gateway),
            ..NetworkFacts::default()
        });
        let item = section(0, START, &network);
        world.send(&daemon, 0, vec![item]).await;
        daemon.stop().await;
        world
    }

    async fn start(&self) -> TestDaemon {
        self.start_in(self.folder.path()).await
    }

    async fn start_in(&self, data: &Path) -> TestDaemon {
        TestDaemon::start_by(data, DaemonSettings::default(), self.clock.clone()).await
    }

    fn now(&self) -> UnixMs {
        self.clock.now()
    }

    fn pass(&self, ms: i64) {
        self.clock.pass(ms);
    }

    /// To the moment at which the day that is open is closed.
    fn pass_midnight(&self) {
        let clock = DayClock::new(420);
        let closes = clock.begin(clock.day(self.now()).plus(1)).plus(30 * MINUTE_MS);
        self.clock.0.store(closes.0, Ordering::SeqCst);
    }

    async fn send(&mut self, daemon: &TestDaemon, agent: usize, mut items: Vec<Item>) {
        for item in &mut items {
            item.seq = self.seqs[agent];
            self.seqs[agent] += 1;
        }
        let endpoint = daemon.client(None).endpoint().clone();
        self.agents[agent]
            .report_at(&endpoint, self.now(), items)
            .await
            .unwrap();
    }

    /// Both machines measure at these times and report now.
    async fn measure(&mut self, daemon: &TestDaemon, times: &[UnixMs]) {
        for agent in 0..2 {
            let mut items = Vec::new();
            for at in times {
                items.extend([outside(0, *at), gateway(0, *at)]);
                self.probes[agent].insert(*at);
                let quarter = 15 * MINUTE_MS;
                self.quarters[agent].insert(UnixMs(at.0.div_euclid(quarter) * quarter));
            }
            self.send(daemon, agent, items).await;
        }
    }

    /// Every reading is found once.
    async fn check(&self, daemon: &TestDaemon, what: &str) {
        let range = format!("from={}&to={}", START.plus(-DAY_MS), self.now().plus(1));
        for (machine, probes, quarters) in [
            (1, &self.probes[0], &self.quarters[0]),
            (2, &self.probes[1], &self.quarters[1]),
        ] {
            let path = format!("/v1/machines/m{machine}/readings?{range}");
            let found: Vec<MachineReading> = daemon.admin.json(Request::get(path)).await.unwrap();
            let times = |outside: bool| -> Vec<UnixMs> {
                let of_kind = found
                    .iter()
                    .filter(|reading| matches!(reading.body, ReadingBody::Outside(_)) == outside);
                of_kind.map(|reading| reading.at).collect()
            };
            assert_eq!(
                times(true),
                Vec::from_iter(probes.iter().copied()),
                "{what}, m{machine}"
            );
            assert_eq!(
                times(false),
                Vec::from_iter(quarters.iter().copied()),
                "{what}, m{machine}"
            );
        }
        let path = format!("/v1/lines/l1/readings?step=86400&{range}");
        let series: ReadingSeries = daemon.admin.json(Request::get(path)).await.unwrap();
        let count: u32 = series.points.iter().map(|point| point.probes).sum();
        assert_eq!(count as usize, self.probes[0].len(), "{what}, the line");
    }

    /// No row tells of a closed day any more; nobody has the folder open.
    fn check_rows(&self, data: &Path, what: &str) {
        let clock = DayClock::new(420);
        let store = SledStore::open(&data.join("store")).unwrap();
        let (from, to) = (RowKey(Vec::new()), RowKey(vec![u8::MAX]));
        for (key, _) in store.scan(&from, &to).unwrap() {
            if let Some(row) = FiledRow::of_key(&key) {
                assert_eq!(row.filed, clock.day(self.now()), "{what}");
            }
        }
    }
}

/// Days that are not sealed, by the daemon's own figures.
async fn held_days(daemon: &TestDaemon) -> Option<u32> {
    let reply = daemon.admin.exchange(Request::get("/metrics")).await.ok()?;
    let text = String::from_utf8(reply.body.to_vec()).ok()?;
    let line = text.lines().find(|line| line.starts_with("kiemke_days_held "))?;
    line.rsplit_once(' ')?.1.parse().ok()
}

pub(crate) async fn sealed(daemon: &TestDaemon) {
    until("the closed days to be sealed", || async {
        (held_days(daemon).await == Some(0)).then_some(())
    })
    .await;
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (entry, to) = (entry.unwrap().path(), to);
        let to = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &to);
        } else {
            fs::copy(&entry, &to).unwrap();
        }
    }
}

fn cold_files(data: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(data.join("cold")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[tokio::test]
async fn closed_days_are_sealed_by_themselves_and_every_reading_is_found_once() {
    let mut world = World::new().await;
    let data = world.folder.path().to_owned();
    for day in 0..3 {
        let daemon = world.start().await;
        for _ in 0..3 {
            world.pass(3 * HOUR_MS + 7 * MINUTE_MS);
            let now = world.now();
            world
                .measure(&daemon, &[now.plus(-20 * MINUTE_MS), now.plus(-2 * MINUTE_MS)])
                .await;
        }
        if day == 2 {
            // A spool comes late: of days that are sealed, and one reading again.
            let first = *world.probes[0].first().unwrap();
            world
                .measure(&daemon, &[first, first.plus(1_000), first.plus(DAY_MS + 5_000)])
                .await;
        }
        world.check(&daemon, "open").await;
        world.pass_midnight();
        // Stopped as soon as the day is closed, twice, once for days; then let go on.
        daemon.enrol_token(1).await;
        daemon.stop().await;
        if day == 1 {
            world.pass(2 * DAY_MS);
        }
        let daemon = world.start().await;
        world.check(&daemon, "while it is sealed").await;
        daemon.stop().await;
        let daemon = world.start().await;
        sealed(&daemon).await;
        world.check(&daemon, "sealed").await;
        daemon.stop().await;
        world.check_rows(&data, "sealed");
        world.pass(9 * HOUR_MS + 30 * MINUTE_MS);
    }
    let names: Vec<String> = cold_files(&data)
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    for kind in KINDS {
        let days = names
            .iter()
            .filter(|name| name.starts_with(&format!("{kind}2026-")));
        assert_eq!(days.count(), 3, "{names:?}");
    }
}

/// A stop may fall behind any of the files that a night writes, with nothing of it in the journal.
#[tokio::test]
async fn a_night_that_was_cut_short_is_done_again() {
    let mut world = World::new().await;
    let data = world.folder.path().to_owned();
    let daemon = world.start().await;
    world.pass(3 * HOUR_MS);
    let now = world.now();
    world
        .measure(&daemon, &[now.plus(-MINUTE_MS), now.plus(-HOUR_MS)])
        .await;
    daemon.stop().await;
    let kept = tempfile::tempdir().unwrap();
    copy(&data, kept.path());
    world.pass_midnight();
    let daemon = world.start().await;
    sealed(&daemon).await;
    daemon.stop().await;
    let mut files = cold_files(&data);
    files.sort_by_key(|path| {
        KINDS
            .iter()
            .position(|kind| path.to_string_lossy().contains(kind))
    });
    assert_eq!(files.len(), KINDS.len(), "{files:?}");
    for count in 0..=files.len() {
        let crashed = tempfile::tempdir().unwrap();
        copy(kept.path(), crashed.path());
        for file in &files[..count] {
            fs::copy(file, crashed.path().join("cold").join(file.file_name().unwrap())).unwrap();
        }
        if let Some(next) = files.get(count) {
            let name = format!("{}.tmp", next.file_name().unwrap().to_string_lossy());
            fs::write(crashed.path().join("cold").join(name), b"KKCOLD").unwrap();
        }
        let what = format!("cut behind {count} files");
        let daemon = world.start_in(crashed.path()).await;
        world.check(&daemon, &what).await;
        daemon.enrol_token(1).await;
        until("the day to be closed", || async {
            (held_days(&daemon).await == Some(0)).then_some(())
        })
        .await;
        world.check(&daemon, &what).await;
        daemon.stop().await;
        world.check_rows(crashed.path(), &what);
        assert_eq!(cold_files(crashed.path()).len(), KINDS.len(), "{what}");
    }
}

#[tokio::test]
async fn damage_in_a_cold_file_is_named_and_the_rest_is_served() {
    let mut world = World::new().await;
    let data = world.folder.path().to_owned();
    for _ in 0..2 {
        let daemon = world.start().await;
        world.pass(HOUR_MS);
        let now = world.now();
        world.measure(&daemon, &[now]).await;
        daemon.stop().await;
        world.pass_midnight();
        let daemon = world.start().await;
        sealed(&daemon).await;
        daemon.stop().await;
    }
    let hurt = cold_files(&data)
        .into_iter()
        .find(|path| path.to_string_lossy().contains("probes-"))
        .unwrap();
    let mut bytes = fs::read(&hurt).unwrap();
    bytes.truncate(30);
    fs::write(&hurt, bytes).unwrap();
    let daemon = world.start().await;
    for probes in &mut world.probes {
        probes.pop_first();
    }
    world.check(&daemon, "damaged").await;
    let ready = daemon.admin.exchange(Request::get("/readyz")).await.unwrap();
    let text = String::from_utf8(ready.body.to_vec()).unwrap();
    let name = hurt.file_name().unwrap().to_string_lossy().into_owned();
    assert!(text.contains(&name) && text.contains("\"ready\":true"), "{text}");
    daemon.stop().await;
}

#[tokio::test]
async fn another_time_zone_is_refused() {
    let world = World::new().await;
    let settings = DaemonSettings {
        time_zone_offset_min: 480,
        ..DaemonSettings::default()
    };
    let options = StartOptions {
        data: world.folder.path().to_owned(),
        listen: ([127, 0, 0, 1], 0).into(),
        settings,
    };
    let around = Surroundings {
        clock: world.clock.clone(),
        ..Surroundings::default()
    };
    match start_in(options, around).await {
        Err(error @ StartError::TimeZone { made: 420, set: 480 }) => {
            assert!(error.to_string().contains("set time_zone_offset_min = 420"));
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it started"),
    }
}

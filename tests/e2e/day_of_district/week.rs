//! What happened in the district this week: drawn from the simulator's province, told to the daemon as its agents would
//! tell it, and kept as facts, so that an oracle can say what the screen must show.

use kiemke_config::daemon::DaemonSettings;
use kiemke_daemon::Clock;
use kiemke_http::{Client, Endpoint, Request};
use kiemke_sim::facts::{self, Moment};
use kiemke_sim::fate;
use kiemke_sim::offline;
use kiemke_sim::reports;
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Machine, MachineIndex, Mix, Plan, SchoolIndex, World};
use kiemke_tests::daemon::{TestDaemon, enrol_token_of};
use kiemke_tests::hand_agent::{HandAgent, check_in, inventory, now, section};
use kiemke_wire::enrol::{EnrolReply, HashKey};
use kiemke_wire::facts::Facts;
use kiemke_wire::ids::{LineId, RunId};
use kiemke_wire::reading::{
    CapacityReading, Fault, FaultPlace, Medium, OutsideReading, OutsideStep, Symptom, TransferReading,
    VerdictReading,
};
use kiemke_wire::report::{Item, ItemBody};
use kiemke_wire::secret::Token;
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs};
use kiemke_wire::view::{LineRow, Page};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

/// Every day is taught, so that a test says the same in July; hours as in any school.
const CALENDAR: &str = "name = \"Ngày nào cũng học\"\nversion = 1\n\
    teaching_weekdays = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]\n\
    teaching_hours = [{ from = \"07:00\", to = \"11:30\" }, { from = \"13:00\", to = \"17:00\" }]\n";
/// Since when those who are silent were not seen.
const SILENT_DAYS: i64 = 8;
/// The province is so far east.
const ZONE_MS: i64 = 7 * HOUR_MS;
/// The commune in which the power went out.
const DARK_COMMUNE: u32 = 2;
/// The provider of which every line is down.
pub(super) const DOWN_PROVIDER: &str = "FPT Telecom";
pub(super) const PLATFORM: &str = "platform/hocmai.vn";
/// Half-hours of a day, a little less so that the oldest is within it when it is asked for.
const HALF_HOURS: i64 = 46;
const OLD_VERSION: &str = "0.0.1";

/// What a test takes of a line beside its load in each direction, bytes: round trips, heads, what is under way at its end.
const BESIDE_BYTES: u64 = 64 * 1024;

/// Tests that a line had: when, down and up, and the bytes of both.
pub(super) type Tests = Vec<(UnixMs, u32, u32, u64)>;

/// What is true of the district.
pub(super) struct Week {
    pub(super) world: World,
    pub(super) dark: BTreeSet<SchoolIndex>,
    pub(super) alone: SchoolIndex,
    pub(super) down: BTreeSet<SchoolIndex>,
    /// A fault that a machine there tells, by where it lies.
    pub(super) faults: BTreeMap<SchoolIndex, (FaultPlace, Symptom)>,
    /// What was contracted, and what tests brought.
    pub(super) tested: BTreeMap<SchoolIndex, Tests>,
    pub(super) busy: SchoolIndex,
    pub(super) blocked: BTreeSet<SchoolIndex>,
    pub(super) outdated: SchoolIndex,
    pub(super) reset: SchoolIndex,
    /// A machine that reports with the key of the other.
    pub(super) clone: (MachineIndex, MachineIndex),
    /// A machine that came under another name after its mainboard was replaced.
    pub(super) twice: MachineIndex,
    pub(super) moved: (MachineIndex, SchoolIndex),
    /// When all of it is told.
    now: UnixMs,
    hash_key: Option<HashKey>,
}

/// A clock that shows one moment.
struct Then(UnixMs);

impl Clock for Then {
    fn now(&self) -> UnixMs {
        self.0
    }
}

impl Week {
    pub(super) fn new() -> Self {
        let world = World::new(Plan {
            seed: Seed(23),
            schools: 84,
            machines: 336,
            mix: Mix::Province,
        });
        let in_commune = |school: &SchoolIndex| world.school(*school).commune == DARK_COMMUNE;
        let (dark, others): (Vec<_>, Vec<_>) = single_schools(&world).partition(in_commune);
        let others = others.into_iter().filter(|school| is_plain(&world, *school));
        let provider = |school: &SchoolIndex| world.line(*school, 0, 0).provider == DOWN_PROVIDER;
        let (down, others): (Vec<_>, Vec<_>) = others.partition(provider);
        let mut others = others.into_iter().filter(|school| has_own_name(&world, *school));
        let mut next = || others.next().expect("the province has schools enough");
        let faults = [
            (FaultPlace::Machine, Symptom::NoLink),
            (FaultPlace::Gateway, Symptom::NoAnswer),
            (FaultPlace::Provider, Symptom::NoNames),
            (FaultPlace::Wifi, Symptom::Loss),
            (FaultPlace::Wifi, Symptom::Slow),
        ];
        let now = now();
        let faults = faults.map(|fault| (next(), fault)).into();
        let tested = [(61, 7), (93, 7), (40, 12)].map(|(percent, days)| {
            let school = next();
            let contract = world.line(school, 0, 0).contract_mbps;
            (school, tests(now, contract * percent / 100, days))
        });
        let first = |school: SchoolIndex| world.machines_of(school).0;
        let (busy, outdated, reset, alone) = (next(), next(), next(), next());
        let clone = (first(next()), first(next()));
        let (twice, moved) = (first(next()), (first(next()), next()));
        let blocked = [next(), next()].into();
        Self {
            dark: dark.into_iter().collect(),
            down: down.into_iter().collect(),
            tested: tested.into(),
            faults,
            busy,
            outdated,
            reset,
            alone,
            clone,
            twice,
            moved,
            blocked,
            now,
            hash_key: None,
            world,
        }
    }
}

/// Schools of one site, with machines.
fn single_schools(world: &World) -> impl Iterator<Item = SchoolIndex> {
    let is_single = |school: &SchoolIndex| {
        let (first, count) = world.machines_of(*school);
        let mut machines = (first.0..first.0 + count).map(|index| world.machine(MachineIndex(index)));
        world.school(*school).sites == 1 && machines.any(|machine| machine.enrols())
    };
    (0..world.schools()).map(SchoolIndex).filter(is_single)
}

/// Of one line: nothing is told of the others but that they are there.
fn is_plain(world: &World, school: SchoolIndex) -> bool {
    world.site(school, 0).lines == 1
}

/// Whether a name on the screen can be of nobody else.
fn has_own_name(world: &World, school: SchoolIndex) -> bool {
    let name = |index| world.school(SchoolIndex(index)).name;
    let mut others = (0..world.schools()).filter(|other| *other != school.0);
    !others.any(|other| name(other).contains(&name(school.0)))
}

/// Twelve tests around a rate over so many days.
fn tests(now: UnixMs, down_mbps: u32, days: i64) -> Tests {
    let test = |number: i64| {
        let at = now.plus(-(number * days * DAY_MS / 12) - HOUR_MS);
        let down = down_mbps * 1_000 + u32::try_from(number % 5).unwrap_or(0) * 200 - 400;
        (at, down, down / 2, 30_000_000 + 1_000_000 * number.unsigned_abs())
    };
    (0..12).map(test).collect()
}

/// The telling of it.
impl Week {
    /// The weeks before, and three mornings on which one machine's agent began anew.
    pub(super) async fn live(&mut self, data: &Path) {
        // Begun at a midnight of the province, so that what its own machines measured that day is in no one's median.
        let begun = now().plus(-SILENT_DAYS * DAY_MS);
        let begun = begun.plus(-(begun.0 + ZONE_MS).rem_euclid(DAY_MS));
        offline::write(&self.world, data, begun, 0).unwrap();
        std::fs::create_dir(data.join("standards")).unwrap();
        std::fs::write(data.join("standards/calendar.toml"), CALENDAR).unwrap();
        let machine = self.machine(self.world.machines_of(self.reset).0);
        for days_ago in [3, 2, 1] {
            let clock = Arc::new(Then(now().plus(-days_ago * DAY_MS)));
            let daemon = TestDaemon::start_by(data, DaemonSettings::default(), clock).await;
            let token = daemon.enrol_token_of(&machine.school.code, 1).await;
            let generation = u32::try_from(days_ago).unwrap();
            let reply = self.enrol(&daemon.endpoint(), &machine, &token, generation).await;
            self.hash_key = Some(reply.settings.hash_key);
            daemon.stop().await;
        }
    }

    /// Today: contracts come as a table, and all who are there report.
    pub(super) async fn report(&self, admin: &Client, daemon: &Endpoint) {
        self.promise(admin).await;
        let silent = |school: &SchoolIndex| self.dark.contains(school) || *school == self.alone;
        // A clone of the province's own has no name to report under.
        let enrolled = |index: &MachineIndex| self.world.machine(*index).enrols();
        for index in self.world.machines().filter(enrolled) {
            let machine = self.machine(index);
            if !silent(&machine.school.index) && machine.school.index != self.reset {
                let items = self.items(&machine, now());
                self.send(daemon, &self.agent(&machine, 0), items).await;
            }
        }
        let machine = self.machine(self.world.machines_of(self.reset).0);
        self.send(daemon, &self.agent(&machine, 1), vec![check_in(0, now())])
            .await;
        self.meet(admin, daemon).await;
    }

    /// Two under one key, one under two names, and one that was carried away.
    async fn meet(&self, admin: &Client, daemon: &Endpoint) {
        let (original, copy) = self.clone;
        let agent = HandAgent {
            run: RunId([9; 8]),
            ..self.agent(&self.machine(original), 0)
        };
        let copied = inventory(&self.world, &self.machine(copy), &agent, self.hash_key);
        self.send(daemon, &agent, copied).await;

        let mut replaced = fate::with_another_board(&self.world, self.machine(self.twice));
        // Its case too, so that nothing but the disk says who it was.
        replaced.hardware.serials.chassis = "Thùng khác 01".into();
        let token = enrol_token_of(admin, &replaced.school.code, 1).await;
        self.enrol(daemon, &replaced, &token, 7).await;

        let (machine, to) = self.moved;
        let carried = fate::carried_to(&self.world, self.machine(machine), to);
        let moment = Moment {
            hash_key: self.hash_key,
            ..Moment::default()
        };
        let network = Facts::Network(facts::network(&self.world, &carried, &moment));
        let agent = HandAgent {
            run: RunId([8; 8]),
            ..self.agent(&carried, 0)
        };
        let items = vec![section(0, now(), &network), check_in(1, now())];
        self.send(daemon, &agent, items).await;
    }

    /// What a machine of a school says today, oldest first.
    fn items(&self, machine: &Machine, now: UnixMs) -> Vec<Item> {
        let school = machine.school.index;
        let is_first = machine.index == self.world.machines_of(school).0;
        let mut told: Vec<(UnixMs, ItemBody)> = Vec::new();
        if is_first {
            let probes = self.probes(school).into_iter();
            told.extend(probes.map(|(at, probe)| (at, ItemBody::Outside(probe))));
            let tests = self.tested.get(&school).into_iter().flatten();
            told.extend(tests.map(|test| (test.0, ItemBody::Capacity(capacity(*test)))));
            let fault = self.faults.get(&school).copied().map(|(place, symptom)| Fault {
                place,
                symptom,
                targets: Vec::new(),
            });
            let blocked = self.blocked.contains(&school).then(|| Fault {
                place: FaultPlace::Platform,
                symptom: Symptom::Blocked,
                targets: vec![PLATFORM.into()],
            });
            let verdicts = fault
                .or(blocked)
                .map(|fault| VerdictReading { fault: Some(fault) });
            told.extend(verdicts.map(|verdict| (now.plus(-HOUR_MS), ItemBody::Verdict(verdict))));
        }
        told.sort_by_key(|(at, _)| *at);
        let mut items: Vec<Item> = (0..)
            .zip(told)
            .map(|(seq, (at, body))| Item { seq, at, body })
            .collect();
        let mut last = check_in(items.len() as u64, now);
        if let ItemBody::CheckIn(check_in) = &mut last.body
            && school == self.outdated
        {
            check_in.version = OLD_VERSION.into();
        }
        items.push(last);
        items
    }

    /// What a school's prober found outside in the last day, every half-hour.
    fn probes(&self, school: SchoolIndex) -> Vec<(UnixMs, OutsideReading)> {
        let failed = self.down.contains(&school).then_some(OutsideStep::Tcp);
        let probe = |half_hours| {
            let at = probed_at(self.now, half_hours);
            let slow = school == self.busy && is_taught(at);
            (at, outside(failed, slow))
        };
        (0..HALF_HOURS).map(probe).collect()
    }

    /// The contract of every line that is the only one of its school.
    async fn promise(&self, admin: &Client) {
        let lines: Page<LineRow> = admin.json(Request::get("/v1/lines?limit=1000")).await.unwrap();
        let by_code: BTreeMap<String, LineId> = lines
            .items
            .iter()
            .map(|row| (row.unit.code.clone(), row.id))
            .collect();
        let mut table = "Số hiệu;Mã;Nhà mạng;Loại;Xuống Mbps;Lên Mbps\n".to_owned();
        for school in single_schools(&self.world).filter(|school| is_plain(&self.world, *school)) {
            let (code, line) = (self.world.school(school).code, self.world.line(school, 0, 0));
            let (id, mbps) = (by_code[&code], line.contract_mbps);
            table += &format!("{id};{code};{};cáp quang;{mbps};{mbps}\n", line.provider);
        }
        let file = Request::post_file("/v1/import/lines?file=hop-dong.csv", table);
        let imported = admin.exchange(file).await.unwrap();
        assert_eq!(
            imported.status,
            200,
            "{}",
            String::from_utf8_lossy(&imported.body)
        );
    }

    /// A machine makes itself known, under a name of its own for each generation.
    async fn enrol(
        &self,
        daemon: &Endpoint,
        machine: &Machine,
        token: &Token,
        generation: u32,
    ) -> EnrolReply {
        let identity = reports::identity(self.world.seed(), machine, generation);
        let mut request = reports::enrolment(&self.world, machine, &identity);
        request.room = None;
        let client = Client::new(daemon.clone(), Some(token.clone()));
        client.json(Request::post("/v1/enrol", &request)).await.unwrap()
    }

    async fn send(&self, daemon: &Endpoint, agent: &HandAgent, items: Vec<Item>) {
        agent.report_at(daemon, now(), items).await.unwrap();
    }

    fn agent(&self, machine: &Machine, generation: u32) -> HandAgent {
        let identity = reports::identity(self.world.seed(), machine, generation);
        HandAgent {
            id: identity.agent,
            credential: identity.credential,
            run: RunId([7; 8]),
        }
    }

    pub(super) fn dark_commune(&self) -> String {
        kiemke_sim::names::commune(self.world.seed(), DARK_COMMUNE)
    }

    /// Of the half-hours of the last day in which a school's prober told how long the first byte took, how many there are
    /// of each time, milliseconds.
    pub(super) fn first_bytes_ms(&self, school: SchoolIndex) -> BTreeMap<u32, usize> {
        let mut counts = BTreeMap::new();
        for (_, probe) in self.probes(school) {
            let first_byte_us = probe.first_byte_us.expect("it got through");
            *counts.entry(first_byte_us / 1_000).or_default() += 1;
        }
        counts
    }

    /// Where, by the probes that were told, only the hours of school are slow: all of theirs take several times what the
    /// others take.
    pub(super) fn slow_when_taught(&self) -> Vec<SchoolIndex> {
        let schools = (0..self.world.schools()).map(SchoolIndex);
        let is_slow = |school: &SchoolIndex| {
            let times = |taught: bool| {
                let probes = self.probes(*school).into_iter();
                let of = probes.filter(move |(at, _)| is_taught(*at) == taught);
                of.filter_map(|(_, probe)| probe.first_byte_us)
            };
            let (quickest_taught, slowest_else) = (times(true).min(), times(false).max());
            quickest_taught
                .zip(slowest_else)
                .is_some_and(|(taught, rest)| taught > 2 * rest)
        };
        schools.filter(is_slow).collect()
    }

    /// What tests took of a school's line since the month began.
    pub(super) fn used_mib_this_month(&self, school: SchoolIndex) -> String {
        let month = |at: UnixMs| {
            let local = jiff::Timestamp::from_millisecond(at.0 + 7 * HOUR_MS).unwrap();
            local.to_string()[..7].to_owned()
        };
        let tests = self.tested.get(&school).into_iter().flatten();
        let tests = tests.filter(|test| month(test.0) == month(self.now));
        let bytes: u64 = tests.map(|test| test.3 + 2 * BESIDE_BYTES).sum();
        let mib = bytes as f64 / f64::from(1 << 20);
        match bytes {
            0 => "0 B".to_owned(),
            _ if mib < 100.0 => format!("{mib:.1} MiB").replace('.', ","),
            _ => format!("{mib:.0} MiB"),
        }
    }

    pub(super) fn machine(&self, index: MachineIndex) -> Machine {
        let machine = self.world.machine(index);
        // Who was carried away in the province of itself would be one more story.
        Machine {
            quirks: kiemke_sim::world::Quirks {
                clone_of: None,
                moved_to: None,
                ..machine.quirks
            },
            ..machine
        }
    }
}

fn probed_at(now: UnixMs, half_hours_ago: i64) -> UnixMs {
    now.plus(-half_hours_ago * 30 * MINUTE_MS - MINUTE_MS)
}

fn is_taught(at: UnixMs) -> bool {
    let minute = (at.0 / MINUTE_MS + 7 * 60).rem_euclid(24 * 60);
    (7 * 60..11 * 60 + 30).contains(&minute) || (13 * 60..17 * 60).contains(&minute)
}

fn outside(failed: Option<OutsideStep>, slow: bool) -> OutsideReading {
    let got_through = failed.is_none();
    let known = |us: u32| got_through.then_some(us);
    OutsideReading {
        target: "daemon".into(),
        failed,
        dns_us: known(2_000),
        tcp_us: known(9_000),
        tls_us: known(20_000),
        first_byte_us: known(if slow { 400_000 } else { 40_000 }),
        sent: 20,
        received: if got_through { 20 } else { 0 },
        rtt_us_median: known(9_000),
        jitter_us: known(900),
        wifi: None,
    }
}

fn capacity((_, down_kbps, up_kbps, bytes): (UnixMs, u32, u32, u64)) -> CapacityReading {
    let transfer = |kbps, bytes| TransferReading {
        bytes,
        limit_bytes: None,
        ran_ms: 5_000,
        rate_kbps: Some(kbps),
        cut: false,
        resent_permille: Some(0),
    };
    CapacityReading {
        down: Some(transfer(down_kbps, bytes / 2)),
        up: Some(transfer(up_kbps, bytes / 2)),
        rtt_us_min: Some(8_000),
        link_mbps: Some(1_000),
        ..CapacityReading::failed("daemon".into(), Some(Medium::Wired), None)
    }
}

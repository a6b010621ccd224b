//! How long the look at everything takes that finds alerts, in a country of machines: milliseconds, the least of
//! several rounds. `cargo bench --bench alerts -- 100000` takes fewer machines.

use kiemke_config::calendar::Calendar;
use kiemke_core::Fleet;
use kiemke_core::alerts::find;
use kiemke_core::entry::{Enrolled, Entry, FolderMade, UnitMade};
use kiemke_core::query::Days;
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, MachineId, TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use std::hint::black_box;
use std::time::{Duration, Instant};

const NOW: UnixMs = UnixMs(1_795_503_600_000);
const MACHINES: u32 = 1_000_000;
const MACHINES_A_SCHOOL: u32 = 40;
const ROUNDS: u32 = 5;

fn main() {
    let asked = std::env::args()
        .skip(1)
        .find_map(|argument| argument.parse().ok());
    let machines = asked.unwrap_or(MACHINES);
    let fleet = country(machines);
    let days = Days::new(Calendar::shipped(), 420);
    // Nobody's agent is outdated, so that every one is looked at; then everybody's is.
    for current in ["0.1.0", "0.2.0"] {
        let mut least = Duration::MAX;
        for _ in 0..ROUNDS {
            let clock = Instant::now();
            black_box(find(&fleet, &days, current, NOW));
            least = least.min(clock.elapsed());
        }
        let found = find(&fleet, &days, current, NOW).findings.len();
        println!(
            "{machines} machines with 0.1.0 beside {current}: {:.1} ms, {found} findings",
            least.as_secs_f64() * 1e3
        );
    }
}

fn country(machines: u32) -> Fleet {
    let mut fleet = Fleet::default();
    let mut take = |entry: Entry| fleet.apply(fleet.position().next(), &entry);
    take(Entry::FolderMade(FolderMade {
        at: NOW,
        hash_key: HashKey([7; 32]),
        demo: true,
        time_zone_offset_min: 420,
    }));
    let school_of = |machine: u32| UnitKey(2 + (machine - 1) / MACHINES_A_SCHOOL);
    for unit in 2..=school_of(machines).0 {
        take(Entry::UnitMade(UnitMade {
            unit: UnitKey(unit),
            at: NOW,
            code: format!("{unit}"),
            name: String::new(),
            kind: "school".into(),
            parent: UnitKey::ROOT,
        }));
    }
    for number in 1..=machines {
        take(Entry::Enrolled(Box::new(enrolled(number, school_of(number)))));
    }
    fleet
}

fn enrolled(number: u32, unit: UnitKey) -> Enrolled {
    let mut key = [0; 16];
    key[..4].copy_from_slice(&number.to_le_bytes());
    let mut secret = [1; 32];
    secret[..4].copy_from_slice(&number.to_le_bytes());
    Enrolled {
        machine: MachineId(number),
        at: NOW,
        unit,
        token: TokenId(1),
        request: EnrolRequest {
            v: 1,
            agent: AgentId(key),
            secret_hash: SecretHash(secret),
            version: "0.1.0".into(),
            host_name: Some(format!("PC-{number}")),
            identity: IdentityFacts::default(),
            macs: Vec::new(),
            disk_serials: Vec::new(),
            room: None,
            seat: None,
        },
        evidence: kiemke_core::identity::Evidence::default(),
        former: None,
        review: None,
    }
}

//! Lists over several chunks of machines: what is found, in which order, page by page, beside a naive reckoning.

use kiemke_config::calendar::Calendar;
use kiemke_core::entry::{Enrolled, Entry, FolderMade, Kept, KeptBody, KeptSection, Reported, UnitMade};
use kiemke_core::fleet::summary_of;
use kiemke_core::identity::Evidence;
use kiemke_core::query::{Days, ListQuery, Scene, machines, overview};
use kiemke_core::{Fleet, Reader};
use kiemke_wire::digest::Digest;
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::{Facts, IdentityFacts, SectionName, SystemFacts};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{AgentId, MachineId, Position, RunId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use serde_json::value::RawValue;

const NOW: UnixMs = UnixMs(1_795_503_600_000);
const MACHINES: u32 = 700;
const UNITS: u32 = 12;
const NAMES: [&str; 5] = ["Đắk-Tin", "PC", "may-phong-tin-hoc-so", "N’Đir ", "GV-Nguyễn"];

struct Known {
    id: MachineId,
    unit: UnitKey,
    name: String,
    room: String,
    seen: UnixMs,
}

fn known() -> Vec<Known> {
    let one = |number: u32| Known {
        id: MachineId(number),
        unit: UnitKey(2 + number * 31 % UNITS),
        // Many share a name, and many share its first sixteen bytes.
        name: format!("{}{}", NAMES[(number * 7 % 5) as usize], number * 13 % 97),
        room: format!("Phòng {}", number % 12),
        seen: NOW.plus(-i64::from(number * 17 % 41) * 60_000),
    };
    (1..=MACHINES).map(one).collect()
}

fn fleet(known: &[Known]) -> Fleet {
    let mut fleet = Fleet::default();
    let mut take = |entry| {
        let position: Position = fleet.position().next();
        fleet.apply(position, &entry);
    };
    take(Entry::FolderMade(FolderMade {
        at: NOW,
        hash_key: HashKey([0; 32]),
        demo: false,
        time_zone_offset_min: 420,
    }));
    for number in 0..UNITS {
        // A chain: each lies below the one before.
        take(Entry::UnitMade(UnitMade {
            unit: UnitKey(2 + number),
            at: NOW,
            code: format!("c{number}"),
            name: String::new(),
            kind: "school".into(),
            parent: UnitKey(1 + number),
        }));
    }
    for machine in known {
        let number = machine.id.0;
        let mut secret = [0; 32];
        secret[..4].copy_from_slice(&number.to_le_bytes());
        let mut agent = [0; 16];
        agent[..4].copy_from_slice(&number.to_le_bytes());
        take(Entry::Enrolled(Box::new(Enrolled {
            machine: machine.id,
            at: machine.seen,
            unit: machine.unit,
            token: TokenId(1),
            request: EnrolRequest {
                v: 1,
                agent: AgentId(agent),
                secret_hash: SecretHash(secret),
                version: "0.1.0".into(),
                host_name: Some(machine.name.clone()),
                identity: IdentityFacts::default(),
                macs: Vec::new(),
                disk_serials: Vec::new(),
                room: Some(machine.room.clone()),
                seat: None,
            },
            evidence: Evidence::default(),
            former: None,
            review: None,
        })));
    }
    fleet
}

/// All pages of a list, one behind the other.
fn listed(fleet: &Fleet, unit: UnitKey, q: &str, sort: &str) -> Vec<MachineId> {
    let days = Days::new(Calendar::shipped(), 420);
    let scene = Scene {
        standards: &kiemke_core::query::Standards::shipped(),
        fleet,
        now: NOW,
        days: &days,
        root_name: "",
        reader: &Reader::administrator(),
        yardsticks: kiemke_core::query::Yardsticks::shipped(),
    };
    let mut found = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let query = ListQuery::of(unit)
            .with(Some(q), None, Some(sort), Some(37), cursor.as_deref())
            .expect("a query");
        let page = machines(&scene, &query).expect("a page");
        found.extend(page.items.iter().map(|row| row.id));
        match page.next {
            Some(next) => cursor = Some(next),
            None => {
                assert_eq!(found.len() as u64, page.total, "{q} {sort}");
                return found;
            }
        }
    }
}

#[test]
fn an_overview_counts_the_machines_of_its_unit_and_below() {
    let known = known();
    let fleet = fleet(&known);
    let days = Days::new(Calendar::shipped(), 420);
    let scene = Scene {
        standards: &kiemke_core::query::Standards::shipped(),
        fleet: &fleet,
        now: NOW.plus(40 * 86_400_000),
        days: &days,
        root_name: "",
        reader: &Reader::administrator(),
        yardsticks: kiemke_core::query::Yardsticks::shipped(),
    };
    for unit in 1..=2 + UNITS {
        let below = known
            .iter()
            .filter(|one| one.unit.0 >= unit && unit <= 1 + UNITS)
            .count() as u64;
        let counts = overview(&scene, UnitKey(unit)).machines;
        assert_eq!(
            (counts.known, counts.expired, counts.silent),
            (below, below, below),
            "{unit}"
        );
        assert_eq!((counts.fresh, counts.ageing), (0, 0), "{unit}");
    }
}

#[test]
fn pages_give_what_a_naive_reckoning_gives() {
    let known = known();
    let fleet = fleet(&known);
    let words = [
        "",
        "tin",
        "dak tin",
        "phong 1",
        "n'dir 5",
        "m69",
        "hoc-so 3 phong",
        "nguyen",
        "nothing",
    ];
    for q in words {
        for unit in [1, 2, 5, 11, 13, 14] {
            let mut wanted: Vec<&Known> = known
                .iter()
                .filter(|one| one.unit.0 >= unit && unit <= 1 + UNITS)
                .filter(|one| {
                    let texts = [search_key(&one.name), one.id.to_string(), search_key(&one.room)];
                    let has = |word: &str| texts.iter().any(|text| text.contains(word));
                    q.split(' ').filter(|word| !word.is_empty()).all(has)
                })
                .collect();
            let ids = |wanted: &[&Known]| wanted.iter().map(|one| one.id).collect::<Vec<_>>();
            for (sort, key) in [
                (
                    "name",
                    (|one| (search_key(&one.name), 0)) as fn(&Known) -> (String, i64),
                ),
                ("last_seen", |one| (String::new(), one.seen.0)),
                ("id", |_| (String::new(), 0)),
            ] {
                wanted.sort_by_key(|one| (key(one), one.id));
                assert_eq!(
                    listed(&fleet, UnitKey(unit), q, sort),
                    ids(&wanted),
                    "{q} {unit} {sort}"
                );
                wanted.reverse();
                let sort = format!("-{sort}");
                assert_eq!(
                    listed(&fleet, UnitKey(unit), q, &sort),
                    ids(&wanted),
                    "{q} {unit} {sort}"
                );
            }
        }
    }
}

/// A report in which a machine says its name.
fn named(machine: &Known, seq: u64, name: &str) -> Entry {
    let facts = Facts::System(SystemFacts {
        host_name: Some(name.to_owned()),
        ..SystemFacts::default()
    });
    let section = KeptSection {
        section: SectionName::System,
        digest: Digest([seq as u8; 16]),
        summary: summary_of(&facts),
        facts: RawValue::from_string(facts.to_json()).expect("facts are JSON"),
        packages: None,
    };
    let at = NOW.plus(seq as i64);
    Entry::Reported(Box::new(Reported {
        machine: machine.id,
        at,
        run: RunId([1; 8]),
        accepted: SeqRanges::of([seq]),
        items: vec![Kept {
            at,
            what: KeptBody::Section(section),
        }],
        line: None,
        warnings: Vec::new(),
        clock_ahead_ms: 0,
        resumed: SeqRanges::default(),
        asked_in_full: false,
    }))
}

#[test]
fn machines_are_found_by_the_names_they_have_now() {
    let known = known();
    let mut fleet = fleet(&known);
    // Often enough that what is known of words in a chunk is reckoned anew.
    for round in 0..4_u64 {
        for machine in known.iter().filter(|one| !one.id.0.is_multiple_of(3)) {
            let name = format!("Lần{round}-{}", machine.id.0 % 11);
            fleet.apply(fleet.position().next(), &named(machine, round, &name));
        }
        let changed = |one: &&Known| !one.id.0.is_multiple_of(3);
        let ids = |machines: Vec<&Known>| machines.iter().map(|one| one.id).collect::<Vec<_>>();
        let all = ids(known.iter().filter(changed).collect());
        let some = ids(known
            .iter()
            .filter(changed)
            .filter(|one| one.id.0 % 11 == 7)
            .collect());
        assert_eq!(listed(&fleet, UnitKey::ROOT, &format!("lan{round}"), "id"), all);
        assert_eq!(
            listed(&fleet, UnitKey::ROOT, &format!("lan{round}-7"), "id"),
            some
        );
        for gone in (0..4).filter(|other| *other != round) {
            assert_eq!(listed(&fleet, UnitKey::ROOT, &format!("lan{gone}"), "id"), []);
        }
    }
}

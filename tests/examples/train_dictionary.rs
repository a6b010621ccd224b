//! Trains the dictionary with which the daemon's store packs inventories, from a made-up province:
//!
//! `cargo run --release -p kiemke-tests --example train_dictionary > config/dictionaries/inventory-1.zdict`
//!
//! A dictionary that ships is never trained again under the same number: rows in data folders need it for ever.

use kiemke_core::decide::Rules;
use kiemke_core::entry::{Enrolled, Entry, FolderMade};
use kiemke_core::identity::Evidence;
use kiemke_core::intake::read_report;
use kiemke_core::rows::{RowChange, with_sections};
use kiemke_core::{Command, Fleet, decide};
use kiemke_sim::facts::Moment;
use kiemke_sim::reports::{self, Head};
use kiemke_sim::seed::Seed;
use kiemke_sim::world::{Mix, Plan, World};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{MachineId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::UnixMs;
use std::collections::BTreeMap;
use std::io::Write as _;

const NOW: UnixMs = UnixMs(1_795_503_600_000);
const MACHINES: u32 = 6_000;
/// What a row may gain shrinks with what everyone has to read: beyond this little is gained.
const DICTIONARY_BYTES: usize = 32 * 1024;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let samples = samples()?;
    let dictionary = zstd::dict::from_samples(&samples, DICTIONARY_BYTES)?;
    let raw: usize = samples.iter().map(Vec::len).sum();
    for level in [1, 3] {
        let mut with = zstd::bulk::Compressor::with_dictionary(level, &dictionary)?;
        let mut without = zstd::bulk::Compressor::new(level)?;
        let (mut packed, mut plain) = (0, 0);
        for sample in &samples {
            packed += with.compress(sample)?.len();
            plain += without.compress(sample)?.len();
        }
        let each = |bytes: usize| bytes / samples.len();
        let (raw, plain, packed) = (each(raw), each(plain), each(packed));
        eprintln!("level {level}: {raw} B a row, {plain} packed, {packed} with the dictionary");
    }
    Ok(std::io::stdout().write_all(&dictionary)?)
}

/// Inventories as they lie in the store.
fn samples() -> Result<Vec<Vec<u8>>, Box<dyn std::error::Error>> {
    let world = World::new(Plan {
        seed: Seed(1),
        schools: MACHINES / 25,
        machines: MACHINES,
        mix: Mix::Province,
    });
    let rules = Rules::default();
    let mut fleet = Fleet::default();
    let mut rows = Vec::new();
    let mut take = |fleet: &mut Fleet, entry: &Entry| {
        let mut parts = BTreeMap::new();
        for change in fleet.advance(fleet.position().next(), entry).1 {
            if let RowChange::Section(_, _, section, part, _) = change {
                parts.insert(section, part);
            }
        }
        if !parts.is_empty() {
            rows.push(with_sections(None, &parts));
        }
    };
    let made = FolderMade {
        at: NOW,
        hash_key: HashKey([7; 32]),
        demo: true,
        time_zone_offset_min: 420,
    };
    take(&mut fleet, &Entry::FolderMade(made));
    let machines = world.machines().map(|index| world.machine(index));
    for (number, machine) in (1..).zip(machines.filter(|machine| machine.enrols())) {
        let identity = reports::identity(world.seed(), &machine, 0);
        let enrolled = Enrolled {
            machine: MachineId(number),
            at: NOW,
            unit: UnitKey::ROOT,
            token: TokenId(1),
            request: reports::enrolment(&world, &machine, &identity),
            evidence: Evidence::default(),
            former: None,
            review: None,
        };
        take(&mut fleet, &Entry::Enrolled(Box::new(enrolled)));
        let moment = Moment {
            hash_key: Some(HashKey([7; 32])),
            ..Moment::default()
        };
        let head = Head {
            agent: identity.agent,
            run: reports::run(world.seed(), &machine, 0),
            first_seq: 0,
            now: NOW,
            settings: 1,
        };
        let (report, _) = reports::inventory(&world, &machine, &moment, head);
        let body = serde_json::to_vec(&report)?;
        let intake = read_report(&body, fleet.packages())?;
        let command = Command::Report {
            agent: identity.agent,
            renewed: false,
            intake: Box::new(intake),
            resumed: SeqRanges::default(),
        };
        for entry in decide(&fleet, &rules, command, NOW)?.entries {
            take(&mut fleet, &entry);
        }
    }
    Ok(rows)
}

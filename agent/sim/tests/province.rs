//! A province looks like one, comes out the same each time, and its truth is what its machines report.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use kiemke_sim::day::{self, SLOTS_PER_DAY, Slot, State};
use kiemke_sim::facts::{self, Moment};
use kiemke_sim::load::{Encoder, Target};
use kiemke_sim::reports::{self, Head};
use kiemke_sim::seed::Seed;
use kiemke_sim::truth::Truth;
use kiemke_sim::world::{Machine, MachineIndex, Mix, Plan, World};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::facts::{Facts, SectionName};
use kiemke_wire::report::{ItemBody, Report};
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

const NOW: UnixMs = UnixMs(1_795_503_600_123);

fn province(machines: u32, mix: Mix) -> World {
    World::new(Plan {
        seed: Seed(11),
        schools: machines.div_ceil(30),
        machines,
        mix,
    })
}

fn moment(revision: u32) -> Moment {
    Moment {
        revision,
        moved: false,
        hash_key: Some(HashKey([7; 32])),
    }
}

fn head(world: &World, machine: &Machine) -> Head {
    Head {
        agent: reports::identity(world.seed(), machine, 0).agent,
        run: reports::run(world.seed(), machine, 0),
        first_seq: 0,
        now: NOW,
        settings: 1_234_567_890,
    }
}

fn inventory(world: &World, machine: &Machine, revision: u32) -> Report {
    reports::inventory(world, machine, &moment(revision), head(world, machine)).0
}

fn encoder() -> Encoder {
    let target = Target {
        endpoint: "http://127.0.0.1:65535".parse().unwrap(),
        enrol_token: Token::new(Secret::from_random([1; 32]), None),
        in_rooms: false,
        patience: Duration::ZERO,
        acked: None,
    };
    Encoder::new(&target).unwrap()
}

fn per_mille(part: u32, whole: u32) -> u32 {
    part * 1_000 / whole
}

#[test]
fn the_same_seed_gives_the_same_reports_in_any_order() {
    let (one, other) = (province(900, Mix::Province), province(900, Mix::Province));
    for index in (0..900).rev().step_by(37).map(MachineIndex) {
        let text =
            |world: &World| serde_json::to_string(&inventory(world, &world.machine(index), 1)).unwrap();
        assert_eq!(text(&one), text(&other));
    }
}

#[test]
fn the_mix_is_that_of_a_province() {
    let truth = Truth::of(&province(20_000, Mix::Province));
    let within = |name: &str, part, range: std::ops::RangeInclusive<u32>| {
        let share = per_mille(part, truth.machines);
        assert!(
            range.contains(&share),
            "{name}: {share} of a thousand; {truth:#?}"
        );
    };
    within("junk serials", truth.junk_serials, 42..=58);
    within("shared UUIDs", truth.shared_uuids, 20..=40);
    within("clones", truth.clones_count, 2..=6);
    within("moves", truth.moves_count, 4..=8);
    within("wrong clocks", truth.wrong_clocks, 15..=25);
    within("notebooks", truth.machines_by_chassis["notebook"], 60..=140);
    within("desktops", truth.machines_by_chassis["desktop"], 780..=920);
    within("dpkg", truth.machines_with_dpkg, 60..=180);
    assert_eq!(truth.enrolments + truth.clones_count, truth.machines);
    let schools = truth.schools_by_level.values().sum::<u32>();
    assert_eq!((schools, truth.schools), (667, 667));
    assert!(truth.lines_in_use <= truth.lines && truth.lines >= truth.sites && truth.sites >= truth.schools);
}

#[test]
fn machines_are_told_apart_except_where_they_cannot_be() {
    let world = province(6_000, Mix::Province);
    let (mut macs, mut serials, mut secrets) = (HashSet::new(), HashMap::new(), HashSet::new());
    let mut twins = 0;
    for index in world.machines() {
        let machine = world.machine(index);
        let own = &machine.hardware.serials;
        assert!(macs.insert(own.mac.clone()), "{}", own.mac);
        if !own.junk && own.system != "Not Specified" {
            let earlier = serials.insert(own.system.clone(), index);
            assert_eq!(earlier, None, "{}", own.system);
        }
        let identity = reports::identity(world.seed(), &machine, 0);
        twins += u32::from(!secrets.insert(identity.credential.reveal()));
        let anew = reports::identity(world.seed(), &machine, 1);
        assert!(secrets.insert(anew.credential.reveal()));
    }
    assert_eq!(twins, Truth::of(&world).clones_count);
}

#[test]
fn the_truth_is_what_reports_say() {
    let world = province(1_500, Mix::Province);
    let truth = Truth::of(&world);
    let (mut systems, mut chassis) = (BTreeMap::new(), BTreeMap::new());
    let (mut gateways, mut dpkg, mut wrong) = (HashSet::new(), 0, 0);
    for index in world.machines() {
        let report = inventory(&world, &world.machine(index), 0);
        wrong += u32::from(report.sent_at.since(NOW).abs() > 5 * 60_000);
        for item in &report.items {
            let ItemBody::Section(section) = &item.body else {
                continue;
            };
            match Facts::from_json(section.section, section.facts.get()).unwrap() {
                Facts::System(system) => {
                    let name = format!("{} {}", system.os_name.unwrap(), system.os_version.unwrap());
                    *systems.entry(name).or_insert(0) += 1;
                    *chassis.entry(system.chassis_kind.unwrap()).or_insert(0) += 1;
                }
                Facts::Network(network) => {
                    gateways.insert(network.gateway.unwrap().mac_hash.unwrap());
                }
                Facts::Software(software) => dpkg += u32::from(software.source.as_deref() == Some("dpkg")),
                _ => {}
            }
        }
    }
    assert_eq!(systems, truth.machines_by_system);
    let truth_chassis: BTreeMap<String, u32> = truth
        .machines_by_chassis
        .iter()
        .map(|(kind, count)| ((*kind).to_owned(), *count))
        .collect();
    assert_eq!(chassis, truth_chassis);
    assert_eq!(gateways.len(), truth.lines_in_use as usize);
    assert_eq!((dpkg, wrong), (truth.machines_with_dpkg, truth.wrong_clocks));
}

#[test]
fn bodies_have_the_sizes_that_budgets_speak_of() {
    let world = province(3_000, Mix::DebianComputers);
    let mut encoder = encoder();
    let mut compressed = Vec::new();
    for index in (0..3_000).step_by(61).map(MachineIndex) {
        let machine = world.machine(index);
        let credential = reports::identity(world.seed(), &machine, 0).credential;
        let whole = encoder
            .report(&credential, &inventory(&world, &machine, index.0 % 20))
            .unwrap();
        assert!(
            (29_000..=31_000).contains(&whole.json_bytes),
            "{} bytes",
            whole.json_bytes
        );
        compressed.push(whole.body_bytes);
        let digest = Some(kiemke_wire::digest::digest_of(b""));
        let head = head(&world, &machine);
        let unchanged = encoder
            .report(&credential, &reports::unchanged(&machine, digest, head))
            .unwrap();
        assert!(unchanged.bytes.len() <= 600, "{} bytes", unchanged.bytes.len());
        let beat = reports::heartbeat(&world, &machine, false, digest, (0, 0), head);
        let beat = encoder.report(&credential, &beat).unwrap();
        assert!(
            beat.body_bytes <= 1_024 && beat.body_bytes > 400,
            "{} bytes",
            beat.body_bytes
        );
    }
    let mean = compressed.iter().sum::<usize>() / compressed.len();
    assert!((5_000..=10_500).contains(&mean), "{mean} bytes compressed");
    let largest = compressed.iter().max().unwrap();
    assert!(*largest <= 20_000, "P8: {largest} bytes");
}

#[test]
fn every_update_changes_the_software() {
    let world = province(60, Mix::DebianComputers);
    let mut seen = HashSet::new();
    for index in world.machines() {
        for revision in 0..40 {
            let software = kiemke_sim::software::installed(&world, &world.machine(index), revision);
            assert!(seen.insert((index, Facts::Software(software).to_json())));
        }
    }
}

#[test]
fn software_is_as_diverse_as_in_a_province_and_no_more() {
    let world = province(20_000, Mix::Province);
    let mut distinct = HashSet::new();
    for index in world.machines().step_by(7) {
        let machine = world.machine(index);
        let software = kiemke_sim::software::installed(&world, &machine, index.0 % 3);
        let count = software.packages.len();
        match software.source.as_deref() {
            Some("registry") => assert!((60..=200).contains(&count), "{count} programs"),
            _ => assert!((700..=900).contains(&count), "{count} packages"),
        }
        distinct.extend(
            software
                .packages
                .into_iter()
                .map(|one| (one.name, one.version, one.publisher)),
        );
    }
    assert!((3_000..30_000).contains(&distinct.len()), "{}", distinct.len());
}

#[test]
fn sections_come_once_each_and_in_order() {
    let world = province(40, Mix::Province);
    let all = facts::all(&world, &world.machine(MachineIndex(3)), &moment(0));
    let names: Vec<_> = all.iter().map(Facts::section).collect();
    assert_eq!(names, SectionName::ALL);
}

#[test]
fn days_have_people_cuts_and_outages() {
    let world = province(1_200, Mix::Province);
    let mut states: HashMap<&str, u32> = HashMap::new();
    let mut moved = HashSet::new();
    for index in world.machines() {
        let machine = world.machine(index);
        let mut boot = 0;
        for slot in (0..3 * SLOTS_PER_DAY).map(Slot) {
            let name = match day::state(&world, &machine, slot) {
                State::Off => "off",
                State::PowerCut => "power cut",
                State::Cut => "cut",
                State::Reporting => "reporting",
            };
            *states.entry(name).or_default() += 1;
            let next = day::boot(&world, &machine, slot);
            assert!(next >= boot, "an agent never starts backwards");
            boot = next;
            if day::has_moved(&world, &machine, slot) {
                moved.insert(index);
            }
        }
        assert!((4..=5).contains(&boot));
    }
    let total = 1_200 * 3 * SLOTS_PER_DAY;
    assert!(
        (500..800).contains(&per_mille(states["reporting"], total)),
        "{states:?}"
    );
    assert!(states["power cut"] > 0 && states["cut"] > 0, "{states:?}");
    let truth: HashSet<_> = Truth::of(&world)
        .moves
        .into_iter()
        .map(|(machine, _)| machine)
        .collect();
    assert_eq!(moved, truth);
}

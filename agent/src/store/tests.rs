use super::*;
use kiemke_agent_core::spool::ReportHead;
use kiemke_framelog::FaultyFiles;
use kiemke_wire::digest::digest_of;
use kiemke_wire::ids::AgentId;
use kiemke_wire::ranges::SeqRanges;
use std::collections::BTreeSet;

const RUN: RunId = RunId([1; 8]);
const BOUNDS: Bounds = Bounds {
    bytes_max: 256 * 1024,
    age_ms_max: u64::MAX,
};

fn now() -> Now {
    Now {
        mono_ms: 0,
        wall: UnixMs(1_795_503_600_000),
    }
}

fn open(disk: &FaultyFiles) -> Store {
    Store::open(Arc::new(disk.clone()), Path::new("/data/spool"), BOUNDS).unwrap()
}

fn reading(seq: u64) -> NewItem {
    NewItem {
        seq,
        class: Class::Reading,
        text: format!("{{\"seq\":{seq},\"filler\":\"{}\"}}", "x".repeat(200)),
    }
}

fn section(seq: u64) -> NewItem {
    NewItem {
        class: Class::Section(SectionName::Cpu, digest_of(b"facts")),
        ..reading(seq)
    }
}

fn waiting(store: &Store) -> BTreeSet<u64> {
    (0..5_000).filter(|seq| store.spool().holds(RUN, *seq)).collect()
}

fn acknowledge(store: &mut Store, seqs: impl IntoIterator<Item = u64>) {
    let ranges = SeqRanges::of(seqs);
    store.acknowledged(&[RunRanges { run: RUN, ranges }]).unwrap();
}

#[test]
fn what_was_added_survives_power_cuts_and_what_was_acknowledged_stays_so() {
    for seed in 0..50 {
        let disk = FaultyFiles::new(seed);
        let mut store = open(&disk);
        store.add(now(), RUN, vec![section(0), reading(1), reading(2)]);
        acknowledge(&mut store, [0, 2]);
        disk.power_cut();
        let store = open(&disk);
        assert_eq!(waiting(&store), BTreeSet::from([1]));
        assert!(
            !store
                .spool()
                .wants_section(SectionName::Cpu, &digest_of(b"facts"))
        );
    }
}

#[test]
fn the_bound_holds_the_newest_section_stays_and_losses_are_counted() {
    let disk = FaultyFiles::new(1);
    let mut store = open(&disk);
    store.add(now(), RUN, vec![section(0)]);
    for seq in 1..4_000 {
        store.add(now(), RUN, vec![reading(seq)]);
        assert!(store.bytes() <= BOUNDS.bytes_max, "{}", store.bytes());
    }
    let held = waiting(&store);
    assert!(held.contains(&0) && held.contains(&3_999));
    let lost = 4_000 - held.len() as u64;
    assert_eq!(store.spool().given_up(), lost);
    assert_eq!(store.spool().unreported().unwrap().count, lost);
    drop(store);
    disk.power_cut();
    let store = open(&disk);
    assert_eq!((waiting(&store), store.spool().given_up()), (held, lost));
}

#[test]
fn acknowledged_segments_go_and_the_base_stays() {
    let disk = FaultyFiles::new(1);
    let mut store = open(&disk);
    store.add(now(), RUN, vec![section(0)]);
    for seq in 1..400 {
        store.add(now(), RUN, vec![reading(seq)]);
    }
    let before = store.bytes();
    acknowledge(&mut store, 0..400);
    assert!(store.bytes() < before / 4, "{} of {before}", store.bytes());
    let store = open(&disk);
    assert_eq!(store.spool().pending_count(), 0);
    assert!(
        !store
            .spool()
            .wants_section(SectionName::Cpu, &digest_of(b"facts"))
    );
}

#[test]
fn a_full_disk_is_counted_and_recovered_from() {
    let disk = FaultyFiles::new(1);
    // One segment fits, no second one.
    disk.set_capacity(Some(20 * 1024));
    let mut store = open(&disk);
    store.add(now(), RUN, vec![reading(0)]);
    for seq in 1..200 {
        store.add(now(), RUN, vec![reading(seq)]);
    }
    let held = waiting(&store);
    assert!(held.contains(&0) && !held.contains(&199));
    let lost = 200 - held.len() as u64;
    assert_eq!(store.given_up(), lost);
    disk.set_capacity(None);
    store.add(now(), RUN, vec![reading(200)]);
    disk.power_cut();
    let store = open(&disk);
    assert!(waiting(&store).contains(&200));
    assert_eq!(store.spool().given_up(), lost, "the count is on the disk too");
}

#[test]
fn a_failed_sync_loses_nothing_undeclared() {
    let disk = FaultyFiles::new(1);
    let mut store = open(&disk);
    store.add(now(), RUN, vec![reading(0)]);
    disk.fail_sync(true);
    store.add(now(), RUN, vec![reading(1)]);
    disk.fail_sync(false);
    store.add(now(), RUN, vec![reading(2)]);
    store.add(now(), RUN, vec![reading(3)]);
    let held = waiting(&store);
    assert!(held.contains(&0) && held.contains(&3));
    assert_eq!(held.len() as u64 + store.given_up(), 4, "{held:?}");
}

#[test]
fn an_item_refused_for_good_is_given_up() {
    let disk = FaultyFiles::new(1);
    let mut store = open(&disk);
    store.add(now(), RUN, vec![reading(0)]);
    store.give_up(RUN, 0).unwrap();
    let head = ReportHead {
        agent: AgentId([0; 16]),
        sent_at: UnixMs(0),
        settings: 0,
    };
    assert_eq!(store.spool().batch(head, 9), None);
    assert_eq!(open(&disk).spool().given_up(), 1);
}

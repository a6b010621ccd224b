//! A spool whose power goes at any change of the disk, many times over, before a daemon that takes items in as a set:
//! nothing acknowledged is sent again, nothing that was taken on is lost unless it is counted, and what is counted is told.

use super::*;
use kiemke_agent_core::dice::Dice;
use kiemke_agent_core::spool::ReportHead;
use kiemke_framelog::{CutFiles, FaultyFiles};
use kiemke_wire::digest::digest_of;
use kiemke_wire::ids::AgentId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::{DAY_MS, MINUTE_MS};
use std::collections::{BTreeMap, BTreeSet};

type Key = (RunId, u64);

const BOUNDS: Bounds = Bounds {
    bytes_max: 128 * 1024,
    age_ms_max: 60 * DAY_MS as u64,
};
/// What a call that was cut short had yet to take away.
const CUT_SHORT_BYTES: u64 = 4 * 1024;
const LIVES: u64 = 60;
const BEGIN: i64 = 1_795_503_600_000;

/// What the daemon holds, and what the machine's owner was promised.
struct World {
    disk: FaultyFiles,
    dice: Dice,
    wall: i64,
    /// Items that the store had taken on and synced while there was power.
    promised: BTreeSet<Key>,
    /// Sections of each name in the order in which they were made.
    sections: BTreeMap<SectionName, Vec<Key>>,
    /// Items that the daemon took in.
    taken: BTreeSet<Key>,
    /// Items whose acknowledgement was on the disk while there was power.
    settled: BTreeSet<Key>,
    /// What the daemon was told of losses, by the item that told it.
    told: BTreeMap<Key, u64>,
    losses: BTreeMap<Key, u64>,
    resent: u64,
}

/// One life of the agent, from a start to a power cut or the end of its steps.
struct Life {
    plug: CutFiles,
    store: Store,
    run: RunId,
    seq: u64,
}

impl World {
    fn new(seed: u64) -> Self {
        Self {
            disk: FaultyFiles::new(seed),
            dice: Dice::new(seed),
            wall: BEGIN,
            promised: BTreeSet::new(),
            sections: BTreeMap::new(),
            taken: BTreeSet::new(),
            settled: BTreeSet::new(),
            told: BTreeMap::new(),
            losses: BTreeMap::new(),
            resent: 0,
        }
    }

    fn now(&mut self) -> Now {
        self.wall += 15 * MINUTE_MS;
        Now {
            mono_ms: 0,
            wall: UnixMs(self.wall),
        }
    }

    /// None when the power went while the spool was opened.
    fn live(&mut self, number: u64, changes: i64) -> Option<Life> {
        let plug = CutFiles::after(&self.disk, changes);
        let store = Store::open(Arc::new(plug.clone()), Path::new("/spool"), BOUNDS).ok()?;
        Some(Life {
            plug,
            store,
            run: RunId(number.to_le_bytes()),
            seq: 0,
        })
    }

    fn step(&mut self, life: &mut Life, reaches_daemon: bool) {
        match self.dice.below(12) {
            0..6 => self.add(life, Class::Reading),
            6 => {
                let which = SectionName::ALL[self.dice.below(3) as usize];
                let digest = digest_of(&self.dice.roll().to_le_bytes());
                self.add(life, Class::Section(which, digest));
            }
            7 => {
                if let Some(span) = life.store.spool().unreported() {
                    self.add(life, Class::Dropped(span));
                }
            }
            8 => {
                let now = self.now();
                // What the disk refuses is judged by what is there after the next start.
                let _ = life.store.expire(now);
            }
            _ if reaches_daemon => self.report(life),
            _ => {}
        }
    }

    fn add(&mut self, life: &mut Life, class: Class) {
        let (now, key) = (self.now(), (life.run, life.seq));
        life.seq += 1;
        let text = format!(
            "{{\"seq\":{},\"filler\":\"{}\"}}",
            key.1,
            "x".repeat(self.dice.below(900) as usize)
        );
        match class {
            Class::Dropped(span) => {
                self.losses.insert(key, span.count);
            }
            Class::Section(name, _) => self.sections.entry(name).or_default().push(key),
            Class::Reading => {}
        }
        life.store.add(
            now,
            life.run,
            vec![NewItem {
                seq: key.1,
                class,
                text,
            }],
        );
        if !life.plug.was_cut() && life.store.spool().holds(key.0, key.1) {
            self.promised.insert(key);
        }
        let bytes = life.store.bytes();
        assert!(life.plug.was_cut() || bytes <= BOUNDS.bytes_max, "{bytes} bytes");
    }

    /// Sends a batch; the answer is lost now and then.
    fn report(&mut self, life: &mut Life) {
        let head = ReportHead {
            agent: AgentId([0; 16]),
            sent_at: UnixMs(self.wall),
            settings: 0,
        };
        let Some(batch) = life.store.spool().batch(head, 1 + self.dice.below(60) as usize) else {
            return;
        };
        for seq in &batch.seqs {
            let key = (batch.run, *seq);
            assert!(
                !self.settled.contains(&key),
                "{key:?} was acknowledged and comes again"
            );
            if !self.taken.insert(key) {
                self.resent += 1;
            }
            if let Some(count) = self.losses.get(&key) {
                self.told.insert(key, *count);
            }
        }
        if self.dice.below(4) == 0 {
            return;
        }
        let ranges = SeqRanges::of(batch.seqs.iter().copied());
        let acknowledged = [RunRanges {
            run: batch.run,
            ranges,
        }];
        let settled = life.store.acknowledged(&acknowledged).is_ok() && !life.plug.was_cut();
        if settled {
            self.settled
                .extend(batch.seqs.iter().map(|seq| (batch.run, *seq)));
        }
    }

    /// What the disk holds after the power came back, against what was promised.
    fn check(&self, store: &Store, place: &str) {
        let spool = store.spool();
        let bytes = store.bytes();
        assert!(
            bytes <= BOUNDS.bytes_max + CUT_SHORT_BYTES,
            "{place}: {bytes} bytes"
        );
        for key in &self.settled {
            assert!(!spool.holds(key.0, key.1), "{place}: {key:?} waits again");
        }
        let lost: BTreeSet<&Key> = self
            .promised
            .iter()
            .filter(|key| !self.taken.contains(key) && !spool.holds(key.0, key.1))
            .collect();
        // An item that tells losses is none itself: its losses are told again.
        let counting = lost.iter().filter(|key| !self.losses.contains_key(**key)).count() as u64;
        assert!(
            counting <= spool.given_up(),
            "{place}: {counting} are lost, {} are counted",
            spool.given_up()
        );
        for (name, made) in &self.sections {
            let newest = made.iter().rposition(|key| self.promised.contains(key));
            let is_there = |key: &Key| self.taken.contains(key) || spool.holds(key.0, key.1);
            let kept = newest.is_none_or(|newest| made[newest..].iter().any(is_there));
            assert!(kept, "{place}: the newest {name} is lost");
        }
    }
}

#[test]
fn whatever_moment_the_power_goes_at_nothing_is_lost_uncounted_and_nothing_acknowledged_comes_again() {
    let (mut cuts, mut resent, mut given_up, mut taken) = (0, 0, 0, 0);
    for seed in 10..18 {
        let mut world = World::new(seed);
        for number in 0..LIVES {
            let changes = 1 + world.dice.below(400) as i64;
            // The line is down for whole lives, so that the bound of the spool is reached.
            let reaches_daemon = world.dice.below(3) == 0;
            if let Some(mut life) = world.live(number, changes) {
                while !life.plug.was_cut() {
                    world.step(&mut life, reaches_daemon);
                }
            }
            cuts += 1;
            world.disk.power_cut();
            let store = Store::open(Arc::new(world.disk.clone()), Path::new("/spool"), BOUNDS).unwrap();
            world.check(&store, &format!("seed {seed}, life {number}"));
        }
        let mut last = world.live(LIVES, i64::MAX).unwrap();
        while last.store.spool().pending_count() > 0 || last.store.spool().unreported().is_some() {
            if let Some(span) = last.store.spool().unreported() {
                world.add(&mut last, Class::Dropped(span));
            }
            world.report(&mut last);
        }
        world.check(&last.store, &format!("seed {seed}, at the end"));
        let told: u64 = world.told.values().sum();
        let counted = last.store.spool().given_up();
        assert!(
            told >= counted,
            "seed {seed}: {counted} are counted and {told} told"
        );
        (resent, given_up, taken) = (
            resent + world.resent,
            given_up + counted,
            taken + world.taken.len(),
        );
    }
    println!(
        "{cuts} power cuts: {taken} items taken in, {resent} of them sent again without effect, {given_up} given up and told"
    );
    assert!(resent > 0 && given_up > 0, "neither was put to the test");
}

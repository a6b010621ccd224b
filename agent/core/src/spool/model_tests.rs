//! The spool against an oracle: nothing unacknowledged is lost beyond what was declared, nothing acknowledged is
//! offered again, and replaying the log gives the same state at any point.

use super::*;
use kiemke_wire::digest::digest_of;
use kiemke_wire::ids::AgentId;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Step {
    Reading { wall: i64 },
    Section { which: usize, version: u8, wall: i64 },
    ReportLosses,
    Acknowledge { run: u8, seqs: Vec<u64> },
    AcknowledgeBatch { items_max: usize },
    GiveUpOne,
    Expire { wall: i64 },
    Evict { cut: u64 },
    Forget { which: usize },
    Snapshot,
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let wall = || 0..100 * DAY_MS;
    let step = prop_oneof![
        6 => wall().prop_map(|wall| Step::Reading { wall }),
        4 => (0..7_usize, 0..3_u8, wall()).prop_map(|(which, version, wall)| Step::Section { which, version, wall }),
        1 => Just(Step::ReportLosses),
        2 => (0..4_u8, prop::collection::vec(0..20_u64, 0..6)).prop_map(|(run, seqs)| Step::Acknowledge { run, seqs }),
        2 => (1..6_usize).prop_map(|items_max| Step::AcknowledgeBatch { items_max }),
        1 => Just(Step::GiveUpOne),
        1 => wall().prop_map(|wall| Step::Expire { wall }),
        1 => (0..40_u64).prop_map(|cut| Step::Evict { cut }),
        1 => (0..7_usize).prop_map(|which| Step::Forget { which }),
        1 => Just(Step::Snapshot),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 0..80)
}

struct Model {
    spool: Spool,
    log: Vec<(u64, Vec<u8>)>,
    next_index: u64,
    run: u8,
    seq: u64,
    made: BTreeSet<(RunId, u64)>,
    acknowledged: BTreeSet<(RunId, u64)>,
    given_up: BTreeSet<(RunId, u64)>,
}

const BOUNDS: Bounds = Bounds {
    bytes_max: 1 << 20,
    age_ms_max: 60 * DAY_MS as u64,
};

impl Model {
    fn new() -> Self {
        Self {
            spool: Spool::new(BOUNDS),
            log: Vec::new(),
            next_index: 0,
            run: 0,
            seq: 0,
            made: BTreeSet::new(),
            acknowledged: BTreeSet::new(),
            given_up: BTreeSet::new(),
        }
    }

    fn write(&mut self, record: Record<'static>) {
        if let Record::GaveUp { items, .. } = &record {
            for (run, ranges) in items {
                for (first, last) in ranges.iter() {
                    self.given_up.extend((first..=last).map(|seq| (*run, seq)));
                }
            }
        }
        self.spool.apply(self.next_index, &record);
        self.log.push((self.next_index, record.to_bytes()));
        self.next_index += 1;
    }

    fn add(&mut self, wall: i64, class: Class) {
        let now = Now {
            mono_ms: 0,
            wall: UnixMs(wall),
        };
        let run = RunId([self.run; 8]);
        let record = self.spool.draft_item(now, run, self.seq, class, "{}".into());
        self.made.insert((run, self.seq));
        self.seq += 1;
        self.write(record);
    }

    fn acknowledge(&mut self, run: RunId, seqs: &[u64]) {
        let ranges = SeqRanges::of(seqs.iter().copied());
        for seq in seqs {
            if self.spool.holds(run, *seq) {
                self.acknowledged.insert((run, *seq));
            }
        }
        if let Some(record) = self.spool.draft_acknowledged(run, &ranges) {
            self.write(record);
        }
    }

    fn do_step(&mut self, step: &Step) {
        match step {
            Step::Reading { wall } => self.add(*wall, Class::Reading),
            Step::Section { which, version, wall } => {
                let (section, digest) = (SectionName::ALL[*which], digest_of(&[*version]));
                if self.spool.wants_section(section, &digest) {
                    self.add(*wall, Class::Section(section, digest));
                }
            }
            Step::ReportLosses => {
                if let Some(span) = self.spool.unreported() {
                    self.add(span.to.0, Class::Dropped(span));
                }
            }
            Step::Acknowledge { run, seqs } => self.acknowledge(RunId([*run; 8]), seqs),
            Step::AcknowledgeBatch { items_max } => {
                if let Some(batch) = self.batch(*items_max) {
                    self.acknowledge(batch.run, &batch.seqs);
                }
            }
            Step::GiveUpOne => {
                let Some(batch) = self.batch(1) else { return };
                let record = self.spool.draft_give_up(batch.run, batch.seqs[0]).unwrap();
                self.write(record);
            }
            Step::Expire { wall } => {
                let now = Now {
                    mono_ms: 0,
                    wall: UnixMs(*wall),
                };
                if let Some(record) = self.spool.draft_expired(now) {
                    self.write(record);
                }
            }
            Step::Evict { cut } => self.evict(*cut),
            Step::Forget { which } => {
                if let Some(record) = self.spool.draft_forget(&[SectionName::ALL[*which]]) {
                    self.write(record);
                }
            }
            Step::Snapshot => self.write(self.spool.draft_snapshot()),
            Step::Restart => {
                self.run += 1;
                self.seq = 0;
            }
        }
    }

    fn evict(&mut self, cut: u64) {
        // Only whole segments that are no longer written to can go.
        let cut = cut.min(self.next_index);
        let newest_before = self.spool.newest_sections();
        for record in self.spool.draft_eviction(cut).records {
            self.write(record);
        }
        self.write(self.spool.draft_snapshot());
        assert_eq!(
            self.spool.newest_sections(),
            newest_before,
            "no newest section goes"
        );
        assert!(self.spool.lowest_index().is_none_or(|lowest| lowest >= cut));
        self.log.retain(|(index, _)| *index >= cut);
    }

    fn batch(&self, items_max: usize) -> Option<Batch> {
        let head = ReportHead {
            agent: AgentId([0; 16]),
            sent_at: UnixMs(0),
            settings: 0,
        };
        self.spool.batch(head, items_max)
    }

    fn check(&self) {
        let mut replayed = Spool::new(BOUNDS);
        for (index, bytes) in &self.log {
            replayed.apply(*index, &Record::from_bytes(bytes).unwrap());
        }
        assert_eq!(replayed, self.spool, "replay = state");
        for &(run, seq) in &self.made {
            let key = (run, seq);
            let gone = self.acknowledged.contains(&key) || self.given_up.contains(&key);
            assert_eq!(self.spool.holds(run, seq), !gone, "{key:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn nothing_is_lost_undeclared_and_nothing_acknowledged_comes_again(steps in steps()) {
        let mut model = Model::new();
        for step in &steps {
            model.do_step(step);
            model.check();
        }
    }
}

//! Uplink and spool against a daemon that loses answers, refuses and forgets: each item reaches it or is declared
//! given up, and what was acknowledged to the agent is never sent again.

use super::*;
use crate::spool::{Bounds, Class, Record};
use kiemke_wire::ids::AgentId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::UnixMs;
use proptest::prelude::*;
use std::collections::BTreeSet;

#[derive(Clone, Debug)]
enum Step {
    Make(u8),
    Slot,
    /// The request reaches the daemon and its answer reaches the agent.
    Answer {
        partly: bool,
    },
    /// The daemon does its work, but the answer is lost.
    LoseAnswer,
    Unreachable,
    Refuse(u16),
    Restart,
    /// A probe reached the daemon.
    Reachable,
    Pass(u64),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        3 => (1..5_u8).prop_map(Step::Make),
        3 => Just(Step::Slot),
        4 => any::<bool>().prop_map(|partly| Step::Answer { partly }),
        2 => Just(Step::LoseAnswer),
        1 => Just(Step::Unreachable),
        2 => prop::sample::select(vec![400_u16, 401, 413, 422, 429, 500, 503, 507]).prop_map(Step::Refuse),
        1 => Just(Step::Restart),
        1 => Just(Step::Reachable),
        3 => (0..4_000_000_u64).prop_map(Step::Pass),
    ];
    prop::collection::vec(step, 0..120)
}

struct World {
    now: Now,
    uplink: Uplink,
    spool: Spool,
    log: Vec<Record<'static>>,
    run: u8,
    seq: u64,
    out: Option<Batch>,
    made: BTreeSet<(RunId, u64)>,
    daemon: BTreeSet<(RunId, u64)>,
    told: BTreeSet<(RunId, u64)>,
    given_up: BTreeSet<(RunId, u64)>,
}

fn empty_spool() -> Spool {
    Spool::new(Bounds {
        bytes_max: 1 << 20,
        age_ms_max: u64::MAX,
    })
}

impl World {
    fn new() -> Self {
        Self {
            now: Now {
                mono_ms: 0,
                wall: UnixMs(0),
            },
            uplink: Uplink::new(Start::Enrolled, false, 1),
            spool: empty_spool(),
            log: Vec::new(),
            run: 0,
            seq: 0,
            out: None,
            made: BTreeSet::new(),
            daemon: BTreeSet::new(),
            told: BTreeSet::new(),
            given_up: BTreeSet::new(),
        }
    }

    fn write(&mut self, record: Record<'static>) {
        self.spool.apply(self.log.len() as u64, &record);
        self.log.push(record);
    }

    fn take_in(&mut self, partly: bool) -> ReportReply {
        let batch = self.out.as_ref().expect("only called with a request out");
        let kept = if partly {
            batch.seqs.len().div_ceil(2)
        } else {
            batch.seqs.len()
        };
        self.daemon
            .extend(batch.seqs[..kept].iter().map(|seq| (batch.run, *seq)));
        let of_run = self.daemon.iter().filter(|(run, _)| *run == batch.run);
        ReportReply {
            acknowledged: vec![RunRanges {
                run: batch.run,
                ranges: SeqRanges::of(of_run.map(|(_, seq)| *seq)),
            }],
            want: Vec::new(),
            settings: None,
            next_report_s: 900,
            server_time: UnixMs(0),
            rekey: false,
            test: None,
            probes_outside: None,
            warnings: Vec::new(),
        }
    }

    fn fail(&mut self, failure: &Failure) {
        if self.out.take().is_none() {
            return;
        }
        match self.uplink.handle_failure(self.now, failure) {
            Remedy::GiveUp { run, seq } => {
                let record = self.spool.draft_give_up(run, seq).expect("what was sent waits");
                self.given_up.insert((run, seq));
                self.write(record);
            }
            Remedy::Wait | Remedy::DrawIdentity => {}
        }
    }

    fn do_step(&mut self, step: &Step) {
        match step {
            Step::Make(count) => {
                for _ in 0..*count {
                    let run = RunId([self.run; 8]);
                    let record = self
                        .spool
                        .draft_item(self.now, run, self.seq, Class::Reading, "{}".into());
                    self.made.insert((run, self.seq));
                    self.seq += 1;
                    self.write(record);
                }
            }
            Step::Slot => self.uplink.handle_slot(),
            Step::Answer { partly } if self.out.is_some() => {
                let reply = self.take_in(*partly);
                self.out = None;
                let reaction = self.uplink.handle_reply(self.now, &reply);
                for RunRanges { run, ranges } in reaction.acknowledged {
                    for (first, last) in ranges.iter() {
                        self.told.extend((first..=last).map(|seq| (run, seq)));
                    }
                    if let Some(record) = self.spool.draft_acknowledged(run, &ranges) {
                        self.write(record);
                    }
                }
            }
            Step::LoseAnswer if self.out.is_some() => {
                self.take_in(false);
                self.fail(&Failure::NoAnswer);
            }
            Step::Answer { .. } | Step::LoseAnswer => {}
            Step::Unreachable => self.fail(&Failure::NoAnswer),
            Step::Refuse(status) => self.fail(&Failure::Refused {
                status: *status,
                code: "x".into(),
                retry_after_s: None,
            }),
            Step::Reachable => self.uplink.handle_reachable(self.now),
            Step::Restart => {
                self.spool = empty_spool();
                for (index, record) in self.log.iter().enumerate() {
                    self.spool.apply(index as u64, record);
                }
                self.uplink = Uplink::new(Start::Enrolled, false, 2);
                self.out = None;
                self.run += 1;
                self.seq = 0;
            }
            Step::Pass(ms) => self.now.mono_ms += ms,
        }
        self.uplink.handle_tick(self.now);
        self.poll();
    }

    fn poll(&mut self) {
        if self.out.is_some() {
            return;
        }
        let head = ReportHead {
            agent: AgentId([0; 16]),
            sent_at: UnixMs(0),
            settings: 0,
        };
        if let Some(Outgoing::Report(batch)) = self.uplink.poll_request(&self.spool, head) {
            for seq in &batch.seqs {
                assert!(
                    !self.told.contains(&(batch.run, *seq)),
                    "acknowledged, and sent again"
                );
            }
            self.out = Some(batch);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn every_item_arrives_or_is_declared(steps in steps()) {
        let mut world = World::new();
        for step in &steps {
            world.do_step(step);
        }
        // From here on the daemon answers: all that waits must arrive in bounded time.
        for _ in 0..1_000 {
            if world.spool.pending_count() == 0 {
                break;
            }
            world.do_step(&Step::Slot);
            world.do_step(&Step::Answer { partly: false });
            world.do_step(&Step::Pass(60_000));
        }
        prop_assert_eq!(world.spool.pending_count(), 0);
        let arrived_or_declared: BTreeSet<_> = world.daemon.union(&world.given_up).copied().collect();
        prop_assert_eq!(arrived_or_declared, world.made);
        prop_assert_eq!(world.spool.given_up(), world.given_up.len() as u64);
    }
}

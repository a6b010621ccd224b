use super::*;
use crate::spool::{Bounds, Class};
use kiemke_wire::ids::AgentId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::UnixMs;

const RUN: RunId = RunId([1; 8]);

fn at(seconds: u64) -> Now {
    Now {
        mono_ms: seconds * 1000,
        wall: UnixMs(0),
    }
}

fn spool_of(items: u64) -> Spool {
    let mut spool = Spool::new(Bounds {
        bytes_max: 1 << 20,
        age_ms_max: u64::MAX,
    });
    for seq in 0..items {
        let record = spool.draft_item(at(0), RUN, seq, Class::Reading, "{}".into());
        spool.apply(seq, &record);
    }
    spool
}

fn acknowledge(spool: &mut Spool, seqs: impl IntoIterator<Item = u64>) {
    let record = spool.draft_acknowledged(RUN, &SeqRanges::of(seqs)).unwrap();
    spool.apply(99, &record);
}

fn poll(uplink: &mut Uplink, spool: &Spool) -> Option<Outgoing> {
    let head = ReportHead {
        agent: AgentId([0; 16]),
        sent_at: UnixMs(0),
        settings: 0,
    };
    uplink.poll_request(spool, head)
}

fn sent(uplink: &mut Uplink, spool: &Spool) -> Vec<u64> {
    match poll(uplink, spool) {
        Some(Outgoing::Report(batch)) => batch.seqs,
        other => panic!("a report was due: {other:?}"),
    }
}

fn reply(seqs: impl IntoIterator<Item = u64>) -> ReportReply {
    ReportReply {
        acknowledged: vec![RunRanges {
            run: RUN,
            ranges: SeqRanges::of(seqs),
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

fn refused(status: u16, code: &str, retry_after_s: Option<u32>) -> Failure {
    Failure::Refused {
        status,
        code: code.into(),
        retry_after_s,
    }
}

fn enrolled() -> Uplink {
    Uplink::new(Start::Enrolled, false, 1)
}

#[test]
fn it_enrols_then_sends_what_waits_and_then_keeps_quiet_until_the_slot() {
    let mut spool = spool_of(2);
    let mut uplink = Uplink::new(Start::Enrol(Bearer::EnrolmentToken), true, 1);
    assert_eq!(
        poll(&mut uplink, &spool),
        Some(Outgoing::Enrol(Bearer::EnrolmentToken))
    );
    assert_eq!(poll(&mut uplink, &spool), None, "one request at a time");
    uplink.handle_enrolled();
    assert_eq!(sent(&mut uplink, &spool), [0, 1]);
    let reaction = uplink.handle_reply(at(1), &reply([0, 1]));
    assert_eq!(reaction.next_report_s, Some(900));
    acknowledge(&mut spool, [0, 1]);
    assert_eq!(poll(&mut uplink, &spool), None);
    let record = spool.draft_item(at(2), RUN, 2, Class::Reading, "{}".into());
    spool.apply(2, &record);
    assert_eq!(poll(&mut uplink, &spool), None, "readings wait for the slot");
    uplink.handle_slot();
    assert_eq!(sent(&mut uplink, &spool), [2]);
}

#[test]
fn without_credential_and_token_nothing_is_asked() {
    let mut uplink = Uplink::new(Start::NotEnrolled, false, 1);
    uplink.handle_slot();
    assert_eq!(poll(&mut uplink, &spool_of(1)), None);
}

#[test]
fn a_wait_holds_slots_off_and_ends_by_itself() {
    let spool = spool_of(1);
    let mut uplink = enrolled();
    uplink.handle_slot();
    sent(&mut uplink, &spool);
    assert_eq!(
        uplink.handle_failure(at(0), &refused(503, "busy", Some(60))),
        Remedy::Wait
    );
    uplink.handle_slot();
    uplink.handle_tick(at(59));
    assert_eq!(poll(&mut uplink, &spool), None);
    uplink.handle_tick(at(67));
    assert_eq!(sent(&mut uplink, &spool), [0]);
    uplink.handle_failure(at(67), &Failure::NoAnswer);
    // The monotonic clock was set back under us, as a restored virtual machine may see it.
    let until = uplink.poll_timeout().unwrap();
    assert!(until > 67_000);
    uplink.not_before_ms = Some(until + 100 * LONGEST_MS);
    uplink.handle_tick(at(67));
    assert!(uplink.poll_timeout().unwrap() <= 67_000 + LONGEST_MS);
}

#[test]
fn a_probe_that_reaches_the_daemon_ends_the_wait_for_an_answer_but_none_that_was_asked_for() {
    let spool = spool_of(1);
    let mut uplink = enrolled();
    let mut now = 0;
    for _ in 0..12 {
        uplink.handle_slot();
        uplink.handle_tick(at(now));
        sent(&mut uplink, &spool);
        uplink.handle_failure(at(now), &Failure::NoAnswer);
        now = uplink.poll_timeout().unwrap() / 1000 + 1;
    }
    let until = uplink.poll_timeout().unwrap();
    uplink.handle_reachable(at(now - 1000));
    let soon = uplink.poll_timeout().unwrap();
    assert!(
        soon < until && soon <= (now - 1000) * 1000 + 5_000,
        "{soon} {until}"
    );
    uplink.handle_reachable(at(now));
    assert_eq!(uplink.poll_timeout(), Some(soon), "never later than it was");
    uplink.handle_tick(at(now));
    sent(&mut uplink, &spool);
    uplink.handle_failure(at(now), &refused(503, "busy", Some(600)));
    let asked = uplink.poll_timeout();
    uplink.handle_reachable(at(now));
    assert_eq!(uplink.poll_timeout(), asked);
}

#[test]
fn a_refused_batch_is_halved_until_the_one_at_fault_is_alone() {
    let mut spool = spool_of(5);
    let mut uplink = enrolled();
    uplink.handle_slot();
    let (mut now, mut given_up) = (0, Vec::new());
    // The daemon refuses whatever holds item 3.
    while let Some(Outgoing::Report(batch)) = poll(&mut uplink, &spool) {
        if batch.seqs.contains(&3) {
            if let Remedy::GiveUp { run, seq } = uplink.handle_failure(at(now), &refused(422, "bad", None)) {
                let record = spool.draft_give_up(run, seq).unwrap();
                spool.apply(50, &record);
                given_up.push(seq);
                assert!(
                    uplink.poll_timeout().is_some(),
                    "giving up is not done in a hurry"
                );
            }
        } else {
            uplink.handle_reply(at(now), &reply(batch.seqs.iter().copied()));
            acknowledge(&mut spool, batch.seqs);
        }
        now += 10;
        uplink.handle_tick(at(now));
    }
    assert_eq!(given_up, [3]);
    assert_eq!((spool.pending_count(), spool.given_up()), (0, 1));
}

#[test]
fn a_revoked_credential_is_tried_again_slowly_or_replaced_by_the_token_once() {
    let spool = spool_of(1);
    let mut uplink = enrolled();
    uplink.handle_slot();
    sent(&mut uplink, &spool);
    uplink.handle_failure(at(0), &refused(401, "credential_unknown", None));
    assert!(!uplink.is_enrolled());
    assert!(uplink.poll_timeout().unwrap() >= 45 * 60 * 1000);
    uplink.handle_tick(at(3_601));
    assert_eq!(sent(&mut uplink, &spool), [0]);
    uplink.handle_reply(at(3_601), &reply([0]));
    assert!(uplink.is_enrolled());

    let mut uplink = Uplink::new(Start::Enrolled, true, 1);
    uplink.handle_slot();
    sent(&mut uplink, &spool);
    uplink.handle_failure(at(0), &refused(401, "credential_unknown", None));
    assert_eq!(
        poll(&mut uplink, &spool),
        Some(Outgoing::Enrol(Bearer::EnrolmentToken))
    );
    uplink.handle_failure(at(0), &refused(401, "token_expired", None));
    assert!(uplink.poll_timeout().unwrap() >= 45 * 60 * 1000);
}

#[test]
fn a_taken_id_and_a_clone_draw_a_new_one() {
    let spool = spool_of(1);
    let mut uplink = Uplink::new(Start::Enrol(Bearer::EnrolmentToken), true, 1);
    poll(&mut uplink, &spool);
    let remedy = uplink.handle_failure(at(0), &refused(409, "agent_id_taken", None));
    assert_eq!(remedy, Remedy::DrawIdentity);
    uplink.handle_tick(at(10));
    assert_eq!(
        poll(&mut uplink, &spool),
        Some(Outgoing::Enrol(Bearer::EnrolmentToken))
    );
    uplink.handle_enrolled();
    sent(&mut uplink, &spool);
    let rekey = ReportReply {
        rekey: true,
        ..reply([0])
    };
    assert!(uplink.handle_reply(at(11), &rekey).draw_identity);
    assert_eq!(
        poll(&mut uplink, &spool),
        Some(Outgoing::Enrol(Bearer::FormerCredential))
    );
}

#[test]
fn an_answer_that_acknowledges_nothing_makes_no_busy_loop() {
    let spool = spool_of(1);
    let mut uplink = enrolled();
    uplink.handle_slot();
    sent(&mut uplink, &spool);
    uplink.handle_reply(at(0), &reply([7]));
    assert_eq!(poll(&mut uplink, &spool), None);
    assert!(uplink.poll_timeout().is_some());
}

#[test]
fn a_section_is_collected_at_once_only_the_first_time_it_is_wanted() {
    let spool = spool_of(1);
    let mut uplink = enrolled();
    let wanting = ReportReply {
        want: vec![SectionName::Cpu],
        ..reply([0])
    };
    uplink.handle_slot();
    sent(&mut uplink, &spool);
    assert!(uplink.handle_reply(at(0), &wanting).collect_now);
    sent(&mut uplink, &spool);
    assert!(!uplink.handle_reply(at(0), &wanting).collect_now);
    uplink.handle_slot();
    sent(&mut uplink, &spool);
    assert!(uplink.handle_reply(at(0), &wanting).collect_now);
}

use super::*;
use kiemke_wire::digest::digest_of;
use kiemke_wire::report::Report;

const RUN: RunId = RunId([1; 8]);
const DAY: u64 = DAY_MS as u64;

fn at(wall: i64) -> Now {
    Now {
        mono_ms: 0,
        wall: UnixMs(wall),
    }
}

/// A spool with its log's next index: what a shell does, without a disk.
struct Written {
    spool: Spool,
    next_index: u64,
}

impl Written {
    fn new() -> Self {
        Self {
            spool: Spool::new(Bounds {
                bytes_max: 1 << 20,
                age_ms_max: 60 * DAY,
            }),
            next_index: 0,
        }
    }

    fn write(&mut self, record: Option<Record<'static>>) {
        let Some(record) = record else { return };
        self.spool.apply(self.next_index, &record);
        self.next_index += 1;
    }

    fn add(&mut self, run: RunId, seq: u64, wall: i64, class: Class) {
        let text = format!(r#"{{"seq":{seq},"at":"2026-11-24T07:00:00Z","kind":"status"}}"#);
        self.write(Some(self.spool.draft_item(at(wall), run, seq, class, text)));
    }

    fn acknowledge(&mut self, run: RunId, seqs: impl IntoIterator<Item = u64>) {
        self.write(self.spool.draft_acknowledged(run, &SeqRanges::of(seqs)));
    }
}

fn head() -> ReportHead {
    ReportHead {
        agent: kiemke_wire::ids::AgentId([7; 16]),
        sent_at: UnixMs(0),
        settings: 3,
    }
}

fn cpu(text: &str) -> Class {
    Class::Section(SectionName::Cpu, digest_of(text.as_bytes()))
}

fn wants_cpu(spool: &Spool, text: &str) -> bool {
    spool.wants_section(SectionName::Cpu, &digest_of(text.as_bytes()))
}

#[test]
fn the_base_advances_only_on_acknowledgement() {
    let mut written = Written::new();
    assert!(wants_cpu(&written.spool, "a"));
    written.add(RUN, 0, 0, cpu("a"));
    assert!(!wants_cpu(&written.spool, "a"), "it waits already");
    written.add(RUN, 1, 0, cpu("b"));
    assert!(wants_cpu(&written.spool, "a"), "the newest that waits is b");
    written.acknowledge(RUN, [1]);
    assert!(
        wants_cpu(&written.spool, "b"),
        "a waits and comes after b was acknowledged"
    );
    written.acknowledge(RUN, [0]);
    assert!(
        !wants_cpu(&written.spool, "b"),
        "an older item does not take the base back"
    );
    written.write(written.spool.draft_forget(&SectionName::ALL));
    assert!(wants_cpu(&written.spool, "b"));
}

#[test]
fn a_report_holds_one_run_the_oldest_first() {
    let mut written = Written::new();
    let later = RunId([0; 8]);
    written.add(RUN, 5, 0, Class::Reading);
    written.add(later, 0, 0, Class::Reading);
    written.add(RUN, 6, 0, Class::Reading);
    let batch = written.spool.batch(head(), 512).unwrap();
    assert_eq!((batch.run, batch.seqs.as_slice()), (RUN, [5, 6].as_slice()));
    let report: Report = serde_json::from_str(&batch.body).unwrap();
    assert_eq!((report.run, report.items.len(), report.settings), (RUN, 2, 3));
    assert_eq!(written.spool.batch(head(), 1).unwrap().seqs, [5]);
    written.acknowledge(RUN, [5, 6]);
    assert_eq!(written.spool.batch(head(), 512).unwrap().run, later);
    written.acknowledge(later, [0]);
    assert_eq!(written.spool.batch(head(), 512), None);
}

#[test]
fn a_report_stays_within_its_bytes() {
    let mut written = Written::new();
    for seq in 0..4 {
        let text = "x".repeat(400_000);
        let record = written.spool.draft_item(at(0), RUN, seq, Class::Reading, text);
        written.write(Some(record));
    }
    let batch = written.spool.batch(head(), 512).unwrap();
    assert_eq!(batch.seqs, [0, 1]);
    assert!(batch.body.len() <= REPORT_JSON_BYTES_MAX);
}

#[test]
fn eviction_takes_readings_and_moves_the_newest_sections() {
    let mut written = Written::new();
    written.add(RUN, 0, 10, cpu("a"));
    written.add(RUN, 1, 20, Class::Reading);
    written.add(RUN, 2, 30, cpu("b"));
    written.add(RUN, 3, 40, Class::Reading);
    let eviction = written.spool.draft_eviction(3);
    for record in eviction.records {
        written.write(Some(record));
    }
    let batch = written.spool.batch(head(), 512).unwrap();
    assert_eq!(batch.seqs, [2, 3], "the older section and the older reading went");
    assert!(written.spool.lowest_index().unwrap() >= 3);
    assert_eq!(written.spool.given_up(), 2);
    let span = written.spool.unreported().unwrap();
    assert_eq!((span.count, span.from, span.to), (2, UnixMs(10), UnixMs(20)));
}

#[test]
fn losses_are_reported_once_and_again_when_the_report_is_lost() {
    let mut written = Written::new();
    written.add(RUN, 0, 10, Class::Reading);
    written.write(written.spool.draft_give_up(RUN, 0));
    let span = written.spool.unreported().unwrap();
    written.add(RUN, 1, 20, Class::Dropped(span));
    assert_eq!(written.spool.unreported(), None);
    written.write(written.spool.draft_give_up(RUN, 1));
    assert_eq!(written.spool.unreported(), Some(span));
    assert_eq!(
        written.spool.given_up(),
        1,
        "the report of a loss is no loss of its own"
    );
}

#[test]
fn age_is_counted_without_the_jumps_of_the_clock() {
    let mut written = Written::new();
    let day = DAY_MS;
    written.add(RUN, 0, 0, Class::Reading);
    written.add(RUN, 1, 0, cpu("a"));
    // A dead clock battery: 1970, then suddenly 2026.
    written.add(RUN, 2, 20_000 * day, Class::Reading);
    assert!(written.spool.draft_expired(at(20_000 * day)).is_none());
    written.add(RUN, 3, 0, Class::Reading);
    for step in 1..=59 {
        written.add(RUN, 3 + step, i64::try_from(step).unwrap() * day, Class::Reading);
    }
    let Some(Record::GaveUp { items, .. }) = written.spool.draft_expired(at(60 * day)) else {
        panic!("60 days and a week have passed on the spool's clock");
    };
    assert_eq!(items, [(RUN, SeqRanges::of([0]))], "a section stays");
}

#[test]
fn what_is_given_up_for_the_item_that_tells_of_losses_is_told_by_the_next_one() {
    let mut written = Written::new();
    written.add(RUN, 0, 10, Class::Reading);
    written.add(RUN, 1, 20, Class::Reading);
    written.write(written.spool.draft_give_up(RUN, 0));
    let told = written.spool.unreported().unwrap();
    // Room is made for it after it was drafted.
    written.write(written.spool.draft_give_up(RUN, 1));
    written.add(RUN, 2, 30, Class::Dropped(told));
    assert_eq!(written.spool.unreported().map(|span| span.count), Some(1));
    let rest = written.spool.unreported().unwrap();
    written.add(RUN, 3, 40, Class::Dropped(rest));
    assert_eq!(written.spool.unreported(), None);
    assert_eq!(written.spool.given_up(), 2);
}

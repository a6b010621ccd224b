//! What the daemon does with cold files in their life.

use crate::folder::{DAY, DIR, clock, lines, machines, open, seal_machines};
use kiemke_core::cold::{
    DayOfLine, DayOfMachine, HoursOfLine, Kind, RAW_KEPT_DAYS, Span, SumsOfLine, SumsOfMachine, plan,
};
use kiemke_daemon::cold::{ColdError, ColdFiles};
use kiemke_framelog::{DiskFiles, FaultyFiles, Files};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

/// Ten more than are kept raw.
const DAYS: i32 = RAW_KEPT_DAYS + 10;
const LINES: u32 = 12;

#[test]
fn a_line_s_days_hours_and_sums_are_found_on_a_real_disk() {
    let dir = tempfile::tempdir().expect("makes a folder");
    let (cold, _) = ColdFiles::open(Arc::new(DiskFiles), dir.path(), clock()).expect("opens");
    for number in 0..DAYS {
        let day = DAY.plus(number);
        cold.seal(day, lines(day, LINES, 96).into_iter().map(Ok::<_, Infallible>))
            .expect("seals");
        cold.apply_retention(&plan(day.plus(1), &cold.files()))
            .expect("keeps");
    }
    let last = DAY.plus(DAYS - 1);
    let (site, line) = (UnitKey(7), LineId(7));
    let raw = cold.records::<DayOfLine>(site, line, DAY, last).expect("reads");
    assert_eq!(raw.damage, []);
    assert_eq!(
        cold.first_day(Kind::Probes),
        Some(last.plus(1 - RAW_KEPT_DAYS)),
        "raw days are kept as long as they must"
    );
    let expected: Vec<DayOfLine> = (DAYS - RAW_KEPT_DAYS..DAYS)
        .map(|number| lines(DAY.plus(number), LINES, 96).swap_remove(6).record)
        .collect();
    assert_eq!(raw.records, expected);
    let hours = cold.records::<HoursOfLine>(site, line, DAY, last).expect("reads");
    assert_eq!(hours.records.len(), DAYS as usize);
    assert!(hours.records.iter().all(|day| day.hours.len() == 24));
    let sums = cold.records::<SumsOfLine>(site, line, DAY, last).expect("reads");
    assert!(sums.records.iter().all(|day| day.sums.quarters_good == 96));
    assert!(sums.records.is_sorted_by_key(|day| day.day) && sums.records.len() == DAYS as usize);
    assert_eq!(
        cold.records::<DayOfLine>(UnitKey(8), line, DAY, last)
            .expect("reads")
            .records,
        [],
        "another site"
    );
    // November and December have ended and lie in one file each, January's days in their own.
    let of_days = cold
        .files()
        .into_iter()
        .filter(|info| info.name.kind == Kind::LineDays);
    let spans: Vec<Span> = of_days.map(|info| info.name.span).collect();
    assert_eq!(
        spans.iter().filter(|span| matches!(span, Span::Month(_))).count(),
        2,
        "{spans:?}"
    );
    let of_january = last.0 - (DAY.0 + 28 + 31) + 1;
    assert_eq!(spans.len(), 2 + of_january as usize, "{spans:?}");
}

#[test]
fn known_facts_write_nothing_and_late_ones_a_new_generation() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    let rows = machines(DAY, 3, 4, 1);
    seal_machines(&cold, DAY, rows.clone());
    let names = || disk.list(Path::new(DIR)).expect("lists");
    let before = names();
    cold.merge(DAY, rows.clone()).expect("merges");
    assert_eq!(names(), before, "all was known");
    let mut late = rows[0].clone();
    late.record = DayOfMachine::unknown(late.record.machine, DAY);
    late.record.quarters[95].0 = 200;
    cold.merge(DAY, vec![late]).expect("merges");
    assert_eq!(names(), ["presence-2026-11-03.2.kkc"]);
    let found = cold
        .records::<DayOfMachine>(UnitKey(1), MachineId(1_000), DAY, DAY)
        .expect("reads");
    assert_eq!(found.records[0].quarters[95].0, 200);
    assert_eq!(found.records[0].quarters[..95], rows[0].record.quarters[..95]);
}

#[test]
fn facts_that_come_after_the_raw_day_has_gone_are_refused() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    seal_machines(&cold, DAY, machines(DAY, 1, 1, 1));
    cold.apply_retention(&plan(DAY.plus(RAW_KEPT_DAYS + 1), &cold.files()))
        .expect("keeps");
    let refused = cold
        .merge(DAY, machines(DAY, 1, 2, 1))
        .expect_err("only sums are kept");
    assert!(matches!(refused, ColdError::Closed { .. }));
    assert_eq!(
        refused.to_string(),
        "take late Presence of 2026-11-03 in: only its sums are kept"
    );
    assert_eq!(
        cold.records::<SumsOfMachine>(UnitKey(1), MachineId(1_000), DAY, DAY)
            .expect("reads")
            .records
            .len(),
        1
    );
}

#[test]
fn rows_that_fail_or_are_out_of_order_leave_nothing_behind() {
    let disk = FaultyFiles::new(1);
    let (cold, _) = open(&disk);
    let mut rows: Vec<_> = machines(DAY, 2, 2, 1).into_iter().map(Ok).collect();
    rows.push(Err("the store is gone"));
    let failed = cold.seal(DAY, rows).expect_err("fails");
    assert!(matches!(
        failed,
        ColdError::Source {
            kind: Kind::Presence,
            ..
        }
    ));
    let mut rows = machines(DAY, 2, 2, 1);
    rows.reverse();
    let failed = cold
        .seal(DAY, rows.into_iter().map(Ok::<_, Infallible>))
        .expect_err("fails");
    assert!(matches!(failed, ColdError::Rows { .. }));
    assert_eq!(disk.list(Path::new(DIR)).expect("lists"), Vec::<String>::new());
}

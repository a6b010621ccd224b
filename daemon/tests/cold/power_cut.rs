//! The power goes at every single change of the disk, one run each: the old or the new is there, whole.

use crate::folder::{DAY, DIR, Kept, all_machines, all_sums, clock, machines, open, seal_machines};
use kiemke_core::cold::{Kind, RAW_KEPT_DAYS, Span, in_order, plan};
use kiemke_daemon::cold::ColdFiles;
use kiemke_framelog::{CutFiles, Files};
use std::path::Path;
use std::sync::Arc;

/// Enough for two blocks, so that a cut falls between them.
const SITES: u32 = 4;
const MACHINES: u32 = 530;
/// No work of these tests makes as many changes.
const CHANGES_MAX: i64 = 5_000;

/// Does `work` with the power going at its first change, its second, and so on until it gets through; after each
/// cut `check` looks at the folder as the next start finds it.
fn at_every_change(before: &Kept, work: impl Fn(&ColdFiles) -> bool, check: impl Fn(&ColdFiles, u64)) {
    for changes in 0..CHANGES_MAX {
        let seed = changes as u64 * 31 + 7;
        let disk = before.disk(seed);
        let cut = CutFiles::after(&disk, changes);
        let (cold, opened) = ColdFiles::open(Arc::new(cut.clone()), Path::new(DIR), clock()).expect("opens");
        assert_eq!(opened.damage, []);
        let done = work(&cold);
        drop(cold);
        assert_eq!(done, !cut.was_cut(), "a cut is told");
        disk.power_cut();
        let (cold, opened) = open(&disk);
        assert_eq!(opened.damage, [], "cut after {changes} changes");
        check(&cold, seed);
        let left = disk.list(Path::new(DIR)).expect("lists");
        assert_eq!(
            left.len(),
            cold.files().len(),
            "what is left over goes at the next open: {left:?}"
        );
        if done {
            assert!(changes > 4, "the work changes the disk");
            return;
        }
    }
    panic!("the work never gets through");
}

#[test]
fn a_first_seal_is_there_or_not() {
    let rows = machines(DAY, SITES, MACHINES, 1);
    at_every_change(
        &Kept::after(|_| {}),
        |cold| cold.merge(DAY, rows.clone()).is_ok(),
        |cold, _| {
            let (found, damage) = all_machines(cold, DAY, DAY, SITES);
            assert_eq!(damage, []);
            assert!(found.is_empty() || found == rows);
        },
    );
}

#[test]
fn late_facts_leave_the_old_or_the_new() {
    let before = machines(DAY, SITES, MACHINES, 1);
    let late = machines(DAY, SITES / 2, MACHINES + 5, 2);
    let after = in_order(before.iter().chain(&late).cloned());
    at_every_change(
        &Kept::after(|cold| seal_machines(cold, DAY, before.clone())),
        |cold| cold.merge(DAY, late.clone()).is_ok(),
        |cold, _| {
            let (found, damage) = all_machines(cold, DAY, DAY, SITES);
            assert_eq!(damage, []);
            assert!(found == before || found == after);
            // What was not told as done is done again.
            cold.merge(DAY, late.clone()).expect("merges");
            assert_eq!(all_machines(cold, DAY, DAY, SITES).0, after);
        },
    );
}

#[test]
fn rolling_up_packing_and_removing_lose_no_day() {
    const FEW: u32 = 4;
    let days: Vec<_> = (0..6).map(|day| DAY.plus(day)).collect();
    let last = DAY.plus(5);
    let today = DAY.plus(RAW_KEPT_DAYS + 15);
    let before = Kept::after(|cold| {
        for (seed, day) in days.iter().enumerate() {
            seal_machines(cold, *day, machines(*day, FEW, 5, seed as u32));
        }
        // Some days are rolled up already, one of them not from its newest facts.
        let steps = plan(DAY.plus(6), &cold.files());
        cold.apply_retention(&steps[..3]).expect("rolls up");
        cold.merge(DAY, machines(DAY, FEW, 7, 9)).expect("merges");
    });
    let disk = before.disk(1);
    let (cold, _) = open(&disk);
    cold.apply_retention(&plan(today, &cold.files()))
        .expect("does all");
    let expected = all_sums(&cold, DAY, last, FEW);
    assert_eq!(expected.len(), 6 * FEW as usize * 5 + FEW as usize * 2);
    let spans = |cold: &ColdFiles| -> Vec<(Kind, Span)> {
        cold.files()
            .iter()
            .map(|info| (info.name.kind, info.name.span))
            .collect()
    };
    let expected_spans = spans(&cold);
    assert!(
        expected_spans
            .iter()
            .all(|(kind, span)| *kind != Kind::Presence && matches!(span, Span::Month(_)))
    );

    at_every_change(
        &before,
        |cold| cold.apply_retention(&plan(today, &cold.files())).is_ok(),
        |cold, _| {
            // A stop in the midst: the next plan goes on, and ends at the same.
            cold.apply_retention(&plan(today, &cold.files()))
                .expect("goes on");
            assert_eq!(all_sums(cold, DAY, last, FEW), expected);
            assert_eq!(spans(cold), expected_spans);
            assert_eq!(plan(today, &cold.files()), []);
        },
    );
}

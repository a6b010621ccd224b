//! Late facts against maps that do the same naively.

use crate::world::{line_rows, machine_rows};
use kiemke_core::cold::{DayOfLine, DayOfMachine, OutsideValues, Raw, Row, in_order, merged};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::convert::Infallible;

fn merge<R: Raw>(sealed: &[Row<R>], late: Vec<Row<R>>) -> Vec<Row<R>> {
    let ok = |row| Ok::<_, Infallible>(row);
    let rows = merged(sealed.iter().cloned().map(ok), in_order(late).into_iter().map(ok));
    rows.map(|row| row.unwrap_or_else(|never| match never {}))
        .collect()
}

fn probes_of(rows: &[Row<DayOfLine>]) -> BTreeMap<(u32, u32, u8, i64, u32), OutsideValues> {
    let mut probes = BTreeMap::new();
    for row in rows {
        for probe in row.record.probes() {
            let key = (
                row.site.0,
                row.record.line().0,
                probe.target.0,
                probe.at.0,
                probe.machine.0,
            );
            probes.entry(key).or_insert(*probe);
        }
    }
    probes
}

fn quarters_of(rows: &[Row<DayOfMachine>]) -> BTreeMap<(u32, u32, usize), u8> {
    let mut quarters = BTreeMap::new();
    for row in rows {
        for (quarter, state) in row.record.quarters.iter().enumerate() {
            let held = quarters
                .entry((row.site.0, row.record.machine.0, quarter))
                .or_default();
            *held = state.0.max(*held);
        }
    }
    quarters
}

proptest! {
    #[test]
    fn late_probes_are_a_set(first in line_rows(), second in line_rows()) {
        let sealed = in_order(first.clone());
        let with_late = merge(&sealed, second.clone());
        let all: Vec<_> = first.into_iter().chain(second.clone()).collect();
        prop_assert_eq!(probes_of(&with_late), probes_of(&all));
        prop_assert!(with_late.is_sorted_by(|one, next| one.key() < next.key()), "one row each, in order");
        prop_assert_eq!(&merge(&with_late, second), &with_late, "a repeat changes nothing");
    }

    #[test]
    fn of_each_quarter_what_knows_more_wins(first in machine_rows(), second in machine_rows()) {
        let sealed = in_order(first.clone());
        let with_late = merge(&sealed, second.clone());
        let all: Vec<_> = first.iter().cloned().chain(second.clone()).collect();
        prop_assert_eq!(quarters_of(&with_late), quarters_of(&all));
        prop_assert_eq!(&merge(&with_late, second.clone()), &with_late, "a repeat changes nothing");
        prop_assert_eq!(merge(&in_order(second), first), with_late, "the order of arrival does not count");
    }
}

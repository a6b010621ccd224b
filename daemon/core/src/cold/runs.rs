//! Days of states, one byte each, as runs of equal ones.
//!
//! A machine is off, on and off again, and a wired gateway stays in one class for hours, so a day is a few runs.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};

/// Writes days of `N` states: how many runs each has, then the lengths of all, then their states.
///
/// The last run of a day reaches to its end and has no length.
pub(crate) fn write_runs<const N: usize>(days: &[[u8; N]], columns: &mut ColumnWriter) {
    let mut counts = Vec::with_capacity(days.len());
    let mut lengths = Vec::new();
    let mut states = Vec::new();
    for day in days {
        let runs = day.chunk_by(|one, next| one == next);
        let before = states.len();
        for run in runs {
            lengths.push(run.len() as u64);
            states.push(run[0]);
        }
        lengths.pop();
        counts.push((states.len() - before) as u64);
    }
    columns.numbers(counts);
    columns.numbers(lengths);
    columns.raw_bytes(states);
}

pub(crate) fn read_runs<const N: usize>(
    days: usize,
    columns: &mut ColumnReader<'_>,
) -> Result<Vec<[u8; N]>, BadColumn> {
    const BAD: BadColumn = BadColumn { column: "runs" };
    let counts: Vec<u8> = columns.numbers(days, "counts of runs")?;
    if counts.iter().any(|count| !(1..=N).contains(&usize::from(*count))) {
        return Err(BAD);
    }
    let total: usize = counts.iter().map(|count| usize::from(*count)).sum();
    let lengths: Vec<u8> = columns.numbers(total - days, "lengths of runs")?;
    let states = columns.raw_bytes(total, "states of runs")?;
    let (mut lengths, mut states) = (lengths.into_iter(), states.iter());
    let mut read = Vec::with_capacity(days);
    for count in counts {
        let mut day = [0; N];
        let mut rest = day.as_mut_slice();
        for _ in 1..count {
            let length = usize::from(lengths.next().ok_or(BAD)?);
            let (run, behind) = rest.split_at_mut_checked(length).ok_or(BAD)?;
            run.fill(*states.next().ok_or(BAD)?);
            rest = behind;
        }
        rest.fill(*states.next().ok_or(BAD)?);
        read.push(day);
    }
    Ok(read)
}

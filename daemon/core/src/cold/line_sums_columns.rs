//! Sums of lines as columns.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::histogram::Histogram;
use crate::cold::line::TargetIndex;
use crate::cold::line_sums::{LineSums, TargetSums};

/// About what the counts of one target take before compression.
const TARGET_WEIGHT_BYTES: usize = 12;
/// About what a bin of a histogram takes.
const BIN_WEIGHT_BYTES: usize = 2;

/// About what sums take before compression.
pub(crate) fn weight_bytes(sums: &LineSums) -> usize {
    let of_target = |target: &TargetSums| {
        let bins: usize = HISTOGRAMS
            .iter()
            .map(|(_, get, _)| get(target).bins().len())
            .sum();
        TARGET_WEIGHT_BYTES + bins * BIN_WEIGHT_BYTES
    };
    sums.targets.iter().map(of_target).sum()
}

/// Writes sums over spans of `quarters` quarter-hours each. Counts are written as what they lack of what they are
/// when all goes well, which is nothing nearly always.
pub(crate) fn write_sums(sums: &[&LineSums], quarters: usize, columns: &mut ColumnWriter) {
    let lacking = |whole: u32, part: u32| i64::from(whole) - i64::from(part);
    columns.numbers(sums.iter().map(|sums| sums.targets.len() as u64));
    columns.differences(
        sums.iter()
            .map(|sums| quarters as i64 - i64::from(sums.quarters_probed)),
    );
    columns.differences(
        sums.iter()
            .map(|sums| lacking(sums.quarters_probed, sums.quarters_good)),
    );
    let targets = || sums.iter().flat_map(|sums| &sums.targets);
    columns.differences(targets().map(|target| i64::from(target.target.0)));
    columns.differences(targets().map(|target| i64::from(target.probes)));
    columns.differences(targets().map(|target| lacking(target.probes, target.good)));
    columns.differences(targets().map(|target| i64::from(target.sent)));
    columns.differences(targets().map(|target| lacking(target.sent, target.received)));
    for (_, get, _) in HISTOGRAMS {
        let histograms = || targets().map(get);
        columns.numbers(histograms().map(|histogram| histogram.bins().len() as u64));
        columns.differences(
            histograms()
                .flat_map(Histogram::bins)
                .map(|(bin, _)| i64::from(*bin)),
        );
        columns.numbers(
            histograms()
                .flat_map(Histogram::bins)
                .map(|(_, count)| u64::from(*count)),
        );
    }
}

pub(crate) fn read_sums(
    count: usize,
    quarters: usize,
    columns: &mut ColumnReader<'_>,
) -> Result<Vec<LineSums>, BadColumn> {
    let target_counts: Vec<u8> = columns.numbers(count, "target counts")?;
    let probed: Vec<i64> = columns.differences(count, "quarters probed")?;
    let good: Vec<i64> = columns.differences(count, "quarters good")?;
    let total = target_counts.iter().map(|count| usize::from(*count)).sum();
    let mut targets = read_targets(total, columns)?.into_iter();
    let mut sums = Vec::with_capacity(count);
    for (at, targets_here) in target_counts.into_iter().enumerate() {
        let quarters_probed = part(quarters as i64, probed[at], "quarters probed")?;
        sums.push(LineSums {
            quarters_probed,
            quarters_good: part(i64::from(quarters_probed), good[at], "quarters good")?,
            targets: targets.by_ref().take(usize::from(targets_here)).collect(),
        });
    }
    Ok(sums)
}

fn read_targets(total: usize, columns: &mut ColumnReader<'_>) -> Result<Vec<TargetSums>, BadColumn> {
    let names: Vec<u8> = columns.differences(total, "targets")?;
    let probes: Vec<u32> = columns.differences(total, "probes")?;
    let bad: Vec<i64> = columns.differences(total, "bad probes")?;
    let sent: Vec<u32> = columns.differences(total, "sent")?;
    let lost: Vec<i64> = columns.differences(total, "lost")?;
    let mut targets = Vec::with_capacity(total);
    for at in 0..total {
        targets.push(TargetSums {
            probes: probes[at],
            good: part(i64::from(probes[at]), bad[at], "bad probes")?,
            sent: sent[at],
            received: part(i64::from(sent[at]), lost[at], "lost")?,
            ..TargetSums::none(TargetIndex(names[at]))
        });
    }
    for (name, _, get_mut) in HISTOGRAMS {
        let counts: Vec<u8> = columns.numbers(total, name)?;
        let bins = counts.iter().map(|count| usize::from(*count)).sum();
        let places: Vec<u8> = columns.differences(bins, name)?;
        let values: Vec<u32> = columns.numbers(bins, name)?;
        let mut all = places.into_iter().zip(values);
        for (target, count) in targets.iter_mut().zip(counts) {
            let bins = all.by_ref().take(usize::from(count)).collect();
            *get_mut(target) = Histogram::from_bins(bins).ok_or(BadColumn { column: name })?;
        }
    }
    Ok(targets)
}

fn part(whole: i64, lacking: i64, column: &'static str) -> Result<u32, BadColumn> {
    whole
        .checked_sub(lacking)
        .and_then(|part| u32::try_from(part).ok())
        .ok_or(BadColumn { column })
}

type Get = fn(&TargetSums) -> &Histogram;
type GetMut = fn(&mut TargetSums) -> &mut Histogram;

const HISTOGRAMS: [(&str, Get, GetMut); 3] = [
    ("first_byte", |sums| &sums.first_byte, |sums| &mut sums.first_byte),
    ("rtt", |sums| &sums.rtt, |sums| &mut sums.rtt),
    ("jitter", |sums| &sums.jitter, |sums| &mut sums.jitter),
];

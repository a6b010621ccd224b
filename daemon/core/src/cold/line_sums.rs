//! Lines by the hour and by the day: what remains of probes when the probes themselves have gone.
//!
//! Counts are exact and add up: the hours of a day to the day, days to any span. Medians are told from histograms
//! and so within 6.25 % ([`Histogram`]); they are never medians of medians. While the probes are kept, exact
//! medians are to be taken from them.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::{Day, DayClock, HOURS_A_DAY, QUARTERS_A_DAY};
use crate::cold::histogram::Histogram;
use crate::cold::line::{DayOfLine, OutsideValues, TargetIndex};
use crate::cold::line_sums_columns::{read_sums, weight_bytes, write_sums};
use crate::cold::record::{Kind, Record, Row};
use kiemke_wire::ids::LineId;
use std::collections::{BTreeMap, BTreeSet};

/// Probes of one target on one line over some span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetSums {
    /// The target.
    pub target: TargetIndex,
    /// Probes made.
    pub probes: u32,
    /// Those at which no step failed.
    pub good: u32,
    /// Spaced probes sent for loss.
    pub sent: u32,
    /// Those that were answered.
    pub received: u32,
    /// Times to the first byte.
    pub first_byte: Histogram,
    /// Median round trips of each probe.
    pub rtt: Histogram,
    /// Jitter of each probe.
    pub jitter: Histogram,
}

/// A line over some span.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LineSums {
    /// Quarter-hours with a probe of any target.
    pub quarters_probed: u32,
    /// Those in which some target was reached: availability is this by the other.
    pub quarters_good: u32,
    /// By target, ascending.
    pub targets: Vec<TargetSums>,
}

/// A line's day by the hour; hours without a probe are not in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursOfLine {
    /// The line.
    pub line: LineId,
    /// The day.
    pub day: Day,
    /// Hours 0 to 23, ascending.
    pub hours: Vec<(u8, LineSums)>,
}

/// A line's day as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumsOfLine {
    /// The line.
    pub line: LineId,
    /// The day.
    pub day: Day,
    /// Its sums.
    pub sums: LineSums,
}

impl TargetSums {
    pub(crate) fn none(target: TargetIndex) -> Self {
        Self {
            target,
            probes: 0,
            good: 0,
            sent: 0,
            received: 0,
            first_byte: Histogram::default(),
            rtt: Histogram::default(),
            jitter: Histogram::default(),
        }
    }

    fn of(target: TargetIndex, probes: &[&OutsideValues]) -> Self {
        let count = |good: fn(&OutsideValues) -> u32| {
            probes
                .iter()
                .fold(0_u32, |sum, probe| sum.saturating_add(good(probe)))
        };
        let histogram = |time: fn(&OutsideValues) -> Option<u32>| {
            Histogram::of(probes.iter().filter_map(|probe| time(probe)))
        };
        Self {
            target,
            probes: count(|_| 1),
            good: count(|probe| u32::from(probe.failed.is_none())),
            sent: count(|probe| u32::from(probe.sent)),
            received: count(|probe| u32::from(probe.received)),
            first_byte: histogram(|probe| probe.first_byte_us),
            rtt: histogram(|probe| probe.rtt_us_median),
            jitter: histogram(|probe| probe.jitter_us),
        }
    }

    fn add(&mut self, other: &Self) {
        self.probes = self.probes.saturating_add(other.probes);
        self.good = self.good.saturating_add(other.good);
        self.sent = self.sent.saturating_add(other.sent);
        self.received = self.received.saturating_add(other.received);
        self.first_byte.add(&other.first_byte);
        self.rtt.add(&other.rtt);
        self.jitter.add(&other.jitter);
    }
}

impl LineSums {
    /// Adds another span, which must not overlap this one.
    pub fn add(&mut self, other: &Self) {
        self.quarters_probed = self.quarters_probed.saturating_add(other.quarters_probed);
        self.quarters_good = self.quarters_good.saturating_add(other.quarters_good);
        for sums in &other.targets {
            self.target_mut(sums.target).add(sums);
        }
    }

    /// The sums of one target, when it was probed.
    pub fn target(&self, target: TargetIndex) -> Option<&TargetSums> {
        self.targets.iter().find(|sums| sums.target == target)
    }

    fn target_mut(&mut self, target: TargetIndex) -> &mut TargetSums {
        let at = self.targets.partition_point(|sums| sums.target < target);
        if self.targets.get(at).is_none_or(|sums| sums.target != target) {
            self.targets.insert(at, TargetSums::none(target));
        }
        &mut self.targets[at]
    }

    /// The sums of these probes, which lie in one hour or one day.
    fn of(probes: &[&OutsideValues], clock: DayClock) -> Self {
        let mut by_target: BTreeMap<TargetIndex, Vec<&OutsideValues>> = BTreeMap::new();
        for probe in probes {
            by_target.entry(probe.target).or_default().push(probe);
        }
        let quarters = |only_good: bool| {
            let counted = probes.iter().filter(|probe| !only_good || probe.failed.is_none());
            let quarters: BTreeSet<_> = counted.map(|probe| clock.quarter(probe.at)).collect();
            u32::try_from(quarters.len()).unwrap_or(u32::MAX)
        };
        Self {
            quarters_probed: quarters(false),
            quarters_good: quarters(true),
            targets: by_target
                .into_iter()
                .map(|(target, probes)| TargetSums::of(target, &probes))
                .collect(),
        }
    }
}

impl HoursOfLine {
    /// Rolls a day's probes up.
    pub fn of(raw: &DayOfLine, clock: DayClock) -> Self {
        let mut by_hour: BTreeMap<u8, Vec<&OutsideValues>> = BTreeMap::new();
        for probe in raw.probes() {
            by_hour
                .entry(clock.quarter(probe.at).hour())
                .or_default()
                .push(probe);
        }
        let hours = by_hour
            .into_iter()
            .map(|(hour, probes)| (hour, LineSums::of(&probes, clock)));
        Self {
            line: raw.line(),
            day: raw.day(),
            hours: hours.collect(),
        }
    }
}

impl SumsOfLine {
    /// Rolls a day's hours up.
    pub fn of(hours: &HoursOfLine) -> Self {
        let mut sums = LineSums::default();
        for (_, hour) in &hours.hours {
            sums.add(hour);
        }
        Self {
            line: hours.line,
            day: hours.day,
            sums,
        }
    }
}

impl Record for HoursOfLine {
    const KIND: Kind = Kind::LineHours;
    type Of = LineId;

    fn number_of(of: LineId) -> u32 {
        of.0
    }

    fn number(&self) -> u32 {
        self.line.0
    }

    fn day(&self) -> Day {
        self.day
    }

    fn weight_bytes(&self) -> usize {
        self.hours.iter().map(|(_, sums)| weight_bytes(sums)).sum()
    }

    fn write(records: &[Row<Self>], columns: &mut ColumnWriter) {
        let hours = || records.iter().flat_map(|row| &row.record.hours);
        columns.numbers(records.iter().map(|row| row.record.hours.len() as u64));
        columns.differences(hours().map(|(hour, _)| i64::from(*hour)));
        let sums: Vec<&LineSums> = hours().map(|(_, sums)| sums).collect();
        write_sums(&sums, QUARTERS_A_DAY / HOURS_A_DAY, columns);
    }

    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn> {
        let counts: Vec<u8> = columns.numbers(keys.len(), "hour counts")?;
        let total = counts.iter().map(|count| usize::from(*count)).sum();
        let hours: Vec<u8> = columns.differences(total, "hours")?;
        let sums = read_sums(total, QUARTERS_A_DAY / HOURS_A_DAY, columns)?;
        let mut all = hours.into_iter().zip(sums);
        let records = keys.iter().zip(counts).map(|((number, day), count)| Self {
            line: LineId(*number),
            day: *day,
            hours: all.by_ref().take(usize::from(count)).collect(),
        });
        Ok(records.collect())
    }
}

impl Record for SumsOfLine {
    const KIND: Kind = Kind::LineDays;
    type Of = LineId;

    fn number_of(of: LineId) -> u32 {
        of.0
    }

    fn number(&self) -> u32 {
        self.line.0
    }

    fn day(&self) -> Day {
        self.day
    }

    fn weight_bytes(&self) -> usize {
        weight_bytes(&self.sums)
    }

    fn write(records: &[Row<Self>], columns: &mut ColumnWriter) {
        let sums: Vec<&LineSums> = records.iter().map(|row| &row.record.sums).collect();
        write_sums(&sums, QUARTERS_A_DAY, columns);
    }

    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn> {
        let sums = read_sums(keys.len(), QUARTERS_A_DAY, columns)?;
        let records = keys.iter().zip(sums).map(|((number, day), sums)| Self {
            line: LineId(*number),
            day: *day,
            sums,
        });
        Ok(records.collect())
    }
}

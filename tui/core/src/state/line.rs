use super::{List, Source};
use kiemke_config::messages::Msg;
use kiemke_wire::ids::LineId;
use kiemke_wire::time::{DAY_MS, HOUR_MS, UnixMs};
use kiemke_wire::view::{LineDetail, ReadingPoint, ReadingSeries};

/// Width of a step of the last day, seconds: 48 signs of a sparkline.
pub(crate) const DAY_STEP_S: u32 = 1_800;
/// Width of a step of the last weeks: an hour is a cell of the week's map.
pub(crate) const WEEKS_STEP_S: u32 = 3_600;
/// How far back the last day goes.
pub(crate) const DAY_BACK_MS: i64 = DAY_MS;
/// How far back the week's map goes: four of each weekday, within what the daemon gives at once.
pub(crate) const WEEKS_BACK_MS: i64 = 28 * DAY_MS;

/// One line, opened.
#[derive(Debug)]
pub struct OpenLine {
    id: LineId,
    /// Its site's name in the list, until the answer comes.
    pub(crate) name: String,
    pub(crate) detail: Source<LineDetail>,
    pub(crate) day: Source<ReadingSeries>,
    pub(crate) weeks: Source<ReadingSeries>,
    pub(crate) tab: LineTab,
    pub(crate) heat: Heat,
    lists: [List; LineTab::ALL.len()],
}

/// The parts of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LineTab {
    /// The state, the day, the week, where the fault is.
    #[default]
    Summary,
    /// What was measured, step by step.
    Readings,
    /// Capacity tests.
    Tests,
}

/// What the week's map shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Heat {
    /// Time to first byte.
    #[default]
    Delay,
    /// Probes lost.
    Loss,
}

impl LineTab {
    /// All of them, in order.
    pub const ALL: [Self; 3] = [Self::Summary, Self::Readings, Self::Tests];

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Summary => Msg::LineTabSummary,
            Self::Readings => Msg::MachineTabReadings,
            Self::Tests => Msg::LineTabTests,
        }
    }

    /// The one so many places on, round the end.
    #[must_use]
    pub fn turned(self, places: usize) -> Self {
        Self::ALL[(self as usize + places) % Self::ALL.len()]
    }
}

impl Heat {
    /// Both, in the order in which the key goes through them.
    pub const ALL: [Self; 2] = [Self::Delay, Self::Loss];
}

impl OpenLine {
    /// Opens a line: everything about it is wanted.
    pub(crate) fn open(id: LineId, name: String, now: UnixMs) -> Self {
        let mut line = Self {
            id,
            name,
            detail: Source::default(),
            day: Source::default(),
            weeks: Source::default(),
            tab: LineTab::default(),
            heat: Heat::default(),
            lists: [List::default(); LineTab::ALL.len()],
        };
        line.want_at(now);
        line
    }

    /// Its number.
    pub fn id(&self) -> LineId {
        self.id
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.detail.want(now);
        self.day.want(now);
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.detail.want_at(now);
        self.day.want_at(now);
        self.weeks.want_at(now);
    }

    /// The line was told of anew. Its tests come with the weeks, which are not asked for at every event: when more bytes
    /// were tested than before, there is a test that is not shown yet.
    pub(crate) fn detail_answered(&mut self, detail: LineDetail, now: UnixMs) {
        let before = self.detail.value().map(|line| line.test_bytes_month);
        if before.is_some_and(|before| before != detail.test_bytes_month) {
            self.weeks.want(now);
        }
        self.detail.answered(detail, now);
    }

    /// The first row shown of the open part.
    pub fn scroll(&self) -> usize {
        self.lists[self.tab as usize].offset
    }

    /// Moves the open part by so many rows; stops where the last row is at the bottom.
    pub(crate) fn scroll_by(&mut self, rows: isize, count: usize, height: usize) {
        let list = &mut self.lists[self.tab as usize];
        let last = count.saturating_sub(height.max(1));
        list.offset = list.offset.saturating_add_signed(rows).min(last);
    }
}

/// The week by hours: rows from Monday, columns from 0:00; the mean of what each cell's steps say, nothing where nothing
/// was measured.
pub(crate) fn by_hour_of_week(points: &[ReadingPoint], heat: Heat, offset_ms: i64) -> [[Option<f64>; 24]; 7] {
    let mut sums = [[(0.0, 0_u32); 24]; 7];
    for point in points {
        let value = match heat {
            Heat::Delay => point.first_byte_us_median.map(f64::from),
            Heat::Loss => loss_pct(point),
        };
        let Some(value) = value else { continue };
        let local = point.at.0 + offset_ms;
        let hour = local.div_euclid(HOUR_MS).rem_euclid(24);
        // 1 January 1970 was a Thursday.
        let weekday = (local.div_euclid(DAY_MS) + 3).rem_euclid(7);
        let cell = usize::try_from(weekday).ok().zip(usize::try_from(hour).ok());
        if let Some((weekday, hour)) = cell {
            let (sum, count) = &mut sums[weekday][hour];
            *sum += value;
            *count += 1;
        }
    }
    sums.map(|day| day.map(|(sum, count)| (count > 0).then(|| sum / f64::from(count))))
}

/// Probes lost in a step, percent; a probe that failed is lost whole.
pub(crate) fn loss_pct(point: &ReadingPoint) -> Option<f64> {
    match (point.sent, point.probes) {
        (0, 0) => None,
        (0, probes) => Some(100.0 * f64::from(probes - point.good.min(probes)) / f64::from(probes)),
        (sent, _) => Some(100.0 * f64::from(sent - point.received.min(sent)) / f64::from(sent)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_of_the_week_are_those_of_the_reader() {
        // Monday 23 November 2026, 18:30 UTC is Tuesday 01:30 in Vietnam.
        let at = UnixMs(1_795_458_600_000);
        let point = |first_byte_us: u32| ReadingPoint {
            at,
            probes: 1,
            good: 1,
            first_byte_us_median: Some(first_byte_us),
            jitter_us_median: None,
            sent: 20,
            received: 15,
            wifi: None,
        };
        let points = [point(10_000), point(30_000)];
        let delay = by_hour_of_week(&points, Heat::Delay, 7 * HOUR_MS);
        assert_eq!(delay[1][1], Some(20_000.0));
        assert_eq!(delay.iter().flatten().flatten().count(), 1);
        assert_eq!(by_hour_of_week(&points, Heat::Loss, 0)[0][18], Some(25.0));
    }
}

//! Days, quarters and months of the root unit's time zone.

use kiemke_wire::time::{DAY_MS, MINUTE_MS, UnixMs};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Quarter-hours of a day. The zone is a fixed offset, so every day has as many.
pub const QUARTERS_A_DAY: usize = 96;
/// Hours of a day.
pub const HOURS_A_DAY: usize = 24;
/// Quarter-hours of an hour.
pub const QUARTERS_AN_HOUR: usize = 4;
const QUARTER_MS: i64 = 15 * MINUTE_MS;

/// A day, counted from 1970-01-01 in the root unit's time zone. Text: `2026-11-24`.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Day(pub i32);

/// A quarter-hour of a day: 0 begins at midnight, 95 at 23:45.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Quarter(u8);

/// A calendar month. Text: `2026-11`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i16,
    month: i8,
}

/// Text that is not a day or a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a day is text such as 2026-11-24, a month such as 2026-11")]
pub struct BadDay;

/// Tells days and quarters of moments, by the offset of the root unit's time zone from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayClock {
    offset_ms: i64,
}

impl DayClock {
    /// By the offset from UTC in minutes, as the settings have it.
    pub fn new(offset_min: i32) -> Self {
        Self {
            offset_ms: i64::from(offset_min) * MINUTE_MS,
        }
    }

    /// The offset from UTC, minutes.
    pub fn offset_min(self) -> i32 {
        i32::try_from(self.offset_ms / MINUTE_MS).unwrap_or(0)
    }

    /// The day in which a moment lies.
    pub fn day(self, at: UnixMs) -> Day {
        let day = at.plus(self.offset_ms).0.div_euclid(DAY_MS);
        Day(i32::try_from(day).unwrap_or(if day < 0 { i32::MIN } else { i32::MAX }))
    }

    /// The quarter-hour of its day in which a moment lies.
    pub fn quarter(self, at: UnixMs) -> Quarter {
        let quarter = at.plus(self.offset_ms).0.rem_euclid(DAY_MS) / QUARTER_MS;
        Quarter(u8::try_from(quarter).unwrap_or(0))
    }

    /// The moment at which a quarter-hour of a day begins.
    pub fn begin_of(self, day: Day, quarter: Quarter) -> UnixMs {
        self.begin(day).plus(i64::from(quarter.0) * QUARTER_MS)
    }

    /// The moment at which a day begins.
    pub fn begin(self, day: Day) -> UnixMs {
        UnixMs(i64::from(day.0) * DAY_MS).plus(-self.offset_ms)
    }
}

impl Quarter {
    /// By its number, below 96.
    pub fn new(number: usize) -> Option<Self> {
        u8::try_from(number)
            .ok()
            .filter(|_| number < QUARTERS_A_DAY)
            .map(Self)
    }

    /// Its number.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The hour in which it lies, 0 to 23.
    pub fn hour(self) -> u8 {
        self.0 / 4
    }
}

impl Day {
    /// So many days later; earlier when negative.
    #[must_use]
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add(days))
    }

    /// The month in which it lies; none outside of the years -9999 to 9999.
    pub fn month(self) -> Option<Month> {
        let date = self.date()?;
        Some(Month {
            year: date.year(),
            month: date.month(),
        })
    }

    /// Its month as a number, for keys of rows.
    pub(crate) fn months(self) -> u32 {
        self.month().map_or(0, Month::ordinal)
    }

    /// The date; none outside of the years -9999 to 9999.
    pub fn date(self) -> Option<jiff::civil::Date> {
        EPOCH.checked_add(jiff::Span::new().try_days(self.0).ok()?).ok()
    }

    /// The newest day up to `day` that is this month's and day's; both from 1, and a day of every year.
    pub fn newest(day: Self, month: i8, day_of_month: i8) -> Self {
        let in_year = |year: i16| {
            jiff::civil::Date::new(year, month, day_of_month)
                .ok()
                .map(Self::of_date)
        };
        let Some(date) = day.date() else { return day };
        let this_year = in_year(date.year()).filter(|begins| *begins <= day);
        this_year
            .or_else(|| in_year(date.year().saturating_sub(1)))
            .unwrap_or(day)
    }

    /// The day of a date.
    pub fn of_date(date: jiff::civil::Date) -> Self {
        let days = (date.duration_since(EPOCH).as_secs()).div_euclid(DAY_MS / 1_000);
        Self(i32::try_from(days).expect("dates lie in the years -9999 to 9999"))
    }
}

const EPOCH: jiff::civil::Date = jiff::civil::Date::constant(1970, 1, 1);

impl Month {
    /// Its first day.
    pub fn first_day(self) -> Day {
        Day::of_date(self.first_date())
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        Day::of_date(self.first_date().last_of_month())
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Day) -> bool {
        (self.first_day()..=self.last_day()).contains(&day)
    }

    /// Months since the beginning of year 0.
    pub fn ordinal(self) -> u32 {
        u32::try_from(i32::from(self.year) * 12 + i32::from(self.month) - 1).unwrap_or(0)
    }

    /// So many months earlier.
    #[must_use]
    pub fn minus(self, months: u16) -> Self {
        let count = i32::from(self.year) * 12 + i32::from(self.month) - 1 - i32::from(months);
        let year = count.div_euclid(12);
        Self {
            year: i16::try_from(year).unwrap_or(i16::MIN).max(-9999),
            month: i8::try_from(count.rem_euclid(12) + 1).unwrap_or(1),
        }
    }

    fn first_date(self) -> jiff::civil::Date {
        jiff::civil::Date::new(self.year, self.month, 1).expect("a month is made from a date")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.date() {
            Some(date) => date.fmt(f),
            None => write!(f, "day {}", self.0),
        }
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = BadDay;
    fn from_str(text: &str) -> Result<Self, BadDay> {
        let shaped = text.len() == 10 && text.is_ascii();
        let date = text.parse().ok().filter(|_| shaped).ok_or(BadDay)?;
        Ok(Self::of_date(date))
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl fmt::Debug for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Month {
    type Err = BadDay;
    fn from_str(text: &str) -> Result<Self, BadDay> {
        format!("{text}-01").parse::<Day>()?.month().ok_or(BadDay)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_quarters_are_those_of_the_zone() {
        let clock = DayClock::new(7 * 60);
        let at: UnixMs = "2026-11-24T16:59:59.999Z".parse().unwrap();
        assert_eq!(clock.day(at).to_string(), "2026-11-24");
        assert_eq!((clock.quarter(at).index(), clock.quarter(at).hour()), (95, 23));
        let next = at.plus(1);
        assert_eq!(clock.day(next).to_string(), "2026-11-25");
        assert_eq!(clock.quarter(next).index(), 0);
        assert_eq!(clock.begin(clock.day(next)), next);
    }

    #[test]
    fn days_and_months_read_what_they_write() {
        for number in [-25_567, -1, 0, 11_016, 20_781, 40_000] {
            let day = Day(number);
            assert_eq!(day.to_string().parse(), Ok(day));
            let month = day.month().unwrap();
            assert_eq!(month.to_string().parse(), Ok(month));
            assert!(month.contains(day) && !month.contains(month.last_day().plus(1)));
            assert_eq!(month.last_day().plus(1).month().unwrap().minus(1), month);
            assert_eq!(month.minus(12).to_string()[5..], month.to_string()[5..]);
        }
        assert_eq!(
            "2024-02".parse::<Month>().unwrap().last_day().to_string(),
            "2024-02-29"
        );
        for bad in [
            "",
            "2026-1-1",
            "2026-13-01",
            "2026-02-30",
            "20261124",
            "2026-11-24T00:00:00",
        ] {
            assert_eq!(bad.parse::<Day>(), Err(BadDay), "{bad}");
        }
    }
}

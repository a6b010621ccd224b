//! Calendar days on the wire: ISO 8601 text, no time zone. Whoever writes one means the root unit's day.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A day of the calendar. Text: `2026-11-27`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

/// Text that is not a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a date reads 2026-11-27, between the years 1900 and 9999")]
pub struct BadDate;

impl Date {
    /// The day, if there is one with this year, month and day between 1900 and 9999.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        let date = jiff::civil::Date::new(year, month, day).ok()?;
        (year >= 1900).then_some(Self(date))
    }

    /// The year.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// The day so many days after 1970-01-01, kept between 1900 and 9999.
    pub fn of_unix_days(days: i32) -> Self {
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        let (first, last) = (jiff::civil::Date::constant(1900, 1, 1), jiff::civil::Date::MAX);
        let date = epoch.saturating_add(jiff::Span::new().days(days.clamp(-30_000, 3_000_000)));
        Self(date.clamp(first, last))
    }

    /// The same day of the next year; 28 February for a leap day.
    #[must_use]
    pub fn next_year(self) -> Self {
        Self(self.0.saturating_add(jiff::Span::new().years(1)))
    }

    /// Days since 1970-01-01.
    pub fn unix_days(self) -> i32 {
        let epoch = jiff::civil::Date::constant(1970, 1, 1);
        self.0.duration_since(epoch).as_hours() as i32 / 24
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Date {
    type Err = BadDate;

    fn from_str(text: &str) -> Result<Self, BadDate> {
        let is_plain = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let date: jiff::civil::Date = is_plain.then(|| text.parse().ok()).flatten().ok_or(BadDate)?;
        Self::new(date.year(), date.month(), date.day()).ok_or(BadDate)
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_days_are_read() {
        let day: Date = "2024-02-29".parse().unwrap();
        assert_eq!((day.to_string().as_str(), day.year()), ("2024-02-29", 2024));
        assert_eq!(Date::new(1970, 1, 2).map(Date::unix_days), Some(1));
        assert_eq!(Date::new(1969, 12, 31).map(Date::unix_days), Some(-1));
        for days in [-25_567, -1, 0, 20_784] {
            assert_eq!(Date::of_unix_days(days).unix_days(), days);
        }
        for bad in [
            "",
            "2023-02-29",
            "29/02/2024",
            "2024-2-9",
            "1899-12-31",
            "2024-02-29T10",
        ] {
            assert_eq!(bad.parse::<Date>(), Err(BadDate), "{bad:?}");
        }
    }
}

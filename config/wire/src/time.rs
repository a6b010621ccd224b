//! Times on the wire: UTC, whole milliseconds, RFC 3339 text.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z. Text: RFC 3339, always with `Z` and three decimals.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixMs(pub i64);

/// Milliseconds in a second, a minute, an hour and a day.
pub const SECOND_MS: i64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE_MS: i64 = 60 * SECOND_MS;
/// Milliseconds in an hour.
pub const HOUR_MS: i64 = 60 * MINUTE_MS;
/// Milliseconds in a day.
pub const DAY_MS: i64 = 24 * HOUR_MS;

/// Text that is not a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a time is RFC 3339 text such as 2026-11-24T07:00:00Z, between the years 1900 and 9999")]
pub struct BadTime;

impl UnixMs {
    /// Adds milliseconds (negative: goes back); stays at the ends of the range instead of wrapping.
    #[must_use]
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// How long after `earlier` this is, in milliseconds; negative when it is before.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// The form that we write, with the places of its digits. Every report has a dozen of them, so it is written and
/// read without the generality of a library's formats.
const FORM: [u8; 24] = *b"0000-00-00T00:00:00.000Z";
const PARTS: [std::ops::Range<usize>; 7] = [0..4, 5..7, 8..10, 11..13, 14..16, 17..19, 20..23];

/// `None` for years that have not four digits.
fn written(time: UnixMs) -> Option<[u8; 24]> {
    let timestamp = jiff::Timestamp::from_millisecond(time.0).ok()?;
    let at = jiff::tz::Offset::UTC.to_datetime(timestamp);
    let year = u32::try_from(at.year()).ok()?;
    let small = [at.month(), at.day(), at.hour(), at.minute(), at.second()];
    let mut values = [year, 0, 0, 0, 0, 0, at.millisecond().unsigned_abs().into()];
    for (value, small) in values[1..].iter_mut().zip(small) {
        *value = small.unsigned_abs().into();
    }
    let mut text = FORM;
    for (part, mut value) in PARTS.into_iter().zip(values) {
        for digit in text[part].iter_mut().rev() {
            *digit = b'0' + (value % 10) as u8;
            value /= 10;
        }
    }
    Some(text)
}

/// `None` for another form and for what is no time.
fn read(text: &str) -> Option<jiff::Timestamp> {
    let text: &[u8; 24] = text.as_bytes().try_into().ok()?;
    let fits = |(byte, form): (&u8, &u8)| match form {
        b'0' => byte.is_ascii_digit(),
        other => byte == other,
    };
    if !text.iter().zip(&FORM).all(fits) {
        return None;
    }
    let [year, month, day, hour, minute, second, ms] = PARTS.map(|part| {
        text[part]
            .iter()
            .fold(0, |value, digit| value * 10 + i16::from(digit - b'0'))
    });
    let small = |value: i16| i8::try_from(value).ok();
    let date = jiff::civil::Date::new(year, small(month)?, small(day)?).ok()?;
    let time = jiff::civil::Time::new(
        small(hour)?,
        small(minute)?,
        small(second)?,
        i32::from(ms) * 1_000_000,
    );
    jiff::tz::Offset::UTC
        .to_timestamp(date.to_datetime(time.ok()?))
        .ok()
}

impl fmt::Display for UnixMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match written(*self) {
            Some(text) => f.write_str(std::str::from_utf8(&text).unwrap_or_default()),
            None => match jiff::Timestamp::from_millisecond(self.0) {
                Ok(timestamp) => write!(f, "{timestamp:.3}"),
                Err(_) => write!(f, "{} ms", self.0),
            },
        }
    }
}

impl fmt::Debug for UnixMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for UnixMs {
    type Err = BadTime;
    fn from_str(text: &str) -> Result<Self, BadTime> {
        const FIRST: i64 = -2_208_988_800_000;
        // Other forms, a leap second among them, are the library's to judge.
        let timestamp = match read(text) {
            Some(timestamp) => timestamp,
            None => text.parse().map_err(|_| BadTime)?,
        };
        let milliseconds = timestamp.as_millisecond();
        if milliseconds < FIRST {
            Err(BadTime)
        } else {
            Ok(Self(milliseconds))
        }
    }
}

impl Serialize for UnixMs {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            match written(*self) {
                Some(text) => serializer.serialize_str(std::str::from_utf8(&text).unwrap_or_default()),
                None => serializer.collect_str(self),
            }
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for UnixMs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            crate::text::parsed(deserializer)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_library_writes_and_reads_the_same(
            ms in -70_000_000_000_000..260_000_000_000_000_i64,
            place in 0..24_usize,
            byte in prop_oneof![b'0'..=b'9', Just(b'-'), Just(b'z'), Just(b' ')],
        ) {
            let time = UnixMs(ms);
            let Ok(timestamp) = jiff::Timestamp::from_millisecond(ms) else { return Ok(()) };
            prop_assert_eq!(time.to_string(), format!("{timestamp:.3}"));
            if timestamp >= jiff::Timestamp::from_second(-62_135_596_800).unwrap() {
                prop_assert_eq!(read(&time.to_string()), Some(timestamp));
            }
            let mut text = time.to_string().into_bytes();
            if let Some(other) = text.get_mut(place) {
                *other = byte;
            }
            let text = String::from_utf8(text).unwrap();
            if let Some(read) = read(&text) {
                prop_assert_eq!(text.parse::<jiff::Timestamp>().ok(), Some(read));
            }
        }
    }

    #[test]
    fn text_form_is_rfc3339_with_milliseconds() {
        let time = UnixMs(1_795_503_600_123);
        assert_eq!(time.to_string(), "2026-11-24T07:00:00.123Z");
        assert_eq!("2026-11-24T14:00:00.123+07:00".parse(), Ok(time));
        assert_eq!("yesterday".parse::<UnixMs>(), Err(BadTime));
        assert_eq!("0001-01-01T00:00:00Z".parse::<UnixMs>(), Err(BadTime));
    }
}

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

impl fmt::Display for UnixMs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(timestamp) => write!(f, "{timestamp:.3}"),
            Err(_) => write!(f, "{} ms", self.0),
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
        let timestamp: jiff::Timestamp = text.parse().map_err(|_| BadTime)?;
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
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for UnixMs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            i64::deserialize(deserializer).map(Self)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_is_rfc3339_with_milliseconds() {
        let time = UnixMs(1_795_503_600_123);
        assert_eq!(time.to_string(), "2026-11-24T07:00:00.123Z");
        assert_eq!("2026-11-24T14:00:00.123+07:00".parse(), Ok(time));
        assert_eq!("yesterday".parse::<UnixMs>(), Err(BadTime));
        assert_eq!("0001-01-01T00:00:00Z".parse::<UnixMs>(), Err(BadTime));
    }
}

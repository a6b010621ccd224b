//! National ids of persons, and which texts are valid ones (T8, T9).

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Numbers of personal ids lie below it; those of the ministry's follow.
const PERSONAL: u64 = 1_000_000_000_000;

/// The ministry's id (10 digits) or a personal id (12 digits).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NationalId {
    digits: u8,
    number: u64,
}

/// Text that is no national id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a national id is 10 digits (the ministry's) or 12 digits (a personal id)")]
pub struct BadNationalId;

impl NationalId {
    /// One number for both forms, below 2 to the 40th.
    pub(crate) fn number(self) -> u64 {
        match self.digits {
            12 => self.number,
            _ => PERSONAL + self.number,
        }
    }

    /// From such a number.
    pub(crate) fn of_number(number: u64) -> Option<Self> {
        match number.checked_sub(PERSONAL) {
            None => Some(Self { digits: 12, number }),
            Some(number) => (number < 10_000_000_000).then_some(Self { digits: 10, number }),
        }
    }
}

impl Serialize for NationalId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for NationalId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

impl FromStr for NationalId {
    type Err = BadNationalId;
    /// Blanks at the ends are dropped; nothing else is guessed. Zeros alone are how a missing id is typed.
    fn from_str(text: &str) -> Result<Self, BadNationalId> {
        let text = text.trim();
        let is_id = matches!(text.len(), 10 | 12) && text.bytes().all(|byte| byte.is_ascii_digit());
        let number: u64 = text
            .parse()
            .ok()
            .filter(|_| is_id)
            .filter(|number| *number != 0)
            .ok_or(BadNationalId)?;
        Ok(Self {
            digits: text.len() as u8,
            number,
        })
    }
}

impl fmt::Display for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:0width$}", self.number, width = usize::from(self.digits))
    }
}

/// Ids are personal: they stay out of logs.
impl fmt::Debug for NationalId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NationalId({} digits)", self.digits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_ten_or_twelve_digits_are_an_id() {
        for text in ["6612345678", "066012345678", " 066012345678 ", "0000000001"] {
            let id: NationalId = text.parse().unwrap();
            assert_eq!(id.to_string(), text.trim());
        }
        for text in [
            "",
            "661234567",
            "66123456789",
            "0660123456789",
            "66123456-8",
            "+612345678",
            "６612345678",
            "0000000000",
            "000000000000",
        ] {
            assert_eq!(text.parse::<NationalId>(), Err(BadNationalId), "{text:?}");
        }
        let same_number = ("0000000001".parse::<NationalId>(), "000000000001".parse());
        assert_ne!(same_number.0, same_number.1);
    }
}

//! Values in shipped data that are checked while they are read, so that an error stands at its line.

use jiff::civil::Date;
use serde::de::{Deserializer, Error};
use serde::{Deserialize, Serialize};

/// A whole number from `MIN` to `MAX`.
pub(crate) fn within<'de, D, T, const MIN: i64, const MAX: i64>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    let number = i64::deserialize(deserializer)?;
    T::try_from(number)
        .ok()
        .filter(|_| (MIN..=MAX).contains(&number))
        .ok_or_else(|| D::Error::custom(format!("{number} is not from {MIN} to {MAX}")))
}

/// The same where the key may be left out.
pub(crate) fn within_if_given<'de, D, T, const MIN: i64, const MAX: i64>(
    deserializer: D,
) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: TryFrom<i64>,
{
    within::<D, T, MIN, MAX>(deserializer).map(Some)
}

/// A date as text, `yyyy-mm-dd`.
pub(crate) fn date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse()
        .map_err(|_| D::Error::custom(format!("{text:?} is not yyyy-mm-dd")))
}

/// A list with something in it.
pub(crate) fn some<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    let items = Vec::deserialize(deserializer)?;
    match items.is_empty() {
        true => Err(D::Error::custom("must not be empty")),
        false => Ok(items),
    }
}

/// The same text in both languages of the product.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

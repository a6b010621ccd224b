//! Questions for lists: bounds, order and the place to go on from.

use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX, QUERY_BYTES_MAX};

/// A question that makes no sense; names the parameter.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{parameter}: {reason}")]
pub struct BadQuery {
    /// The parameter.
    pub parameter: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

/// A question for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListQuery {
    /// This unit and all below.
    pub unit: UnitKey,
    /// Folded words; all must occur.
    pub words: Vec<String>,
    /// `name:value`, if any.
    pub filter: Option<(String, String)>,
    /// Column, and whether descending.
    pub sort: Option<(String, bool)>,
    /// Rows wanted.
    pub limit: usize,
    /// Sort key and number of the last row seen.
    pub after: Option<(String, u32)>,
}

impl ListQuery {
    /// Everything below a unit, first page.
    pub fn of(unit: UnitKey) -> Self {
        Self {
            unit,
            words: Vec::new(),
            filter: None,
            sort: None,
            limit: PAGE_ROWS_DEFAULT,
            after: None,
        }
    }

    /// Takes over the parameters of a request.
    ///
    /// # Errors
    /// When one is over its bound or unreadable.
    pub fn with(
        mut self,
        q: Option<&str>,
        filter: Option<&str>,
        sort: Option<&str>,
        limit: Option<usize>,
        cursor: Option<&str>,
    ) -> Result<Self, BadQuery> {
        if let Some(q) = q {
            if q.len() > QUERY_BYTES_MAX {
                let reason = format!("is longer than {QUERY_BYTES_MAX} bytes");
                return Err(BadQuery {
                    parameter: "q",
                    reason,
                });
            }
            self.words = search_key(q)
                .split(' ')
                .filter(|word| !word.is_empty())
                .map(str::to_owned)
                .collect();
        }
        if let Some(filter) = filter.filter(|text| !text.is_empty()) {
            // A name alone asks for what is so.
            let (name, value) = filter.split_once(':').unwrap_or((filter, "yes"));
            self.filter = Some((name.to_owned(), value.to_owned()));
        }
        if let Some(sort) = sort.filter(|text| !text.is_empty()) {
            self.sort = Some(match sort.strip_prefix('-') {
                Some(column) => (column.to_owned(), true),
                None => (sort.to_owned(), false),
            });
        }
        if let Some(limit) = limit {
            if !(1..=PAGE_ROWS_MAX).contains(&limit) {
                return Err(BadQuery {
                    parameter: "limit",
                    reason: format!("must be from 1 to {PAGE_ROWS_MAX}"),
                });
            }
            self.limit = limit;
        }
        if let Some(cursor) = cursor.filter(|text| !text.is_empty()) {
            let bad = || BadQuery {
                parameter: "cursor",
                reason: "is not one that a page gave".into(),
            };
            self.after = Some(read_cursor(cursor).ok_or_else(bad)?);
        }
        Ok(self)
    }

    /// Whether all words occur in a folded text.
    pub fn matches(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(word.as_str()))
    }
}

/// The cursor behind a row: its number, then its sort key as hexadecimal text, so that it stays valid when the row
/// is gone.
pub(crate) fn cursor(key: &str, number: u32) -> String {
    format!("{number}-{}", kiemke_wire::hex::encode(key.as_bytes()))
}

pub(crate) fn read_cursor(text: &str) -> Option<(String, u32)> {
    let (number, key) = text.split_once('-')?;
    if !key.is_ascii() || key.len() % 2 != 0 {
        return None;
    }
    let bytes: Option<Vec<u8>> = (0..key.len())
        .step_by(2)
        .map(|at| kiemke_wire::hex::decode::<1>(&key[at..at + 2]).map(|[byte]| byte))
        .collect();
    Some((String::from_utf8(bytes?).ok()?, number.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cursors_round_trip_and_nonsense_is_refused() {
        assert_eq!(read_cursor(&cursor("máy 1", 7)), Some(("máy 1".into(), 7)));
        for bad in ["", "7", "x-00", "7-0", "7-zz", "7-ff", "7-é"] {
            assert_eq!(read_cursor(bad), None, "{bad:?}");
        }
    }
}

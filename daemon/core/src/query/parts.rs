//! Tables of the units right below one: in which order they stand, and which page of them is told.

use crate::query::BadQuery;
use crate::query::page::{cursor, read_cursor};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use std::cmp::Reverse;

/// Which parts of a unit are told.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PartsPage {
    order: Order,
    /// Rows wanted; all of them where nothing is said.
    limit: Option<usize>,
    after: Option<Rank>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Order {
    #[default]
    Units,
    /// Where most is unknown one looks first.
    LeastKnown,
}

/// Where a part stands: by how much is unknown of it, as far as that matters, then by unit.
type Rank = (Reverse<u64>, UnitKey);

/// A part of which it is known where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part<T> {
    pub(super) unit: UnitKey,
    /// How much of it is unknown, as far as the reader is shown that; nothing else may order rows. Anything in pages that
    /// have another order.
    pub(super) unknown: u64,
    pub(super) row: T,
}

/// A page of parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PartsTold<T> {
    pub(super) parts: Vec<Part<T>>,
    /// How many there are on all pages.
    pub(super) total: u64,
    /// Behind the last of these, unless there are no more.
    pub(super) next: Option<String>,
}

impl PartsPage {
    /// All of them, by unit: for reports.
    pub fn all() -> Self {
        Self::default()
    }

    /// Takes over the parameters of a request.
    ///
    /// # Errors
    /// When one is over its bound or unreadable.
    pub fn of(sort: Option<&str>, limit: Option<usize>, cursor: Option<&str>) -> Result<Self, BadQuery> {
        let bad = |parameter: &'static str, reason: &str| BadQuery {
            parameter,
            reason: reason.to_owned(),
        };
        let order = match sort.unwrap_or_default() {
            "" | "unit" => Order::Units,
            "-unknown" => Order::LeastKnown,
            _ => return Err(bad("sort", "is unit or -unknown")),
        };
        let limit = limit.unwrap_or(PAGE_ROWS_DEFAULT);
        if !(1..=PAGE_ROWS_MAX).contains(&limit) {
            return Err(bad("limit", &format!("must be from 1 to {PAGE_ROWS_MAX}")));
        }
        let rank = |text: &str| {
            let (unknown, unit) = read_cursor(text)?;
            Some((Reverse(unknown.parse().ok()?), UnitKey(unit)))
        };
        let after = cursor.filter(|text| !text.is_empty());
        let after = after.map(|text| rank(text).ok_or_else(|| bad("cursor", "is not one that a page gave")));
        Ok(Self {
            order,
            limit: Some(limit),
            after: after.transpose()?,
        })
    }

    /// Whether their order asks how much is unknown of them.
    pub(super) fn is_by_unknown(&self) -> bool {
        self.order == Order::LeastKnown
    }

    /// The parts of this page, in its order.
    pub(super) fn cut<T>(&self, mut parts: Vec<Part<T>>) -> PartsTold<T> {
        let total = parts.len() as u64;
        let rank = |part: &Part<T>| match self.order {
            Order::Units => (Reverse(0), part.unit),
            Order::LeastKnown => (Reverse(part.unknown), part.unit),
        };
        parts.sort_by_key(rank);
        if let Some(after) = self.after {
            parts.drain(..parts.partition_point(|part| rank(part) <= after));
        }
        let mut next = None;
        if let Some(limit) = self.limit.filter(|limit| parts.len() > *limit) {
            parts.truncate(limit);
            next = parts
                .last()
                .map(rank)
                .map(|(Reverse(unknown), unit)| cursor(&unknown.to_string(), unit.0));
        }
        PartsTold { parts, total, next }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn parts(unknown: &[u64]) -> Vec<Part<()>> {
        let numbered = (1..).zip(unknown);
        let part = |(unit, unknown): (u32, &u64)| Part {
            unit: UnitKey(unit),
            unknown: *unknown,
            row: (),
        };
        numbered.map(part).collect()
    }

    proptest! {
        #[test]
        fn pages_together_are_all_of_them_in_order(
            unknown in prop::collection::vec(0_u64..9, 0..40),
            limit in 1_usize..9,
            by_unknown in any::<bool>(),
        ) {
            let sort = by_unknown.then_some("-unknown");
            let (mut cursor, mut seen) = (None, Vec::new());
            loop {
                let page = PartsPage::of(sort, Some(limit), cursor.as_deref()).unwrap();
                let told = page.cut(parts(&unknown));
                prop_assert_eq!(told.total, unknown.len() as u64);
                prop_assert!(told.parts.len() <= limit);
                seen.extend(told.parts);
                cursor = told.next;
                if cursor.is_none() {
                    break;
                }
            }
            let mut expected = parts(&unknown);
            if by_unknown {
                expected.sort_by_key(|one| std::cmp::Reverse(one.unknown));
            }
            prop_assert_eq!(seen, expected);
        }

        #[test]
        fn a_cursor_goes_on_when_its_row_is_gone(unknown in prop::collection::vec(0_u64..9, 3..20), gone in 0_usize..2) {
            let first = PartsPage::of(Some("-unknown"), Some(2), None).unwrap().cut(parts(&unknown));
            let mut left = parts(&unknown);
            left.retain(|part| *part != first.parts[gone]);
            let rest = PartsPage::of(Some("-unknown"), None, first.next.as_deref()).unwrap().cut(left.clone());
            left.retain(|part| !first.parts.contains(part));
            left.sort_by_key(|one| std::cmp::Reverse(one.unknown));
            prop_assert_eq!(rest.parts, left);
        }
    }

    #[test]
    fn what_makes_no_sense_is_refused_by_its_name() {
        for (sort, limit, cursor, parameter) in [
            (Some("name"), None, None, "sort"),
            (None, Some(0), None, "limit"),
            (None, Some(PAGE_ROWS_MAX + 1), None, "limit"),
            (None, None, Some("7"), "cursor"),
            (None, None, Some("7-78"), "cursor"),
        ] {
            let refused = PartsPage::of(sort, limit, cursor).unwrap_err();
            assert_eq!(refused.parameter, parameter);
        }
    }
}

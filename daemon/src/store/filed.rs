//! Filed readings in the store (`kiemke_core::rows`), in their order.

use crate::store::{Store, StoreError};
use kiemke_core::cold::Day;
use kiemke_core::rows::{FiledKind, FiledRow, RowKey};

/// Rows of one look: about a megabyte.
const ROWS_PER_GO: usize = 512;

/// A walk from one row on, for as long as rows are of its kind.
pub(crate) struct FiledWalk<'a> {
    store: &'a dyn Store,
    kind: FiledKind,
    next: Option<RowKey>,
    page: std::vec::IntoIter<(Vec<u8>, Vec<u8>)>,
}

impl<'a> FiledWalk<'a> {
    /// From the first row of a kind, filed day and day.
    pub(crate) fn from(store: &'a dyn Store, kind: FiledKind, filed: Day, day: Day) -> Self {
        Self {
            store,
            kind,
            next: Some(FiledRow::first(kind, filed, day).key()),
            page: Vec::new().into_iter(),
        }
    }
}

impl Iterator for FiledWalk<'_> {
    type Item = Result<(FiledRow, Vec<u8>), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.page.len() == 0 {
            let from = self.next.take()?;
            match self.store.page(&from, ROWS_PER_GO) {
                Ok(page) => {
                    self.next = page.last().map(|(key, _)| RowKey([&key[..], &[0]].concat()));
                    self.page = page.into_iter();
                }
                Err(error) => return Some(Err(error)),
            }
        }
        let (key, value) = self.page.next()?;
        let row = FiledRow::of_key(&key).filter(|row| row.kind == self.kind);
        if row.is_none() {
            (self.next, self.page) = (None, Vec::new().into_iter());
        }
        row.map(|row| Ok((row, value)))
    }
}

/// The filed day and day of the first row from there on; none when no such row is of this kind.
pub(crate) fn first_filed(
    store: &dyn Store,
    kind: FiledKind,
    filed: Day,
    day: Day,
) -> Result<Option<FiledRow>, StoreError> {
    let page = store.page(&FiledRow::first(kind, filed, day).key(), 1)?;
    let row = page.first().and_then(|(key, _)| FiledRow::of_key(key));
    Ok(row.filter(|row| row.kind == kind))
}

/// All pairs of filed day and day of a kind, for days in a range, both ends within. There are few: what is open, and
/// days of which something came late since.
pub(crate) fn filed_days(
    store: &dyn Store,
    kind: FiledKind,
    from: Day,
    to: Day,
) -> Result<Vec<(Day, Day)>, StoreError> {
    let mut found = Vec::new();
    let (mut filed, mut day) = (Day(i32::MIN), from);
    while let Some(row) = first_filed(store, kind, filed, day)? {
        // Behind the last day of interest the next filed day begins.
        if row.day > to {
            (filed, day) = (row.filed.plus(1), from);
        } else if row.day < from {
            (filed, day) = (row.filed, from);
        } else {
            found.push((row.filed, row.day));
            (filed, day) = (row.filed, row.day.plus(1));
        }
    }
    Ok(found)
}

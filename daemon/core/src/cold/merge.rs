//! Late facts into a sealed day: two streams of rows in order become one.

use crate::cold::record::{Raw, Row};
use std::collections::BTreeMap;
use std::iter::Peekable;

/// Rows in any order, possibly several of one owner and day, in the order of a file and each once. Of facts with
/// the same key the first stays.
pub fn in_order<R: Raw>(rows: impl IntoIterator<Item = Row<R>>) -> Vec<Row<R>> {
    let mut ordered: BTreeMap<_, Row<R>> = BTreeMap::new();
    for row in rows {
        match ordered.get_mut(&row.key()) {
            Some(held) => held.record.merge(row.record),
            None => {
                ordered.insert(row.key(), row);
            }
        }
    }
    ordered.into_values().collect()
}

/// What is sealed with what came late, both in order. Nothing sealed is lost, a repeat changes nothing.
///
/// An error among the sealed rows passes through in its place.
pub fn merged<R: Raw, E>(
    sealed: impl Iterator<Item = Result<Row<R>, E>>,
    late: Vec<Row<R>>,
) -> impl Iterator<Item = Result<Row<R>, E>> {
    Merged {
        sealed: sealed.peekable(),
        late: late.into_iter().peekable(),
    }
}

struct Merged<S: Iterator, L: Iterator> {
    sealed: Peekable<S>,
    late: Peekable<L>,
}

impl<R: Raw, E, S, L> Iterator for Merged<S, L>
where
    S: Iterator<Item = Result<Row<R>, E>>,
    L: Iterator<Item = Row<R>>,
{
    type Item = Result<Row<R>, E>;

    fn next(&mut self) -> Option<Self::Item> {
        let (held, came) = match (self.sealed.peek(), self.late.peek()) {
            (Some(Ok(sealed)), Some(late)) => (sealed.key(), late.key()),
            (Some(_), _) => return self.sealed.next(),
            (None, _) => return self.late.next().map(Ok),
        };
        if held < came {
            return self.sealed.next();
        }
        if came < held {
            return self.late.next().map(Ok);
        }
        let (sealed, late) = (self.sealed.next()?, self.late.next()?);
        Some(sealed.map(|mut row| {
            row.record.merge(late.record);
            row
        }))
    }
}

//! Late facts into a sealed day, and days into a month: streams of rows in order become one.

use crate::cold::record::{Raw, Record, Row};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

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
/// An error passes through in its place.
pub fn merged<R: Raw, E>(
    sealed: impl Iterator<Item = Result<Row<R>, E>>,
    late: impl Iterator<Item = Result<Row<R>, E>>,
) -> impl Iterator<Item = Result<Row<R>, E>> {
    joined(sealed, late, R::merge)
}

/// Two streams as one; of two rows with the same key that of the first stream.
pub fn first_of_each<R: Record, E>(
    first: impl Iterator<Item = Result<Row<R>, E>>,
    second: impl Iterator<Item = Result<Row<R>, E>>,
) -> impl Iterator<Item = Result<Row<R>, E>> {
    joined(first, second, |_, _| {})
}

fn joined<R: Record, E>(
    first: impl Iterator<Item = Result<Row<R>, E>>,
    second: impl Iterator<Item = Result<Row<R>, E>>,
    join: impl Fn(&mut R, R),
) -> impl Iterator<Item = Result<Row<R>, E>> {
    let mut rows = interleaved(vec![Stream::First(first), Stream::Second(second)]).peekable();
    std::iter::from_fn(move || {
        let mut held = match rows.next()? {
            Ok(held) => held,
            Err(error) => return Some(Err(error)),
        };
        let key = held.key();
        while let Some(Ok(same)) = rows.next_if(|next| next.as_ref().is_ok_and(|next| next.key() == key)) {
            join(&mut held.record, same.record);
        }
        Some(Ok(held))
    })
}

/// Streams in order as one stream in order; rows with the same key come in the order of the streams.
///
/// An error of a stream passes through as soon as it is met.
pub fn interleaved<R: Record, E>(
    mut streams: Vec<impl Iterator<Item = Result<Row<R>, E>>>,
) -> impl Iterator<Item = Result<Row<R>, E>> {
    let mut heads: Vec<Option<Row<R>>> = streams.iter().map(|_| None).collect();
    let mut order = BinaryHeap::new();
    let mut to_advance: Vec<usize> = (0..streams.len()).rev().collect();
    std::iter::from_fn(move || {
        while let Some(at) = to_advance.pop() {
            match streams[at].next() {
                Some(Ok(row)) => {
                    order.push(Reverse((row.key(), at)));
                    heads[at] = Some(row);
                }
                Some(Err(error)) => return Some(Err(error)),
                None => {}
            }
        }
        let Reverse((_, at)) = order.pop()?;
        to_advance.push(at);
        heads[at].take().map(Ok)
    })
}

/// Two kinds of stream as one, without a box for each row.
enum Stream<F, S> {
    First(F),
    Second(S),
}

impl<T, F: Iterator<Item = T>, S: Iterator<Item = T>> Iterator for Stream<F, S> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Self::First(rows) => rows.next(),
            Self::Second(rows) => rows.next(),
        }
    }
}

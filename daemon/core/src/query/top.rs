//! The first rows of an order without sorting the rest.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A key of which a part is cheap to have and settles most comparisons.
pub(crate) trait Key: Ord {
    /// Sorts as the key does, as far as it goes.
    type Head: Ord;

    fn head(&self) -> Self::Head;
}

/// Gathers the `limit` smallest keys behind `after`.
pub(crate) struct First<K: Key> {
    heap: BinaryHeap<K>,
    after: Option<(K::Head, K)>,
    limit: usize,
    more: bool,
}

impl<K: Key> First<K> {
    pub(crate) fn new(after: Option<K>, limit: usize) -> Self {
        Self {
            heap: BinaryHeap::with_capacity(limit + 1),
            after: after.map(|after| (after.head(), after)),
            limit,
            more: false,
        }
    }

    /// Offers a key, made only when its head does not settle that it is not wanted.
    pub(crate) fn offer(&mut self, head: K::Head, key: impl FnOnce() -> K) {
        if self.after.as_ref().is_some_and(|(after, _)| head < *after) {
            return;
        }
        let is_full = self.heap.len() >= self.limit;
        if is_full && self.heap.peek().is_some_and(|largest| head > largest.head()) {
            self.more = true;
            return;
        }
        let key = key();
        if self.after.as_ref().is_some_and(|(_, after)| key <= *after) {
            return;
        }
        if !is_full {
            self.heap.push(key);
            return;
        }
        self.more = true;
        if let Some(mut largest) = self.heap.peek_mut()
            && key < *largest
        {
            *largest = key;
        }
    }

    /// The keys, ascending, and whether there are more.
    pub(crate) fn finish(self) -> (Vec<K>, bool) {
        (self.heap.into_sorted_vec(), self.more)
    }
}

/// The other way round.
impl<K: Key> Key for Reverse<K> {
    type Head = Reverse<K::Head>;

    fn head(&self) -> Self::Head {
        Reverse(self.0.head())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Tens settle most.
    impl Key for u8 {
        type Head = u8;

        fn head(&self) -> u8 {
            self / 10
        }
    }

    proptest! {
        #[test]
        fn the_first_are_those_that_sorting_puts_first(
            mut keys in prop::collection::vec(0..50_u8, 0..40),
            after in prop::option::of(0..50_u8),
            limit in 1..20_usize,
        ) {
            let mut first = First::new(after, limit);
            for key in &keys {
                first.offer(key.head(), || *key);
            }
            let (found, more) = first.finish();
            keys.sort_unstable();
            keys.retain(|key| after.is_none_or(|after| *key > after));
            prop_assert_eq!(more, keys.len() > limit);
            keys.truncate(limit);
            prop_assert_eq!(found, keys);
        }
    }
}

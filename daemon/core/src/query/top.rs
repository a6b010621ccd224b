//! The first rows of an order without sorting the rest.

use std::collections::BinaryHeap;

/// The `limit` smallest keys behind `after`, ascending, and whether there are more.
pub(crate) fn first<K: Ord>(
    keys: impl Iterator<Item = K>,
    after: Option<&K>,
    limit: usize,
) -> (Vec<K>, bool) {
    let mut heap = BinaryHeap::with_capacity(limit + 1);
    let mut more = false;
    for key in keys {
        if after.is_some_and(|after| key <= *after) {
            continue;
        }
        if heap.len() < limit {
            heap.push(key);
        } else {
            more = true;
            if let Some(mut largest) = heap.peek_mut()
                && key < *largest
            {
                *largest = key;
            }
        }
    }
    (heap.into_sorted_vec(), more)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_are_those_that_sorting_puts_first(
            mut keys in prop::collection::vec(0..50_u8, 0..40),
            after in prop::option::of(0..50_u8),
            limit in 1..20_usize,
        ) {
            let (found, more) = first(keys.iter().copied(), after.as_ref(), limit);
            keys.sort_unstable();
            keys.retain(|key| after.is_none_or(|after| *key > after));
            prop_assert_eq!(more, keys.len() > limit);
            keys.truncate(limit);
            prop_assert_eq!(found, keys);
        }
    }
}

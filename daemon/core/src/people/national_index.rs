//! Who has which national id, over all schools: seven bytes a person, so that a country fits into memory.
//!
//! An id of either form is a number below 2^40. It is scattered by a mixing that can be undone (so ids that follow each
//! other lie apart, and memory holds none of them in clear); its upper sixteen bits are the bucket, the others stand in
//! it. So the index is exact: no two ids are taken for one.

use crate::packing::{Packer, Unpacker};
use crate::readiness::NationalId;
use kiemke_wire::ids::PersonId;
use std::sync::Arc;

const BUCKETS: usize = 1 << 16;
const ID_BITS: u32 = 40;
const REST_BITS: u32 = 24;
const ID_MASK: u64 = (1 << ID_BITS) - 1;
/// Odd, so that multiplying by it modulo a power of two can be undone.
const MIX: u64 = 0x9e_3779_b97f;
/// Entries by which a full bucket grows: at twenty million persons one has three hundred.
const GROWS_BY: usize = 16;
/// Buckets of one block of an image.
const BUCKETS_PER_BLOCK: usize = 1024;
/// Numbers of persons lie below it; the bit tells who is shared.
const PERSON_MAX: u32 = 1 << 31;

/// Rest of the id (3 bytes) and twice the person's number, one more for who is shared (4 bytes), big-endian, so that a
/// bucket is in order.
type Entry = [u8; 7];

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub(crate) struct NationalIndex {
    /// Empty until the first id.
    buckets: Vec<Arc<Vec<Entry>>>,
    count: usize,
}

/// Somebody with an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HasId {
    pub(crate) person: PersonId,
    /// Counts at another school.
    pub(crate) is_shared: bool,
}

impl NationalIndex {
    /// Those who have an id, by number.
    pub(crate) fn of(&self, id: NationalId) -> impl Iterator<Item = HasId> + '_ {
        let (bucket, rest) = place(id);
        let entries = self.buckets.get(bucket).map_or(&[][..], |entries| entries);
        let from = entries.partition_point(|entry| entry[..3] < rest[..]);
        let same = entries[from..].iter().take_while(move |entry| entry[..3] == rest);
        same.map(|entry| has_id(*entry))
    }

    /// Notes that a person has an id; once, however often it is said.
    pub(crate) fn put(&mut self, id: NationalId, held: HasId) {
        if held.person.0 >= PERSON_MAX {
            return;
        }
        self.remove(id, held.person);
        if self.buckets.is_empty() {
            self.buckets = vec![Arc::default(); BUCKETS];
        }
        let (bucket, rest) = place(id);
        let entries = Arc::make_mut(&mut self.buckets[bucket]);
        let entry = entry(rest, held);
        let at = entries.partition_point(|other| *other < entry);
        if entries.len() == entries.capacity() {
            entries.reserve_exact(GROWS_BY);
        }
        entries.insert(at, entry);
        self.count += 1;
    }

    /// Forgets that a person has an id.
    pub(crate) fn remove(&mut self, id: NationalId, person: PersonId) {
        let found = self.of(id).find(|held| held.person == person);
        let Some(held) = found else { return };
        let (bucket, rest) = place(id);
        let entries = Arc::make_mut(&mut self.buckets[bucket]);
        if let Ok(at) = entries.binary_search(&entry(rest, held)) {
            entries.remove(at);
            self.count -= 1;
        }
    }

    /// Ids that are held, each as often as it is.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// The contents of blocks of an image.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        let numbered = self.buckets.chunks(BUCKETS_PER_BLOCK).enumerate();
        let filled = numbered.filter(|(_, buckets)| buckets.iter().any(|entries| !entries.is_empty()));
        filled.map(|(at, buckets)| {
            let mut packer = Packer::default();
            packer.number((at * BUCKETS_PER_BLOCK) as u64);
            packer.list(buckets.iter(), |packer, entries| {
                packer.list(entries.iter(), |packer, entry| packer.bytes(entry));
            });
            packer.into_bytes()
        })
    }

    /// Takes such a block in; `None` when it is damaged.
    pub(crate) fn take_block(&mut self, reader: &mut Unpacker<'_>) -> Option<()> {
        let first: usize = reader.small()?;
        let read: Vec<Vec<Entry>> = reader.list(|reader| reader.list(Unpacker::array))?;
        if self.buckets.is_empty() {
            self.buckets = vec![Arc::default(); BUCKETS];
        }
        let held = self.buckets.get_mut(first..first.checked_add(read.len())?)?;
        for (bucket, entries) in held.iter_mut().zip(read) {
            if !entries.is_sorted() || !bucket.is_empty() {
                return None;
            }
            self.count += entries.len();
            *bucket = Arc::new(entries);
        }
        Some(())
    }
}

/// Bucket, and the rest of the scattered id.
fn place(id: NationalId) -> (usize, [u8; 3]) {
    let mixed = scatter(id.number());
    let [.., a, b, c] = mixed.to_be_bytes();
    ((mixed >> REST_BITS) as usize, [a, b, c])
}

fn scatter(number: u64) -> u64 {
    // Two rounds: after one, the upper bits of ids that follow each other still do.
    let once = number.wrapping_mul(MIX) & ID_MASK;
    let once = once ^ (once >> (ID_BITS / 2));
    let twice = once.wrapping_mul(MIX) & ID_MASK;
    twice ^ (twice >> (ID_BITS / 2))
}

fn entry(rest: [u8; 3], held: HasId) -> Entry {
    let [a, b, c] = rest;
    let [d, e, f, g] = (held.person.0 << 1 | u32::from(held.is_shared)).to_be_bytes();
    [a, b, c, d, e, f, g]
}

fn has_id(entry: Entry) -> HasId {
    let [_, _, _, d, e, f, g] = entry;
    let number = u32::from_be_bytes([d, e, f, g]);
    HasId {
        person: PersonId(number >> 1),
        is_shared: number & 1 == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn id(number: u64) -> NationalId {
        NationalId::of_number(number).unwrap()
    }

    #[test]
    fn ids_that_follow_each_other_lie_apart_and_none_meet() {
        let buckets: BTreeSet<usize> = (0..4_096).map(|at| place(id(66_000_000_001 + at)).0).collect();
        assert!(buckets.len() > 3_000, "{}", buckets.len());
        let all: BTreeSet<u64> = (0..200_000).map(scatter).collect();
        assert_eq!(all.len(), 200_000);
    }

    proptest! {
        #[test]
        fn it_knows_what_a_map_knows(
            steps in prop::collection::vec((1..40_u64, 1..9_u32, any::<bool>(), any::<bool>()), 0..200),
        ) {
            let mut index = NationalIndex::default();
            let mut naive: BTreeMap<(u64, u32), bool> = BTreeMap::new();
            for (number, person, is_shared, gone) in steps {
                // Ids of both forms.
                let number = if number % 2 == 0 { number } else { 1_000_000_000_000 + number };
                if gone {
                    index.remove(id(number), PersonId(person));
                    naive.remove(&(number, person));
                } else {
                    index.put(id(number), HasId { person: PersonId(person), is_shared });
                    naive.insert((number, person), is_shared);
                }
            }
            prop_assert_eq!(index.count(), naive.len());
            let mut read = NationalIndex::default();
            for block in index.blocks() {
                let mut reader = Unpacker::new(&block);
                prop_assert_eq!(read.take_block(&mut reader), Some(()));
                prop_assert!(reader.is_empty());
            }
            prop_assert_eq!(read.count(), naive.len());
            for number in naive.keys().map(|(number, _)| *number) {
                let wanted: Vec<HasId> = naive
                    .range((number, 0)..=(number, u32::MAX))
                    .map(|((_, person), is_shared)| HasId { person: PersonId(*person), is_shared: *is_shared })
                    .collect();
                prop_assert_eq!(index.of(id(number)).collect::<Vec<_>>(), wanted.clone());
                prop_assert_eq!(read.of(id(number)).collect::<Vec<_>>(), wanted);
            }
        }
    }
}

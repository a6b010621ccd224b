//! Which machines hold a value of evidence: fingerprints in buckets, six bytes an entry, because there are seven
//! million of them. What a bucket gives is looked up in the record before it counts.

use crate::identity::Value;
use kiemke_wire::ids::MachineId;

/// Buckets: a power of two. At seven million values one has 1,700 fingerprints, which are compared in some hundred
/// nanoseconds, and none is ever made anew as a whole, as one large table would be.
const BUCKETS: usize = 4096;
/// A full bucket grows by this part of itself: less is left over than by doubling.
const GROWTH_PART: usize = 8;

/// See the top of the file.
#[derive(Debug, Default)]
pub(crate) struct Holders {
    buckets: Vec<Bucket>,
}

#[derive(Clone, Debug, Default)]
struct Bucket {
    fingerprints: Vec<u16>,
    machines: Vec<MachineId>,
}

/// Where a value lies, and what stands there for it.
fn place(value: &Value) -> (usize, u16) {
    let [a, b, c, d, e, _] = value.hash;
    let bucket = (usize::from(a) << 8 | usize::from(b)) % BUCKETS;
    // The same text in two kinds has other hashes already.
    (bucket, u16::from_le_bytes([c, d]) ^ u16::from(e).rotate_left(8))
}

impl Holders {
    /// Machines that may hold a value.
    pub(crate) fn candidates(&self, value: &Value) -> impl Iterator<Item = MachineId> + '_ {
        let (at, fingerprint) = place(value);
        let bucket = self.buckets.get(at);
        bucket.into_iter().flat_map(move |bucket| {
            let pairs = bucket.fingerprints.iter().zip(&bucket.machines);
            pairs
                .filter(move |(held, _)| **held == fingerprint)
                .map(|(_, machine)| *machine)
        })
    }

    pub(crate) fn add(&mut self, value: &Value, machine: MachineId) {
        if self.buckets.is_empty() {
            self.buckets = vec![Bucket::default(); BUCKETS];
        }
        let (at, fingerprint) = place(value);
        let bucket = &mut self.buckets[at];
        if bucket.machines.len() == bucket.machines.capacity() {
            let more = bucket.machines.len() / GROWTH_PART + 2;
            bucket.machines.reserve_exact(more);
            bucket.fingerprints.reserve_exact(more);
        }
        bucket.fingerprints.push(fingerprint);
        bucket.machines.push(machine);
    }

    pub(crate) fn remove(&mut self, value: &Value, machine: MachineId) {
        let (at, fingerprint) = place(value);
        let Some(bucket) = self.buckets.get_mut(at) else {
            return;
        };
        let mut pairs = bucket.fingerprints.iter().zip(&bucket.machines);
        if let Some(found) = pairs.position(|(held, of)| *held == fingerprint && *of == machine) {
            bucket.fingerprints.swap_remove(found);
            bucket.machines.swap_remove(found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::review::EvidenceKind;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_holds_what_a_list_holds(steps in prop::collection::vec((any::<bool>(), 0..6_u8, 1..9_u32), 0..80)) {
            let mut holders = Holders::default();
            let mut list: BTreeSet<(u8, MachineId)> = BTreeSet::new();
            let value = |text: u8| Value::of(EvidenceKind::Mac, &text.to_string());
            for (add, text, machine) in steps {
                let machine = MachineId(machine);
                match add {
                    true if list.insert((text, machine)) => holders.add(&value(text), machine),
                    false if list.remove(&(text, machine)) => holders.remove(&value(text), machine),
                    _ => {}
                }
            }
            for text in 0..6 {
                let found: BTreeSet<MachineId> = holders.candidates(&value(text)).collect();
                let wanted = list.iter().filter(|(of, _)| *of == text).map(|(_, machine)| *machine);
                prop_assert_eq!(found, wanted.collect::<BTreeSet<_>>());
            }
        }
    }
}

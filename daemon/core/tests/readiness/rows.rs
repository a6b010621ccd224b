//! Stored rows give back what was packed, and refuse what is none.

use crate::seed::Seed;
use crate::world::{DAY, Rules, schools};
use kiemke_core::readiness::LeafFacts;
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_row_comes_back(seed in any::<u64>(), cut in any::<prop::sample::Index>(), flip in any::<(prop::sample::Index, u8)>()) {
        let schools = schools(&mut Seed(seed), 2, 12);
        for leaf in Rules::shipped().leaves(&schools, DAY) {
            let row = leaf.facts.pack(DAY);
            let read = LeafFacts::unpack(&row, DAY);
            prop_assert_eq!(read.as_ref(), Some(&leaf.facts));
            prop_assert_eq!(LeafFacts::unpack(&row[..cut.index(row.len())], DAY), None);
            // Damage is told or gives other facts, and never panics.
            let mut damaged = row.clone();
            damaged[flip.0.index(row.len())] ^= flip.1;
            let _ = LeafFacts::unpack(&damaged, DAY);
        }
    }

    #[test]
    fn nonsense_is_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let mut bytes = bytes;
        let _ = LeafFacts::unpack(&bytes, DAY);
        if let Some(first) = bytes.first_mut() {
            *first = 1;
        }
        let _ = LeafFacts::unpack(&bytes, DAY);
    }
}

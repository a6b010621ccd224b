//! Which things stand at which unit, so that a question about one school looks at nothing else.

use crate::units::Tree;
use kiemke_wire::ids::UnitKey;
use std::collections::HashMap;

/// Beyond this part of all, looking at every thing in its order is faster than at each one by its number.
const MANY_PART: usize = 8;

/// See the top of the file. The numbers of each unit stand in their order.
#[derive(Debug)]
pub(crate) struct AtUnits<Id>(HashMap<UnitKey, Vec<Id>>);

impl<Id> Default for AtUnits<Id> {
    fn default() -> Self {
        Self(HashMap::new())
    }
}

impl<Id: Copy + Ord> AtUnits<Id> {
    pub(crate) fn add(&mut self, unit: UnitKey, id: Id) {
        let ids = self.0.entry(unit).or_default();
        // Mostly the newest of all.
        if let Err(at) = ids.binary_search(&id) {
            ids.insert(at, id);
        }
    }

    pub(crate) fn remove(&mut self, unit: UnitKey, id: Id) {
        let Some(ids) = self.0.get_mut(&unit) else {
            return;
        };
        if let Ok(at) = ids.binary_search(&id) {
            ids.remove(at);
        }
        if ids.is_empty() {
            self.0.remove(&unit);
        }
    }

    /// Those at a unit itself.
    pub(crate) fn at(&self, unit: UnitKey) -> &[Id] {
        self.0.get(&unit).map_or(&[], Vec::as_slice)
    }

    /// Those of a unit and all below it, in order; none when they are so many of `all` that looking at every one is
    /// faster.
    pub(crate) fn few_below(&self, tree: &Tree, top: UnitKey, all: usize) -> Option<Vec<Id>> {
        let units = &tree.order()[tree.ranks(top)];
        let mut found = Vec::new();
        for (unit, _) in units {
            found.extend_from_slice(self.at(*unit));
            if found.len() > all / MANY_PART {
                return None;
            }
        }
        found.sort_unstable();
        Some(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn it_holds_what_a_set_of_pairs_holds(steps in prop::collection::vec((any::<bool>(), 0..4_u32, 0..9_u32), 0..60)) {
            let mut held = AtUnits::default();
            let mut pairs = BTreeSet::new();
            for (add, unit, id) in steps {
                let unit = UnitKey(unit);
                if add {
                    held.add(unit, id);
                    pairs.insert((unit, id));
                } else {
                    held.remove(unit, id);
                    pairs.remove(&(unit, id));
                }
            }
            for unit in (0..4).map(UnitKey) {
                let wanted: Vec<u32> = pairs.iter().filter(|(of, _)| *of == unit).map(|(_, id)| *id).collect();
                prop_assert_eq!(held.at(unit), wanted);
            }
        }
    }
}

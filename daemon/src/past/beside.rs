//! What units beside the way down to another count on past days, kept from one question to the next: a year of a commune
//! reads rows of thousands of others, and a year of the next commune would read the same.

use super::{PastUnread, summed};
use crate::store::Store;
use kiemke_core::cold::Day;
use kiemke_core::query::{Beside, BesideAsked, PastAsked};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::Known;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

/// Days that are kept, those that were asked last: of a country one takes a third of a megabyte, of a province a tenth of that.
const KEPT_MAX: usize = 48;

/// See the top of the file.
#[derive(Debug, Default)]
pub(crate) struct BesideKept(Mutex<VecDeque<(Key, Arc<Beside>)>>);

/// What a day was read by.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Key {
    above: UnitKey,
    day: Day,
    known: Known,
    profile: (String, u32),
    /// The newest day that is counted: each night may tell of earlier days.
    counted: Day,
}

/// For each day what is beside, by the unit above.
pub(super) type BesideDays = Vec<BTreeMap<UnitKey, Arc<Beside>>>;

/// What stands beside on these days; none when some of it is not kept day by day.
pub(super) fn beside_days(
    store: &dyn Store,
    asked: &PastAsked,
    days: &[(Day, Known)],
    (kept, counted): (&BesideKept, Day),
) -> Result<Option<BesideDays>, PastUnread> {
    let mut told: BesideDays = vec![BTreeMap::new(); days.len()];
    for beside in &asked.beside {
        let key = |(day, known): (Day, Known)| Key {
            above: beside.above,
            day,
            known,
            profile: (asked.profile().0.to_owned(), asked.profile().1),
            counted,
        };
        let mut missing: Vec<(Day, Known)> = Vec::new();
        for (told, day) in told.iter_mut().zip(days) {
            match kept.get(&key(*day), beside) {
                Some(held) => _ = told.insert(beside.above, held),
                None if missing.contains(day) => {}
                None => missing.push(*day),
            }
        }
        let Some(read) = read(store, asked, beside, &missing)? else {
            return Ok(None);
        };
        for (day, read) in missing.into_iter().zip(read) {
            let read = Arc::new(read);
            kept.put(key(day), read.clone());
            let of_day = told.iter_mut().zip(days).filter(|(_, one)| **one == day);
            of_day.for_each(|(told, _)| _ = told.insert(beside.above, read.clone()));
        }
    }
    Ok(Some(told))
}

fn read(
    store: &dyn Store,
    asked: &PastAsked,
    beside: &BesideAsked,
    days: &[(Day, Known)],
) -> Result<Option<Vec<Beside>>, PastUnread> {
    let mut read = vec![Beside::default(); days.len()];
    if days.is_empty() {
        return Ok(Some(read));
    }
    for unit in &beside.units {
        let Some(summed) = summed(store, asked, unit.unit, days)? else {
            return Ok(None);
        };
        for (read, sums) in read.iter_mut().zip(summed) {
            asked.put_beside(read, unit.unit, &sums);
        }
    }
    Ok(Some(read))
}

impl BesideKept {
    fn get(&self, key: &Key, beside: &BesideAsked) -> Option<Arc<Beside>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(one, _)| one == key)?;
        let held = kept.remove(at)?;
        // Other units are below it since.
        if !held.1.is_of(beside) {
            return None;
        }
        let found = held.1.clone();
        kept.push_back(held);
        Some(found)
    }

    fn put(&self, key: Key, beside: Arc<Beside>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(one, _)| *one != key);
        while kept.len() >= KEPT_MAX {
            kept.pop_front();
        }
        kept.push_back((key, beside));
    }
}

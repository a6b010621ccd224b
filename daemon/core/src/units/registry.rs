//! All units, and who ever had which code.

use crate::units::{Fact, Said, Stated, UnitChange, UnitRecord, UnitsChanged};
use kiemke_wire::ids::{Position, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// See the top of the file. A clone shares the records until they change.
#[derive(Clone, Debug, Default)]
pub struct Units {
    records: BTreeMap<UnitKey, Arc<UnitRecord>>,
    /// By the code's value: whoever was ever said to have it, in any system.
    by_code: HashMap<Box<str>, Vec<UnitKey>>,
    /// When the newest statement was recorded.
    recorded: UnixMs,
}

impl Units {
    /// A unit.
    pub fn get(&self, key: UnitKey) -> Option<&UnitRecord> {
        self.records.get(&key).map(|record| &**record)
    }

    /// All units by key.
    pub fn iter(&self) -> impl Iterator<Item = &UnitRecord> {
        self.records.values().map(|record| &**record)
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.records.len()
    }

    /// The key that the next unit gets.
    pub fn next_key(&self) -> UnitKey {
        UnitKey(self.highest().0 + 1)
    }

    /// The highest key given.
    pub fn highest(&self) -> UnitKey {
        self.records.keys().next_back().copied().unwrap_or(UnitKey(0))
    }

    /// Whoever was ever said to have a code with this value.
    pub fn with_code(&self, value: &str) -> &[UnitKey] {
        self.by_code.get(value).map_or(&[], Vec::as_slice)
    }

    /// The moment that a statement made at `now` is recorded with: never before the newest one, or what was known at
    /// a moment would change afterwards.
    pub fn records_at(&self, now: UnixMs) -> UnixMs {
        now.max(self.recorded)
    }

    /// Takes in what was decided. Statements about units that are not there change nothing.
    pub fn change(&mut self, changed: &UnitsChanged, position: Position) {
        for change in &changed.units {
            self.say(change, changed.at, changed.by, position);
        }
    }

    pub(crate) fn say(&mut self, change: &UnitChange, at: UnixMs, by: Option<TokenId>, position: Position) {
        if change.made && !self.records.contains_key(&change.unit) {
            let record = UnitRecord::new(change.unit, position);
            self.records.insert(change.unit, Arc::new(record));
        }
        let Some(record) = self.records.get_mut(&change.unit) else {
            return;
        };
        let record = Arc::make_mut(record);
        record.changed_at = position;
        for Stated { fact, period } in &change.facts {
            note_code(&mut self.by_code, change.unit, fact);
            record.facts.push(Said {
                fact: fact.clone(),
                period: *period,
                at,
                by,
            });
        }
        record.facts.shrink_to_fit();
        self.recorded = self.recorded.max(at);
    }

    /// Takes in a whole record, as images hold it.
    pub(crate) fn put(&mut self, record: UnitRecord) {
        for said in &record.facts {
            note_code(&mut self.by_code, record.key, &said.fact);
            self.recorded = self.recorded.max(said.at);
        }
        self.records.insert(record.key, Arc::new(record));
    }
}

fn note_code(by_code: &mut HashMap<Box<str>, Vec<UnitKey>>, unit: UnitKey, fact: &Fact) {
    if let Fact::Code {
        value: Some(value), ..
    } = fact
    {
        let holders = by_code.entry(value.clone()).or_default();
        if !holders.contains(&unit) {
            holders.push(unit);
        }
    }
}

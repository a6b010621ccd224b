use crate::cold::Day;
use crate::figures::told::ToldKept;
use crate::figures::{FigureFact, FigureKey, FiguresChanged, Indicator};
use crate::fleet::Fleet;
use kiemke_wire::ids::{FigureId, Position, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// All that was ever said of a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FigureRecord {
    /// Number.
    pub id: FigureId,
    /// Which.
    pub key: FigureKey,
    /// The entry that last changed it.
    pub changed_at: Position,
    /// In the order of recording.
    pub said: Vec<SaidFigure>,
}

/// One word on a figure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaidFigure {
    /// When it was recorded.
    pub at: UnixMs,
    /// By whose token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The value; none: withdrawn.
    pub fact: Option<FigureFact>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

/// The figures. A clone shares them until they change.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    records: Arc<BTreeMap<FigureId, Arc<FigureRecord>>>,
    by_unit: Arc<HashMap<UnitKey, Vec<FigureId>>>,
    pub(super) kept: ToldKept,
}

impl FigureRecord {
    /// The value by what was known at a moment.
    pub fn fact(&self, known: UnixMs) -> Option<&FigureFact> {
        let said = self.said.iter().rev().find(|said| said.at <= known)?;
        said.fact.as_ref()
    }

    /// The newest value.
    pub fn newest(&self) -> Option<&FigureFact> {
        self.said.last()?.fact.as_ref()
    }
}

impl Figures {
    /// A figure.
    pub fn get(&self, id: FigureId) -> Option<&FigureRecord> {
        self.records.get(&id).map(|record| &**record)
    }

    /// The figures by number.
    pub fn iter(&self) -> impl Iterator<Item = &FigureRecord> {
        self.records.values().map(|record| &**record)
    }

    /// The figures of a unit.
    pub fn of(&self, unit: UnitKey) -> impl Iterator<Item = &FigureRecord> {
        let ids = self.by_unit.get(&unit).into_iter().flatten();
        ids.filter_map(|id| self.get(*id))
    }

    /// The figure of that key.
    pub fn find(&self, key: &FigureKey) -> Option<&FigureRecord> {
        self.of(key.unit).find(|record| record.key == *key)
    }

    /// The value of a unit on a day: of several periods that hold it the one that begins last, then the shortest.
    pub fn value(
        &self,
        unit: UnitKey,
        indicator: &Indicator,
        day: Day,
        known: UnixMs,
    ) -> Option<(&FigureRecord, &FigureFact)> {
        let of = self.of(unit).filter(|record| record.key.indicator == *indicator);
        let holds = of.filter(|record| (record.key.from..=record.key.to).contains(&day));
        let told = holds.filter_map(|record| Some((record, record.fact(known)?)));
        told.max_by_key(|(record, _)| (record.key.from, std::cmp::Reverse(record.key.to), record.id))
    }

    /// The value that stands on a day: one whose period holds it, else the newest whose period is over.
    pub fn newest_value(
        &self,
        unit: UnitKey,
        indicator: &Indicator,
        day: Day,
        known: UnixMs,
    ) -> Option<(&FigureRecord, &FigureFact)> {
        self.value(unit, indicator, day, known).or_else(|| {
            let of = self.of(unit).filter(|record| record.key.indicator == *indicator);
            let over = of.filter(|record| record.key.to < day);
            let told = over.filter_map(|record| Some((record, record.fact(known)?)));
            told.max_by_key(|(record, _)| (record.key.to, record.key.from, record.id))
        })
    }

    /// The number that the next one gets.
    pub fn next_id(&self) -> FigureId {
        FigureId(self.records.keys().next_back().map_or(1, |last| last.0 + 1))
    }

    /// Takes in what was decided.
    pub(crate) fn change(&mut self, changed: &FiguresChanged, position: Position) {
        for change in &changed.figures {
            let records = Arc::make_mut(&mut self.records);
            let record = records.entry(change.id).or_insert_with(|| {
                Arc::new(FigureRecord {
                    id: change.id,
                    key: change.key.clone(),
                    changed_at: position,
                    said: Vec::new(),
                })
            });
            let record = Arc::make_mut(record);
            record.changed_at = position;
            record.said.push(SaidFigure {
                at: changed.at,
                by: changed.by,
                fact: change.fact.clone(),
                reason: changed.reason.clone(),
            });
            let unit = record.key.unit;
            self.note(unit, change.id);
        }
    }

    /// Takes in a whole record, as images hold it.
    pub(crate) fn put(&mut self, record: FigureRecord) {
        self.note(record.key.unit, record.id);
        Arc::make_mut(&mut self.records).insert(record.id, Arc::new(record));
    }

    fn note(&mut self, unit: UnitKey, id: FigureId) {
        self.kept.forget();
        let ids = Arc::make_mut(&mut self.by_unit).entry(unit).or_default();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
}

impl Fleet {
    /// Typed figures.
    pub fn figures(&self) -> &Figures {
        &self.figures
    }
}

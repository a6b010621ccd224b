use crate::contracts::{Contract, LineChange, LinesChanged};
use crate::dated::{Period, Said, When, counts, spans};
use kiemke_wire::ids::{LineId, Position};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// All that was ever said of a line's contract.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineRecord {
    /// Which line.
    pub line: LineId,
    /// The entry that last changed this.
    pub changed_at: Position,
    /// In the order of recording.
    pub contracts: Vec<Said<Option<Contract>>>,
}

/// The contracts of all lines that have one. A clone shares the records until they change.
#[derive(Clone, Debug, Default)]
pub struct Contracts {
    records: BTreeMap<LineId, Arc<LineRecord>>,
    /// When the newest statement was recorded.
    recorded: UnixMs,
}

impl LineRecord {
    /// The contract on a day.
    pub fn contract(&self, when: When) -> Option<&Contract> {
        counts(&self.contracts, when, |_| true)?.as_ref()
    }

    /// What is known by now over some days.
    pub fn spans(&self, within: Period) -> Vec<(Period, Option<&Contract>)> {
        let spans = spans(&self.contracts, within, |_| true);
        spans
            .into_iter()
            .map(|(period, contract)| (period, contract.and_then(Option::as_ref)))
            .collect()
    }
}

impl Contracts {
    /// What was said of a line.
    pub fn get(&self, line: LineId) -> Option<&LineRecord> {
        self.records.get(&line).map(|record| &**record)
    }

    /// All that was said, by line.
    pub fn iter(&self) -> impl Iterator<Item = &LineRecord> {
        self.records.values().map(|record| &**record)
    }

    /// The moment that a statement made at `now` is recorded with: never before the newest one.
    pub fn records_at(&self, now: UnixMs) -> UnixMs {
        now.max(self.recorded)
    }

    /// Takes in what was decided.
    pub(crate) fn change(&mut self, changed: &LinesChanged, position: Position) {
        for LineChange { line, contracts, .. } in &changed.lines {
            let record = self.records.entry(*line).or_insert_with(|| {
                Arc::new(LineRecord {
                    line: *line,
                    changed_at: position,
                    contracts: Vec::new(),
                })
            });
            let record = Arc::make_mut(record);
            record.changed_at = position;
            record.contracts.extend(contracts.iter().map(|stated| Said {
                fact: stated.fact.clone(),
                period: stated.period,
                at: changed.at,
                by: changed.by,
            }));
        }
        self.recorded = self.recorded.max(changed.at);
    }

    /// Takes in a whole record, as images hold it.
    pub(crate) fn put(&mut self, record: LineRecord) {
        let newest = record.contracts.last().map(|said| said.at);
        self.recorded = self.recorded.max(newest.unwrap_or_default());
        self.records.insert(record.line, Arc::new(record));
    }
}

//! Readings of some days of a site: what is not sealed yet, and what lies in cold files.
//!
//! Rows first, then cold files: what is sealed meanwhile is then found twice, never not at all.

use crate::cold::{ColdError, ColdFiles, ColdNotes, Found};
use crate::store::{Store, StoreError, filed_days};
use kiemke_core::cold::{Day, DayOfLine, DayOfMachine, NO_LINE, OutsideValues};
use kiemke_core::rows::{BadRow, FiledKind, FiledOwner, FiledRow, KeptTest, RowKey, kept_tests, test_rows};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use std::sync::Arc;

/// Readings that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Unread {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Row(#[from] BadRow),
    #[error(transparent)]
    Cold(#[from] ColdError),
    #[error("look at the people of school {0}: they change all the time")]
    Unsettled(UnitKey),
}

/// Where readings of some days of a site lie.
pub(crate) struct SiteReadings {
    pub(crate) cold: Arc<ColdFiles>,
    pub(crate) notes: Arc<ColdNotes>,
    pub(crate) site: UnitKey,
    /// The first day.
    pub(crate) from: Day,
    /// The last day.
    pub(crate) to: Day,
}

impl SiteReadings {
    /// The probes of one line, or of all at the site: a machine may have been on another line then.
    pub(crate) fn probes(
        &self,
        store: &dyn Store,
        line: Option<LineId>,
    ) -> Result<Vec<OutsideValues>, Unread> {
        let mut probes = Vec::new();
        let (first, last) = line.map_or((NO_LINE, LineId(u32::MAX)), |line| (line, line));
        for (row, value) in self.rows(
            store,
            FiledKind::Probes,
            FiledOwner(self.site, first, MachineId(0)),
            FiledOwner(self.site, last, MachineId(u32::MAX)),
        )? {
            probes.extend(row.probes(&value)?);
        }
        let Self { site, from, to, .. } = *self;
        let sealed: Vec<DayOfLine> = match line {
            Some(line) => self.sound(self.cold.records(site, line, from, to)?),
            None => {
                let rows = self.sound(self.cold.site(site, from, to)?);
                rows.into_iter().map(|row| row.record).collect()
            }
        };
        probes.extend(sealed.iter().flat_map(DayOfLine::probes));
        Ok(probes)
    }

    /// The capacity tests of a line.
    pub(crate) fn tests(&self, store: &dyn Store, line: LineId) -> Result<Vec<KeptTest>, Unread> {
        let (first, end) = test_rows(line, self.from, self.to);
        let mut tests = Vec::new();
        for (key, value) in store.scan(&first, &end)? {
            tests.extend(kept_tests(&key, &value)?);
        }
        Ok(tests)
    }

    /// What lies of a machine's quarter-hours outside of the state.
    pub(crate) fn days_of(&self, store: &dyn Store, machine: MachineId) -> Result<Vec<DayOfMachine>, Unread> {
        let mut days = Vec::new();
        let owner = FiledOwner(self.site, NO_LINE, machine);
        for (row, value) in self.rows(store, FiledKind::Presence, owner, owner)? {
            let mut day = DayOfMachine::unknown(machine, row.day);
            for (quarter, state) in row.quarters(&value)? {
                day.tell(quarter, state);
            }
            days.push(day);
        }
        let sealed = self.cold.records(self.site, machine, self.from, self.to)?;
        days.extend(self.sound(sealed));
        Ok(days)
    }

    fn rows(
        &self,
        store: &dyn Store,
        kind: FiledKind,
        first: FiledOwner,
        last: FiledOwner,
    ) -> Result<Vec<(FiledRow, Vec<u8>)>, StoreError> {
        let mut rows = Vec::new();
        for (filed, day) in filed_days(store, kind, self.from, self.to)? {
            let key = |owner| {
                FiledRow {
                    kind,
                    filed,
                    day,
                    owner,
                }
                .key()
            };
            // The upper end is outside.
            let end = RowKey([&key(last).0[..], &[0]].concat());
            for (key, value) in store.scan(&key(first), &end)? {
                rows.extend(FiledRow::of_key(&key).map(|row| (row, value)));
            }
        }
        Ok(rows)
    }

    /// What is damaged is told; the rest is served.
    fn sound<T>(&self, found: Found<T>) -> Vec<T> {
        self.notes.damaged(&found.damage);
        found.records
    }
}

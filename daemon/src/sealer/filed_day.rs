//! All that was filed with one day: its own readings, and what came late of days before.

use super::{LedgerHand, NotSealed, Sealer};
use crate::cold::{ColdError, ColdNotes};
use crate::store::{FiledWalk, StoreError};
use kiemke_core::Command;
use kiemke_core::cold::{Day, DayOfLine, DayOfMachine, Raw, Row};
use kiemke_core::entry::RowsSealed;
use kiemke_core::rows::{FiledKind, FiledOwner, FiledRow};
use kiemke_http::causes;
use std::iter::{Peekable, from_fn};

/// Late records that are gathered to see whether they say anything new; of more, some will.
const LATE_GATHERED_MAX: usize = 1_000;
/// Rows forgotten by one entry: about 100 kB of journal before compression.
const ROWS_PER_ENTRY: usize = 4_096;
/// What an owner takes in an entry, bytes.
const OWNER_BYTES: usize = 24;

/// Why a stream of records breaks off.
#[derive(Debug, thiserror::Error)]
enum BrokenOff {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the daemon stops")]
    Stopping,
}

type Walk<'a> = Peekable<FiledWalk<'a>>;

/// What the records of one walk have in common.
struct Place<'a> {
    filed: Day,
    day: Day,
    hand: &'a LedgerHand,
    notes: &'a ColdNotes,
}

/// A record that is made from filed rows.
trait Filed: Raw {
    const FILED: FiledKind;
    /// The next record of a place; none when the walk has come to its end.
    fn next(walk: &mut Walk<'_>, place: &Place<'_>) -> Option<Result<Row<Self>, BrokenOff>>;
}

impl Sealer {
    /// Seals everything that was filed with a closed day.
    pub(super) fn seal_filed_day(&self, filed: Day) -> Result<(), NotSealed> {
        self.seal_rows::<DayOfLine>(filed)?;
        self.seal_rows::<DayOfMachine>(filed)?;
        let closed = self.ask(|fleet| fleet.closed_day(filed));
        let mut rows = closed.rows().peekable();
        if rows.peek().is_some() {
            let rows = rows.map(|row| going_on(&self.hand).map(|()| row));
            self.notes.damaged(&self.cold.seal(filed, rows)?);
        }
        Ok(())
    }

    /// Lets rows and state forget what was filed with a day.
    pub(super) fn forget(&self, filed: Day) -> Result<(), NotSealed> {
        for kind in [FiledKind::Probes, FiledKind::Presence] {
            while let Some(sealed) = self.rows_left(kind, filed)? {
                let bytes = sealed.owners.len() * OWNER_BYTES;
                self.hand.submit(Command::RowsSealed(sealed), bytes)?;
            }
        }
        self.hand.submit(Command::DaySealed { day: filed }, 0)?;
        Ok(())
    }

    /// The first rows that are still there, as many as one entry takes.
    fn rows_left(&self, kind: FiledKind, filed: Day) -> Result<Option<RowsSealed>, StoreError> {
        let mut left: Option<RowsSealed> = None;
        for row in FiledWalk::from(&*self.store, kind, filed, Day(i32::MIN)).take(ROWS_PER_ENTRY) {
            let (row, _) = row?;
            if row.filed != filed {
                break;
            }
            let left = left.get_or_insert_with(|| RowsSealed {
                kind,
                filed,
                day: row.day,
                owners: Vec::new(),
            });
            if row.day != left.day {
                break;
            }
            left.owners.push(row.owner);
        }
        Ok(left)
    }

    /// Seals rows day by day in one walk.
    fn seal_rows<R: Filed>(&self, filed: Day) -> Result<(), NotSealed> {
        let mut walk = FiledWalk::from(&*self.store, R::FILED, filed, Day(i32::MIN)).peekable();
        loop {
            let day = match walk.peek() {
                Some(Ok((row, _))) if row.filed == filed => row.day,
                Some(Err(_)) => match walk.next() {
                    Some(Err(error)) => return Err(error.into()),
                    _ => return Ok(()),
                },
                _ => return Ok(()),
            };
            let place = Place {
                filed,
                day,
                hand: &self.hand,
                notes: &self.notes,
            };
            let damage = match self.seal_records::<R>(&mut walk, &place) {
                // Its raw file went between the coming of what is late and now.
                Err(closed @ ColdError::Closed { .. }) => {
                    self.notes.note(causes(&closed));
                    Vec::new()
                }
                other => other?,
            };
            self.notes.damaged(&damage);
            while place.take(&mut walk).is_some() {}
        }
    }

    fn seal_records<R: Filed>(
        &self,
        walk: &mut Walk<'_>,
        place: &Place<'_>,
    ) -> Result<Vec<kiemke_core::cold::Damage>, ColdError> {
        let mut records = from_fn(|| R::next(walk, place));
        if place.day == place.filed {
            return self.cold.seal(place.day, records);
        }
        let first: Result<Vec<Row<R>>, BrokenOff> = records.by_ref().take(LATE_GATHERED_MAX).collect();
        let first = first.map_err(|source| ColdError::Source {
            kind: R::KIND,
            source: source.into(),
        })?;
        if first.len() < LATE_GATHERED_MAX {
            return self.cold.merge(place.day, first);
        }
        self.cold
            .seal(place.day, first.into_iter().map(Ok).chain(records))
    }
}

impl Place<'_> {
    /// The next row of this place.
    fn take(&self, walk: &mut Walk<'_>) -> Option<Result<(FiledRow, Vec<u8>), BrokenOff>> {
        let row = walk.next_if(|row| match row {
            Ok((row, _)) => (row.filed, row.day) == (self.filed, self.day),
            Err(_) => true,
        })?;
        Some(going_on(self.hand).and_then(|()| Ok(row?)))
    }

    /// What a row holds; of one that cannot be read nothing, and that is told.
    fn read<T>(&self, read: Result<Vec<T>, kiemke_core::rows::BadRow>) -> Vec<T> {
        read.unwrap_or_else(|error| {
            self.notes.note(causes(&error));
            Vec::new()
        })
    }
}

/// Whether to go on: a daemon that stops does not wait for a million rows.
fn going_on(hand: &LedgerHand) -> Result<(), BrokenOff> {
    if hand.is_stopping() {
        return Err(BrokenOff::Stopping);
    }
    Ok(())
}

impl Filed for DayOfLine {
    const FILED: FiledKind = FiledKind::Probes;

    /// All probers of a line stand one behind the other.
    fn next(walk: &mut Walk<'_>, place: &Place<'_>) -> Option<Result<Row<Self>, BrokenOff>> {
        let (first, value) = match place.take(walk)? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let FiledOwner(site, line, _) = first.owner;
        let mut probes = place.read(first.probes(&value));
        let same = |row: &Result<(FiledRow, Vec<u8>), StoreError>| {
            row.as_ref().is_ok_and(|(row, _)| {
                (row.filed, row.day, row.owner.0, row.owner.1) == (first.filed, first.day, site, line)
            })
        };
        while let Some(Ok((row, value))) = walk.next_if(same) {
            probes.extend(place.read(row.probes(&value)));
        }
        Some(Ok(Row {
            site,
            record: Self::new(line, place.day, probes),
        }))
    }
}

impl Filed for DayOfMachine {
    const FILED: FiledKind = FiledKind::Presence;

    fn next(walk: &mut Walk<'_>, place: &Place<'_>) -> Option<Result<Row<Self>, BrokenOff>> {
        let (row, value) = match place.take(walk)? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let FiledOwner(site, _, machine) = row.owner;
        let mut record = Self::unknown(machine, place.day);
        for (quarter, state) in place.read(row.quarters(&value)) {
            record.tell(quarter, state);
        }
        Some(Ok(Row { site, record }))
    }
}

use crate::cold::ColdError;
use crate::cold::catalogue::Served;
use crate::cold::cold_files::{ColdFiles, NoIndex};
use crate::cold::scan::lost_damage;
use kiemke_core::cold::{Damage, Day, NotOpened, Owner, Record, Row};
use kiemke_wire::ids::UnitKey;
use std::collections::BTreeSet;
use std::io;

/// How often a question begins anew because a file was replaced under it. Files are replaced a few times a day.
const RESTARTS_MAX: usize = 4;

/// What was found, and what could not be read of what was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found<T> {
    /// The records, by owner, then day.
    pub records: Vec<T>,
    /// What is missing among them, if anything.
    pub damage: Vec<Damage>,
}

impl ColdFiles {
    /// The records of one line or machine at a site, days ascending, both ends within.
    ///
    /// # Errors
    /// When the disk refuses; so for all below. Damage is told in the answer.
    pub fn records<R: Record>(
        &self,
        site: UnitKey,
        of: R::Of,
        from: Day,
        to: Day,
    ) -> Result<Found<R>, ColdError> {
        let number = R::number_of(of);
        let owner = Owner { site, number };
        let found = self.between(owner, owner, from, to)?;
        Ok(Found {
            records: found.records.into_iter().map(|row| row.record).collect(),
            damage: found.damage,
        })
    }

    /// Every row of one kind at a site.
    ///
    /// # Errors
    /// As the disk says.
    pub fn site<R: Record>(&self, site: UnitKey, from: Day, to: Day) -> Result<Found<Row<R>>, ColdError> {
        let number = |number| Owner { site, number };
        self.between(number(0), number(u32::MAX), from, to)
    }

    pub(crate) fn between<R: Record>(
        &self,
        first: Owner,
        last: Owner,
        from: Day,
        to: Day,
    ) -> Result<Found<Row<R>>, ColdError> {
        for _ in 1..RESTARTS_MAX {
            match self.try_between(first, last, from, to) {
                // A file that was replaced since the catalogue was looked at; what replaced it is in there now.
                Err(ColdError::Disk { source, .. }) if source.kind() == io::ErrorKind::NotFound => {}
                other => return other,
            }
        }
        self.try_between(first, last, from, to)
    }

    fn try_between<R: Record>(
        &self,
        first: Owner,
        last: Owner,
        from: Day,
        to: Day,
    ) -> Result<Found<Row<R>>, ColdError> {
        let catalogue = self.catalogue();
        let serving = catalogue.serving(R::KIND, from, to);
        let mut found = Found {
            records: Vec::new(),
            damage: catalogue.skipped(R::KIND, from, to),
        };
        drop(catalogue);
        for served in serving {
            self.read_file(&served, first, last, &mut found)?;
        }
        found.records.sort_by_key(Row::key);
        Ok(found)
    }

    fn read_file<R: Record>(
        &self,
        served: &Served,
        first: Owner,
        last: Owner,
        found: &mut Found<Row<R>>,
    ) -> Result<(), ColdError> {
        let index = match self.index(served.file) {
            Ok(index) => index,
            Err(NoIndex::Disk(error)) => return Err(error),
            Err(NoIndex::NotOpened(NotOpened::Damaged(damage))) => {
                found.damage.push(damage);
                return Ok(());
            }
            Err(NoIndex::NotOpened(newer)) => return Err(ColdError::TooNew(newer)),
        };
        let days: BTreeSet<Day> = served.days.iter().copied().collect();
        let lost = index.lost_between(first, last);
        found
            .damage
            .extend(lost.map(|range| lost_damage(served.file, range)));
        for place in index.blocks_between(first, last) {
            match self.block(served.file, place)? {
                Ok(rows) => {
                    let asked = |row: &Row<R>| {
                        (first..=last).contains(&row.owner()) && days.contains(&row.record.day())
                    };
                    found.records.extend(rows.into_iter().filter(asked));
                }
                Err(damage) => found.damage.push(damage),
            }
        }
        Ok(())
    }
}

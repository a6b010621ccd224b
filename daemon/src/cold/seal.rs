//! Makes files: sealing a day, rolling it up, packing a month.

use crate::cold::ColdError;
use crate::cold::catalogue::Served;
use crate::cold::cold_files::{ColdFiles, disk};
use crate::cold::scan::{Scan, lost_range};
use kiemke_core::cold::{
    BadRows, ColdName, CoveredDay, Damage, Day, FileInfo, FileWriter, Month, Raw, Record, Row, Span,
    first_of_each, in_order, interleaved, merged, rolled,
};
use kiemke_framelog::{File, Open};
use std::cell::RefCell;
use std::error::Error;

/// Late rows that are looked up one by one to see whether they say anything new; each costs a block. Of more, some
/// will be new.
const LATE_LOOKED_UP_MAX: usize = 1_000;

impl ColdFiles {
    /// Seals a day: rows in the order of (site, number, day), all of that day. What was sealed of it before stays
    /// and is merged with them, so a repeat is harmless. Hours and days are to be made anew after it (`plan` says
    /// so). Holds one block of each in memory.
    ///
    /// Tells what of an earlier file of the day could not be read; then it is named in the new one as well.
    ///
    /// # Errors
    /// When the rows fail or are out of order, the disk refuses, or only sums of the day are kept. The files are as
    /// they were then.
    pub fn seal<R, E>(
        &self,
        day: Day,
        rows: impl IntoIterator<Item = Result<Row<R>, E>>,
    ) -> Result<Vec<Damage>, ColdError>
    where
        R: Raw,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let _writing = self.writing();
        let kind = R::KIND;
        let sealed = self.catalogue().get(kind, Span::Day(day)).map(|info| info.name);
        let coarser = rolled(kind).into_iter().flatten();
        if sealed.is_none()
            && coarser
                .into_iter()
                .any(|coarser| self.catalogue().covers(coarser, day))
        {
            return Err(ColdError::Closed { kind, day });
        }
        let rows = rows.into_iter().map(|row| {
            row.map_err(|error| ColdError::Source {
                kind,
                source: error.into(),
            })
        });
        let damage = RefCell::default();
        let name = self.catalogue_mut().next_name(kind, Span::Day(day));
        let days = vec![CoveredDay {
            day,
            generation: name.generation,
        }];
        match sealed {
            Some(sealed) => {
                let rows = merged(self.scan(sealed, &damage)?, rows);
                self.make(name, days, rows, &damage)?;
            }
            None => self.make(name, days, rows, &damage)?,
        }
        Ok(damage.into_inner())
    }

    /// Takes late facts of a day in, in any order. When all are known already, nothing is written.
    ///
    /// # Errors
    /// As [`Self::seal`].
    pub fn merge<R: Raw>(&self, day: Day, late: Vec<Row<R>>) -> Result<Vec<Damage>, ColdError> {
        let mut late = in_order(late);
        if late.len() <= LATE_LOOKED_UP_MAX {
            let mut news = Vec::with_capacity(late.len());
            for row in late {
                if !self.is_known(&row)? {
                    news.push(row);
                }
            }
            late = news;
        }
        if late.is_empty() {
            return Ok(Vec::new());
        }
        self.seal(day, late.into_iter().map(Ok::<_, ColdError>))
    }

    fn is_known<R: Raw>(&self, late: &Row<R>) -> Result<bool, ColdError> {
        let (owner, day) = late.key();
        let found = self.between::<R>(owner, owner, day, day)?;
        let Some(held) = found.records.first() else {
            return Ok(false);
        };
        let mut with_late = held.record.clone();
        with_late.merge(late.record.clone());
        Ok(with_late == held.record)
    }

    /// Makes hours and days of a sealed day. Sums of what the raw file cannot tell any more stay as they were.
    ///
    /// # Errors
    /// When it is not sealed or the disk refuses.
    pub fn roll_up<R: Raw>(&self, day: Day) -> Result<Vec<Damage>, ColdError> {
        let _writing = self.writing();
        let raw = self.catalogue().get(R::KIND, Span::Day(day)).cloned();
        let Some(raw) = raw else {
            return Err(ColdError::NotSealed { kind: R::KIND, day });
        };
        let hurt = self.look_through::<R>(raw.name)?;
        self.roll_up_to(&raw, &hurt, |record: R| record.hours(self.clock))?;
        self.roll_up_to(&raw, &hurt, |record: R| R::sums(&record.hours(self.clock)))?;
        Ok(hurt)
    }

    fn roll_up_to<R: Raw, C: Record>(
        &self,
        raw: &FileInfo,
        hurt: &[Damage],
        coarser: impl Fn(R) -> C,
    ) -> Result<(), ColdError> {
        let damage = RefCell::default();
        let day = raw.name.span.first_day();
        let mut earlier: Vec<Row<C>> = Vec::new();
        for (first, last) in hurt.iter().filter_map(lost_range) {
            earlier.extend(self.between(first, last, day, day)?.records);
        }
        earlier.sort_by_key(Row::key);
        earlier.dedup_by_key(|row| row.key());
        let rolled = self.scan::<R>(raw.name, &damage)?.map(|row| {
            row.map(|row| Row {
                site: row.site,
                record: coarser(row.record),
            })
        });
        let name = self.catalogue_mut().next_name(C::KIND, Span::Day(day));
        let rows = first_of_each(earlier.into_iter().map(Ok), rolled);
        self.make(name, raw.days.clone(), rows, &damage)
    }

    /// Puts the day files of a month, and its month file when there is one, into one new month file.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn compact<R: Record>(&self, month: Month) -> Result<Vec<Damage>, ColdError> {
        let _writing = self.writing();
        let kind = R::KIND;
        let day_files = self.catalogue().day_files(kind, month);
        if day_files.is_empty() {
            return Ok(Vec::new());
        }
        let damage = RefCell::default();
        let mut streams = Vec::new();
        let mut covered = Vec::new();
        let serving = self
            .catalogue()
            .serving(kind, month.first_day(), month.last_day());
        for Served { file, days } in serving {
            covered.extend(self.covered(file, &days));
            let scan: Scan<'_, R> = self.scan(file, &damage)?;
            // Of the month's old file only the days that no file of their own has.
            streams.push(scan.filter(move |row| {
                row.as_ref()
                    .map_or(true, |row| days.binary_search(&row.record.day()).is_ok())
            }));
        }
        covered.sort_unstable();
        let name = self.catalogue_mut().next_name(kind, Span::Month(month));
        self.make(name, covered, interleaved(streams), &damage)?;
        // From here on they only say again what the month says.
        let paths: Vec<_> = day_files.iter().map(|file| self.path(*file)).collect();
        for file in &day_files {
            self.catalogue_mut().remove(*file);
            self.forget_index(*file);
        }
        self.remove_all(&paths)?;
        Ok(damage.into_inner())
    }

    /// These days of a file, with their generations.
    fn covered(&self, file: ColdName, days: &[Day]) -> Vec<CoveredDay> {
        let catalogue = self.catalogue();
        let held = catalogue.get(file.kind, file.span);
        let all = held.into_iter().flat_map(|info| &info.days).copied();
        all.filter(|covered| days.binary_search(&covered.day).is_ok())
            .collect()
    }

    /// Writes a file, makes it durable, and puts it in the place of the one that it replaces.
    fn make<R: Record>(
        &self,
        name: ColdName,
        days: Vec<CoveredDay>,
        rows: impl Iterator<Item = Result<Row<R>, ColdError>>,
        damage: &RefCell<Vec<Damage>>,
    ) -> Result<(), ColdError> {
        let unfinished = self.dir.join(name.unfinished());
        let written = self.write(name, days.clone(), rows, damage);
        let bytes = match written {
            Ok(bytes) => bytes,
            Err(error) => {
                // What cannot be removed now goes at the next open.
                let _ = self.files.remove(&unfinished);
                return Err(error);
            }
        };
        let path = self.path(name);
        self.files
            .rename(&unfinished, &path)
            .map_err(|source| disk("rename", &unfinished, source))?;
        self.files
            .sync_dir(&self.dir)
            .map_err(|source| disk("sync", &self.dir, source))?;
        let replaced = self.catalogue_mut().put(FileInfo { name, days, bytes });
        let Some(replaced) = replaced else { return Ok(()) };
        self.forget_index(replaced.name);
        self.remove_all(&[self.path(replaced.name)])
    }

    fn write<R: Record>(
        &self,
        name: ColdName,
        days: Vec<CoveredDay>,
        rows: impl Iterator<Item = Result<Row<R>, ColdError>>,
        damage: &RefCell<Vec<Damage>>,
    ) -> Result<u64, ColdError> {
        let path = self.dir.join(name.unfinished());
        let bad = |source: BadRows| ColdError::Rows { file: name, source };
        let mut file = self
            .files
            .open(&path, Open::New)
            .map_err(|source| disk("make", &path, source))?;
        let mut bytes = 0;
        let mut append = |file: &mut dyn File, part: &[u8]| {
            let offset = bytes;
            bytes += part.len() as u64;
            file.write_at(offset, part)
                .map_err(|source| disk("write", &path, source))
        };
        let (mut writer, head) = FileWriter::new(name, days).map_err(bad)?;
        append(file.as_mut(), &head)?;
        for row in rows {
            if let Some(block) = writer.push(row?).map_err(bad)? {
                append(file.as_mut(), &block)?;
            }
        }
        for (first, last) in damage.borrow().iter().filter_map(lost_range) {
            writer.lose(first, last);
        }
        append(file.as_mut(), &writer.finish().map_err(bad)?)?;
        file.sync_data().map_err(|source| disk("sync", &path, source))?;
        Ok(bytes)
    }
}

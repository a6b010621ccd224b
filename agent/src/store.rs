//! The spool on the disk: the core's records in a framed log.
//!
//! Call order of every change: draft, append, sync, apply. Where the disk refuses an item it is counted as given
//! up; where it refuses to sync, the log is opened anew, because what it holds is not known.

use kiemke_agent_core::moment::Now;
use kiemke_agent_core::spool::{Bounds, Class, Record, Span, Spool};
use kiemke_framelog::{FRAME_HEAD_BYTES, Files, Log, LogError, LogOptions};
use kiemke_http::causes;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::RunId;
use kiemke_wire::report::RunRanges;
use kiemke_wire::time::UnixMs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Tells a spool's files from others.
const MAGIC: [u8; 8] = *b"KKSPOOL\0";
/// The version of the frames' payloads; a record carries one of its own.
const VERSION: u16 = 1;
/// Into how many segments a full spool is cut: what is given up at once.
const SEGMENTS: u64 = 32;
/// The smallest and the largest segment, bytes. Each keeps as much reserved on the disk.
const SEGMENT_BYTES: (u64, u64) = (16 * 1024, 256 * 1024);

/// An item to be spooled.
#[derive(Clone, Debug)]
pub struct NewItem {
    /// Its number in the run.
    pub seq: u64,
    /// Its kind.
    pub class: Class,
    /// Its JSON text.
    pub text: String,
}

/// See the file's head.
pub struct Store {
    files: Arc<dyn Files>,
    dir: PathBuf,
    options: LogOptions,
    log: Log,
    spool: Spool,
    /// Items that the disk did not take; told by a record as soon as it takes one again.
    lost: Option<Span>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

impl Store {
    /// Opens the spool in `dir`, making it if needed.
    ///
    /// # Errors
    /// When the disk refuses, or a later version wrote there.
    pub fn open(files: Arc<dyn Files>, dir: &Path, bounds: Bounds) -> Result<Self, LogError> {
        let options = LogOptions {
            magic: MAGIC,
            version: VERSION,
            segment_bytes: (bounds.bytes_max / SEGMENTS).clamp(SEGMENT_BYTES.0, SEGMENT_BYTES.1),
        };
        let (log, spool) = replay(&files, dir, options, bounds)?;
        Ok(Self {
            files,
            dir: dir.to_owned(),
            options,
            log,
            spool,
            lost: None,
        })
    }

    /// The state: what is on the disk and synced.
    pub fn spool(&self) -> &Spool {
        &self.spool
    }

    /// Items ever given up, those that the disk did not take included.
    pub fn given_up(&self) -> u64 {
        self.spool.given_up() + self.lost.map_or(0, |lost| lost.count)
    }

    /// Bytes that the log takes.
    pub fn bytes(&self) -> u64 {
        self.log.total_bytes()
    }

    /// Spools items of a run and syncs once. What the disk does not take is counted as given up.
    pub fn add(&mut self, now: Now, run: RunId, items: Vec<NewItem>) {
        let mut added = Vec::new();
        for item in items {
            let record = self.spool.draft_item(now, run, item.seq, item.class, item.text);
            let wanted = (record.to_bytes().len() + FRAME_HEAD_BYTES) as u64;
            match self.make_room(wanted).and_then(|()| self.append(&record)) {
                Ok(()) => added.push(item.seq),
                Err(error) => self.lost(now.wall, &error),
            }
        }
        if let Err(error) = self.sync() {
            for seq in added {
                if !self.spool.holds(run, seq) {
                    self.lost(now.wall, &error);
                }
            }
        }
    }

    /// Records acknowledgements and lets segments go that nothing waits in.
    ///
    /// # Errors
    /// When the disk refuses; what was acknowledged is then not sent again before the next start.
    pub fn acknowledged(&mut self, acknowledged: &[RunRanges]) -> Result<(), LogError> {
        let mut outcome = Ok(());
        for RunRanges { run, ranges } in acknowledged {
            if let Some(record) = self.spool.draft_acknowledged(*run, ranges) {
                outcome = outcome.and(self.append_or_apply(&record));
            }
        }
        outcome.and(self.sync()).and_then(|()| self.let_go())?;
        // What says that items are gone takes room as well.
        self.make_room(0)
    }

    /// Drops the base of sections.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn forget(&mut self, sections: &[SectionName]) -> Result<(), LogError> {
        let Some(record) = self.spool.draft_forget(sections) else {
            return Ok(());
        };
        self.append_or_apply(&record).and(self.sync())?;
        self.make_room(0)
    }

    /// Gives one item up.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn give_up(&mut self, run: RunId, seq: u64) -> Result<(), LogError> {
        let Some(record) = self.spool.draft_give_up(run, seq) else {
            return Ok(());
        };
        self.append_or_apply(&record).and(self.sync())?;
        self.make_room(0)
    }

    /// Gives up what waited too long.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn expire(&mut self, now: Now) -> Result<(), LogError> {
        let Some(record) = self.spool.draft_expired(now) else {
            return Ok(());
        };
        self.append_or_apply(&record).and(self.sync())?;
        self.let_go()?;
        self.make_room(0)
    }

    fn lost(&mut self, at: UnixMs, error: &LogError) {
        tracing::error!(
            error = causes(error),
            "an item could not be spooled and is counted as dropped"
        );
        let one = Span::one(at);
        self.lost = Some(self.lost.map_or(one, |lost| lost.and(one)));
    }

    /// Lets the oldest segments go until so many more bytes fit into the bound.
    fn make_room(&mut self, wanted: u64) -> Result<(), LogError> {
        // Each round takes a segment away, but what must stay moves to the end: never more rounds than segments.
        for _ in 0..self.log.segments().len() {
            let Some(second) = self.log.segments().get(1).map(|segment| segment.first_index) else {
                break;
            };
            if self.log.total_bytes() + wanted <= self.spool.bounds().bytes_max {
                break;
            }
            for record in self.spool.draft_eviction(second).records {
                self.append(&record)?;
            }
            self.remove_before(second)?;
        }
        Ok(())
    }

    fn let_go(&mut self) -> Result<(), LogError> {
        let needed = self.spool.lowest_index().unwrap_or(self.log.next_index());
        let second = self.log.segments().get(1).map(|segment| segment.first_index);
        match second {
            Some(second) if second <= needed => self.remove_before(needed),
            _ => Ok(()),
        }
    }

    /// The segments hold the base and the counters too: a snapshot behind them takes their place first.
    fn remove_before(&mut self, index: u64) -> Result<(), LogError> {
        self.tell_lost()?;
        self.append(&self.spool.draft_snapshot())?;
        self.sync()?;
        self.log.remove_segments_before(index)
    }

    fn append(&mut self, record: &Record<'_>) -> Result<(), LogError> {
        self.tell_lost()?;
        self.append_one(record)
    }

    fn tell_lost(&mut self) -> Result<(), LogError> {
        if let Some(lost) = self.lost {
            self.append_one(&Record::lost(lost))?;
            self.lost = None;
        }
        Ok(())
    }

    fn append_one(&mut self, record: &Record<'_>) -> Result<(), LogError> {
        let bytes = record.to_bytes();
        let appended = match self.log.append(&bytes) {
            Err(LogError::Broken { .. }) => {
                self.reopen();
                self.log.append(&bytes)
            }
            appended => appended,
        };
        self.spool.apply(appended?, record);
        Ok(())
    }

    /// For what is true whether the disk takes it or not: it then holds until the next start.
    fn append_or_apply(&mut self, record: &Record<'_>) -> Result<(), LogError> {
        let appended = self.append(record);
        if appended.is_err() {
            self.spool.apply(self.log.next_index(), record);
        }
        appended
    }

    fn sync(&mut self) -> Result<(), LogError> {
        let synced = self.log.sync();
        if synced.is_err() {
            self.reopen();
        }
        synced
    }

    fn reopen(&mut self) {
        match replay(&self.files, &self.dir, self.options, self.spool.bounds()) {
            Ok((log, spool)) => (self.log, self.spool) = (log, spool),
            Err(error) => tracing::error!(error = causes(&error), "the spool cannot be opened again"),
        }
    }
}

fn replay(
    files: &Arc<dyn Files>,
    dir: &Path,
    options: LogOptions,
    bounds: Bounds,
) -> Result<(Log, Spool), LogError> {
    let mut spool = Spool::new(bounds);
    let mut unreadable = 0_u64;
    let (log, opened) = Log::open(
        Arc::clone(files),
        dir,
        options,
        |index, payload| match Record::from_bytes(payload) {
            Ok(record) => spool.apply(index, &record),
            Err(_) => unreadable += 1,
        },
    )?;
    if opened.torn_bytes > 0 {
        tracing::info!(bytes = opened.torn_bytes, "cut an unfinished write off the spool");
    }
    for damage in &opened.damage {
        tracing::warn!(?damage, "part of the spool cannot be read");
    }
    if unreadable > 0 {
        tracing::warn!(records = unreadable, "records of the spool cannot be read");
    }
    Ok((log, spool))
}

#[cfg(test)]
mod power_tests;
#[cfg(test)]
mod tests;

//! Fills a fresh data folder with entries directly, without journal and network: for measurements at a scale that
//! would take hours to report over HTTP. What it leaves is what a daemon leaves behind a checkpoint.

use crate::cold::{ColdError, ColdFiles};
use crate::folder::{Folder, NotTaken, control_socket};
use crate::images::Images;
use crate::keeper::{NotKept, keep_checkpoint};
use crate::start_error::StartError;
use crate::store::{SledStore, Snapshot, Store};
use kiemke_core::Fleet;
use kiemke_core::cold::{Day, Raw, Row, plan};
use kiemke_core::entry::{Entry, FolderMade};
use kiemke_core::rows::{RowChange, position_row};
use kiemke_framelog::DiskFiles;
use kiemke_http::causes;
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::Position;
use kiemke_wire::time::UnixMs;
use std::convert::Infallible;
use std::path::Path;
use std::sync::Arc;

/// Changes of rows between two writes to the store.
const CHANGES_PER_WRITE: usize = 4_096;

/// A data folder that is being filled.
pub struct Bulk {
    folder: Folder,
    store: SledStore,
    fleet: Fleet,
    changes: Vec<RowChange>,
}

impl Bulk {
    /// Takes a folder that holds nothing yet and makes it. All that goes in is made up, and is marked so for ever.
    ///
    /// # Errors
    /// When another daemon holds it, the disk refuses, or it is not empty.
    pub fn begin(dir: &Path, at: UnixMs) -> Result<Self, StartError> {
        let folder = Folder::take(dir).map_err(|error| match error {
            NotTaken::Held => StartError::Held {
                control: control_socket(dir),
            },
            NotTaken::Disk(source) => StartError::Folder {
                dir: dir.to_owned(),
                source,
            },
        })?;
        if folder.images().exists() || folder.journal().exists() {
            return Err(StartError::Folder {
                dir: dir.to_owned(),
                source: std::io::Error::other("it holds data already"),
            });
        }
        let place = folder.store().map_err(|source| StartError::Folder {
            dir: dir.to_owned(),
            source,
        })?;
        let store = SledStore::open(&place).map_err(StartError::Store)?;
        let mut bulk = Self {
            folder,
            store,
            fleet: Fleet::default(),
            changes: Vec::new(),
        };
        bulk.take(&Entry::FolderMade(FolderMade {
            at,
            hash_key: HashKey(crate::random::bytes()),
            demo: true,
            time_zone_offset_min: 420,
        }))?;
        Ok(bulk)
    }

    /// The state so far, to decide by.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// Takes the next entry in.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn take(&mut self, entry: &Entry) -> Result<(), StartError> {
        let (_, changes) = self.fleet.advance(self.fleet.position().next(), entry);
        self.changes.extend(changes);
        if self.changes.len() >= CHANGES_PER_WRITE {
            self.write()
        } else {
            Ok(())
        }
    }

    /// As many hands for days that are closed already. They work side by side, each on days of its own.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn days(&self, hands: usize) -> Result<Vec<BulkDays>, ColdError> {
        // All are opened before the first writes: opening removes what looks unfinished.
        (0..hands).map(|_| Ok(BulkDays(self.cold()?))).collect()
    }

    /// Packs months that are over, and writes the checkpoint; returns its size in bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn finish(mut self) -> Result<u64, StartError> {
        self.write()?;
        self.store.flush().map_err(StartError::Store)?;
        let cold = self.cold().map_err(StartError::Cold)?;
        cold.apply_retention(&plan(self.fleet.open_from(), &cold.files()))
            .map_err(StartError::Cold)?;
        self.checkpoint()
            .map_err(|error| StartError::Image(causes(&error)))
    }

    fn cold(&self) -> Result<ColdFiles, ColdError> {
        let (dir, clock) = (self.folder.cold(), self.fleet.day_clock());
        Ok(ColdFiles::open(Arc::new(DiskFiles), &dir, clock)?.0)
    }

    fn write(&mut self) -> Result<(), StartError> {
        let position: Position = self.fleet.position();
        self.changes.push(position_row(position));
        let changes = std::mem::take(&mut self.changes);
        self.store.write(changes).map_err(StartError::Store)
    }

    fn checkpoint(&self) -> Result<u64, NotKept> {
        let images = Images::open(Arc::new(DiskFiles), &self.folder.images())?;
        keep_checkpoint(&images, &self.store, &self.fleet, &Snapshot::default())
    }
}

/// Seals days that are closed already into a folder that is being filled, as the daemon's sealer does in their night.
pub struct BulkDays(ColdFiles);

impl BulkDays {
    /// Seals a day, rows in the order of (site, number), and makes its hours and sums.
    ///
    /// # Errors
    /// When the rows are out of order or the disk refuses.
    pub fn seal<R: Raw>(&self, day: Day, rows: impl Iterator<Item = Row<R>>) -> Result<(), ColdError> {
        self.0.seal(day, rows.map(Ok::<_, Infallible>))?;
        self.0.roll_up::<R>(day)?;
        Ok(())
    }
}

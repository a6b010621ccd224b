use crate::{FaultyFiles, File, Files, Open};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// A disk that is gone after so many changes: writes, syncs, renames, removals.
#[derive(Clone)]
pub struct CutFiles {
    disk: FaultyFiles,
    left: Arc<AtomicI64>,
}

impl CutFiles {
    /// The disk with so many changes to go.
    pub fn after(disk: &FaultyFiles, changes: i64) -> Self {
        Self {
            disk: disk.clone(),
            left: Arc::new(AtomicI64::new(changes)),
        }
    }

    /// Whether a change was refused.
    pub fn was_cut(&self) -> bool {
        self.left.load(Ordering::SeqCst) < 0
    }

    fn change(&self) -> io::Result<()> {
        if self.left.fetch_sub(1, Ordering::SeqCst) > 0 {
            Ok(())
        } else {
            self.left.store(-1, Ordering::SeqCst);
            Err(io::Error::other("the power is gone"))
        }
    }
}

impl Files for CutFiles {
    fn create_dir_all(&self, dir: &Path) -> io::Result<()> {
        self.disk.create_dir_all(dir)
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.disk.list(dir)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.disk.read(path)
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        self.disk.length(path)
    }

    fn read_at(&self, path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
        self.disk.read_at(path, offset, bytes)
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn File>> {
        self.change()?;
        let file = self.disk.open(path, how)?;
        Ok(Box::new(CutFile {
            file,
            disk: self.clone(),
        }))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.remove(path)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.rename(from, to)
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.change()?;
        self.disk.sync_dir(dir)
    }
}

struct CutFile {
    file: Box<dyn File>,
    disk: CutFiles,
}

impl File for CutFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.disk.change()?;
        self.file.write_at(offset, bytes)
    }

    fn sync_data(&mut self) -> io::Result<()> {
        self.disk.change()?;
        self.file.sync_data()
    }

    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        self.disk.change()?;
        self.file.set_len(bytes)
    }

    fn allocate(&mut self, bytes: u64) -> io::Result<()> {
        self.disk.change()?;
        self.file.allocate(bytes)
    }
}

use kiemke_framelog::{DiskFiles, File, Files, Open};
use std::io;
use std::path::{Path, PathBuf};

/// The data folder seen as the scratch folder: what is read comes from the one, and nothing is ever changed in it.
/// So the very code of a start can run on it.
pub(super) struct LookOnly {
    scratch: PathBuf,
    data: PathBuf,
}

impl LookOnly {
    pub(super) fn new(scratch: &Path, data: &Path) -> Self {
        Self {
            scratch: scratch.to_owned(),
            data: data.to_owned(),
        }
    }

    fn there(&self, path: &Path) -> PathBuf {
        match path.strip_prefix(&self.scratch) {
            Ok(rest) => self.data.join(rest),
            Err(_) => path.to_owned(),
        }
    }
}

impl Files for LookOnly {
    fn create_dir_all(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        match DiskFiles.list(&self.there(dir)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            listed => listed,
        }
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        DiskFiles.read(&self.there(path))
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        DiskFiles.length(&self.there(path))
    }

    fn read_at(&self, path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
        DiskFiles.read_at(&self.there(path), offset, bytes)
    }

    fn open(&self, _: &Path, _: Open) -> io::Result<Box<dyn File>> {
        Ok(Box::new(Untouched))
    }

    fn remove(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn rename(&self, _: &Path, _: &Path) -> io::Result<()> {
        Ok(())
    }

    fn sync_dir(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

/// A file that takes everything and keeps nothing.
struct Untouched;

impl File for Untouched {
    fn write_at(&mut self, _: u64, _: &[u8]) -> io::Result<()> {
        Ok(())
    }

    fn sync_data(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn set_len(&mut self, _: u64) -> io::Result<()> {
        Ok(())
    }

    fn allocate(&mut self, _: u64) -> io::Result<()> {
        Ok(())
    }
}

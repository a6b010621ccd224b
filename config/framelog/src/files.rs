use std::io;
use std::path::Path;

/// How a file is opened for writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It must not exist.
    New,
    /// It must exist.
    Existing,
}

/// The disk as logs see it: the real one, or one that fails on purpose.
pub trait Files: Send + Sync {
    /// Makes a folder with all above it.
    ///
    /// # Errors
    /// As the disk says; so for all below.
    fn create_dir_all(&self, dir: &Path) -> io::Result<()>;
    /// The names of the files in a folder, in no order.
    ///
    /// # Errors
    /// As the disk says.
    fn list(&self, dir: &Path) -> io::Result<Vec<String>>;
    /// The whole content of a file.
    ///
    /// # Errors
    /// As the disk says.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;
    /// How long a file is, in bytes.
    ///
    /// # Errors
    /// As the disk says.
    fn length(&self, path: &Path) -> io::Result<u64>;
    /// Exactly this many bytes of a file, from an offset on; the rest of it is not read.
    ///
    /// # Errors
    /// `UnexpectedEof` when the file is shorter; else as the disk says.
    fn read_at(&self, path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>>;
    /// Opens a file for writing.
    ///
    /// # Errors
    /// As the disk says.
    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn File>>;
    /// Removes a file.
    ///
    /// # Errors
    /// As the disk says.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Gives a file another name, replacing what has it.
    ///
    /// # Errors
    /// As the disk says.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes new, renamed and removed names in the folder durable.
    ///
    /// # Errors
    /// As the disk says.
    fn sync_dir(&self, dir: &Path) -> io::Result<()>;
}

/// A file open for writing.
pub trait File: Send {
    /// Writes all bytes at an offset.
    ///
    /// # Errors
    /// As the disk says; so for all below.
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()>;
    /// Makes everything written durable.
    ///
    /// # Errors
    /// As the disk says.
    fn sync_data(&mut self) -> io::Result<()>;
    /// Cuts or lengthens (with zeros) to a size.
    ///
    /// # Errors
    /// As the disk says.
    fn set_len(&mut self, bytes: u64) -> io::Result<()>;
    /// Reserves room up to a size, so that later writes below it cannot find the disk full.
    ///
    /// # Errors
    /// `StorageFull` when there is no room; then nothing has changed.
    fn allocate(&mut self, bytes: u64) -> io::Result<()>;
}

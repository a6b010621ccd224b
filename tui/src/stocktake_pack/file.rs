//! A pack on the disk: appended to and synced line by line.

use crate::cli::Failure;
use kiemke_core::stocktake::pack::{self, PackFile};
use kiemke_wire::stocktake::{CountEvent, PackHead};
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

/// The largest file that is read: fifty times what the largest school writes down.
const FILE_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// A file that is taken and empty.
pub(super) struct Reserved {
    file: File,
    path: PathBuf,
}

/// Takes a name that nothing has yet.
pub(super) fn reserve(path: &Path) -> io::Result<Reserved> {
    let file = OpenOptions::new().write(true).create_new(true).open(path)?;
    Ok(Reserved {
        file,
        path: path.to_owned(),
    })
}

impl Reserved {
    /// Writes the beginning; returns once it is on the disk.
    pub(super) fn fill(mut self, head: &PackHead) -> io::Result<()> {
        self.file.write_all(&pack::begin(head))?;
        self.file.sync_all()?;
        sync_folder(&self.path)
    }

    /// Lets the name go again.
    pub(super) fn give_up(self) {
        // An empty file that stays is no pack and says so when it is read.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// The name of a new file is on the disk only with its folder.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Reads a file.
pub(super) fn read(path: &Path) -> Result<PackFile, Failure> {
    let file = File::open(path).map_err(|error| failed(path, &error))?;
    read_from(&file, path)
}

fn read_from(file: &File, path: &Path) -> Result<PackFile, Failure> {
    let mut bytes = Vec::new();
    let mut some = file.take(FILE_BYTES_MAX);
    some.read_to_end(&mut bytes)
        .map_err(|error| failed(path, &error))?;
    pack::read(&bytes).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &dyn std::error::Error) -> Failure {
    Failure::failed(format!("open {}", path.display()), error)
}

/// A pack that is counted with.
pub(super) struct PackOnDisk {
    file: File,
    /// Up to here everything is on the disk.
    whole_bytes: u64,
}

impl PackOnDisk {
    /// Opens one; what was cut off while it was written goes.
    pub(super) fn open(path: &Path) -> Result<(Self, PackFile), Failure> {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).open(path);
        let file = file.map_err(|error| failed(path, &error))?;
        file.try_lock().map_err(|_| {
            let reason = "somebody counts with it already";
            Failure::because(format!("open {}", path.display()), reason)
        })?;
        let read = read_from(&file, path)?;
        let mut pack = Self {
            file,
            whole_bytes: read.whole_bytes as u64,
        };
        pack.cut().map_err(|error| failed(path, &error))?;
        Ok((pack, read))
    }

    /// Adds an event; returns once it is on the disk. When that fails, it is as if it had not been tried.
    pub(super) fn append(&mut self, event: &CountEvent) -> io::Result<()> {
        let line = pack::event_line(event);
        let written = self.file.write_all(&line).and_then(|()| self.file.sync_data());
        match written {
            Ok(()) => {
                self.whole_bytes += line.len() as u64;
                Ok(())
            }
            Err(error) => {
                // What of it is there must not stand in front of the next one.
                let _ = self.cut();
                Err(error)
            }
        }
    }

    fn cut(&mut self) -> io::Result<()> {
        self.file.set_len(self.whole_bytes)?;
        self.file.seek(SeekFrom::Start(self.whole_bytes))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests;

use crate::image::{Framing, ImageError};
use kiemke_framelog::{File, Files, Open};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An image on its way; it gets its name when it is whole and on the disk. One that is given up leaves nothing
/// behind: on a full disk that room is needed.
pub(crate) struct ImageWriter {
    files: Arc<dyn Files>,
    dir: PathBuf,
    name: String,
    file: Box<dyn File>,
    offset: u64,
    framing: Framing,
    named: bool,
}

impl ImageWriter {
    /// Begins an image; what an earlier attempt left behind is replaced.
    pub(crate) fn begin(files: Arc<dyn Files>, dir: &Path, name: &str) -> Result<Self, ImageError> {
        let path = dir.join(unfinished(name));
        let disk = |operation| {
            let path = path.clone();
            move |source| ImageError::Disk {
                operation,
                path,
                source,
            }
        };
        match files.remove(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk("replace")(error)),
            _ => {}
        }
        let file = files.open(&path, Open::New).map_err(disk("make"))?;
        let mut writer = Self {
            files,
            dir: dir.to_owned(),
            name: name.to_owned(),
            file,
            offset: 0,
            framing: Framing::default(),
            named: false,
        };
        writer.write(&Framing::head())?;
        Ok(writer)
    }

    /// Adds a block of the state.
    pub(crate) fn block(&mut self, block: &[u8]) -> Result<(), ImageError> {
        let frames = self.framing.block(block);
        self.add(frames)
    }

    /// Adds a row; rows come in key order.
    pub(crate) fn row(&mut self, key: &[u8], value: &[u8]) -> Result<(), ImageError> {
        let frames = self.framing.row(key, value);
        self.add(frames)
    }

    /// Makes the image whole and durable, then calls `before`, then gives it its name. Returns its size in bytes.
    pub(crate) fn finish<E: From<ImageError>>(
        mut self,
        before: impl FnOnce() -> Result<(), E>,
    ) -> Result<u64, E> {
        let frames = std::mem::take(&mut self.framing).end();
        self.add(frames)?;
        self.file.sync_data().map_err(self.disk("sync"))?;
        before()?;
        let (from, to) = (self.dir.join(unfinished(&self.name)), self.dir.join(&self.name));
        self.files.rename(&from, &to).map_err(self.disk("name"))?;
        self.named = true;
        self.files.sync_dir(&self.dir).map_err(self.disk("name"))?;
        Ok(self.offset)
    }

    fn add(&mut self, frames: io::Result<Vec<u8>>) -> Result<(), ImageError> {
        let frames = frames.map_err(self.disk("compress"))?;
        self.write(&frames)
    }

    fn write(&mut self, bytes: &[u8]) -> Result<(), ImageError> {
        if !bytes.is_empty() {
            let written = self.file.write_at(self.offset, bytes);
            written.map_err(self.disk("write"))?;
        }
        self.offset += bytes.len() as u64;
        Ok(())
    }

    fn disk(&self, operation: &'static str) -> impl FnOnce(io::Error) -> ImageError + use<> {
        let path = self.dir.join(&self.name);
        move |source| ImageError::Disk {
            operation,
            path,
            source,
        }
    }
}

impl Drop for ImageWriter {
    fn drop(&mut self) {
        if !self.named {
            // If that fails too, the next image or the next tidying removes it.
            let _ = self.files.remove(&self.dir.join(unfinished(&self.name)));
        }
    }
}

/// The name of an image that is not whole yet.
fn unfinished(name: &str) -> String {
    format!("{name}.unfinished")
}

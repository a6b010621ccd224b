//! The folder of images: which there are, which is of use, which may go.
//!
//! ```text
//! state-<position, 20 digits>.kki    the state: a start need not replay what lies before it
//! full-<position, 20 digits>.kki     the checkpoint: state and rows; the journal before it may go
//! ```

#[cfg(test)]
mod power_cut;

use crate::image::{ImageError, ImageReader, ImageWriter, Part, read_state};
use crate::store::Rows;
use kiemke_core::Fleet;
use kiemke_framelog::Files;
use kiemke_wire::ids::Position;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard};

/// Takes the rows of a checkpoint.
pub(crate) type TakeRows<'a> = dyn FnMut(Rows) -> Result<(), ImageError> + 'a;

/// States kept beside the checkpoint: the newest, and the one before it in case that is damaged.
const STATES_KEPT: usize = 2;

/// What an image holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ImageKind {
    State,
    Full,
}

/// An image in the folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Image {
    pub(crate) position: Position,
    pub(crate) kind: ImageKind,
    pub(crate) path: PathBuf,
}

/// See the top of the file.
#[derive(Clone)]
pub(crate) struct Images {
    files: Arc<dyn Files>,
    dir: PathBuf,
    /// Held for reading by whoever carries a checkpoint away.
    in_use: Arc<RwLock<()>>,
}

impl Images {
    /// The folder, made if needed.
    pub(crate) fn open(files: Arc<dyn Files>, dir: &Path) -> Result<Self, ImageError> {
        let images = Self {
            files,
            dir: dir.to_owned(),
            in_use: Arc::default(),
        };
        images
            .files
            .create_dir_all(dir)
            .map_err(|source| images.disk("make the folder of", source))?;
        Ok(images)
    }

    /// Those that have their name, newest first; at one position the checkpoint first.
    pub(crate) fn list(&self) -> Result<Vec<Image>, ImageError> {
        let names = self
            .files
            .list(&self.dir)
            .map_err(|source| self.disk("list", source))?;
        let mut images: Vec<Image> = names
            .iter()
            .filter_map(|name| {
                let (kind, digits) = match name.split_once('-')? {
                    ("state", rest) => (ImageKind::State, rest),
                    ("full", rest) => (ImageKind::Full, rest),
                    _ => return None,
                };
                Some(Image {
                    position: Position(digits.strip_suffix(".kki")?.parse().ok()?),
                    kind,
                    path: self.dir.join(name),
                })
            })
            .collect();
        images.sort_by_key(|image| std::cmp::Reverse((image.position, image.kind)));
        Ok(images)
    }

    /// The disk on which they lie.
    pub(crate) fn files(&self) -> &dyn Files {
        &*self.files
    }

    /// While this is held no image goes: a backup reads one for as long as it takes.
    pub(crate) fn hold(&self) -> RwLockReadGuard<'_, ()> {
        self.in_use.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// The size of an image; 0 when it cannot be told.
    pub(crate) fn bytes_of(&self, image: &Image) -> u64 {
        self.files.length(&image.path).unwrap_or(0)
    }

    /// Begins an image of the state at its position.
    pub(crate) fn begin(&self, kind: ImageKind, position: Position) -> Result<ImageWriter, ImageError> {
        ImageWriter::begin(self.files.clone(), &self.dir, &name(kind, position))
    }

    /// Reads the state; `each` gets the rows of a checkpoint, if it is wanted.
    pub(crate) fn read(
        &self,
        image: &Image,
        mut each: Option<&mut TakeRows<'_>>,
    ) -> Result<Fleet, ImageError> {
        let mut reader = ImageReader::open(&*self.files, &image.path)?;
        // Blocks come first, rows behind them.
        let (fleet, mut behind) = read_state(&mut reader)?;
        if let Some(each) = &mut each {
            while let Some(part) = behind {
                let Part::Rows(rows) = part else {
                    return Err(ImageError::Content {
                        path: image.path.clone(),
                        source: "something that is no row stands among the rows".into(),
                    });
                };
                each(rows)?;
                behind = reader.next()?;
            }
        }
        Ok(fleet)
    }

    /// Removes what newer images made useless, and what was never finished. One checkpoint stays. Left for the next
    /// time while an image is in use.
    pub(crate) fn tidy(&self) -> Result<(), ImageError> {
        let Ok(_alone) = self.in_use.try_write() else {
            return Ok(());
        };
        let images = self.list()?;
        let checkpoint = images.iter().find(|image| image.kind == ImageKind::Full);
        let states = images.iter().filter(|image| image.kind == ImageKind::State);
        let kept: Vec<&Image> = checkpoint.into_iter().chain(states.take(STATES_KEPT)).collect();
        let mut gone: Vec<PathBuf> = images
            .iter()
            .filter(|image| !kept.contains(image))
            .map(|image| image.path.clone())
            .collect();
        let names = self
            .files
            .list(&self.dir)
            .map_err(|source| self.disk("list", source))?;
        let unfinished = names.iter().filter(|name| name.ends_with(".unfinished"));
        gone.extend(unfinished.map(|name| self.dir.join(name)));
        for path in &gone {
            self.files
                .remove(path)
                .map_err(|source| self.disk("remove from", source))?;
        }
        self.files
            .sync_dir(&self.dir)
            .map_err(|source| self.disk("sync", source))
    }

    fn disk(&self, operation: &'static str, source: io::Error) -> ImageError {
        ImageError::Disk {
            operation,
            path: self.dir.clone(),
            source,
        }
    }
}

fn name(kind: ImageKind, position: Position) -> String {
    let kind = match kind {
        ImageKind::State => "state",
        ImageKind::Full => "full",
    };
    format!("{kind}-{:020}.kki", position.0)
}

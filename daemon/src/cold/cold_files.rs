use crate::cold::ColdError;
use crate::cold::catalogue::Catalogue;
use crate::cold::index_cache::IndexCache;
use kiemke_core::cold::{
    ColdName, Damage, Day, DayClock, FOOT_BYTES, FileInfo, Foot, HEAD_BYTES, Index, Kind, NotOpened, Part,
    UNFINISHED, check_head,
};
use kiemke_framelog::Files;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

/// The cold files of a folder. Many may read while one writes.
pub struct ColdFiles {
    pub(crate) files: Arc<dyn Files>,
    pub(crate) dir: PathBuf,
    pub(crate) clock: DayClock,
    /// Held by whoever makes or removes files.
    writing: Mutex<()>,
    pub(crate) catalogue: RwLock<Catalogue>,
    pub(crate) indexes: Mutex<IndexCache>,
}

/// What was found on opening.
#[derive(Debug, Default)]
pub struct ColdOpened {
    /// Files that are served.
    pub files: usize,
    /// What cannot be read; blocks are not looked at before they are asked for.
    pub damage: Vec<Damage>,
    /// Names in the folder that are none of ours; they are left alone.
    pub foreign: Vec<String>,
}

impl ColdFiles {
    /// Opens the folder, making it if needed. Files that were not finished and generations that were replaced are
    /// removed; a damaged one only when a sound later one stands in its place.
    ///
    /// # Errors
    /// When the disk refuses, or a file was written by a later version of the program.
    pub fn open(files: Arc<dyn Files>, dir: &Path, clock: DayClock) -> Result<(Self, ColdOpened), ColdError> {
        let cold = Self {
            files,
            dir: dir.to_owned(),
            clock,
            writing: Mutex::default(),
            catalogue: RwLock::default(),
            indexes: Mutex::default(),
        };
        let on_folder = |operation| move |source| disk(operation, dir, source);
        cold.files.create_dir_all(dir).map_err(on_folder("make"))?;
        let mut opened = ColdOpened::default();
        let mut names: Vec<ColdName> = Vec::new();
        let mut leftover: Vec<PathBuf> = Vec::new();
        for text in cold.files.list(dir).map_err(on_folder("list"))? {
            match text.parse::<ColdName>() {
                Ok(name) => names.push(name),
                Err(_) if text.ends_with(UNFINISHED) => leftover.push(dir.join(text)),
                Err(_) => opened.foreign.push(text),
            }
        }
        // Newest generation first within each kind and span.
        names.sort_unstable_by_key(|name| (name.kind, name.span, std::cmp::Reverse(name.generation)));
        {
            let mut catalogue = cold.catalogue.write().unwrap_or_else(PoisonError::into_inner);
            for name in names {
                catalogue.seen(name);
                if catalogue.get(name.kind, name.span).is_some() {
                    leftover.push(cold.path(name));
                    continue;
                }
                match cold.look_into(name, &mut opened.damage)? {
                    Some(info) => drop(catalogue.put(info)),
                    None => opened
                        .damage
                        .last()
                        .into_iter()
                        .for_each(|damage| catalogue.skip(damage.clone())),
                }
            }
            opened.files = catalogue.files().count();
        }
        cold.remove_all(&leftover)?;
        Ok((cold, opened))
    }

    /// The files that are served, by kind and span.
    pub fn files(&self) -> Vec<FileInfo> {
        self.catalogue().files().cloned().collect()
    }

    /// The first day of which something of a kind is kept.
    pub fn first_day(&self, kind: Kind) -> Option<Day> {
        let catalogue = self.catalogue();
        let of_kind = catalogue.files().filter(|info| info.name.kind == kind);
        of_kind
            .filter_map(|info| info.days.first())
            .map(|covered| covered.day)
            .min()
    }

    /// Bytes of all files that are served.
    pub fn total_bytes(&self) -> u64 {
        self.catalogue().files().map(|info| info.bytes).sum()
    }

    pub(crate) fn catalogue(&self) -> std::sync::RwLockReadGuard<'_, Catalogue> {
        self.catalogue.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn catalogue_mut(&self) -> std::sync::RwLockWriteGuard<'_, Catalogue> {
        self.catalogue.write().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn writing(&self) -> MutexGuard<'_, ()> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn path(&self, name: ColdName) -> PathBuf {
        self.dir.join(name.to_string())
    }

    /// Removes files that are not needed any more, durably. One that is not there is no failure.
    pub(crate) fn remove_all(&self, paths: &[PathBuf]) -> Result<(), ColdError> {
        if paths.is_empty() {
            return Ok(());
        }
        for path in paths {
            match self.files.remove(path) {
                Err(source) if source.kind() != io::ErrorKind::NotFound => {
                    return Err(disk("remove", path, source));
                }
                _ => {}
            }
        }
        self.files
            .sync_dir(&self.dir)
            .map_err(|source| disk("sync", &self.dir, source))
    }

    /// The index of a file; none when the file is damaged or gone.
    pub(crate) fn index(&self, name: ColdName) -> Result<Arc<Index>, NoIndex> {
        let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = indexes.get(name) {
            return Ok(index);
        }
        drop(indexes);
        let (index, _) = self.read_index(name)?;
        let index = Arc::new(index);
        indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
        indexes.put(name, Arc::clone(&index));
        Ok(index)
    }

    pub(crate) fn forget_index(&self, name: ColdName) {
        self.indexes
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(name);
    }

    /// What a file covers; none when it cannot be read, and then the last damage says why.
    fn look_into(&self, name: ColdName, damage: &mut Vec<Damage>) -> Result<Option<FileInfo>, ColdError> {
        match self.read_index(name) {
            Ok((index, bytes)) => {
                let head = self.read_part(name, 0, HEAD_BYTES)?;
                damage.extend(check_head(name, &head).err());
                let days = index.days.clone();
                let mut indexes = self.indexes.lock().unwrap_or_else(PoisonError::into_inner);
                indexes.put(name, Arc::new(index));
                Ok(Some(FileInfo { name, days, bytes }))
            }
            Err(NoIndex::NotOpened(NotOpened::Damaged(found))) => {
                damage.push(found);
                Ok(None)
            }
            Err(NoIndex::NotOpened(newer)) => Err(ColdError::TooNew(newer)),
            Err(NoIndex::Disk(error)) => Err(error),
        }
    }

    fn read_index(&self, name: ColdName) -> Result<(Index, u64), NoIndex> {
        let path = self.path(name);
        let bytes = self
            .files
            .length(&path)
            .map_err(|source| disk("read", &path, source))?;
        let Some(foot_offset) = bytes
            .checked_sub(FOOT_BYTES as u64)
            .filter(|offset| *offset >= HEAD_BYTES as u64)
        else {
            let why = if bytes == 0 {
                "the file is empty"
            } else {
                "the file is cut short"
            };
            let part = Part::Index;
            return Err(NoIndex::NotOpened(NotOpened::Damaged(Damage {
                file: name,
                part,
                why,
            })));
        };
        let foot = self.read_part(name, foot_offset, FOOT_BYTES)?;
        let foot = Foot::read(name, bytes, &foot).map_err(NoIndex::NotOpened)?;
        let (offset, length) = foot.index_place();
        let index = self.read_part(name, offset, length as usize)?;
        let index = foot.read_index(name, &index).map_err(NoIndex::NotOpened)?;
        Ok((index, bytes))
    }

    pub(crate) fn read_part(&self, name: ColdName, offset: u64, bytes: usize) -> Result<Vec<u8>, ColdError> {
        let path = self.path(name);
        self.files
            .read_at(&path, offset, bytes)
            .map_err(|source| disk("read", &path, source))
    }
}

/// Why there is no index.
pub(crate) enum NoIndex {
    Disk(ColdError),
    NotOpened(NotOpened),
}

impl From<ColdError> for NoIndex {
    fn from(error: ColdError) -> Self {
        Self::Disk(error)
    }
}

pub(crate) fn disk(operation: &'static str, path: &Path, source: io::Error) -> ColdError {
    ColdError::Disk {
        operation,
        path: path.to_owned(),
        source,
    }
}

impl std::fmt::Debug for ColdFiles {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ColdFiles")
            .field("dir", &self.dir)
            .finish_non_exhaustive()
    }
}

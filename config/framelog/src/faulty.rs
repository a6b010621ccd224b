use crate::{File, Files, Open};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A disk in memory that loses power, fills up and refuses to sync on request. Clones share it.
///
/// A write counts as durable only after `sync_data`, a name only after `sync_dir`. At a power cut every write
/// since the last sync is, by the seed, kept, torn or lost, each for itself.
#[derive(Clone)]
pub struct FaultyFiles(Arc<Mutex<Disk>>);

struct Disk {
    now: BTreeMap<PathBuf, FileState>,
    /// Names as they would be after a power cut.
    durable_names: BTreeMap<PathBuf, u64>,
    next_file: u64,
    random: u64,
    capacity_bytes: Option<u64>,
    sync_fails: bool,
    contents: BTreeMap<u64, Content>,
}

#[derive(Clone)]
struct FileState {
    file: u64,
}

#[derive(Clone, Default)]
struct Content {
    seen: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Clone)]
enum Change {
    Write(u64, Vec<u8>),
    Length(u64),
}

impl FaultyFiles {
    /// An empty disk; the seed decides what power cuts do.
    pub fn new(seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Disk {
            now: BTreeMap::new(),
            durable_names: BTreeMap::new(),
            next_file: 0,
            random: seed.wrapping_mul(2).wrapping_add(1),
            capacity_bytes: None,
            sync_fails: false,
            contents: BTreeMap::new(),
        })))
    }

    /// Loses power: from now on the disk holds what was durable, and by chance some of what was not. Files that
    /// are open must not be used any more.
    pub fn power_cut(&self) {
        self.with(|disk| {
            let names = std::mem::take(&mut disk.now);
            let mut after = BTreeMap::new();
            for (path, file) in disk.durable_names.clone() {
                after.insert(path, file);
            }
            // A name that was not synced may have made it.
            for (path, state) in names {
                if !after.contains_key(&path) && disk.chance(2) {
                    after.insert(path, state.file);
                }
            }
            let ids: Vec<u64> = after.values().copied().collect();
            for id in ids {
                let mut content = disk.contents.remove(&id).unwrap_or_default();
                for change in std::mem::take(&mut content.unsynced) {
                    match (disk.random_below(3), change) {
                        (0, _) => {}
                        (1, Change::Write(offset, bytes)) => {
                            let torn = disk.random_below(bytes.len() as u64 + 1) as usize;
                            write(&mut content.durable, offset, &bytes[..torn]);
                        }
                        (_, change) => apply(&mut content.durable, &change),
                    }
                }
                content.seen = content.durable.clone();
                disk.contents.insert(id, content);
            }
            disk.durable_names = after.clone();
            disk.now = after
                .into_iter()
                .map(|(path, file)| (path, FileState { file }))
                .collect();
        });
    }

    /// How many bytes fit, all files together; `None` for no bound.
    pub fn set_capacity(&self, bytes: Option<u64>) {
        self.with(|disk| disk.capacity_bytes = bytes);
    }

    /// Makes every sync fail from now on, or work again.
    pub fn fail_sync(&self, fails: bool) {
        self.with(|disk| disk.sync_fails = fails);
    }

    /// Changes bytes behind everyone's back, durably: what a bad disk does.
    pub fn corrupt(&self, path: &Path, change: impl FnOnce(&mut Vec<u8>)) {
        self.with(|disk| {
            if let Some(state) = disk.now.get(path)
                && let Some(content) = disk.contents.get_mut(&state.file)
            {
                change(&mut content.seen);
                content.durable = content.seen.clone();
                content.unsynced.clear();
            }
        });
    }

    fn with<T>(&self, work: impl FnOnce(&mut Disk) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Disk {
    /// A xorshift: seeded, so that a failing test fails again.
    fn random_below(&mut self, bound: u64) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random % bound.max(1)
    }

    fn chance(&mut self, one_in: u64) -> bool {
        self.random_below(one_in) == 0
    }

    fn check_room(&self, file: u64, length: u64) -> io::Result<()> {
        let Some(capacity) = self.capacity_bytes else {
            return Ok(());
        };
        let of = |content: &Content| content.seen.len() as u64;
        // What a file has already is its own, however full the disk is.
        if length <= of(&self.contents[&file]) {
            return Ok(());
        }
        let others: u64 = self
            .now
            .values()
            .filter(|state| state.file != file)
            .map(|state| of(&self.contents[&state.file]))
            .sum();
        let own = of(&self.contents[&file]).max(length);
        if others + own > capacity {
            Err(io::ErrorKind::StorageFull.into())
        } else {
            Ok(())
        }
    }

    fn change(&mut self, file: u64, change: Change) {
        let content = self.contents.entry(file).or_default();
        apply(&mut content.seen, &change);
        content.unsynced.push(change);
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write(offset, written) => write(bytes, *offset, written),
        Change::Length(length) => bytes.resize(*length as usize, 0),
    }
}

fn write(bytes: &mut Vec<u8>, offset: u64, written: &[u8]) {
    let offset = offset as usize;
    if bytes.len() < offset + written.len() {
        bytes.resize(offset + written.len(), 0);
    }
    bytes[offset..offset + written.len()].copy_from_slice(written);
}

impl Files for FaultyFiles {
    fn create_dir_all(&self, _dir: &Path) -> io::Result<()> {
        Ok(())
    }

    fn list(&self, dir: &Path) -> io::Result<Vec<String>> {
        self.with(|disk| {
            let below = disk.now.keys().filter(|path| path.parent() == Some(dir));
            Ok(below
                .filter_map(|path| path.file_name()?.to_str().map(str::to_owned))
                .collect())
        })
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.with(|disk| {
            let state = disk.now.get(path).ok_or(io::ErrorKind::NotFound)?;
            Ok(disk.contents[&state.file].seen.clone())
        })
    }

    fn length(&self, path: &Path) -> io::Result<u64> {
        self.with(|disk| {
            let state = disk.now.get(path).ok_or(io::ErrorKind::NotFound)?;
            Ok(disk.contents[&state.file].seen.len() as u64)
        })
    }

    fn read_at(&self, path: &Path, offset: u64, bytes: usize) -> io::Result<Vec<u8>> {
        self.with(|disk| {
            let state = disk.now.get(path).ok_or(io::ErrorKind::NotFound)?;
            let content = &disk.contents[&state.file].seen;
            let part = usize::try_from(offset)
                .ok()
                .and_then(|from| content.get(from..from.checked_add(bytes)?));
            Ok(part.ok_or(io::ErrorKind::UnexpectedEof)?.to_vec())
        })
    }

    fn open(&self, path: &Path, how: Open) -> io::Result<Box<dyn File>> {
        self.with(|disk| {
            let file = match (disk.now.get(path), how) {
                (Some(_), Open::New) => return Err(io::ErrorKind::AlreadyExists.into()),
                (None, Open::Existing) => return Err(io::ErrorKind::NotFound.into()),
                (Some(state), Open::Existing) => state.file,
                (None, Open::New) => {
                    disk.next_file += 1;
                    let file = disk.next_file;
                    disk.contents.insert(file, Content::default());
                    disk.now.insert(path.to_owned(), FileState { file });
                    file
                }
            };
            Ok(Box::new(OpenFile {
                disk: self.clone(),
                file,
            }) as Box<dyn File>)
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.with(|disk| {
            disk.now
                .remove(path)
                .map(|_| ())
                .ok_or_else(|| io::ErrorKind::NotFound.into())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.with(|disk| {
            let state = disk.now.remove(from).ok_or(io::ErrorKind::NotFound)?;
            disk.now.insert(to.to_owned(), state);
            Ok(())
        })
    }

    fn sync_dir(&self, dir: &Path) -> io::Result<()> {
        self.with(|disk| {
            if disk.sync_fails {
                return Err(io::Error::other("sync refused"));
            }
            disk.durable_names.retain(|path, _| path.parent() != Some(dir));
            let below = disk.now.iter().filter(|(path, _)| path.parent() == Some(dir));
            let named: Vec<(PathBuf, u64)> = below.map(|(path, state)| (path.clone(), state.file)).collect();
            disk.durable_names.extend(named);
            Ok(())
        })
    }
}

struct OpenFile {
    disk: FaultyFiles,
    file: u64,
}

impl File for OpenFile {
    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let (file, bytes) = (self.file, bytes.to_vec());
        self.disk.with(|disk| {
            disk.check_room(file, offset + bytes.len() as u64)?;
            disk.change(file, Change::Write(offset, bytes));
            Ok(())
        })
    }

    fn sync_data(&mut self) -> io::Result<()> {
        let file = self.file;
        self.disk.with(|disk| {
            if disk.sync_fails {
                return Err(io::Error::other("sync refused"));
            }
            let content = disk.contents.entry(file).or_default();
            content.durable = content.seen.clone();
            content.unsynced.clear();
            Ok(())
        })
    }

    fn set_len(&mut self, bytes: u64) -> io::Result<()> {
        let file = self.file;
        self.disk.with(|disk| {
            disk.check_room(file, bytes)?;
            disk.change(file, Change::Length(bytes));
            Ok(())
        })
    }

    fn allocate(&mut self, bytes: u64) -> io::Result<()> {
        let file = self.file;
        self.disk.with(|disk| {
            disk.check_room(file, bytes)?;
            let longer = disk.contents[&file].seen.len() as u64;
            if bytes > longer {
                disk.change(file, Change::Length(bytes));
            }
            Ok(())
        })
    }
}

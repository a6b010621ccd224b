use crate::frame::{FRAME_HEAD_BYTES, SEGMENT_HEAD_BYTES, segment_head, write_frame};
use crate::scan::{Damage, scan};
use crate::{File, Files, Open};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What kind of log it is.
#[derive(Clone, Copy, Debug)]
pub struct LogOptions {
    /// Tells this kind of log from any other file.
    pub magic: [u8; 8],
    /// The version of the payloads that this build writes; it reads this and older ones.
    pub version: u16,
    /// Room that is reserved for a segment. A payload that is larger gets a segment of its own.
    pub segment_bytes: u64,
}

/// What was found on opening.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Opened {
    /// Sound frames read.
    pub frames: u64,
    /// Bytes of an unfinished write that were cut off at the end.
    pub torn_bytes: u64,
    /// Places that cannot be read although sound frames stand behind them.
    pub damage: Vec<Damage>,
}

/// A file of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The index of its first frame.
    pub first_index: u64,
    /// Bytes used in it.
    pub bytes: u64,
}

/// A failed operation of a log. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The disk refused.
    #[error("{operation} {path}")]
    Disk {
        /// What was tried.
        operation: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// What the disk said.
        #[source]
        source: io::Error,
    },
    /// Written by a later version of the program.
    #[error("read {path}: it has version {found}, this program reads up to {known}; use the newer program")]
    TooNew {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u16,
        /// The newest version this build reads.
        known: u16,
    },
    /// A payload over the bound of the format.
    #[error("append a payload of {bytes} bytes: the most is {max}")]
    PayloadTooLarge {
        /// Its size.
        bytes: usize,
        /// The bound.
        max: usize,
    },
    /// An earlier sync failed: what the disk then holds is not known, so nothing more may be promised.
    #[error("append to {path}: an earlier sync failed")]
    Broken {
        /// The folder.
        path: PathBuf,
    },
}

impl LogError {
    /// Whether the cause is a full disk: nothing was written and it may be tried again.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Disk { source, .. }
            if matches!(source.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded))
    }
}

/// The largest payload, bytes: bounds what a reader must hold in memory.
const PAYLOAD_BYTES_MAX: usize = 256 * 1024 * 1024;

/// An append-only log in a folder of its own.
///
/// Call order: [`Log::open`], then any of [`Log::append`], and [`Log::sync`] before anything appended is told
/// to anyone. After a failed sync only dropping the log is of use.
pub struct Log {
    files: Arc<dyn Files>,
    dir: PathBuf,
    options: LogOptions,
    segments: Vec<Segment>,
    current: Option<Box<dyn File>>,
    /// Bytes reserved for the current segment.
    reserved: u64,
    next_index: u64,
    broken: bool,
    /// Kept from frame to frame; as large as the largest.
    frame: Vec<u8>,
}

impl Log {
    /// Opens the log in `dir`, making the folder if needed; hands every sound frame, oldest first, to `each`.
    /// Cuts a torn tail. Damage in the middle is named and skipped.
    ///
    /// # Errors
    /// When the disk refuses, or a segment was written by a later version.
    pub fn open(
        files: Arc<dyn Files>,
        dir: &Path,
        options: LogOptions,
        mut each: impl FnMut(u64, &[u8]),
    ) -> Result<(Self, Opened), LogError> {
        let disk = |operation, path: &Path| {
            let path = path.to_owned();
            move |source| LogError::Disk {
                operation,
                path,
                source,
            }
        };
        files.create_dir_all(dir).map_err(disk("make the folder", dir))?;
        let mut names: Vec<(u64, String)> = files
            .list(dir)
            .map_err(disk("list the folder", dir))?
            .into_iter()
            .filter_map(|name| Some((first_index_of(&name)?, name)))
            .collect();
        names.sort_unstable();
        let mut log = Self {
            files,
            dir: dir.to_owned(),
            options,
            segments: Vec::new(),
            current: None,
            reserved: 0,
            next_index: names.first().map_or(0, |(first, _)| *first),
            broken: false,
            frame: Vec::new(),
        };
        let mut opened = Opened::default();
        let last = names.len().saturating_sub(1);
        for (number, (first_index, name)) in names.iter().enumerate() {
            log.open_segment(*first_index, name, number == last, &mut opened, &mut each)?;
        }
        Ok((log, opened))
    }

    fn open_segment(
        &mut self,
        first_index: u64,
        name: &str,
        is_last: bool,
        opened: &mut Opened,
        each: &mut dyn FnMut(u64, &[u8]),
    ) -> Result<(), LogError> {
        let path = self.dir.join(name);
        let bytes = self
            .files
            .read(&path)
            .map_err(|source| self.disk("read", &path, source))?;
        if let Some(tail) = opened
            .damage
            .last_mut()
            .filter(|damage| damage.missing_to.is_none())
        {
            tail.missing_to = Some(first_index);
        } else if first_index > self.next_index {
            opened.damage.push(Damage {
                segment: name.to_owned(),
                offset: 0,
                bytes: 0,
                missing_from: self.next_index,
                missing_to: Some(first_index),
            });
        }
        let found = scan(self.options.magic, name, first_index, &bytes, each);
        if let Some(version) = found.version
            && version > self.options.version
        {
            return Err(LogError::TooNew {
                path,
                found: version,
                known: self.options.version,
            });
        }
        opened.frames += found.frames;
        opened.damage.extend(found.damage);
        self.next_index = self.next_index.max(found.next_index);
        let empty_and_headless = found.version.is_none() && found.frames == 0;
        if is_last && empty_and_headless {
            // Power went between making the file and syncing its head: nothing was ever promised in it.
            opened.torn_bytes += found.torn_bytes;
            self.files
                .remove(&path)
                .map_err(|source| self.disk("remove", &path, source))?;
            return self
                .files
                .sync_dir(&self.dir)
                .map_err(|source| self.disk("sync", &self.dir, source));
        }
        if !is_last && found.torn_bytes > 0 {
            opened.damage.push(Damage {
                segment: name.to_owned(),
                offset: found.end,
                bytes: found.torn_bytes,
                missing_from: found.next_index,
                missing_to: None,
            });
        }
        self.segments.push(Segment {
            first_index,
            bytes: found.end,
        });
        if is_last {
            opened.torn_bytes += found.torn_bytes;
            self.reopen_for_writing(&path, found.end)?;
        }
        Ok(())
    }

    /// Goes on behind the last sound frame. What lay there is cut first, so that it can never be read as a frame.
    fn reopen_for_writing(&mut self, path: &Path, end: u64) -> Result<(), LogError> {
        let mut file = self
            .files
            .open(path, Open::Existing)
            .map_err(|source| self.disk("open", path, source))?;
        file.set_len(end)
            .map_err(|source| self.disk("cut the torn tail of", path, source))?;
        file.sync_data()
            .map_err(|source| self.disk("sync", path, source))?;
        // On a full disk the rest of this segment stays unreserved: the next append finds out.
        self.reserved = match file.allocate(self.options.segment_bytes.max(end)) {
            Ok(()) => self.options.segment_bytes.max(end),
            Err(_) => end,
        };
        self.current = Some(file);
        Ok(())
    }

    /// Appends a payload and returns its index. Not durable before [`Self::sync`].
    ///
    /// # Errors
    /// [`LogError::is_disk_full`] when there is no room (nothing has changed); otherwise the log is of no more use.
    pub fn append(&mut self, payload: &[u8]) -> Result<u64, LogError> {
        if payload.len() > PAYLOAD_BYTES_MAX {
            return Err(LogError::PayloadTooLarge {
                bytes: payload.len(),
                max: PAYLOAD_BYTES_MAX,
            });
        }
        self.reserve(payload.len())?;
        let index = self.next_index;
        let bytes = &mut self.frame;
        bytes.clear();
        write_frame(index, payload, bytes);
        let segment = self
            .segments
            .last_mut()
            .expect("reserve leaves a current segment");
        let file = self.current.as_mut().expect("reserve leaves a current segment");
        if let Err(source) = file.write_at(segment.bytes, bytes) {
            self.broken = true;
            let path = self.dir.join(segment_name(segment.first_index));
            return Err(self.disk("write", &path, source));
        }
        segment.bytes += bytes.len() as u64;
        self.next_index += 1;
        Ok(index)
    }

    /// Makes sure that payloads of together `bytes` (in one frame) can be appended without finding the disk full.
    ///
    /// # Errors
    /// [`LogError::is_disk_full`] when there is no room; nothing has changed then.
    pub fn reserve(&mut self, bytes: usize) -> Result<(), LogError> {
        if self.broken {
            return Err(LogError::Broken {
                path: self.dir.clone(),
            });
        }
        let wanted = (FRAME_HEAD_BYTES + bytes) as u64;
        if self.current.is_some() && self.used() + wanted <= self.reserved {
            return Ok(());
        }
        self.start_segment(wanted)
    }

    /// Starts a new segment if a payload of this size would not fit into the current one; `true` when it did, so
    /// that the caller can begin the segment with a frame of its own.
    ///
    /// # Errors
    /// As [`Self::reserve`].
    pub fn rotate_if_full(&mut self, next_payload_bytes: usize) -> Result<bool, LogError> {
        let before = self.segments.last().map(|segment| segment.first_index);
        self.reserve(next_payload_bytes)?;
        Ok(self.segments.last().map(|segment| segment.first_index) != before)
    }

    /// Makes everything appended durable.
    ///
    /// # Errors
    /// When the disk refuses: then what it holds is unknown and the log refuses all further work.
    pub fn sync(&mut self) -> Result<(), LogError> {
        if self.broken {
            return Err(LogError::Broken {
                path: self.dir.clone(),
            });
        }
        let Some(file) = self.current.as_mut() else {
            return Ok(());
        };
        if let Err(source) = file.sync_data() {
            self.broken = true;
            return Err(self.disk("sync", &self.dir.clone(), source));
        }
        Ok(())
    }

    /// Removes the segments that hold only frames before `index`; never the one being written.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn remove_segments_before(&mut self, index: u64) -> Result<(), LogError> {
        let mut removed = false;
        while self.segments.len() > 1 && self.segments[1].first_index <= index {
            let path = self.dir.join(segment_name(self.segments[0].first_index));
            self.files
                .remove(&path)
                .map_err(|source| self.disk("remove", &path, source))?;
            self.segments.remove(0);
            removed = true;
        }
        if removed {
            self.files
                .sync_dir(&self.dir)
                .map_err(|source| self.disk("sync", &self.dir, source))?;
        }
        Ok(())
    }

    /// The index that the next payload gets.
    pub fn next_index(&self) -> u64 {
        self.next_index
    }

    /// The segments, oldest first; the last one is being written.
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// Bytes used by all segments.
    pub fn total_bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.bytes).sum()
    }

    fn used(&self) -> u64 {
        self.segments.last().map_or(0, |segment| segment.bytes)
    }

    fn start_segment(&mut self, first_frame_bytes: u64) -> Result<(), LogError> {
        // A current segment without a frame would give the new one the same name; make room in it instead.
        if let Some(segment) = self.segments.last()
            && segment.first_index == self.next_index
            && let Some(file) = self.current.as_mut()
        {
            let wanted = self.options.segment_bytes.max(segment.bytes + first_frame_bytes);
            let allocated = file.allocate(wanted);
            let path = self.dir.join(segment_name(segment.first_index));
            allocated.map_err(|source| self.disk("reserve room in", &path, source))?;
            self.reserved = wanted;
            return Ok(());
        }
        self.sync()?;
        let reserved = self
            .options
            .segment_bytes
            .max(SEGMENT_HEAD_BYTES as u64 + first_frame_bytes);
        let path = self.dir.join(segment_name(self.next_index));
        let mut file = self
            .files
            .open(&path, Open::New)
            .map_err(|source| self.disk("make", &path, source))?;
        let head = segment_head(self.options.magic, self.options.version, self.next_index);
        let prepared = file
            .allocate(reserved)
            .and_then(|()| file.write_at(0, &head))
            .and_then(|()| file.sync_data())
            .and_then(|()| self.files.sync_dir(&self.dir));
        if let Err(source) = prepared {
            drop(file);
            // Best effort: an empty segment left behind is recognised and removed at the next open.
            let _ = self.files.remove(&path);
            return Err(self.disk("reserve room for", &path, source));
        }
        if let (Some(mut full), Some(segment)) = (self.current.take(), self.segments.last()) {
            // Give the unused reserve back; if that fails only room is lost.
            let _ = full.set_len(segment.bytes);
        }
        self.segments.push(Segment {
            first_index: self.next_index,
            bytes: SEGMENT_HEAD_BYTES as u64,
        });
        self.current = Some(file);
        self.reserved = reserved;
        Ok(())
    }

    fn disk(&self, operation: &'static str, path: &Path, source: io::Error) -> LogError {
        LogError::Disk {
            operation,
            path: path.to_owned(),
            source,
        }
    }
}

fn segment_name(first_index: u64) -> String {
    format!("{first_index:020}.seg")
}

fn first_index_of(name: &str) -> Option<u64> {
    let digits = name.strip_suffix(".seg")?;
    (digits.len() == 20).then(|| digits.parse().ok()).flatten()
}

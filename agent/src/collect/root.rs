//! The file tree that is read as this machine: `/`, or a copy of another machine's for tests.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The largest file read whole, bytes: the SMBIOS table, the largest of them, is at most 64 KiB in practice.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// A collector that could not do its work. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum CollectError {
    /// A file that must be there is not, or cannot be read.
    #[error("read {path}")]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// A file of a copied machine is not what it should be.
    #[error("understand {path}")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A file does not hold what it should.
    #[error("find {what} in {path}")]
    Missing {
        /// What was sought.
        what: &'static str,
        /// The file.
        path: PathBuf,
    },
}

/// See the file's head.
#[derive(Clone, Debug)]
pub struct Root {
    path: PathBuf,
}

impl Root {
    /// Reads below `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// Whether this is the running machine itself, so that system calls may be asked too.
    pub fn is_live(&self) -> bool {
        self.path == Path::new("/")
    }

    /// The place of a file of the tree; `relative` is without a leading slash.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.path.join(relative)
    }

    /// Opens a file.
    ///
    /// # Errors
    /// When it is not there or may not be read.
    pub fn open(&self, relative: &str) -> Result<File, CollectError> {
        let path = self.path(relative);
        File::open(&path).map_err(|source| CollectError::Read { path, source })
    }

    /// The content of a file, as text; bytes that are not UTF-8 are replaced.
    ///
    /// # Errors
    /// When it is not there or may not be read.
    pub fn text(&self, relative: &str) -> Result<String, CollectError> {
        let mut bytes = Vec::new();
        let read = self.open(relative)?.take(FILE_BYTES_MAX).read_to_end(&mut bytes);
        match read {
            Ok(_) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(source) => Err(CollectError::Read {
                path: self.path(relative),
                source,
            }),
        }
    }

    /// The content of a file that may be absent or closed to us.
    pub fn bytes(&self, relative: &str) -> Option<Vec<u8>> {
        self.head(relative, FILE_BYTES_MAX)
    }

    /// The first bytes of a file that may be absent, at most so many.
    pub fn head(&self, relative: &str, bytes_max: u64) -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        self.open(relative)
            .ok()?
            .take(bytes_max)
            .read_to_end(&mut bytes)
            .ok()?;
        Some(bytes)
    }

    /// The trimmed text of a file of one value; `None` when there is none, or a blank one.
    pub fn value(&self, relative: &str) -> Option<String> {
        let bytes = self.bytes(relative)?;
        let text = String::from_utf8_lossy(&bytes);
        let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\0');
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The number in a file of one value.
    pub fn number<T: FromStr>(&self, relative: &str) -> Option<T> {
        self.value(relative)?.parse().ok()
    }

    /// The names in a folder, sorted; none when it is not there.
    pub fn names(&self, relative: &str) -> Vec<String> {
        let Ok(entries) = std::fs::read_dir(self.path(relative)) else {
            return Vec::new();
        };
        let mut names: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .collect();
        names.sort_unstable();
        names
    }

    /// Whether there is something of that name.
    pub fn has(&self, relative: &str) -> bool {
        self.path(relative).exists()
    }

    /// Where a symbolic link points, as text.
    pub fn link(&self, relative: &str) -> Option<String> {
        let target = std::fs::read_link(self.path(relative)).ok()?;
        target.into_os_string().into_string().ok()
    }
}

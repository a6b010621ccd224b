//! By what is judged while the daemon runs: read from the folder of standards at the start, and again when told to.
//!
//! ```text
//! DIR/standards/plans/*.toml  profiles/*.toml  prices/*.toml  calendar.toml  levels.toml  evidence.toml
//! ```
//! A folder with something malformed in it is refused as a whole, and what was in force stays.

use kiemke_config::daemon::StandardsSettings;
use kiemke_config::given::{GivenFile, GivenFiles};
use kiemke_config::load::BadSettings;
use kiemke_core::Fleet;
use kiemke_core::query::{BadStandards, Chosen, Standards};
use kiemke_wire::ids::Position;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

/// Files of one kind: a province has a handful, and all are read at once.
const FILES_MAX: usize = 256;
/// A file, bytes: the plan that ships has twelve thousand.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Why standards are not taken. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum NoStandards {
    /// The disk refused.
    #[error("read the standards in {path}")]
    Disk {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// There is more than a province has.
    #[error("read the standards in {path}: {what} is over its bound of {max}")]
    TooMuch {
        /// The file or folder.
        path: PathBuf,
        /// What.
        what: &'static str,
        /// The bound.
        max: u64,
    },
    /// Something lies there that is none.
    #[error(
        "read the standards in {0}: it is none of plans, profiles, prices, calendar.toml, levels.toml and evidence.toml; take it away"
    )]
    Stranger(PathBuf),
    /// What was read is not what it should be.
    #[error(transparent)]
    Bad(#[from] BadStandards),
}

impl From<BadSettings> for NoStandards {
    fn from(bad: BadSettings) -> Self {
        Self::Bad(bad.into())
    }
}

/// What is in force; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct InForce {
    /// Where the province's own lie; it need not be there.
    folder: PathBuf,
    chosen: Chosen,
    held: Arc<RwLock<Held>>,
}

/// What files say, and what was typed beside them.
#[derive(Debug)]
struct Held {
    of_files: Arc<Standards>,
    typed: Vec<String>,
    /// The state that holds those.
    typed_at: Position,
    in_force: Arc<Standards>,
}

impl Held {
    fn of(of_files: Arc<Standards>, (typed_at, typed): (Position, Vec<String>)) -> Self {
        let (in_force, left_out) = of_files.with_typed(&typed);
        for why in left_out {
            tracing::warn!(why, "a typed plan is left out");
        }
        Self {
            of_files,
            typed,
            typed_at,
            in_force: Arc::new(in_force),
        }
    }
}

impl InForce {
    /// Reads the folder of the settings, or that of the data folder.
    pub(crate) fn open(settings: &StandardsSettings, data: &Path) -> Result<Self, NoStandards> {
        let is_named = settings.folder.is_some();
        let folder = settings.folder.clone().unwrap_or_else(|| data.join("standards"));
        let chosen = Chosen {
            plan: settings.plan.clone(),
            choices: settings.choices.clone(),
        };
        if is_named {
            // A folder that somebody wrote down is there, or the name is wrong.
            fs::read_dir(&folder).map_err(unread(&folder))?;
        }
        let standards = Standards::with(&files_in(&folder)?, &chosen)?;
        Ok(Self {
            folder,
            chosen,
            held: Arc::new(RwLock::new(Held::of(
                Arc::new(standards),
                (Position(0), Vec::new()),
            ))),
        })
    }

    /// What ships, for whoever judges nothing.
    pub(crate) fn shipped() -> Self {
        Self {
            folder: PathBuf::new(),
            chosen: Chosen::default(),
            held: Arc::new(RwLock::new(Held::of(
                Arc::new(Standards::shipped()),
                (Position(0), Vec::new()),
            ))),
        }
    }

    /// As they are now. Whoever works with them keeps them to the end of that work.
    pub(crate) fn now(&self) -> Arc<Standards> {
        let held = self.held.read().unwrap_or_else(PoisonError::into_inner);
        held.in_force.clone()
    }

    /// Reads the folder again; on an error what was in force stays.
    pub(crate) fn reload(&self) -> Result<Arc<Standards>, NoStandards> {
        let given = files_in(&self.folder)?;
        let read = Arc::new(Standards::with(&given, &self.chosen)?);
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        read.can_follow(&held.of_files, &given)?;
        let typed = (held.typed_at, std::mem::take(&mut held.typed));
        *held = Held::of(read, typed);
        Ok(held.in_force.clone())
    }

    /// Takes the plans that were typed, as a state holds them; of an older one nothing.
    pub(crate) fn take_typed(&self, fleet: &Fleet) {
        let (at, texts) = (fleet.position(), fleet.plans().texts());
        let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
        if at < held.typed_at {
            return;
        }
        held.typed_at = at;
        if held.typed != texts {
            *held = Held::of(held.of_files.clone(), (at, texts));
        }
    }

    /// Where the province's own lie.
    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// All files of a folder of standards; none where there is no such folder.
fn files_in(folder: &Path) -> Result<GivenFiles, NoStandards> {
    let mut given = GivenFiles::default();
    for path in listed(folder)? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
            return Err(NoStandards::Stranger(path));
        };
        match name {
            "plans" => given.plans = tables_in(&path)?,
            "profiles" => given.profiles = tables_in(&path)?,
            "prices" => given.prices = tables_in(&path)?,
            "calendar.toml" => given.calendar = Some(file_at(path)?),
            "levels.toml" => given.levels = Some(file_at(path)?),
            "evidence.toml" => given.evidence = Some(file_at(path)?),
            name if name.starts_with('.') => {}
            _ => return Err(NoStandards::Stranger(path)),
        }
    }
    Ok(given)
}

/// The TOML files of a folder by name; notes and copies that lie beside them are passed over.
fn tables_in(folder: &Path) -> Result<Vec<GivenFile>, NoStandards> {
    let mut paths = listed(folder)?;
    let is_hidden = |path: &Path| {
        path.file_name()
            .is_some_and(|name| name.as_encoded_bytes()[0] == b'.')
    };
    paths.retain(|path| path.extension().is_some_and(|end| end == "toml") && !is_hidden(path));
    paths.into_iter().map(file_at).collect()
}

fn listed(folder: &Path) -> Result<Vec<PathBuf>, NoStandards> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(unread(folder))?,
    };
    let mut paths = Vec::new();
    for entry in entries {
        if paths.len() == FILES_MAX {
            return Err(NoStandards::TooMuch {
                path: folder.to_owned(),
                what: "the number of files",
                max: FILES_MAX as u64,
            });
        }
        paths.push(entry.map_err(unread(folder))?.path());
    }
    paths.sort();
    Ok(paths)
}

fn file_at(path: PathBuf) -> Result<GivenFile, NoStandards> {
    let mut text = String::new();
    let file = fs::File::open(&path).map_err(unread(&path))?;
    let read = file.take(FILE_BYTES_MAX + 1).read_to_string(&mut text);
    read.map_err(unread(&path))?;
    match text.len() as u64 > FILE_BYTES_MAX {
        true => Err(NoStandards::TooMuch {
            path,
            what: "its size in bytes",
            max: FILE_BYTES_MAX,
        }),
        false => Ok((path, text)),
    }
}

fn unread(path: &Path) -> impl FnOnce(io::Error) -> NoStandards {
    move |source| NoStandards::Disk {
        path: path.to_owned(),
        source,
    }
}

//! A backup put back into an empty folder. The backup is read whole before anything is written; while it is being
//! written a mark lies in the folder, with which no daemon starts on it.
//!
//! ```text
//! mark, synced → authority → cold files → images/full-<position>.kki → mark removed
//! ```

use crate::folder::Folder;
use crate::image::{ImageError, ImageReader, ImageWriter, Part, read_state};
use crate::images::{ImageKind, Images};
use crate::passphrase::{BadSeal, Passphrase, Secrets};
use crate::start::take;
use crate::start_error::StartError;
use crate::tls::{AuthoritySecret, NoTls, put_authority};
use kiemke_core::Fleet;
use kiemke_framelog::{DiskFiles, Files as _, Open};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::Position;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MARK: &str = "restore.unfinished";

/// Why nothing was put back. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotRestored {
    #[error(
        "restore into {dir}: it is not empty (it holds {found}); name a folder that is empty or not there"
    )]
    NotEmpty { dir: PathBuf, found: String },
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error("read the backup: it names a cold file {name:?}, which is no name of a file")]
    Name { name: String },
    #[error(transparent)]
    Seal(#[from] BadSeal),
    #[error("open the sealed secrets: the backup was made without a passphrase and holds none")]
    NothingSealed,
    #[error(transparent)]
    Folder(#[from] StartError),
    #[error(transparent)]
    Authority(#[from] NoTls),
    #[error("write {path}")]
    Disk {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
}

/// What was put back.
#[derive(Debug)]
pub(crate) struct Restored {
    pub(crate) position: Position,
    pub(crate) machines: usize,
    pub(crate) cold_files: usize,
    /// Whether a new key was drawn because the old one was not given.
    pub(crate) new_key: bool,
    /// Whether the authority that agents trust was put back.
    pub(crate) authority: bool,
    /// Whether there were secrets in it.
    pub(crate) was_sealed: bool,
}

/// Whether a restore was cut short in a folder.
pub(crate) fn is_unfinished(data: &Path) -> bool {
    data.join(MARK).exists()
}

/// Puts a backup back.
pub(crate) fn restore(
    backup: &Path,
    data: &Path,
    passphrase: Option<&Passphrase>,
) -> Result<Restored, NotRestored> {
    check_empty(data)?;
    let (mut fleet, about) = read_through(backup)?;
    let secrets = match (passphrase, &about.sealed) {
        (None, _) => None,
        (Some(_), None) => return Err(NotRestored::NothingSealed),
        (Some(passphrase), Some(sealed)) => Some(passphrase.open(sealed)?),
    };
    let new_key = secrets.is_none();
    let Secrets { hash_key, authority } = secrets.unwrap_or_else(|| Secrets {
        hash_key: HashKey(crate::random::bytes()),
        authority: None,
    });
    fleet.set_hash_key(hash_key);
    let folder = take(data)?;
    check_empty(data)?;
    write(backup, &folder, &fleet, authority.as_ref())?;
    Ok(Restored {
        position: fleet.position(),
        machines: fleet.machine_count(),
        cold_files: about.cold.len(),
        new_key,
        authority: authority.is_some(),
        was_sealed: about.sealed.is_some(),
    })
}

/// What of a restore that was cut short lies there does not count.
fn check_empty(data: &Path) -> Result<(), NotRestored> {
    let entries = match fs::read_dir(data) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries.map_err(disk(data))?,
    };
    let again = is_unfinished(data);
    let mut found = BTreeSet::new();
    for entry in entries {
        let name = entry.map_err(disk(data))?.file_name();
        let name = name.to_string_lossy().into_owned();
        let ours = name == "lock" || (again && [MARK, "images", "cold", "tls"].contains(&name.as_str()));
        if !ours {
            found.insert(name);
        }
    }
    match found.first() {
        None => Ok(()),
        Some(found) => Err(NotRestored::NotEmpty {
            dir: data.to_owned(),
            found: found.clone(),
        }),
    }
}

/// What a backup holds besides the state.
#[derive(Default)]
pub(crate) struct About {
    pub(crate) cold: BTreeSet<String>,
    pub(crate) sealed: Option<Vec<u8>>,
}

/// Reads a backup from one end to the other.
pub(crate) fn read_through(backup: &Path) -> Result<(Fleet, About), NotRestored> {
    let mut reader = ImageReader::open(&DiskFiles, backup)?;
    let (fleet, mut part) = read_state(&mut reader)?;
    let mut about = About::default();
    while let Some(found) = part {
        match found {
            Part::Cold { name, .. } => {
                let is_name = Path::new(&name)
                    .file_name()
                    .is_some_and(|file| file == name.as_str());
                if !is_name {
                    return Err(NotRestored::Name { name });
                }
                about.cold.insert(name);
            }
            Part::Sealed(sealed) => about.sealed = Some(sealed),
            Part::Block(_) | Part::Rows(_) => {}
        }
        part = reader.next()?;
    }
    Ok((fleet, about))
}

fn write(
    backup: &Path,
    folder: &Folder,
    fleet: &Fleet,
    authority: Option<&AuthoritySecret>,
) -> Result<(), NotRestored> {
    let (data, cold) = (folder.dir(), folder.cold());
    let mark = data.join(MARK);
    fs::File::create(&mark)
        .and_then(|mark| mark.sync_all())
        .and_then(|()| DiskFiles.sync_dir(data))
        .map_err(disk(&mark))?;
    for left in [&cold, &folder.images(), &folder.tls()] {
        match fs::remove_dir_all(left) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(left)(error)),
            _ => {}
        }
    }
    if let Some(authority) = authority {
        put_authority(&folder.tls(), authority)?;
    }
    let images = Images::open(Arc::new(DiskFiles), &folder.images())?;
    let mut image = images.begin(ImageKind::Full, fleet.position())?;
    for block in fleet.image() {
        image.block(&block)?;
    }
    let mut reader = ImageReader::open(&DiskFiles, backup)?;
    while let Some(part) = reader.next()? {
        match part {
            Part::Rows(rows) => put_rows(&mut image, rows)?,
            Part::Cold { name, offset, bytes } => put_cold(&cold, &name, offset, &bytes)?,
            // The state was written from memory, with its key; what was sealed went into it.
            Part::Block(_) | Part::Sealed(_) => {}
        }
    }
    sync_all(&cold)?;
    image.finish(|| Ok::<_, ImageError>(()))?;
    fs::remove_file(&mark)
        .and_then(|()| DiskFiles.sync_dir(data))
        .map_err(disk(&mark))
}

fn put_rows(image: &mut ImageWriter, rows: crate::store::Rows) -> Result<(), ImageError> {
    rows.iter().try_for_each(|(key, value)| image.row(key, value))
}

fn put_cold(dir: &Path, name: &str, offset: u64, bytes: &[u8]) -> Result<(), NotRestored> {
    let path = dir.join(name);
    DiskFiles.create_dir_all(dir).map_err(disk(dir))?;
    let how = if offset == 0 { Open::New } else { Open::Existing };
    let mut file = DiskFiles.open(&path, how).map_err(disk(&path))?;
    file.write_at(offset, bytes).map_err(disk(&path))
}

/// Makes everything in the folder durable; a folder that is not there has nothing.
fn sync_all(dir: &Path) -> Result<(), NotRestored> {
    if !dir.is_dir() {
        return Ok(());
    }
    for name in DiskFiles.list(dir).map_err(disk(dir))? {
        let path = dir.join(name);
        let synced = fs::File::open(&path).and_then(|file| file.sync_all());
        synced.map_err(disk(&path))?;
    }
    DiskFiles.sync_dir(dir).map_err(disk(dir))
}

fn disk(path: &Path) -> impl Fn(io::Error) -> NotRestored {
    let path = path.to_owned();
    move |source| NotRestored::Disk {
        path: path.clone(),
        source,
    }
}

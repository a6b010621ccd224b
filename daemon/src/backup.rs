//! A backup: the newest checkpoint without its secrets, the cold files behind it, and the secrets sealed when there
//! is a passphrase. One pass, in memory one piece at a time.

use crate::image::{Framing, ImageError, ImageReader, Part};
use crate::images::{ImageKind, Images};
use crate::passphrase::{BadSeal, Passphrase, Secrets};
use crate::tls::AuthoritySecret;
use kiemke_core::cold::UNFINISHED;
use kiemke_core::image::take_hash_key;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

/// Bytes of a cold file in one piece.
const PIECE_BYTES: usize = 1024 * 1024;

/// Why there is no backup. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoBackup {
    #[error("find the checkpoint")]
    NoCheckpoint,
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error("read the state's secrets in the checkpoint")]
    NoSecrets,
    #[error("read the cold file {path}")]
    Cold {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(transparent)]
    Seal(#[from] BadSeal),
    #[error("write the backup")]
    Write(#[source] io::Error),
}

/// Writes a backup, piece by piece, to whoever takes it.
pub(crate) fn write(
    images: &Images,
    cold: &Path,
    authority: Option<AuthoritySecret>,
    passphrase: Option<&Passphrase>,
    mut take: impl FnMut(Vec<u8>) -> io::Result<()>,
) -> Result<(), NoBackup> {
    let mut give = |bytes: io::Result<Vec<u8>>| {
        let bytes = bytes.map_err(NoBackup::Write)?;
        match bytes.is_empty() {
            true => Ok(()),
            false => take(bytes).map_err(NoBackup::Write),
        }
    };
    let _held = images.hold();
    let mut list = images.list()?.into_iter();
    let checkpoint = list.find(|image| image.kind == ImageKind::Full);
    let checkpoint = checkpoint.ok_or(NoBackup::NoCheckpoint)?;
    let mut reader = ImageReader::open(images.files(), &checkpoint.path)?;
    let mut framing = Framing::default();
    let mut hash_key = None;
    give(Ok(Framing::head()))?;
    while let Some(part) = reader.next()? {
        match part {
            Part::Block(mut block) => {
                hash_key = hash_key.or(take_hash_key(&mut block));
                give(framing.block(&block))?;
            }
            Part::Rows(rows) => {
                for (key, value) in rows {
                    give(framing.row(&key, &value))?;
                }
            }
            Part::Cold { .. } | Part::Sealed(_) => return Err(NoBackup::NoCheckpoint),
        }
    }
    let hash_key = hash_key.ok_or(NoBackup::NoSecrets)?;
    for_each_cold(cold, |name, offset, piece| {
        give(framing.cold(name, offset, piece))
    })?;
    if let Some(passphrase) = passphrase {
        let sealed = passphrase.seal(&Secrets { hash_key, authority })?;
        give(framing.sealed(&sealed))?;
    }
    give(framing.end())
}

/// Cold files never change, but may be replaced meanwhile: one that went while the others were read left another in
/// its place, which a further look finds. What then is there twice, the daemon tidies when it opens them.
fn for_each_cold(
    dir: &Path,
    mut piece: impl FnMut(&str, u64, &[u8]) -> Result<(), NoBackup>,
) -> Result<(), NoBackup> {
    let mut seen = BTreeSet::new();
    loop {
        let names = cold_names(dir).map_err(|source| NoBackup::Cold {
            path: dir.to_owned(),
            source,
        })?;
        let new: Vec<String> = names.difference(&seen).cloned().collect();
        if new.is_empty() {
            return Ok(());
        }
        for name in &new {
            let path = dir.join(name);
            let failed = |source| NoBackup::Cold {
                path: path.clone(),
                source,
            };
            match File::open(&path) {
                Ok(file) => read_pieces(file, failed, |offset, bytes| piece(name, offset, bytes))?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(error)),
            }
        }
        seen.extend(new);
    }
}

fn read_pieces(
    mut file: File,
    failed: impl Fn(io::Error) -> NoBackup,
    mut piece: impl FnMut(u64, &[u8]) -> Result<(), NoBackup>,
) -> Result<(), NoBackup> {
    let mut offset = 0;
    loop {
        let mut bytes = Vec::new();
        let mut part = (&mut file).take(PIECE_BYTES as u64);
        part.read_to_end(&mut bytes).map_err(&failed)?;
        // An empty file is a file too.
        if bytes.is_empty() && offset > 0 {
            return Ok(());
        }
        piece(offset, &bytes)?;
        offset += bytes.len() as u64;
        if bytes.len() < PIECE_BYTES {
            return Ok(());
        }
    }
}

fn cold_names(dir: &Path) -> io::Result<BTreeSet<String>> {
    let entries = match fs::read_dir(dir) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(BTreeSet::new()),
        entries => entries?,
    };
    let mut names = BTreeSet::new();
    for entry in entries {
        let entry = entry?;
        if let Ok(name) = entry.file_name().into_string()
            && entry.file_type()?.is_file()
            && !name.ends_with(UNFINISHED)
        {
            names.insert(name);
        }
    }
    Ok(names)
}

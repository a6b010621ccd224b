//! Looks through a data folder whose daemon is stopped, and changes nothing in it.
//!
//! ```text
//! journal   every frame; entries without a gap; nothing accepted twice
//! images    every one from end to end
//! store     a copy, row by row
//! cold      every block
//! recovery  on the copy, compared with the checkpoint and the journal behind it, replayed into a store of its own
//! list      what was acknowledged, against the recovered state
//! ```

mod acked;
mod checked_journal;
mod checked_parts;
mod disk;
mod look_only;
mod replayed;
mod report;
mod scratch;

pub(crate) use report::{Report, Told};

use crate::folder::Folder;
use crate::ground::{Ground, Surroundings};
use crate::image::ImageError;
use crate::images::Images;
use crate::recovery::recover;
use crate::restore;
use crate::standards::InForce;
use crate::start::take;
use crate::start_error::StartError;
use crate::store::{Store, StoreError};
use kiemke_config::daemon::DaemonSettings;
use kiemke_core::Fleet;
use kiemke_framelog::{Files, LogError};
use kiemke_http::causes;
use kiemke_wire::time::UnixMs;
use look_only::LookOnly;
use report::Problem;
use scratch::Scratch;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Why a folder could not be verified at all. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotVerified {
    #[error("find data in {0}: there is neither a journal nor an image")]
    NoData(PathBuf),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("read the journal")]
    Journal(#[from] LogError),
    #[error(transparent)]
    Image(#[from] ImageError),
    #[error(
        "find room in {path}: two copies of the store need {bytes} bytes; let TMPDIR name a folder that has them"
    )]
    NoRoom { path: PathBuf, bytes: u64 },
    #[error("work in {path}")]
    Scratch {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    List(#[from] acked::BadList),
}

/// What to verify.
pub(crate) struct Wish<'a> {
    pub(crate) data: &'a Path,
    pub(crate) settings: DaemonSettings,
    /// A simulator's list of acknowledged items.
    pub(crate) against: Option<&'a Path>,
    pub(crate) now: UnixMs,
}

/// See the top of the file.
pub(crate) fn verify(wish: Wish<'_>) -> Result<Report, NotVerified> {
    let Wish {
        data,
        settings,
        against,
        now,
    } = wish;
    if !data.join("journal").is_dir() && !data.join("images").is_dir() {
        return Err(NotVerified::NoData(data.to_owned()));
    }
    // A list that proves nothing is refused before the work.
    let list = against.map(acked::open).transpose()?;
    let folder = take(data)?;
    if restore::is_unfinished(data) {
        return Err(StartError::RestoreUnfinished(data.to_owned()).into());
    }
    let scratch = Scratch::make(&folder)?;
    let files: Arc<dyn Files> = Arc::new(LookOnly::new(scratch.dir(), data));
    let images = Images::open(files.clone(), &scratch.dir().join("images"))?;
    let mut report = Report::default();
    checked_parts::images(&images, scratch.dir(), &mut report)?;
    checked_parts::cold(&files, scratch.dir(), &settings, &mut report);
    let journal = checked_journal::look(&files, &images, &scratch, &mut report)?;
    checked_parts::store(&scratch, journal.last, &mut report);
    report.disk = disk::look(&folder, &images, &settings.upkeep, &report);
    let ground = Ground {
        folder: Folder::take(scratch.dir()).map_err(|_| scratch.failed(io::ErrorKind::WouldBlock.into()))?,
        settings,
        standards: InForce::shipped(),
        around: Surroundings {
            files,
            ..Surroundings::default()
        },
    };
    let recovered = recover(&ground, now)?;
    report.recovered.position = recovered.fleet.position();
    report.recovered.machines = recovered.fleet.machine_count();
    report.notes = scratch.in_data(&recovered.account.notes, data);
    if recovered.account.rebuilt && report.store.problems == 0 {
        let what = "a start sets the store aside and rebuilds it; the notes say why";
        report.problem(Problem::of("store", what));
        report.store.problems += 1;
    }
    compare(&journal, &recovered.fleet, &*recovered.store, &mut report);
    if let Some(list) = list {
        report.against = Some(acked::check(list, &recovered.fleet, &*recovered.store)?);
    }
    Ok(report)
}

/// Recovery goes the short way, over the newest image and the store; the long way must lead to the same.
fn compare(journal: &checked_journal::Looked, fleet: &Fleet, store: &dyn Store, report: &mut Report) {
    let Some(replayed) = &journal.replayed else {
        return;
    };
    report.recovered.compared = true;
    if let Some(difference) = replayed.state_differs(fleet) {
        report.problem(Problem::of("images", difference));
    }
    match replayed.rows_differ(store) {
        Ok(differences) => differences
            .into_iter()
            .for_each(|difference| report.problem(Problem::of("store", difference))),
        Err(error) => report.problem(Problem::of("store", format!("failed to {}", causes(&error)))),
    }
}

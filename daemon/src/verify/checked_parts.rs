//! Images, store and cold files, each by itself.

use crate::cold::ColdFiles;
use crate::image::{ImageError, ImageReader, read_state};
use crate::images::Images;
use crate::store::{SledStore, Store, StoreError, inventory};
use crate::verify::NotVerified;
use crate::verify::report::{Problem, Report};
use crate::verify::scratch::Scratch;
use kiemke_config::daemon::DaemonSettings;
use kiemke_core::cold::{Damage, DayClock, Part};
use kiemke_core::rows::{self, FiledKind, FiledRow, Inventory, RowKey};
use kiemke_framelog::Files;
use kiemke_http::causes;
use kiemke_wire::ids::Position;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// Rows of one look.
const ROWS_PER_GO: usize = 1_024;

/// Every image from end to end.
pub(super) fn images(images: &Images, scratch: &Path, report: &mut Report) -> Result<(), NotVerified> {
    for image in images.list()? {
        report.images.files += 1;
        let file = image.path.strip_prefix(scratch).unwrap_or(&image.path);
        let file = file.display().to_string();
        let Err(error) = read_image(images.files(), &image.path) else {
            continue;
        };
        report.images.damaged += 1;
        report.problem(match &error {
            ImageError::Damaged { offset, .. } => Problem::of(file, "the image is damaged").at(*offset),
            error => Problem::of(file, error_text(error)),
        });
    }
    Ok(())
}

fn read_image(files: &dyn Files, path: &Path) -> Result<(), ImageError> {
    let mut reader = ImageReader::open(files, path)?;
    let (_, mut part) = read_state(&mut reader)?;
    while part.is_some() {
        part = reader.next()?;
    }
    Ok(())
}

/// The cause alone: the place is told beside it.
fn error_text(error: &ImageError) -> String {
    match std::error::Error::source(error) {
        Some(source) => causes(source),
        None => error.to_string(),
    }
}

/// Every block of every cold file.
pub(super) fn cold(files: &Arc<dyn Files>, scratch: &Path, settings: &DaemonSettings, report: &mut Report) {
    let clock = DayClock::new(settings.time_zone_offset_min);
    let opened = ColdFiles::open(files.clone(), &scratch.join("cold"), clock);
    let found = opened.and_then(|(cold, opened)| {
        let damage = cold.check()?;
        Ok((opened, damage))
    });
    match found {
        Ok((opened, damage)) => {
            report.cold.files = opened.files;
            let damage: Vec<Damage> = opened.damage.into_iter().chain(damage).collect();
            report.cold.damaged = damage
                .iter()
                .map(|damage| damage.file)
                .collect::<BTreeSet<_>>()
                .len();
            damage.iter().for_each(|damage| report.problem(in_cold(damage)));
        }
        Err(error) => {
            report.cold.damaged += 1;
            report.problem(Problem::of("cold", format!("failed to {}", causes(&error))));
        }
    }
}

fn in_cold(damage: &Damage) -> Problem {
    let what = format!("{} cannot be read: {}", damage.part, damage.why);
    let problem = Problem::of(format!("cold/{}", damage.file), what);
    match damage.part {
        Part::Block { offset, .. } => problem.at(offset),
        _ => problem,
    }
}

/// Every row of the copy of the store. `last` is the newest entry that journal and images know.
pub(super) fn store(scratch: &Scratch, last: Position, report: &mut Report) {
    match crate::suspect::reason(scratch.dir()) {
        Ok(None) => {}
        Ok(Some(reason)) => problem(report, format!("it is marked as suspect: {reason}")),
        Err(error) => problem(report, format!("its mark cannot be read: {error}")),
    }
    if !scratch.store().is_dir() {
        // A folder that was just restored has none; a start fills it from the checkpoint.
        return;
    }
    if let Err(error) = rows_of(scratch, report) {
        problem(report, format!("failed to {}", causes(&error)));
    }
    let held = report.store.position;
    if held > last {
        problem(
            report,
            format!("it knows entries up to {held}, which journal and images do not"),
        );
        report.journal.entries_missing += held.0 - last.0;
    }
}

fn problem(report: &mut Report, what: String) {
    report.store.problems += 1;
    report.problem(Problem::of("store", what));
}

fn rows_of(scratch: &Scratch, report: &mut Report) -> Result<(), StoreError> {
    let store = SledStore::open(&scratch.store())?;
    let mut from = RowKey(Vec::new());
    loop {
        let page = store.page(&from, ROWS_PER_GO)?;
        let Some((last, _)) = page.last() else {
            return Ok(());
        };
        from = RowKey([&last[..], &[0]].concat());
        for (key, row) in page {
            report.store.rows += 1;
            report.store.bytes += (key.len() + row.len()) as u64;
            let key = RowKey(key);
            if key == RowKey::position() {
                match rows::read(&key.0, &row) {
                    Ok(position) => report.store.position = position,
                    Err(error) => problem(report, causes(&error)),
                }
            } else if !is_sound(&key, &row) {
                problem(
                    report,
                    format!("row {} cannot be read", kiemke_wire::hex::encode(&key.0)),
                );
            }
        }
    }
}

fn is_sound(key: &RowKey, row: &[u8]) -> bool {
    match rows::payload(row) {
        Some(packed) if key.is_inventory() => {
            let unpacked = inventory::unpack(packed);
            let parts = unpacked.as_deref().and_then(Inventory::read);
            parts.is_some_and(|parts| parts.sections().all(|(_, part)| part.is_some()))
        }
        Some(_) => match FiledRow::of_key(&key.0) {
            Some(filed) => match filed.kind {
                FiledKind::Probes => filed.probes(row).is_ok(),
                FiledKind::Presence => filed.quarters(row).is_ok(),
            },
            None => rows::packed_is_sound(key, row)
                .unwrap_or_else(|| rows::read_lines::<serde_json::Value>(key, row).is_ok()),
        },
        None => false,
    }
}

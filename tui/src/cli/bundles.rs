//! `kiemke import bundle`: agents' files from sticks, many at once. A broken one costs that one.

use super::arguments::ImportWish;
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use super::tables::summary;
use super::{Failure, write_out};
use crate::cli::arguments::Format;
use crate::client::Daemon;
use kiemke_http::Error;
use kiemke_wire::problem::Problem;
use kiemke_wire::view::{CellFault, ImportReport, ImportRow, RowOutcome};
use std::path::Path;

/// The largest file read, bytes: an inventory of 900 packages is 60 kB.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// Brings the files one after the other; a row of the report is one of them.
pub(super) async fn import(settings: Settings, wish: ImportWish) -> Result<(), Failure> {
    let daemon = daemon(&settings)?;
    let mut report = ImportReport {
        kind: wish.kind.name().into(),
        ..ImportReport::default()
    };
    for (number, file) in (1..).zip(&wish.files) {
        add(&mut report, number, import_one(&daemon, &wish, file).await?);
    }
    write(wish.format, &report, || writer(&settings).import(&report))?;
    if wish.format == Format::Table {
        write_out(&summary(&settings, &report))?;
    }
    match report.refused {
        0 => Ok(()),
        refused => Err(Failure::because(
            "import every file",
            format!("{refused} of {} were refused; the others are in", report.rows),
        )),
    }
}

async fn import_one(daemon: &Daemon, wish: &ImportWish, file: &Path) -> Result<ImportReport, Failure> {
    let shown = file.display().to_string();
    let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy();
    let bytes = read(file).map_err(|error| Failure::failed(format!("read {shown}"), &error))?;
    let Some(bytes) = bytes else {
        let reason = format!("it is larger than {FILE_BYTES_MAX} bytes, so it is no file of an agent");
        return Ok(refused(&name, "not_a_bundle", reason));
    };
    let parameters = [
        ("dry_run", wish.dry_run.then_some("true")),
        ("file", Some(&*name)),
    ];
    match daemon.import(wish.kind.name(), bytes, &parameters).await {
        Ok(report) => Ok(report),
        Err(error) => match problem_of_the_file(&error) {
            Some(problem) => Ok(refused(&name, &problem.code, problem.detail.clone())),
            None => Err(Failure::asking(&format!("import {shown}"), &error)),
        },
    }
}

/// What is too large is not read.
fn read(file: &Path) -> std::io::Result<Option<Vec<u8>>> {
    match std::fs::metadata(file)?.len() {
        0..=FILE_BYTES_MAX => std::fs::read(file).map(Some),
        _ => Ok(None),
    }
}

/// A fault of this file; what concerns all of them, such as a token that may not, ends the import.
fn problem_of_the_file(error: &Error) -> Option<&Problem> {
    error
        .problem()
        .filter(|problem| [403, 409, 413, 422].contains(&problem.status) && problem.code != "not_allowed")
}

fn refused(name: &str, code: &str, reason: String) -> ImportReport {
    let fault = CellFault {
        row: 1,
        column: String::new(),
        place: name.to_owned(),
        code: code.to_owned(),
        reason,
    };
    ImportReport {
        rows: 1,
        refused: 1,
        items: vec![ImportRow {
            row: 1,
            outcome: RowOutcome::Refused,
            key: String::new(),
            name: name.to_owned(),
            changes: Vec::new(),
            faults: vec![fault],
        }],
        ..ImportReport::default()
    }
}

fn add(sum: &mut ImportReport, number: u32, one: ImportReport) {
    sum.applied |= one.applied;
    sum.rows += one.rows;
    sum.new += one.new;
    sum.changed += one.changed;
    sum.unchanged += one.unchanged;
    sum.refused += one.refused;
    sum.items.extend(one.items.into_iter().map(|row| {
        let faults = row
            .faults
            .into_iter()
            .map(|fault| CellFault { row: number, ..fault });
        ImportRow {
            row: number,
            faults: faults.collect(),
            ..row
        }
    }));
}

//! Tables in and out: what an import would do or did, and files of what is known.

use super::arguments::{ExportWish, Format, ImportWish, Known, TableKind};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use super::{Failure, write_out};
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_wire::view::ImportReport;
use std::path::Path;

pub(super) async fn import(settings: Settings, wish: ImportWish) -> Result<(), Failure> {
    let shown = wish.file.display().to_string();
    let file = std::fs::read(&wish.file).map_err(|error| Failure::failed(format!("read {shown}"), &error))?;
    let name = wish
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let report = daemon(&settings)?
        .import(wish.kind.name(), file, name.as_deref(), wish.dry_run)
        .await
        .map_err(|error| Failure::asking(&format!("import {shown}"), &error))?;
    write(wish.format, &report, || writer(&settings).import(&report))?;
    if wish.format == Format::Table {
        write_out(&summary(&settings, &report))?;
    }
    // A dry run answers all the same; a script asks by the exit code.
    match report.refused {
        0 => Ok(()),
        refused => Err(Failure::because(
            format!("import {shown}"),
            format!("{refused} of {} rows are refused", report.rows),
        )),
    }
}

fn summary(settings: &Settings, report: &ImportReport) -> String {
    let values = [
        ("new", Value::from(report.new)),
        ("changed", Value::from(report.changed)),
        ("unchanged", Value::from(report.unchanged)),
        ("refused", Value::from(report.refused)),
    ];
    let id = match report.applied {
        true => Msg::ImportDone,
        false => Msg::ImportNothingWritten,
    };
    let texts = catalogue(settings.lang());
    format!("{}\n{}\n", texts.with(Msg::ImportCounts, &values), texts.text(id))
}

pub(super) async fn export(settings: Settings, wish: ExportWish) -> Result<(), Failure> {
    let shown = wish.file.display().to_string();
    let operation = format!("export {shown}");
    let extension = extension(&wish.file)
        .ok_or_else(|| Failure::usage(format!("{shown} ends neither in .xlsx nor in .csv nor in .json")))?;
    let sheet = format!("{}.{extension}", wish.kind.name());
    let known = wish.known.map(Known::name);
    let bytes = daemon(&settings)?
        .of_unit(wish.unit)
        .export(&sheet, wish.at.as_deref(), known)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    std::fs::write(&wish.file, bytes).map_err(|error| Failure::failed(operation, &error))
}

fn extension(file: &Path) -> Option<&'static str> {
    let given = file.extension()?.to_str()?;
    ["xlsx", "csv", "json"]
        .into_iter()
        .find(|known| given.eq_ignore_ascii_case(known))
}

impl TableKind {
    /// Its name in paths.
    fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Lines => "lines",
        }
    }
}

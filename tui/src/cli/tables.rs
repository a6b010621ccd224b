//! Tables in and out: what an import would do or did, and files of what is known.

use super::arguments::{ExportWish, Format, ImportWish, Known, SheetKind, TableKind};
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
    let of_book = wish.unit.is_some() || wish.book.is_some() || wish.split || !wish.answers.is_empty();
    if of_book && wish.kind != TableKind::Book {
        return Err(Failure::usage(
            "--unit, --book, --split and --match are for `import book` alone",
        ));
    }
    let answers = wish.answers.join(",");
    let parameters = [
        ("dry_run", wish.dry_run.then_some("true")),
        ("file", name.as_deref()),
        ("encoding", wish.encoding.as_deref()),
        ("unit", wish.unit.as_deref()),
        ("book", wish.book.as_deref()),
        ("split", wish.split.then_some("true")),
        (
            "match",
            Some(answers.as_str()).filter(|answers| !answers.is_empty()),
        ),
    ];
    let report = daemon(&settings)?
        .import(wish.kind.name(), file, &parameters)
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
    let mut lines = vec![texts.with(Msg::ImportCounts, &values)];
    if let Some(records) = &report.records {
        let values = [
            ("made", Value::from(records.made)),
            ("tied", Value::from(records.tied)),
            ("without", Value::from(records.without)),
        ];
        lines.push(texts.with(Msg::ImportRecords, &values));
    }
    if let Some(encoding) = &report.encoding {
        let values = [
            ("name", Value::from(encoding.name.as_str())),
            ("sample", Value::from(encoding.sample.as_str())),
        ];
        let id = match encoding.guessed {
            true => Msg::ImportEncodingGuessed,
            false => Msg::ImportEncoding,
        };
        lines.push(texts.with(id, &values));
    }
    for question in &report.questions {
        let candidates: Vec<String> = question.candidates.iter().map(ToString::to_string).collect();
        let more = question.candidates_total - question.candidates.len() as u64;
        let values = [
            ("row", Value::from(question.row)),
            ("name", Value::from(question.name.as_str())),
            ("candidates", Value::from(candidates.join(", "))),
            ("more", Value::from(more)),
        ];
        lines.push(texts.with(Msg::ImportQuestion, &values));
    }
    lines.push(texts.text(id).to_owned());
    format!("{}\n", lines.join("\n"))
}

pub(super) async fn export(settings: Settings, wish: ExportWish) -> Result<(), Failure> {
    let shown = wish.file.display().to_string();
    let operation = format!("export {shown}");
    let extension = extension(&wish.file)
        .ok_or_else(|| Failure::usage(format!("{shown} ends neither in .xlsx nor in .csv nor in .json")))?;
    let sheet = format!("{}.{extension}", wish.sheet.name());
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
            Self::Book => "book",
        }
    }
}

impl SheetKind {
    /// Its name in paths.
    fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Lines => "lines",
        }
    }
}

//! Tables in and out: what an import would do or did, and files of what is known.

use super::arguments::{ExportWish, Format, ImportWish, Known, LabelsWish, SheetKind, TableKind};
use super::lists::{daemon, write, writer};
use super::settings::Settings;
use super::{Failure, bundles, write_out};
use crate::client::Daemon;
use kiemke_config::messages::{Msg, Value, catalogue};
use kiemke_wire::view::ImportReport;
use std::path::Path;

pub(super) async fn import(settings: Settings, wish: ImportWish) -> Result<(), Failure> {
    misplaced(&wish)?;
    if wish.kind == TableKind::Bundle {
        return bundles::import(settings, wish).await;
    }
    let daemon = daemon(&settings)?;
    let mut refused = Vec::new();
    for file in &wish.files {
        let report = import_one(&daemon, &wish, file).await?;
        write(wish.format, &report, || writer(&settings).import(&report))?;
        if wish.format == Format::Table {
            write_out(&summary(&settings, &report))?;
        }
        if report.refused > 0 {
            refused.push(format!(
                "{}: {} of {} rows are refused",
                file.display(),
                report.refused,
                report.rows
            ));
        }
    }
    // A dry run answers all the same; a script asks by the exit code.
    match refused.is_empty() {
        true => Ok(()),
        false => Err(Failure::because("import tables", refused.join("; "))),
    }
}

/// Options that other kinds of tables do not have.
fn misplaced(wish: &ImportWish) -> Result<(), Failure> {
    let of_book = wish.book.is_some() || wish.split || !wish.answers.is_empty();
    if of_book && wish.kind != TableKind::Book {
        return Err(Failure::usage(
            "--book, --split and --match are for `import book` alone",
        ));
    }
    let of_people = wish.on.is_some() || wish.mark_left || wish.moved_in;
    if of_people && !matches!(wish.kind, TableKind::Roster | TableKind::Survey) {
        return Err(Failure::usage(
            "--on, --mark-left and --moved-in are for `import roster` and `import survey` alone",
        ));
    }
    if wish.encoding.is_some() && wish.kind == TableKind::Bundle {
        return Err(Failure::usage(
            "--encoding is for tables, not for files of agents",
        ));
    }
    let has_no_school = [TableKind::Units, TableKind::Lines, TableKind::Bundle];
    if wish.unit.is_some() && has_no_school.contains(&wish.kind) {
        return Err(Failure::usage(
            "--unit is for tables of a school: book, roster and survey",
        ));
    }
    Ok(())
}

async fn import_one(daemon: &Daemon, wish: &ImportWish, file: &Path) -> Result<ImportReport, Failure> {
    let shown = file.display().to_string();
    let bytes = std::fs::read(file).map_err(|error| Failure::failed(format!("read {shown}"), &error))?;
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    let answers = wish.answers.join(",");
    let on = wish.on.map(|on| on.to_string());
    let yes = |is: bool| is.then_some("true");
    let parameters = [
        ("dry_run", yes(wish.dry_run)),
        ("file", name.as_deref()),
        ("encoding", wish.encoding.as_deref()),
        ("unit", wish.unit.as_deref()),
        ("book", wish.book.as_deref()),
        ("split", yes(wish.split)),
        (
            "match",
            Some(answers.as_str()).filter(|answers| !answers.is_empty()),
        ),
        ("on", on.as_deref()),
        ("mark_left", yes(wish.mark_left)),
        ("moved_in", yes(wish.moved_in)),
    ];
    let report = daemon.import(wish.kind.name(), bytes, &parameters).await;
    report.map_err(|error| Failure::asking(&format!("import {shown}"), &error))
}

pub(super) fn summary(settings: &Settings, report: &ImportReport) -> String {
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
    if !report.unknown_heads.is_empty() {
        let heads = report.unknown_heads.join(", ");
        lines.push(texts.with(Msg::ImportUnread, &[("heads", Value::from(heads))]));
    }
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
    if report.left > 0 {
        lines.push(texts.with(Msg::ImportLeft, &[("n", Value::from(report.left))]));
    }
    lines.push(texts.text(id).to_owned());
    format!("{}\n", lines.join("\n"))
}

pub(super) async fn export(settings: Settings, wish: ExportWish) -> Result<(), Failure> {
    let shown = wish.file.display().to_string();
    let operation = format!("export {shown}");
    let extension = extension(&wish.file, wish.sheet.is_report()).ok_or_else(|| {
        let page = if wish.sheet.is_report() {
            " nor in .html"
        } else {
            ""
        };
        Failure::usage(format!(
            "{shown} ends neither in .xlsx nor in .csv nor in .json{page}"
        ))
    })?;
    let sheet = format!("{}.{extension}", wish.sheet.name());
    let percent = wish.report.percent.map(|percent| percent.to_string());
    let lang = wish.sheet.is_report().then(|| settings.lang().as_str());
    let parameters = [
        ("profile", wish.report.profile.as_deref()),
        ("plan", wish.report.plan.as_deref()),
        ("by", wish.report.by.as_deref()),
        ("target", wish.report.target.as_deref()),
        ("percent", percent.as_deref()),
        ("prices", wish.report.prices.as_deref()),
        ("lang", lang),
        ("at", wish.at.as_deref()),
        ("known", wish.known.map(Known::name)),
        ("separators", wish.separators.as_deref()),
        ("q", wish.q.as_deref()),
        ("filter", wish.filter.as_deref()),
        ("class", wish.class.as_deref()),
        ("stocktake", wish.stocktake.as_deref()),
        ("line", wish.line.as_deref()),
    ];
    let path = format!("/v1/export/{sheet}");
    let bytes = daemon(&settings)?
        .of_unit(wish.unit)
        .file(&path, &parameters)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    std::fs::write(&wish.file, bytes).map_err(|error| Failure::failed(operation, &error))
}

pub(super) async fn labels(settings: Settings, wish: LabelsWish) -> Result<(), Failure> {
    let shown = wish.file.display().to_string();
    let operation = format!("print labels to {shown}");
    let given = wish.file.extension().and_then(|extension| extension.to_str());
    let extension = ["pdf", "svg"]
        .into_iter()
        .find(|known| given.is_some_and(|given| given.eq_ignore_ascii_case(known)))
        .ok_or_else(|| Failure::usage(format!("{shown} ends neither in .pdf nor in .svg")))?;
    let ids: Vec<String> = wish.ids.iter().map(ToString::to_string).collect();
    let ids = ids.join(",");
    let parameters = [
        ("ids", Some(ids.as_str()).filter(|ids| !ids.is_empty())),
        ("q", wish.q.as_deref()),
        ("filter", wish.filter.as_deref()),
        ("grid", wish.grid.as_deref()),
        ("kind", wish.symbol.as_deref()),
    ];
    let path = format!("/v1/labels.{extension}");
    let bytes = daemon(&settings)?
        .of_unit(wish.unit)
        .file(&path, &parameters)
        .await
        .map_err(|error| Failure::asking(&operation, &error))?;
    std::fs::write(&wish.file, bytes).map_err(|error| Failure::failed(operation, &error))
}

/// Reports can be pages too.
fn extension(file: &Path, is_report: bool) -> Option<&'static str> {
    let given = file.extension()?.to_str()?;
    let known = ["xlsx", "csv", "json", "html"];
    known
        .into_iter()
        .filter(|known| is_report || *known != "html")
        .find(|known| given.eq_ignore_ascii_case(known))
}

impl TableKind {
    /// Its name in paths.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Lines => "lines",
            Self::Book => "book",
            Self::Roster => "roster",
            Self::Survey => "survey",
            Self::Bundle => "bundle",
        }
    }
}

impl SheetKind {
    /// Its name in paths.
    fn name(self) -> &'static str {
        match self {
            Self::Units => "units",
            Self::Lines => "lines",
            Self::Roster => "roster",
            Self::Survey => "survey",
            Self::Equipment => "equipment",
            Self::S24H => "s24-h",
            Self::S26H => "s26-h",
            Self::BookList => "book-list",
            Self::C53Hd => "c53-hd",
            Self::Tools => "tools",
            Self::Stocktake => "stocktake",
            Self::Plan => "plan",
            Self::Readiness => "readiness",
            Self::Gaps => "gaps",
            Self::WhatIf => "what-if",
            Self::Evidence => "evidence",
        }
    }

    fn is_report(self) -> bool {
        matches!(
            self,
            Self::Plan | Self::Readiness | Self::Gaps | Self::WhatIf | Self::Evidence
        )
    }
}

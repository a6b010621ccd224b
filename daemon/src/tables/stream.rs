//! A sheet that is written row by row to a file of its own, in whatever form was asked for.

use crate::tables::BadTable;
use crate::tables::printed::{Printed, ROWS_MAX};
use crate::tables::write::{Separators, text_of};
use kiemke_config::forms::{Column, Form};
use kiemke_core::forms::Cell;
use kiemke_core::sheets::Heading;
use serde_json::{Map, Value};
use std::fs::File;
use std::io::{BufWriter, Seek as _, Write as _};

/// What a sheet is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SheetFormat {
    Xlsx,
    Csv(Separators),
    Json,
}

/// A row of a sheet, or what parts its rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum SheetRow {
    /// The title of a group.
    Group(String),
    /// Cells in the order of the columns.
    Cells(Vec<Cell>),
    /// A group is over.
    GroupEnd,
}

/// A sheet while it is written.
pub(crate) struct SheetFile {
    kind: Kind,
    rows: u32,
}

enum Kind {
    Printed(Box<Printed>),
    Csv(Box<csv::Writer<BufWriter<File>>>, Separators),
    Json(BufWriter<File>, Vec<Column>),
}

impl SheetFile {
    /// The columns of a form that stand in a sheet of this kind: what is printed has only those that belong there.
    pub(crate) fn columns(form: &Form, format: SheetFormat) -> Vec<Column> {
        let is_in = |column: &&Column| format != SheetFormat::Xlsx || !column.hidden;
        form.columns.iter().filter(is_in).cloned().collect()
    }

    pub(crate) fn begin(form: Form, format: SheetFormat, heading: Heading) -> Result<Self, BadTable> {
        let columns = Self::columns(&form, format);
        let kind = match format {
            SheetFormat::Xlsx => {
                let printed = Printed::begin(form, columns, heading).map_err(BadTable::Write)?;
                Kind::Printed(Box::new(printed))
            }
            SheetFormat::Csv(separators) => {
                let mut file = BufWriter::new(tempfile::tempfile().map_err(BadTable::File)?);
                file.write_all("\u{feff}".as_bytes()).map_err(BadTable::File)?;
                let mut writer = separators.writer(file);
                writer
                    .write_record(columns.iter().map(Column::head))
                    .map_err(BadTable::Text)?;
                Kind::Csv(Box::new(writer), separators)
            }
            SheetFormat::Json => {
                let mut file = BufWriter::new(tempfile::tempfile().map_err(BadTable::File)?);
                file.write_all(b"[").map_err(BadTable::File)?;
                Kind::Json(file, columns)
            }
        };
        Ok(Self { kind, rows: 0 })
    }

    pub(crate) fn put(&mut self, row: &SheetRow) -> Result<(), BadTable> {
        if let SheetRow::Cells(cells) = row {
            self.cells(cells)?;
            self.rows += 1;
            return Ok(());
        }
        // Groups are for the eye.
        let Kind::Printed(printed) = &mut self.kind else {
            return Ok(());
        };
        let put = match row {
            SheetRow::Group(title) => printed.group(title),
            _ => printed.group_end(),
        };
        put.map_err(BadTable::Write)
    }

    fn cells(&mut self, cells: &[Cell]) -> Result<(), BadTable> {
        match &mut self.kind {
            Kind::Printed(_) if self.rows >= ROWS_MAX => Err(BadTable::TooLarge {
                what: "rows",
                max: ROWS_MAX.into(),
            }),
            Kind::Printed(printed) => printed.row(cells).map_err(BadTable::Write),
            Kind::Csv(writer, separators) => {
                let texts = cells.iter().map(|cell| text_of(cell, *separators));
                writer.write_record(texts).map_err(BadTable::Text)
            }
            Kind::Json(file, columns) => {
                let text = object(columns, cells).to_string();
                let joint: &[u8] = if self.rows == 0 { b"\n" } else { b",\n" };
                file.write_all(joint)
                    .and_then(|()| file.write_all(text.as_bytes()))
                    .map_err(BadTable::File)
            }
        }
    }

    /// The file, at its beginning.
    pub(crate) fn finish(self) -> Result<File, BadTable> {
        let whole = |file: BufWriter<File>| {
            let mut file = file.into_inner().map_err(|error| error.into_error())?;
            file.rewind()?;
            Ok(file)
        };
        let file = match self.kind {
            Kind::Printed(printed) => return printed.finish().map_err(BadTable::Write),
            Kind::Csv(writer, _) => writer.into_inner().map_err(|error| error.into_error()),
            Kind::Json(mut file, _) => file.write_all(b"\n]\n").map(|()| file),
        };
        file.and_then(whole).map_err(BadTable::File)
    }
}

/// One object a row, by the names of the template; what is not known is left out.
pub(crate) fn object(columns: &[Column], cells: &[Cell]) -> Value {
    let pairs = columns.iter().zip(cells).filter_map(|(column, cell)| {
        let value = match cell {
            Cell::Empty => return None,
            Cell::Number(number) if number.fract() == 0.0 => Value::from(*number as i64),
            Cell::Number(number) => Value::from(*number),
            Cell::Flag(flag) => Value::from(*flag),
            cell => Value::from(cell.text()),
        };
        Some((column.name.clone(), value))
    });
    Value::Object(pairs.collect::<Map<_, _>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    fn written(form: &str, format: SheetFormat, rows: &[SheetRow]) -> Vec<u8> {
        let heading = Heading {
            unit: "THCS Một".into(),
            ..Heading::default()
        };
        let mut sheet = SheetFile::begin(Form::named(form).unwrap(), format, heading).unwrap();
        rows.iter().for_each(|row| sheet.put(row).unwrap());
        let mut bytes = Vec::new();
        sheet.finish().unwrap().read_to_end(&mut bytes).unwrap();
        bytes
    }

    fn row(form: &str, format: SheetFormat, filled: &[(&str, Cell)]) -> SheetRow {
        let columns = SheetFile::columns(&Form::named(form).unwrap(), format);
        let cell = |column: &Column| {
            let found = filled.iter().find(|(name, _)| *name == column.name);
            found.map_or(Cell::Empty, |(_, cell)| cell.clone())
        };
        SheetRow::Cells(columns.iter().map(cell).collect())
    }

    #[test]
    fn a_printed_sheet_has_heads_sums_and_signatures() {
        let asset = |name: &str, cost: f64| {
            let cells = [
                ("name", Cell::Text(name.into())),
                ("number", Cell::Text("0007".into())),
                ("cost", Cell::Number(cost)),
                ("document_date", Cell::Day(20_270)),
            ];
            row("s24-h", SheetFormat::Xlsx, &cells)
        };
        let rows = [
            SheetRow::Group("Máy in".into()),
            asset("Máy in", 3_000_000.0),
            asset("Máy in hai", 4_000_000.0),
            SheetRow::GroupEnd,
        ];
        let file = written("s24-h", SheetFormat::Xlsx, &rows);
        let sheet = crate::tables::read(&file, None).unwrap().sheets.remove(0);
        let texts: Vec<Vec<String>> = sheet
            .rows
            .iter()
            .map(|row| row.iter().map(Cell::text).collect())
            .collect();
        let has = |text: &str| texts.iter().flatten().any(|cell| cell == text);
        for text in [
            "Đơn vị: THCS Một",
            "SỔ TÀI SẢN CỐ ĐỊNH",
            "Ghi tăng TSCĐ",
            "Chứng từ",
            "THỦ TRƯỞNG ĐƠN VỊ",
        ] {
            assert!(has(text), "{text}: {texts:#?}");
        }
        let sums: Vec<&Vec<String>> = texts
            .iter()
            .filter(|row| row.iter().any(|cell| cell == "Cộng" || cell == "Tổng cộng"))
            .collect();
        assert_eq!(sums.len(), 2);
        assert!(
            sums.iter().all(|row| row.iter().any(|cell| cell == "7000000")),
            "{sums:?}"
        );
        // What is printed is read again by the same form.
        let form = Form::named("s24-h").unwrap();
        let layout = kiemke_core::forms::locate(&form, &sheet).unwrap();
        let read = kiemke_core::forms::read(&form, &sheet, &layout);
        let names: Vec<Option<&str>> = read.rows.iter().map(|row| row.text("name")).collect();
        assert_eq!(names, [Some("Máy in"), Some("Máy in hai")], "{:?}", read.skipped);
        assert_eq!(read.rows[0].text("number"), Some("0007"), "codes stay text");
        assert_eq!(
            read.rows[0].day("document_date"),
            Some(kiemke_core::cold::Day(20_270))
        );
    }

    #[test]
    fn text_has_the_separators_that_were_chosen() {
        let format = SheetFormat::Csv(Separators::Vietnamese);
        let cells = [
            ("name", Cell::Text("Máy; một".into())),
            ("depreciation_rate", Cell::Number(12.5)),
            ("document_date", Cell::Day(20_270)),
        ];
        let vietnamese =
            String::from_utf8(written("s24-h", format, &[row("s24-h", format, &cells)])).unwrap();
        assert!(vietnamese.starts_with("\u{feff}STT;"), "{vietnamese}");
        assert!(vietnamese.contains(";01/07/2025;\"Máy; một\";") && vietnamese.contains(";12,5;"));
        let format = SheetFormat::Csv(Separators::English);
        let english = String::from_utf8(written("s24-h", format, &[row("s24-h", format, &cells)])).unwrap();
        assert!(
            english.contains(",2025-07-01,Máy; một,") && english.contains(",12.5,"),
            "{english}"
        );
        let json = written(
            "s24-h",
            SheetFormat::Json,
            &[row("s24-h", SheetFormat::Json, &cells)],
        );
        let json: Value = serde_json::from_slice(&json).unwrap();
        assert_eq!(json[0]["depreciation_rate"], 12.5);
        assert_eq!(written("tools", SheetFormat::Json, &[]), b"[\n]\n");
    }
}

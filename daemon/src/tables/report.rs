//! A report as a workbook, as separated text, as JSON, and as a page that can be printed and needs nothing besides.

use crate::tables::write::text_of;
use crate::tables::{BadTable, Separators};
use kiemke_core::cold::Day;
use kiemke_core::forms::Cell;
use kiemke_core::report::{Report, ReportBar};
use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use serde_json::{Map, Value, json};
use std::fmt::Write as _;

/// ISO 216 A4, as spreadsheets number papers.
const A4: u8 = 9;
/// The width of a bar, in units of the drawing.
const BAR_WIDTH: f64 = 600.0;

/// A workbook, set up to be printed and signed.
pub(crate) fn xlsx(report: &Report) -> Result<Vec<u8>, BadTable> {
    workbook(report).map_err(BadTable::Write)
}

fn workbook(report: &Report) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let page = book.add_worksheet();
    page.set_name(report.name)?;
    let bold = Format::new().set_bold();
    let title = Format::new().set_bold().set_font_size(14.0);
    let cell = || {
        Format::new()
            .set_border(FormatBorder::Thin)
            .set_align(FormatAlign::Top)
    };
    let head = cell().set_bold().set_text_wrap();
    let (text, number) = (cell().set_text_wrap(), cell().set_num_format("#,##0.##"));
    let day = cell().set_num_format("dd/mm/yyyy");
    page.write_string_with_format(0, 0, &report.title, &title)?;
    let mut row = 1;
    for (name, value) in &report.facts {
        page.write_string_with_format(row, 0, name, &bold)?;
        page.write_string(row, 1, value)?;
        row += 1;
    }
    row += 1;
    let heads = row;
    for (column, name) in (0..).zip(&report.heads) {
        page.write_string_with_format(row, column, name, &head)?;
        page.set_column_width(column, if column == 1 { 44.0 } else { 14.0 })?;
    }
    row += 1;
    for cells in &report.rows {
        for (column, value) in (0..).zip(cells) {
            match value {
                Cell::Empty => page.write_blank(row, column, &text)?,
                Cell::Text(said) | Cell::Error(said) => {
                    page.write_string_with_format(row, column, said, &text)?
                }
                Cell::Number(value) => page.write_number_with_format(row, column, *value, &number)?,
                Cell::Day(date) => {
                    let date = ExcelDateTime::parse_from_str(&Day(*date).to_string())?;
                    page.write_datetime_with_format(row, column, &date, &day)?
                }
                Cell::Flag(flag) => page.write_boolean_with_format(row, column, *flag, &text)?,
            };
        }
        row += 1;
    }
    row += 1;
    for (name, said) in &report.definitions {
        page.write_string_with_format(row, 0, name, &bold)?;
        page.write_string(row, 1, said)?;
        row += 1;
    }
    row += 1;
    for (at, who) in (0..).zip(&report.signatures) {
        page.write_string_with_format(row, at * 3, who, &bold)?;
    }
    page.set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0)
        .set_footer("&R&P/&N");
    page.set_repeat_rows(heads, heads)?;
    book.save_to_buffer()
}

/// Separated text: what it is of, the table, the definitions and who signs, with an empty line between them.
pub(crate) fn csv(report: &Report, separators: Separators) -> Result<Vec<u8>, BadTable> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = separators.writer(&mut bytes);
    let mut lines: Vec<Vec<String>> = vec![vec![report.title.clone()]];
    lines.extend(
        report
            .facts
            .iter()
            .map(|(name, value)| vec![name.clone(), value.clone()]),
    );
    lines.push(vec![String::new()]);
    lines.push(report.heads.clone());
    lines.extend(
        report
            .rows
            .iter()
            .map(|cells| cells.iter().map(|cell| text_of(cell, separators)).collect()),
    );
    lines.push(vec![String::new()]);
    lines.extend(
        report
            .definitions
            .iter()
            .map(|(name, said)| vec![name.clone(), said.clone()]),
    );
    lines.push(report.signatures.clone());
    for line in lines {
        writer.write_record(line).map_err(BadTable::Text)?;
    }
    writer.flush().map_err(|error| BadTable::Text(error.into()))?;
    drop(writer);
    Ok(bytes)
}

/// The same as JSON: rows as objects by their heads, and `data` as the API answers it.
pub(crate) fn json(report: &Report, data: &Value) -> Vec<u8> {
    let row = |cells: &Vec<Cell>| {
        let named = report.heads.iter().zip(cells);
        let object: Map<String, Value> = named.map(|(head, cell)| (head.clone(), value(cell))).collect();
        Value::Object(object)
    };
    let pairs = |pairs: &[(String, String)]| -> Vec<Value> {
        pairs
            .iter()
            .map(|(name, said)| json!({"name": name, "text": said}))
            .collect()
    };
    let whole = json!({
        "report": report.name,
        "title": report.title,
        "facts": pairs(&report.facts),
        "rows": report.rows.iter().map(row).collect::<Vec<Value>>(),
        "definitions": pairs(&report.definitions),
        "signatures": report.signatures,
        "data": data,
    });
    serde_json::to_vec(&whole).unwrap_or_default()
}

fn value(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) | Cell::Error(text) => Value::from(text.as_str()),
        Cell::Number(number) => Value::from(*number),
        Cell::Day(day) => Value::from(Day(*day).to_string()),
        Cell::Flag(flag) => Value::from(*flag),
    }
}

/// A page with its drawings inside.
pub(crate) fn html(report: &Report, lang: &str) -> Vec<u8> {
    let mut page = format!(
        "<!doctype html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n<dl>\n",
        title = escaped(&report.title)
    );
    pairs(&mut page, &report.facts);
    page.push_str("</dl>\n");
    for bar in &report.bars {
        draw(&mut page, bar);
    }
    page.push_str("<table>\n<thead><tr>");
    for head in &report.heads {
        let _ = write!(page, "<th>{}</th>", escaped(head));
    }
    page.push_str("</tr></thead>\n<tbody>\n");
    for cells in &report.rows {
        page.push_str("<tr>");
        for cell in cells {
            let class = if matches!(cell, Cell::Number(_)) {
                " class=\"n\""
            } else {
                ""
            };
            let separators = if lang == "vi" {
                Separators::Vietnamese
            } else {
                Separators::English
            };
            let _ = write!(page, "<td{class}>{}</td>", escaped(&text_of(cell, separators)));
        }
        page.push_str("</tr>\n");
    }
    page.push_str("</tbody>\n</table>\n<dl>\n");
    pairs(&mut page, &report.definitions);
    page.push_str("</dl>\n<div class=\"sign\">");
    for who in &report.signatures {
        let _ = write!(page, "<div>{}</div>", escaped(who));
    }
    page.push_str("</div>\n</body>\n</html>\n");
    page.into_bytes()
}

fn pairs(page: &mut String, pairs: &[(String, String)]) {
    for (name, said) in pairs {
        let _ = writeln!(page, "<dt>{}</dt><dd>{}</dd>", escaped(name), escaped(said));
    }
}

/// Ready, unknown and not ready side by side, each with its own hatch so that it is told without colour, and the target
/// as a line.
fn draw(page: &mut String, bar: &ReportBar) {
    let drawn = bar.share.drawn();
    let total = drawn.iter().sum::<u64>().max(1) as f64;
    let [ready, unknown, not] = drawn.map(|count| count as f64 / total * BAR_WIDTH);
    let _ = write!(
        page,
        "<figure><figcaption>{} — {}</figcaption><svg viewBox=\"0 0 {BAR_WIDTH} 22\" role=\"img\"><title>{}</title>",
        escaped(&bar.label),
        escaped(&bar.words),
        escaped(&bar.words)
    );
    if bar.share.withheld {
        page.push_str("</svg></figure>\n");
        return;
    }
    let mut from = 0.0;
    for (class, width) in [("r", ready), ("u", unknown), ("x", not)] {
        let _ = write!(
            page,
            "<rect class=\"{class}\" x=\"{from:.1}\" y=\"4\" width=\"{width:.1}\" height=\"14\"/>"
        );
        from += width;
    }
    if let Some(target) = bar.share.target_pct {
        let at = target / 100.0 * BAR_WIDTH;
        let _ = write!(page, "<line x1=\"{at:.1}\" y1=\"0\" x2=\"{at:.1}\" y2=\"22\"/>");
    }
    page.push_str("</svg></figure>\n");
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

const STYLE: &str = "body{font:11pt/1.4 sans-serif;margin:2em;color:#111}
h1{font-size:16pt}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.1em 1em}
dt{font-weight:bold}
dd{margin:0}
figure{margin:.4em 0;break-inside:avoid}
figcaption{font-size:9.5pt}
svg{width:100%;max-width:42em;height:1.6em}
.r{fill:#1b6ca8;stroke:#111}
.u{fill:#d9d9d9;stroke:#111;stroke-dasharray:3 2}
.x{fill:#fff;stroke:#111}
line{stroke:#b00020;stroke-width:3}
table{border-collapse:collapse;width:100%;font-size:9pt}
th,td{border:1px solid #555;padding:.2em .4em;text-align:left;vertical-align:top}
td.n{text-align:right;white-space:nowrap}
tr{break-inside:avoid}
.sign{display:flex;justify-content:space-between;margin-top:3em;min-height:7em;font-weight:bold}
@page{size:A4 landscape;margin:12mm}
";

//! A line of a book as rows of S24-H, S26-H or a list: one, and one more for each further decrease.

use crate::books::cost_of;
use crate::forms::Cell;
use crate::sheets::{day, number, text};
use kiemke_config::categories::Categories;
use kiemke_config::forms::Column;
use kiemke_wire::book::{BookKind, BookLine, Decrease};

const BP_A_PERCENT: f64 = 100.0;

/// The rows of a line. `school` is the name of its school.
pub fn book_rows(
    columns: &[Column],
    line: &BookLine,
    school: &str,
    categories: &Categories,
) -> Vec<Vec<Cell>> {
    // The book of fixed assets has one decrease a line: the last, which made an end of it.
    let (first, others) = match (line.book, line.decreases.split_first()) {
        (_, None) => (None, &[][..]),
        (BookKind::S24H, Some(_)) => (line.decreases.last(), &[][..]),
        (_, Some((first, others))) => (Some(first), others),
    };
    let of = |column: &Column, decrease: Option<&Decrease>| {
        decrease_cell(column, decrease).unwrap_or_else(|| line_cell(column, line, school, categories))
    };
    let whole = columns.iter().map(|column| of(column, first)).collect();
    let further = others.iter().map(|decrease| {
        let cells = columns.iter().map(|column| match column.name.as_str() {
            "name" | "measure" | "number" | "school" | "category" => {
                line_cell(column, line, school, categories)
            }
            _ => decrease_cell(column, Some(decrease)).unwrap_or(Cell::Empty),
        });
        cells.collect()
    });
    std::iter::once(whole).chain(further).collect()
}

fn line_cell(column: &Column, line: &BookLine, school: &str, categories: &Categories) -> Cell {
    let document = line.document.as_ref();
    let percent = |bp: Option<u32>| bp.map_or(Cell::Empty, |bp| Cell::Number(f64::from(bp) / BP_A_PERCENT));
    let wear = &line.wear;
    match column.name.as_str() {
        "entered_on" => day(line.entered_on),
        "document" => text(document.map(|document| document.number.as_str())),
        "document_date" => day(document.and_then(|document| document.date)),
        "name" => text(Some(&line.name)),
        "country" => text(line.country.as_deref()),
        "year_in_use" => number(line.year_in_use),
        "number" => text(line.number.as_deref()),
        "card" => text(line.card.as_deref()),
        "measure" => text(line.measure.as_deref()),
        "quantity" => number(Some(line.quantity)),
        "unit_cost" => number(line.cost_of_one()),
        "cost" => number(cost_of(line)),
        "depreciation_rate" => percent(wear.depreciation_rate_bp),
        "depreciation" => number(wear.depreciation_dong),
        "wear_rate" => percent(wear.wear_rate_bp),
        "wear" => number(wear.wear_dong),
        "year_total" => {
            let parts = [wear.depreciation_dong, wear.wear_dong];
            let is_told = parts.iter().any(Option::is_some);
            number(is_told.then(|| parts.into_iter().flatten().sum::<u64>()))
        }
        "accumulated" => number(wear.accumulated_dong),
        "used_at" => text(line.used_at.as_deref()),
        "school" => text(Some(school)),
        "category" => {
            let kind = categories.get(&line.category.0);
            text(Some(kind.map_or(&line.category.0, |kind| &kind.vi)))
        }
        "maker" => text(line.maker.as_deref()),
        "model" => text(line.model.as_deref()),
        "serial" => text(line.serial.as_deref()),
        "funding" => text(line.funding.as_deref()),
        "notes" => text(line.notes.as_deref()),
        _ => Cell::Empty,
    }
}

/// `None` for a column that is not about what went.
fn decrease_cell(column: &Column, decrease: Option<&Decrease>) -> Option<Cell> {
    let document = decrease.and_then(|decrease| decrease.document.as_ref());
    let date = document
        .and_then(|document| document.date)
        .or_else(|| decrease.and_then(|decrease| decrease.entered_on));
    Some(match column.name.as_str() {
        "decrease_document" => text(document.map(|document| document.number.as_str())),
        "decrease_date" => day(date),
        "decrease_reason" => text(decrease.and_then(|decrease| decrease.reason.as_deref())),
        "decrease_quantity" => number(decrease.map(|decrease| decrease.quantity)),
        "decrease_unit_cost" => number(decrease.and_then(|decrease| decrease.unit_cost_dong)),
        "decrease_cost" => number(decrease.and_then(|decrease| decrease.cost_dong)),
        "decrease_remaining" => number(decrease.and_then(|decrease| decrease.remaining_dong)),
        _ => return None,
    })
}

//! Sheets for signature and lists: what is known, as rows of cells in the columns of a form.
//!
//! ```text
//! records, lines of books ──(ids in the order of the sheet)──▶ rows of cells ──▶ a file (the shell)
//! a stocktake, if there is one ──Counted──┘
//! ```
//! Pure: whole records and lines are handed in by whoever read them, one page after another.

mod book;
mod counted;
mod equipment;
mod heading;
mod plan;
mod stocktake;

pub use book::book_rows;
pub use counted::{Counted, CountedLine, CountedThing, Tally, counted_row, thing_row};
pub use equipment::{Place, equipment_row};
pub use heading::{Heading, day_text, filled};
pub use plan::{
    BookPlan, CountedBy, EquipmentPlan, SheetGroup, SheetItem, book_plan, equipment_plan, last_stocktakes,
};
pub use stocktake::stocktake_row;

use crate::forms::Cell;
use kiemke_config::categories::Categories;
use kiemke_config::messages::Lang;

/// The text of a cell; empty when there is none.
fn text(text: Option<&str>) -> Cell {
    text.filter(|text| !text.is_empty())
        .map_or(Cell::Empty, |text| Cell::Text(text.to_owned()))
}

/// What a kind of equipment is called; its code where the list does not know it.
fn kind_name<'a>(categories: &'a Categories, code: &'a str, lang: Lang) -> &'a str {
    categories.get(code).map_or(code, |kind| match lang {
        Lang::Vi => &kind.vi,
        Lang::En => &kind.en,
    })
}

fn number<T: Into<u64>>(number: Option<T>) -> Cell {
    // Amounts of đồng stay far below what a spreadsheet holds exactly.
    number.map_or(Cell::Empty, |number| Cell::Number(number.into() as f64))
}

fn day(day: Option<kiemke_wire::date::Date>) -> Cell {
    day.map_or(Cell::Empty, |day| Cell::Day(day.unix_days()))
}

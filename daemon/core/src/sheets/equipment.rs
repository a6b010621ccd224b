//! An equipment record as a row of the list.

use crate::equipment::HeldRecord;
use crate::forms::Cell;
use crate::sheets::{day, kind_name, number, text};
use kiemke_config::categories::Categories;
use kiemke_config::forms::Column;
use kiemke_config::messages::{Lang, Msg, catalogue, words};
use kiemke_wire::equipment::Holder;

/// Where a thing stands, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The school.
    pub school: String,
    /// The room or site in it; empty when it is the school itself.
    pub place: String,
}

/// The cells of a record.
pub fn equipment_row<'a>(
    columns: impl Iterator<Item = &'a Column>,
    held: &HeldRecord,
    (place, level): (&Place, u8),
    categories: &Categories,
    lang: Lang,
) -> Vec<Cell> {
    let record = &held.record;
    let texts = catalogue(lang);
    let word = |id: Msg| Cell::Text(texts.text(id).to_owned());
    let cell = |column: &Column| match column.name.as_str() {
        "id" => Cell::Text(held.id.to_string()),
        "code" => text(record.code.as_deref()),
        "name" => text(Some(&record.name)),
        "category" => text(Some(kind_name(categories, &record.category.0, lang))),
        "maker" => text(record.maker.as_deref()),
        "model" => text(record.model.as_deref()),
        "serial" => text(record.serial.as_deref()),
        "school" => text(Some(&place.school)),
        "place" => text(Some(&place.place)),
        "seat" => number(record.seat),
        "holder" => match &record.holder {
            None => Cell::Empty,
            Some(Holder::Person(code)) => text(Some(code)),
            Some(Holder::Lab) => word(Msg::HolderLab),
            Some(Holder::Staff) => word(Msg::HolderStaff),
        },
        "state" => word(words::equipment_state(record.state)),
        "condition" => record
            .condition
            .map_or(Cell::Empty, |condition| word(words::condition(condition))),
        "funding" => text(record.funding.as_deref()),
        "year_in_use" => number(record.year_in_use),
        "cost" => number(record.cost_dong),
        "warranty_end" => day(record.warranty_end),
        "machine" => text(record.machine.map(|machine| machine.to_string()).as_deref()),
        "book_line" => text(record.book_line.map(|line| line.to_string()).as_deref()),
        "level" => number(Some(level)),
        "notes" => text(record.notes.as_deref()),
        _ => Cell::Empty,
    };
    columns.map(cell).collect()
}

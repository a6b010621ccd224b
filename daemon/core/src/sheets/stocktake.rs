//! A stocktake thing by thing: where each should be, where it was found, how good it is.

use crate::forms::Cell;
use crate::sheets::{kind_name, number, text};
use crate::stocktake::{SheetLine, SheetNote};
use kiemke_config::categories::Categories;
use kiemke_config::forms::Column;
use kiemke_config::messages::{Lang, Msg, catalogue, words};
use kiemke_wire::ids::UnitKey;

/// The cells of a line. `named` tells what a place is called.
pub fn stocktake_row<'a>(
    columns: impl Iterator<Item = &'a Column>,
    line: &SheetLine,
    named: impl Fn(UnitKey) -> String,
    categories: &Categories,
    lang: Lang,
) -> Vec<Cell> {
    let texts = catalogue(lang);
    let word = |id: Msg| Cell::Text(texts.text(id).to_owned());
    let is_unknown = line.note == SheetNote::NotYetCounted;
    let cell = |column: &Column| match column.name.as_str() {
        "record" => text(line.record.map(|record| record.to_string()).as_deref()),
        "code" => text(line.code.as_deref()),
        "name" => text(Some(&line.name)),
        "category" => {
            let kind = line.category.as_ref();
            text(kind.map(|kind| kind_name(categories, &kind.0, lang)))
        }
        // What no record knows has no place where it should be.
        "place" => text(line.record.map(|_| named(line.room)).as_deref()),
        "found_in" => match (line.note, line.found_in.as_slice()) {
            (SheetNote::Surplus, _) => text(Some(&named(line.room))),
            (_, places) => {
                let places: Vec<String> = places.iter().map(|place| named(*place)).collect();
                text(Some(&places.join("; ")))
            }
        },
        "book_quantity" => number(Some(line.booked.quantity)),
        "counted_quantity" if is_unknown => Cell::Empty,
        "counted_quantity" => number(Some(line.counted.quantity)),
        "missing_quantity" if is_unknown => Cell::Empty,
        "missing_quantity" => number(Some(line.shortage()).filter(|count| *count > 0)),
        "surplus_quantity" => number(Some(line.surplus()).filter(|count| *count > 0)),
        "cost" => number(line.booked.cost_dong.or(line.counted.cost_dong)),
        "result" => word(result(line.note)),
        "condition" => line
            .condition
            .map_or(Cell::Empty, |condition| word(words::condition(condition))),
        _ => Cell::Empty,
    };
    columns.map(cell).collect()
}

fn result(note: SheetNote) -> Msg {
    match note {
        SheetNote::Matched => Msg::ItemMatched,
        SheetNote::Damaged => Msg::ItemDamaged,
        SheetNote::Misplaced => Msg::ItemMisplaced,
        SheetNote::FoundTwice => Msg::ItemFoundTwice,
        SheetNote::Missing => Msg::ItemMissing,
        SheetNote::NotYetCounted => Msg::ItemNotYetCounted,
        SheetNote::Away => Msg::ItemAway,
        SheetNote::FromElsewhere => Msg::ItemFromElsewhere,
        SheetNote::Surplus => Msg::ScanSurplus,
    }
}

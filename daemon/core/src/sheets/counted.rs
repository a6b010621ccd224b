//! The reports of a stocktake, C53-HD and tools: what the book says beside what was counted.

use crate::forms::Cell;
use crate::sheets::book::cost_of;
use crate::sheets::{number, text};
use kiemke_config::forms::Column;
use kiemke_wire::book::BookLine;
use kiemke_wire::ids::BookLineId;
use std::collections::BTreeMap;

/// What a stocktake counted, as far as its reports go. Made of a session by whoever has one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// By line of the book; a line that is absent was not counted yet.
    pub lines: BTreeMap<BookLineId, CountedLine>,
}

/// What was counted of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedLine {
    /// How many things of it were found.
    pub found: u32,
    /// Of those found: how many can still be used, when that was looked at.
    pub usable: Option<u32>,
    /// What was noted.
    pub notes: Option<String>,
}

/// The amounts of one side.
#[derive(Clone, Copy, Default)]
struct Side {
    quantity: Option<u64>,
    cost: Option<u64>,
    remaining: Option<u64>,
}

/// The cells of a line. Without `counted` the columns of what was counted stay empty.
pub fn counted_row<'a>(
    columns: impl Iterator<Item = &'a Column>,
    (id, line): (BookLineId, &BookLine),
    counted: Option<&Counted>,
) -> Vec<Cell> {
    let counted = counted.and_then(|counted| counted.lines.get(&id));
    let book = share(line, line.left());
    let found = counted.map_or(Side::default(), |counted| share(line, counted.found));
    let columns = columns.map(|column| match column.name.as_str() {
        "name" => text(Some(&line.name)),
        "number" => text(line.number.as_deref()),
        "used_at" => text(line.used_at.as_deref()),
        "measure" => text(line.measure.as_deref()),
        "unit_cost" => number(line.cost_of_one()),
        "notes" => text(counted.and_then(|counted| counted.notes.as_deref())),
        "usable" => number(counted.and_then(|counted| counted.usable)),
        "unusable" => number(counted.and_then(|counted| counted.found.checked_sub(counted.usable?))),
        name => match name.split_once('_') {
            Some((side, amount)) => side_cell(side, amount, book, found),
            None => Cell::Empty,
        },
    });
    columns.collect()
}

fn side_cell(side: &str, amount: &str, book: Side, found: Side) -> Cell {
    let of = |side: Side| match amount {
        "quantity" => side.quantity,
        "cost" => side.cost,
        "remaining" => side.remaining,
        _ => None,
    };
    let both = of(book).zip(of(found));
    match side {
        "book" => number(of(book)),
        "counted" => number(of(found)),
        "difference" => both.map_or(Cell::Empty, |(book, found)| {
            Cell::Number(found as f64 - book as f64)
        }),
        "surplus" => above(both.and_then(|(book, found)| found.checked_sub(book))),
        "missing" => above(both.and_then(|(book, found)| book.checked_sub(found))),
        _ => Cell::Empty,
    }
}

/// Nothing is written where nothing differs.
fn above(amount: Option<u64>) -> Cell {
    number(amount.filter(|amount| *amount > 0))
}

/// What so many of a line's things cost, and what they are still worth. Parts are rounded down; the whole is exact.
fn share(line: &BookLine, things: u32) -> Side {
    let part = |whole: Option<u64>| {
        let (whole, all) = (u128::from(whole?), u128::from(line.quantity.max(1)));
        u64::try_from(whole * u128::from(things) / all).ok()
    };
    let cost = cost_of(line);
    let worth = cost
        .zip(line.wear.accumulated_dong)
        .map(|(cost, worn)| cost.saturating_sub(worn));
    Side {
        quantity: Some(things.into()),
        cost: part(cost),
        remaining: part(worth),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_config::forms::Form;
    use serde_json::json;

    fn row(form: &str, counted: Option<CountedLine>) -> BTreeMap<String, Cell> {
        let form = Form::named(form).unwrap();
        let line: BookLine = serde_json::from_value(json!({
            "book": "s26-h", "school": "u2", "name": "Máy in", "category": "printer", "measure": "cái",
            "quantity": 5, "cost_dong": 16_000_000, "wear": {"accumulated_dong": 6_000_000},
            "decreases": [{"quantity": 1}]
        }))
        .unwrap();
        let id = BookLineId(1);
        let counted = counted.map(|one| Counted {
            lines: [(id, one)].into(),
        });
        let cells = counted_row(form.columns.iter(), (id, &line), counted.as_ref());
        form.columns
            .iter()
            .map(|column| column.name.clone())
            .zip(cells)
            .collect()
    }

    #[test]
    fn what_was_counted_stands_beside_the_book() {
        let nothing = row("c53-hd", None);
        assert_eq!(nothing["book_quantity"], Cell::Number(4.0));
        assert_eq!(nothing["book_cost"], Cell::Number(12_800_000.0));
        assert_eq!(nothing["book_remaining"], Cell::Number(8_000_000.0));
        for column in [
            "counted_quantity",
            "counted_cost",
            "difference_quantity",
            "difference_cost",
        ] {
            assert_eq!(nothing[column], Cell::Empty, "{column}");
        }
        let found = |found| CountedLine {
            found,
            usable: Some(1),
            notes: None,
        };
        let less = row("c53-hd", Some(found(3)));
        assert_eq!(
            (&less["counted_quantity"], &less["difference_quantity"]),
            (&Cell::Number(3.0), &Cell::Number(-1.0))
        );
        assert_eq!(less["difference_cost"], Cell::Number(-3_200_000.0));
        let tools = row("tools", Some(found(3)));
        assert_eq!(
            (&tools["missing_quantity"], &tools["surplus_quantity"]),
            (&Cell::Number(1.0), &Cell::Empty)
        );
        assert_eq!(
            (&tools["usable"], &tools["unusable"]),
            (&Cell::Number(1.0), &Cell::Number(2.0))
        );
        assert_eq!(
            row("tools", Some(found(6)))["surplus_cost"],
            Cell::Number(6_400_000.0)
        );
    }
}

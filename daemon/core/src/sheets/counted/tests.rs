//! Lines and things as rows of C53-HD and of tools.

use super::*;
use kiemke_config::forms::Form;
use kiemke_wire::stocktake::{CountEvent, CountId, Counted as Told, Expectation, ExpectedRoom};
use kiemke_wire::time::UnixMs;
use serde_json::json;

const ROOM: UnitKey = UnitKey(7);

fn line() -> BookLine {
    serde_json::from_value(json!({
        "book": "s26-h", "school": "u2", "name": "Máy in", "category": "printer", "measure": "cái",
        "quantity": 5, "cost_dong": 16_000_000, "wear": {"accumulated_dong": 6_000_000},
        "decreases": [{"quantity": 1}]
    }))
    .unwrap()
}

fn booked(quantity: u32) -> ExpectedLine {
    let worth = worth(&line(), quantity);
    ExpectedLine {
        line: BookLineId(1),
        quantity,
        cost_dong: worth.cost_dong,
        remaining_dong: worth.remaining_dong,
    }
}

/// Things 1 to `things` of the room, of which the first `on_line` hang on the line.
fn stocktake(things: u32, on_line: u32, lines: Vec<ExpectedLine>, events: Vec<Told>) -> CountedSoFar {
    let item = |record: u32| ExpectedItem {
        record: EquipmentId(record),
        code: Some(format!("MI-{record}")),
        serial: None,
        name: "Máy in Canon".into(),
        category: Category("printer".into()),
        room: ROOM,
        seat: None,
        in_scope: true,
        lost: false,
        away: false,
        cost_dong: Some(3_000_000),
        machine: None,
        book_line: (record <= on_line).then_some(BookLineId(1)),
    };
    let events = events.into_iter().zip(1_u8..).map(|(what, number)| {
        let event = CountEvent {
            id: CountId([number; 16]),
            at: UnixMs(i64::from(number)),
            counter: "Lan".into(),
            what,
        };
        (event.id, event)
    });
    CountedSoFar {
        expected: Expectation {
            rooms: vec![ExpectedRoom {
                room: ROOM,
                code: "P1".into(),
                name: "Phòng 1".into(),
                in_scope: true,
            }],
            items: (1..=things).map(item).collect(),
            has_book: !lines.is_empty(),
            lines,
        },
        events: events.collect(),
    }
}

fn scan(code: &str, condition: Option<Condition>) -> Told {
    Told::Scan {
        room: ROOM,
        code: code.into(),
        condition,
        note: None,
    }
}

fn named(form: &str, cells: Vec<Cell>) -> BTreeMap<String, Cell> {
    let form = Form::named(form).unwrap();
    form.columns
        .iter()
        .map(|column| column.name.clone())
        .zip(cells)
        .collect()
}

fn row(form: &str, counted: Option<&Counted>) -> BTreeMap<String, Cell> {
    let columns = Form::named(form).unwrap().columns;
    let counted = counted.map(|counted| (&counted.lines[&BookLineId(1)], "Phòng 1"));
    named(form, counted_row(columns.iter(), &line(), counted, Lang::Vi))
}

#[test]
fn without_a_stocktake_the_book_stands_alone() {
    let nothing = row("c53-hd", None);
    assert_eq!(nothing["book_quantity"], Cell::Number(4.0));
    assert_eq!(nothing["book_cost"], Cell::Number(12_800_000.0));
    assert_eq!(nothing["book_remaining"], Cell::Number(8_000_000.0));
    for column in ["counted_quantity", "counted_cost", "difference_quantity", "notes"] {
        assert_eq!(nothing[column], Cell::Empty, "{column}");
    }
}

#[test]
fn what_was_counted_stands_beside_the_book() {
    let told = vec![
        scan("MI-1", None),
        scan("MI-2", Some(Condition::Unusable)),
        scan("MI-3", None),
        Told::RoomDone { room: ROOM },
    ];
    let counted = Counted::of(&stocktake(4, 4, vec![booked(4)], told));
    let fixed = row("c53-hd", Some(&counted));
    assert_eq!(
        (&fixed["counted_quantity"], &fixed["difference_quantity"]),
        (&Cell::Number(3.0), &Cell::Number(-1.0))
    );
    assert_eq!(fixed["used_at"], Cell::Text("Phòng 1".into()));
    assert_eq!(fixed["difference_cost"], Cell::Number(-3_200_000.0));
    assert_eq!(fixed["difference_remaining"], Cell::Number(-2_000_000.0));
    assert_eq!(fixed["notes"], Cell::Text("hư hỏng: MI-2; thiếu: MI-4".into()));
    let tools = row("tools", Some(&counted));
    assert_eq!(
        (&tools["missing_quantity"], &tools["surplus_quantity"]),
        (&Cell::Number(1.0), &Cell::Empty)
    );
    assert_eq!(
        (&tools["usable"], &tools["unusable"]),
        (&Cell::Number(2.0), &Cell::Number(1.0))
    );
}

#[test]
fn what_nobody_could_or_did_look_at_is_no_difference() {
    // Two of four have a record, one of these was looked at.
    let counted = Counted::of(&stocktake(2, 2, vec![booked(4)], vec![scan("MI-1", None)]));
    let cells = row("c53-hd", Some(&counted));
    assert_eq!(cells["counted_quantity"], Cell::Number(1.0));
    assert_eq!(cells["difference_quantity"], Cell::Empty);
    assert_eq!(
        cells["notes"],
        Cell::Text("chưa đếm: MI-2; 2 chưa có hồ sơ".into())
    );
}

#[test]
fn what_is_in_no_book_has_a_row_of_its_own() {
    let told = vec![
        scan("MI-1", None),
        scan("MI-2", None),
        scan("LA-9", None),
        Told::RoomDone { room: ROOM },
    ];
    let counted = Counted::of(&stocktake(3, 1, vec![booked(1)], told.clone()));
    let rows: Vec<BTreeMap<String, Cell>> = counted
        .things
        .iter()
        .map(|thing| {
            let columns = Form::named("tools").unwrap().columns;
            named("tools", thing_row(columns.iter(), thing, "Phòng 1", Lang::Vi))
        })
        .collect();
    let told_of = |row: &BTreeMap<String, Cell>| {
        [
            "number",
            "book_quantity",
            "counted_quantity",
            "surplus_quantity",
            "notes",
        ]
        .map(|name| row[name].clone())
    };
    let text = |text: &str| Cell::Text(text.into());
    assert_eq!(
        rows.iter().map(told_of).collect::<Vec<_>>(),
        [
            [
                text("MI-2"),
                Cell::Number(0.0),
                Cell::Number(1.0),
                Cell::Number(1.0),
                text("không có trong sổ")
            ],
            [
                text("MI-3"),
                Cell::Number(0.0),
                Cell::Number(0.0),
                Cell::Empty,
                text("thiếu; không có trong sổ")
            ],
            [
                text("LA-9"),
                Cell::Number(0.0),
                Cell::Number(1.0),
                Cell::Number(1.0),
                text("không có hồ sơ")
            ],
        ]
    );
    // Where no book is kept, the records are the book.
    let without_book = Counted::of(&stocktake(3, 0, Vec::new(), told));
    let booked: Vec<bool> = without_book.things.iter().map(|thing| thing.is_booked).collect();
    assert_eq!(booked, [true, true, true, false]);
}

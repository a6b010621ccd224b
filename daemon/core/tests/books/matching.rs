//! Which records rows find, and what is asked.

use crate::world::{How, SCHOOLS, World, desktop, sheet};
use kiemke_core::books::RowAnswer;
use kiemke_wire::book::BookKind;
use kiemke_wire::equipment::Record;
use kiemke_wire::ids::{BookLineId, EquipmentId};

const HEAD: &str = "Mã|Tên|Hãng|Số serial|SL|Đơn giá|Năm\n";

fn list(rows: &str) -> kiemke_core::forms::Sheet {
    sheet(&format!("{HEAD}{rows}"))
}

fn split() -> How {
    How {
        split: true,
        ..How::default()
    }
}

#[test]
fn a_code_finds_its_record_and_fills_in_what_it_lacks() {
    let mut world = World::new();
    world.receive(vec![desktop("MT-01", SCHOOLS[0]), desktop("MT-01", SCHOOLS[1])]);
    let table = list("mt-01|Máy tính để bàn|Dell||1|12000000|2022\n");
    let report = world.import(BookKind::List, &table, &split());
    let follow = report.records.unwrap();
    assert_eq!(
        (follow.tied, follow.made, follow.without),
        (1, 0, 0),
        "{:?}",
        report.questions
    );
    let records = world.records();
    assert_eq!(records.len(), 2);
    assert_eq!(
        (records[0].book_line, records[0].cost_dong, records[0].year_in_use),
        (Some(BookLineId(1)), Some(12_000_000), Some(2022))
    );
    assert_eq!(records[1].book_line, None, "the other school's stays");
    assert!(!world.import(BookKind::List, &table, &split()).applied);
}

#[test]
fn a_serial_number_counts_with_its_maker_and_is_asked_without() {
    let serial = |maker: Option<&str>| Record {
        serial: Some("SN9".into()),
        maker: maker.map(str::to_owned),
        name: "Laptop cũ".into(),
        ..desktop("", SCHOOLS[0])
    };
    for (maker, tied, asked) in [
        (Some("DELL"), 1, None),
        (None, 0, Some("same_serial")),
        (Some("HP"), 0, Some("same_serial")),
    ] {
        let mut world = World::new();
        world.receive(vec![serial(maker)]);
        let report = world.import(
            BookKind::List,
            &list("X1|Máy tính để bàn|Dell|sn9|1|1|2022\n"),
            &How::default(),
        );
        assert_eq!(report.records.unwrap().tied, tied, "{maker:?}");
        let question = report.questions.first().map(|question| question.code.as_str());
        assert_eq!(question, asked, "{maker:?}");
    }
}

#[test]
fn doubtful_things_are_asked_and_get_no_second_record() {
    let mut world = World::new();
    world.receive(
        (1..=12)
            .map(|at| desktop(&format!("PC{at:02}"), SCHOOLS[0]))
            .collect(),
    );
    let table = list("|12 bộ máy tính để bàn||||120000000|2022\n|Máy quét|||1|3000000|2022\n");
    let report = world.import(BookKind::List, &table, &split());
    let question = &report.questions[0];
    assert_eq!(
        (
            question.row,
            question.code.as_str(),
            question.candidates.len(),
            question.candidates_total
        ),
        (2, "same_name", 10, 12)
    );
    let follow = report.records.unwrap();
    assert_eq!(
        (follow.made, follow.without),
        (1, 12),
        "the scanner is split, the doubtful ones are not"
    );
    // Ten of them are those; the rest is new.
    let ids: Vec<EquipmentId> = (1..=10).map(EquipmentId).collect();
    let answered = |answer: RowAnswer| How {
        answers: vec![(2, answer)],
        ..split()
    };
    let report = world.import(BookKind::List, &table, &answered(RowAnswer::Records(ids.clone())));
    let follow = report.records.unwrap();
    assert_eq!(
        (follow.tied, follow.made, follow.without),
        (10, 2, 0),
        "{:?}",
        report.items
    );
    let again = world.import(BookKind::List, &table, &answered(RowAnswer::Records(ids)));
    assert!(!again.applied, "{:?}", again.items);
    assert_eq!(
        world
            .records()
            .iter()
            .filter(|record| record.book_line.is_none())
            .count(),
        2
    );
}

#[test]
fn an_answer_must_fit() {
    let mut world = World::new();
    world.receive(vec![
        desktop("A", SCHOOLS[0]),
        desktop("B", SCHOOLS[0]),
        desktop("C", SCHOOLS[1]),
    ]);
    let table = list("X1|Máy tính để bàn|||1|1|2022\nX2|Máy tính để bàn|||1|1|2022\n");
    let ids = |ids: &[u32]| RowAnswer::Records(ids.iter().map(|id| EquipmentId(*id)).collect());
    for (answers, place) in [
        (vec![(2, ids(&[3]))], "A2"),
        (vec![(2, ids(&[1, 2]))], "A2"),
        (vec![(2, ids(&[1])), (3, ids(&[1]))], "A3"),
        (vec![(2, ids(&[99]))], "A2"),
    ] {
        let how = How {
            answers: answers.clone(),
            ..How::default()
        };
        let report = world.import(BookKind::List, &table, &how);
        let faults: Vec<&str> = report
            .items
            .iter()
            .flat_map(|row| &row.faults)
            .map(|fault| fault.place.as_str())
            .collect();
        assert_eq!(faults, [place], "{answers:?}");
    }
    let how = How {
        answers: vec![(2, ids(&[1])), (3, RowAnswer::New)],
        ..split()
    };
    let follow = world.import(BookKind::List, &table, &how).records.unwrap();
    assert_eq!((follow.tied, follow.made), (1, 1));
}

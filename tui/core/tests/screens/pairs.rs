//! Pairs of machines and records of a school, and what is done about them by keys.

use crate::driver::Driver;
use crate::school::unit;
use kiemke_tui_core::key::Key;
use kiemke_tui_core::{Answer, Change, Look, Refusal};
use kiemke_wire::equipment::Category;
use kiemke_wire::ids::{EquipmentId, MachineId, Position};
use kiemke_wire::review::Relation;
use kiemke_wire::ties::{
    ConfirmTies, KeepApart, TieGround, TieMachine, TiePair, TieReason, TieRecord, TieRow, TiesView,
};
use kiemke_wire::view::EquipmentChange;

/// A sure pair and one that is not.
pub(crate) fn pairs() -> TiesView {
    let reason = |ground, relation| TieReason { ground, relation };
    let row = |number: u32, sure: bool| TieRow {
        machine: TieMachine {
            id: MachineId(number),
            name: format!("PC{number:02}"),
            unit: unit(20, "Phòng tin học 1", "room", 10),
            seat: Some(4),
            chassis_kind: Some("desktop".into()),
            model: Some("Dell Inc. OptiPlex 3050".into()),
            serials: vec!["7XK2M13".into(), "To be filled by O.E.M.".into()],
        },
        record: TieRecord {
            id: EquipmentId(number + 40),
            name: "Máy tính để bàn".into(),
            unit: unit(20, "Phòng tin học 1", "room", 10),
            category: Category("desktop".into()),
            code: Some(format!("MT-{number:03}")),
            maker: Some(if sure { "Dell" } else { "Lenovo" }.into()),
            model: None,
            serial: Some("7xk2m13".into()),
            seat: None,
        },
        reasons: vec![
            reason(TieGround::Code, Relation::OneSided),
            reason(TieGround::Serial, Relation::Same),
            reason(
                TieGround::Maker,
                if sure { Relation::Same } else { Relation::Differs },
            ),
            reason(TieGround::Kind, Relation::Same),
            reason(TieGround::Room, Relation::Same),
            reason(TieGround::Seat, Relation::OneSided),
        ],
        sure,
        rivals: u32::from(!sure) * 2,
    };
    TiesView {
        items: vec![row(1, true), row(2, false)],
        total: 2,
        sure: 1,
        next: None,
        machines_without_record: 5,
        records_never_seen: 8,
        partial: false,
    }
}

fn sent(driver: &Driver) -> &Change {
    &driver.submitted.last().expect("a change is sent").1
}

fn changed(entry: Option<u64>, ids: &[u32]) -> Result<Answer, Refusal> {
    Ok(Answer::Changed(EquipmentChange {
        entry: entry.map(Position),
        ids: ids.iter().copied().map(EquipmentId).collect(),
        made: 0,
    }))
}

fn at_pairs() -> Driver {
    let mut driver = Driver::at_school((120, 40), Look::default());
    driver.keys("7").answer_school().keys("p").answer_school();
    driver
}

#[test]
fn pairs_are_tied_kept_apart_and_taken_in_bulk_by_keys_each_with_its_undo() {
    let mut driver = at_pairs();
    let screen = driver.screen();
    assert!(
        screen.contains("1 / 2") && screen.contains("5 máy chưa có hồ sơ"),
        "{screen}"
    );
    driver.keys("m");
    let pair = TiePair {
        machine: MachineId(1),
        record: EquipmentId(41),
    };
    let tie = ConfirmTies {
        pairs: vec![pair],
        sure_of: None,
    };
    assert_eq!(*sent(&driver), Change::Tie(tie));
    driver.keys("t");
    assert_eq!(driver.submitted.len(), 1, "one answer at a time");
    driver.reply_change(changed(Some(700), &[41])).answer_school();
    driver.keys("u").key(Key::Enter);
    assert_eq!(*sent(&driver), Change::Undo(Position(700)));
    driver.reply_change(changed(Some(701), &[41])).answer_school();
    driver.keys("u");
    assert!(
        driver.screen().contains("Không có gì để hoàn tác"),
        "{}",
        driver.screen()
    );

    driver.keys("s").answer_school().keys("t");
    let apart = |undo| {
        Change::KeepApart(KeepApart {
            machine: MachineId(2),
            record: EquipmentId(42),
            undo,
        })
    };
    assert_eq!(*sent(&driver), apart(false));
    driver.reply_change(Ok(Answer::Made)).answer_school();
    driver.keys("u").key(Key::Enter);
    assert_eq!(*sent(&driver), apart(true));
    driver.reply_change(Ok(Answer::Made)).answer_school();

    driver.keys("a");
    let before = driver.submitted.len();
    assert!(driver.screen().contains("1 cặp chắc chắn"), "{}", driver.screen());
    driver.key(Key::Enter);
    let all = ConfirmTies {
        pairs: Vec::new(),
        sure_of: Some(String::new()),
    };
    assert_eq!(
        (driver.submitted.len(), sent(&driver)),
        (before + 1, &Change::Tie(all))
    );
    driver.reply_change(changed(None, &[])).answer_school();
    assert!(
        driver.screen().contains("Không có gì thay đổi"),
        "{}",
        driver.screen()
    );
}

#[test]
fn what_is_left_on_both_sides_opens_as_a_list() {
    let mut driver = at_pairs();
    driver.keys("w");
    let asked = |driver: &Driver| {
        let queries = driver.asked.iter().map(|(_, query)| format!("{query:?}"));
        queries.collect::<Vec<_>>().join("\n")
    };
    assert!(asked(&driver).contains("recorded:no"), "{}", asked(&driver));
    driver.answer_school().keys("7").answer_school().keys("v");
    assert!(
        asked(&driver).contains("seen:no,observable:yes"),
        "{}",
        asked(&driver)
    );
    driver.answer_school();
    assert!(driver.screen().contains("chưa từng thấy"), "{}", driver.screen());
}

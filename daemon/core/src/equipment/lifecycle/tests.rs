use super::*;
use crate::equipment::{difference, restored};
use kiemke_wire::equipment::{Category, Document};
use kiemke_wire::ids::UnitKey;
use proptest::prelude::*;

fn tablet() -> Record {
    Record {
        code: Some("MTB-001".into()),
        serial: Some("SN1".into()),
        state: EquipmentState::InStore,
        year_in_use: Some(2023),
        cost_dong: Some(4_500_000),
        ..Record::of("Máy tính bảng".into(), Category("tablet".into()), UnitKey(7))
    }
}

fn paper() -> Option<Document> {
    Some(Document {
        number: "12/QĐ-THCS".into(),
        date: None,
    })
}

fn acts() -> impl Strategy<Value = Act> {
    let holder = prop::option::of(prop_oneof![
        "[a-c]".prop_map(Holder::Person),
        Just(Holder::Lab),
        Just(Holder::Staff),
    ]);
    let condition = prop::option::of(prop_oneof![Just(Condition::Good), Just(Condition::Unusable)]);
    let action = (0..ActionKind::ALL.len()).prop_map(|at| ActionKind::ALL[at]);
    let place = prop::option::of((1..9_u32).prop_map(UnitKey));
    (
        action,
        any::<bool>(),
        place,
        prop::option::of(1..9_u16),
        holder,
        condition,
        prop::option::of(any::<bool>()),
    )
        .prop_map(
            |(action, with_paper, place, seat, holder, condition, in_use)| Act {
                document: with_paper.then(paper).flatten(),
                place,
                seat,
                holder,
                condition,
                in_use,
                ..Act::of(action)
            },
        )
}

proptest! {
    /// Most of a random sequence is refused; what is not keeps the invariants, and the way back is exact.
    #[test]
    fn any_sequence_keeps_the_invariants(acts in prop::collection::vec(acts(), 0..400)) {
        let mut record = tablet();
        for act in acts {
            let before = record.clone();
            let Ok(next) = after(&record, &act) else { continue };
            if next.state == EquipmentState::Lent {
                prop_assert!(matches!(next.holder, Some(Holder::Person(_))), "lent to somebody");
                prop_assert!(
                    matches!(before.state, EquipmentState::InUse | EquipmentState::InStore),
                    "only what is there is lent"
                );
            }
            if next.state == EquipmentState::Disposed {
                prop_assert!(next.holder.is_none(), "nobody has what is gone");
                prop_assert!(act.document.is_some(), "disposal has its paper");
            }
            if before.state == EquipmentState::Disposed {
                prop_assert_eq!(act.action, ActionKind::FindAgain);
            }
            prop_assert_eq!(&next.code, &before.code);
            prop_assert_eq!(&next.cost_dong, &before.cost_dong);
            let changes = difference(&before, &next);
            prop_assert_eq!(restored(&next, &changes), Some(before));
            record = next;
        }
    }
}

#[test]
fn a_loan_goes_out_and_comes_back() {
    let lend = Act {
        holder: Some(Holder::Person("HS-0042".into())),
        ..Act::of(ActionKind::Lend)
    };
    let lent = after(&tablet(), &lend).expect("in store");
    assert_eq!(
        (lent.state, lent.holder.clone()),
        (EquipmentState::Lent, lend.holder.clone())
    );
    let refused = after(&lent, &lend).expect_err("one holder at a time");
    assert_eq!(refused.to_string(), "lend is not for a thing that is lent");
    let back = after(&lent, &Act::of(ActionKind::Return)).expect("was lent");
    assert_eq!(back, tablet());
}

#[test]
fn what_an_action_lacks_or_has_too_much_is_named() {
    let nobody = after(&tablet(), &Act::of(ActionKind::Lend)).expect_err("to whom?");
    assert_eq!(nobody.to_string(), "lend needs holder.person");
    let nowhere = after(&tablet(), &Act::of(ActionKind::Move)).expect_err("where to?");
    assert_eq!(nowhere.to_string(), "move needs place");
    let proposed = after(&tablet(), &Act::of(ActionKind::ProposeDisposal)).expect("in store");
    let no_paper = after(&proposed, &Act::of(ActionKind::Dispose)).expect_err("by which paper?");
    assert_eq!(no_paper.to_string(), "dispose needs document");
    let odd = Act {
        document: paper(),
        seat: Some(3),
        ..Act::of(ActionKind::Dispose)
    };
    assert_eq!(
        after(&proposed, &odd).expect_err("a seat").to_string(),
        "dispose has no use for seat"
    );
}

#[test]
fn a_place_takes_its_seat_along() {
    let seated = Record {
        seat: Some(4),
        ..tablet()
    };
    let moved = after(
        &seated,
        &Act {
            place: Some(UnitKey(9)),
            in_use: Some(true),
            ..Act::of(ActionKind::Move)
        },
    )
    .expect("moves");
    assert_eq!(
        (moved.place, moved.seat, moved.state),
        (UnitKey(9), None, EquipmentState::InUse)
    );
}

#[test]
fn the_forms_of_actions_offer_what_the_rules_allow() {
    use kiemke_config::actions::{Actions, FieldName};
    let field = |name| {
        Some(match name {
            FieldName::Place => Field::Place,
            FieldName::Seat => Field::Seat,
            FieldName::Holder | FieldName::Person => Field::Holder,
            FieldName::Condition => Field::Condition,
            FieldName::InUse => Field::InUse,
            _ => return None,
        })
    };
    for form in Actions::shipped().all() {
        if matches!(form.action, ActionKind::Receive | ActionKind::Edit) {
            continue;
        }
        let Rule { from, uses } = rule(form.action);
        for state in EquipmentState::ALL {
            let offered = form.from.contains(&state);
            assert_eq!(
                offered,
                from.contains(&state),
                "{} {}",
                form.action.code(),
                state.code()
            );
            let asks_paper = form
                .fields
                .iter()
                .any(|asked| asked.name == FieldName::Document && asked.required);
            assert!(
                !asks_paper || needs_document(form.action, state),
                "{}",
                form.action.code()
            );
        }
        for asked in form.fields.iter().filter_map(|asked| field(asked.name)) {
            assert!(
                uses.contains(&asked),
                "{} asks {}",
                form.action.code(),
                asked.name()
            );
        }
    }
}

//! Words for equipment records and for what is said about changing them.

use super::{Sign, condition, equipment_state};
use crate::message::{Refusal, RefusalKind};
use crate::state::State;
use crate::state::StockColumn;
use crate::state::form::{category_name, written_day};
use kiemke_config::messages::{Catalogue, Lang, Msg, Value, format};
use kiemke_wire::equipment::{Condition, EquipmentState, FieldChange, Holder};
use serde_json::Value as Json;

/// The sign of what has become of a thing.
pub fn equipment_sign(state: EquipmentState) -> Sign {
    match state {
        EquipmentState::InUse | EquipmentState::InStore => Sign::Good,
        EquipmentState::Lent | EquipmentState::InRepair => Sign::Ageing,
        EquipmentState::Broken | EquipmentState::ToBeDisposed => Sign::Warning,
        EquipmentState::Lost => Sign::Bad,
        EquipmentState::Disposed => Sign::Unknown,
    }
}

/// Who has a thing.
pub fn holder(texts: &Catalogue, holder: &Holder) -> String {
    match holder {
        Holder::Person(code) => code.clone(),
        Holder::Lab => texts.text(Msg::HolderLab).to_owned(),
        Holder::Staff => texts.text(Msg::HolderStaff).to_owned(),
    }
}

/// A column of the table of machines and equipment.
pub(crate) fn stock_column(column: StockColumn) -> Msg {
    match column {
        StockColumn::Code => Msg::ColumnCode,
        StockColumn::Unit => Msg::ColumnUnit,
        StockColumn::Kind => Msg::ColumnKind,
        StockColumn::Model => Msg::ColumnModel,
        StockColumn::System => Msg::ColumnSystem,
        StockColumn::Memory => Msg::ColumnMemory,
        StockColumn::Holder => Msg::ColumnHolder,
        StockColumn::Year => Msg::ColumnYear,
        StockColumn::Seen => Msg::ColumnSeen,
    }
}

/// Whether somebody else was faster.
pub(crate) fn is_stale(refusal: &Refusal) -> bool {
    refusal.kind == RefusalKind::Stale
}

/// Why a change was not made, in the words of whoever wanted it. What the daemon says of a value stands behind, because it
/// names the value.
pub(crate) fn refused(texts: &Catalogue, refusal: &Refusal) -> String {
    let with_detail = |id| texts.with(id, &[("detail", refusal.detail.as_str().into())]);
    match (refusal.code.as_deref(), refusal.kind) {
        (Some("touched_since"), _) => texts.text(Msg::RefusedTouched).to_owned(),
        (Some("action_not_allowed"), _) => with_detail(Msg::RefusedAction),
        (Some("packs_out"), _) => with_detail(Msg::RefusedPacksOut),
        (Some("found_twice"), _) => with_detail(Msg::RefusedFoundTwice),
        (Some("not_counted"), _) => with_detail(Msg::RefusedNotCounted),
        (Some("already_counting"), _) => with_detail(Msg::RefusedCounting),
        (Some("has_pack"), _) => with_detail(Msg::RefusedHasPack),
        (Some("stocktake_closed"), _) => texts.text(Msg::ToldStocktakeClosed).to_owned(),
        (_, RefusalKind::Stale) => texts.text(Msg::RefusedStale).to_owned(),
        (Some("unit_unknown"), _) => texts.text(Msg::RefusedUnit).to_owned(),
        (Some("not_found"), _) | (_, RefusalKind::Missing) => texts.text(Msg::RefusedMissing).to_owned(),
        (_, RefusalKind::Denied) => texts.text(Msg::RefusedDenied).to_owned(),
        // Whether it was done is not known: a repeat may do it twice.
        (_, RefusalKind::Unreachable) => texts.text(Msg::RefusedUnreachable).to_owned(),
        (_, RefusalKind::Invalid | RefusalKind::Failed) => with_detail(Msg::RefusedInvalid),
    }
}

/// A field that changed: what it was and what it is, as people call them.
pub(crate) fn field_change(state: &State, change: &FieldChange) -> String {
    let texts = state.texts();
    let values = [
        ("field", field_name(texts, &change.field).into()),
        (
            "old",
            Value::from(value(state, &change.field, change.old.as_ref())),
        ),
        (
            "new",
            Value::from(value(state, &change.field, change.new.as_ref())),
        ),
    ];
    texts.with(Msg::HistoryChange, &values)
}

fn field_name(texts: &Catalogue, field: &str) -> String {
    let id = match field {
        "code" => Msg::FieldStickerCode,
        "name" => Msg::ColumnName,
        "category" => Msg::ColumnKind,
        "maker" => Msg::FieldMaker,
        "model" => Msg::FieldModel,
        "serial" => Msg::FieldSerial,
        "place" => Msg::FieldPlace,
        "seat" => Msg::ColumnSeat,
        "holder" => Msg::ColumnHolder,
        "state" => Msg::ColumnState,
        "condition" => Msg::FieldCondition,
        "funding" => Msg::FieldFunding,
        "year_in_use" => Msg::FieldYearInUse,
        "cost_dong" => Msg::ColumnCost,
        "cost_unknown_why" => Msg::FieldCostUnknownWhy,
        "warranty_end" => Msg::FieldWarrantyEnd,
        "machine" => Msg::FieldMachine,
        "notes" => Msg::FieldNotes,
        "void" => Msg::FieldVoid,
        other => return other.to_owned(),
    };
    texts.text(id).to_owned()
}

fn value(state: &State, field: &str, value: Option<&Json>) -> String {
    let (texts, lang) = (state.texts(), state.look.lang);
    let Some(value) = value else {
        return "–".to_owned();
    };
    let read = |value: &Json| {
        value
            .as_str()
            .map(str::to_owned)
            .unwrap_or_else(|| value.to_string())
    };
    match field {
        "state" => serde_json::from_value::<EquipmentState>(value.clone())
            .map_or_else(|_| read(value), |one| texts.text(equipment_state(one)).to_owned()),
        "condition" => serde_json::from_value::<Condition>(value.clone())
            .map_or_else(|_| read(value), |one| texts.text(condition(one)).to_owned()),
        "holder" => serde_json::from_value::<Holder>(value.clone())
            .map_or_else(|_| read(value), |one| holder(texts, &one)),
        "category" => value
            .as_str()
            .map_or_else(|| read(value), |code| category_name(code, lang)),
        "place" => {
            let key = value.as_str().and_then(|text| text.parse().ok());
            let name = key.and_then(|key| state.names.get(key));
            name.map_or_else(|| read(value), str::to_owned)
        }
        "warranty_end" => {
            let day = value.as_str().and_then(|text| text.parse().ok());
            day.map_or_else(|| read(value), |day| written_day(lang, day))
        }
        "void" => texts
            .text(if value == &Json::Bool(true) {
                Msg::Yes
            } else {
                Msg::No
            })
            .to_owned(),
        _ => read(value),
    }
}

/// A rate of a line.
pub(crate) fn mbps(lang: Lang, mbps: f64) -> String {
    let decimals = usize::from(mbps < 10.0 && mbps.fract() != 0.0);
    format!("{} Mbps", format::decimal(lang, mbps, decimals))
}

/// A share in whole percent.
pub(crate) fn whole_percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

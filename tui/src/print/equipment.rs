//! Equipment records as rows.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::{Msg, Value, format};
use kiemke_tui_core::wording;
use kiemke_wire::equipment::{FieldChange, HistoryLine, Holder};
use kiemke_wire::view::{EquipmentChange, EquipmentRow};

impl Writer<'_> {
    pub(crate) fn equipment(&self, rows: &[EquipmentRow]) -> Table {
        let rows = rows.iter().map(|row| {
            let record = &row.record;
            vec![
                Cell::text(row.id.to_string()),
                self.known(record.code.as_deref()),
                Cell::text(&record.name),
                Cell::text(&record.category.0),
                self.unit(&row.unit),
                self.state(row),
                self.holder(record.holder.as_ref()),
                record
                    .year_in_use
                    .map_or_else(Cell::unknown, |year| Cell::number(year.to_string(), year)),
                record.cost_dong.map_or_else(Cell::unknown, |cost| {
                    Cell::number(format::count(self.texts.lang(), cost), cost)
                }),
                Cell::number(row.level.to_string(), row.level),
                self.renewal(row.renewal),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::ColumnKind,
                Msg::ColumnUnit,
                Msg::ColumnState,
                Msg::ColumnHolder,
                Msg::ColumnYear,
                Msg::ColumnCost,
                Msg::ColumnRecordLevel,
                Msg::ColumnReplaceBy,
            ],
            rows,
        )
    }

    pub(crate) fn equipment_record(&self, row: &EquipmentRow) -> Table {
        let record = &row.record;
        let text = |field: &Option<String>| self.known(field.as_deref());
        let number = |field: Option<u64>| {
            field.map_or_else(Cell::unknown, |value| {
                Cell::number(format::count(self.texts.lang(), value), value)
            })
        };
        let pairs = [
            (Msg::ColumnId, Cell::text(row.id.to_string())),
            (Msg::ColumnCode, text(&record.code)),
            (Msg::ColumnName, Cell::text(&record.name)),
            (Msg::ColumnKind, Cell::text(&record.category.0)),
            (Msg::ColumnState, self.state(row)),
            (Msg::ColumnUnit, self.unit(&row.unit)),
            (Msg::ColumnSeat, number(record.seat.map(u64::from))),
            (Msg::ColumnHolder, self.holder(record.holder.as_ref())),
            (
                Msg::FieldCondition,
                record.condition.map_or_else(Cell::unknown, |condition| {
                    Cell::text(self.texts.text(wording::condition(condition)))
                }),
            ),
            (Msg::FieldMaker, text(&record.maker)),
            (Msg::FieldModel, text(&record.model)),
            (Msg::FieldSystemSerial, text(&record.serial)),
            (
                Msg::ColumnYear,
                record
                    .year_in_use
                    .map_or_else(Cell::unknown, |year| Cell::text(year.to_string())),
            ),
            (Msg::ColumnCost, number(record.cost_dong)),
            (Msg::FieldFunding, text(&record.funding)),
            (
                Msg::FieldMachine,
                record
                    .machine
                    .map_or_else(Cell::unknown, |machine| Cell::text(machine.to_string())),
            ),
            (
                Msg::FieldVerified,
                record
                    .verified_on
                    .map_or_else(Cell::unknown, |on| Cell::text(on.to_string())),
            ),
            (Msg::FieldNotes, text(&record.notes)),
        ];
        self.pairs(
            pairs
                .into_iter()
                .map(|(name, value)| (self.texts.text(name).to_owned(), value)),
        )
    }

    pub(crate) fn equipment_history(&self, lines: &[HistoryLine]) -> Table {
        let rows = lines.iter().map(|line| {
            let action = self.texts.text(wording::equipment_action(line.act.action));
            let what = match line.undoes {
                Some(undone) => {
                    let values = [("entry", Value::from(undone.to_string()))];
                    self.texts.with(Msg::HistoryUndone, &values)
                }
                None => action.to_owned(),
            };
            let document = line
                .act
                .document
                .as_ref()
                .map(|document| document.number.as_str());
            vec![
                Cell::text(line.entry.to_string()),
                self.moment(line.at),
                self.known(line.by_name.as_deref()),
                Cell::both(what, line.act.action.code()),
                Cell::text(line.changes.iter().map(changed).collect::<Vec<_>>().join("; ")),
                self.known(document),
                self.known(line.act.reason.as_deref()),
            ]
        });
        self.table(
            [
                Msg::ColumnEntry,
                Msg::ColumnTime,
                Msg::ColumnWho,
                Msg::ColumnAction,
                Msg::ColumnChange,
                Msg::ColumnDocument,
                Msg::ColumnReason,
            ],
            rows,
        )
    }

    pub(crate) fn equipment_change(&self, change: &EquipmentChange) -> Table {
        let rows = change.ids.iter().map(|id| {
            vec![
                Cell::text(id.to_string()),
                change
                    .entry
                    .map_or_else(Cell::unknown, |entry| Cell::text(entry.to_string())),
            ]
        });
        self.table([Msg::ColumnId, Msg::ColumnEntry], rows)
    }

    fn state(&self, row: &EquipmentRow) -> Cell {
        let state = row.record.state;
        Cell::both(self.texts.text(wording::equipment_state(state)), state.code())
    }

    fn holder(&self, holder: Option<&Holder>) -> Cell {
        match holder {
            None => Cell::unknown(),
            Some(Holder::Person(code)) => Cell::text(code),
            Some(Holder::Lab) => Cell::both(self.texts.text(Msg::HolderLab), "lab"),
            Some(Holder::Staff) => Cell::both(self.texts.text(Msg::HolderStaff), "staff"),
        }
    }
}

/// A field that changed, in the words of the record.
pub(super) fn changed(change: &FieldChange) -> String {
    let value = |value: &Option<serde_json::Value>| match value {
        None => "–".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    format!(
        "{}: {} → {}",
        change.field,
        value(&change.old),
        value(&change.new)
    )
}

//! Pairs of a machine and a record, row by row.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_tui_core::wording::ties;
use kiemke_wire::ties::TieRow;

impl Writer<'_> {
    pub(crate) fn ties(&self, items: &[TieRow]) -> Table {
        let rows = items.iter().map(|row| {
            let TieRow { machine, record, .. } = row;
            let (sign, verdict) = ties::verdict(self.texts, row);
            let code = record.code.as_deref().unwrap_or(&record.name);
            vec![
                Cell::both(format!("{} {}", machine.id, machine.name), machine.id),
                self.unit(&machine.unit),
                Cell::both(format!("{} {code}", record.id), record.id),
                self.unit(&record.unit),
                Cell::text(ties::reasons(self.texts, row)),
                Cell::both(
                    format!("{} {verdict}", sign.glyph()),
                    if row.sure { "sure" } else { "look" },
                ),
                Cell::text(row.rivals.to_string()),
            ]
        });
        self.table(
            [
                Msg::TieMachine,
                Msg::ColumnUnit,
                Msg::TieRecord,
                Msg::ColumnUnit,
                Msg::ColumnEvidence,
                Msg::ColumnProposed,
                Msg::ColumnOther,
            ],
            rows,
        )
    }
}

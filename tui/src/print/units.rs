//! Units, and their totals by groups.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_wire::view::{UnitCounts, UnitGroups, UnitRow};

impl Writer<'_> {
    pub(crate) fn units(&self, units: &[UnitRow]) -> Table {
        let rows = units.iter().map(|row| {
            let unit = &row.unit;
            let mut cells = vec![
                Cell::text(unit.key.to_string()),
                Cell::text(&unit.code),
                self.unit(unit),
                Cell::text(&unit.kind),
                unit.parent
                    .map_or_else(Cell::unknown, |parent| Cell::text(parent.to_string())),
            ];
            cells.extend(self.unit_counts(row.counts));
            cells
        });
        self.table(
            [
                Msg::ColumnKey,
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::ColumnKind,
                Msg::ColumnParent,
                Msg::ColumnSchools,
                Msg::ColumnMachines,
                Msg::ColumnLines,
            ],
            rows,
        )
    }

    pub(crate) fn groups(&self, groups: &UnitGroups) -> Table {
        let named = groups.items.iter().map(|group| {
            let code = group.unit.as_ref().map(|unit| unit.code.as_str());
            let name = match (&group.value, group.outside) {
                (Some(value), _) => value.as_str(),
                (None, true) => self.texts.text(Msg::GroupOutside),
                (None, false) => self.texts.text(Msg::GroupNone),
            };
            let mut cells = vec![Cell::text(code.unwrap_or_default()), Cell::text(name)];
            cells.extend(self.unit_counts(group.counts));
            cells
        });
        let mut total = vec![Cell::text(""), Cell::text(self.texts.text(Msg::GroupTotal))];
        total.extend(self.unit_counts(groups.total));
        self.table(
            [
                Msg::ColumnCode,
                Msg::ColumnGroup,
                Msg::ColumnSchools,
                Msg::ColumnMachines,
                Msg::ColumnLines,
            ],
            named.chain([total]),
        )
    }

    fn unit_counts(&self, counts: UnitCounts) -> [Cell; 3] {
        [counts.schools, counts.machines, counts.lines].map(|count| self.count(count))
    }
}

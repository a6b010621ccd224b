//! Units, their totals by groups, and what an import does, row by row.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_wire::view::{ImportReport, RowOutcome, UnitCounts, UnitGroups, UnitRow};

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

    /// What was refused, changed or added; what is as it was is only counted.
    pub(crate) fn import(&self, report: &ImportReport) -> Table {
        let told = report
            .items
            .iter()
            .filter(|row| row.outcome != RowOutcome::Unchanged);
        let rows = told.flat_map(|row| {
            let outcome = self.texts.text(match row.outcome {
                RowOutcome::New => Msg::OutcomeNew,
                RowOutcome::Changed => Msg::OutcomeChanged,
                RowOutcome::Unchanged => Msg::OutcomeUnchanged,
                RowOutcome::Refused => Msg::OutcomeRefused,
            });
            let line = |place: &str, detail: String| {
                vec![
                    Cell::text(place),
                    Cell::text(outcome),
                    Cell::text(&row.name),
                    Cell::text(detail),
                ]
            };
            let number = row.row.to_string();
            let faults = row
                .faults
                .iter()
                .map(|fault| line(&fault.place, fault.reason.clone()));
            let changes = row.changes.iter().map(|change| {
                let detail = format!("{}: {} → {}", change.column, change.before, change.after);
                line(&number, detail)
            });
            let mut lines: Vec<Vec<Cell>> = faults.chain(changes).collect();
            if lines.is_empty() {
                lines.push(line(&number, String::new()));
            }
            lines
        });
        self.table(
            [
                Msg::ColumnPlace,
                Msg::ColumnOutcome,
                Msg::ColumnName,
                Msg::ColumnDetail,
            ],
            rows,
        )
    }
}

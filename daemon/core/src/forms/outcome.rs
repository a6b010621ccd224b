use kiemke_wire::view::{CellChange, CellFault, ImportReport, ImportRow, RowOutcome};

/// Rows that a report lists; of more it tells how many.
const ROWS_LISTED_MAX: usize = 5_000;

/// What an import does, gathered row by row.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    report: ImportReport,
    /// Listed rows, by importance.
    listed: [usize; 4],
}

impl Outcome {
    /// Nothing yet, of a kind of table.
    pub fn of(kind: &str) -> Self {
        Self {
            report: ImportReport {
                kind: kind.to_owned(),
                ..ImportReport::default()
            },
            listed: [0; 4],
        }
    }

    /// Adds a row: what it is about, whether that is new, what changes, and what is wrong.
    pub fn add(
        &mut self,
        row: u32,
        key: String,
        name: String,
        is_new: bool,
        changes: Vec<CellChange>,
        faults: Vec<CellFault>,
    ) {
        let report = &mut self.report;
        let (outcome, count) = match (faults.is_empty(), is_new, changes.is_empty()) {
            (false, ..) => (RowOutcome::Refused, &mut report.refused),
            (_, true, _) => (RowOutcome::New, &mut report.new),
            (_, _, false) => (RowOutcome::Changed, &mut report.changed),
            _ => (RowOutcome::Unchanged, &mut report.unchanged),
        };
        *count += 1;
        report.rows += 1;
        if report.items.len() >= ROWS_LISTED_MAX {
            report.left_out += 1;
            // What is refused is listed before what changes, and that before what does not.
            let Some(least) = (0..importance(outcome)).find(|rank| self.listed[*rank] > 0) else {
                return;
            };
            let items = &mut report.items;
            let spare = items.iter().rposition(|item| importance(item.outcome) == least);
            spare.map(|at| items.remove(at));
            self.listed[least] -= 1;
        }
        self.listed[importance(outcome)] += 1;
        report.items.push(ImportRow {
            row,
            outcome,
            key,
            name,
            changes,
            faults,
        });
    }

    /// Whether a row was refused.
    pub fn has_refused(&self) -> bool {
        self.report.refused > 0
    }

    /// The report.
    pub fn into_report(mut self) -> ImportReport {
        self.report.items.sort_by_key(|item| item.row);
        self.report
    }
}

fn importance(outcome: RowOutcome) -> usize {
    match outcome {
        RowOutcome::Unchanged => 0,
        RowOutcome::New => 1,
        RowOutcome::Changed => 2,
        RowOutcome::Refused => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_row_is_listed_however_many_good_ones_came_before() {
        let mut outcome = Outcome::of("roster");
        let fault = |row| CellFault {
            row,
            column: "code".into(),
            place: format!("A{row}"),
            code: "empty".into(),
            reason: "the code is missing".into(),
        };
        let rows = ROWS_LISTED_MAX as u32 + 10;
        for row in 1..=rows {
            let faults = if row % 1_000 == 0 || row > rows - 5 {
                vec![fault(row)]
            } else {
                Vec::new()
            };
            outcome.add(
                row,
                String::new(),
                String::new(),
                row % 2 == 0,
                Vec::new(),
                faults,
            );
        }
        let report = outcome.into_report();
        let listed = report
            .items
            .iter()
            .filter(|item| item.outcome == RowOutcome::Refused);
        assert_eq!(listed.count() as u64, report.refused);
        assert_eq!((report.items.len(), report.left_out), (ROWS_LISTED_MAX, 10));
        assert!(report.items.is_sorted_by_key(|item| item.row));
    }
}

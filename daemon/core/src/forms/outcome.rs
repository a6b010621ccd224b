use kiemke_wire::view::{CellChange, CellFault, ImportReport, ImportRow, RowOutcome};

/// Rows that a report lists; of more it tells how many.
const ROWS_LISTED_MAX: usize = 5_000;

/// What an import does, gathered row by row.
#[derive(Clone, Debug, Default)]
pub struct Outcome {
    report: ImportReport,
    /// Rows among those listed that could make room for another.
    spare: usize,
}

impl Outcome {
    /// Nothing yet, of a kind of table.
    pub fn of(kind: &str) -> Self {
        Self {
            report: ImportReport {
                kind: kind.to_owned(),
                ..ImportReport::default()
            },
            spare: 0,
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
        let Self { report, spare } = self;
        let (outcome, count) = match (faults.is_empty(), is_new, changes.is_empty()) {
            (false, ..) => (RowOutcome::Refused, &mut report.refused),
            (_, true, _) => (RowOutcome::New, &mut report.new),
            (_, _, false) => (RowOutcome::Changed, &mut report.changed),
            _ => (RowOutcome::Unchanged, &mut report.unchanged),
        };
        *count += 1;
        report.rows += 1;
        // Whatever is refused is listed before what is as it was.
        if report.items.len() >= ROWS_LISTED_MAX {
            report.left_out += 1;
            if outcome == RowOutcome::Unchanged || *spare == 0 {
                return;
            }
            let mut items = report.items.iter();
            if let Some(at) = items.rposition(|item| item.outcome == RowOutcome::Unchanged) {
                report.items.remove(at);
                *spare -= 1;
            }
        }
        *spare += usize::from(outcome == RowOutcome::Unchanged);
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

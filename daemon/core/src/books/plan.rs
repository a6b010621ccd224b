//! What taking in a table of a book does: row by row, to its lines and to the records that hang on them. The dry run and
//! the import are this one plan.

use crate::books::matching::{Found, Matching};
use crate::books::said::{Rows, Said};
use crate::books::taken::{TakenRow, Taking, by_name};
use crate::books::{BookHeld, BookWish, ChangedLine, RowAnswer};
use crate::equipment::{ChangedRecord, HeldRecord, difference};
use crate::fleet::Fleet;
use crate::forms::{FormRow, Outcome};
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::units::When;
use kiemke_config::categories::Categories;
use kiemke_wire::book::BookLine;
use kiemke_wire::equipment::Record;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{BookLineId, EquipmentId, UnitKey};
use kiemke_wire::view::{CellChange, CellFault, ImportQuestion, ImportReport, RecordsFollow};
use std::collections::{HashMap, HashSet};

/// Rows of one table: the books of a district. More are split.
pub const LINES_MAX: usize = 60_000;
/// Bytes of all that one import writes, before it is compressed to a sixth: with it a group of the journal stays below
/// its bound.
const BYTES_MAX: usize = 40 * 1024 * 1024;
/// What a line or a record takes besides its texts.
const BYTES_EACH: usize = 350;
/// Records that one import makes: more is no list that somebody sticks labels by.
const MADE_MAX: usize = 20_000;
/// Questions that a report lists; of more it tells how many.
const QUESTIONS_LISTED_MAX: usize = 500;

/// What an import would do. To be left alone when a row is refused.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) report: ImportReport,
    pub(super) lines: Vec<ChangedLine>,
    /// New records.
    pub(super) made: Vec<ChangedRecord>,
    /// Records that hang on a line from now on.
    pub(super) tied: Vec<ChangedRecord>,
}

/// What every row says, in order; those that cannot be read with their faults.
pub(super) fn read_rows(
    fleet: &Fleet,
    reader: &Reader,
    categories: &Categories,
    wish: &BookWish,
    when: When,
) -> Vec<Result<Said, Vec<CellFault>>> {
    let from = (&wish.form, wish.book, wish.school);
    let mut rows = Rows::new(fleet, reader, categories, from, when);
    let read = wish.table.rows.iter().enumerate();
    read.map(|(at, row)| rows.read(at, row)).collect()
}

/// Plans an import.
///
/// # Errors
/// When the table is over a bound, or what was read beforehand is not what the state names.
pub(super) fn plan(
    fleet: &Fleet,
    reader: &Reader,
    categories: &Categories,
    (wish, held): (&BookWish, &BookHeld),
    when: When,
) -> Result<Plan, Refusal> {
    check_rows(wish)?;
    let said = read_rows(fleet, reader, categories, wish, when);
    let mut taking = Taking::new(fleet, &held.lines);
    let mut rows = take_rows(&mut taking, fleet, &said, &wish.table.rows)?;
    let mut follow = Following {
        fleet,
        wish,
        matching: Matching::new(fleet, when),
        held: held.records.iter().map(|held| (held.id, held)).collect(),
        codes: HashSet::new(),
        next: fleet.register.next_id(),
        plan: Plan::default(),
        follow: RecordsFollow::default(),
    };
    for (id, draft) in &taking.drafts {
        if let Some(at) = draft.row
            && let Ok(said) = &said[at]
        {
            follow.of_line(*id, &draft.after, said, &mut rows[at])?;
        }
    }
    let Following { mut plan, follow, .. } = follow;
    plan.lines = taking.changed();
    check_bytes(&plan)?;
    let report = report_of(wish, &said, rows);
    plan.report = ImportReport {
        records: Some(follow),
        questions: std::mem::take(&mut plan.report.questions),
        questions_left_out: plan.report.questions_left_out,
        ..report
    };
    plan.report.questions.sort_by_key(|question| question.row);
    Ok(plan)
}

fn check_rows(wish: &BookWish) -> Result<(), Refusal> {
    if wish.table.rows.len() > LINES_MAX {
        return Err(Refusal::OverBound {
            what: "the number of rows",
            max: LINES_MAX as u64,
        });
    }
    let rows: HashSet<u32> = wish.table.rows.iter().map(|row| row.row).collect();
    match wish.answers.keys().find(|row| !rows.contains(row)) {
        None => Ok(()),
        Some(row) => Err(Refusal::InvalidAt {
            place: "match".into(),
            reason: format!("row {row} is no row of the table"),
        }),
    }
}

/// First what came in, wherever it stands, then what only went.
fn take_rows(
    taking: &mut Taking<'_>,
    fleet: &Fleet,
    said: &[Result<Said, Vec<CellFault>>],
    rows: &[FormRow],
) -> Result<Vec<TakenRow>, Refusal> {
    let mut taken: Vec<TakenRow> = Vec::with_capacity(rows.len());
    for (said, row) in said.iter().zip(rows) {
        taken.push(match said {
            Err(faults) => TakenRow {
                faults: faults.clone(),
                ..TakenRow::default()
            },
            Ok(said) if said.increases => taking.increase(said, row)?,
            Ok(_) => TakenRow::default(),
        });
    }
    let named = by_name(fleet, said.iter().flatten());
    for ((said, row), taken) in said.iter().zip(rows).zip(&mut taken) {
        if let Ok(said) = said
            && let Some(decrease) = said.decrease.as_ref().filter(|_| !said.increases)
        {
            *taken = taking.decrease(said, decrease, row, &named)?;
        }
    }
    Ok(taken)
}

fn check_bytes(plan: &Plan) -> Result<(), Refusal> {
    let texts = |texts: &[&Option<String>]| -> usize {
        texts
            .iter()
            .map(|text| text.as_ref().map_or(0, String::len))
            .sum()
    };
    let of_line = |one: &ChangedLine| {
        let BookLine {
            name,
            notes,
            used_at,
            number,
            maker,
            model,
            ..
        } = &one.line;
        // A change says what was there, too.
        let times = if one.changes.is_empty() { 1 } else { 2 };
        times * (BYTES_EACH + name.len() + texts(&[notes, used_at, number, maker, model]))
    };
    let lines: usize = plan.lines.iter().map(of_line).sum();
    let records = plan.made.iter().chain(&plan.tied);
    let records: usize = records.map(|one| BYTES_EACH + 2 * one.record.name.len()).sum();
    let over = |what, max: usize| Refusal::OverBound {
        what,
        max: max as u64,
    };
    if plan.made.len() > MADE_MAX {
        return Err(over("the number of records that one import makes", MADE_MAX));
    }
    if lines + records > BYTES_MAX {
        return Err(over(
            "what one import writes, in bytes (bring the table in parts)",
            BYTES_MAX,
        ));
    }
    Ok(())
}

fn report_of(wish: &BookWish, said: &[Result<Said, Vec<CellFault>>], rows: Vec<TakenRow>) -> ImportReport {
    let mut outcome = Outcome::of("book");
    for ((row, said), taken) in wish.table.rows.iter().zip(said).zip(rows) {
        let name = match said {
            Ok(said) => said.line.name.clone(),
            Err(_) => row.text("name").unwrap_or_default().to_owned(),
        };
        let key = taken.line.filter(|_| !taken.is_new);
        let key = key.map(|line| line.to_string()).unwrap_or_default();
        outcome.add(row.row, key, name, taken.is_new, taken.changes, taken.faults);
    }
    let mut report = outcome.into_report();
    report.skipped.clone_from(&wish.table.skipped);
    report
}

/// What follows for records, line by line.
struct Following<'a> {
    fleet: &'a Fleet,
    wish: &'a BookWish,
    matching: Matching<'a>,
    held: HashMap<EquipmentId, &'a HeldRecord>,
    /// Codes that this import gives, by school.
    codes: HashSet<(UnitKey, String)>,
    next: EquipmentId,
    plan: Plan,
    follow: RecordsFollow,
}

impl Following<'_> {
    fn of_line(
        &mut self,
        id: BookLineId,
        line: &BookLine,
        said: &Said,
        taken: &mut TakenRow,
    ) -> Result<(), Refusal> {
        let row = &self.wish.table.rows[said.at];
        let covered = self.matching.covered(id);
        let uncovered = line.left().saturating_sub(covered);
        let answer = self.wish.answers.get(&row.row);
        let Found { ties, question } = match self.matching.find((id, line, &said.thing), uncovered, answer) {
            Ok(found) => found,
            Err(reason) => {
                taken.faults.push(row.fault("number", "answer_unfit", reason));
                return Ok(());
            }
        };
        for record in &ties {
            self.tie(*record, id, line)?;
            taken.changes.push(CellChange {
                column: "record".into(),
                before: String::new(),
                after: record.to_string(),
            });
        }
        let without = uncovered.saturating_sub(ties.len() as u32);
        let is_asked = question.is_some();
        if let Some((code, candidates, candidates_total)) = question {
            self.ask(ImportQuestion {
                row: row.row,
                code: code.to_owned(),
                name: line.name.clone(),
                candidates,
                candidates_total,
            });
        }
        // A thing that may have a record gets no second one before somebody has said so.
        if !self.wish.split || is_asked || without == 0 || self.plan.made.len() > MADE_MAX {
            self.follow.without += u64::from(without);
            return Ok(());
        }
        let first = covered + ties.len() as u32 + 1;
        for number in first..first + without {
            self.make(id, line, said, number);
        }
        self.follow.made += u64::from(without);
        taken.changes.push(CellChange {
            column: "records".into(),
            before: covered.to_string(),
            after: line.left().to_string(),
        });
        Ok(())
    }

    fn ask(&mut self, question: ImportQuestion) {
        let report = &mut self.plan.report;
        match report.questions.len() < QUESTIONS_LISTED_MAX {
            true => report.questions.push(question),
            false => report.questions_left_out += 1,
        }
    }

    /// The record hangs on the line; what it did not say, and the book does, it says from now on.
    fn tie(&mut self, record: EquipmentId, id: BookLineId, line: &BookLine) -> Result<(), Refusal> {
        let columns = self.fleet.register.get(record);
        let held = self.held.get(&record).copied();
        let held = held
            .filter(|held| columns.is_some_and(|columns| columns.changed_at == held.changed_at))
            .ok_or_else(|| Refusal::Stale(format!("equipment record {record}")))?;
        let mut after = held.record.clone();
        after.book_line = Some(id);
        after.year_in_use = after.year_in_use.or(line.year_in_use);
        if after.cost_unknown_why.is_none() {
            after.cost_dong = after.cost_dong.or(line.cost_of_one());
        }
        self.plan.tied.push(ChangedRecord {
            id: record,
            changes: difference(&held.record, &after),
            record: after,
        });
        self.follow.tied += 1;
        Ok(())
    }

    fn make(&mut self, id: BookLineId, line: &BookLine, said: &Said, number: u32) {
        let code = self.code(line, number);
        let is_one = line.quantity == 1;
        let record = Record {
            code,
            maker: line.maker.clone(),
            model: line.model.clone(),
            serial: line.serial.clone().filter(|_| is_one),
            funding: line.funding.clone(),
            year_in_use: line.year_in_use,
            cost_dong: line.cost_of_one(),
            book_line: Some(id),
            ..Record::of(said.thing.clone(), line.category.clone(), said.place)
        };
        self.plan.made.push(ChangedRecord {
            id: self.next,
            record,
            changes: Vec::new(),
        });
        self.next = EquipmentId(self.next.0 + 1);
    }

    /// The number of the book, counted up where it stands for several; none where a thing of the school has it already.
    fn code(&mut self, line: &BookLine, number: u32) -> Option<String> {
        let base = line.number.as_ref()?;
        let code = match line.quantity {
            1 => base.clone(),
            _ => format!("{base}-{number:02}"),
        };
        let is_new = self.codes.insert((line.school, search_key(&code)));
        (is_new && !self.matching.has_code(line.school, &code)).then_some(code)
    }
}

/// Records that rows may tie, for whoever reads them beforehand.
pub(super) fn records_needed(
    matching: &mut Matching<'_>,
    wish: &BookWish,
    said: &[Result<Said, Vec<CellFault>>],
) -> Vec<EquipmentId> {
    let mut records: Vec<EquipmentId> = said
        .iter()
        .flatten()
        .flat_map(|said| matching.candidates(&said.line))
        .collect();
    let answered = wish.answers.values().filter_map(|answer| match answer {
        RowAnswer::New => None,
        RowAnswer::Records(ids) => Some(ids),
    });
    records.extend(answered.flatten());
    records.sort_unstable();
    records.dedup();
    records
}

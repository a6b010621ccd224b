//! Decides an import of a book: all of it, or nothing.

use crate::books::identity::{identity_of, likeness_of};
use crate::books::matching::Matching;
use crate::books::plan::{Plan, plan, read_rows, records_needed};
use crate::books::taken::by_name;
use crate::books::{BookChanged, LINES_MAX};
use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::equipment::{ChangedRecord, EquipmentChanged, HeldRecord, RECORDS_MAX};
use crate::fleet::Fleet;
use crate::forms::FormRows;
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_config::categories::Categories;
use kiemke_config::forms::Form;
use kiemke_wire::book::{BookKind, BookLine};
use kiemke_wire::equipment::{Act, ActionKind};
use kiemke_wire::ids::{BookLineId, EquipmentId, Position, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::ImportReport;
use std::collections::{BTreeMap, HashMap};

/// A wish to take a table of a book in.
#[derive(Clone, Debug)]
pub struct BookWish {
    /// Which book.
    pub book: BookKind,
    /// Its template.
    pub form: Form,
    /// The rows.
    pub table: FormRows,
    /// Whose book it is, unless the rows say.
    pub school: Option<UnitKey>,
    /// Whether each thing without a record gets one.
    pub split: bool,
    /// Which records rows are about, by number in the sheet, as far as somebody said so.
    pub answers: BTreeMap<u32, RowAnswer>,
    /// The name of the file, kept in the histories.
    pub file: Option<String>,
}

/// What somebody says a row is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RowAnswer {
    /// Things that have no record.
    New,
    /// These records.
    Records(Vec<EquipmentId>),
}

/// What lies in the store and an import needs.
#[derive(Clone, Debug, Default)]
pub struct BookHeld {
    /// Lines.
    pub lines: Vec<HeldLine>,
    /// Records.
    pub records: Vec<HeldRecord>,
}

/// A line as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLine {
    /// Which.
    pub id: BookLineId,
    /// The entry that last changed it: when the state names another one, the wish is refused.
    pub changed_at: Position,
    /// What it says.
    pub line: BookLine,
}

/// What is to be read from the store before an import is planned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Lines, ascending.
    pub lines: Vec<BookLineId>,
    /// Records, ascending.
    pub records: Vec<EquipmentId>,
}

/// What an import needs of the store.
pub fn needs(fleet: &Fleet, reader: &Reader, categories: &Categories, wish: &BookWish, now: UnixMs) -> Needs {
    if wish.table.rows.len() > LINES_MAX {
        return Needs::default();
    }
    let when = fleet.today(now);
    let said = read_rows(fleet, reader, categories, wish, when);
    let mut alike: HashMap<String, u32> = HashMap::new();
    let mut lines: Vec<BookLineId> = Vec::new();
    for said in said.iter().flatten() {
        let mut line = said.line.clone();
        if line.number.is_none() && said.increases {
            let alike = alike.entry(likeness_of(&line)).or_insert(0);
            *alike += 1;
            line.ordinal = *alike;
        }
        lines.extend(fleet.books.with_identity(&identity_of(&line)));
    }
    lines.extend(by_name(fleet, said.iter().flatten()).into_values().flatten());
    lines.sort_unstable();
    lines.dedup();
    let mut matching = Matching::new(fleet, when);
    Needs {
        lines,
        records: records_needed(&mut matching, wish, &said),
    }
}

/// What taking a table in would do.
pub(crate) fn dry_run(
    fleet: &Fleet,
    reader: &Reader,
    categories: &Categories,
    with: (&BookWish, &BookHeld),
    now: UnixMs,
) -> Result<ImportReport, Refusal> {
    plan(fleet, reader, categories, with, fleet.today(now)).map(|plan| plan.report)
}

/// Takes a table in.
pub(crate) fn import(
    fleet: &Fleet,
    reader: &Reader,
    categories: &Categories,
    with: (&BookWish, &BookHeld),
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let Plan {
        mut report,
        lines,
        made,
        tied,
    } = plan(fleet, reader, categories, with, fleet.today(now))?;
    let mut entries = Vec::new();
    let by = reader.actor.token;
    if report.refused == 0 {
        let file = with.0.file.as_deref();
        if !lines.is_empty() {
            entries.push(Entry::BookChanged(Box::new(BookChanged {
                at: now,
                by,
                document: file.map(Into::into),
                lines,
            })));
        }
        for (records, action) in [(made, ActionKind::Receive), (tied, ActionKind::Edit)] {
            entries.extend(record_entries(records, action, (now, by, file)));
        }
        report.applied = !entries.is_empty();
    }
    Ok(Decision {
        entries,
        answer: Answer::Imported(report),
    })
}

/// Entries of as many records as one wish may have, so that each can be taken back.
fn record_entries(
    records: Vec<ChangedRecord>,
    action: ActionKind,
    (at, by, file): (UnixMs, Option<TokenId>, Option<&str>),
) -> impl Iterator<Item = Entry> {
    let act = Act {
        reason: file.map(str::to_owned),
        ..Act::of(action)
    };
    let mut records = records.into_iter().peekable();
    std::iter::from_fn(move || {
        records.peek()?;
        Some(Entry::EquipmentChanged(Box::new(EquipmentChanged {
            at,
            by,
            act: act.clone(),
            undoes: None,
            records: records.by_ref().take(RECORDS_MAX).collect(),
        })))
    })
}

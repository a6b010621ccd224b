//! Rows taken into lines: which line each is about, what it changes there, and what is wrong with it.

use crate::books::identity::{identity_of, likeness_of};
use crate::books::said::Said;
use crate::books::{ChangedLine, HeldLine};
use crate::equipment::difference;
use crate::fleet::Fleet;
use crate::forms::FormRow;
use crate::refusal::Refusal;
use kiemke_wire::book::{BookKind, BookLine, Decrease, FieldChange, Wear};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{BookLineId, UnitKey};
use kiemke_wire::view::{CellChange, CellFault};
use std::collections::{BTreeMap, HashMap};

/// What became of a row.
#[derive(Clone, Debug, Default)]
pub(super) struct TakenRow {
    /// The line that it is about.
    pub(super) line: Option<BookLineId>,
    pub(super) is_new: bool,
    pub(super) changes: Vec<CellChange>,
    pub(super) faults: Vec<CellFault>,
}

/// A line as it was and as the rows make it.
pub(super) struct Draft {
    /// None for a new one.
    before: Option<BookLine>,
    pub(super) after: BookLine,
    /// The row by which things came in, by its place in the table; none when only a decrease is about it.
    pub(super) row: Option<usize>,
}

/// Lines while the rows of a table are taken in.
pub(super) struct Taking<'a> {
    fleet: &'a Fleet,
    held: HashMap<BookLineId, &'a HeldLine>,
    pub(super) drafts: BTreeMap<BookLineId, Draft>,
    /// Identities of lines that this table makes or is about.
    by_identity: HashMap<String, BookLineId>,
    /// The same by name.
    by_name: ByName,
    /// How many lines so far are alike but for their ordinals.
    alike: HashMap<String, u32>,
    next: BookLineId,
    /// Decreases that stand in the books and no row has claimed yet, by what they took from.
    known_decreases: HashMap<(Source, String), u32>,
}

/// What a row that only decreases takes from: a number, or a name.
type Source = (BookKind, UnitKey, String);

impl<'a> Taking<'a> {
    pub(super) fn new(fleet: &'a Fleet, held: &'a [HeldLine]) -> Self {
        Self {
            fleet,
            held: held.iter().map(|held| (held.id, held)).collect(),
            drafts: BTreeMap::new(),
            by_identity: HashMap::new(),
            by_name: HashMap::new(),
            alike: HashMap::new(),
            next: fleet.books.next_id(),
            known_decreases: HashMap::new(),
        }
    }

    /// A row by which things came in, and perhaps went.
    pub(super) fn increase(&mut self, said: &Said, row: &FormRow) -> Result<TakenRow, Refusal> {
        let mut line = said.line.clone();
        if line.number.is_none() {
            let alike = self.alike.entry(likeness_of(&line)).or_insert(0);
            *alike += 1;
            line.ordinal = *alike;
        }
        let identity = identity_of(&line);
        if self.by_identity.contains_key(&identity) {
            let number = line.number.as_deref().unwrap_or_default();
            let reason = format!("{number:?} stands on another row of the table too");
            return Ok(refused(row.fault("number", "line_twice", reason)));
        }
        let known = self.fleet.books.with_identity(&identity);
        let before = match known {
            Some(id) => Some(self.held(id)?.line.clone()),
            None => None,
        };
        let mut after = match &before {
            Some(before) => over(before, &line, said),
            None => line,
        };
        if let Some(decrease) = &said.decrease {
            put_decrease(&mut after.decreases, decrease);
        }
        if gone(&after) > after.quantity {
            let reason = format!("{} went of {} that came in", gone(&after), after.quantity);
            return Ok(refused(row.fault(
                "decrease_quantity",
                "decrease_too_large",
                reason,
            )));
        }
        let id = known.unwrap_or(self.next);
        if known.is_none() {
            self.next = BookLineId(self.next.0 + 1);
        }
        self.by_identity.insert(identity, id);
        let name = (after.book, after.school, search_key(&after.name));
        self.by_name.entry(name).or_default().push(id);
        let changes = before.as_ref().map_or(Vec::new(), |before| cells(before, &after));
        let draft = Draft {
            before,
            after,
            row: Some(said.at),
        };
        self.drafts.insert(id, draft);
        Ok(TakenRow {
            line: Some(id),
            is_new: known.is_none(),
            changes,
            faults: Vec::new(),
        })
    }

    /// A row by which things only went: of the line with its number, or of those with its name, oldest first.
    pub(super) fn decrease(
        &mut self,
        said: &Said,
        decrease: &Decrease,
        row: &FormRow,
        named: &ByName,
    ) -> Result<TakenRow, Refusal> {
        let source = source_of(said);
        let lines = self.sources(said, &source, named)?;
        let key = (source, decrease_key(decrease));
        if !self.known_decreases.contains_key(&key) {
            let mut known = 0;
            for id in &lines {
                let of = self.before(*id)?.map_or(&[][..], |line| &line.decreases).iter();
                known += of
                    .filter(|held| decrease_key(held) == key.1)
                    .map(|held| held.quantity)
                    .sum::<u32>();
            }
            self.known_decreases.insert(key.clone(), known);
        }
        let known = self.known_decreases.entry(key).or_insert(0);
        let mut rest = decrease.quantity.saturating_sub(*known);
        *known -= decrease.quantity - rest;
        let mut taken = TakenRow {
            line: lines.first().copied(),
            ..TakenRow::default()
        };
        let mut plans = Vec::new();
        for id in &lines {
            let part = rest.min(self.line(*id)?.left());
            if part > 0 {
                plans.push((*id, part));
                rest -= part;
            }
        }
        if rest > 0 {
            let reason = match lines.is_empty() {
                true => "no line of this book is about such a thing, so none can go".to_owned(),
                false => format!("{rest} more went than are left of such things"),
            };
            let column = if lines.is_empty() {
                "name"
            } else {
                "decrease_quantity"
            };
            return Ok(refused(row.fault(column, "decrease_too_large", reason)));
        }
        for (id, part) in plans {
            let draft = self.draft(id)?;
            let before = draft.after.clone();
            let parted = Decrease {
                quantity: part,
                ..decrease.clone()
            };
            draft.after.decreases.push(parted);
            taken.line = Some(id);
            taken.changes.extend(cells(&before, &draft.after));
        }
        Ok(taken)
    }

    /// The lines that changed.
    pub(super) fn changed(&self) -> Vec<ChangedLine> {
        let drafts = self.drafts.iter();
        let changed = drafts.filter(|(_, draft)| draft.before.as_ref() != Some(&draft.after));
        let lines = changed.map(|(id, draft)| ChangedLine {
            id: *id,
            line: draft.after.clone(),
            changes: draft
                .before
                .as_ref()
                .map_or(Vec::new(), |before| difference(before, &draft.after)),
        });
        lines.collect()
    }

    fn sources(&self, said: &Said, source: &Source, named: &ByName) -> Result<Vec<BookLineId>, Refusal> {
        if said.line.number.is_some() {
            let identity = identity_of(&said.line);
            let read = self.by_identity.get(&identity).copied();
            let known = read.or_else(|| self.fleet.books.with_identity(&identity));
            return Ok(known.into_iter().collect());
        }
        let mut lines: Vec<BookLineId> = named.get(source).cloned().unwrap_or_default();
        lines.extend(self.by_name.get(source).into_iter().flatten());
        lines.sort_unstable();
        lines.dedup();
        let mut alike = Vec::new();
        for id in lines {
            let line = self.line(id)?;
            let (one, other) = (line.measure.as_deref(), said.line.measure.as_deref());
            let measures = one.zip(other);
            if measures.is_none_or(|(one, other)| search_key(one) == search_key(other)) {
                alike.push(id);
            }
        }
        Ok(alike)
    }

    fn line(&self, id: BookLineId) -> Result<&BookLine, Refusal> {
        match self.drafts.get(&id) {
            Some(draft) => Ok(&draft.after),
            None => self.held(id).map(|held| &held.line),
        }
    }

    /// The line before this table.
    fn before(&self, id: BookLineId) -> Result<Option<&BookLine>, Refusal> {
        match self.drafts.get(&id) {
            Some(draft) => Ok(draft.before.as_ref()),
            None => self.held(id).map(|held| Some(&held.line)),
        }
    }

    fn draft(&mut self, id: BookLineId) -> Result<&mut Draft, Refusal> {
        if !self.drafts.contains_key(&id) {
            let line = self.held(id)?.line.clone();
            let draft = Draft {
                before: Some(line.clone()),
                after: line,
                row: None,
            };
            self.drafts.insert(id, draft);
        }
        self.drafts.get_mut(&id).ok_or_else(|| stale(id))
    }

    /// The line as the asker read it; refused when it is another one by now.
    fn held(&self, id: BookLineId) -> Result<&'a HeldLine, Refusal> {
        let columns = self.fleet.books.get(id);
        let held = self.held.get(&id).copied();
        held.filter(|held| columns.is_some_and(|columns| columns.changed_at == held.changed_at))
            .ok_or_else(|| stale(id))
    }
}

/// Lines by book, school and folded name, ascending.
pub(super) type ByName = HashMap<Source, Vec<BookLineId>>;

/// The lines of the state that rows may take from.
pub(super) fn by_name<'s>(fleet: &Fleet, rows: impl Iterator<Item = &'s Said>) -> ByName {
    let only_decrease = rows.filter(|said| !said.increases && said.line.number.is_none());
    let mut named: ByName = only_decrease.map(|said| (source_of(said), Vec::new())).collect();
    if named.is_empty() {
        return named;
    }
    for (id, columns) in fleet.books.lines() {
        let name = fleet.books.name_of(id).unwrap_or_default();
        let source = (columns.book, columns.school, name.to_owned());
        if let Some(lines) = named.get_mut(&source) {
            lines.push(id);
        }
    }
    named
}

fn source_of(said: &Said) -> Source {
    let line = &said.line;
    let named = line.number.as_ref().unwrap_or(&line.name);
    (line.book, line.school, search_key(named))
}

fn refused(fault: CellFault) -> TakenRow {
    TakenRow {
        faults: vec![fault],
        ..TakenRow::default()
    }
}

fn stale(id: BookLineId) -> Refusal {
    Refusal::Stale(format!("line {id} of a book"))
}

/// The line that is known, with what a row says over it; an empty cell says nothing.
fn over(known: &BookLine, says: &BookLine, said: &Said) -> BookLine {
    let text = |says: &Option<String>, known: &Option<String>| says.clone().or_else(|| known.clone());
    BookLine {
        book: known.book,
        school: known.school,
        number: text(&says.number, &known.number),
        document: says.document.clone().or_else(|| known.document.clone()),
        ordinal: known.ordinal,
        entered_on: says.entered_on.or(known.entered_on),
        name: says.name.clone(),
        category: match said.names_category || says.name != known.name {
            true => says.category.clone(),
            false => known.category.clone(),
        },
        measure: text(&says.measure, &known.measure),
        quantity: if said.counts {
            says.quantity
        } else {
            known.quantity
        },
        unit_cost_dong: says.unit_cost_dong.or(known.unit_cost_dong),
        cost_dong: match (says.cost_dong, known.cost_dong) {
            // What follows from the cost of one was known before.
            (Some(said), None)
                if known
                    .unit_cost_dong
                    .and_then(|one| one.checked_mul(says.quantity.into()))
                    == Some(said) =>
            {
                None
            }
            (said, held) => said.or(held),
        },
        country: text(&says.country, &known.country),
        year_in_use: says.year_in_use.or(known.year_in_use),
        card: text(&says.card, &known.card),
        used_at: text(&says.used_at, &known.used_at),
        maker: text(&says.maker, &known.maker),
        model: text(&says.model, &known.model),
        serial: text(&says.serial, &known.serial),
        funding: text(&says.funding, &known.funding),
        wear: Wear {
            depreciation_rate_bp: says.wear.depreciation_rate_bp.or(known.wear.depreciation_rate_bp),
            depreciation_dong: says.wear.depreciation_dong.or(known.wear.depreciation_dong),
            wear_rate_bp: says.wear.wear_rate_bp.or(known.wear.wear_rate_bp),
            wear_dong: says.wear.wear_dong.or(known.wear.wear_dong),
            accumulated_dong: says.wear.accumulated_dong.or(known.wear.accumulated_dong),
        },
        decreases: known.decreases.clone(),
        notes: text(&says.notes, &known.notes),
    }
}

/// A decrease with the same paper and reason is the same one, perhaps corrected.
fn put_decrease(decreases: &mut Vec<Decrease>, decrease: &Decrease) {
    let key = decrease_key(decrease);
    match decreases.iter_mut().find(|held| decrease_key(held) == key) {
        Some(held) => *held = decrease.clone(),
        None => decreases.push(decrease.clone()),
    }
}

/// What makes a decrease that one: its paper, its day and its reason.
fn decrease_key(decrease: &Decrease) -> String {
    let document = decrease.document.as_ref();
    let number = document.map(|document| search_key(&document.number));
    let date = document
        .and_then(|document| document.date)
        .or(decrease.entered_on);
    let reason = decrease.reason.as_deref().map(search_key);
    format!("{number:?} {date:?} {reason:?}")
}

fn gone(line: &BookLine) -> u32 {
    let quantities = line.decreases.iter().map(|decrease| decrease.quantity);
    quantities.fold(0, u32::saturating_add)
}

/// What differs, as a report tells it.
fn cells(before: &BookLine, after: &BookLine) -> Vec<CellChange> {
    if before == after {
        return Vec::new();
    }
    difference(before, after).into_iter().map(cell).collect()
}

fn cell(change: FieldChange) -> CellChange {
    let text = |value: Option<serde_json::Value>| match value {
        None => String::new(),
        Some(serde_json::Value::String(text)) => text,
        Some(other) => other.to_string(),
    };
    CellChange {
        column: change.field,
        before: text(change.old),
        after: text(change.new),
    }
}

//! A table of units: what its rows say beside what is known, and what follows. All or nothing.
//!
//! Rows may come in any order: one whose unit above is not known yet waits until the others were read. A row is about
//! the unit that has its code in the system of its kind; codes of sites and rooms count within the unit above.

use crate::cold::Day;
use crate::forms::{FormRow, Outcome, Value};
use crate::units::{
    Closing, Fact, Fault, NotOne, Period, Point, Slot, Stated, UnitChange, UnitRecord, Units, When, Wrong,
    candidates, check, find,
};
use kiemke_config::kinds::{CodeScope, Kind, Kinds};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{CellChange, CellFault};
use std::collections::{BTreeMap, BTreeSet};

/// Rows of one table: a province with its rooms. More are split by district.
pub(super) const ROWS_MAX: usize = 20_000;

/// What an import of units would do.
#[derive(Clone, Debug)]
pub(super) struct UnitsPlan {
    /// Row by row.
    pub(super) outcome: Outcome,
    /// What would be recorded; to be left alone when a row is refused.
    pub(super) changes: Vec<UnitChange>,
}

/// Plans an import by what is known on `today`.
pub(super) fn plan(units: &Units, kinds: &Kinds, rows: &[FormRow], today: Day) -> UnitsPlan {
    let mut planner = Planner {
        known: units,
        after: units.clone(),
        kinds,
        today,
        touched: BTreeSet::new(),
        changes: BTreeMap::new(),
        read: BTreeMap::new(),
        row_of: BTreeMap::new(),
    };
    planner.read_all(rows);
    planner.judge(rows);
    planner.finish(rows)
}

struct Planner<'a> {
    known: &'a Units,
    /// With the rows that were read so far.
    after: Units,
    kinds: &'a Kinds,
    today: Day,
    touched: BTreeSet<(UnitKey, Period)>,
    changes: BTreeMap<UnitKey, UnitChange>,
    /// By place in the table.
    read: BTreeMap<usize, Read>,
    /// The first row about a unit.
    row_of: BTreeMap<UnitKey, usize>,
}

/// What became of a row.
#[derive(Default)]
struct Read {
    unit: Option<UnitKey>,
    is_new: bool,
    changes: Vec<CellChange>,
    faults: Vec<CellFault>,
}

/// A row that cannot be taken in: for good, or until more rows were read.
pub(super) enum Not {
    Ever(Vec<CellFault>),
    Yet(CellFault),
}

impl From<Not> for Vec<CellFault> {
    fn from(not: Not) -> Self {
        match not {
            Not::Ever(faults) => faults,
            Not::Yet(fault) => vec![fault],
        }
    }
}

impl From<CellFault> for Not {
    fn from(fault: CellFault) -> Self {
        Self::Ever(vec![fault])
    }
}

impl Planner<'_> {
    fn read_all(&mut self, rows: &[FormRow]) {
        let mut waiting: Vec<usize> = (0..rows.len()).collect();
        loop {
            let before = waiting.len();
            let mut still = Vec::new();
            for at in waiting {
                match self.read(&rows[at]) {
                    Ok(read) => {
                        if let Some(unit) = read.unit {
                            self.row_of.entry(unit).or_insert(at);
                        }
                        self.read.insert(at, read);
                    }
                    Err(Not::Ever(faults)) => self.refuse(at, faults),
                    Err(Not::Yet(fault)) => still.push((at, fault)),
                }
            }
            if still.is_empty() {
                return;
            }
            if still.len() == before {
                still
                    .into_iter()
                    .for_each(|(at, fault)| self.refuse(at, vec![fault]));
                return;
            }
            waiting = still.into_iter().map(|(at, _)| at).collect();
        }
    }

    fn refuse(&mut self, at: usize, faults: Vec<CellFault>) {
        self.read.entry(at).or_default().faults.extend(faults);
    }

    fn read(&mut self, row: &FormRow) -> Result<Read, Not> {
        if !row.faults.is_empty() {
            return Err(Not::Ever(row.faults.clone()));
        }
        let period = period(row)?;
        let day = match period {
            Some(period) => period.last_day().unwrap_or(self.today.max(period.from)),
            None => self.today,
        };
        let when = When::known_now(day);
        let kind = self.kind(row, day)?;
        let parent = self.parent(row, &kind, when)?;
        let known = self.identify(row, &kind, parent, when)?;
        let unit = known.unwrap_or_else(|| self.after.next_key());
        let is_new = known.is_none();
        // What stands nowhere stands below the root.
        let parent = parent.or(is_new.then_some(UnitKey::ROOT));
        let mut facts = facts(row, &kind)?;
        // A tree is read from the top: the unit above comes first.
        if let Some(parent) = parent.filter(|_| unit != UnitKey::ROOT) {
            facts.insert(0, ("parent", Fact::Parent(Some(parent))));
        }
        let mut read = Read {
            unit: Some(unit),
            is_new,
            ..Read::default()
        };
        let record = self.after.get(unit).cloned();
        let mut stated = Vec::new();
        for (column, fact) in facts {
            let period = match &record {
                None => period.or(Some(Period::ALWAYS)),
                Some(record) => differs(record, &fact, period, self.today),
            };
            let Some(period) = period else { continue };
            if let Some(record) = &record {
                let before = record.fact(fact.slot(), when);
                read.changes.push(CellChange {
                    column: column.to_owned(),
                    before: before.map_or(String::new(), |fact| self.told(fact, when)),
                    after: self.told(&fact, when),
                });
            }
            self.touched.insert((unit, period));
            stated.push(Stated::new(fact, period));
        }
        self.state(unit, is_new, stated);
        self.close(row, unit, &mut read);
        Ok(read)
    }

    fn close(&mut self, row: &FormRow, unit: UnitKey, read: &mut Read) {
        let Some(day) = row.day("closed") else { return };
        let period = Period::since(day);
        let is_closed = self.after.get(unit).is_some_and(|record| {
            let spans = record.spans(Slot::Closed, period);
            spans
                .iter()
                .all(|(_, fact)| fact.is_some_and(|fact| !fact.says_nothing()))
        });
        if is_closed {
            return;
        }
        if !read.is_new {
            read.changes.push(CellChange {
                column: "closed".into(),
                before: String::new(),
                after: day.to_string(),
            });
        }
        let closed = Stated::new(Fact::Closed(Some(Closing::default())), period);
        self.touched.insert((unit, period));
        self.state(unit, false, vec![closed]);
    }

    fn state(&mut self, unit: UnitKey, made: bool, facts: Vec<Stated>) {
        if facts.is_empty() {
            return;
        }
        let change = UnitChange { unit, made, facts };
        self.after.say(&change, UnixMs(i64::MAX), None, Position(0));
        match self.changes.get_mut(&unit) {
            Some(known) => known.facts.extend(change.facts),
            None => {
                self.changes.insert(unit, change);
            }
        }
    }

    fn kind(&self, row: &FormRow, day: Day) -> Result<Kind, Not> {
        let administration = self.kinds.on(day.0);
        let text = row
            .text("kind")
            .ok_or_else(|| row.fault("kind", "empty", "the kind is missing"))?;
        let found = administration.kind_called(&search_key(text));
        let known = || administration.names().collect::<Vec<_>>().join(", ");
        let fault = || {
            let reason = format!("{text:?} is no kind of {}; {} are", administration.name, known());
            row.fault("kind", "kind_unknown", reason)
        };
        Ok(found.cloned().ok_or_else(fault)?)
    }

    fn parent(&self, row: &FormRow, kind: &Kind, when: When) -> Result<Option<UnitKey>, Not> {
        let Some(text) = row.text("parent") else {
            return Ok(None);
        };
        let found = match find(&self.after, when, text) {
            Ok(found) => return Ok(Some(found)),
            Err(NotOne::None) => {
                let reason = format!("there is no unit {text:?} on {}", when.day);
                return Err(Not::Yet(row.fault("parent", "unit_unknown", reason)));
            }
            Err(NotOne::Several(found)) => found,
        };
        // Of several that have the code, the one below which this kind may stand.
        let administration = self.kinds.on(when.day.0);
        let takes = |key: &UnitKey| {
            let above = self
                .after
                .get(*key)
                .and_then(|record| administration.kind(record.kind(when)));
            above.is_some_and(|above| kind.below.contains(&above.tier))
        };
        let fit: Vec<UnitKey> = found.iter().copied().filter(takes).collect();
        match fit[..] {
            [one] => Ok(Some(one)),
            _ => Err(row
                .fault("parent", "unit_ambiguous", self.several(text, &found, when))
                .into()),
        }
    }

    /// The unit that the row is about, when it is known.
    fn identify(
        &self,
        row: &FormRow,
        kind: &Kind,
        parent: Option<UnitKey>,
        when: When,
    ) -> Result<Option<UnitKey>, Not> {
        if let Some(text) = row.text("key") {
            let key = text
                .parse::<UnitKey>()
                .ok()
                .filter(|key| self.after.get(*key).is_some());
            return match key {
                Some(key) => Ok(Some(key)),
                None => Err(row
                    .fault("key", "unit_unknown", format!("there is no unit {text:?}"))
                    .into()),
            };
        }
        let Some(code) = row.text("code") else {
            return Err(row.fault("code", "empty", "the code is missing").into());
        };
        let has = |key: &UnitKey, when: Option<When>| {
            let Some(record) = self.after.get(*key) else {
                return false;
            };
            match when {
                Some(when) => record.codes(when).contains(&(&*kind.codes, code)),
                None => record
                    .facts
                    .iter()
                    .any(|said| said.fact == Fact::code(&kind.codes, Some(code))),
            }
        };
        let ever = self
            .after
            .with_code(code)
            .iter()
            .copied()
            .filter(|key| has(key, None));
        let within = |key: &UnitKey| {
            let above = self.after.get(*key).and_then(|record| record.parent(when));
            kind.codes_unique != CodeScope::Parent || parent.is_none_or(|parent| above == Some(parent))
        };
        let ever: Vec<UnitKey> = ever.filter(within).collect();
        let then: Vec<UnitKey> = ever.iter().copied().filter(|key| has(key, Some(when))).collect();
        match (&then[..], &ever[..]) {
            ([one], _) | ([], [one]) => Ok(Some(*one)),
            ([], []) => Ok(None),
            _ => Err(row
                .fault("code", "unit_ambiguous", self.several(code, &ever, when))
                .into()),
        }
    }

    fn several(&self, text: &str, found: &[UnitKey], when: When) -> String {
        let told: Vec<String> = candidates(&self.after, found, when)
            .iter()
            .map(|one| format!("{} ({}, {})", one.key, one.name, one.path))
            .collect();
        format!(
            "{text:?} is the code of {} units: {}",
            found.len(),
            told.join("; ")
        )
    }

    fn told(&self, fact: &Fact, when: When) -> String {
        match fact {
            Fact::Parent(Some(parent)) => {
                let code = self.after.get(*parent).and_then(|record| record.code(when));
                code.map_or_else(|| parent.to_string(), str::to_owned)
            }
            fact => fact.to_string(),
        }
    }

    fn judge(&mut self, rows: &[FormRow]) {
        for Fault { unit, wrong } in check(&self.after, &self.touched, self.kinds, self.today) {
            let Some(at) = self.row_of.get(&unit).copied() else {
                continue;
            };
            let (column, code) = match &wrong {
                Wrong::Kind { .. } => ("kind", "kind_unknown"),
                Wrong::Place { .. } => ("parent", "kind_misplaced"),
                Wrong::Code { .. } => ("code", "code_taken"),
                Wrong::Ring(_) => ("parent", "ring"),
                _ => ("parent", "unit_invalid"),
            };
            let fault = rows[at].fault(column, code, wrong.to_string());
            self.refuse(at, vec![fault]);
        }
    }

    fn finish(self, rows: &[FormRow]) -> UnitsPlan {
        let mut outcome = Outcome::of("units");
        for (at, read) in self.read {
            let row = &rows[at];
            // A key of a unit that is not made yet would mean another one later.
            let key = read.unit.filter(|key| self.known.get(*key).is_some());
            let key = key.map_or(String::new(), |key| key.to_string());
            let name = row.text("name").unwrap_or_default().to_owned();
            outcome.add(row.row, key, name, read.is_new, read.changes, read.faults);
        }
        UnitsPlan {
            outcome,
            changes: self.changes.into_values().collect(),
        }
    }
}

/// The days for which the row says something; none when it does not say for which.
pub(super) fn period(row: &FormRow) -> Result<Option<Period>, Not> {
    let (from, to) = (row.day("from"), row.day("to"));
    if from.is_none() && to.is_none() {
        return Ok(None);
    }
    let period = Period {
        from: from.unwrap_or(Period::ALWAYS.from),
        to: to.unwrap_or(Period::ALWAYS.to),
    };
    if period.is_empty() {
        return Err(row
            .fault(
                "to",
                "ends_before_it_begins",
                "the last day lies before the first",
            )
            .into());
    }
    Ok(Some(period))
}

/// For which days the fact is news; none when it is known.
fn differs(record: &UnitRecord, fact: &Fact, period: Option<Period>, today: Day) -> Option<Period> {
    let same = |known: Option<&Fact>| known.map_or(fact.says_nothing(), |known| known == fact);
    let spans = record.spans(fact.slot(), period.unwrap_or(Period::since(today)));
    match period {
        Some(period) => spans.iter().any(|(_, known)| !same(*known)).then_some(period),
        // What is planned for later stays as it is.
        None => spans
            .first()
            .filter(|(_, known)| !same(*known))
            .map(|(period, _)| *period),
    }
}

fn facts<'a>(row: &'a FormRow, kind: &Kind) -> Result<Vec<(&'a str, Fact)>, Not> {
    let mut facts = vec![("kind", Fact::Kind(kind.name.as_str().into()))];
    if let Some(name) = row.text("name") {
        facts.push(("name", Fact::Name(name.into())));
    }
    if let Some(code) = row.text("code") {
        facts.push(("code", Fact::code(&kind.codes, Some(code))));
    }
    for (column, value) in row.values() {
        let text = match value {
            Value::Text(text) => Some(text.as_str()),
            Value::Nothing => None,
            _ => continue,
        };
        if let Some(tag) = column.strip_prefix("tag.") {
            facts.push((column, Fact::tag(tag, text)));
        } else if let Some(system) = column.strip_prefix("code.") {
            facts.push((column, Fact::code(system, text)));
        }
    }
    facts.extend(place(row)?.map(|place| ("lat", Fact::Place(place))));
    if row.is_nothing("power") || row.text("power").is_some() {
        facts.push(("power", Fact::Power(row.text("power").map(Into::into))));
    }
    match row.whole("seats").map(u32::try_from) {
        Some(Ok(seats)) => facts.push(("seats", Fact::Seats(Some(seats)))),
        Some(Err(_)) => {
            return Err(row
                .fault("seats", "out_of_bounds", "is not a number of seats")
                .into());
        }
        None if row.is_nothing("seats") => facts.push(("seats", Fact::Seats(None))),
        None => {}
    }
    Ok(facts)
}

fn place(row: &FormRow) -> Result<Option<Option<Point>>, Not> {
    if row.is_nothing("lat") && row.is_nothing("lon") {
        return Ok(Some(None));
    }
    let (lat, lon) = match (row.decimal("lat"), row.decimal("lon")) {
        (None, None) => return Ok(None),
        (Some(lat), Some(lon)) => (lat, lon),
        (Some(_), None) => return Err(row.fault("lon", "empty", "the longitude is missing").into()),
        (None, Some(_)) => return Err(row.fault("lat", "empty", "the latitude is missing").into()),
    };
    if !(-90.0..=90.0).contains(&lat) {
        return Err(row
            .fault("lat", "out_of_bounds", "a latitude lies between -90 and 90")
            .into());
    }
    if !(-180.0..=180.0).contains(&lon) {
        return Err(row
            .fault("lon", "out_of_bounds", "a longitude lies between -180 and 180")
            .into());
    }
    Ok(Some(Some(Point::of(lat, lon))))
}

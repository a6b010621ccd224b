//! What a record and an action must be before they are taken in.

use crate::cold::DayClock;
use crate::equipment::HeldRecord;
use crate::fleet::Fleet;
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::ties::decide::may_be_tied;
use crate::units::When;
use kiemke_config::categories::Categories;
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{Act, EquipmentState, Holder, Record};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeSet, HashMap};

/// Bytes of a name, a model, a number of a paper and the like.
pub(crate) const TEXT_BYTES_MAX: usize = 300;
/// Bytes of a reason or a note.
pub(crate) const LONG_TEXT_BYTES_MAX: usize = 2_000;
/// Photographs of one thing.
const PHOTOS_MAX: usize = 16;
/// The first year that a school's equipment may come from.
const FIRST_YEAR: u16 = 1950;
/// A thousand billion đồng: more than any province owns.
const COST_DONG_MAX: u64 = 1_000_000_000_000_000;

/// Checks of one wish.
pub(crate) struct Checks<'a> {
    fleet: &'a Fleet,
    by: &'a Reader,
    categories: &'a Categories,
    today: Date,
    when: When,
    /// Codes that this wish itself gives, by school.
    codes: HashMap<(UnitKey, String), EquipmentIdOrNew>,
    /// Machines that this wish itself ties.
    machines: BTreeSet<MachineId>,
}

/// A record of this wish: one that has its number, or the how-manieth new one.
type EquipmentIdOrNew = Result<EquipmentId, usize>;

impl<'a> Checks<'a> {
    pub(crate) fn new((fleet, by): (&'a Fleet, &'a Reader), categories: &'a Categories, now: UnixMs) -> Self {
        let days: DayClock = fleet.day_clock();
        Self {
            fleet,
            by,
            categories,
            today: Date::of_unix_days(days.day(now).0),
            when: fleet.today(now),
            codes: HashMap::new(),
            machines: BTreeSet::new(),
        }
    }

    pub(crate) fn act(&self, act: &Act) -> Result<(), Refusal> {
        if act.on.is_some_and(|on| on > self.today) {
            return Err(invalid("on", format!("lies after today, {}", self.today)));
        }
        if let Some(document) = &act.document {
            text("document.number", &document.number, TEXT_BYTES_MAX)?;
            if document.date.is_some_and(|date| date > self.today) {
                return Err(invalid(
                    "document.date",
                    format!("lies after today, {}", self.today),
                ));
            }
        }
        if let Some(Holder::Person(person)) = &act.holder {
            text("holder.person", person, TEXT_BYTES_MAX)?;
        }
        optional("reason", act.reason.as_deref(), LONG_TEXT_BYTES_MAX)
    }

    pub(crate) fn place(&self, place: UnitKey) -> Result<(), Refusal> {
        let exists = self.fleet.tree(self.when).rank(place).is_some();
        match exists && self.by.sees(self.fleet, self.when, place) {
            true => Ok(()),
            false => Err(Refusal::UnitUnknown(place.to_string())),
        }
    }

    /// A record is his who asks, and as he saw it.
    pub(crate) fn unchanged(&self, held: &HeldRecord) -> Result<(), Refusal> {
        let named = || format!("equipment record {}", held.id);
        match self.fleet.register.get(held.id) {
            Some(columns) if self.by.sees(self.fleet, self.when, columns.place) => {
                match columns.changed_at == held.changed_at {
                    true => Ok(()),
                    false => Err(Refusal::Stale(named())),
                }
            }
            _ => Err(Refusal::NotFound(named())),
        }
    }

    /// What is taken back does not leave the units of who asks: whoever may see both places does that.
    pub(crate) fn returned(&self, from: &Record, to: &Record) -> Result<(), Refusal> {
        if from.place == to.place || self.by.sees(self.fleet, self.when, to.place) {
            return Ok(());
        }
        let reason = "came from a place outside of your units; ask whoever keeps that one to take it back";
        Err(invalid("entry", reason.into()))
    }

    /// A machine is in one thing, as far as things are owned; and nobody names one that is not his.
    pub(crate) fn tie(&mut self, at: usize, before: Option<&Record>, after: &Record) -> Result<(), Refusal> {
        let is_owned = |record: &Record| !record.void && record.state != EquipmentState::Disposed;
        let is_same = before
            .is_some_and(|before| before.machine == after.machine && (is_owned(before) || !is_owned(after)));
        let Some(machine) = after.machine.filter(|_| !is_same) else {
            return Ok(());
        };
        let wrong = |reason| Err(numbered(at, invalid("machine", reason)));
        let sees = self.by.sees_machine(self.fleet, self.when, machine);
        if let Err(reason) = may_be_tied(self.fleet, machine, sees) {
            return wrong(reason);
        }
        match self.machines.insert(machine) {
            true => Ok(()),
            false => wrong(format!("machine {machine} is named twice")),
        }
    }

    pub(crate) fn new_record(&mut self, at: usize, record: &Record) -> Result<(), Refusal> {
        self.fields(record).map_err(|refusal| numbered(at, refusal))?;
        let begins = matches!(record.state, EquipmentState::InUse | EquipmentState::InStore);
        if record.verified_on.is_some() {
            return Err(numbered(at, counted_only()));
        }
        self.tie(at, None, record)?;
        if !begins || record.void {
            let reason = "a record begins in_use or in_store";
            return Err(numbered(at, invalid("state", reason.into())));
        }
        Ok(())
    }

    /// Corrections are about what a thing is; what became of it and where it is changes by actions.
    pub(crate) fn edited(&mut self, at: usize, before: &Record, after: &Record) -> Result<(), Refusal> {
        let acted = (before.state, before.place, &before.holder, before.void)
            != (after.state, after.place, &after.holder, after.void);
        if before.verified_on != after.verified_on {
            return Err(numbered(at, counted_only()));
        }
        if acted {
            let reason = "state, place, holder and void change by actions".into();
            return Err(numbered(at, invalid("record", reason)));
        }
        self.tie(at, Some(before), after)?;
        self.fields(after).map_err(|refusal| numbered(at, refusal))
    }

    /// A code stands on one thing of a school.
    pub(crate) fn code(
        &mut self,
        at: usize,
        id: Option<EquipmentId>,
        record: &Record,
    ) -> Result<(), Refusal> {
        let Some(code) = record.code.as_deref().filter(|_| !record.void) else {
            return Ok(());
        };
        let school = self.fleet.school_of(record.place, self.when);
        let is_other = |held: &EquipmentId| {
            let columns = self.fleet.register.get(*held);
            Some(*held) != id && columns.is_some_and(|columns| !columns.is_void)
        };
        let taken = self.fleet.with_code_in(school, code, self.when);
        let taken = taken.into_iter().find(is_other);
        if let Some(other) = taken {
            let reason = format!("{code:?} stands on {other} of the same school");
            return Err(numbered(at, invalid("code", reason)));
        }
        let own = id.ok_or(at);
        let before = self.codes.insert((school, search_key(code)), own);
        match before.filter(|before| *before != own) {
            Some(_) => Err(numbered(at, invalid("code", format!("{code:?} is given twice")))),
            None => Ok(()),
        }
    }

    /// A thing hangs on a line of its own school's books.
    fn book_line(&self, record: &Record) -> Result<(), Refusal> {
        let Some(line) = record.book_line else {
            return Ok(());
        };
        let held = self.fleet.books.get(line);
        let school = self.fleet.school_of(record.place, self.when);
        match held.is_some_and(|columns| columns.school == school) {
            true => Ok(()),
            false => Err(invalid(
                "book_line",
                format!("{line} is no line of the school's books"),
            )),
        }
    }

    fn fields(&self, record: &Record) -> Result<(), Refusal> {
        self.place(record.place)?;
        text("name", &record.name, TEXT_BYTES_MAX)?;
        if self.categories.get(&record.category.0).is_none() {
            let reason = format!(
                "{:?} is not in the list {}",
                record.category.0, self.categories.name
            );
            return Err(invalid("category", reason));
        }
        for (place, field) in [
            ("code", &record.code),
            ("maker", &record.maker),
            ("model", &record.model),
            ("serial", &record.serial),
            ("funding", &record.funding),
            ("cost_unknown_why", &record.cost_unknown_why),
        ] {
            optional(place, field.as_deref(), TEXT_BYTES_MAX)?;
        }
        optional("notes", record.notes.as_deref(), LONG_TEXT_BYTES_MAX)?;
        if let Some(Holder::Person(person)) = &record.holder {
            text("holder.person", person, TEXT_BYTES_MAX)?;
        }
        self.book_line(record)?;
        if record.photos.len() > PHOTOS_MAX {
            return Err(invalid("photos", format!("are more than {PHOTOS_MAX}")));
        }
        for photo in &record.photos {
            text("photos", photo, TEXT_BYTES_MAX)?;
        }
        let last_year = self.today.year() as u16;
        if let Some(year) = record.year_in_use
            && !(FIRST_YEAR..=last_year).contains(&year)
        {
            let reason = format!("{year} is not from {FIRST_YEAR} to {last_year}");
            return Err(invalid("year_in_use", reason));
        }
        if record.cost_dong.is_some_and(|cost| cost > COST_DONG_MAX) {
            return Err(invalid("cost_dong", format!("is over {COST_DONG_MAX}")));
        }
        Ok(())
    }
}

/// Nobody says by hand that a thing was counted.
fn counted_only() -> Refusal {
    invalid("verified_on", "comes from a stocktake".into())
}

fn invalid(place: &str, reason: String) -> Refusal {
    Refusal::InvalidAt {
        place: place.to_owned(),
        reason,
    }
}

/// Says which record of the wish it was.
fn numbered(at: usize, refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::InvalidAt { place, reason } => Refusal::InvalidAt {
            place: format!("records[{at}].{place}"),
            reason,
        },
        other => other,
    }
}

pub(crate) fn text(place: &str, text: &str, bytes_max: usize) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(invalid(
            place,
            "is empty; leave it out when it is not known".into(),
        ));
    }
    if text.len() > bytes_max {
        return Err(invalid(place, format!("is longer than {bytes_max} bytes")));
    }
    if text.chars().any(char::is_control) {
        return Err(invalid(place, "holds a control character".into()));
    }
    Ok(())
}

pub(crate) fn optional(place: &str, field: Option<&str>, bytes_max: usize) -> Result<(), Refusal> {
    field.map_or(Ok(()), |field| text(place, field, bytes_max))
}

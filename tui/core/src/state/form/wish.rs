//! What a filled form asks of the daemon.

use super::field::{Answered, Fault, FieldState, Picked};
use super::{FormState, Outcome, Purpose, session};
use crate::change::Change;
use kiemke_config::actions::FieldName;
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{
    Act, ActionKind, Category, Condition, Document, EquipmentState, Holder, Record,
};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::ReceiveEquipment;
use serde_json::{Map, Value};

/// Codes that cannot be counted up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadCodes {
    /// There is no number at the end.
    NoNumber,
    /// The number is too long.
    TooLong,
}

/// As many codes as asked for, counted up from the first: `MTB-001`, `MTB-002`, ….
///
/// # Errors
/// When more than one is asked for and the first ends in no number, or in one that is too long.
pub fn counted_codes(first: &str, count: u32) -> Result<Vec<String>, BadCodes> {
    let (name, digits) = first.split_at(first.trim_end_matches(|c: char| c.is_ascii_digit()).len());
    if digits.is_empty() {
        return match count {
            0 | 1 => Ok(vec![first.to_owned()]),
            _ => Err(BadCodes::NoNumber),
        };
    }
    let begin: Option<u64> = digits.parse().ok();
    let Some(begin) = begin.filter(|begin| begin.checked_add(count.into()).is_some()) else {
        return Err(BadCodes::TooLong);
    };
    let width = digits.len();
    let numbers = begin..begin + u64::from(count);
    Ok(numbers.map(|number| format!("{name}{number:0width$}")).collect())
}

/// What is wrong with a field beside the others.
pub(super) fn fault_between(form: &FormState, field: &FieldState) -> Option<Fault> {
    let filled = |name: FieldName| {
        let field = form.fields.iter().find(|field| field.name() == Some(name));
        field
            .map(|field| field.input.text().trim())
            .filter(|text| !text.is_empty())
    };
    match field.name()? {
        // A date is that of a paper.
        FieldName::DocumentDate if filled(FieldName::Document).is_none() => {
            filled(FieldName::DocumentDate).map(|_| Fault::Needs(FieldName::Document))
        }
        FieldName::Code => {
            let count: u32 = filled(FieldName::Count)?.parse().ok()?;
            let code = filled(FieldName::Code)?;
            counted_codes(code, count)
                .is_err()
                .then_some(Fault::NoNumberToCount)
        }
        FieldName::Serial => {
            let many = filled(FieldName::Count)? != "1";
            filled(FieldName::Serial)?;
            // One serial number belongs to one thing.
            many.then_some(Fault::OneSerial)
        }
        _ => None,
    }
}

/// What the whole form asks; `None` when a field is wrong.
pub(super) fn outcome(form: &FormState, today: Date) -> Option<Outcome> {
    let answers = Answers { form, today };
    match &form.purpose {
        Purpose::Export => {
            let path = form.fields.first()?.input.text().trim().to_owned();
            Some(Outcome::Export(path))
        }
        Purpose::Day => match form.fields.first()?.read(today).ok()? {
            Answered::Day(day) => Some(Outcome::Day(Some(day))),
            _ => Some(Outcome::Day(None)),
        },
        Purpose::Period => Some(Outcome::Period(super::figure::period_of(form, today))),
        Purpose::Figure { unit, indicator } => {
            let change = super::figure::change(form, *unit, indicator, today)?;
            Some(Outcome::Change(Box::new(change)))
        }
        Purpose::Survey { school, people, .. } => {
            let change = super::survey::change(form, *school, people, today);
            Some(Outcome::Change(Box::new(change)))
        }
        Purpose::Act { action, ids } => {
            let act = answers.act(*action);
            let ids = ids.clone();
            Some(Outcome::Change(Box::new(Change::Act { ids, act })))
        }
        Purpose::Receive => answers.receive().map(|change| Outcome::Change(Box::new(change))),
        Purpose::Edit { id, seen, before } => {
            let fields = difference(before, &answers.edited(before));
            Some(Outcome::Change(Box::new(Change::Edit {
                id: *id,
                seen: *seen,
                fields,
            })))
        }
        Purpose::OpenStocktake
        | Purpose::Counter
        | Purpose::CloseStocktake(_)
        | Purpose::TakePack(_)
        | Purpose::BringPack
        | Purpose::SaveSheet(_) => session::outcome(form, today),
    }
}

struct Answers<'a> {
    form: &'a FormState,
    today: Date,
}

impl Answers<'_> {
    fn of(&self, name: FieldName) -> Answered {
        let field = self.form.fields.iter().find(|field| field.name() == Some(name));
        let read = field.and_then(|field| field.read(self.today).ok());
        read.unwrap_or(Answered::Nothing)
    }

    fn text(&self, name: FieldName) -> Option<String> {
        match self.of(name) {
            Answered::Text(text) => Some(text),
            _ => None,
        }
    }

    fn number<T: TryFrom<u64>>(&self, name: FieldName) -> Option<T> {
        match self.of(name) {
            Answered::Number(number) => T::try_from(number).ok(),
            _ => None,
        }
    }

    fn day(&self, name: FieldName) -> Option<Date> {
        match self.of(name) {
            Answered::Day(day) => Some(day),
            _ => None,
        }
    }

    fn place(&self) -> Option<UnitKey> {
        match self.of(FieldName::Place) {
            Answered::Picked(Picked::Unit(unit)) => Some(unit.key),
            _ => None,
        }
    }

    fn category(&self) -> Option<Category> {
        match self.of(FieldName::Category) {
            Answered::Picked(Picked::Category(category)) => Some(category),
            _ => None,
        }
    }

    fn condition(&self) -> Option<Condition> {
        match self.of(FieldName::Condition) {
            Answered::Picked(Picked::Condition(condition)) => Some(condition),
            _ => None,
        }
    }

    fn in_use(&self) -> Option<bool> {
        match self.of(FieldName::InUse) {
            Answered::Picked(Picked::InUse(in_use)) => Some(in_use),
            _ => None,
        }
    }

    fn holder(&self) -> Option<Holder> {
        [FieldName::Person, FieldName::Holder]
            .into_iter()
            .find_map(|name| match self.of(name) {
                Answered::Picked(Picked::Holder(holder)) => Some(holder),
                _ => None,
            })
    }

    fn document(&self) -> Option<Document> {
        let number = self.text(FieldName::Document)?;
        Some(Document {
            number,
            date: self.day(FieldName::DocumentDate),
        })
    }

    fn act(&self, action: ActionKind) -> Act {
        Act {
            document: self.document(),
            reason: self.text(FieldName::Reason),
            place: self.place(),
            seat: self.number(FieldName::Seat),
            holder: self.holder(),
            condition: self.condition(),
            in_use: self.in_use(),
            on: self.day(FieldName::On),
            ..Act::of(action)
        }
    }

    fn receive(&self) -> Option<Change> {
        let count: u32 = self.number(FieldName::Count).unwrap_or(1);
        let codes: Vec<Option<String>> = match self.text(FieldName::Code) {
            Some(first) => {
                let codes = counted_codes(&first, count).ok()?;
                codes.into_iter().map(Some).collect()
            }
            None => vec![None; count as usize],
        };
        let first = self.record(self.place()?)?;
        let records = codes.into_iter().map(|code| Record {
            code,
            ..first.clone()
        });
        Some(Change::Receive(ReceiveEquipment {
            records: records.collect(),
            document: self.document(),
            reason: self.text(FieldName::Reason),
            on: self.day(FieldName::On),
        }))
    }

    fn record(&self, place: UnitKey) -> Option<Record> {
        let state = match self.in_use() {
            Some(true) => EquipmentState::InUse,
            _ => EquipmentState::InStore,
        };
        Some(Record {
            maker: self.text(FieldName::Maker),
            model: self.text(FieldName::Model),
            serial: self.text(FieldName::Serial),
            seat: self.number(FieldName::Seat),
            state,
            condition: self.condition(),
            funding: self.text(FieldName::Funding),
            year_in_use: self.number(FieldName::YearInUse),
            cost_dong: self.number(FieldName::CostDong),
            cost_unknown_why: self.text(FieldName::CostUnknownWhy),
            warranty_end: self.day(FieldName::WarrantyEnd),
            notes: self.text(FieldName::Notes),
            ..Record::of(self.text(FieldName::Name)?, self.category()?, place)
        })
    }

    /// The record with what the form says of it. Whatever the form does not ask stays.
    fn edited(&self, before: &Record) -> Record {
        let mut after = before.clone();
        for field in self.form.fields.iter().filter_map(FieldState::name) {
            match field {
                FieldName::Name => after.name = self.text(field).unwrap_or_default(),
                FieldName::Category => after.category = self.category().unwrap_or(after.category),
                FieldName::Code => after.code = self.text(field),
                FieldName::Maker => after.maker = self.text(field),
                FieldName::Model => after.model = self.text(field),
                FieldName::Serial => after.serial = self.text(field),
                FieldName::Seat => after.seat = self.number(field),
                FieldName::Condition => after.condition = self.condition(),
                FieldName::YearInUse => after.year_in_use = self.number(field),
                FieldName::CostDong => after.cost_dong = self.number(field),
                FieldName::CostUnknownWhy => after.cost_unknown_why = self.text(field),
                FieldName::Funding => after.funding = self.text(field),
                FieldName::WarrantyEnd => after.warranty_end = self.day(field),
                FieldName::Notes => after.notes = self.text(field),
                FieldName::Place
                | FieldName::Count
                | FieldName::Holder
                | FieldName::Person
                | FieldName::InUse
                | FieldName::Document
                | FieldName::DocumentDate
                | FieldName::Reason
                | FieldName::On => {}
            }
        }
        after
    }
}

/// The fields that differ, by their names on the wire; `null` for what is gone.
fn difference(before: &Record, after: &Record) -> Map<String, Value> {
    let fields = |record: &Record| match serde_json::to_value(record) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    };
    let (before, mut after) = (fields(before), fields(after));
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let gone: Vec<(String, Value)> = gone.map(|name| (name.clone(), Value::Null)).collect();
    after.retain(|name, value| before.get(name) != Some(value));
    after.extend(gone);
    after
}

/// The name of the field in a place that the daemon names, such as `records[3].code` or `document.number`.
pub(super) fn field_at(place: &str) -> Option<&str> {
    let place = place.strip_prefix("act.").unwrap_or(place);
    let place = match place.strip_prefix("records[") {
        Some(rest) => rest.split_once("].").map_or(rest, |(_, field)| field),
        None => place,
    };
    (!place.is_empty()).then_some(place)
}

/// Whether a field of a form is the one that the daemon calls so.
pub(super) fn is_about(field: FieldName, wire: &str) -> bool {
    let own: &[&str] = match field {
        FieldName::Name => &["name"],
        FieldName::Category => &["category"],
        FieldName::Place => &["place"],
        FieldName::Count => &["records"],
        FieldName::Code => &["code"],
        FieldName::Maker => &["maker"],
        FieldName::Model => &["model"],
        FieldName::Serial => &["serial"],
        FieldName::Seat => &["seat"],
        FieldName::Holder | FieldName::Person => &["holder", "holder.person"],
        FieldName::Condition => &["condition"],
        FieldName::InUse => &["in_use"],
        FieldName::Funding => &["funding"],
        FieldName::YearInUse => &["year_in_use"],
        FieldName::CostDong => &["cost_dong"],
        FieldName::CostUnknownWhy => &["cost_unknown_why"],
        FieldName::WarrantyEnd => &["warranty_end"],
        FieldName::Notes => &["notes"],
        FieldName::Document => &["document", "document.number"],
        FieldName::DocumentDate => &["document.date"],
        FieldName::Reason => &["reason"],
        FieldName::On => &["on"],
    };
    own.contains(&wire)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_counted_up_with_their_zeros() {
        assert_eq!(
            counted_codes("MTB-08", 3).unwrap(),
            ["MTB-08", "MTB-09", "MTB-10"]
        );
        assert_eq!(counted_codes("MÁY A", 1).unwrap(), ["MÁY A"]);
        assert_eq!(counted_codes("MÁY A", 2), Err(BadCodes::NoNumber));
        assert_eq!(
            counted_codes("X99999999999999999999999", 2),
            Err(BadCodes::TooLong)
        );
    }

    #[test]
    fn what_the_daemon_names_is_found_among_the_fields() {
        for (place, field) in [
            ("records[3].code", FieldName::Code),
            ("act.holder.person", FieldName::Person),
            ("document.number", FieldName::Document),
            ("on", FieldName::On),
        ] {
            assert!(is_about(field, field_at(place).unwrap()), "{place}");
        }
    }
}

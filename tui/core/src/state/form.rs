//! A form over a screen: questions one below the other, checked while one types, with lists to pick from.
//!
//! It owns what is typed and what became of sending it. What is asked is data (`config/actions/`), what is sent is made in
//! [`wish`], and what a field takes in [`field`].

mod field;
mod figure;
mod naming;
mod session;
mod survey;
mod wish;

pub(crate) use field::{Fault, FieldState, Picked, Suggestion, categories, category_name, written_day};
pub(crate) use naming::label;
pub(crate) use session::Seen;
pub(crate) use survey::{HomePick, home_word};
pub use wish::{BadCodes, counted_codes};

use super::plan::Period;
use super::{Input, List, Source};
use crate::change::Change;
use crate::effect::Ticket;
use crate::message::Refusal;
use kiemke_config::actions::{ActionForm, FieldName};
use kiemke_config::messages::Lang;
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{ActionKind, Record};
use kiemke_wire::ids::{EquipmentId, PersonId, Position, StocktakeId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{EquipmentRow, UnitRow, UnitView};

/// Units that are offered at once: more are not read, one types on.
pub(crate) const UNITS_MAX: usize = 50;
/// Bytes of a path.
const PATH_BYTES_MAX: usize = 1_000;

/// A form.
#[derive(Debug)]
pub struct FormState {
    pub(crate) purpose: Purpose,
    pub(crate) fields: Vec<FieldState>,
    /// At least one of these is filled in, if there are any.
    any_of: Vec<FieldName>,
    pub(crate) focus: usize,
    /// The first field on screen.
    pub(crate) offset: usize,
    pub(crate) units: Source<Vec<UnitRow>>,
    units_text: String,
    /// The selected suggestion was wanted before it came.
    takes_next: bool,
    pub(crate) sending: Option<Ticket>,
    pub(crate) refusal: Option<Refusal>,
    /// Faults are shown for all fields once sending was tried.
    pub(crate) tried: bool,
    /// Whether it is asked if what was typed may go.
    pub(crate) asks_to_leave: bool,
}

/// What a form is for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Purpose {
    /// Things came in.
    Receive,
    /// Something is done with records.
    Act {
        action: ActionKind,
        ids: Vec<EquipmentId>,
    },
    /// A record is corrected.
    Edit {
        id: EquipmentId,
        seen: Position,
        before: Box<Record>,
    },
    /// What is on screen goes into a file.
    Export,
    /// The day for which places are shown.
    Day,
    /// A school begins to count.
    OpenStocktake,
    /// Who counts.
    Counter,
    /// A stocktake ends as it was seen.
    CloseStocktake(Box<Seen>),
    /// A pack of a stocktake goes out.
    TakePack(StocktakeId),
    /// A pack comes back.
    BringPack,
    /// A sheet of a stocktake goes into a file.
    SaveSheet(StocktakeId),
    /// Between which days something moved.
    Period,
    /// A figure of a unit is typed.
    Figure { unit: UnitKey, indicator: String },
    /// What people of a class answered about home is typed.
    Survey {
        school: UnitKey,
        class: String,
        people: Vec<PersonId>,
    },
}

/// What comes of a whole form.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Outcome {
    Change(Box<Change>),
    Export(String),
    Day(Option<Date>),
    Period(Period),
    Counter(String),
}

impl FormState {
    /// The form of an action on these records.
    pub(crate) fn of_action(form: &ActionForm, ids: Vec<EquipmentId>) -> Self {
        let action = form.action;
        let mut state = Self::new(Purpose::Act { action, ids }, form);
        state.begin();
        state
    }

    /// The form by which things come in, at a place if one is known.
    pub(crate) fn receive(form: &ActionForm, place: Option<&UnitView>) -> Self {
        let mut state = Self::new(Purpose::Receive, form);
        if let Some(place) = place.filter(|place| !place.name.is_empty()) {
            state.set(FieldName::Place, Picked::Unit(place.clone()), &place.name);
        }
        if let Some(count) = state.field_mut(FieldName::Count) {
            count.input.set("1");
        }
        state.begin();
        state
    }

    /// The form by which a record is corrected.
    pub(crate) fn edit(form: &ActionForm, row: &EquipmentRow, lang: Lang) -> Self {
        let purpose = Purpose::Edit {
            id: row.id,
            seen: row.etag,
            before: Box::new(row.record.clone()),
        };
        let mut state = Self::new(purpose, form);
        state
            .fields
            .iter_mut()
            .for_each(|field| field.fill(&row.record, lang));
        state.begin();
        state
    }

    /// The form that asks for a file.
    pub(crate) fn export(path: &str) -> Self {
        let mut state = Self::bare(Purpose::Export, vec![FieldState::path(PATH_BYTES_MAX)]);
        state.fields[0].input.set(path);
        state.begin();
        state
    }

    /// The form that asks for a day.
    pub(crate) fn day(day: Option<Date>, lang: Lang) -> Self {
        let mut state = Self::bare(Purpose::Day, vec![FieldState::day()]);
        if let Some(day) = day {
            state.fields[0].input.set(&field::written_day(lang, day));
        }
        state.begin();
        state
    }

    fn new(purpose: Purpose, form: &ActionForm) -> Self {
        let fields = form.fields.iter().map(|asked| FieldState::of(*asked));
        let mut state = Self::bare(purpose, fields.collect());
        state.any_of.clone_from(&form.any_of);
        state
    }

    fn bare(purpose: Purpose, fields: Vec<FieldState>) -> Self {
        Self {
            purpose,
            fields,
            any_of: Vec::new(),
            focus: 0,
            offset: 0,
            units: Source::default(),
            units_text: String::new(),
            takes_next: false,
            sending: None,
            refusal: None,
            tried: false,
            asks_to_leave: false,
        }
    }

    /// What stands in the fields now is no work of the user's.
    fn begin(&mut self) {
        for field in &mut self.fields {
            field.initial = field.input.text().to_owned();
        }
    }

    fn set(&mut self, name: FieldName, picked: Picked, text: &str) {
        if let Some(field) = self.field_mut(name) {
            field.input.set(text);
            field.picked = Some(picked);
        }
    }

    fn field_mut(&mut self, name: FieldName) -> Option<&mut FieldState> {
        self.fields.iter_mut().find(|field| field.name() == Some(name))
    }

    /// The field that takes the keys.
    pub(crate) fn focused(&self) -> &FieldState {
        &self.fields[self.focus]
    }

    pub(crate) fn focused_mut(&mut self) -> &mut FieldState {
        &mut self.fields[self.focus]
    }

    /// Whether anything that somebody typed would be lost.
    pub(crate) fn is_touched(&self) -> bool {
        self.fields
            .iter()
            .any(|field| field.input.text() != field.initial)
    }

    /// The line being typed changed.
    pub(crate) fn typed(&mut self, now: UnixMs) {
        self.takes_next = false;
        self.refusal = None;
        let field = self.focused_mut();
        field.picked = None;
        field.told = None;
        field.list = List::default();
        if field.picks_unit() {
            self.units.want_at(now);
        }
    }

    /// Moves to another field.
    pub(crate) fn go_to(&mut self, field: usize, now: UnixMs) {
        self.focus = field.min(self.fields.len().saturating_sub(1));
        self.takes_next = false;
        self.asks_to_leave = false;
        if self.focused().picks_unit() {
            self.units.replace_at(now);
        }
    }

    /// What is to be asked of the daemon for the list of units.
    pub(crate) fn ask_units(&mut self, ticket: Ticket, now: UnixMs) -> String {
        self.units.asked(ticket, now);
        let field = self.focused();
        // What was picked is no search: all others are offered beside it.
        self.units_text = match field.picked {
            Some(_) => String::new(),
            None => field.looked_for().to_owned(),
        };
        self.units_text.clone()
    }

    pub(crate) fn units_answered(&mut self, units: Vec<UnitRow>, lang: Lang, now: UnixMs) {
        self.units.answered(units, now);
        if std::mem::take(&mut self.takes_next) && self.take_suggestion(lang) {
            self.next(now);
        }
    }

    /// What the field that takes the keys offers.
    pub(crate) fn suggestions(&self, lang: Lang) -> Vec<Suggestion> {
        let units = self.units.value().map(Vec::as_slice);
        self.focused().suggestions(units.unwrap_or_default(), lang)
    }

    /// Whether the units offered are those for what is typed.
    fn units_are_current(&self) -> bool {
        let field = self.focused();
        self.units.due().is_none()
            && matches!(self.units.phase(), super::Phase::Current { .. })
            && (field.picked.is_some() || self.units_text == field.looked_for())
    }

    /// Whether what is typed stands as it is unless Enter takes a suggestion: codes that somebody knows by heart.
    pub(crate) fn leaves_as_typed(&self) -> bool {
        self.focused().picks_several()
    }

    /// Takes the selected suggestion into the field. Says whether the field is done.
    pub(crate) fn take_suggestion(&mut self, lang: Lang) -> bool {
        let field = self.focused();
        if !field.is_picked_from() || field.picked.is_some() || field.looked_for().is_empty() {
            return true;
        }
        if field.picks_unit() && !self.units_are_current() {
            self.takes_next = true;
            return false;
        }
        let suggestions = self.suggestions(lang);
        let Some(chosen) = suggestions.get(self.focused().list.selected).cloned() else {
            // A field that also takes text keeps it; another shows that there is no such thing.
            return true;
        };
        let field = self.focused_mut();
        field.list = List::default();
        match chosen.picked {
            // There may be more to come: the field has the keys until nothing is looked for.
            Picked::Unit(unit) if field.picks_several() => {
                field.add(&unit.code);
                false
            }
            picked => {
                field.input.set(&chosen.text);
                field.picked = Some(picked);
                true
            }
        }
    }

    /// Goes to the next field; says whether there was none.
    pub(crate) fn next(&mut self, now: UnixMs) -> bool {
        let is_last = self.focus + 1 >= self.fields.len();
        if !is_last {
            self.go_to(self.focus + 1, now);
        }
        is_last
    }

    /// What is wrong with a field now.
    pub(crate) fn fault(&self, index: usize, today: Date) -> Option<Fault> {
        let field = self.fields.get(index)?;
        if let Some(told) = &field.told {
            return Some(Fault::Told(told.clone()));
        }
        if let Err(fault) = field.read(today) {
            return Some(fault);
        }
        let asked = field
            .name()
            .is_some_and(|name| self.any_of.first() == Some(&name));
        let is_empty = |name: &FieldName| {
            let field = self.fields.iter().find(|field| field.name() == Some(*name));
            field.is_none_or(|field| field.input.text().trim().is_empty())
        };
        if asked && self.any_of.iter().all(is_empty) {
            return Some(Fault::OneOf);
        }
        match (field.session(), field.survey()) {
            (Some(session), _) => session::fault_between(self, session),
            (None, Some(survey)) => survey::fault_between(self, survey),
            (None, None) => wish::fault_between(self, field),
        }
    }

    /// What is to be done, when all fields are right; otherwise the first wrong one gets the keys.
    pub(crate) fn finish(&mut self, today: Date, now: UnixMs) -> Option<Outcome> {
        self.tried = true;
        self.asks_to_leave = false;
        let wrong = (0..self.fields.len()).find(|index| self.fault(*index, today).is_some());
        if let Some(wrong) = wrong {
            self.go_to(wrong, now);
            return None;
        }
        wish::outcome(self, today)
    }

    /// The daemon said no: what it says of a field is shown there.
    pub(crate) fn refused(&mut self, refusal: Refusal) {
        self.sending = None;
        let is_about = |field: &FieldState, place: &str| match (field.name(), field.session()) {
            _ if field.figure().is_some() => field.figure().is_some_and(|own| own.is_at(place)),
            _ if field.survey().is_some() => field.survey().is_some_and(|own| own.is_at(place)),
            (Some(own), _) => wish::field_at(place).is_some_and(|name| wish::is_about(own, name)),
            (None, Some(own)) => session::is_about(own, place),
            (None, None) => false,
        };
        let named = refusal.place.as_deref();
        let index = named.and_then(|place| self.fields.iter().position(|field| is_about(field, place)));
        if let Some(index) = index {
            self.fields[index].told = Some(refusal.detail.clone());
            self.focus = index;
        }
        self.refusal = Some(refusal);
    }

    /// The line of the field that takes the keys.
    pub(crate) fn input_mut(&mut self) -> &mut Input {
        &mut self.focused_mut().input
    }

    /// Keeps the field that takes the keys on screen.
    pub(crate) fn show_focus(&mut self, height: usize) {
        let height = height.max(1);
        self.offset = self
            .offset
            .min(self.focus)
            .max((self.focus + 1).saturating_sub(height));
    }
}

//! One field of a form: what it takes, what it offers, what is wrong with it.

use super::figure::FigureField;
use super::naming::{help, label};
use super::session::{self, SessionField};
use super::survey::{HomePick, SurveyField};
use crate::fuzzy;
use crate::state::{Input, List};
use kiemke_config::actions::{AskedField, FieldName};
use kiemke_config::categories::Categories;
use kiemke_config::messages::{Lang, Msg, catalogue};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::{Category, Condition, Holder, Record};
use kiemke_wire::fold::search_key;
use kiemke_wire::view::{UnitRow, UnitView};
use std::sync::OnceLock;

/// Bytes of a name, a model, a number of a paper, as the daemon takes them.
const TEXT_BYTES_MAX: usize = 300;
/// Bytes of a reason or a note.
const LONG_TEXT_BYTES_MAX: usize = 2_000;
/// Things that one form brings in: the body of a request holds no more.
pub(super) const COUNT_MAX: u64 = 100;
/// The first year that a school's equipment may come from, as the daemon takes it.
const FIRST_YEAR: u64 = 1950;
/// A thousand billion đồng, as the daemon takes it.
const COST_DONG_MAX: u64 = 1_000_000_000_000_000;
/// A count of a figure, as the daemon takes it.
const FIGURE_MAX: u64 = 1_000_000_000_000;
/// Seats of a room, as the wire has them.
const SEAT_MAX: u64 = u16::MAX as u64;
/// Suggestions that are drawn from shipped lists at once.
const SUGGESTIONS_MAX: usize = 50;

/// A field.
#[derive(Clone, Debug)]
pub(crate) struct FieldState {
    asked: Asked,
    pub(crate) required: bool,
    pub(crate) input: Input,
    pub(crate) picked: Option<Picked>,
    /// What stood in it at the begin.
    pub(super) initial: String,
    /// The selected suggestion.
    pub(crate) list: List,
    /// What the daemon said of it.
    pub(crate) told: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Asked {
    Of(FieldName),
    Session(SessionField),
    Figure(FigureField),
    Survey(SurveyField),
    Path,
    Day,
}

/// Something chosen from a list.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Picked {
    Unit(UnitView),
    Category(Category),
    Condition(Condition),
    InUse(bool),
    Holder(Holder),
    YesNo(bool),
    /// By the name of its form.
    Sheet(&'static str),
    Home(HomePick),
}

/// Something to choose.
#[derive(Clone, Debug)]
pub(crate) struct Suggestion {
    pub(crate) text: String,
    /// What tells it from others of that name.
    pub(crate) beside: String,
    pub(crate) picked: Picked,
}

/// What a field says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Answered {
    Nothing,
    Text(String),
    Number(u64),
    Day(Date),
    Picked(Picked),
}

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Missing,
    OneOf,
    NotANumber,
    Below(u64),
    Above(u64),
    NotADay,
    AfterToday,
    NotInList,
    /// Without it another field says nothing.
    Needs(FieldName),
    /// There is no number at the end from which to count up.
    NoNumberToCount,
    /// A serial number belongs to one thing.
    OneSerial,
    /// What the daemon said.
    Told(String),
}

pub(super) enum Takes {
    Text(usize),
    Number(u64, u64),
    Day {
        past_only: bool,
    },
    Unit,
    /// Codes of several units, one after the other.
    Units,
    Category,
    Condition,
    InUse,
    /// A person's code, or one of the pools.
    Holder,
    YesNo,
    Sheet,
    /// An answer about home.
    Home(SurveyField),
}

impl FieldState {
    pub(super) fn of(asked: AskedField) -> Self {
        Self::new(Asked::Of(asked.name), asked.required)
    }

    pub(super) fn of_session(field: SessionField, required: bool) -> Self {
        Self::new(Asked::Session(field), required)
    }

    pub(super) fn path(bytes_max: usize) -> Self {
        let mut field = Self::new(Asked::Path, true);
        field.input = Input::bounded(bytes_max);
        field
    }

    pub(super) fn of_figure(field: FigureField, required: bool) -> Self {
        Self::new(Asked::Figure(field), required)
    }

    /// Which question about a figure it is.
    pub(crate) fn figure(&self) -> Option<FigureField> {
        match self.asked {
            Asked::Figure(field) => Some(field),
            _ => None,
        }
    }

    pub(super) fn of_survey(field: SurveyField) -> Self {
        Self::new(Asked::Survey(field), false)
    }

    /// Which question about home it is.
    pub(crate) fn survey(&self) -> Option<SurveyField> {
        match self.asked {
            Asked::Survey(field) => Some(field),
            _ => None,
        }
    }

    pub(super) fn day() -> Self {
        Self::new(Asked::Day, false)
    }

    fn new(asked: Asked, required: bool) -> Self {
        let bytes_max = match takes(asked, u64::MAX) {
            Takes::Text(bytes_max) => bytes_max,
            Takes::Units => LONG_TEXT_BYTES_MAX,
            _ => TEXT_BYTES_MAX,
        };
        Self {
            asked,
            required,
            input: Input::bounded(bytes_max),
            picked: None,
            initial: String::new(),
            list: List::default(),
            told: None,
        }
    }

    /// Which field of an action it is.
    pub(crate) fn name(&self) -> Option<FieldName> {
        match self.asked {
            Asked::Of(name) => Some(name),
            _ => None,
        }
    }

    /// Which field of a stocktake it is.
    pub(crate) fn session(&self) -> Option<SessionField> {
        match self.asked {
            Asked::Session(field) => Some(field),
            _ => None,
        }
    }

    /// What it is called.
    pub(crate) fn label(&self) -> Msg {
        match self.asked {
            Asked::Of(name) => label(name),
            Asked::Session(field) => session::label(field),
            Asked::Figure(field) => field.label(),
            Asked::Survey(field) => field.label(),
            Asked::Path => Msg::FieldFile,
            Asked::Day => Msg::FieldDay,
        }
    }

    /// What to write into it.
    pub(crate) fn help(&self) -> Msg {
        match self.asked {
            Asked::Of(name) => help(name),
            Asked::Session(field) => session::help(field),
            Asked::Figure(field) => field.help(),
            Asked::Survey(field) => field.help(),
            Asked::Path => Msg::FieldHelpFile,
            Asked::Day => Msg::FieldHelpDay,
        }
    }

    pub(crate) fn picks_unit(&self) -> bool {
        matches!(takes(self.asked, 0), Takes::Unit | Takes::Units)
    }

    /// Whether what is picked stands behind what was picked before.
    pub(crate) fn picks_several(&self) -> bool {
        matches!(takes(self.asked, 0), Takes::Units)
    }

    /// What is looked for: of several units the one that is being typed.
    pub(crate) fn looked_for(&self) -> &str {
        match self.picks_several() {
            true => self
                .input
                .text()
                .rsplit([';', ','])
                .next()
                .unwrap_or_default()
                .trim(),
            false => self.input.text(),
        }
    }

    /// Puts one more unit behind those that stand there.
    pub(super) fn add(&mut self, code: &str) {
        let text = self.input.text();
        let before = text.rfind([';', ',']).map_or(0, |at| at + 1);
        let all = format!("{} {code}; ", text[..before].trim_end());
        self.input.set(all.trim_start());
    }

    /// Whether one chooses from a list, or may.
    pub(crate) fn is_picked_from(&self) -> bool {
        matches!(
            takes(self.asked, 0),
            Takes::Unit
                | Takes::Units
                | Takes::Category
                | Takes::Condition
                | Takes::InUse
                | Takes::Holder
                | Takes::YesNo
                | Takes::Sheet
                | Takes::Home(_)
        )
    }

    /// What the field says, or what is wrong with it.
    pub(crate) fn read(&self, today: Date) -> Result<Answered, Fault> {
        let text = self.input.text().trim();
        if text.is_empty() {
            return match self.required {
                true => Err(Fault::Missing),
                false => Ok(Answered::Nothing),
            };
        }
        if let Some(picked) = &self.picked {
            return Ok(Answered::Picked(picked.clone()));
        }
        let this_year = u64::try_from(today.year()).unwrap_or(FIRST_YEAR);
        match takes(self.asked, this_year) {
            Takes::Text(_) | Takes::Units => Ok(Answered::Text(text.to_owned())),
            Takes::Number(min, max) => number(text, min, max).map(Answered::Number),
            Takes::Day { past_only } => {
                let day = read_day(text).ok_or(Fault::NotADay)?;
                match past_only && day > today {
                    true => Err(Fault::AfterToday),
                    false => Ok(Answered::Day(day)),
                }
            }
            Takes::Holder => Ok(Answered::Picked(Picked::Holder(Holder::Person(text.to_owned())))),
            Takes::Unit
            | Takes::Category
            | Takes::Condition
            | Takes::InUse
            | Takes::YesNo
            | Takes::Sheet
            | Takes::Home(_) => Err(Fault::NotInList),
        }
    }

    /// What can be chosen, best first.
    pub(super) fn suggestions(&self, units: &[UnitRow], lang: Lang) -> Vec<Suggestion> {
        let texts = catalogue(lang);
        let typed = match self.picked {
            Some(_) => "",
            None => self.input.text(),
        };
        let words = search_key(typed);
        let fits = |text: &str| words.split(' ').all(|word| search_key(text).contains(word));
        let plain = |text: &str, picked: Picked| Suggestion {
            text: text.to_owned(),
            beside: String::new(),
            picked,
        };
        let listed: Vec<Suggestion> = match takes(self.asked, 0) {
            Takes::Unit | Takes::Units => return units.iter().map(of_unit).collect(),
            Takes::Category => categories()
                .all()
                .iter()
                .map(|kind| {
                    let name = if lang == Lang::Vi { &kind.vi } else { &kind.en };
                    plain(name, Picked::Category(Category(kind.code.clone())))
                })
                .collect(),
            Takes::Condition => [
                Condition::Good,
                Condition::Usable,
                Condition::Poor,
                Condition::Unusable,
            ]
            .map(|one| plain(texts.text(crate::wording::condition(one)), Picked::Condition(one)))
            .into(),
            Takes::InUse => [(true, Msg::EquipmentInUse), (false, Msg::EquipmentInStore)]
                .map(|(one, word)| plain(texts.text(word), Picked::InUse(one)))
                .into(),
            Takes::YesNo => [(true, Msg::Yes), (false, Msg::No)]
                .map(|(one, word)| plain(texts.text(word), Picked::YesNo(one)))
                .into(),
            Takes::Sheet => session::SHEETS
                .map(|(sheet, word)| plain(texts.text(word), Picked::Sheet(sheet)))
                .into(),
            Takes::Home(field) => {
                let choices = field.choices().into_iter();
                choices
                    .map(|(word, pick)| plain(texts.text(word), Picked::Home(pick)))
                    .collect()
            }
            Takes::Holder if self.name() == Some(FieldName::Person) => Vec::new(),
            Takes::Holder => [(Holder::Lab, Msg::HolderLab), (Holder::Staff, Msg::HolderStaff)]
                .map(|(one, word)| plain(texts.text(word), Picked::Holder(one)))
                .into(),
            Takes::Text(_) | Takes::Number(..) | Takes::Day { .. } => Vec::new(),
        };
        let fitting = listed.into_iter().filter(|suggestion| fits(&suggestion.text));
        let mut fitting: Vec<Suggestion> = fitting.collect();
        fitting.sort_by_key(|suggestion| fuzzy::distance(&words, &suggestion.text));
        fitting.truncate(SUGGESTIONS_MAX);
        fitting
    }

    /// Fills it with what a record says.
    pub(super) fn fill(&mut self, record: &Record, lang: Lang) {
        let Asked::Of(name) = self.asked else { return };
        let texts = catalogue(lang);
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<u64>| value.map_or_else(String::new, |value| value.to_string());
        let filled = match name {
            FieldName::Name => record.name.clone(),
            FieldName::Code => text(&record.code),
            FieldName::Maker => text(&record.maker),
            FieldName::Model => text(&record.model),
            FieldName::Serial => text(&record.serial),
            FieldName::Funding => text(&record.funding),
            FieldName::CostUnknownWhy => text(&record.cost_unknown_why),
            FieldName::Notes => text(&record.notes),
            FieldName::Seat => number(record.seat.map(u64::from)),
            FieldName::YearInUse => number(record.year_in_use.map(u64::from)),
            FieldName::CostDong => number(record.cost_dong),
            FieldName::WarrantyEnd => record
                .warranty_end
                .map_or_else(String::new, |day| written_day(lang, day)),
            FieldName::Category => {
                self.picked = Some(Picked::Category(record.category.clone()));
                category_name(&record.category.0, lang)
            }
            FieldName::Condition => record.condition.map_or_else(String::new, |condition| {
                self.picked = Some(Picked::Condition(condition));
                texts.text(crate::wording::condition(condition)).to_owned()
            }),
            FieldName::Place
            | FieldName::Count
            | FieldName::Holder
            | FieldName::Person
            | FieldName::InUse
            | FieldName::Document
            | FieldName::DocumentDate
            | FieldName::Reason
            | FieldName::On => return,
        };
        self.input.set(&filled);
    }
}

/// The kinds of equipment.
pub(crate) fn categories() -> &'static Categories {
    static SHIPPED: OnceLock<Categories> = OnceLock::new();
    SHIPPED.get_or_init(Categories::shipped)
}

/// What a kind of equipment is called; one that is not known here stays as it is.
pub(crate) fn category_name(code: &str, lang: Lang) -> String {
    match categories().get(code) {
        Some(kind) if lang == Lang::Vi => kind.vi.clone(),
        Some(kind) => kind.en.clone(),
        None => code.to_owned(),
    }
}

fn of_unit(row: &UnitRow) -> Suggestion {
    let name = match row.unit.name.as_str() {
        "" => &row.unit.code,
        name => name,
    };
    Suggestion {
        text: name.to_owned(),
        beside: match row.above.is_empty() {
            true => row.unit.code.clone(),
            false => row.above.join(" · "),
        },
        picked: Picked::Unit(row.unit.clone()),
    }
}

fn takes(asked: Asked, this_year: u64) -> Takes {
    use FieldName as F;
    let name = match asked {
        Asked::Session(field) => return session::takes(field),
        Asked::Path => return Takes::Text(TEXT_BYTES_MAX),
        Asked::Day => return Takes::Day { past_only: false },
        Asked::Figure(field) => return takes_of_figure(field),
        Asked::Survey(field) => return field.takes(),
        Asked::Of(name) => name,
    };
    match name {
        F::Name
        | F::Code
        | F::Maker
        | F::Model
        | F::Serial
        | F::Funding
        | F::CostUnknownWhy
        | F::Document => Takes::Text(TEXT_BYTES_MAX),
        F::Notes | F::Reason => Takes::Text(LONG_TEXT_BYTES_MAX),
        F::Count => Takes::Number(1, COUNT_MAX),
        F::Seat => Takes::Number(1, SEAT_MAX),
        F::YearInUse => Takes::Number(FIRST_YEAR, this_year),
        F::CostDong => Takes::Number(0, COST_DONG_MAX),
        F::WarrantyEnd => Takes::Day { past_only: false },
        F::DocumentDate | F::On => Takes::Day { past_only: true },
        F::Place => Takes::Unit,
        F::Category => Takes::Category,
        F::Condition => Takes::Condition,
        F::InUse => Takes::InUse,
        F::Holder | F::Person => Takes::Holder,
    }
}

fn takes_of_figure(field: FigureField) -> Takes {
    use FigureField as F;
    match field {
        F::Numerator => Takes::Number(0, FIGURE_MAX),
        F::Denominator => Takes::Number(1, FIGURE_MAX),
        F::From | F::Dated => Takes::Day { past_only: true },
        F::To => Takes::Day { past_only: false },
        F::Source => Takes::Text(TEXT_BYTES_MAX),
        F::Note | F::Reason => Takes::Text(LONG_TEXT_BYTES_MAX),
    }
}

/// A whole number, perhaps with its digits in groups.
fn number(text: &str, min: u64, max: u64) -> Result<u64, Fault> {
    let digits: String = text.chars().filter(|c| !matches!(c, '.' | ',' | ' ')).collect();
    let value: u64 = digits.parse().map_err(|_| Fault::NotANumber)?;
    match value {
        value if value < min => Err(Fault::Below(min)),
        value if value > max => Err(Fault::Above(max)),
        value => Ok(value),
    }
}

/// A day as people write it, `27/11/2026`, or as programs do, `2026-11-27`.
fn read_day(text: &str) -> Option<Date> {
    if let Ok(day) = text.parse() {
        return Some(day);
    }
    let mut parts = text.split(['/', '-', '.']).map(str::trim);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 4 {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A day as the language writes it.
pub(crate) fn written_day(lang: Lang, day: Date) -> String {
    let iso = day.to_string();
    match (lang, iso.split('-').collect::<Vec<_>>().as_slice()) {
        (Lang::Vi, [year, month, day]) => format!("{day}/{month}/{year}"),
        _ => iso,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_the_words_typed_stands_before_what_has_their_letters() {
        let asked = AskedField {
            name: FieldName::Category,
            required: true,
        };
        let mut field = FieldState::of(asked);
        field.input.set("may in");
        let offered = field.suggestions(&[], Lang::Vi);
        assert_eq!(offered[0].text, "Máy in");
        assert!(offered.len() > 1, "the others are offered below it");
    }

    #[test]
    fn days_and_numbers_are_read_as_people_write_them() {
        let day = Date::new(2026, 11, 7);
        for text in ["7/11/2026", "07/11/2026", "2026-11-07", "7-11-2026", "7.11.2026"] {
            assert_eq!(read_day(text), day, "{text}");
        }
        for text in ["", "31/02/2026", "7/11/26", "7/11", "7/11/2026/1", "x"] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert_eq!(number("4.500.000", 0, COST_DONG_MAX), Ok(4_500_000));
        assert_eq!(number("0", 1, 9), Err(Fault::Below(1)));
        assert_eq!(number("10", 1, 9), Err(Fault::Above(9)));
        assert_eq!(number("-4", 0, 9), Err(Fault::NotANumber));
        assert_eq!(written_day(Lang::Vi, day.unwrap()), "07/11/2026");
        assert_eq!(written_day(Lang::En, day.unwrap()), "2026-11-07");
    }
}

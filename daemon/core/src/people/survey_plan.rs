//! Home surveys: what people of classes answered, beside what is known. All or nothing.

use crate::cold::Day;
use crate::forms::{FormRow, FormRows, Outcome};
use crate::people::decide::PEOPLE_MAX;
use crate::people::draft::Who;
use crate::people::finder::Finder;
use crate::people::lookup::Places;
use crate::people::{Asking, Draft, HeldSchool, HomeSaid, Person};
use crate::refusal::Refusal;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::person::HomeAnswers;
use kiemke_wire::view::{CellChange, CellFault, ImportReport};
use serde::Deserialize;
use serde::de::IntoDeserializer as _;
use serde::de::value::{Error as NoChoice, StrDeserializer};
use std::collections::{BTreeMap, HashMap};

/// Other learners on one device: more is a mistake of typing.
const SHARED_WITH_MAX: u8 = 30;

/// What one person answered.
#[derive(Clone, Debug, Default)]
pub struct SurveyRow {
    /// Its number, from 1.
    pub row: u32,
    /// The school; none when that is not known.
    pub school: Option<UnitKey>,
    /// The class, by its name.
    pub class: Option<String>,
    /// The person's number.
    pub person: Option<PersonId>,
    /// The person's code.
    pub code: Option<String>,
    /// The name.
    pub name: Option<String>,
    /// The day of birth.
    pub born: Option<Day>,
    /// The answers.
    pub answers: HomeAnswers,
    /// What is wrong with it.
    pub faults: Vec<CellFault>,
    /// Names its cells, when it comes of a table.
    form: Option<FormRow>,
}

/// A survey, and how it is to be taken.
#[derive(Clone, Copy, Debug)]
pub struct SurveyWish<'a> {
    /// Who brings it.
    pub asking: Asking<'a>,
    /// The day on which it was made.
    pub on: Day,
    /// The day on which the school year of that day began.
    pub year_from: Day,
    /// Its rows.
    pub rows: &'a [SurveyRow],
}

/// What the rows of a table say; schools are looked up.
pub fn survey_rows(asking: Asking<'_>, table: &FormRows) -> Vec<SurveyRow> {
    let mut places = Places::new(asking);
    table
        .rows
        .iter()
        .map(|row| survey_row(&mut places, row))
        .collect()
}

fn survey_row(places: &mut Places<'_>, row: &FormRow) -> SurveyRow {
    let text = |column: &str| row.text(column).map(str::to_owned);
    let mut read = SurveyRow {
        row: row.row,
        class: text("class"),
        code: text("code"),
        name: text("name"),
        born: row.day("birth_date"),
        faults: row.faults.clone(),
        form: Some(row.clone()),
        ..SurveyRow::default()
    };
    match places.of(row) {
        Ok(place) => read.school = Some(place.school),
        Err(fault) => read.faults.push(fault),
    }
    let shared_with = row.whole("shared_with").map(u8::try_from);
    if let Some(Err(_)) = shared_with {
        read.faults
            .push(row.fault("shared_with", "out_of_bounds", "is no number of learners"));
    }
    let signed_in = row.values().filter_map(|(column, _)| {
        let platform: u8 = column.strip_prefix("signed_in.")?.parse().ok()?;
        Some((platform, row.flag(column)?))
    });
    read.answers = HomeAnswers {
        device: choice(row, "device"),
        provider: choice(row, "provider"),
        shared_with: shared_with.and_then(Result::ok),
        same_shift: row.flag("same_shift"),
        line: choice(row, "line"),
        signed_in: signed_in.collect(),
    };
    read
}

/// A choice by its name in data, which is that on the wire.
fn choice<'de, T: Deserialize<'de>>(row: &'de FormRow, column: &str) -> Option<T> {
    let name: StrDeserializer<'de, NoChoice> = row.text(column)?.into_deserializer();
    T::deserialize(name).ok()
}

impl SurveyRow {
    /// One that comes of no table, by its number from 1.
    pub fn typed(row: u32, school: UnitKey) -> Self {
        Self {
            row,
            school: Some(school),
            ..Self::default()
        }
    }

    /// A fault in one of its fields.
    fn fault(&self, column: &str, code: &str, reason: impl Into<String>) -> CellFault {
        match &self.form {
            Some(form) => form.fault(column, code, reason),
            None => CellFault {
                row: self.row,
                column: column.to_owned(),
                place: format!("answers[{}].{column}", self.row.saturating_sub(1)),
                code: code.to_owned(),
                reason: reason.into(),
            },
        }
    }
}

/// What a survey would do, by what schools hold. The drafts are to be left alone when a row is refused.
///
/// # Errors
/// When it is larger than what is taken in, or of a day to come.
pub fn plan_survey(
    wish: &SurveyWish<'_>,
    held: Vec<HeldSchool>,
) -> Result<(Vec<Draft>, ImportReport), Refusal> {
    if wish.rows.len() > PEOPLE_MAX {
        return Err(Refusal::OverBound {
            what: "the number of rows",
            max: PEOPLE_MAX as u64,
        });
    }
    let today = wish.asking.today.day;
    if wish.on > today {
        return Err(Refusal::Invalid {
            place: "on",
            reason: format!("lies after today, {today}"),
        });
    }
    let schools = held.into_iter().map(|held| {
        let draft = Draft::of(held);
        let finder = Finder::of(&draft);
        (draft.school(), (draft, finder, HashMap::new()))
    });
    let mut schools: BTreeMap<UnitKey, OfSchool> = schools.collect();
    let mut outcome = Outcome::of("survey");
    for row in wish.rows {
        let read = read(wish, &mut schools, row);
        let (key, changes, faults) = match read {
            Ok((person, changes)) => (Some(person), changes, Vec::new()),
            Err(faults) => (None, Vec::new(), faults),
        };
        let key = key.map_or(String::new(), |person| person.to_string());
        let name = match wish.asking.reader.sees_names() {
            true => row.name.as_ref().or(row.code.as_ref()),
            false => row.code.as_ref(),
        };
        outcome.add(
            row.row,
            key,
            name.cloned().unwrap_or_default(),
            false,
            changes,
            faults,
        );
    }
    let drafts = schools.into_values().map(|(draft, ..)| draft);
    Ok((drafts.collect(), outcome.into_report()))
}

/// A school's draft, whom its rows are about, and who was read by which row.
type OfSchool = (Draft, Finder, HashMap<Who, u32>);

fn read(
    wish: &SurveyWish<'_>,
    schools: &mut BTreeMap<UnitKey, OfSchool>,
    row: &SurveyRow,
) -> Result<(PersonId, Vec<CellChange>), Vec<CellFault>> {
    if !row.faults.is_empty() {
        return Err(row.faults.clone());
    }
    let one = |fault: CellFault| vec![fault];
    let school = row.school.and_then(|school| schools.get_mut(&school));
    let (draft, finder, rows) =
        school.ok_or_else(|| one(row.fault("school", "unit_unknown", "the school has no roster yet")))?;
    let who = who(draft, finder, row).map_err(one)?;
    if let Some(other) = rows.get(&who) {
        let reason = format!("row {other} is about the same person");
        return Err(one(row.fault("code", "row_twice", reason)));
    }
    rows.insert(who, row.row);
    if row
        .answers
        .shared_with
        .is_some_and(|count| count > SHARED_WITH_MAX)
    {
        let reason = format!("a device is shared with {SHARED_WITH_MAX} learners at most");
        return Err(one(row.fault("shared_with", "out_of_bounds", reason)));
    }
    let before = draft.person(who).clone();
    let after = answered(wish, &before, &row.answers);
    let changes = match after == before.home {
        true => Vec::new(),
        false => vec![CellChange {
            column: "home".into(),
            before: String::new(),
            after: String::new(),
        }],
    };
    draft.put(
        who,
        Person {
            home: after,
            ..before
        },
    );
    Ok((draft.person(who).id, changes))
}

fn who(draft: &Draft, finder: &Finder, row: &SurveyRow) -> Result<Who, CellFault> {
    let class = match &row.class {
        None => None,
        Some(name) => {
            let key = search_key(name);
            let mut numbered = draft.classes.iter().zip(0_u16..);
            let found = numbered.find(|(class, _)| search_key(&class.name) == key);
            let unknown = || {
                row.fault(
                    "class",
                    "class_unknown",
                    format!("the school has no class {name:?}"),
                )
            };
            Some(found.ok_or_else(unknown)?.1)
        }
    };
    let found = match (row.person, &row.code, &row.name) {
        (Some(person), ..) => draft
            .with_id(person)
            .ok_or(("person", format!("there is no person {person}")))
            .map_err(|(column, reason)| row.fault(column, "person_unknown", reason))?,
        (None, Some(code), _) => finder.with_code(code).ok_or_else(|| {
            row.fault(
                "code",
                "person_unknown",
                format!("the school has nobody with the code {code:?}"),
            )
        })?,
        (None, None, Some(name)) => {
            let there = |who: &Who| draft.person(*who).is_there();
            let mut same = finder.with_name(class, name, row.born).filter(there);
            match (same.next(), same.next()) {
                (Some(who), None) => who,
                (None, _) => {
                    let reason = "nobody of this name is in the class";
                    return Err(row.fault("name", "person_unknown", reason));
                }
                _ => {
                    let reason = "several of this name are in the class; give the code or the birth date";
                    return Err(row.fault("name", "person_ambiguous", reason));
                }
            }
        }
        (None, None, None) => return Err(row.fault("code", "empty", "the row names nobody: code or name")),
    };
    let known = draft.person(found);
    if class.is_some() && known.class != class {
        let reason = "the person with this code is not in this class";
        return Err(row.fault("class", "not_in_class", reason));
    }
    Ok(found)
}

/// Within one school year answers add up, the newer one counting; those of an earlier survey change nothing.
fn answered(wish: &SurveyWish<'_>, known: &Person, told: &HomeAnswers) -> Option<Box<HomeSaid>> {
    let held = known.home.as_deref();
    if told.is_empty() || held.is_some_and(|held| held.on > wish.on) {
        return known.home.clone();
    }
    let base = held.filter(|held| held.on >= wish.year_from);
    let answers = base.map_or_else(HomeAnswers::default, |held| held.answers.clone());
    let mut signed_in = answers.signed_in;
    signed_in.extend(&told.signed_in);
    let answers = HomeAnswers {
        device: told.device.or(answers.device),
        provider: told.provider.or(answers.provider),
        shared_with: told.shared_with.or(answers.shared_with),
        same_shift: told.same_shift.or(answers.same_shift),
        line: told.line.or(answers.line),
        signed_in,
    };
    match base.filter(|held| held.answers == answers) {
        // The same answers once more are as old as they were.
        Some(_) => known.home.clone(),
        None => Some(Box::new(HomeSaid { on: wish.on, answers })),
    }
}

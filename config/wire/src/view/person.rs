use crate::date::Date;
use crate::equipment::FieldChange;
use crate::ids::{PersonId, Position, TokenId};
use crate::person::{HomeAnswers, PersonFields, PersonKind};
use crate::time::UnixMs;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};

/// A person, as far as the reader's role goes: names and answers about home are for the school's technicians, days of
/// birth and national ids for them and the administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonRow {
    /// The number.
    pub id: PersonId,
    /// The ETag.
    pub etag: Position,
    /// The school.
    pub school: UnitView,
    /// The site at which the person counts.
    pub site: UnitView,
    /// Learner or teacher.
    pub kind: PersonKind,
    /// The school's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// The national id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
    /// Whether there is one.
    pub has_national_id: bool,
    /// A student's class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The level, by its name in data.
    pub level: String,
    /// The grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
    /// The shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<u8>,
    /// Further sites of the school.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_sites: Vec<UnitView>,
    /// Whether the person counts at another school, as this school says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// The first day.
    pub from: Date,
    /// The first day on which the person is no longer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_on: Option<Date>,
    /// The newest answers about home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<HomeView>,
}

/// Answers about home.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeView {
    /// When they were given.
    pub on: Date,
    /// What was answered.
    pub answers: HomeAnswers,
}

/// A line of a person's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonHistoryRow {
    /// The entry.
    pub entry: Position,
    /// When it was entered.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// How: `roster`, `survey` or `edit`.
    pub act: String,
    /// The file it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// What changed, as far as the reader's role goes; nothing when the person began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

/// A class with its students counted. Counts that would tell of fewer than ten people are absent for readers who see no
/// persons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassRow {
    /// The school.
    pub school: UnitView,
    /// The site.
    pub site: UnitView,
    /// Learners; teachers are told by site and level, without a name.
    pub kind: PersonKind,
    /// The name; absent for teachers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The level, by its name in data.
    pub level: String,
    /// The grade.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
    /// The shift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<u8>,
    /// Those who count at this school.
    pub people: Option<u64>,
    /// Of them, who has a national id.
    pub with_national_id: Option<u64>,
    /// Those who count at another school.
    pub shared: Option<u64>,
}

/// The body of `POST /v1/people`: somebody is entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakePerson {
    /// The school, by key, code or path; the asker's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
    /// Who.
    pub person: PersonFields,
}

/// The answer to changes of people.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleChange {
    /// Who changed or is new; nobody when nothing changed.
    pub ids: Vec<PersonId>,
}

/// The body of `POST /v1/surveys`: what people of a class answered, as a paper list holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnswerSurvey {
    /// The school, by key, code or path; the asker's own when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school: Option<String>,
    /// The class, for those who are named without a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// The day of the survey; today when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// What each answered.
    pub answers: Vec<PersonAnswers>,
}

/// What one person answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonAnswers {
    /// Who, by number,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person: Option<PersonId>,
    /// or by code,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// or by name within the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The answers.
    pub home: HomeAnswers,
}

/// What can be declared complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompleteOf {
    /// The list of a site's lines.
    Lines,
    /// The home survey of a site's people.
    Surveys,
}

/// The body of `POST /v1/units/{key}/complete`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeclareComplete {
    /// What.
    pub of: CompleteOf,
    /// On which day it was complete; absent: it is not, or not any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

/// What a site declared complete.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteView {
    /// The site.
    pub site: UnitView,
    /// Its lines, on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines_on: Option<Date>,
    /// Its home survey, on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub surveys_on: Option<Date>,
}

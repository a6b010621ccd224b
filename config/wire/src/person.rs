//! Persons as a school's roster names them, and what they answered about home.
//!
//! Source of the fields: readiness.md 2, 3 and 7. A person without a national id is known by code, else by class, name
//! and birth date.

use crate::date::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What somebody is at a school.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PersonKind {
    /// A learner.
    #[default]
    Student,
    /// A teacher.
    Teacher,
}

impl PersonKind {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Student, Self::Teacher];

    /// Its name in data.
    pub fn code(self) -> &'static str {
        match self {
            Self::Student => "student",
            Self::Teacher => "teacher",
        }
    }
}

/// What is written of a person; what is absent is not known. Units are named as people do: by key, code or path.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PersonFields {
    /// Learner or teacher.
    pub kind: PersonKind,
    /// The school's own code for the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The day of birth.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<Date>,
    /// The ministry's id (10 digits) or the personal id (12 digits).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub national_id: Option<String>,
    /// A student's class, by its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// A teacher's site; the school itself when absent. A student's is that of the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site: Option<String>,
    /// A teacher's level, by its name in data. A student's is that of the class.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// Further sites of the school.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub further_sites: Vec<String>,
    /// Whether the person counts at another school.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub shared: bool,
    /// The first day at the school.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// The first day on which the person is no longer there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left_on: Option<Date>,
}

/// A device at home.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceAtHome {
    /// There is none.
    None,
    /// A phone is the only one.
    Phone,
    /// A tablet.
    Tablet,
    /// A laptop.
    Laptop,
    /// A desktop computer.
    Desktop,
}

/// Who gave a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceProvider {
    /// The family.
    Family,
    /// The school lent it.
    School,
    /// A programme or a donor.
    Programme,
}

/// Whether video lessons play at home without stopping.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineAtHome {
    /// Yes.
    Plays,
    /// Sometimes they stop.
    Sometimes,
    /// No.
    Stops,
    /// There is no connection.
    Absent,
}

/// What a person answered about home; what is absent was not answered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct HomeAnswers {
    /// The device.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceAtHome>,
    /// Who gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<DeviceProvider>,
    /// How many other learners use it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_with: Option<u8>,
    /// Whether the one other learner on it is in the same shift.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub same_shift: Option<bool>,
    /// The line.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<LineAtHome>,
    /// Whether the person signed in this term, by the platform's number.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub signed_in: BTreeMap<u8, bool>,
}

impl HomeAnswers {
    /// Whether nothing was answered.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Names and ids of persons stay out of logs.
impl std::fmt::Debug for PersonFields {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PersonFields")
            .field("kind", &self.kind)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

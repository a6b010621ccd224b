use crate::cold::Day;
use crate::readiness::NationalId;
use kiemke_config::group::Group;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::person::HomeAnswers;
use serde::{Deserialize, Serialize};
use std::fmt;

/// One person of one school. Whoever is at two schools is a person of each; the national id tells that they are one.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// The number, which is never given again. It says in which block the person lies.
    pub id: PersonId,
    /// Learner or teacher.
    #[serde(default = "student", skip_serializing_if = "is_student")]
    pub group: Group,
    /// The school's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Box<str>>,
    /// The name, as it was written, in normal form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Box<str>>,
    /// The day of birth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Day>,
    /// The national id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub national_id: Option<NationalId>,
    /// The class, by its number in the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<u16>,
    /// Where a teacher teaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<Post>,
    /// Further sites of the school.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub further_sites: Vec<UnitKey>,
    /// Whether the person counts at another school.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_shared: bool,
    /// The first day at the school.
    pub from: Day,
    /// The first day on which the person is no longer there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_on: Option<Day>,
    /// The newest answers about home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<Box<HomeSaid>>,
}

/// Where a teacher teaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Post {
    /// The site.
    pub site: UnitKey,
    /// The level's number.
    pub level: u8,
}

/// Answers about home, and the day on which they were given: the school year in which it lies is the one they are for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeSaid {
    /// When.
    pub on: Day,
    /// What.
    pub answers: HomeAnswers,
}

fn student() -> Group {
    Group::Students
}

fn is_student(group: &Group) -> bool {
    *group == Group::Students
}

impl Person {
    /// Somebody of whom nothing is known yet.
    pub(crate) fn new(group: Group, from: Day) -> Self {
        Self {
            id: PersonId(0),
            group,
            code: None,
            name: None,
            born: None,
            national_id: None,
            class: None,
            post: None,
            further_sites: Vec::new(),
            is_shared: false,
            from,
            left_on: None,
            home: None,
        }
    }

    /// Whether the person is still at the school, as far as that was told.
    pub fn is_there(&self) -> bool {
        self.left_on.is_none()
    }

    /// The id by which others are compared: those who left are compared no more.
    pub(crate) fn compared_id(&self) -> Option<NationalId> {
        self.national_id.filter(|_| self.is_there())
    }
}

/// Names and ids stay out of logs.
impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Person")
            .field("id", &self.id)
            .field("group", &self.group)
            .field("class", &self.class)
            .field("left_on", &self.left_on)
            .finish_non_exhaustive()
    }
}

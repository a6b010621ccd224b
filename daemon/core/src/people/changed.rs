//! What the journal and the histories hold of changed people.

use crate::people::{Class, Person, RosterTold, Staff};
use crate::readiness::NationalId;
use kiemke_wire::equipment::FieldChange;
use kiemke_wire::ids::{PersonId, Position, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// People were entered or changed together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PeopleChanged {
    /// When it was entered.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// How.
    pub act: PeopleAct,
    /// The file it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<str>>,
    /// The schools, each as it is from now on.
    pub schools: Vec<SchoolChanged>,
}

/// How people are changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PeopleAct {
    /// By a roster.
    Roster,
    /// By a home survey.
    Survey,
    /// One by one.
    Edit,
}

/// What a school's people are from now on.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SchoolChanged {
    /// The school.
    pub school: UnitKey,
    /// All its classes with their counts.
    pub classes: Vec<Class>,
    /// All its teachers, counted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff: Vec<Staff>,
    /// The rosters that were given.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rosters: Vec<RosterTold>,
    /// Blocks of which somebody changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocks: Vec<BlockChanged>,
    /// Ids that persons do not have any more, or who left had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ids_gone: Vec<(NationalId, PersonId)>,
}

/// A block of people.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BlockChanged {
    /// Which.
    pub block: u32,
    /// All its people.
    pub people: Vec<Person>,
    /// From which of them on they are new; the number of people when none is.
    pub made_from: u32,
    /// In what the others differ from what they were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<PersonChange>,
}

/// What changed of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonChange {
    /// Who.
    pub person: PersonId,
    /// What.
    pub fields: Vec<FieldChange>,
}

/// A line of a block's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BlockLine {
    /// The entry.
    pub entry: Position,
    /// When it was entered.
    pub at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// How.
    pub act: PeopleAct,
    /// The file it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<str>>,
    /// People that began with it: the first, and how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made: Option<(PersonId, u32)>,
    /// People that changed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<PersonChange>,
}

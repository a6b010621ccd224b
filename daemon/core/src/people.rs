//! People of schools: who they are, in which class, and what they answered about home.
//!
//! ```text
//! table, wish ──plan (with the school's people as the store holds them)──▶ Draft ──decide──▶ PeopleChanged
//!                                                                                     ├──▶ Rolls (state: classes, counts, ids)
//!                                                                                     └──▶ rows (blocks of people, histories)
//! ```
//! The state does not hold people: a country has twenty million. It holds the classes of each school with their counts,
//! and who has which national id. People lie in the store in blocks of their school, sixty-four by sixty-four in the order
//! in which they came, which is that of classes. Their numbers say in which block they are, so nobody is ever moved.
//!
//! A plan is made beside the work, from a state and the store's rows at that state; the decision stands only if no school
//! of it has changed since. So a table of a province keeps nobody waiting while it is looked through.

mod changed;
mod class;
pub(crate) mod decide;
mod difference;
mod draft;
mod finder;
mod held;
mod lookup;
mod national_index;
pub(crate) mod pack;
mod person;
mod person_plan;
mod roll_of;
mod rolls;
mod roster_plan;
pub(crate) mod rows;
mod said;
mod survey_plan;

pub use changed::{BlockChanged, BlockLine, PeopleAct, PeopleChanged, PersonChange, SchoolChanged};
pub use class::{Class, Count, RosterTold, SchoolPeople, Staff};
pub use decide::{PEOPLE_MAX, PeopleCommand};
pub use draft::Draft;
pub use held::{HeldSchool, Unsettled};
pub use lookup::{Asking, schools_named};
pub use person::{HomeSaid, Person, Post};
pub use person_plan::{fields_of, plan_person};
pub(crate) use roll_of::person_key;
pub use roll_of::roll_of;
pub use rolls::{CompleteDeclared, Declared, DeclaredOf};
pub use roster_plan::{RosterWish, plan_roster};
pub use rows::history_of;
pub use survey_plan::{SurveyRow, SurveyWish, plan_survey, survey_rows};

pub(crate) use national_index::HasId;
pub(crate) use rolls::Rolls;

use kiemke_wire::ids::PersonId;

/// People of one block: a class, with room for who comes later; as a row about three kilobytes.
pub(crate) const BLOCK: u32 = 64;

/// The block in which a person lies.
pub(crate) fn block_of(person: PersonId) -> u32 {
    person.0.saturating_sub(1) / BLOCK
}

/// The person at a place of a block, from 0; persons are numbered from 1.
pub(crate) fn person_at(block: u32, place: u32) -> PersonId {
    PersonId(block.saturating_mul(BLOCK).saturating_add(place + 1))
}

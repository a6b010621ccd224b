//! What crosses the network between the three programs: serde types, ids, units of measure.
//!
//! Owns the shapes and their text forms. Never does IO and holds no rule of the domain: a rule that is
//! about meaning lives in a core crate. Every field that an agent may not know is an `Option` and is left
//! out of the text when absent; an empty string never stands for "not known".

pub mod book;
pub mod bundle;
pub mod date;
pub mod digest;
pub mod enrol;
pub mod equipment;
pub mod facts;
pub mod fold;
pub mod hex;
pub mod ids;
pub mod limits;
pub mod ndt7;
pub mod person;
pub mod problem;
pub mod ranges;
pub mod reading;
pub mod report;
pub mod review;
pub mod secret;
pub mod stocktake;
mod text;
pub mod ties;
pub mod time;
pub mod tolerant;
pub mod view;

/// The version of the wire that this build speaks; stands in every report and enrolment.
pub const WIRE_VERSION: u16 = 1;

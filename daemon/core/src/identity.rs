//! Which machine is this? Values that tell machines apart, and what two sets of them say about each other.
//!
//! ```text
//! facts, enrolment ─▶ Found { evidence, texts } ─compare(known, seen)─▶ Judgement ─▶ decide::identity
//! ```
//! Owns extraction, normalisation and comparison. Which machines hold a value is the state's to know
//! ([`crate::fleet`]), what follows from a judgement is decided in [`mod@crate::decide`].

mod compare;
mod evidence;
mod found;
mod verdict;

pub use compare::compare;
pub use evidence::{Evidence, VALUES_MAX, Value};
pub use found::Found;
pub use verdict::{KnownKey, Likeness, likeness, of_known_key};

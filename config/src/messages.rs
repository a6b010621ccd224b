//! Every text that people read, in Vietnamese and English, from `messages/*.ftl` (Project Fluent).
//!
//! A text is named by [`Msg`], so that a wrong name does not compile; tests compare the names with both files.
//! Never holds a text itself.

mod catalogue;
pub mod format;
mod ids;
mod key;
pub mod words;

pub use catalogue::{Catalogue, Lang, UnknownLang, Value, catalogue};
pub use ids::Msg;

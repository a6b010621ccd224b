//! Typed settings of the three programs, and the data that ships with them.
//!
//! Owns shapes, defaults, bounds and shipped texts. Never reads a file or the environment: the shells do, and
//! hand the text in.

pub mod agent;
pub mod calendar;
pub mod daemon;
pub mod dictionaries;
pub mod load;
pub mod messages;
pub mod terminal;

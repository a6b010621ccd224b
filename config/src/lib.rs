//! Typed settings of the three programs, and the data that ships with them.
//!
//! Owns shapes, defaults, bounds and shipped texts. Never reads a file or the environment: the shells do, and
//! hand the text in.

pub mod actions;
pub mod agent;
pub mod calendar;
pub mod categories;
pub mod daemon;
pub mod dictionaries;
pub mod evidence;
pub mod forms;
pub mod given;
pub mod group;
pub mod junk;
pub mod kinds;
pub mod labels;
pub mod level;
pub mod load;
pub mod makers;
pub mod messages;
pub mod os_support;
pub mod plan;
pub mod price;
pub mod profile;
pub mod recognise;
pub mod shelf;
mod strict;
pub mod terminal;
pub mod three;

pub use strict::Texts;

//! Texts of files by which a province adds plans, profiles and price lists to what ships, or puts its own calendar,
//! levels and ages of evidence in their place. Files are read by the shells.

use std::path::PathBuf;

/// A file and its text.
pub type GivenFile = (PathBuf, String);

/// What was found in the folder of standards, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GivenFiles {
    /// `plans/*.toml`.
    pub plans: Vec<GivenFile>,
    /// `profiles/*.toml`.
    pub profiles: Vec<GivenFile>,
    /// `prices/*.toml`.
    pub prices: Vec<GivenFile>,
    /// `calendar.toml`: instead of the one that ships.
    pub calendar: Option<GivenFile>,
    /// `levels.toml`: instead of those that ship.
    pub levels: Option<GivenFile>,
    /// `evidence.toml`: instead of the one that ships.
    pub evidence: Option<GivenFile>,
}

/// The first line on which a key has a value with that text in it; from 1.
pub fn line_of(text: &str, key: &str, value: &str) -> Option<usize> {
    let is = |line: &str| {
        let (found, rest) = line.split_once('=').unwrap_or_default();
        found.trim() == key && rest.contains(value)
    };
    text.lines().position(is).map(|at| at + 1)
}

//! The names of cold files: `<kind>-<day or month>.<generation>.kkc`, with `.tmp` behind while it is written.

use crate::cold::day::{Day, Month};
use crate::cold::record::Kind;
use std::fmt;
use std::str::FromStr;

const EXTENSION: &str = ".kkc";
/// What a name ends with until the file is whole.
pub const UNFINISHED: &str = ".kkc.tmp";

/// The time that a file covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Span {
    /// One day.
    Day(Day),
    /// The days of a month that it lists.
    Month(Month),
}

/// A file by kind, span and generation: of two of the same kind and span the later generation counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColdName {
    /// What its records are.
    pub kind: Kind,
    /// What it covers.
    pub span: Span,
    /// Counted from 1.
    pub generation: u32,
}

/// A name that no cold file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a cold file is named as in presence-2026-11-24.1.kkc")]
pub struct BadName;

impl Span {
    /// Its first day.
    pub fn first_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => month.first_day(),
        }
    }

    /// Its last day.
    pub fn last_day(self) -> Day {
        match self {
            Self::Day(day) => day,
            Self::Month(month) => month.last_day(),
        }
    }
}

impl ColdName {
    /// The name that it has while it is written.
    pub fn unfinished(&self) -> String {
        format!("{self}.tmp")
    }
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(day) => day.fmt(f),
            Self::Month(month) => month.fmt(f),
        }
    }
}

impl fmt::Display for ColdName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            kind,
            span,
            generation,
        } = self;
        write!(f, "{}-{span}.{generation}{EXTENSION}", kind.word())
    }
}

impl FromStr for ColdName {
    type Err = BadName;
    fn from_str(text: &str) -> Result<Self, BadName> {
        let (rest, generation) = text
            .strip_suffix(EXTENSION)
            .and_then(|rest| rest.rsplit_once('.'))
            .ok_or(BadName)?;
        let kind_and_span = Kind::ALL.into_iter().find_map(|kind| {
            let span = rest.strip_prefix(kind.word())?.strip_prefix('-')?;
            let day = span.parse().map(Span::Day);
            let span = day.or_else(|_| span.parse().map(Span::Month)).ok()?;
            Some((kind, span))
        });
        let (kind, span) = kind_and_span.ok_or(BadName)?;
        let generation = generation.parse().map_err(|_| BadName)?;
        let name = Self {
            kind,
            span,
            generation,
        };
        // One file, one name: `+1` and `01` are numbers too.
        (name.to_string() == text).then_some(name).ok_or(BadName)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_read_what_they_write_and_nothing_else() {
        for kind in Kind::ALL {
            for span in ["2026-11-24", "2026-11"] {
                let text = format!("{}-{span}.7.kkc", kind.word());
                assert_eq!(text.parse::<ColdName>().unwrap().to_string(), text);
            }
        }
        for bad in [
            "presence-2026-11-24.kkc",
            "presence-2026-11-24.01.kkc",
            "presence-2026-11-24.1.kkc.tmp",
            "x-2026-11.1.kkc",
        ] {
            assert_eq!(bad.parse::<ColdName>(), Err(BadName), "{bad}");
        }
    }
}

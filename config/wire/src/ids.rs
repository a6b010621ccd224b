//! Names of things. Each is a type of its own, so that one cannot stand for another.

use crate::hex::hex_newtype;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Text that is not an id of the kind that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{what} is {wanted}")]
pub struct BadId {
    /// The kind of id.
    pub what: &'static str,
    /// What its text looks like.
    pub wanted: &'static str,
}

hex_newtype!(
    /// An agent, by 128 random bits that the agent itself drew. Text: 32 hexadecimal digits.
    AgentId,
    16
);
hex_newtype!(
    /// One start of an agent, by 64 random bits. Text: 16 hexadecimal digits.
    RunId,
    8
);
hex_newtype!(
    /// The keyed hash (HMAC-SHA-256, cut to 128 bits) of a neighbour's MAC or an SSID.
    KeyedHash,
    16
);

macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = BadId;
            fn from_str(text: &str) -> Result<Self, BadId> {
                text.strip_prefix($prefix)
                    .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
                    .and_then(|digits| digits.parse().ok())
                    .map($name)
                    .ok_or(BadId { what: stringify!($name), wanted: concat!("the letter ", $prefix, " and a number") })
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    crate::text::parsed(deserializer)
                } else {
                    u32::deserialize(deserializer).map($name)
                }
            }
        }
    };
}

numbered!(
    /// A machine, numbered by the daemon. Text: `m12`.
    MachineId,
    "m"
);
numbered!(
    /// A line, numbered by the daemon. Text: `l3`.
    LineId,
    "l"
);
numbered!(
    /// An equipment record, numbered by the daemon. Text: `e7`.
    EquipmentId,
    "e"
);
numbered!(
    /// A line of an accounting book, numbered by the daemon. Text: `b5`.
    BookLineId,
    "b"
);
numbered!(
    /// A person of a roster, numbered by the daemon. Text: `p31`.
    PersonId,
    "p"
);
numbered!(
    /// The permanent key of a unit. Text: `u1`, which is the root.
    UnitKey,
    "u"
);
numbered!(
    /// A token that the daemon gave out, by its number; the secret is not in it. Text: `t4`.
    TokenId,
    "t"
);
numbered!(
    /// A review item, numbered by the daemon. Text: `r5`.
    ReviewId,
    "r"
);
numbered!(
    /// A stocktake, numbered by the daemon. Text: `s9`.
    StocktakeId,
    "s"
);
numbered!(
    /// A typed figure, numbered by the daemon. Text: `f9`.
    FigureId,
    "f"
);

impl UnitKey {
    /// The one unit of a fresh data folder.
    pub const ROOT: Self = Self(1);
}

/// A place in the daemon's journal, counted in entries from 1; also the ETag of what that entry last
/// changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Position(pub u64);

impl Position {
    /// The place after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// An event, numbered ascending: its entry's position times 64, and its place among that entry's events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct EventId(pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_ids_read_only_their_own_form() {
        assert_eq!("m12".parse(), Ok(MachineId(12)));
        for bad in ["", "m", "12", "l12", "m-1", "m+1", "m99999999999"] {
            assert!(bad.parse::<MachineId>().is_err(), "{bad:?}");
        }
        assert_eq!(serde_json::to_string(&MachineId(7)).unwrap(), "\"m7\"");
    }
}

use kiemke_wire::ids::UnitKey;
use serde::{Deserialize, Serialize};
use std::fmt;

/// The system of codes that somebody here made up, as against those of a ministry.
pub const LOCAL_CODES: &str = "local";

/// Something that can be said of a unit. What may be taken back is optional: nothing in it says that there is none.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fact {
    /// Its name.
    Name(Box<str>),
    /// Its kind, such as `school`.
    Kind(Box<str>),
    /// The unit above; without one it stands in no tree.
    Parent(Option<UnitKey>),
    /// A code, as text with its leading zeros.
    Code {
        /// Whose codes these are, such as `gso`.
        system: Box<str>,
        /// The code.
        value: Option<Box<str>>,
    },
    /// A word by which it is grouped across the tree; holds for all below that say nothing else.
    Tag {
        /// Such as `old_district`.
        name: Box<str>,
        /// The word.
        value: Option<Box<str>>,
    },
    /// Where it lies.
    Place(Option<Point>),
    /// Where its power comes from.
    Power(Option<Box<str>>),
    /// Seats of a room.
    Seats(Option<u32>),
    /// It is closed.
    Closed(Option<Closing>),
}

/// Degrees on WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// North.
    pub lat: f64,
    /// East.
    pub lon: f64,
}

impl Point {
    /// A point to a ten-millionth of a degree, which is a centimetre. Numbers of so few digits are the same again when they
    /// are read from what is written down, wherever that is read.
    pub fn of(lat: f64, lon: f64) -> Self {
        let rounded = |degrees: f64| (degrees * 1e7).round() / 1e7;
        Self {
            lat: rounded(lat),
            lon: rounded(lon),
        }
    }
}

/// How a unit was closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The units that took over what it had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub into: Vec<UnitKey>,
}

/// What a fact is about: a later fact of the same slot takes the place of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Slot<'a> {
    /// The name.
    Name,
    /// The kind.
    Kind,
    /// The unit above.
    Parent,
    /// The code of a system.
    Code(&'a str),
    /// A tag.
    Tag(&'a str),
    /// The place.
    Place,
    /// The power.
    Power,
    /// The seats.
    Seats,
    /// Whether it is closed.
    Closed,
}

impl Fact {
    /// A code.
    pub fn code(system: &str, value: Option<&str>) -> Self {
        Self::Code {
            system: system.into(),
            value: value.map(Into::into),
        }
    }

    /// A tag.
    pub fn tag(name: &str, value: Option<&str>) -> Self {
        Self::Tag {
            name: name.into(),
            value: value.map(Into::into),
        }
    }

    /// What it is about.
    pub fn slot(&self) -> Slot<'_> {
        match self {
            Self::Name(_) => Slot::Name,
            Self::Kind(_) => Slot::Kind,
            Self::Parent(_) => Slot::Parent,
            Self::Code { system, .. } => Slot::Code(system),
            Self::Tag { name, .. } => Slot::Tag(name),
            Self::Place(_) => Slot::Place,
            Self::Power(_) => Slot::Power,
            Self::Seats(_) => Slot::Seats,
            Self::Closed(_) => Slot::Closed,
        }
    }

    /// Whether it says that there is nothing, which a unit of which nothing was said has as well.
    pub fn says_nothing(&self) -> bool {
        match self {
            Self::Name(_) | Self::Kind(_) => false,
            Self::Parent(value) => value.is_none(),
            Self::Code { value, .. } | Self::Tag { value, .. } | Self::Power(value) => value.is_none(),
            Self::Place(value) => value.is_none(),
            Self::Seats(value) => value.is_none(),
            Self::Closed(value) => value.is_none(),
        }
    }
}

/// What is said, without what it is about; empty when it is that there is none.
impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name(text) | Self::Kind(text) => f.write_str(text),
            Self::Parent(parent) => parent.map_or(Ok(()), |parent| parent.fmt(f)),
            Self::Code { value, .. } | Self::Tag { value, .. } | Self::Power(value) => {
                f.write_str(value.as_deref().unwrap_or_default())
            }
            Self::Place(place) => place.map_or(Ok(()), |at| write!(f, "{}, {}", at.lat, at.lon)),
            Self::Seats(seats) => seats.map_or(Ok(()), |seats| seats.fmt(f)),
            Self::Closed(None) => Ok(()),
            Self::Closed(Some(Closing { into })) => {
                let into: Vec<String> = into.iter().map(UnitKey::to_string).collect();
                write!(
                    f,
                    "closed{}{}",
                    if into.is_empty() { "" } else { " into " },
                    into.join(", ")
                )
            }
        }
    }
}

/// As histories and templates name it: `name`, `code.gso`, `tag.level`.
impl fmt::Display for Slot<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Name => f.write_str("name"),
            Self::Kind => f.write_str("kind"),
            Self::Parent => f.write_str("parent"),
            Self::Code(system) => write!(f, "code.{system}"),
            Self::Tag(name) => write!(f, "tag.{name}"),
            Self::Place => f.write_str("place"),
            Self::Power => f.write_str("power"),
            Self::Seats => f.write_str("seats"),
            Self::Closed => f.write_str("closed"),
        }
    }
}

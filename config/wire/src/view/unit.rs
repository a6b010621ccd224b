use crate::ids::{Position, TokenId, UnitKey};
use crate::time::UnixMs;
use crate::view::Known;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A unit as a reader names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitView {
    /// The permanent key.
    pub key: UnitKey,
    /// The code in force, such as `root`.
    pub code: String,
    /// The name; empty for a root that nobody has named yet.
    pub name: String,
    /// Kind, such as `province` or `school`; `root` in a fresh folder.
    pub kind: String,
    /// The unit above; absent for the root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitKey>,
}

/// A unit in a list, on the day that was asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitRow {
    /// Which.
    #[serde(flatten)]
    pub unit: UnitView,
    /// The names of the units above it, the nearest first, as far as the reader sees them: many rooms have one name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub above: Vec<String>,
    /// Its codes by system, as text with their leading zeros.
    pub codes: BTreeMap<String, String>,
    /// Its own tags; those of the units above hold for it where it has none.
    pub tags: BTreeMap<String, String>,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PointView>,
    /// Where its power comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub power: Option<String>,
    /// Seats of a room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seats: Option<u32>,
    /// Whether it is closed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closed: bool,
    /// What lies in it and below.
    pub counts: UnitCounts,
    /// To be sent back as `If-Match` with a change.
    pub etag: Position,
}

/// Degrees on WGS 84.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointView {
    /// North.
    pub lat: f64,
    /// East.
    pub lon: f64,
}

/// What lies in a unit and all below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitCounts {
    /// Schools that are open on that day.
    pub schools: u64,
    /// Machines that were enrolled by that day, where they are known to be now.
    pub machines: u64,
    /// Lines; of a past day those with a contract on it.
    pub lines: u64,
}

impl UnitCounts {
    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            schools: self.schools + other.schools,
            machines: self.machines + other.machines,
            lines: self.lines + other.lines,
        }
    }

    /// This one without a part of it.
    #[must_use]
    pub fn minus(self, part: Self) -> Self {
        Self {
            schools: self.schools - part.schools,
            machines: self.machines - part.machines,
            lines: self.lines - part.lines,
        }
    }
}

/// `GET /v1/units/{key}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: UnitRow,
    /// The units above, root first.
    pub path: Vec<UnitView>,
    /// The day, `yyyy-mm-dd`.
    pub at: String,
    /// Units directly below.
    pub children: u64,
}

/// A row of `GET /v1/units/{key}/history`: something that was said of a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitStatement {
    /// About what: `name`, `kind`, `parent`, `code.gso`, `tag.level`, ….
    pub what: String,
    /// What was said; absent when it was that there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The first day, `yyyy-mm-dd`; absent when it held since ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day; absent when it holds until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// When it was recorded.
    pub recorded_at: UnixMs,
    /// By which token; absent for the daemon's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
}

/// `GET /v1/unit-groups`: the total of a unit by a level or a tag.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitGroups {
    /// The level or tag.
    pub by: String,
    /// The unit.
    pub unit: UnitView,
    /// The day, `yyyy-mm-dd`.
    pub at: String,
    /// What counts as known.
    pub known: Known,
    /// The groups; their counts add up to `total`.
    pub items: Vec<UnitGroup>,
    /// Everything.
    pub total: UnitCounts,
}

/// A group of units.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitGroup {
    /// The tag's value or the unit's name; absent for what has none.
    pub value: Option<String>,
    /// The unit, when grouped by a level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitView>,
    /// What lies in units that stood in no tree on that day.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub outside: bool,
    /// What lies in it.
    pub counts: UnitCounts,
}

/// `POST /v1/units`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeUnit {
    /// The unit above, by key, code, `system:code` or path.
    pub parent: String,
    /// What is said of it, name and kind among it; since ever when no days are given.
    pub facts: UnitFacts,
}

/// What is said of a unit, and the body of `PATCH /v1/units/{key}`: for the days from `from` (when left out: today) to
/// `to`. Null says that there is none; what is left out says nothing.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitFacts {
    /// Name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Codes by system.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, Option<String>>,
    /// Tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, Option<String>>,
    /// Where it lies.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub place: Option<Option<PointView>>,
    /// Where its power comes from.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub power: Option<Option<String>>,
    /// Seats of a room.
    #[serde(default, deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub seats: Option<Option<u32>>,
    /// The first day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// The document on which it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
}

/// Tells null from nothing.
fn given<'de, T: Deserialize<'de>, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// `POST /v1/units/{key}/actions`. It happens on the day `on`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActOnUnit {
    /// The day, `yyyy-mm-dd`.
    pub on: String,
    /// The document on which it rests.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<String>,
    /// What happens.
    pub action: UnitActionView,
}

/// What can happen to a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum UnitActionView {
    /// It stands below another one.
    Move {
        /// Which.
        to: String,
    },
    /// It has another name.
    Rename {
        /// Which.
        name: String,
    },
    /// It closes, and what it had belongs to another one.
    Merge {
        /// Which.
        into: String,
    },
    /// Parts of it become units of their own.
    Split {
        /// The parts.
        parts: Vec<UnitPartView>,
        /// Whether nothing of it is left.
        #[serde(default)]
        close: bool,
    },
    /// It closes.
    Close {},
}

/// A part that becomes a unit of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UnitPartView {
    /// Its name.
    pub name: String,
    /// Its kind; that of the whole when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Its codes by system.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub codes: BTreeMap<String, String>,
    /// The units below the whole that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<String>,
}

use crate::cold::Day;
use crate::readiness::LeafFacts;
use kiemke_config::group::Group;
use kiemke_wire::hex;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// Leaves that were made anew.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavesMade {
    /// When.
    pub at: UnixMs,
    /// The day of which they tell.
    pub day: Day,
    /// Whether that day is over, so that this is what was known at its end.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closes: bool,
    /// The schools that were looked at.
    pub schools: Vec<UnitKey>,
    /// What was said of them behind this position was not looked at.
    pub seen: Position,
    /// Their sites with other leaves than before, or than at the end of the day before.
    pub sites: Vec<SiteMade>,
}

/// A site with all of its leaves; with none it has none any more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteMade {
    /// The site.
    pub site: UnitKey,
    /// Its leaves, by level and group.
    pub leaves: Vec<LeafMade>,
}

/// A leaf's facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeafMade {
    /// The level's number.
    pub level: u8,
    /// The group.
    pub group: Group,
    /// What is known of it.
    pub facts: PackedFacts,
}

/// Facts as [`LeafFacts::pack`] writes them, shared by all who hold them; hexadecimal in entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedFacts(pub Arc<[u8]>);

impl LeafMade {
    /// The facts, as of the day with which they were packed.
    pub fn facts_on(&self, day: Day) -> Option<LeafFacts> {
        LeafFacts::unpack(&self.facts.0, day)
    }
}

impl Serialize for PackedFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&hex::encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for PackedFacts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = hex::decode_all(&text);
        bytes
            .map(|bytes| Self(bytes.into()))
            .ok_or_else(|| serde::de::Error::custom("facts of a leaf are hexadecimal digits"))
    }
}

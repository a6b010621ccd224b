use crate::ids::UnitKey;
use serde::{Deserialize, Serialize};

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

use crate::entry::UnitMade;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::view::UnitView;
use serde::{Deserialize, Serialize};

/// A unit of the tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Permanent key.
    pub key: UnitKey,
    /// Code in force.
    pub code: String,
    /// Name; empty for a root that nobody has named yet.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// The unit above.
    pub parent: Option<UnitKey>,
    /// The entry that last changed it.
    pub changed_at: Position,
}

impl Unit {
    /// The one unit of a fresh folder.
    pub(crate) fn root(position: Position) -> Self {
        Self {
            key: UnitKey::ROOT,
            code: "root".into(),
            name: String::new(),
            kind: "root".into(),
            parent: None,
            changed_at: position,
        }
    }

    pub(crate) fn made(made: &UnitMade, position: Position) -> Self {
        Self {
            key: made.unit,
            code: made.code.clone(),
            name: made.name.clone(),
            kind: made.kind.clone(),
            parent: Some(made.parent),
            changed_at: position,
        }
    }

    /// As readers see it. `root_name` stands in while the root has no name of its own.
    pub fn view(&self, root_name: &str) -> UnitView {
        let name = if self.name.is_empty() && self.parent.is_none() {
            root_name
        } else {
            &self.name
        };
        UnitView {
            key: self.key,
            code: self.code.clone(),
            name: name.to_owned(),
            kind: self.kind.clone(),
            parent: self.parent,
        }
    }
}

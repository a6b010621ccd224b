//! Units as state images of version 2 hold them, and what they are from version 3 on.

use crate::entry::{UnitMade, UnitsChanged};
use crate::units::{UnitRecord, Units};
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct UnitV2 {
    key: UnitKey,
    code: String,
    name: String,
    kind: String,
    parent: Option<UnitKey>,
    changed_at: Position,
}

impl UnitV2 {
    /// `made_at` is when the folder was made: the image does not say when the unit was.
    pub(super) fn into_v3(self, made_at: UnixMs) -> UnitRecord {
        let changed = match self.parent {
            None => UnitsChanged::root(made_at),
            Some(parent) => UnitsChanged::of_made(&UnitMade {
                unit: self.key,
                at: made_at,
                code: self.code,
                name: self.name,
                kind: self.kind,
                parent,
            }),
        };
        let mut units = Units::default();
        units.change(&changed, self.changed_at);
        let made = units.get(self.key).cloned();
        made.unwrap_or_else(|| UnitRecord::new(self.key, self.changed_at))
    }
}

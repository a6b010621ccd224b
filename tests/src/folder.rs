//! A data folder that holds units before its daemon first starts.

use crate::hand_agent::now;
use kiemke_core::entry::{Entry, UnitMade};
use kiemke_daemon::bulk::Bulk;
use kiemke_wire::ids::UnitKey;
use std::path::Path;

/// Makes a folder with schools below the root, by their codes, numbered from u2.
///
/// # Panics
/// When the disk refuses.
pub fn with_units(dir: &Path, codes: &[&str]) {
    let at = now();
    let mut bulk = Bulk::begin(dir, at).expect("the folder is fresh");
    for (unit, code) in (2..).map(UnitKey).zip(codes) {
        let made = UnitMade {
            unit,
            at,
            code: (*code).to_owned(),
            name: format!("Trường {code}"),
            kind: "school".into(),
            parent: UnitKey::ROOT,
        };
        bulk.take(&Entry::UnitMade(made)).expect("the store takes it");
    }
    bulk.finish().expect("the checkpoint is written");
}

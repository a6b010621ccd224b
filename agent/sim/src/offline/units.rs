//! Communes, schools and, where a school has several, its sites.

use crate::world::{SchoolIndex, World};
use kiemke_core::entry::{Entry, UnitMade};
use kiemke_daemon::StartError;
use kiemke_daemon::bulk::Bulk;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;

/// The unit of each site of each school.
pub(super) type Sites = HashMap<(SchoolIndex, u32), UnitKey>;

pub(super) fn make(world: &World, bulk: &mut Bulk, now: UnixMs) -> Result<Sites, StartError> {
    let mut next = UnitKey::ROOT.0;
    let mut add = |code: String, name: String, kind: &str, parent: UnitKey| {
        next += 1;
        let unit = UnitKey(next);
        let made = UnitMade {
            unit,
            at: now,
            code,
            name,
            kind: kind.to_owned(),
            parent,
        };
        bulk.take(&Entry::UnitMade(made)).map(|()| unit)
    };
    let mut communes = Vec::new();
    for number in 0..world.communes() {
        let name = crate::names::commune(world.seed(), number);
        communes.push(add(
            format!("x{:04}", number + 1),
            name,
            "commune",
            UnitKey::ROOT,
        )?);
    }
    let mut sites = Sites::new();
    for index in (0..world.schools()).map(SchoolIndex) {
        let school = world.school(index);
        let parent = communes
            .get(school.commune as usize)
            .copied()
            .unwrap_or(UnitKey::ROOT);
        let unit = add(school.code.clone(), school.name.clone(), "school", parent)?;
        for number in 0..school.sites {
            let site = if school.sites > 1 {
                let site = world.site(index, number);
                add(format!("{}-{}", school.code, number + 1), site.name, "site", unit)?
            } else {
                unit
            };
            sites.insert((index, number), site);
        }
    }
    Ok(sites)
}

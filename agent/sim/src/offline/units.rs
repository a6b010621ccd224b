//! Communes, schools and, where a school has several, its sites.

use crate::world::{Level, SchoolIndex, World};
use kiemke_core::entry::{Entry, UnitMade};
use kiemke_daemon::StartError;
use kiemke_daemon::bulk::Bulk;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use std::collections::HashMap;

/// The unit of each site of each school.
pub(super) type Sites = HashMap<(SchoolIndex, u32), UnitKey>;

/// A school as a unit.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) index: SchoolIndex,
    pub(super) level: Level,
    pub(super) school: UnitKey,
    /// Its sites; the school itself where it has one alone.
    pub(super) sites: Vec<UnitKey>,
}

/// What was made.
pub(super) struct Units {
    pub(super) places: Vec<Place>,
    pub(super) sites: Sites,
}

pub(super) fn make(world: &World, bulk: &mut Bulk, now: UnixMs) -> Result<Units, StartError> {
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
    let mut places = Vec::new();
    for index in (0..world.schools()).map(SchoolIndex) {
        let school = world.school(index);
        let parent = communes
            .get(school.commune as usize)
            .copied()
            .unwrap_or(UnitKey::ROOT);
        let unit = add(school.code.clone(), school.name.clone(), "school", parent)?;
        let mut place = Place {
            index,
            level: school.level,
            school: unit,
            sites: Vec::new(),
        };
        for number in 0..school.sites {
            let site = if school.sites > 1 {
                let site = world.site(index, number);
                add(format!("{}-{}", school.code, number + 1), site.name, "site", unit)?
            } else {
                unit
            };
            sites.insert((index, number), site);
            place.sites.push(site);
        }
        places.push(place);
    }
    Ok(Units { places, sites })
}

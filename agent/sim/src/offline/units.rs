//! Communes, schools and, where a school has several, its sites; where there are papers, also the rooms.

use crate::world::{Level, MachineIndex, RoomKind, SchoolIndex, World};
use kiemke_core::entry::{Entry, UnitMade};
use kiemke_daemon::StartError;
use kiemke_daemon::bulk::Bulk;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, HashMap};

/// The unit of each site of each school.
pub(super) type Sites = HashMap<(SchoolIndex, u32), UnitKey>;

/// The room of what stands in no other.
pub(super) const STORE: &str = "KHO";

/// A school as a unit.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub(super) index: SchoolIndex,
    pub(super) level: Level,
    pub(super) school: UnitKey,
    /// Its sites; the school itself where it has one alone.
    pub(super) sites: Vec<UnitKey>,
    /// Its rooms by code; none where nobody wrote them down.
    pub(super) rooms: BTreeMap<String, Room>,
}

/// A room as a unit.
#[derive(Clone, Debug)]
pub(super) struct Room {
    pub(super) unit: UnitKey,
    pub(super) name: String,
}

impl Place {
    /// Where a machine stands as far as it is written down: its room, or its site.
    pub(super) fn of(&self, site: u32, room: &str) -> UnitKey {
        match self.rooms.get(room) {
            Some(room) => room.unit,
            None => self.sites.get(site as usize).copied().unwrap_or(self.school),
        }
    }
}

/// What was made.
pub(super) struct Units {
    pub(super) places: Vec<Place>,
    pub(super) sites: Sites,
}

pub(super) fn make(
    world: &World,
    bulk: &mut Bulk,
    now: UnixMs,
    with_rooms: bool,
) -> Result<Units, StartError> {
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
            rooms: BTreeMap::new(),
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
        if with_rooms {
            for (code, (name, site)) in rooms(world, index) {
                let parent = place.sites.get(site as usize).copied().unwrap_or(unit);
                let whole = format!("{}-{code}", school.code);
                let unit = add(whole, name.clone(), "room", parent)?;
                place.rooms.insert(code, Room { unit, name });
            }
        }
        places.push(place);
    }
    Ok(Units { places, sites })
}

/// The rooms in which machines stand, and a store, by code: what each is called, and its site.
fn rooms(world: &World, school: SchoolIndex) -> BTreeMap<String, (String, u32)> {
    let mut rooms = BTreeMap::from([(STORE.to_owned(), ("Kho thiết bị".to_owned(), 0))]);
    let (first, count) = world.machines_of(school);
    for index in first.0..first.0 + count {
        let room = world.machine(MachineIndex(index)).room;
        let name = match room.kind {
            RoomKind::Office => "Văn phòng".to_owned(),
            RoomKind::Library => "Thư viện".to_owned(),
            RoomKind::Lab => room.code.replace("P.Tin", "Phòng tin học "),
        };
        rooms.entry(room.code).or_insert((name, room.site));
    }
    rooms
}

use crate::cold::Day;
use kiemke_config::group::Group;
use kiemke_wire::ids::{Position, UnitKey};
use serde::{Deserialize, Serialize};

/// A class of a school. Its number is its place among the school's; none is taken away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Class {
    /// Its name, as people write it.
    pub name: Box<str>,
    /// The site at which it is taught.
    pub site: UnitKey,
    /// The level's number.
    pub level: u8,
    /// The grade, where there are grades.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
    /// The shift, where the school says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<u8>,
    /// Its students who are there.
    #[serde(default, skip_serializing_if = "Count::is_empty")]
    pub count: Count,
}

/// The teachers of one site and level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Staff {
    /// The site.
    pub site: UnitKey,
    /// The level's number.
    pub level: u8,
    /// Those who are there.
    pub count: Count,
}

/// Persons who are there, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Count {
    /// Those who count at this school.
    pub people: u32,
    /// Of them, who has a national id.
    #[serde(default)]
    pub with_id: u32,
    /// Those who count at another school.
    #[serde(default)]
    pub shared: u32,
}

impl Count {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    pub(crate) fn add(&mut self, person: &super::Person) {
        if person.is_shared {
            self.shared += 1;
        } else {
            self.people += 1;
            self.with_id += u32::from(person.national_id.is_some());
        }
    }
}

/// That a roster was given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RosterTold {
    /// Of whom.
    pub group: Group,
    /// The day for which it holds.
    pub on: Day,
    /// The file it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Box<str>>,
}

/// What the state holds of a school's people: their classes and counts. The people lie in the store's rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SchoolPeople {
    /// The school.
    pub school: UnitKey,
    /// The entry that last changed anything of it.
    pub changed_at: Position,
    /// The entry that last changed a block of its people.
    pub blocks_at: Position,
    /// Its classes, by number.
    pub classes: Vec<Class>,
    /// Its teachers.
    pub staff: Vec<Staff>,
    /// Its blocks, ascending.
    pub blocks: Vec<u32>,
    /// Rosters that were given, oldest first; of long ago none.
    pub rosters: Vec<RosterTold>,
}

impl SchoolPeople {
    /// A school of which nothing was told.
    pub fn new(school: UnitKey) -> Self {
        Self {
            school,
            changed_at: Position(0),
            blocks_at: Position(0),
            classes: Vec::new(),
            staff: Vec::new(),
            blocks: Vec::new(),
            rosters: Vec::new(),
        }
    }

    /// The class with that number.
    pub fn class(&self, number: u16) -> Option<&Class> {
        self.classes.get(usize::from(number))
    }

    /// Everybody who is there.
    pub fn total(&self) -> u64 {
        let counts = self.classes.iter().map(|class| class.count);
        let counts = counts.chain(self.staff.iter().map(|staff| staff.count));
        counts.map(|count| u64::from(count.people + count.shared)).sum()
    }
}

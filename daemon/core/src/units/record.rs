use crate::dated::{Period, When, counts, spans};
use crate::units::{Closing, Fact, Point, Slot};
use kiemke_wire::ids::{Position, UnitKey};
use serde::{Deserialize, Serialize};

/// All that was ever said of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitRecord {
    /// Permanent key.
    pub key: UnitKey,
    /// The entry that last changed it.
    pub changed_at: Position,
    /// In the order of recording, so that the last one that fits counts.
    pub facts: Vec<Said>,
}

/// A statement about a unit.
pub type Said = crate::dated::Said<Fact>;

impl UnitRecord {
    /// A unit of which nothing is known yet.
    pub fn new(key: UnitKey, position: Position) -> Self {
        Self {
            key,
            changed_at: position,
            facts: Vec::new(),
        }
    }

    /// What counts about one thing.
    pub fn fact(&self, slot: Slot<'_>, when: When) -> Option<&Fact> {
        counts(&self.facts, when, |fact| fact.slot() == slot)
    }

    /// Its name; empty when it has none.
    pub fn name(&self, when: When) -> &str {
        match self.fact(Slot::Name, when) {
            Some(Fact::Name(name)) => name,
            _ => "",
        }
    }

    /// Its kind; empty when it has none.
    pub fn kind(&self, when: When) -> &str {
        match self.fact(Slot::Kind, when) {
            Some(Fact::Kind(kind)) => kind,
            _ => "",
        }
    }

    /// The unit above.
    pub fn parent(&self, when: When) -> Option<UnitKey> {
        match self.fact(Slot::Parent, when) {
            Some(Fact::Parent(parent)) => *parent,
            _ => None,
        }
    }

    /// Its codes as system and value, in the order in which they were first said.
    pub fn codes(&self, when: When) -> Vec<(&str, &str)> {
        let systems = self.slots(|fact| match fact {
            Fact::Code { system, .. } => Some(&**system),
            _ => None,
        });
        let value = |system| match self.fact(Slot::Code(system), when) {
            Some(Fact::Code { value, .. }) => value.as_deref().map(|value| (system, value)),
            _ => None,
        };
        systems.into_iter().filter_map(value).collect()
    }

    /// The code that is shown: of the system that was first said.
    pub fn code(&self, when: When) -> Option<&str> {
        self.codes(when).first().map(|(_, value)| *value)
    }

    /// Its own tags as name and value.
    pub fn tags(&self, when: When) -> Vec<(&str, &str)> {
        let names = self.slots(|fact| match fact {
            Fact::Tag { name, .. } => Some(&**name),
            _ => None,
        });
        let value = |name| self.tag(name, when).map(|value| (name, value));
        names.into_iter().filter_map(value).collect()
    }

    /// Its own value of a tag.
    pub fn tag(&self, name: &str, when: When) -> Option<&str> {
        match self.fact(Slot::Tag(name), when) {
            Some(Fact::Tag { value, .. }) => value.as_deref(),
            _ => None,
        }
    }

    /// Where it lies.
    pub fn place(&self, when: When) -> Option<Point> {
        match self.fact(Slot::Place, when) {
            Some(Fact::Place(place)) => *place,
            _ => None,
        }
    }

    /// Where its power comes from.
    pub fn power(&self, when: When) -> Option<&str> {
        match self.fact(Slot::Power, when) {
            Some(Fact::Power(power)) => power.as_deref(),
            _ => None,
        }
    }

    /// Its seats.
    pub fn seats(&self, when: When) -> Option<u32> {
        match self.fact(Slot::Seats, when) {
            Some(Fact::Seats(seats)) => *seats,
            _ => None,
        }
    }

    /// How it was closed, if it is.
    pub fn closed(&self, when: When) -> Option<&Closing> {
        match self.fact(Slot::Closed, when) {
            Some(Fact::Closed(closed)) => closed.as_ref(),
            _ => None,
        }
    }

    /// What is known by now about one thing over some days: periods in order, without gaps between.
    pub fn spans(&self, slot: Slot<'_>, within: Period) -> Vec<(Period, Option<&Fact>)> {
        spans(&self.facts, within, |fact| fact.slot() == slot)
    }

    fn slots<'a>(&'a self, of: impl Fn(&'a Fact) -> Option<&'a str>) -> Vec<&'a str> {
        let mut names = Vec::new();
        for name in self.facts.iter().filter_map(|said| of(&said.fact)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }
}

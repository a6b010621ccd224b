//! Who asks or writes: his role, and the units that are his. Whatever lies outside of them is for him as if it did
//! not exist.

use crate::fleet::Fleet;
use crate::refusal::Refusal;
use crate::units::{self, NotOne, When};
use kiemke_wire::ids::{MachineId, UnitKey};
use kiemke_wire::view::{Actor, Event, EventKind, Role};

/// Someone with a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// What he may do.
    pub role: Role,
    /// This unit and all below are his.
    pub unit: UnitKey,
    /// How he stands in histories.
    pub actor: Actor,
}

impl Reader {
    /// Whoever may open the control socket.
    pub fn administrator() -> Self {
        Self {
            role: Role::Admin,
            unit: UnitKey::ROOT,
            actor: Actor {
                token: None,
                name: "control socket".into(),
            },
        }
    }

    /// Whether he keeps records and counts.
    pub fn keeps_records(&self) -> bool {
        matches!(self.role, Role::Technician | Role::Admin)
    }

    /// Whether he may know of persons, by their codes.
    pub fn sees_people(&self) -> bool {
        self.role != Role::Planner
    }

    /// Whether he may see names of persons and what they answered about home.
    pub fn sees_names(&self) -> bool {
        self.role == Role::Technician
    }

    /// Whether he may see days of birth and national ids.
    pub fn sees_ids(&self) -> bool {
        matches!(self.role, Role::Technician | Role::Admin)
    }

    /// Whether he may see a field of a person, by its name on the wire.
    pub fn sees_field(&self, field: &str) -> bool {
        match field {
            "name" | "home" => self.sees_names(),
            "birth_date" | "national_id" => self.sees_ids(),
            _ => self.sees_people(),
        }
    }

    /// Whether a unit is his on a day.
    pub fn sees(&self, fleet: &Fleet, when: When, unit: UnitKey) -> bool {
        self.unit == UnitKey::ROOT || fleet.below(self.unit, when).contains(unit)
    }

    /// Whether a machine is his.
    pub fn sees_machine(&self, fleet: &Fleet, today: When, machine: MachineId) -> bool {
        let unit = fleet.unit_of(machine);
        unit.is_some_and(|unit| self.sees(fleet, today, unit))
    }

    /// The unit that he names; without a name the topmost that is his. Others of that name do not exist for him.
    ///
    /// # Errors
    /// When none of his has that name, or several.
    pub fn unit_named(&self, fleet: &Fleet, when: When, name: Option<&str>) -> Result<UnitKey, Refusal> {
        let Some(name) = name.filter(|name| !name.is_empty()) else {
            return Ok(self.unit);
        };
        let mut theirs = match units::find(fleet.units(), when, name) {
            Ok(unit) => vec![unit],
            Err(NotOne::None) => Vec::new(),
            Err(NotOne::Several(found)) => found,
        };
        theirs.retain(|unit| self.sees(fleet, when, *unit));
        match theirs.as_slice() {
            [] => Err(Refusal::UnitUnknown(name.to_owned())),
            [unit] => Ok(*unit),
            _ => Err(fleet.not_one(name, NotOne::Several(theirs), when)),
        }
    }

    /// Whether he is told of an event. Tokens are the administrator's business.
    pub fn hears(&self, fleet: &Fleet, today: When, event: &Event) -> bool {
        let of_tokens = matches!(
            event.kind,
            EventKind::TokenMade { .. } | EventKind::TokenRevoked { .. }
        );
        (self.role == Role::Admin || !of_tokens) && self.sees(fleet, today, event.unit)
    }
}

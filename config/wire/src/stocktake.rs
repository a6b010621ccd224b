//! A stocktake: what is expected, and what counters write down: a set of events, merged by union, in whatever order
//! they come.

mod expected;
mod pack;
mod state;

pub use expected::{Expectation, ExpectedItem, ExpectedLine, ExpectedRoom};
pub use pack::{PACK_VERSION, PackHead, PackNumber};
pub use state::{CountTotals, ItemState};

use crate::equipment::Condition;
use crate::hex::hex_newtype;
use crate::ids::{EquipmentId, MachineId, UnitKey};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

hex_newtype!(
    /// An event of a count, by 128 random bits drawn where it was written down. Text: 32 hexadecimal digits.
    CountId,
    16
);

/// Something that a counter wrote down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CountEvent {
    /// Its name: the same event counts once, however often it comes.
    pub id: CountId,
    /// When, by the counter's clock.
    pub at: UnixMs,
    /// Who, as written on the committee's list.
    pub counter: String,
    /// What.
    pub what: Counted,
}

/// What was written down.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Counted {
    /// A code was scanned or typed in a room.
    Scan {
        /// The room.
        room: UnitKey,
        /// The code, as it was read.
        code: String,
        /// How good the thing is, when it is not as it should be.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        condition: Option<Condition>,
        /// What the counter says of it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<String>,
    },
    /// A room has been counted through: what was not found in it is not there.
    RoomDone {
        /// The room.
        room: UnitKey,
    },
    /// The agent of the machine in a thing reported from a room after the count began. Only the daemon writes this.
    Sighted {
        /// The thing.
        record: EquipmentId,
        /// The room.
        room: UnitKey,
        /// The machine.
        machine: MachineId,
    },
    /// A thing that was found in two rooms belongs to this one.
    Settle {
        /// The thing.
        record: EquipmentId,
        /// Its room.
        room: UnitKey,
    },
    /// An earlier event was a mistake. A withdrawal itself stands.
    Withdraw {
        /// That event.
        event: CountId,
    },
}

impl Counted {
    /// The room that it is about; none for a withdrawal.
    pub fn room(&self) -> Option<UnitKey> {
        match self {
            Self::Scan { room, .. }
            | Self::RoomDone { room }
            | Self::Sighted { room, .. }
            | Self::Settle { room, .. } => Some(*room),
            Self::Withdraw { .. } => None,
        }
    }
}

/// Someone who counts or signs, as it stands on the sheets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// The name.
    pub name: String,
    /// What he is on the committee, or at the school.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

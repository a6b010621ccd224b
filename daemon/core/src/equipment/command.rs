//! What can be asked of the register.

use kiemke_wire::equipment::{Act, FieldChange, Record};
use kiemke_wire::ids::{EquipmentId, Position};

/// A wish to change records.
#[derive(Clone, Debug)]
pub enum EquipmentCommand {
    /// Things came in.
    Receive {
        /// The records to be made.
        records: Vec<Record>,
        /// Paper, reason and day.
        act: Act,
    },
    /// The same is done with each.
    Act {
        /// The records as they are.
        held: Vec<HeldRecord>,
        /// What is done.
        act: Act,
    },
    /// Fields are corrected.
    Edit {
        /// The records as they are, each with what it is to be.
        held: Vec<(HeldRecord, Record)>,
        /// Paper, reason and day.
        act: Act,
    },
    /// An earlier entry is taken back.
    Undo {
        /// That entry.
        of: Position,
        /// All its records, each with what that entry changed.
        held: Vec<(HeldRecord, Vec<FieldChange>)>,
    },
}

/// A record as the store holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRecord {
    /// Which.
    pub id: EquipmentId,
    /// The entry that last changed it: when the state names another one, the wish is refused.
    pub changed_at: Position,
    /// What it is.
    pub record: Record,
}

//! What people have the daemon change.

use kiemke_wire::equipment::Act;
use kiemke_wire::ids::{EquipmentId, Position, ReviewId};
use kiemke_wire::review::ReviewAction;
use kiemke_wire::view::ReceiveEquipment;
use serde_json::{Map, Value};

/// A change of what the daemon keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `POST /v1/equipment`.
    Receive(ReceiveEquipment),
    /// `POST /v1/equipment/actions`.
    Act {
        /// The records.
        ids: Vec<EquipmentId>,
        /// What is done with each.
        act: Act,
    },
    /// `PATCH /v1/equipment/{id}`: fields that changed, `null` for those that are gone.
    Edit {
        /// The record.
        id: EquipmentId,
        /// The version that was looked at.
        seen: Position,
        /// The fields.
        fields: Map<String, Value>,
    },
    /// `POST /v1/equipment/undo`.
    Undo(Position),
    /// `POST /v1/review/{id}/actions`.
    Review(ReviewId, ReviewAction),
    /// `POST /v1/alerts/{id}/acknowledge`.
    Acknowledge(u32),
}

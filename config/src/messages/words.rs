//! The words for states and conditions of things, which screens, lists and printed sheets share.

use super::Msg;
use kiemke_wire::equipment::{Condition, EquipmentState};

/// What has become of a thing.
pub fn equipment_state(state: EquipmentState) -> Msg {
    match state {
        EquipmentState::InUse => Msg::EquipmentInUse,
        EquipmentState::InStore => Msg::EquipmentInStore,
        EquipmentState::Lent => Msg::EquipmentLent,
        EquipmentState::Broken => Msg::EquipmentBroken,
        EquipmentState::InRepair => Msg::EquipmentInRepair,
        EquipmentState::ToBeDisposed => Msg::EquipmentToBeDisposed,
        EquipmentState::Disposed => Msg::EquipmentDisposed,
        EquipmentState::Lost => Msg::EquipmentLost,
    }
}

/// How good a thing is.
pub fn condition(condition: Condition) -> Msg {
    match condition {
        Condition::Good => Msg::ConditionGood,
        Condition::Usable => Msg::ConditionUsable,
        Condition::Poor => Msg::ConditionPoor,
        Condition::Unusable => Msg::ConditionUnusable,
    }
}

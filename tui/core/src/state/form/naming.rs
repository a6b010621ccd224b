//! What fields of actions are called, and what to write into them.

use kiemke_config::actions::FieldName;
use kiemke_config::messages::Msg;

/// What a field of an action is called.
pub(crate) fn label(name: FieldName) -> Msg {
    match name {
        FieldName::Name => Msg::ColumnName,
        FieldName::Category => Msg::ColumnKind,
        FieldName::Place => Msg::FieldPlace,
        FieldName::Count => Msg::FieldCount,
        FieldName::Code => Msg::FieldStickerCode,
        FieldName::Maker => Msg::FieldMaker,
        FieldName::Model => Msg::FieldModel,
        FieldName::Serial => Msg::FieldSerial,
        FieldName::Seat => Msg::ColumnSeat,
        FieldName::Holder => Msg::ColumnHolder,
        FieldName::Person => Msg::FieldPerson,
        FieldName::Condition => Msg::FieldCondition,
        FieldName::InUse => Msg::FieldInUse,
        FieldName::Funding => Msg::FieldFunding,
        FieldName::YearInUse => Msg::FieldYearInUse,
        FieldName::CostDong => Msg::ColumnCost,
        FieldName::CostUnknownWhy => Msg::FieldCostUnknownWhy,
        FieldName::WarrantyEnd => Msg::FieldWarrantyEnd,
        FieldName::Notes => Msg::FieldNotes,
        FieldName::Document => Msg::FieldDocument,
        FieldName::DocumentDate => Msg::FieldDocumentDate,
        FieldName::Reason => Msg::ColumnReason,
        FieldName::On => Msg::FieldOn,
    }
}

/// What to write into it.
pub(super) fn help(name: FieldName) -> Msg {
    match name {
        FieldName::Name => Msg::FieldHelpName,
        FieldName::Category => Msg::FieldHelpCategory,
        FieldName::Place => Msg::FieldHelpPlace,
        FieldName::Count => Msg::FieldHelpCount,
        FieldName::Code => Msg::FieldHelpCode,
        FieldName::Maker | FieldName::Model | FieldName::Serial => Msg::FieldHelpPlate,
        FieldName::Seat => Msg::FieldHelpSeat,
        FieldName::Holder => Msg::FieldHelpHolder,
        FieldName::Person => Msg::FieldHelpPerson,
        FieldName::Condition => Msg::FieldHelpCondition,
        FieldName::InUse => Msg::FieldHelpInUse,
        FieldName::Funding => Msg::FieldHelpFunding,
        FieldName::YearInUse => Msg::FieldHelpYear,
        FieldName::CostDong => Msg::FieldHelpCost,
        FieldName::CostUnknownWhy => Msg::FieldHelpCostUnknown,
        FieldName::WarrantyEnd => Msg::FieldHelpWarranty,
        FieldName::Notes => Msg::FieldHelpNotes,
        FieldName::Document => Msg::FieldHelpDocument,
        FieldName::DocumentDate | FieldName::On => Msg::FieldHelpPastDay,
        FieldName::Reason => Msg::FieldHelpReason,
    }
}

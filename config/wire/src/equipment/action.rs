use crate::date::Date;
use crate::equipment::{Condition, Holder};
use crate::ids::UnitKey;
use serde::{Deserialize, Serialize};

/// What can be done with a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// It came in: the record begins.
    Receive,
    /// It stands elsewhere, or somebody else uses it.
    Move,
    /// A person takes it along.
    Lend,
    /// That person gave it back.
    Return,
    /// It does not work.
    ReportBroken,
    /// Somebody else repairs it.
    SendToRepair,
    /// It came back from repair.
    TakeBack,
    /// Nobody finds it.
    ReportLost,
    /// It turned up again.
    FindAgain,
    /// The school asks to get rid of it.
    ProposeDisposal,
    /// The school keeps it after all.
    WithdrawProposal,
    /// It was got rid of.
    Dispose,
    /// It is struck off the book without having been handed over to anybody.
    WriteOff,
    /// A field of the record was corrected.
    Edit,
    /// A stocktake found it. Nobody asks for this by name.
    Verify,
}

/// The paper behind an action.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// Its number.
    pub number: String,
    /// Its date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
}

impl ActionKind {
    /// All that can be asked for by name.
    pub const ALL: [Self; 14] = [
        Self::Receive,
        Self::Move,
        Self::Lend,
        Self::Return,
        Self::ReportBroken,
        Self::SendToRepair,
        Self::TakeBack,
        Self::ReportLost,
        Self::FindAgain,
        Self::ProposeDisposal,
        Self::WithdrawProposal,
        Self::Dispose,
        Self::WriteOff,
        Self::Edit,
    ];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Receive => "receive",
            Self::Move => "move",
            Self::Lend => "lend",
            Self::Return => "return",
            Self::ReportBroken => "report_broken",
            Self::SendToRepair => "send_to_repair",
            Self::TakeBack => "take_back",
            Self::ReportLost => "report_lost",
            Self::FindAgain => "find_again",
            Self::ProposeDisposal => "propose_disposal",
            Self::WithdrawProposal => "withdraw_proposal",
            Self::Dispose => "dispose",
            Self::WriteOff => "write_off",
            Self::Edit => "edit",
            Self::Verify => "verify",
        }
    }
}

impl Act {
    /// An action with nothing else said.
    pub fn of(action: ActionKind) -> Self {
        Self {
            action,
            document: None,
            reason: None,
            place: None,
            seat: None,
            holder: None,
            condition: None,
            in_use: None,
            on: None,
        }
    }
}

/// An action with what it needs; what an action does not use must be absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Act {
    /// What is done.
    pub action: ActionKind,
    /// The paper behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Where it stands afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<UnitKey>,
    /// The seat afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seat: Option<u16>,
    /// Who has it afterwards.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Holder>,
    /// How good it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<Condition>,
    /// Whether it is used afterwards (`true`) or stands in the store; each action says which when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_use: Option<bool>,
    /// When it was done, if not today.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
}

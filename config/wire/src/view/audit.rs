use crate::ids::{EquipmentId, MachineId, Position, StocktakeId, TokenId, UnitKey};
use crate::time::UnixMs;
use crate::view::{Role, StocktakeStep};
use serde::{Deserialize, Serialize};

/// Who wrote: the holder of a token, or whoever may open the control socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The token; absent for the control socket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenId>,
    /// The name that the token was given.
    pub name: String,
}

/// A row of `GET /v1/audit`: what a person wrote.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditRow {
    /// The place in the journal.
    pub id: Position,
    /// When.
    pub at: UnixMs,
    /// Who; absent for what was written before this was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// The unit that it concerns.
    pub unit: UnitKey,
    /// What.
    #[serde(flatten)]
    pub action: AuditedAction,
}

/// What was done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum AuditedAction {
    /// A token was given out.
    TokenMade {
        /// Which.
        token: TokenId,
        /// For people: the role; absent for enrolment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        role: Option<Role>,
    },
    /// A token was taken back.
    TokenRevoked {
        /// Which.
        token: TokenId,
    },
    /// Equipment records were made or changed; their histories say how.
    EquipmentChanged {
        /// How many.
        records: u64,
    },
    /// Lines of books were entered or changed.
    BookChanged {
        /// How many.
        lines: u64,
    },
    /// A stocktake was opened, given out, or closed.
    Stocktake {
        /// Which.
        stocktake: StocktakeId,
        /// What was done.
        step: StocktakeStep,
    },
    /// People were entered or changed; their histories say how.
    PeopleChanged {
        /// How many.
        people: u64,
    },
    /// A site declared its lines or its home survey complete, or took that back.
    CompleteDeclared,
    /// Something was said of units.
    UnitsChanged {
        /// Of how many.
        units: u64,
    },
    /// Figures were typed, corrected or taken back; their histories say how.
    FiguresChanged {
        /// How many.
        figures: u64,
    },
    /// A plan was typed, replaced or taken back; its history says how.
    PlanChanged {
        /// Its id.
        plan: String,
    },
    /// A machine's agent was shut out.
    AgentRevoked {
        /// Which.
        machine: MachineId,
    },
    /// A machine and a record were said to be two things, or that was taken back.
    TieKeptApart {
        /// The machine.
        machine: MachineId,
        /// The record.
        record: EquipmentId,
        /// Whether they are kept apart from then on.
        apart: bool,
    },
}

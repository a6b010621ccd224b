//! Why a command was not carried out: each kind has a stable code that programs decide on.

use crate::cold::Day;
use crate::equipment::NotAllowed;
use crate::stocktake::StocktakeWhy;
use kiemke_wire::ids::{EquipmentId, Position, StocktakeId};
use kiemke_wire::problem::{Candidate, Problem};

/// A refusal. Nothing has changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No such token was ever given out, or it was revoked.
    #[error("this token is not known here or was revoked; ask for a new one")]
    TokenUnknown,
    /// The token's time is over.
    #[error("this token has expired; ask for a new one")]
    TokenExpired,
    /// The token was used as often as it may be.
    #[error("this token has been used as often as it may be; ask for a new one")]
    TokenUsedUp,
    /// The credential belongs to no agent.
    #[error("no agent has this credential; enrol again")]
    CredentialUnknown,
    /// The agent was shut out.
    #[error("this machine's agent was shut out here; what it reported is kept; ask the administrator")]
    AgentRevoked,
    /// The credential belongs to another agent than the report says.
    #[error("this credential belongs to another agent than the one that the report names")]
    AgentMismatch,
    /// Another agent has this id, with another secret.
    #[error("another agent has this id; draw a new one")]
    AgentIdTaken,
    /// The unit is not known.
    #[error("there is no unit {0:?}")]
    UnitUnknown(String),
    /// Several units are called so.
    #[error("{name:?} is the name of {} units; write system:code, a path of codes such as 24763/P1, or a key such as {}", .candidates.len(), .candidates.first().map_or("u12", |one| &one.key))]
    UnitAmbiguous {
        /// What was asked for.
        name: String,
        /// Those that are called so.
        candidates: Vec<Candidate>,
    },
    /// It was changed since the asker looked at it.
    #[error("{0} was changed since; read it again and repeat the change if it is still right")]
    Stale(String),
    /// The thing is not known.
    #[error("there is no {0}")]
    NotFound(String),
    /// Something was changed since, or stands in the way.
    #[error("{0}")]
    ChangedSince(String),
    /// A bound is passed.
    #[error("{what} is over its bound of {max}")]
    OverBound {
        /// What.
        what: &'static str,
        /// The bound.
        max: u64,
    },
    /// A value makes no sense.
    #[error("{place}: {reason}")]
    Invalid {
        /// Where.
        place: &'static str,
        /// Why.
        reason: String,
    },
    /// A value makes no sense; its place is known only when it is seen.
    #[error("{place}: {reason}")]
    InvalidAt {
        /// Where.
        place: String,
        /// Why.
        reason: String,
    },
    /// Nothing is kept of that day.
    #[error("nothing is kept of days before {first}, the first day of this folder")]
    HistoryNotKept {
        /// The first day that is kept.
        first: Day,
    },
    /// A day is over, and its schools are looked at for the last time.
    #[error("{day} is over and not counted yet; ask again in a few minutes, or for a day before it")]
    NotCountedYet {
        /// The day.
        day: Day,
    },
    /// What an entry did cannot be taken back.
    #[error("nothing stands as entry {entry} left it, so there is nothing to take back")]
    TouchedSince {
        /// The entry.
        entry: Position,
    },
    /// A stocktake does not go on so.
    #[error("{}", why.about(*id))]
    Stocktake {
        /// Which.
        id: StocktakeId,
        /// Why.
        why: StocktakeWhy,
    },
    /// An action does not fit a thing.
    #[error("{id}: {why}")]
    Equipment {
        /// The thing.
        id: EquipmentId,
        /// Why.
        why: NotAllowed,
    },
}

impl Refusal {
    /// The stable code and the HTTP status.
    pub fn code(&self) -> (&'static str, u16) {
        match self {
            Self::TokenUnknown => ("token_unknown", 401),
            Self::TokenExpired => ("token_expired", 401),
            Self::TokenUsedUp => ("token_used_up", 401),
            Self::CredentialUnknown => ("credential_unknown", 401),
            Self::AgentRevoked => ("agent_revoked", 401),
            Self::AgentMismatch => ("agent_mismatch", 403),
            Self::AgentIdTaken => ("agent_id_taken", 409),
            Self::UnitUnknown(_) => ("unit_unknown", 404),
            Self::UnitAmbiguous { .. } => ("unit_ambiguous", 409),
            Self::Stale(_) => ("stale", 412),
            Self::NotFound(_) => ("not_found", 404),
            Self::ChangedSince(_) => ("changed_since", 409),
            Self::OverBound { .. } => ("over_bound", 422),
            Self::HistoryNotKept { .. } => ("history_not_kept", 422),
            Self::NotCountedYet { .. } => ("not_counted_yet", 422),
            Self::Invalid { .. } | Self::InvalidAt { .. } => ("invalid", 422),
            Self::TouchedSince { .. } => ("touched_since", 409),
            Self::Equipment { .. } => ("action_not_allowed", 422),
            Self::Stocktake { why, .. } => (why.code(), 409),
        }
    }

    /// The refusal as a problem document.
    pub fn problem(&self) -> Problem {
        let (code, status) = self.code();
        let place = match self {
            Self::Invalid { place, .. } => Some((*place).to_owned()),
            Self::HistoryNotKept { .. } | Self::NotCountedYet { .. } => Some("at".to_owned()),
            Self::InvalidAt { place, .. } => Some(place.clone()),
            Self::Equipment { id, .. } => Some(id.to_string()),
            Self::Stocktake { id, .. } => Some(id.to_string()),
            _ => None,
        };
        Problem {
            code: code.into(),
            status,
            detail: self.to_string(),
            detail_vi: None,
            place,
            candidates: match self {
                Self::UnitAmbiguous { candidates, .. } => candidates.clone(),
                _ => Vec::new(),
            },
            faults: Vec::new(),
        }
    }
}

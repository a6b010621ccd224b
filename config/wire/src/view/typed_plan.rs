use crate::ids::Position;
use crate::time::UnixMs;
use crate::view::Actor;
use serde::{Deserialize, Serialize};

/// `POST /v1/plans`: a plan is typed; one with its id that was typed before, or ships, is replaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SetPlan {
    /// The plan as TOML, as the files of the folder of standards are.
    pub text: String,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST /v1/plans/{id}/withdraw`: what ships or stands in a file counts again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WithdrawPlan {
    /// Why.
    pub reason: String,
}

/// `POST /v1/plans/undo`: what an entry said of a plan is taken back; 409 when it was changed since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UndoPlan {
    /// The entry, as the answer to the change told it.
    pub entry: Position,
}

/// What became of a typed plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanSet {
    /// Its id.
    pub plan: String,
    /// The entry; null when nothing changed.
    pub entry: Option<Position>,
}

/// `GET /v1/plans/{id}`: a plan that was typed, and all that was said of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TypedPlan {
    /// Its id.
    pub plan: String,
    /// What a withdrawal names as seen.
    pub etag: Position,
    /// The text that counts; null when it was withdrawn.
    pub text: Option<String>,
    /// All that was said, the newest first.
    pub said: Vec<PlanLine>,
}

/// What was once said of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanLine {
    /// When it was recorded.
    pub at: UnixMs,
    /// By whom.
    pub by: Actor,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The text; null: it was taken back.
    pub text: Option<String>,
}

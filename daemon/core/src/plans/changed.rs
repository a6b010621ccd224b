use kiemke_wire::ids::{Position, TokenId};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// What was said of a plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanChanged {
    /// When.
    pub at: UnixMs,
    /// By whose token; by none on the daemon's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
    /// The entry that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Position>,
    /// Which.
    pub plan: Box<str>,
    /// Its text; none: it is withdrawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<Box<str>>,
}

use crate::contracts::Contract;
use crate::dated::Stated;
use kiemke_wire::ids::{LineId, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Statements about lines that were accepted together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LinesChanged {
    /// When; never earlier than what was recorded before.
    pub at: UnixMs,
    /// By whose token; by none on the daemon's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The document on which they rest, or the file they came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<str>>,
    /// What is said of which.
    pub lines: Vec<LineChange>,
}

/// What is said of one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineChange {
    /// Which.
    pub line: LineId,
    /// The site at which it is added by this; none when it is there already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub made_at: Option<UnitKey>,
    /// Its contract for some days; none says that there is none.
    pub contracts: Vec<Stated<Option<Contract>>>,
}

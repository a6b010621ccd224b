use crate::equipment::Act;
use crate::ids::{Position, TokenId};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One field that changed; an absent value is one that is not known.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name on the wire.
    pub field: String,
    /// What it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Value>,
    /// What it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Value>,
}

/// One line of a record's history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryLine {
    /// The entry: its name for whoever takes it back.
    pub entry: Position,
    /// When it was entered.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The name that the token was given. It is not kept with the line, but told to whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_name: Option<String>,
    /// What was done.
    pub act: Act,
    /// The entry that this one takes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<Position>,
    /// To how many records at once.
    pub records: u32,
    /// What changed; nothing when the record began.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<FieldChange>,
}

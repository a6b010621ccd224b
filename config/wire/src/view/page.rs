use serde::{Deserialize, Serialize};

/// One page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The rows of this page, in the order asked for.
    pub items: Vec<T>,
    /// How many rows the whole list has.
    pub total: u64,
    /// What to hand back as `cursor` for the next page; absent on the last one. Stays valid while data changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

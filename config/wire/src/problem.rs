//! Problems as `application/problem+json` (RFC 9457) with a stable code.

use crate::view::CellFault;
use serde::{Deserialize, Serialize};

/// The media type of [`Problem`].
pub const PROBLEM_MEDIA_TYPE: &str = "application/problem+json";

/// A refusal that a program can act on and a person can read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{detail} ({code}){}", in_vietnamese(.detail_vi))]
pub struct Problem {
    /// The stable name of the kind of problem, such as `agent_id_taken`; programs decide on it.
    pub code: String,
    /// The HTTP status, repeated for readers that lost it.
    pub status: u16,
    /// What was refused and why, and what to do: one sentence in English.
    pub detail: String,
    /// The same in Vietnamese, for refusals that people meet who do not read English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail_vi: Option<String>,
    /// Where in the request the fault lies: a JSON path, a header or a parameter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// What was meant, perhaps: when a name is that of several things.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    /// Cells of a table that are not what they should be; the first ones when there are many.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<CellFault>,
}

/// A thing that has the name that was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its permanent key, which names nothing else.
    pub key: String,
    /// Its code with the system, such as `gso:24763`; empty when it has none.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The names of the units above.
    pub path: String,
}

fn in_vietnamese(detail: &Option<String>) -> String {
    detail
        .as_ref()
        .map_or_else(String::new, |detail| format!(" / {detail}"))
}

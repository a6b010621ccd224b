//! The two groups of people whose readiness is told.

use serde::{Deserialize, Serialize};

/// Learners or teachers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// Learners.
    Students = 0,
    /// Teachers.
    Teachers = 1,
}

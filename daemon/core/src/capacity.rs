//! Tests of what lines carry: how many, when, by which machine and for how many bytes (agent.md, "What it measures").
//!
//! ```text
//! report of a machine on a line ─▶ prober elected? ─▶ test due? ─▶ this machine? ─▶ room in the daemon's line?
//!                                                                    └─▶ slot with bounds, kept with the line
//! ```

mod account;
mod elect;
mod exams;
mod grant;
mod plan;
mod sample;

pub use account::{FaultOver, LineTests, OpenSlot, OpenVerdict};
pub use exams::ExamWindow;
pub use grant::Granted;
pub use plan::{MonthSoFar, Plan, TESTS_PER_MONTH, plan};
pub use sample::{CapacityMedians, TestSample, medians};

pub(crate) use elect::{Prober, prober};
pub(crate) use grant::{Asking, Grants, grant};

use crate::query::Days;

/// What the daemon's settings say of tests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestRules {
    /// Teaching time.
    pub days: Days,
    /// Bytes of a line and month.
    pub line_bytes_month: u64,
    /// The same of a line on mobile data.
    pub mobile_bytes_month: u64,
    /// Tests at once against this daemon.
    pub at_once: usize,
}

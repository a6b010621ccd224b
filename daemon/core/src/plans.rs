//! Plans that people typed here, beside those of files: what was said stays, the newest word counts.
//!
//! ```text
//! text (TOML) ─▶ decide: is it a plan, does it fit ─▶ PlanChanged ─▶ TypedPlans ─▶ Standards::with_typed, by the shell
//! ```
//! A plan is kept as the text that was typed, so that whoever reads it sees what was said, and its form may grow.

mod changed;
mod decide;
mod registry;

pub use changed::PlanChanged;
pub use registry::{PlanRecord, SaidPlan, TypedPlans};

pub(crate) use decide::{set, undo, withdraw};

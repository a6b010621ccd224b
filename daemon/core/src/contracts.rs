//! Contracts of lines: what a provider promised for which days, and when that became known.

mod changed;
mod contract;
mod records;

pub use changed::{LineChange, LinesChanged};
pub use contract::Contract;
pub use records::{Contracts, LineRecord};

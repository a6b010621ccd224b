//! When a verdict is news.

use super::{Findings, TooFew, VerdictBounds, localise};
use kiemke_wire::reading::Fault;

/// Remembers what was last said.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    bounds: VerdictBounds,
    said: Option<Fault>,
}

impl Watch {
    /// A watch that has said that all is well.
    pub fn new(bounds: VerdictBounds) -> Self {
        Self { bounds, said: None }
    }

    /// Takes the newest findings; the verdict when it is another than the last, `Some(None)` when all is well again.
    pub fn look(&mut self, findings: &Findings) -> Option<Option<Fault>> {
        match localise(findings, &self.bounds) {
            Ok(fault) if fault != self.said => {
                self.said.clone_from(&fault);
                Some(fault)
            }
            Ok(_) | Err(TooFew) => None,
        }
    }
}

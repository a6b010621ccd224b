//! The targets of outside probes by number: a reading holds the number, not the name.

use crate::cold::TargetIndex;
use std::sync::Arc;

/// Names that get a number. The daemon's settings name nine targets at most; an agent's own file may name others,
/// and none that was ever probed gives its number back. Readings of more are set aside.
pub(crate) const TARGETS_MAX: usize = 250;

/// See the top of the file.
#[derive(Clone, Debug, Default)]
pub struct Targets(Arc<Vec<String>>);

impl Targets {
    /// The number of a name.
    pub fn find(&self, name: &str) -> Option<TargetIndex> {
        let at = self.0.iter().position(|held| held == name)?;
        u8::try_from(at).ok().map(TargetIndex)
    }

    /// The name of a number.
    pub fn name(&self, target: TargetIndex) -> Option<&str> {
        self.0.get(usize::from(target.0)).map(String::as_str)
    }

    /// All names, by number.
    pub fn names(&self) -> &[String] {
        &self.0
    }

    /// Adds the name with the next number; one with another number fits nothing and changes nothing.
    pub(crate) fn add(&mut self, target: TargetIndex, name: &str) {
        if usize::from(target.0) == self.0.len() {
            Arc::make_mut(&mut self.0).push(name.to_owned());
        }
    }
}

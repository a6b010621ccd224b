use crate::units::{Tree, Units, When};
use std::sync::{Arc, Mutex, PoisonError};

/// Trees that are kept: today's, and those of a report that compares a few dates. One of 100,000 units has 2 MB.
const TREES_KEPT: usize = 8;

/// The trees that were asked for, newest last. A clone has none: it serves for images.
#[derive(Debug, Default)]
pub(crate) struct Trees(Mutex<Vec<(When, Arc<Tree>)>>);

impl Clone for Trees {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Trees {
    /// The tree, drawn anew unless it is kept.
    pub(crate) fn get(&self, units: &Units, when: When) -> Arc<Tree> {
        if let Some(kept) = self.kept(when) {
            return kept;
        }
        // Drawn outside of the lock: two who ask at once may both draw it.
        let tree = Arc::new(Tree::at(units, when));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= TREES_KEPT {
            kept.remove(0);
        }
        kept.push((when, tree.clone()));
        tree
    }

    /// After a change of the units.
    pub(crate) fn forget(&mut self) {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn kept(&self, when: When) -> Option<Arc<Tree>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = kept.iter().position(|(of, _)| *of == when)?;
        let found = kept.remove(at);
        let tree = found.1.clone();
        kept.push(found);
        Some(tree)
    }
}

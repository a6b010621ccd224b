//! What people are to know of cold files.

use kiemke_core::cold::Damage;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// Damages that are named; more of them are one event, such as a bad disk, and are only logged.
const NAMED_MAX: usize = 100;

/// Told by whoever reads or seals, read by `/readyz`.
#[derive(Debug, Default)]
pub(crate) struct ColdNotes {
    damage: Mutex<BTreeSet<String>>,
    /// Why the last sealing came to nothing, if it did.
    failed: Mutex<Option<String>>,
}

impl ColdNotes {
    /// Takes damage in; each is logged once.
    pub(crate) fn damaged<'a>(&self, found: impl IntoIterator<Item = &'a Damage>) {
        for damage in found {
            self.note(damage.to_string());
        }
    }

    pub(crate) fn note(&self, words: String) {
        let mut named = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        if named.len() < NAMED_MAX && !named.contains(&words) {
            tracing::warn!("failed to {words}; the rest is served");
            named.insert(words);
        }
    }

    pub(crate) fn sealed(&self, outcome: Result<(), String>) {
        *self.failed.lock().unwrap_or_else(PoisonError::into_inner) = outcome.err();
    }

    /// Sentences for people.
    pub(crate) fn sentences(&self) -> Vec<String> {
        let named = self.damage.lock().unwrap_or_else(PoisonError::into_inner);
        let mut sentences: Vec<String> = named
            .iter()
            .map(|words| format!("failed to {words}; the rest is served"))
            .collect();
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner);
        sentences.extend(
            failed
                .iter()
                .map(|reason| format!("closed days wait to be sealed: {reason}")),
        );
        sentences
    }
}

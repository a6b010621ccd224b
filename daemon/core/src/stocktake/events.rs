//! The names of the events of an open stocktake: what tells a repeat from something new.

use kiemke_wire::stocktake::CountId;
use serde::{Deserialize, Serialize};

/// Names in order, 16 bytes each. A school's count has some hundreds, and only open ones are held.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct EventNames(Vec<CountId>);

impl EventNames {
    pub(crate) fn contains(&self, id: CountId) -> bool {
        self.0.binary_search(&id).is_ok()
    }

    /// Whether it was new.
    pub(crate) fn insert(&mut self, id: CountId) -> bool {
        match self.0.binary_search(&id) {
            Ok(_) => false,
            Err(at) => {
                self.0.insert(at, id);
                true
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

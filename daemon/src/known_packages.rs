//! The packages as those who read reports look them up: shared, without the state's lock, and a little behind it.
//! What is not found there yet is looked up once more by the owner.

use kiemke_core::Fleet;
use kiemke_core::fleet::Packages;
use kiemke_wire::time::{SECOND_MS, UnixMs};
use std::sync::{Arc, PoisonError, RwLock};

/// A copy that others hold costs the state one of its own at the next new package. So it is given out anew when one
/// of so many packages is new, or after this time: in a flood of new ones, and when there are few, that is seldom.
const NEW_ONE_OF: u32 = 64;
const NEW_AFTER_MS: i64 = SECOND_MS;

/// See the top of the file.
pub(crate) struct KnownPackages(RwLock<Given>);

struct Given {
    packages: Arc<Packages>,
    at: UnixMs,
}

impl KnownPackages {
    pub(crate) fn of(fleet: &Fleet, now: UnixMs) -> Self {
        Self(RwLock::new(Given {
            packages: fleet.shared_packages(),
            at: now,
        }))
    }

    pub(crate) fn get(&self) -> Arc<Packages> {
        self.0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .packages
            .clone()
    }

    /// Gives the state's packages out if it is time.
    pub(crate) fn offer(&self, fleet: &Fleet, now: UnixMs) {
        let new = fleet.packages().count();
        let is_time = {
            let given = self.0.read().unwrap_or_else(PoisonError::into_inner);
            let known = given.packages.count();
            new != known && (new - known > known / NEW_ONE_OF || now.since(given.at) >= NEW_AFTER_MS)
        };
        if is_time {
            let given = Given {
                packages: fleet.shared_packages(),
                at: now,
            };
            *self.0.write().unwrap_or_else(PoisonError::into_inner) = given;
        }
    }
}

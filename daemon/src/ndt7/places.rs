//! Room for tests: so many at once, and never two over one line.

use kiemke_wire::ids::LineId;
use std::collections::HashSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long a test waits for the one before it over the same line: a client that ends a download begins the upload
/// before this side has seen the end.
const SAME_LINE_WAIT: Duration = Duration::from_secs(2);

/// Whose line a test loads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Runner {
    /// A line that is known.
    Line(LineId),
    /// Whatever line this address lies behind.
    Address(IpAddr),
}

/// Why there is no room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Taken {
    /// As many tests run as may.
    Full,
    /// One runs over the same line.
    SameLine,
}

/// See the file's head. Clones share the room.
#[derive(Clone)]
pub(crate) struct Places(Arc<Shared>);

struct Shared {
    places_max: usize,
    running: Mutex<HashSet<Runner>>,
    left: Notify,
}

/// One test's place; given back when dropped.
pub(crate) struct Place {
    places: Places,
    runner: Runner,
}

impl Places {
    pub(crate) fn new(places_max: usize) -> Self {
        Self(Arc::new(Shared {
            places_max,
            running: Mutex::default(),
            left: Notify::new(),
        }))
    }

    /// Takes a place, waiting a moment for the test before it over the same line.
    pub(crate) async fn take(&self, runner: Runner) -> Result<Place, Taken> {
        let wait = async {
            loop {
                let left = self.0.left.notified();
                match self.try_take(runner) {
                    Err(Taken::SameLine) => left.await,
                    done => return done,
                }
            }
        };
        let waited = tokio::time::timeout(SAME_LINE_WAIT, wait).await;
        waited.unwrap_or(Err(Taken::SameLine))
    }

    fn try_take(&self, runner: Runner) -> Result<Place, Taken> {
        let mut running = self.running();
        if running.contains(&runner) {
            return Err(Taken::SameLine);
        }
        if running.len() >= self.0.places_max {
            return Err(Taken::Full);
        }
        running.insert(runner);
        Ok(Place {
            places: self.clone(),
            runner,
        })
    }

    fn running(&self) -> std::sync::MutexGuard<'_, HashSet<Runner>> {
        // Nothing that could panic is done under the lock.
        self.0.running.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.places.running().remove(&self.runner);
        self.places.0.left.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(number: u32) -> Runner {
        Runner::Line(LineId(number))
    }

    #[test]
    fn places_are_bounded_and_come_back() {
        let places = Places::new(2);
        let first = places.try_take(line(1)).ok().unwrap();
        let _second = places.try_take(line(2)).ok().unwrap();
        assert_eq!(places.try_take(line(3)).err(), Some(Taken::Full));
        assert_eq!(places.try_take(line(1)).err(), Some(Taken::SameLine));
        drop(first);
        assert!(places.try_take(line(3)).is_ok());
    }

    #[tokio::test]
    async fn a_line_has_one_test_and_the_next_waits_a_moment_for_it() {
        let places = Places::new(9);
        let first = places.take(line(1)).await.ok().unwrap();
        let (next, ()) = tokio::join!(places.take(line(1)), async move {
            tokio::task::yield_now().await;
            drop(first);
        });
        assert!(next.is_ok());
    }
}

//! Where the owner leaves a group for the writer. While the writer is busy the owner may take the group back and
//! add to it: all that comes while the disk syncs becomes durable with the next sync.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// The owner's end. Dropping it says that nothing more will be left.
pub(crate) struct Giver<T>(Arc<Place<T>>);

/// The writer's end. Dropping it says that nothing more will be taken; what is left then is dropped too.
pub(crate) struct Taker<T>(Arc<Place<T>>);

/// The writer has stopped.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TakerGone;

struct Place<T> {
    state: Mutex<State<T>>,
    changed: Condvar,
}

struct State<T> {
    left: Option<T>,
    /// Whether the writer waits: then what is left is as good as taken.
    is_awaited: bool,
    giver_gone: bool,
    taker_gone: bool,
}

/// Room for one.
pub(crate) fn handover<T>() -> (Giver<T>, Taker<T>) {
    let place = Arc::new(Place {
        state: Mutex::new(State {
            left: None,
            is_awaited: false,
            giver_gone: false,
            taker_gone: false,
        }),
        changed: Condvar::new(),
    });
    (Giver(place.clone()), Taker(place))
}

impl<T> Giver<T> {
    /// Leaves something, once what was left before is taken.
    pub(crate) fn leave(&self, what: T) -> Result<(), TakerGone> {
        let mut state = self.0.until_taken();
        if state.taker_gone {
            return Err(TakerGone);
        }
        state.left = Some(what);
        self.0.changed.notify_all();
        Ok(())
    }

    /// Waits until what was left is taken, or nobody will take it.
    pub(crate) fn wait_until_taken(&self) {
        drop(self.0.until_taken());
    }

    /// Takes back what was left, if the other end is still busy.
    pub(crate) fn take_back(&self) -> Option<T> {
        let mut state = self.0.lock();
        if state.is_awaited { None } else { state.left.take() }
    }
}

impl<T> Taker<T> {
    /// Takes what is left, or waits for it; `None` when nothing will come any more.
    pub(crate) fn take(&self) -> Option<T> {
        let mut state = self.0.lock();
        state.is_awaited = true;
        while state.left.is_none() && !state.giver_gone {
            state = self.0.wait(state);
        }
        state.is_awaited = false;
        let taken = state.left.take();
        self.0.changed.notify_all();
        taken
    }
}

impl<T> Place<T> {
    fn until_taken(&self) -> MutexGuard<'_, State<T>> {
        let mut state = self.lock();
        while state.left.is_some() && !state.taker_gone {
            state = self.wait(state);
        }
        state
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State<T>>) -> MutexGuard<'a, State<T>> {
        self.changed.wait(state).unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T> Drop for Giver<T> {
    fn drop(&mut self) {
        self.0.lock().giver_gone = true;
        self.0.changed.notify_all();
    }
}

impl<T> Drop for Taker<T> {
    fn drop(&mut self) {
        let left = {
            let mut state = self.0.lock();
            state.taker_gone = true;
            state.left.take()
        };
        self.0.changed.notify_all();
        drop(left);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_can_be_taken_back_until_the_other_end_is_free() {
        let (giver, taker) = handover();
        giver.leave(vec![1]).unwrap();
        let mut back = giver.take_back().unwrap();
        assert_eq!(giver.take_back(), None);
        back.push(2);
        giver.leave(back).unwrap();
        assert_eq!(taker.take(), Some(vec![1, 2]));
        giver.leave(vec![3]).unwrap();
        drop(giver);
        assert_eq!((taker.take(), taker.take()), (Some(vec![3]), None));
    }

    #[test]
    fn everything_comes_over_once_and_in_order() {
        let (giver, taker) = handover();
        let taken = std::thread::spawn(move || std::iter::from_fn(|| taker.take()).flatten().collect());
        for number in 0..10_000 {
            let mut group: Vec<u32> = giver.take_back().unwrap_or_default();
            group.push(number);
            let is_full = group.len() > 7;
            giver.leave(group).unwrap();
            if is_full {
                giver.wait_until_taken();
            }
        }
        drop(giver);
        let taken: Vec<u32> = taken.join().unwrap();
        assert_eq!(taken, Vec::from_iter(0..10_000));
    }

    #[test]
    fn whoever_leaves_learns_that_nobody_takes() {
        let (giver, taker) = handover();
        let held = Arc::new(());
        giver.leave(held.clone()).unwrap();
        drop(taker);
        assert_eq!(Arc::strong_count(&held), 1);
        giver.wait_until_taken();
        assert_eq!(giver.leave(held), Err(TakerGone));
    }
}

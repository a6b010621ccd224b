//! What happened, for those who listen: the newest events in memory, and a channel.

use kiemke_core::events::is_kept;
use kiemke_wire::ids::EventId;
use kiemke_wire::view::Event;
use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use tokio::sync::broadcast;

/// Events in memory: a listener that was away for less goes on without a gap.
const RING_EVENTS: usize = 8_192;
/// Events that a slow listener may lag behind before it is told to load anew.
const CHANNEL_EVENTS: usize = 1_024;

/// The feed.
pub(crate) struct Feed {
    ring: Mutex<Ring>,
    sender: broadcast::Sender<Event>,
}

struct Ring {
    events: VecDeque<Event>,
    /// Events up to here may be missing from the ring.
    complete_after: EventId,
}

/// A listener's place in the feed.
pub(crate) struct Subscription {
    /// What it missed, oldest first.
    pub(crate) missed: Vec<Event>,
    /// Whether more was missed than the feed still knows.
    pub(crate) gap: bool,
    /// What comes.
    pub(crate) receiver: broadcast::Receiver<Event>,
}

impl Feed {
    /// A feed that begins with kept events of earlier, oldest first, up to the given id.
    pub(crate) fn new(earlier: Vec<Event>, up_to: EventId) -> Self {
        let (sender, _) = broadcast::channel(CHANNEL_EVENTS);
        let over = earlier.len().saturating_sub(RING_EVENTS);
        let events = earlier.into_iter().skip(over).collect();
        Self {
            ring: Mutex::new(Ring {
                events,
                complete_after: up_to,
            }),
            sender,
        }
    }

    pub(crate) fn publish(&self, events: Vec<Event>) {
        // Sending under the lock keeps a listener that is just coming from missing one between ring and channel.
        let mut ring = self.lock();
        let is_heard = self.sender.receiver_count() > 0;
        for event in events {
            if is_heard {
                // Whoever was last to listen may just have gone.
                let _ = self.sender.send(event.clone());
            }
            ring.events.push_back(event);
            if ring.events.len() > RING_EVENTS
                && let Some(gone) = ring.events.pop_front()
            {
                ring.complete_after = ring.complete_after.max(gone.id);
            }
        }
    }

    /// Listens behind an event; without one, from now on.
    pub(crate) fn subscribe(&self, after: Option<EventId>) -> Subscription {
        let ring = self.lock();
        let missed = after.map_or_else(Vec::new, |after| {
            ring.events
                .iter()
                .filter(|event| event.id > after)
                .cloned()
                .collect()
        });
        let gap = after.is_some_and(|after| after < ring.complete_after);
        Subscription {
            missed,
            gap,
            receiver: self.sender.subscribe(),
        }
    }

    /// The newest kept events that someone hears, newest first, and how many there are.
    pub(crate) fn recent(&self, limit: usize, hears: impl Fn(&Event) -> bool) -> (Vec<Event>, usize) {
        let ring = self.lock();
        let kept = || {
            let newest_first = ring.events.iter().rev();
            newest_first.filter(|event| is_kept(event) && hears(event))
        };
        (kept().take(limit).cloned().collect(), kept().count())
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

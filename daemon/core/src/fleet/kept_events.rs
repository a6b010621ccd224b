//! The newest events, for lists.

use crate::events::is_kept;
use crate::fleet::Fleet;
use kiemke_wire::view::Event;

/// Kept events: what the terminal's list can scroll back to. Older ones are in the journal.
pub const EVENTS_KEPT: usize = 2_000;

impl Fleet {
    /// The newest events that are kept for lists, oldest first.
    pub fn kept_events(&self) -> impl Iterator<Item = &Event> {
        self.kept_events.iter()
    }

    pub(crate) fn keep_events(&mut self, events: &[Event]) {
        self.kept_events
            .extend(events.iter().filter(|event| is_kept(event)).cloned());
        let over = self.kept_events.len().saturating_sub(EVENTS_KEPT);
        self.kept_events.drain(..over);
    }
}

use super::{List, Source};
use kiemke_wire::view::{Event, EventKind};
use std::collections::VecDeque;

/// The most events that are held: some hours of a school, and about 200 kB. Older ones stay with the daemon.
pub(super) const ROWS_MAX: usize = 500;

/// Screen 8, and the newest events on screen 1.
#[derive(Debug, Default)]
pub struct EventsState {
    pub(crate) source: Source<()>,
    pub(crate) list: List,
    rows: VecDeque<Event>,
}

impl EventsState {
    /// Newest first.
    pub fn rows(&self) -> &VecDeque<Event> {
        &self.rows
    }

    /// The selected one.
    pub fn selected(&self) -> Option<&Event> {
        self.rows.get(self.list.selected)
    }

    /// The daemon's own list: replaces everything but what came live after it.
    pub(crate) fn replace(&mut self, mut page: Vec<Event>, height: usize) {
        let newest = page.iter().map(|event| event.id).max();
        let mut rows: VecDeque<Event> = self
            .rows
            .drain(..)
            .filter(|event| newest.is_none_or(|newest| event.id > newest))
            .collect();
        page.sort_by_key(|event| std::cmp::Reverse(event.id));
        rows.extend(page);
        rows.truncate(ROWS_MAX);
        self.rows = rows;
        self.list.select(self.list.selected, self.rows.len(), height);
    }

    /// A live event. The selection stays on the row it was on, unless that is the top, which follows.
    pub(crate) fn push(&mut self, event: Event, height: usize) {
        if event.kind == EventKind::Seen || self.rows.iter().any(|row| row.id == event.id) {
            return;
        }
        let at = self.rows.partition_point(|row| row.id > event.id);
        self.rows.insert(at, event);
        self.rows.truncate(ROWS_MAX);
        let stays = self.list.selected > 0 && at <= self.list.selected;
        self.list
            .select(self.list.selected + usize::from(stays), self.rows.len(), height);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::ids::{EventId, UnitKey};
    use kiemke_wire::time::UnixMs;

    fn event(id: u64) -> Event {
        Event {
            id: EventId(id),
            at: UnixMs(0),
            unit: UnitKey::ROOT,
            machine: None,
            name: None,
            by: None,
            kind: EventKind::Enrolled,
        }
    }

    fn ids(events: &EventsState) -> Vec<u64> {
        events.rows().iter().map(|event| event.id.0).collect()
    }

    #[test]
    fn live_and_listed_events_are_one_list_without_repeats() {
        let mut events = EventsState::default();
        events.push(event(7), 5);
        events.replace(vec![event(6), event(4)], 5);
        events.push(event(7), 5);
        events.push(event(8), 5);
        assert_eq!(ids(&events), [8, 7, 6, 4]);
    }

    #[test]
    fn the_selection_stays_on_its_event_and_the_list_is_bounded() {
        let mut events = EventsState::default();
        events.replace((1..=10).map(event).collect(), 5);
        events.list.select(3, 10, 5);
        let selected = events.selected().unwrap().id;
        events.push(event(11), 5);
        assert_eq!(events.selected().unwrap().id, selected);
        (12..2000).for_each(|id| events.push(event(id), 5));
        assert_eq!(events.rows().len(), ROWS_MAX);
    }
}

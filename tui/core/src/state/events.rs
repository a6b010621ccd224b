use super::{List, Source};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{AlertView, Event, EventKind};
use std::collections::VecDeque;

/// The most events that are held: some hours of a school, and about 200 kB. Older ones stay with the daemon.
pub(super) const ROWS_MAX: usize = 500;

/// Screen 8, and the newest alerts and events on screen 1.
#[derive(Debug, Default)]
pub struct EventsState {
    pub(crate) source: Source<()>,
    pub(crate) open_alerts: Source<Vec<AlertView>>,
    pub(crate) list: List,
    rows: VecDeque<Event>,
}

impl EventsState {
    /// Newest first.
    pub fn rows(&self) -> &VecDeque<Event> {
        &self.rows
    }

    /// The open alerts, newest first.
    pub fn alerts(&self) -> &[AlertView] {
        self.open_alerts.value().map_or(&[], Vec::as_slice)
    }

    /// The daemon's list of open alerts. A selected event stays selected.
    pub(crate) fn alerts_answered(&mut self, alerts: Vec<AlertView>, now: UnixMs, height: usize) {
        let (before, after) = (self.alerts().len(), alerts.len());
        self.open_alerts.answered(alerts, now);
        let selected = match self.list.selected.checked_sub(before) {
            Some(event) if self.list.selected > 0 => event + after,
            _ => self.list.selected,
        };
        self.list.select(selected, self.count(), height);
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
        self.list.select(self.list.selected, self.count(), height);
    }

    /// A live event. The selection stays on the row it was on, unless that is the top, which follows.
    pub(crate) fn push(&mut self, event: Event, height: usize) {
        if event.kind == EventKind::Seen || self.rows.iter().any(|row| row.id == event.id) {
            return;
        }
        let at = self.rows.partition_point(|row| row.id > event.id);
        self.rows.insert(at, event);
        self.rows.truncate(ROWS_MAX);
        let selected = self.list.selected.saturating_sub(self.alerts().len());
        let stays = selected > 0 && at <= selected;
        self.list
            .select(self.list.selected + usize::from(stays), self.count(), height);
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
        let selected = events.rows()[3].id;
        events.push(event(11), 5);
        assert_eq!(events.rows()[events.list.selected].id, selected);
        (12..2000).for_each(|id| events.push(event(id), 5));
        assert_eq!(events.rows().len(), ROWS_MAX);
    }
}

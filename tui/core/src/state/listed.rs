//! What stands on screen 8: open alerts first, then what happened, as one list.

use super::EventsState;
use kiemke_wire::view::{AlertView, Event};

/// A row of screen 8.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Listed<'a> {
    /// What needs a person.
    Alert(&'a AlertView),
    /// What happened.
    Event(&'a Event),
}

impl EventsState {
    /// How many rows there are.
    pub fn count(&self) -> usize {
        self.alerts().len() + self.rows().len()
    }

    /// All rows, in order.
    pub fn listed(&self) -> impl Iterator<Item = Listed<'_>> {
        let alerts = self.alerts().iter().map(Listed::Alert);
        alerts.chain(self.rows().iter().map(Listed::Event))
    }

    /// The selected one.
    pub fn selected(&self) -> Option<Listed<'_>> {
        self.listed().nth(self.list.selected)
    }
}

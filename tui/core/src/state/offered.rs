//! What can be done now with the records that are marked, selected or open.

use super::{Screen, State};
use kiemke_config::actions::Actions;
use kiemke_wire::equipment::ActionKind;
use kiemke_wire::ids::EquipmentId;
use kiemke_wire::view::EquipmentRow;
use std::sync::OnceLock;

/// The shipped forms.
pub(crate) fn actions() -> &'static Actions {
    static SHIPPED: OnceLock<Actions> = OnceLock::new();
    SHIPPED.get_or_init(Actions::shipped)
}

impl State {
    /// The records to which something is done next.
    pub(crate) fn targets(&self) -> Vec<EquipmentId> {
        match (&self.machine, &self.record, self.screen) {
            (Some(_), ..) => Vec::new(),
            (None, Some(record), _) => vec![record.id()],
            (None, None, Screen::Stock) if self.line.is_none() => self.stock.targets(),
            (None, None, _) => Vec::new(),
        }
    }

    /// What they are, as far as it is known.
    pub(crate) fn targeted(&self) -> Vec<&EquipmentRow> {
        match &self.record {
            Some(record) => record.detail.value().into_iter().collect(),
            None if self.targets().is_empty() => Vec::new(),
            None => self.stock.targeted(),
        }
    }

    /// What can be done with all of them; things can come in on the table itself.
    pub(crate) fn offered_actions(&self) -> Vec<ActionKind> {
        let targeted = self.targeted();
        let on_table = self.screen == Screen::Stock && self.record.is_none() && self.machine.is_none();
        let forms = actions().all().iter();
        let offered = forms.filter(|form| match form.action {
            ActionKind::Receive => on_table,
            ActionKind::Edit => targeted.len() == 1,
            _ => !targeted.is_empty() && targeted.iter().all(|row| form.from.contains(&row.record.state)),
        });
        offered.map(|form| form.action).collect()
    }
}

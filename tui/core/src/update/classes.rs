//! Classes beside screen 2: opened, gone through, and what their people answered about home.

use super::{form, outcome};
use crate::state::{FormState, State};
use crate::wording::{self, Sign};
use kiemke_config::messages::Msg;
use kiemke_wire::view::UnitView;

/// Shows the classes of the unit on which the selection stands.
pub(super) fn show(state: &mut State, unit: Option<UnitView>) {
    if let Some(unit) = unit {
        state.classes.show(unit, state.now);
    }
}

/// One step back; false when nothing lay open. The marks go first, as elsewhere.
pub(super) fn back(state: &mut State) -> bool {
    if let Some(class) = &mut state.classes.open
        && !class.marked.is_empty()
    {
        class.marked.clear();
        return true;
    }
    state.classes.back()
}

pub(super) fn mark_all(state: &mut State) {
    if let Some(class) = &mut state.classes.open {
        class.mark_all();
    }
}

/// Opens the form for those who are marked, else for the selected one.
pub(super) fn open_survey(state: &mut State) {
    let Some(class) = &state.classes.open else {
        return;
    };
    let people = class.targets();
    if people.is_empty() {
        return outcome::tell(state, Sign::Note, Msg::ClassNobody);
    }
    let name = wording::class_name(state.texts(), &class.class);
    let survey = FormState::survey(class.class.school.key, name, people);
    form::show(state, survey);
}

//! What is chosen from the palette or a menu.

use super::{command, form, outcome};
use crate::effect::{Effect, MachineFilter};
use crate::layout;
use crate::state::{Choice, Facets, Menu, MenuKind, Overlay, State, StockKind, menu_items, palette_entries};
use crate::wording::Sign;
use kiemke_config::messages::Msg;

/// Opens the list of what can be done with the records.
pub(super) fn actions(state: &mut State) {
    if state.offered_actions().is_empty() {
        return outcome::tell(state, Sign::Note, Msg::ToldNoRecord);
    }
    state.overlay = Some(Overlay::Menu(Menu::new(MenuKind::Actions)));
}

/// Takes the selected line of the palette or the menu.
pub(super) fn chosen(state: &mut State, effects: &mut Vec<Effect>) {
    match state.overlay.take() {
        Some(Overlay::Palette { input, list }) => {
            let chosen = palette_entries(state, input.text()).get(list.selected).copied();
            if let Some(entry) = chosen {
                command::run(state, entry.command, effects);
            }
        }
        Some(Overlay::Menu(menu)) => {
            let items = menu_items(state, &menu);
            let choice = items.get(menu.list.selected).map(|item| item.choice.clone());
            // Several columns are switched one after the other.
            if menu.kind == MenuKind::Columns || choice.is_none() {
                state.overlay = Some(Overlay::Menu(menu));
            }
            if let Some(choice) = choice {
                choose(state, choice);
            }
        }
        other => state.overlay = other,
    }
}

fn choose(state: &mut State, choice: Choice) {
    let (now, height) = (state.now, layout::list_height(state));
    let stock = &mut state.stock;
    let mut facets = stock.facets.clone();
    match choice {
        Choice::Act(action) => return form::open_action(state, action),
        Choice::View(view) => {
            let day = state.places.day;
            return state.places.show(view, day, now);
        }
        Choice::Things(which) => {
            if let Some(open) = &mut state.stocktake.open {
                open.show_things(which, None, now);
            }
            return;
        }
        Choice::Chosen(chosen) => return state.plan.choose(chosen, now),
        Choice::Reviews(which) => return state.reviews.show(which, now),
        Choice::Column(column) => {
            if !stock.hidden.remove(&column) {
                stock.hidden.insert(column);
            }
            return;
        }
        Choice::Kind(what) => {
            facets = Facets {
                what,
                ..Facets::default()
            };
        }
        Choice::Machines(filter) if facets.machines == filter => {
            facets = Facets::of_machines(MachineFilter::All);
        }
        Choice::Machines(filter) => facets = Facets::of_machines(filter),
        Choice::NeverSeen => {
            facets.never_seen = !facets.never_seen;
            facets.of_records_only();
        }
        Choice::State(state) => {
            facets.state = (facets.state != Some(state)).then_some(state);
            facets.of_records_only();
        }
        Choice::Category(code) => {
            facets.category = (facets.category.as_ref() != Some(&code)).then_some(code);
            facets.of_records_only();
        }
    }
    let scope = stock.scope.clone();
    stock.narrow(facets, scope, now, height);
}

impl Facets {
    /// A facet of records shows records alone; without any, everything is shown again.
    fn of_records_only(&mut self) {
        self.machines = MachineFilter::All;
        self.what = match (&self.state, &self.category, self.never_seen) {
            (None, None, false) => StockKind::All,
            _ => StockKind::Records,
        };
    }
}

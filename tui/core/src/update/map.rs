//! Keys and clicks on the map.

use super::command::open_lines_of;
use crate::key::Mouse;
use crate::keymap::Pan;
use crate::layout;
use crate::state::State;
use kiemke_wire::view::UnitView;

pub(super) fn open(state: &mut State) {
    state.map.is_open = true;
    state.map.want(state.now);
}

pub(super) fn pan(state: &mut State, to: Pan) {
    let cells = layout::map_cells(state);
    let by = match to {
        Pan::North => (0.0, 1.0),
        Pan::South => (0.0, -1.0),
        Pan::East => (1.0, 0.0),
        Pan::West => (-1.0, 0.0),
    };
    match state.look.ascii {
        // There a list stands for the map.
        true => state.map.step(-(by.1 as isize), cells),
        false => state.map.pan(by, cells),
    }
}

pub(super) fn zoom(state: &mut State, closer: bool) {
    let cells = layout::map_cells(state);
    state.map.zoom(closer, cells);
}

/// The lines of the site.
pub(super) fn open_selected(state: &mut State) {
    let Some(site) = state.map.selected() else { return };
    let unit = UnitView {
        key: site.unit,
        code: site.unit.to_string(),
        name: site.name.clone(),
        kind: String::new(),
        parent: None,
    };
    open_lines_of(state, unit);
}

/// A click selects what lies there; a second one opens it.
pub(super) fn click(state: &mut State, mouse: Mouse) {
    let area = layout::map_area(state);
    let (Some(column), Some(row)) = (mouse.column.checked_sub(area.x), mouse.row.checked_sub(area.y)) else {
        return;
    };
    if column >= area.width || row >= area.height {
        return;
    }
    let cells = (area.width, area.height);
    let before = state.map.selected().map(|site| site.unit);
    let is_hit = match state.look.ascii {
        true => {
            let at = state.map.list.offset + usize::from(row);
            let count = state.map.rows().len();
            let is_row = at < count;
            if is_row {
                state.map.list.select(at, count, usize::from(area.height));
            }
            is_row
        }
        false => state.map.select_at((column, row), cells),
    };
    if is_hit && before == state.map.selected().map(|site| site.unit) {
        open_selected(state);
    }
}

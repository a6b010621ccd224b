//! The second line: the screens, the open one in brackets. A screen that does not exist yet is not shown.

use super::cells::{put, span};
use super::theme::Role;
use crate::state::{Screen, State};
use crate::text;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    for (screen, column, label) in places(state) {
        let open = screen == state.screen;
        let role = if open { Role::Title } else { Role::Dim };
        let mut place = area;
        place.x = column.min(area.right());
        place.width = area.right().saturating_sub(place.x);
        put(buffer, place, span(state, role, label));
    }
}

/// The screen whose name stands in that column.
pub(crate) fn tab_at(state: &State, column: u16) -> Option<Screen> {
    places(state)
        .into_iter()
        .find(|(_, start, label)| {
            let end = start.saturating_add(u16::try_from(text::width(label)).unwrap_or(u16::MAX));
            (*start..end).contains(&column)
        })
        .map(|(screen, ..)| screen)
}

/// Each screen with its column and what stands there. Where the names do not fit, the numbers of the others do.
fn places(state: &State) -> Vec<(Screen, u16, String)> {
    let width = usize::from(state.size.0);
    let with_names = labelled(state, true);
    let cells: usize = with_names.iter().map(|(_, label)| text::width(label)).sum();
    let labels = match cells < width {
        true => with_names,
        false => labelled(state, false),
    };
    let mut column = 1_u16;
    let placed = labels.into_iter().map(|(screen, label)| {
        let start = column;
        column = column.saturating_add(u16::try_from(text::width(&label)).unwrap_or(u16::MAX));
        (screen, start, label)
    });
    placed.collect()
}

fn labelled(state: &State, all_names: bool) -> Vec<(Screen, String)> {
    let label = |screen: Screen| {
        let (number, name) = (screen.number(), state.texts().text(screen.title()));
        let label = match (screen == state.screen, all_names) {
            (true, _) => format!("[{number} {name}]"),
            (false, true) => format!(" {number} {name} "),
            (false, false) => format!(" {number} "),
        };
        (screen, label)
    };
    Screen::ALL.map(label).into()
}

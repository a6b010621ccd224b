//! The second line: the screens, the open one in brackets. A screen that does not exist yet is not shown.

use super::cells::{put, span};
use super::theme::Role;
use crate::state::{Screen, State};
use crate::text;
use kiemke_config::messages::Msg;
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

/// How the screens are named that are not open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    Full,
    Short,
    Numbers,
}

/// Each screen with its column and what stands there. Where the names do not fit, shorter ones do, or the numbers.
fn places(state: &State) -> Vec<(Screen, u16, String)> {
    let width = usize::from(state.size.0);
    let fitting = [Names::Full, Names::Short, Names::Numbers].map(|names| labelled(state, names));
    let fits = |labels: &Vec<(Screen, String)>| {
        let cells: usize = labels.iter().map(|(_, label)| text::width(label)).sum();
        cells < width
    };
    let [full, short, numbers] = fitting;
    let labels = [full, short].into_iter().find(fits).unwrap_or(numbers);
    let mut column = 1_u16;
    let placed = labels.into_iter().map(|(screen, label)| {
        let start = column;
        column = column.saturating_add(u16::try_from(text::width(&label)).unwrap_or(u16::MAX));
        (screen, start, label)
    });
    placed.collect()
}

fn labelled(state: &State, names: Names) -> Vec<(Screen, String)> {
    let label = |screen: Screen| {
        let number = screen.number();
        let label = match (screen == state.screen, names) {
            (true, _) => format!("[{number} {}]", name(state, screen, screen.title())),
            (false, Names::Full) => format!(" {number} {} ", name(state, screen, screen.title())),
            (false, Names::Short) => format!(" {number} {} ", name(state, screen, screen.short_title())),
            (false, Names::Numbers) => format!(" {number} "),
        };
        (screen, label)
    };
    Screen::ALL.map(label).into()
}

/// The name, with how much waits there.
fn name(state: &State, screen: Screen, title: Msg) -> String {
    let name = state.texts().text(title);
    let figures = state.overview.figures.value();
    let waiting = match screen {
        Screen::Review => figures.map_or(0, |figures| figures.review_open),
        Screen::Events => figures.map_or(0, |figures| figures.alerts_open),
        Screen::Overview
        | Screen::Places
        | Screen::Stock
        | Screen::Lines
        | Screen::Stocktake
        | Screen::Plan => 0,
    };
    match waiting {
        0 => name.to_owned(),
        waiting => format!("{name} {waiting}"),
    }
}

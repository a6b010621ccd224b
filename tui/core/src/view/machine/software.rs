//! Installed software, found by typing.
//!
//! ```text
//!  / offi▌                                                      4 / 812
//!  libreoffice-core                  4:7.4.7-1+deb12u5
//! ```

use crate::layout;
use crate::state::{MachineState, State};
use crate::text;
use crate::view::cells::{gap, line_width, put, span};
use crate::view::notice;
use crate::view::theme::Role;
use crate::wording::Sign;
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::facts::Package;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

pub(super) fn draw(state: &State, machine: &MachineState, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(buffer, layout::line(area, 0), search_line(state, machine, width));
    let rows = layout::below(area, 1);
    let packages = &machine.inventory.software.packages;
    if machine.packages().is_empty() {
        let id = if packages.is_empty() {
            Msg::SoftwareEmpty
        } else {
            Msg::SoftwareNoMatch
        };
        return notice::sentence(state, Sign::Unknown, state.texts().text(id), rows, buffer);
    }
    let shown = machine.packages().iter().skip(machine.scroll());
    for (index, row) in shown.zip(rows.rows()) {
        if let Some(package) = packages.get(*index) {
            put(buffer, row, package_line(state, package, width));
        }
    }
}

fn search_line(state: &State, machine: &MachineState, width: usize) -> Line<'static> {
    let texts = state.texts();
    let typed = machine.input.text();
    let mut spans = vec![gap(1), span(state, Role::Key, "/"), gap(1)];
    if machine.typing {
        spans.push(span(state, Role::Plain, format!("{typed}▌")));
    } else if typed.is_empty() {
        spans.push(span(state, Role::Dim, texts.text(Msg::SearchHint)));
    } else {
        spans.push(span(state, Role::Title, typed));
    }
    let count = texts.with(
        Msg::ListCount,
        &[
            ("count", Value::from(machine.packages().len())),
            ("total", Value::from(machine.inventory.software.packages.len())),
        ],
    );
    let room = width.saturating_sub(line_width(&spans) + text::width(&count) + 1);
    spans.push(gap(room));
    spans.push(span(state, Role::Plain, count));
    Line::from(spans)
}

fn package_line(state: &State, package: &Package, width: usize) -> Line<'static> {
    let name_cells = (width / 2).saturating_sub(2);
    let version_cells = width.saturating_sub(name_cells + 4).min(28);
    let mut spans = vec![
        gap(2),
        span(state, Role::Plain, text::left(&package.name, name_cells)),
        gap(1),
        span(state, Role::Dim, text::left(&package.version, version_cells)),
    ];
    if let Some(publisher) = &package.publisher {
        spans.push(gap(1));
        spans.push(span(state, Role::Dim, publisher));
    }
    Line::from(spans)
}

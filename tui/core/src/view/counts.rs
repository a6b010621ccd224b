//! Counts of machines and lines; every number that opens can be selected.
//!
//! ```text
//!  Máy            1 204 đã biết  ● 1 066 mới thấy  ◐ 71 sắp cũ  ○ 67 quá hạn  ○ 12 im lặng
//!  Đường truyền      44 đã biết  ● 38 thông  ✖ 1 mất  ○ 5 chưa đo
//! ```

use super::cells::{put, span};
use super::theme::Role;
use crate::effect::MachineFilter;
use crate::layout;
use crate::state::{OverviewLink, State};
use crate::text;
use crate::wording::Sign;
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::view::{LineCounts, MachineCounts};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// One piece with its place.
#[derive(Debug)]
pub(super) struct Placed {
    /// Line, from 0.
    pub line: u16,
    /// Column, from 0.
    pub column: u16,
    /// Text.
    pub text: String,
    role: Role,
    /// What it opens.
    pub link: Option<OverviewLink>,
}

pub(super) fn draw(state: &State, placed: &[Placed], area: Rect, buffer: &mut Buffer) {
    let focused = OverviewLink::ALL.get(state.overview.focus);
    for piece in placed {
        let role = match piece.link.as_ref() == focused && focused.is_some() {
            true => Role::Selected,
            false => piece.role,
        };
        let mut place = layout::line(area, piece.line);
        place.x = (area.x + piece.column).min(area.right());
        place.width = area.right() - place.x;
        put(buffer, place, span(state, role, &piece.text));
    }
}

/// Places all counts in so many columns; a line that is full goes on below.
pub(super) fn placed(state: &State, machines: MachineCounts, lines: LineCounts, width: u16) -> Vec<Placed> {
    let mut flow = Flow {
        width,
        label_cells: label_cells(state),
        line: 0,
        column: 0,
        placed: Vec::new(),
    };
    let opens = |filter| Some(OverviewLink::Machines(filter));
    let known = with_count(state, Msg::CountKnown, machines.known);
    flow.label(state.texts().text(Msg::MachinesLabel));
    flow.piece(Role::Plain, known, opens(MachineFilter::All));
    let counted = |flow: &mut Flow, sign: Sign, word, count, link| {
        let text = format!(
            "{} {} {}",
            sign.glyph(),
            format::count(state.look.lang, count),
            state.texts().text(word)
        );
        let role = if count > 0 { Role::State(sign) } else { Role::Dim };
        flow.piece(role, text, link);
    };
    counted(
        &mut flow,
        Sign::Good,
        Msg::StateFresh,
        machines.fresh,
        opens(MachineFilter::Fresh),
    );
    counted(
        &mut flow,
        Sign::Ageing,
        Msg::StateAgeing,
        machines.ageing,
        opens(MachineFilter::Ageing),
    );
    counted(
        &mut flow,
        Sign::Unknown,
        Msg::StateExpired,
        machines.expired,
        opens(MachineFilter::Expired),
    );
    counted(
        &mut flow,
        Sign::Unknown,
        Msg::StateSilent,
        machines.silent,
        opens(MachineFilter::Silent),
    );
    if let Some(warnings) = state.overview.warnings.value() {
        counted(
            &mut flow,
            Sign::Warning,
            Msg::CountWarnings,
            *warnings,
            opens(MachineFilter::Warnings),
        );
    }
    let known = with_count(state, Msg::CountKnown, lines.total);
    flow.label(state.texts().text(Msg::LinesLabel));
    flow.piece(Role::Plain, known, Some(OverviewLink::Lines));
    counted(&mut flow, Sign::Good, Msg::LineUp, lines.up, None);
    counted(&mut flow, Sign::Bad, Msg::LineDown, lines.down, None);
    counted(&mut flow, Sign::Unknown, Msg::LineUnknown, lines.unknown, None);
    flow.placed
}

fn with_count(state: &State, id: Msg, count: u64) -> String {
    state.texts().with(id, &[("n", Value::from(count))])
}

fn label_cells(state: &State) -> u16 {
    let width = |id| text::width(state.texts().text(id));
    u16::try_from(width(Msg::MachinesLabel).max(width(Msg::LinesLabel)) + 3).unwrap_or(u16::MAX)
}

struct Flow {
    width: u16,
    label_cells: u16,
    line: u16,
    column: u16,
    placed: Vec<Placed>,
}

impl Flow {
    fn label(&mut self, name: &str) {
        if !self.placed.is_empty() {
            self.line += 1;
        }
        self.put(1, Role::Title, name.to_owned(), None);
        self.column = self.label_cells;
    }

    fn piece(&mut self, role: Role, text: String, link: Option<OverviewLink>) {
        let cells = u16::try_from(text::width(&text)).unwrap_or(u16::MAX);
        if self.column > self.label_cells && self.column.saturating_add(cells) > self.width {
            self.line += 1;
            self.column = self.label_cells;
        }
        self.put(self.column, role, text, link);
        self.column = self.column.saturating_add(cells).saturating_add(2);
    }

    fn put(&mut self, column: u16, role: Role, text: String, link: Option<OverviewLink>) {
        self.placed.push(Placed {
            line: self.line,
            column,
            text,
            role,
            link,
        });
    }
}

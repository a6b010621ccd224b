//! Screen 4, Lines: what the contract says beside what was measured.
//!
//! ```text
//!  / gõ để tìm                                            44 / 44   xếp: cần xem trước
//!  Đơn vị             Nhà mạng   Hợp đồng   Đo được    Đạt  Thông 24 h    Trễ   Mất  Tình trạng
//!  điểm trường Đắk S… VNPT       100 Mbps    61 Mbps  61 %     96,8 %   34 ms  0,4 %  ▲ dưới hợp đồng
//! ```

use super::cells::put;
use super::columns::{Column, fitted};
use super::notice;
use super::search_line::SearchLine;
use super::table::{self, Cell, column};
use super::theme::Role;
use crate::layout;
use crate::state::State;
use crate::state::lines::share_of_contract;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Catalogue, Msg, format};
use kiemke_wire::view::{LineRow, LineState};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    Unit,
    Provider,
    Contract,
    Measured,
    Share,
    Good,
    Delay,
    Loss,
    Machines,
    State,
}

const COLUMNS: &[Column<Id>] = &[
    column(Id::Unit, Msg::ColumnUnit, 18, 44, 0),
    column(Id::Provider, Msg::ColumnProvider, 8, 16, 6),
    column(Id::Contract, Msg::ColumnContract, 9, 12, 4),
    column(Id::Measured, Msg::ColumnMeasured, 10, 12, 3),
    column(Id::Share, Msg::ColumnShare, 6, 6, 2),
    column(Id::Good, Msg::ColumnGood, 9, 10, 5),
    column(Id::Delay, Msg::ColumnFirstByte, 8, 9, 1),
    column(Id::Loss, Msg::ColumnLoss, 7, 7, 1),
    column(Id::Machines, Msg::ColumnMachines, 6, 8, 7),
    column(Id::State, Msg::ColumnState, 14, 18, 0),
];

const KBPS_A_MBPS: f64 = 1_000.0;
/// Of the contract, from which a line is as it should be (agent.md, "States and alerts").
const SHARE_MIN: f64 = 0.8;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(
        buffer,
        layout::line(area, 0),
        search_line(state).line(state, width),
    );
    let columns = fitted(COLUMNS, width.saturating_sub(2));
    put(
        buffer,
        layout::line(area, 1),
        table::titles(state, &columns, is_right),
    );
    let (lines, rows) = (&state.lines, layout::list_area(state));
    if lines.rows().is_empty() {
        let (texts, source) = (state.texts(), &lines.lines.source);
        let none = match lines.input.text() {
            "" => Msg::LinesEmpty,
            _ => Msg::LinesNoMatch,
        };
        return match source.value() {
            Some(()) => notice::sentence(state, Sign::Unknown, texts.text(none), rows, buffer),
            None => notice::waiting(state, source.refusal(), rows, buffer),
        };
    }
    table::draw(state, lines.list, lines.rows().len(), rows, buffer, |index| {
        let line = lines.row(*lines.rows().get(index)?)?;
        let cells = columns
            .iter()
            .map(|(column, width)| (cell(state, line, column.id), *width));
        Some(table::line(state, cells))
    });
}

/// Titles and rows of what is loaded, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let titles = COLUMNS
        .iter()
        .map(|column| state.texts().text(column.title).to_owned());
    let rows = state.lines.rows().iter().filter_map(|row| state.lines.row(*row));
    let rows = rows.map(|line| {
        COLUMNS
            .iter()
            .map(|column| cell(state, line, column.id).text)
            .collect()
    });
    (titles.collect(), rows.collect())
}

fn is_right(id: Id) -> bool {
    !matches!(id, Id::Unit | Id::Provider | Id::State)
}

fn search_line(state: &State) -> SearchLine<'_> {
    let (texts, lines) = (state.texts(), &state.lines);
    let sort = texts.text(lines.sort.title());
    SearchLine {
        input: &lines.input,
        typing: lines.typing,
        shown: lines.rows().len(),
        total: lines.total(),
        scope: lines.scope.as_ref(),
        marks: vec![(Role::Dim, texts.with(Msg::ListSort, &[("sort", sort.into())]))],
    }
}

/// The state of a line as one looks at lines: one that works but brings too little, or on whose way something is wrong, is
/// worth a look.
pub(super) fn verdict(texts: &Catalogue, line: &LineRow) -> (Sign, String) {
    let (sign, word) = match (line.state, line.fault, share_of_contract(line)) {
        (LineState::Up, Some(place), _) => {
            let place = texts.text(wording::fault_place(place));
            return (
                Sign::Warning,
                texts.with(Msg::LineFaultAt, &[("place", place.into())]),
            );
        }
        (LineState::Up, None, Some(share)) if share < SHARE_MIN => (Sign::Warning, Msg::LineUnderContract),
        (state, _, _) => wording::line_state(state),
    };
    (sign, texts.text(word).to_owned())
}

/// The site with what it belongs to.
pub(super) fn site(state: &State, line: &LineRow) -> String {
    wording::with_above(wording::unit_name(state.texts(), &line.unit), &line.above)
}

fn cell(state: &State, line: &LineRow, id: Id) -> Cell {
    let (texts, lang) = (state.texts(), state.look.lang);
    let contract = line.contract.as_ref();
    let percent =
        |value: Option<f64>| Cell::known(value.map(|value| format::percent(lang, value, false))).right();
    match id {
        Id::Unit => Cell::plain(site(state, line)),
        Id::Provider => Cell::known(contract.map(|contract| contract.provider.clone())),
        Id::Contract => {
            let mbps = contract.and_then(|contract| contract.down_mbps);
            Cell::known(mbps.map(|mbps| wording::mbps(lang, mbps))).right()
        }
        Id::Measured => {
            let measured = line.capacity.map(|capacity| {
                let mbps = wording::mbps(lang, f64::from(capacity.down_kbps) / KBPS_A_MBPS);
                if capacity.down_is_lower_bound {
                    format!("≥ {mbps}")
                } else {
                    mbps
                }
            });
            Cell::known(measured).right()
        }
        Id::Share => match share_of_contract(line) {
            Some(share) => {
                let sign = if share < SHARE_MIN {
                    Sign::Warning
                } else {
                    Sign::Good
                };
                Cell::of(Role::State(sign), wording::whole_percent(share)).right()
            }
            None => Cell::unknown().right(),
        },
        Id::Good => percent(line.good_pct),
        Id::Delay => {
            let delay = line.first_byte_us_median;
            Cell::known(delay.map(|delay| format::milliseconds(lang, delay))).right()
        }
        Id::Loss => percent(line.loss_pct),
        Id::Machines => Cell::number(format::count(lang, line.machines)),
        Id::State => {
            let (sign, words) = verdict(texts, line);
            Cell::of(Role::State(sign), format!("{} {words}", sign.glyph()))
        }
    }
}

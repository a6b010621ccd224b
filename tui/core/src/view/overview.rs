//! Screen 1, Overview: the answer first.
//!
//! ```text
//!  T2 Học sinh đủ điều kiện     ████████████████░░░░|░░░░░░············
//!     42,0 – 69,0 %   mục tiêu 50 %   ○ chưa đủ căn cứ: 80 chưa biết
//!  T2 Nhà giáo đủ điều kiện     …
//!  T11 Thiết bị có hồ sơ số     …
//!
//!  Máy            1 204 đã biết  ● 1 066 mới thấy  ◐ 71 sắp cũ  ○ 67 quá hạn
//!  Đường truyền   44 đã biết  ● 38 thông  ✖ 1 mất  ○ 5 chưa đo
//!
//!  Sự kiện mới nhất
//!  14:00:05  ● PC01  máy mới đăng ký
//! ```

use super::cells::{put, span};
use super::counts::Placed;
use super::theme::Role;
use super::{counts, events, map, notice, share};
use crate::key::Mouse;
use crate::layout;
use crate::state::{OverviewLink, State};
use crate::text;
use kiemke_config::messages::Msg;
use kiemke_wire::view::Overview;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rows of the body from which parts are set apart by an empty line.
const AIRY_ROWS_MIN: u16 = 16;
/// Rows of the body from which shares are too.
const AIRIER_ROWS_MIN: u16 = 26;

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let Some(figures) = state.overview.figures.value() else {
        return notice::waiting(state, state.overview.figures.refusal(), area, buffer);
    };
    let plan = Plan::of(state, figures, area);
    let shares = [
        (Msg::ShareStudents, &figures.readiness.students),
        (Msg::ShareTeachers, &figures.readiness.teachers),
        (Msg::ShareItems, &figures.items),
    ];
    for ((name, share), place) in shares.into_iter().zip(plan.shares) {
        share::draw(state, name, share, place, buffer);
    }
    counts::draw(state, &plan.placed, plan.counts, buffer);
    let focused = OverviewLink::ALL.get(state.overview.focus) == Some(&OverviewLink::Events);
    let role = if focused { Role::Selected } else { Role::Title };
    let mut heading = layout::line(plan.events, 0);
    heading.x = (heading.x + 1).min(area.right());
    heading.width = area.right() - heading.x;
    put(
        buffer,
        heading,
        span(state, role, state.texts().text(Msg::LatestEvents)),
    );
    events::newest(state, layout::below(plan.events, 1), buffer);
    if let Some(beside) = plan.map {
        map::beside(state, beside, buffer);
    }
}

/// The number under the mouse that opens, as an index of [`OverviewLink::ALL`].
pub(crate) fn link_at(state: &State, mouse: Mouse) -> Option<usize> {
    let figures = state.overview.figures.value()?;
    let plan = Plan::of(state, figures, layout::areas(state.size).body);
    let index_of = |link: &OverviewLink| OverviewLink::ALL.iter().position(|one| one == link);
    if (plan.events.y..plan.events.bottom()).contains(&mouse.row) {
        return index_of(&OverviewLink::Events);
    }
    let line = mouse.row.checked_sub(plan.counts.y)?;
    let hit = plan.placed.iter().find(|piece| {
        let cells = u16::try_from(text::width(&piece.text)).unwrap_or(u16::MAX);
        let columns = piece.column..piece.column.saturating_add(cells);
        line < plan.counts.height && piece.line == line && columns.contains(&mouse.column)
    })?;
    hit.link.as_ref().and_then(index_of)
}

/// Where the parts stand.
struct Plan {
    shares: [Rect; 3],
    counts: Rect,
    placed: Vec<Placed>,
    events: Rect,
    map: Option<Rect>,
}

impl Plan {
    fn of(state: &State, figures: &Overview, area: Rect) -> Self {
        let air = u16::from(area.height >= AIRY_ROWS_MIN);
        let more_air = u16::from(area.height >= AIRIER_ROWS_MIN);
        let mut rest = area;
        let mut take = |lines: u16, air: u16| {
            let mut taken = rest;
            taken.height = lines.min(rest.height);
            rest = layout::below(rest, lines + air);
            taken
        };
        let shares = [
            take(share::LINES, more_air),
            take(share::LINES, more_air),
            take(share::LINES, air),
        ];
        let placed = counts::placed(state, figures.machines, figures.lines, area.width);
        let lines = placed.last().map_or(0, |piece| piece.line + 1);
        let counts = take(lines, air);
        let map = layout::map_beside(state.size).map(|map| map.intersection(rest));
        // A space between both.
        rest.width -= map.map_or(0, |map| (map.width + 1).min(rest.width));
        Self {
            shares,
            counts,
            placed,
            events: rest,
            map,
        }
    }
}

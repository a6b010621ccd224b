//! One share as a bar: what is proven, what is unknown, what is proven not to be so.
//!
//! ```text
//!  T2 Học sinh đủ điều kiện     ████████████████░░░░|░░░░░░············
//!     42,0 – 69,0 %   mục tiêu 50 %   ○ chưa đủ căn cứ: 80 chưa biết
//! ```

use super::cells::{gap, line_width, put, span};
use super::theme::Role;
use crate::layout;
use crate::state::State;
use crate::text;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, format};
use kiemke_wire::view::Share;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

/// Lines that a share takes.
pub(super) const LINES: u16 = 2;
/// Cells for the name of a share, where there is room.
const NAME_CELLS: usize = 28;

pub(super) fn draw(state: &State, name: Msg, share: &Share, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    let name_cells = NAME_CELLS.min(width / 2);
    let name = text::left(state.texts().text(name), name_cells);
    let mut bar_line = vec![gap(1), span(state, Role::Title, name), gap(1)];
    bar_line.extend(bar(state, share, width.saturating_sub(name_cells + 3)));
    put(buffer, layout::line(area, 0), Line::from(bar_line));
    put(
        buffer,
        layout::line(area, 1),
        Line::from(figures(state, share, width)),
    );
}

/// The verdict is worth more than the target, which the tick shows too: without room the target goes.
fn figures(state: &State, share: &Share, width: usize) -> Vec<Span<'static>> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let (sign, verdict) = wording::verdict_of(texts, share);
    let mut parts = vec![super::cells::signed(state, sign, verdict)];
    if let (Some(low), Some(high)) = (share.low_pct, share.high_pct) {
        let low = format::decimal(lang, low, 1);
        let range = format!("{low} – {}", format::percent(lang, high, false));
        parts.insert(0, span(state, Role::Plain, range));
    }
    if let (Some(target), true) = (share.target_pct, share.total > 0) {
        let target = format::percent(lang, target, true);
        let text = texts.with(Msg::ShareTarget, &[("target", target.into())]);
        let target = span(state, Role::Dim, text);
        if 4 + line_width(&parts) + 3 * parts.len() + line_width(std::slice::from_ref(&target)) <= width {
            parts.insert(parts.len() - 1, target);
        }
    }
    let mut spans = vec![gap(4)];
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            spans.push(gap(3));
        }
        spans.push(part);
    }
    spans
}

/// The bar as text, for a cell of a table: the tick stands at the target.
pub(super) fn plain(share: &Share, cells: usize) -> String {
    let [ready, unknown, not_ready] = parts(share.drawn(), cells);
    let mut glyphs: Vec<char> = Vec::with_capacity(cells);
    glyphs.extend(std::iter::repeat_n('█', ready));
    glyphs.extend(std::iter::repeat_n('░', unknown));
    glyphs.extend(std::iter::repeat_n('·', not_ready));
    let tick = share.target_pct.map(|target| tick_at(target, cells));
    if let Some(tick) = tick.and_then(|tick| glyphs.get_mut(tick)) {
        *tick = '|';
    }
    glyphs.into_iter().collect()
}

fn bar(state: &State, share: &Share, cells: usize) -> Vec<Span<'static>> {
    let [ready, unknown, not_ready] = parts(share.drawn(), cells);
    let mut glyphs: Vec<(Sign, &str)> = Vec::with_capacity(cells);
    glyphs.extend(std::iter::repeat_n((Sign::Good, "█"), ready));
    glyphs.extend(std::iter::repeat_n((Sign::Unknown, "░"), unknown));
    glyphs.extend(std::iter::repeat_n((Sign::Bad, "·"), not_ready));
    let tick = share
        .target_pct
        .filter(|_| share.total > 0)
        .map(|target| tick_at(target, cells));
    let mut spans = Vec::new();
    let mut run = String::new();
    for (index, (sign, glyph)) in glyphs.iter().enumerate() {
        if tick == Some(index) {
            spans.push(span(state, Role::State(*sign), std::mem::take(&mut run)));
            spans.push(span(state, Role::Title, "|"));
        } else {
            run.push_str(glyph);
        }
        let ends = glyphs.get(index + 1).is_none_or(|(next, _)| next != sign);
        if ends {
            spans.push(span(state, Role::State(*sign), std::mem::take(&mut run)));
        }
    }
    spans
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a place in a bar of some hundred cells"
)]
fn tick_at(target_pct: f64, cells: usize) -> usize {
    let place = (target_pct.clamp(0.0, 100.0) / 100.0 * cells as f64) as usize;
    place.min(cells.saturating_sub(1))
}

/// Shares cells out by size. What is not nothing gets at least one cell where there are enough; all cells are given
/// when anything is there.
fn parts(counts: [u64; 3], cells: usize) -> [usize; 3] {
    let total: u128 = counts.iter().map(|count| u128::from(*count)).sum();
    if total == 0 {
        return [0; 3];
    }
    let mut parts = counts.map(|count| {
        let exact = u128::from(count) * cells as u128 / total;
        usize::try_from(exact)
            .unwrap_or(cells)
            .max(usize::from(count > 0))
    });
    let largest = (0..3).max_by_key(|index| counts[*index]).unwrap_or(0);
    let others: usize = (0..3)
        .filter(|index| *index != largest)
        .map(|index| parts[index])
        .sum();
    if others <= cells {
        parts[largest] = cells - others;
        return parts;
    }
    let mut only_largest = [0; 3];
    only_largest[largest] = cells;
    only_largest
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_single_unknown_person_is_visible() {
        assert_eq!(parts([10_000, 1, 0], 40), [39, 1, 0]);
        assert_eq!(parts([0, 0, 0], 40), [0, 0, 0]);
        assert_eq!(parts([1, 1, 1], 2), [1, 1, 0]);
        assert_eq!(tick_at(100.0, 40), 39);
    }

    proptest! {
        #[test]
        fn every_cell_is_given_out(counts in [any::<u64>(), any::<u64>(), any::<u64>()], cells in 0_usize..200) {
            let given: usize = parts(counts, cells).iter().sum();
            prop_assert_eq!(given, if counts == [0; 3] { 0 } else { cells });
        }
    }
}

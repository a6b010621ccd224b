//! What stands where on a label: the symbol, the code in letters, the name and the school.

use crate::labels::font::Font;
use crate::labels::symbol::{BadCode, Symbol, SymbolKind};
use crate::labels::{Page, Shape};
use kiemke_config::labels::LabelGrid;

/// Between the edge of a label and what stands on it, mm: cutters are not exact.
const PADDING: f32 = 2.5;
/// Between symbol and text, mm.
const GAP: f32 = 1.5;
/// Light around a bar code, in bars.
const QUIET_BARS: usize = 10;
/// Sizes of letters, mm.
const CODE_SIZE: f32 = 3.4;
const NAME_SIZE: f32 = 2.7;
const SCHOOL_SIZE: f32 = 2.3;
/// From one base line to the next, in sizes.
const LEADING: f32 = 1.25;
const NAME_LINES_MAX: usize = 2;

/// What stands on one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The record, to name it in a fault.
    pub(crate) record: String,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) school: String,
}

/// The labels on as many pages as they need.
pub(crate) fn pages(grid: &LabelGrid, kind: SymbolKind, labels: &[Label]) -> Result<Vec<Page>, BadCode> {
    let mut pages = Vec::new();
    for labels in labels.chunks(grid.per_page()) {
        let mut page = Page::default();
        for (at, label) in labels.iter().enumerate() {
            let symbol = kind.symbol(&label.record, &label.code)?;
            let (x, y) = grid.corner_mm(at);
            let within = Frame {
                x: x + PADDING,
                y: y + PADDING,
                width: grid.width_mm - 2.0 * PADDING,
                height: grid.height_mm - 2.0 * PADDING,
            };
            match kind {
                SymbolKind::Qr => beside(&mut page, &within, &symbol, label),
                SymbolKind::Code128 => below(&mut page, &within, &symbol, label),
            }
        }
        pages.push(page);
    }
    Ok(pages)
}

struct Frame {
    x: f32,
    y: f32,
    width: f32,
    height: f32,
}

/// A square symbol at the left, text at its right.
fn beside(page: &mut Page, within: &Frame, symbol: &Symbol, label: &Label) {
    let side = within.height.min(within.width * 0.45);
    let top = within.y + (within.height - side) / 2.0;
    let module = side / symbol.width as f32;
    for (row, dark) in symbol.dark.chunks(symbol.width).enumerate() {
        bars(page, dark, |from, length| Shape::Bar {
            x: within.x + from * module,
            y: top + row as f32 * module,
            width: length * module,
            height: module,
        });
    }
    let text = Frame {
        x: within.x + side + GAP,
        width: within.width - side - GAP,
        ..*within
    };
    write(page, &text, label);
}

/// Bars over the whole width, text below.
fn below(page: &mut Page, within: &Frame, symbol: &Symbol, label: &Label) {
    let text_height = (CODE_SIZE + NAME_SIZE + SCHOOL_SIZE) * LEADING;
    let height = (within.height - text_height - GAP).max(within.height * 0.35);
    let module = within.width / (symbol.width + 2 * QUIET_BARS) as f32;
    bars(page, &symbol.dark, |from, length| Shape::Bar {
        x: within.x + (from + QUIET_BARS as f32) * module,
        y: within.y,
        width: length * module,
        height,
    });
    let text = Frame {
        y: within.y + height + GAP,
        height: within.height - height - GAP,
        ..*within
    };
    write(page, &text, label);
}

/// Neighbouring dark squares are one bar: fewer shapes, and no hair lines between them.
fn bars(page: &mut Page, dark: &[bool], shape: impl Fn(f32, f32) -> Shape) {
    let mut at = 0;
    while at < dark.len() {
        let length = dark[at..].iter().take_while(|dark| **dark).count();
        if length > 0 {
            page.0.push(shape(at as f32, length as f32));
        }
        at += length.max(1);
    }
}

/// Lines from the top as long as there is room: the code first.
fn write(page: &mut Page, within: &Frame, label: &Label) {
    let font = Font::shipped();
    let names = font.lines(&label.name, NAME_SIZE, within.width, NAME_LINES_MAX);
    let mut lines = vec![(CODE_SIZE, font.cut(&label.code, CODE_SIZE, within.width))];
    lines.extend(names.into_iter().map(|line| (NAME_SIZE, line)));
    lines.push((SCHOOL_SIZE, font.cut(&label.school, SCHOOL_SIZE, within.width)));
    let mut y = within.y;
    for (size, text) in lines.into_iter().filter(|(_, text)| !text.is_empty()) {
        if y + size > within.y + within.height {
            return;
        }
        page.0.push(Shape::Text {
            x: within.x,
            y: y + size,
            size,
            text,
        });
        y += size * LEADING;
    }
}

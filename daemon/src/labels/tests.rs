//! Labels lie inside of their frames, carry their codes, and are PDF and SVG.

use crate::labels::font::Font;
use crate::labels::{Label, Shape, SymbolKind, pages, pdf, svg};
use kiemke_config::labels::LabelGrid;
use kiemke_config::shelf::Shelf;

fn label(code: &str) -> Label {
    Label {
        record: "e1".into(),
        code: code.into(),
        name: "Máy tính để bàn Dell OptiPlex 3080 cấu hình giảng dạy".into(),
        school: "THCS & <bạn>".into(),
    }
}

#[test]
fn everything_lies_inside_of_its_label() {
    for grid in Shelf::<LabelGrid>::shipped().iter() {
        for kind in [SymbolKind::Qr, SymbolKind::Code128] {
            let labels: Vec<Label> = (0..grid.per_page() + 1)
                .map(|at| label(&format!("TS-{at:04}")))
                .collect();
            let made = pages(grid, kind, &labels).unwrap();
            assert_eq!(made.len(), 2, "{}", grid.name);
            let (left, top) = grid.corner_mm(0);
            let (right, bottom) = (left + grid.width_mm, top + grid.height_mm);
            assert!(!made[1].0.is_empty());
            for shape in &made[1].0 {
                let (x, y, width, height) = match shape {
                    Shape::Bar { x, y, width, height } => (*x, *y, *width, *height),
                    Shape::Text { x, y, size, text } => {
                        (*x, *y - size, Font::shipped().width(text, *size), *size)
                    }
                };
                let inside =
                    x >= left && y >= top && x + width <= right + 0.01 && y + height <= bottom + 0.01;
                assert!(inside, "{} {kind:?}: {shape:?}", grid.name);
            }
        }
    }
}

#[test]
fn pages_are_written_as_pdf_and_as_svg() {
    let shelf = Shelf::<LabelGrid>::shipped();
    let grid = shelf.get("a4-3x8").unwrap();
    let made = pages(grid, SymbolKind::Qr, &vec![label("MÁY-01"); 30]).unwrap();
    let file = pdf(grid, &made);
    assert!(file.starts_with(b"%PDF-1."), "{}", file.len());
    let count = |what: &[u8]| file.windows(what.len()).filter(|window| *window == what).count();
    assert_eq!(
        (count(b"/MediaBox"), count(b"/FontFile2"), count(b"\nstartxref\n")),
        (2, 1, 1)
    );
    let drawn = svg(grid, &made);
    assert_eq!(drawn.matches("<g ").count(), 2);
    assert!(
        drawn.contains("&amp; &lt;") && drawn.contains("height=\"594mm\""),
        "escaped"
    );
}

#[test]
fn a_bar_code_carries_no_marks() {
    let shelf = Shelf::<LabelGrid>::shipped();
    let grid = shelf.get("a4-2x7").unwrap();
    let refused = pages(grid, SymbolKind::Code128, &[label("MÁY-01")]).unwrap_err();
    assert_eq!(refused.record, "e1");
    assert!(pages(grid, SymbolKind::Qr, &[label(&"x".repeat(5_000))]).is_err());
}

#[test]
fn the_font_has_every_letter_of_vietnamese() {
    let font = Font::shipped();
    for letter in "aăâbcdđeêghiklmnoôơpqrstuưvxyÁẶẪỂỐỞỤỰỶỹỵ0123456789-/.".chars()
    {
        assert_ne!(font.glyph(letter), 0, "{letter}");
    }
    assert_eq!(font.lines("một hai ba bốn", 10.0, 60.0, 2).len(), 2);
}

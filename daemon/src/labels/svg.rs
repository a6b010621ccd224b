//! Pages as one SVG, below each other. Letters are left to the font of whoever shows it.

use crate::labels::{Page, Shape};
use kiemke_config::labels::LabelGrid;
use std::fmt::Write as _;

pub(crate) fn svg(grid: &LabelGrid, pages: &[Page]) -> String {
    let (width, height) = (
        grid.page_width_mm,
        grid.page_height_mm * pages.len().max(1) as f32,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}mm\" height=\"{height}mm\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"DejaVu Sans Condensed, Arial, sans-serif\">\n"
    );
    for (at, Page(shapes)) in pages.iter().enumerate() {
        let top = grid.page_height_mm * at as f32;
        let _ = writeln!(svg, "<g transform=\"translate(0 {top})\">");
        for shape in shapes {
            let _ = match shape {
                Shape::Bar { x, y, width, height } => {
                    writeln!(
                        svg,
                        "<rect x=\"{x:.3}\" y=\"{y:.3}\" width=\"{width:.3}\" height=\"{height:.3}\"/>"
                    )
                }
                Shape::Text { x, y, size, text } => {
                    let text = escaped(text);
                    writeln!(
                        svg,
                        "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size}\">{text}</text>"
                    )
                }
            };
        }
        svg.push_str("</g>\n");
    }
    svg.push_str("</svg>\n");
    svg
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

//! Labels for stickers: what stands on each, drawn as shapes and letters on pages, as PDF or SVG.

mod draw;
mod font;
mod pdf;
mod svg;
mod symbol;
#[cfg(test)]
mod tests;

pub(crate) use draw::{Label, pages};
pub(crate) use pdf::pdf;
pub(crate) use svg::svg;
pub(crate) use symbol::{BadCode, SymbolKind};

/// Something drawn on a page. Lengths in millimetres from the left upper corner.
#[derive(Clone, Debug, PartialEq)]
enum Shape {
    /// A black rectangle.
    Bar { x: f32, y: f32, width: f32, height: f32 },
    /// A line of text; `y` is its base line.
    Text { x: f32, y: f32, size: f32, text: String },
}

/// A page.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Page(Vec<Shape>);

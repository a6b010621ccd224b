//! Sheets of labels: how many stand where. Data; the shipped ones are `config/labels/`.

use crate::load::{BadSettings, parse};
use crate::shelf::Shelved;
use serde::Deserialize;
use std::path::Path;

/// Labels beside and below each other: more are confetti.
const LABELS_MAX: u16 = 40;

/// A sheet of labels. Lengths in millimetres.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelGrid {
    /// Its name in data, such as `a4-3x8`.
    pub name: String,
    /// What it is called in Vietnamese.
    pub vi: String,
    /// What it is called in English.
    pub en: String,
    /// Width of the page.
    pub page_width_mm: f32,
    /// Height of the page.
    pub page_height_mm: f32,
    /// Labels beside each other.
    pub columns: u16,
    /// Labels below each other.
    pub rows: u16,
    /// Width of a label.
    pub width_mm: f32,
    /// Height of a label.
    pub height_mm: f32,
    /// From the left edge to the first label.
    pub left_mm: f32,
    /// From the top edge to the first label.
    pub top_mm: f32,
    /// Between two labels beside each other.
    pub gap_x_mm: f32,
    /// Between two labels below each other.
    pub gap_y_mm: f32,
}

impl Shelved for LabelGrid {
    const SHIPPED: &'static [(&'static str, &'static str)] = &[
        ("labels/a4-2x7.toml", include_str!("../labels/a4-2x7.toml")),
        ("labels/a4-3x8.toml", include_str!("../labels/a4-3x8.toml")),
        ("labels/a4-4x10.toml", include_str!("../labels/a4-4x10.toml")),
        ("labels/a4-5x13.toml", include_str!("../labels/a4-5x13.toml")),
    ];

    fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let grid: Self = parse(file, text)?;
        match grid.fault() {
            None => Ok(grid),
            Some(reason) => Err(BadSettings {
                file: file.to_owned(),
                line: None,
                reason,
            }),
        }
    }

    fn id(&self) -> &str {
        &self.name
    }
}

impl LabelGrid {
    /// Labels of one page.
    pub fn per_page(&self) -> usize {
        usize::from(self.columns) * usize::from(self.rows)
    }

    /// The left upper corner of a label, counted along the rows from 0.
    pub fn corner_mm(&self, at: usize) -> (f32, f32) {
        let columns = usize::from(self.columns);
        let (column, row) = ((at % columns) as f32, (at / columns) as f32);
        (
            self.left_mm + column * (self.width_mm + self.gap_x_mm),
            self.top_mm + row * (self.height_mm + self.gap_y_mm),
        )
    }

    fn fault(&self) -> Option<String> {
        if !(1..=LABELS_MAX).contains(&self.columns) || !(1..=LABELS_MAX).contains(&self.rows) {
            return Some(format!("columns and rows: must be from 1 to {LABELS_MAX}"));
        }
        let lengths = [
            ("page_width_mm", self.page_width_mm, 1.0),
            ("page_height_mm", self.page_height_mm, 1.0),
            ("width_mm", self.width_mm, 10.0),
            ("height_mm", self.height_mm, 10.0),
            ("left_mm", self.left_mm, 0.0),
            ("top_mm", self.top_mm, 0.0),
            ("gap_x_mm", self.gap_x_mm, 0.0),
            ("gap_y_mm", self.gap_y_mm, 0.0),
        ];
        let wrong = lengths
            .iter()
            .find(|(_, length, min)| !length.is_finite() || length < min);
        if let Some((key, _, min)) = wrong {
            return Some(format!("{key}: must be at least {min}"));
        }
        let (x, y) = self.corner_mm(self.per_page() - 1);
        let over = x + self.width_mm > self.page_width_mm || y + self.height_mm > self.page_height_mm;
        over.then(|| "width_mm, height_mm: the last label stands outside of the page".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::Shelf;

    #[test]
    fn the_shipped_sheets_lie_on_their_page() {
        let shelf = Shelf::<LabelGrid>::shipped();
        let grid = shelf.get("a4-3x8").expect("shipped");
        assert_eq!((grid.per_page(), grid.corner_mm(4)), (24, (70.0, 37.5)));
        let (file, text) = LabelGrid::SHIPPED[1];
        for (from, to, key) in [
            ("columns = 3", "columns = 0", "columns"),
            ("rows = 8", "rows = 9", "outside"),
            ("width_mm = 70.0", "width_mm = nan", "width_mm"),
        ] {
            let refused = LabelGrid::parse(Path::new(file), &text.replacen(from, to, 1)).unwrap_err();
            assert!(refused.to_string().contains(key), "{refused}");
        }
    }
}

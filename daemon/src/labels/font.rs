//! The one font of labels: letters of Vietnamese, embedded so that every printer has them.

use std::sync::LazyLock;
use ttf_parser::Face;

/// DejaVu Sans Condensed, cut to the letters that are needed; its terms stand beside it.
pub(super) const FILE: &[u8] = include_bytes!("DejaVuSansCondensed-vi.ttf");
pub(super) const NAME: &str = "DejaVuSansCondensed-vi";
/// Parts of a size in which PDF measures letters.
const EM: f32 = 1_000.0;

/// Letters by glyph, measured.
pub(super) struct Font {
    pub(super) face: Face<'static>,
    scale: f32,
}

static FONT: LazyLock<Font> = LazyLock::new(|| {
    let face = Face::parse(FILE, 0).expect("the font is embedded and read by a test");
    let scale = EM / f32::from(face.units_per_em());
    Font { face, scale }
});

impl Font {
    pub(super) fn shipped() -> &'static Self {
        &FONT
    }

    /// The glyph of a letter; that of an unknown one for letters that the font lacks.
    pub(super) fn glyph(&self, letter: char) -> u16 {
        self.face.glyph_index(letter).map_or(0, |glyph| glyph.0)
    }

    /// The width of a glyph in thousandths of the size.
    pub(super) fn advance(&self, glyph: u16) -> f32 {
        let advance = self.face.glyph_hor_advance(ttf_parser::GlyphId(glyph));
        f32::from(advance.unwrap_or(0)) * self.scale
    }

    /// A length of the font in thousandths of the size.
    pub(super) fn scaled(&self, length: i16) -> f32 {
        f32::from(length) * self.scale
    }

    /// How long a text is, in the unit of its size.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let letters = text.chars().map(|letter| self.advance(self.glyph(letter)));
        letters.sum::<f32>() * size / EM
    }

    /// The text cut so that it is not longer.
    pub(super) fn cut(&self, text: &str, size: f32, width_max: f32) -> String {
        if self.width(text, size) <= width_max {
            return text.to_owned();
        }
        let mut cut = String::new();
        for letter in text.chars() {
            let longer = format!("{cut}{letter}…");
            if self.width(&longer, size) > width_max {
                break;
            }
            cut.push(letter);
        }
        format!("{}…", cut.trim_end())
    }

    /// The text in as many lines as there may be, parted at spaces; the last one is cut.
    pub(super) fn lines(&self, text: &str, size: f32, width_max: f32, lines_max: usize) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            let longer = lines.last().map(|line| format!("{line} {word}"));
            let fits = longer
                .as_ref()
                .is_some_and(|line| self.width(line, size) <= width_max);
            let is_full = lines.len() == lines_max;
            match (longer, lines.last_mut()) {
                (Some(longer), Some(last)) if fits || is_full => *last = longer,
                _ => lines.push(word.to_owned()),
            }
        }
        lines.iter().map(|line| self.cut(line, size, width_max)).collect()
    }
}

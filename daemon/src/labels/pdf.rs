//! Pages as PDF, the font embedded.

use crate::labels::font::{FILE, Font, NAME};
use crate::labels::{Page, Shape};
use kiemke_config::labels::LabelGrid;
use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Content, Finish as _, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;

/// Points of a millimetre.
const POINTS: f32 = 72.0 / 25.4;
const FONT: Name<'static> = Name(b"F1");
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
const STEM_V: f32 = 80.0;

pub(crate) fn pdf(grid: &LabelGrid, pages: &[Page]) -> Vec<u8> {
    let mut last = 0;
    let mut next = || {
        last += 1;
        Ref::new(last)
    };
    let (catalog, tree, font) = (next(), next(), next());
    let ids: Vec<(Ref, Ref)> = pages.iter().map(|_| (next(), next())).collect();
    let parts = [next(), next(), next(), next()];
    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(tree);
    pdf.pages(tree)
        .kids(ids.iter().map(|(page, _)| *page))
        .count(pages.len() as i32);
    let mut used = BTreeMap::new();
    for ((page_id, content_id), page) in ids.iter().zip(pages) {
        let mut page_object = pdf.page(*page_id);
        let (width, height) = (grid.page_width_mm * POINTS, grid.page_height_mm * POINTS);
        page_object.media_box(Rect::new(0.0, 0.0, width, height));
        page_object.parent(tree).contents(*content_id);
        page_object.resources().fonts().pair(FONT, font);
        page_object.finish();
        pdf.stream(*content_id, &content(page, height, &mut used));
    }
    embed(&mut pdf, font, parts, &used);
    pdf.finish()
}

fn content(Page(shapes): &Page, page_height: f32, used: &mut BTreeMap<u16, char>) -> Vec<u8> {
    let shipped = Font::shipped();
    let mut content = Content::new();
    for shape in shapes {
        match shape {
            Shape::Bar { x, y, width, height } => {
                let bottom = page_height - (y + height) * POINTS;
                content
                    .rect(x * POINTS, bottom, width * POINTS, height * POINTS)
                    .fill_nonzero();
            }
            Shape::Text { x, y, size, text } => {
                let mut glyphs = Vec::new();
                for letter in text.chars() {
                    let glyph = shipped.glyph(letter);
                    used.insert(glyph, letter);
                    glyphs.extend(glyph.to_be_bytes());
                }
                content
                    .begin_text()
                    .set_font(FONT, size * POINTS)
                    .next_line(x * POINTS, page_height - y * POINTS)
                    .show(Str(&glyphs))
                    .end_text();
            }
        }
    }
    content.finish().to_vec()
}

fn embed(pdf: &mut Pdf, font: Ref, [cid, descriptor, cmap, file]: [Ref; 4], used: &BTreeMap<u16, char>) {
    let shipped = Font::shipped();
    let name = Name(NAME.as_bytes());
    pdf.type0_font(font)
        .base_font(name)
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(cmap);
    let mut cid_font = pdf.cid_font(cid);
    cid_font
        .subtype(CidFontType::Type2)
        .base_font(name)
        .system_info(IDENTITY)
        .font_descriptor(descriptor)
        .default_width(0.0)
        .cid_to_gid_map_predefined(Name(b"Identity"));
    let mut widths = cid_font.widths();
    for glyph in used.keys() {
        widths.consecutive(*glyph, [shipped.advance(*glyph)]);
    }
    widths.finish();
    cid_font.finish();
    let face = &shipped.face;
    let bounds = face.global_bounding_box();
    let scaled = |length: i16| shipped.scaled(length);
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::NON_SYMBOLIC)
        .bbox(Rect::new(
            scaled(bounds.x_min),
            scaled(bounds.y_min),
            scaled(bounds.x_max),
            scaled(bounds.y_max),
        ))
        .italic_angle(0.0)
        .ascent(scaled(face.ascender()))
        .descent(scaled(face.descender()))
        .cap_height(scaled(face.capital_height().unwrap_or(face.ascender())))
        .stem_v(STEM_V)
        .font_file2(file);
    let mut map = UnicodeCmap::new(Name(b"Labels"), IDENTITY);
    for (glyph, letter) in used {
        map.pair(*glyph, *letter);
    }
    pdf.stream(cmap, &map.finish());
    pdf.stream(file, FILE);
}

//! Lines of books in an image of the state: one chunk, packed.

use crate::books::{Books, CHUNK, Chunk, LineColumns};
use crate::packing::{Packer, Unpacker};
use kiemke_wire::book::BookKind;
use kiemke_wire::equipment::Category;
use kiemke_wire::ids::{Position, UnitKey};

pub(crate) fn pack(books: &Books, chunk: &Chunk, packer: &mut Packer) {
    packer.list(chunk.columns.iter().enumerate(), |packer, (at, columns)| {
        packer.number(columns.changed_at.0);
        packer.number(columns.school.0.into());
        packer.bytes(&[columns.book as u8]);
        packer.text(&books.category(columns).0);
        packer.number(columns.left.into());
        packer.option(columns.unit_cost_dong, Packer::number);
        packer.option(columns.cost_dong, Packer::number);
        packer.text(chunk.texts.get(at).unwrap_or_default());
    });
}

/// Adds the lines of a chunk; `None` when it is damaged.
pub(crate) fn unpack(reader: &mut Unpacker<'_>, books: &mut Books) -> Option<()> {
    let count: usize = reader.small()?;
    // Only the last chunk is not full.
    if count > CHUNK || !books.count().is_multiple_of(CHUNK) {
        return None;
    }
    for _ in 0..count {
        let changed_at = Position(reader.number()?);
        let school = UnitKey(reader.small()?);
        let [book] = reader.array()?;
        let category = Category(reader.text()?.to_owned());
        let columns = LineColumns {
            changed_at,
            school,
            book: *BookKind::ALL.get(usize::from(book))?,
            category: books.numbered(&category),
            left: reader.small()?,
            unit_cost_dong: reader.option(Unpacker::number)?,
            cost_dong: reader.option(Unpacker::number)?,
        };
        books.push(columns, reader.text()?);
    }
    Some(())
}

//! The rows of a table of an SQLite database, read page by page: as much of the file format
//! (sqlite.org/fileformat2.html) as the list of an rpm system needs. The library itself would be a fifth of the agent.
//!
//! What other programs are about to write (`-wal`) is not seen: it is in the file when the next inventory is made.

use std::io::{self, Read, Seek, SeekFrom};

const MAGIC: &[u8] = b"SQLite format 3\0";
/// Bytes before the first page's tree.
const HEAD_BYTES: usize = 100;
/// Page with the table of tables.
const SCHEMA_PAGE: u32 = 1;
/// Kinds of pages.
const INTERIOR: u8 = 0x05;
const LEAF: u8 = 0x0d;
/// What of a page the format leaves for its content at least.
const USABLE_BYTES_MIN: usize = 480;

/// A database in a file.
pub(super) struct Database<R> {
    file: R,
    page_bytes: usize,
    /// Of a page, without what extensions keep at its end.
    usable_bytes: usize,
    pages: u32,
}

/// Where a row lies: its length, what stands in the leaf, and the page on which it goes on.
pub(super) struct Row<'a> {
    length: usize,
    here: &'a [u8],
    further: Option<u32>,
}

/// One value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'a> {
    /// A whole number.
    Number(i64),
    /// Text or bytes, as far as they were read.
    Bytes(&'a [u8]),
    /// Nothing, or what no list needs.
    Other,
}

fn damaged(what: &str) -> io::Error {
    io::Error::new(
        io::ErrorKind::InvalidData,
        format!("the database is damaged: {what}"),
    )
}

impl<R: Read + Seek> Database<R> {
    /// Reads the head of the file.
    pub(super) fn open(mut file: R) -> io::Result<Self> {
        let bytes = file.seek(SeekFrom::End(0))?;
        let mut head = [0; HEAD_BYTES];
        file.seek(SeekFrom::Start(0))?;
        file.read_exact(&mut head)?;
        if !head.starts_with(MAGIC) {
            return Err(damaged("it is not one of SQLite"));
        }
        let page_bytes = match u16::from_be_bytes([head[16], head[17]]) {
            1 => 65_536,
            bytes if bytes >= 512 && bytes.is_power_of_two() => usize::from(bytes),
            _ => return Err(damaged("its pages have no size")),
        };
        Ok(Self {
            file,
            page_bytes,
            usable_bytes: (page_bytes - usize::from(head[20])).max(USABLE_BYTES_MIN),
            pages: u32::try_from(bytes / page_bytes as u64).unwrap_or(u32::MAX),
        })
    }

    /// The first page of a table.
    pub(super) fn table(&mut self, name: &str) -> io::Result<Option<u32>> {
        let mut found = None;
        self.each(SCHEMA_PAGE, |database, row| {
            let record = database.record(row, usize::MAX)?;
            if let [
                Value::Bytes(b"table"),
                Value::Bytes(named),
                _,
                Value::Number(page),
                ..,
            ] = values(&record).as_slice()
                && *named == name.as_bytes()
            {
                found = u32::try_from(*page).ok();
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Gives every row of a table, in its order.
    pub(super) fn each(
        &mut self,
        table: u32,
        mut take: impl FnMut(&mut Self, &Row<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let cut = || damaged("a page is cut short");
        let mut waiting = vec![table];
        let mut seen = 0;
        while let Some(number) = waiting.pop() {
            seen += 1;
            if seen > self.pages {
                return Err(damaged("its pages go round in a circle"));
            }
            let page = self.page(number)?;
            let tree = if number == SCHEMA_PAGE { HEAD_BYTES } else { 0 };
            let (kind, cells) = (page[tree], be16(&page, tree + 3).ok_or_else(cut)?);
            let head_bytes = if kind == INTERIOR { 12 } else { 8 };
            let places = (0..cells).map(|cell| be16(&page, tree + head_bytes + 2 * cell));
            match kind {
                INTERIOR => {
                    let below = places.map(|place| be32(&page, place?));
                    let below: Option<Vec<u32>> = below.chain([be32(&page, tree + 8)]).collect();
                    waiting.extend(below.ok_or_else(cut)?.into_iter().rev());
                }
                LEAF => {
                    for place in places {
                        let cell = place.and_then(|place| page.get(place..));
                        let row = cell.and_then(|cell| self.row(cell)).ok_or_else(cut)?;
                        take(self, &row)?;
                    }
                }
                _ => return Err(damaged("a page is not of a table")),
            }
        }
        Ok(())
    }

    /// A row's bytes, at most so many.
    pub(super) fn record(&mut self, row: &Row<'_>, bytes_max: usize) -> io::Result<Vec<u8>> {
        let wanted = row.length.min(bytes_max);
        let mut record = row.here[..row.here.len().min(wanted)].to_vec();
        let mut further = row.further;
        while record.len() < wanted {
            let number = further.ok_or_else(|| damaged("a row ends too early"))?;
            let page = self.page(number)?;
            let rest = &page[4..self.usable_bytes];
            record.extend(&rest[..rest.len().min(wanted - record.len())]);
            further = be32(&page, 0).filter(|next| *next != 0);
        }
        Ok(record)
    }

    fn page(&mut self, number: u32) -> io::Result<Vec<u8>> {
        if number == 0 || number > self.pages {
            return Err(damaged("a page that it names is not there"));
        }
        let mut page = vec![0; self.page_bytes];
        let at = u64::from(number - 1) * self.page_bytes as u64;
        self.file.seek(SeekFrom::Start(at))?;
        self.file.read_exact(&mut page)?;
        Ok(page)
    }

    /// Of a long row only so much stands in the leaf that others fit beside it.
    fn row<'a>(&self, cell: &'a [u8]) -> Option<Row<'a>> {
        let (length, rest) = number(cell)?;
        let (_, rest) = number(rest)?;
        // No row is longer than its file.
        let length = usize::try_from(length)
            .ok()
            .filter(|length| *length as u64 <= u64::from(self.pages) * self.page_bytes as u64)?;
        let most = self.usable_bytes - 35;
        let here = if length <= most {
            length
        } else {
            let least = (self.usable_bytes - 12) * 32 / 255 - 23;
            let fitting = least + (length - least) % (self.usable_bytes - 4);
            if fitting <= most { fitting } else { least }
        };
        Some(Row {
            length,
            here: rest.get(..here)?,
            further: if here < length {
                Some(be32(rest, here)?)
            } else {
                None
            },
        })
    }
}

/// The values of a row, of which the end may be missing.
pub(super) fn values(record: &[u8]) -> Vec<Value<'_>> {
    let head = number(record).and_then(|(bytes, _)| record.get(..usize::try_from(bytes).ok()?));
    let Some((_, mut kinds)) = head.and_then(number) else {
        return Vec::new();
    };
    let mut body = &record[head.map_or(0, <[u8]>::len)..];
    let mut values = Vec::new();
    while let Some((kind, rest)) = number(kinds) {
        kinds = rest;
        let bytes = match kind {
            1..=4 => kind,
            5 => 6,
            6 | 7 => 8,
            12.. => (kind - 12) / 2,
            _ => 0,
        };
        let bytes = usize::try_from(bytes).map_or(body.len(), |bytes| bytes.min(body.len()));
        let (here, rest) = body.split_at(bytes);
        body = rest;
        values.push(match kind {
            1..=6 => Value::Number(signed(here)),
            8 | 9 => Value::Number(i64::from(kind == 9)),
            12.. => Value::Bytes(here),
            _ => Value::Other,
        });
    }
    values
}

fn signed(bytes: &[u8]) -> i64 {
    let is_negative = bytes.first().is_some_and(|byte| byte & 0x80 != 0);
    bytes.iter().fold(-i64::from(is_negative), |number, byte| {
        number << 8 | i64::from(*byte)
    })
}

/// A number of one to nine bytes, and what follows it.
fn number(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut number = 0;
    for (at, byte) in bytes.iter().take(9).enumerate() {
        if at == 8 {
            return Some((number << 8 | u64::from(*byte), &bytes[9..]));
        }
        number = number << 7 | u64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[at + 1..]));
        }
    }
    None
}

fn be16(bytes: &[u8], at: usize) -> Option<usize> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(usize::from(u16::from_be_bytes([pair[0], pair[1]])))
}

fn be32(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_take_up_to_nine_bytes() {
        assert_eq!(number(&[0x7f, 1]), Some((127, &[1_u8][..])));
        assert_eq!(number(&[0x81, 0x00]), Some((128, &[][..])));
        assert_eq!(number(&[0xff; 9]), Some((u64::MAX, &[][..])));
        assert_eq!(number(&[0x80]), None);
        assert_eq!(signed(&[0xff, 0x38]), -200);
    }

    #[test]
    fn a_row_of_which_the_end_is_missing_gives_what_there_is() {
        let record = [4, 1, 0, 23, 5, b'a', b'b'];
        assert_eq!(
            values(&record),
            [Value::Number(5), Value::Other, Value::Bytes(b"ab")]
        );
        assert_eq!(values(&[9, 1]), [], "a head that is not whole");
    }
}

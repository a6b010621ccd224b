//! A block: rows of neighbouring sites as columns, compressed as one.
//!
//! A site with 25 machines takes some 100 bytes a day. Alone, the head of its compressed frame and its tables
//! would take half as much again, so sites share a block until it is full; a site larger than a block takes
//! several.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::Day;
use crate::cold::record::{Record, Row};
use kiemke_wire::ids::UnitKey;

/// A block is closed when its rows weigh about this much before compression.
///
/// Larger ones are smaller on the disk and slower to read one line from.
pub(crate) const BLOCK_WEIGHT_BYTES: usize = 32 * 1024;
/// The most that a block can be before compression. One row weighs 16 MiB at worst (a line with all its probes of
/// a day, as many as anyone can send); what claims more is damaged.
pub(crate) const BLOCK_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The columns of rows, not yet compressed.
pub(crate) fn write_columns<R: Record>(rows: &[Row<R>]) -> Vec<u8> {
    let mut columns = ColumnWriter::default();
    columns.number(rows.len() as u64);
    columns.differences(rows.iter().map(|row| i64::from(row.site.0)));
    columns.differences(rows.iter().map(|row| i64::from(row.record.number())));
    columns.differences(rows.iter().map(|row| i64::from(row.record.day().0)));
    R::write(rows, &mut columns);
    columns.into_bytes()
}

pub(crate) fn read_columns<R: Record>(bytes: &[u8]) -> Result<Vec<Row<R>>, BadColumn> {
    let mut columns = ColumnReader::new(bytes);
    let count = columns.count("rows")?;
    let sites: Vec<u32> = columns.differences(count, "sites")?;
    let numbers: Vec<u32> = columns.differences(count, "numbers")?;
    let days: Vec<i32> = columns.differences(count, "days")?;
    let keys: Vec<(u32, Day)> = numbers.into_iter().zip(days.into_iter().map(Day)).collect();
    let records = R::read(&keys, &mut columns)?;
    if !columns.is_at_end() {
        return Err(BadColumn { column: "rest" });
    }
    let sites = sites.into_iter().map(UnitKey);
    Ok(sites
        .zip(records)
        .map(|(site, record)| Row { site, record })
        .collect())
}

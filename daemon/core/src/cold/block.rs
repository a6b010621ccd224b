//! A block: rows of neighbouring sites as columns, compressed as one.
//!
//! A site with 25 machines takes some 150 bytes a day, too little for a compressed frame of its own with its head
//! and tables; so sites share a block until it is full, and a site larger than a block takes several.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::Day;
use crate::cold::record::{Kind, Record, Row};
use kiemke_wire::ids::UnitKey;

/// A block is closed when its rows weigh about this much before compression.
///
/// Larger ones take less on the disk, and one line's or machine's record costs the reading of a whole one: so those
/// of lines, whose 30 days are looked at on a screen, are small.
pub(crate) fn weight_bytes_max(kind: Kind) -> usize {
    match kind {
        Kind::Probes => 16 * 1024,
        Kind::LineHours => 12 * 1024,
        Kind::LineDays => 4 * 1024,
        Kind::Presence | Kind::MachineHours | Kind::MachineDays => 48 * 1024,
    }
}

/// The level of compression. The states of machines are many small numbers of few kinds, for which the thorough
/// levels find a better code (a tenth less than level 3); measured times are mostly noise.
pub(crate) fn compression_level(kind: Kind) -> i32 {
    match kind {
        Kind::Probes | Kind::LineHours | Kind::LineDays => 3,
        Kind::Presence | Kind::MachineHours | Kind::MachineDays => 15,
    }
}

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

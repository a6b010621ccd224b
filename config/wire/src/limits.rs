//! Bounds that both ends of the wire keep. What is over gets 413 or 422 with the bound named.

/// The largest report body as sent, bytes; a full inventory is about 10 kB.
pub const REPORT_BODY_BYTES_MAX: usize = 1024 * 1024;
/// The largest report body after inflating, bytes; a full inventory is about 60 kB.
pub const REPORT_INFLATED_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most items of one report: an hour of a busy prober is about 40.
pub const REPORT_ITEMS_MAX: usize = 512;
/// The largest body of an enrolment, bytes.
pub const ENROL_BODY_BYTES_MAX: usize = 64 * 1024;
/// The largest body of any other request, bytes.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// The largest body of scans of a stocktake, bytes: a thousand of them, each with a note.
pub const SCANS_BODY_BYTES_MAX: usize = 1024 * 1024;
/// The longest single text in a report, bytes; longer ones are set aside with a warning.
pub const TEXT_BYTES_MAX: usize = 4096;
/// The most malformed fields named for one item before the whole item is set aside.
pub const WARNINGS_PER_ITEM_MAX: usize = 16;
/// The most rows of one page of a list.
pub const PAGE_ROWS_MAX: usize = 1000;
/// The rows of a page when none are asked for.
pub const PAGE_ROWS_DEFAULT: usize = 100;
/// The longest search text, bytes.
pub const QUERY_BYTES_MAX: usize = 200;

//! Cold files: closed days of readings and presence, sealed, and what they are rolled up to.
//!
//! Owns the formats and the rules; the shell moves the bytes. A file is never changed: late facts make a new
//! generation of it, which replaces the old one once it is whole.
//!
//! ```text
//!                    62 days                     13 months                      for ever
//! probes    ──▶ probes-2026-11-24.1.kkc ──▶ line-hours-2026-11.1.kkc ──▶ line-days-2026-11.1.kkc
//! presence  ──▶ presence-2026-11-24.1.kkc ─▶ machine-hours-… ──────────▶ machine-days-…
//! ```
//! Hours and days lie in day files until their month has ended, then in one file a month. A day file counts before
//! its month's file, so late facts cost a day, not a month; and so that a stop between the writing of a month and
//! the removal of its days is harmless.

mod block;
mod block_reader;
mod column;
mod damage;
mod day;
mod file_writer;
mod histogram;
mod index;
mod line;
mod line_sums;
mod line_sums_columns;
mod machine;
mod machine_sums;
mod merge;
mod name;
mod quality;
mod record;
mod retention;
mod runs;

pub use block_reader::{block_damage, read_block};
pub use column::{BadColumn, ColumnReader, ColumnWriter};
pub use damage::{Damage, Part};
pub use day::{BadDay, Day, DayClock, HOURS_A_DAY, Month, QUARTERS_A_DAY, QUARTERS_AN_HOUR, Quarter};
pub use file_writer::{BadRows, FileWriter};
pub use histogram::Histogram;
pub use index::{
    BlockPlace, COLD_VERSION, CoveredDay, FOOT_BYTES, Foot, HEAD_BYTES, Index, NotOpened, check_head,
};
pub use line::{DayOfLine, NO_LINE, OutsideValues, TargetIndex};
pub(crate) use line::{step_code, step_of_code};
pub use line_sums::{HoursOfLine, LineSums, SumsOfLine, TargetSums};
pub use machine::DayOfMachine;
pub use machine_sums::{HoursOfMachine, MachineSums, SumsOfMachine};
pub use merge::{first_of_each, in_order, interleaved, merged};
pub use name::{BadName, ColdName, Span, UNFINISHED};
pub use quality::{GatewayQuality, QuarterState};
pub use record::{Kind, Owner, Raw, Record, Row};
pub use retention::{FileInfo, HOURS_KEPT_MONTHS, MONTH_SETTLES_DAYS, RAW_KEPT_DAYS, Step, plan, rolled};

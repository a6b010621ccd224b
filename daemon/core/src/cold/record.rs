//! What lies in a cold file: one record for each line or machine and day, all of one kind.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::{Day, DayClock};
use kiemke_wire::ids::UnitKey;
use std::fmt;

/// What the records of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Outside probes of lines, as they were made.
    Probes,
    /// Quarter-hours of machines, as they were told.
    Presence,
    /// Lines by the hour.
    LineHours,
    /// Lines by the day.
    LineDays,
    /// Machines by the hour.
    MachineHours,
    /// Machines by the day.
    MachineDays,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::Probes,
        Self::Presence,
        Self::LineHours,
        Self::LineDays,
        Self::MachineHours,
        Self::MachineDays,
    ];

    /// Its name in the names of files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Probes => "probes",
            Self::Presence => "presence",
            Self::LineHours => "line-hours",
            Self::LineDays => "line-days",
            Self::MachineHours => "machine-hours",
            Self::MachineDays => "machine-days",
        }
    }

    /// Its number in files; never given to another kind.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Probes => 1,
            Self::Presence => 2,
            Self::LineHours => 3,
            Self::LineDays => 4,
            Self::MachineHours => 5,
            Self::MachineDays => 6,
        }
    }

    pub(crate) fn of_code(code: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// Whose a record is: a line or a machine, by its number, at the site at which it then was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Owner {
    /// The site.
    pub site: UnitKey,
    /// The number of the line or machine, by the kind of file.
    pub number: u32,
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} number {}", self.site, self.number)
    }
}

/// A record at its site. Files hold rows in the order of (site, number, day), each of these once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row<R> {
    /// Where the line or machine then was.
    pub site: UnitKey,
    /// What is known of it.
    pub record: R,
}

/// One line's or one machine's day, in one of the kinds.
pub trait Record: Clone + fmt::Debug + PartialEq + Send {
    /// The kind of file it lies in.
    const KIND: Kind;
    /// Whose it is: a line, or a machine.
    type Of;
    /// The number by which its file knows whose it is.
    fn number_of(of: Self::Of) -> u32;
    /// The number of its line or machine.
    fn number(&self) -> u32;
    /// Its day.
    fn day(&self) -> Day;
    /// About how many bytes it takes before compression; blocks are filled by it.
    fn weight_bytes(&self) -> usize;
    /// Writes what these records hold besides number and day, column by column.
    fn write(records: &[Row<Self>], columns: &mut ColumnWriter);
    /// Reads the records of these numbers and days back.
    ///
    /// # Errors
    /// When a column is not what [`Self::write`] writes.
    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn>;
}

/// A record as it was measured, which late facts still change and from which the coarser ones are made.
pub trait Raw: Record {
    /// The same by the hour.
    type Hours: Record;
    /// The same by the day.
    type Sums: Record;
    /// Takes in what another record of the same line or machine and day knows. A repeat changes nothing.
    fn merge(&mut self, late: Self);
    /// Rolls up to hours.
    fn hours(&self, clock: DayClock) -> Self::Hours;
    /// Rolls hours up to the day.
    fn sums(hours: &Self::Hours) -> Self::Sums;
}

impl<R: Record> Row<R> {
    /// Whose it is.
    pub fn owner(&self) -> Owner {
        Owner {
            site: self.site,
            number: self.record.number(),
        }
    }

    /// Its place in the order of a file.
    pub fn key(&self) -> (Owner, Day) {
        (self.owner(), self.record.day())
    }
}

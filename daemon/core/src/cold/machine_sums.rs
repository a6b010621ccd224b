//! Machines by the hour and by the day.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::{Day, HOURS_A_DAY, QUARTERS_AN_HOUR};
use crate::cold::machine::DayOfMachine;
use crate::cold::record::{Kind, Record, Row};
use crate::cold::runs::{read_runs, write_runs};
use kiemke_wire::ids::MachineId;

/// What on and good can be in an hour: 0 to 4.
const HOUR_VALUES: u8 = QUARTERS_AN_HOUR as u8 + 1;

/// More than its two bytes: a block of them is read whole for one machine.
const DAY_WEIGHT_BYTES: usize = 6;

/// An hour or a day of a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MachineSums {
    /// Quarter-hours in which it was on.
    pub quarters_on: u8,
    /// Those in which its gateway was good ([`QuarterState::is_good`]).
    ///
    /// [`QuarterState::is_good`]: crate::cold::QuarterState::is_good
    pub quarters_good: u8,
}

/// A machine's day by the hour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HoursOfMachine {
    /// The machine.
    pub machine: MachineId,
    /// The day.
    pub day: Day,
    /// Its hours.
    pub hours: [MachineSums; HOURS_A_DAY],
}

/// A machine's day as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SumsOfMachine {
    /// The machine.
    pub machine: MachineId,
    /// The day.
    pub day: Day,
    /// Its sums, each at most 96.
    pub sums: MachineSums,
}

impl HoursOfMachine {
    /// Rolls a day's quarter-hours up.
    pub fn of(raw: &DayOfMachine) -> Self {
        let mut hours = [MachineSums::default(); HOURS_A_DAY];
        for (hour, quarters) in hours.iter_mut().zip(raw.quarters.chunks(QUARTERS_AN_HOUR)) {
            for state in quarters {
                hour.quarters_on += u8::from(state.is_on());
                hour.quarters_good += u8::from(state.is_good());
            }
        }
        Self {
            machine: raw.machine,
            day: raw.day,
            hours,
        }
    }
}

impl SumsOfMachine {
    /// Rolls a day's hours up.
    pub fn of(hours: &HoursOfMachine) -> Self {
        let sum = |count: fn(&MachineSums) -> u8| hours.hours.iter().map(count).sum();
        Self {
            machine: hours.machine,
            day: hours.day,
            sums: MachineSums {
                quarters_on: sum(|hour| hour.quarters_on),
                quarters_good: sum(|hour| hour.quarters_good),
            },
        }
    }
}

impl Record for HoursOfMachine {
    const KIND: Kind = Kind::MachineHours;
    type Of = MachineId;

    fn number_of(of: MachineId) -> u32 {
        of.0
    }

    fn number(&self) -> u32 {
        self.machine.0
    }

    fn day(&self) -> Day {
        self.day
    }

    fn weight_bytes(&self) -> usize {
        HOURS_A_DAY / 2
    }

    fn write(records: &[Row<Self>], columns: &mut ColumnWriter) {
        let code = |hour: MachineSums| hour.quarters_on.min(4) * HOUR_VALUES + hour.quarters_good.min(4);
        let days: Vec<[u8; HOURS_A_DAY]> = records.iter().map(|row| row.record.hours.map(code)).collect();
        write_runs(&days, columns);
    }

    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn> {
        let days: Vec<[u8; HOURS_A_DAY]> = read_runs(keys.len(), columns)?;
        let sums = |code: u8| MachineSums {
            quarters_on: code / HOUR_VALUES,
            quarters_good: code % HOUR_VALUES,
        };
        let mut records = Vec::with_capacity(days.len());
        for ((number, day), codes) in keys.iter().zip(days) {
            let hours = codes.map(sums);
            if hours
                .iter()
                .any(|hour| hour.quarters_on >= HOUR_VALUES || hour.quarters_good > hour.quarters_on)
            {
                return Err(BadColumn { column: "hours" });
            }
            records.push(Self {
                machine: MachineId(*number),
                day: *day,
                hours,
            });
        }
        Ok(records)
    }
}

impl Record for SumsOfMachine {
    const KIND: Kind = Kind::MachineDays;
    type Of = MachineId;

    fn number_of(of: MachineId) -> u32 {
        of.0
    }

    fn number(&self) -> u32 {
        self.machine.0
    }

    fn day(&self) -> Day {
        self.day
    }

    fn weight_bytes(&self) -> usize {
        DAY_WEIGHT_BYTES
    }

    fn write(records: &[Row<Self>], columns: &mut ColumnWriter) {
        let sums = || records.iter().map(|row| row.record.sums);
        columns.raw_bytes(sums().map(|sums| sums.quarters_on));
        // Nearly always nothing is missing to all.
        columns.raw_bytes(sums().map(|sums| sums.quarters_on - sums.quarters_good.min(sums.quarters_on)));
    }

    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn> {
        let on = columns.raw_bytes(keys.len(), "quarters on")?;
        let bad = columns.raw_bytes(keys.len(), "quarters not good")?;
        let mut records = Vec::with_capacity(keys.len());
        for ((number, day), (on, bad)) in keys.iter().zip(on.iter().zip(bad)) {
            let good = on.checked_sub(*bad).ok_or(BadColumn {
                column: "quarters not good",
            })?;
            records.push(Self {
                machine: MachineId(*number),
                day: *day,
                sums: MachineSums {
                    quarters_on: *on,
                    quarters_good: good,
                },
            });
        }
        Ok(records)
    }
}

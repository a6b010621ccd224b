//! A machine's day as it was told, quarter-hour by quarter-hour.

use crate::cold::column::{BadColumn, ColumnReader, ColumnWriter};
use crate::cold::day::{Day, DayClock, QUARTERS_A_DAY, Quarter};
use crate::cold::machine_sums::{HoursOfMachine, SumsOfMachine};
use crate::cold::quality::QuarterState;
use crate::cold::record::{Kind, Raw, Record, Row};
use crate::cold::runs::{read_runs, write_runs};
use kiemke_wire::ids::MachineId;

/// What is kept of a machine's day. A machine that was not seen that day needs no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayOfMachine {
    /// The machine.
    pub machine: MachineId,
    /// The day.
    pub day: Day,
    /// Its quarter-hours.
    pub quarters: [QuarterState; QUARTERS_A_DAY],
}

impl DayOfMachine {
    /// A day of which nothing is known yet.
    pub fn unknown(machine: MachineId, day: Day) -> Self {
        Self {
            machine,
            day,
            quarters: [QuarterState::UNKNOWN; QUARTERS_A_DAY],
        }
    }

    /// Takes in what is told of a quarter-hour: what knows more wins, and of two that know the gateway the worse.
    pub fn tell(&mut self, quarter: Quarter, state: QuarterState) {
        let held = &mut self.quarters[quarter.index()];
        *held = state.max(*held);
    }
}

impl Record for DayOfMachine {
    const KIND: Kind = Kind::Presence;
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
        QUARTERS_A_DAY / 4
    }

    fn write(records: &[Row<Self>], columns: &mut ColumnWriter) {
        let days: Vec<[u8; QUARTERS_A_DAY]> = records
            .iter()
            .map(|row| row.record.quarters.map(|state| state.0))
            .collect();
        write_runs(&days, columns);
    }

    fn read(keys: &[(u32, Day)], columns: &mut ColumnReader<'_>) -> Result<Vec<Self>, BadColumn> {
        let days = read_runs(keys.len(), columns)?;
        let records = keys.iter().zip(days).map(|((number, day), bytes)| Self {
            machine: MachineId(*number),
            day: *day,
            quarters: bytes.map(QuarterState),
        });
        Ok(records.collect())
    }
}

impl Raw for DayOfMachine {
    type Hours = HoursOfMachine;
    type Sums = SumsOfMachine;

    fn merge(&mut self, late: Self) {
        for (held, told) in self.quarters.iter_mut().zip(late.quarters) {
            *held = told.max(*held);
        }
    }

    fn hours(&self, _: DayClock) -> HoursOfMachine {
        HoursOfMachine::of(self)
    }

    fn sums(hours: &HoursOfMachine) -> SumsOfMachine {
        SumsOfMachine::of(hours)
    }
}

//! A leaf's facts as bytes of a stored row.
//!
//! ```text
//! version · people · survey complete · [place] · [stand] · [cell] · [pool] · valid ids · shared · told on
//! ```
//! Days are signed numbers; a result's night is told as days before the row's. Cells are runs: a stand, then its homes
//! as steps. A changed form is a new version with a reader of its own; versions that were written stay readable.

use super::leaf::{Assigned, Cell, LeafFacts, LineFacts, People, Place, PoolFacts, Stand};
use super::{HomeCode, LineResult, MachineClass, Median};
use crate::cold::Day;
use crate::packing::{Packer, Unpacker};
use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_config::three::Three;
use kiemke_wire::ids::UnitKey;

/// What is written now.
const VERSION: u64 = 2;
/// Without the day of which people tell.
const UNDATED: u64 = 1;

impl LeafFacts {
    /// The row's bytes. `day` is the row's, which the reader must say again: it stands in the row's key.
    pub fn pack(&self, day: Day) -> Vec<u8> {
        let mut row = Packer::default();
        row.number(VERSION);
        match self.people {
            People::NoRoster => row.number(0),
            People::HeadCount { on, count } => {
                row.number(1);
                pack_day(&mut row, on, day);
                row.number(count.into());
            }
            People::Roster { on } => {
                row.number(2);
                pack_day(&mut row, on, day);
            }
        }
        row.option(self.survey_complete_on, |row, on| pack_day(row, on, day));
        row.list(self.places.iter(), |row, place| pack_place(row, place, day));
        row.list(self.stands.iter(), |row, stand| {
            row.list(stand.0.iter(), |row, assigned| {
                row.number(assigned.place.into());
                row.number(assigned.machine.map_or(0, |class| u64::from(class.number()) + 1));
            });
        });
        pack_cells(&mut row, &self.cells);
        row.list(self.pools.iter(), pack_pool);
        row.number(self.valid_ids.into());
        row.number(self.shared.into());
        row.option(self.told_on, |row, on| pack_day(row, on, day));
        row.into_bytes()
    }

    /// Reads a row of that day; none when it is not one, or of a later version.
    pub fn unpack(bytes: &[u8], day: Day) -> Option<Self> {
        let mut row = Unpacker::new(bytes);
        let version = row.number()?;
        if ![VERSION, UNDATED].contains(&version) {
            return None;
        }
        let people = match row.number()? {
            0 => People::NoRoster,
            1 => People::HeadCount {
                on: unpack_day(&mut row, day)?,
                count: row.small()?,
            },
            2 => People::Roster {
                on: unpack_day(&mut row, day)?,
            },
            _ => return None,
        };
        let survey_complete_on = row.option(|row| unpack_day(row, day))?;
        let places = row.list(|row| unpack_place(row, day))?;
        let stands = row.list(|row| {
            let assigned = row.list(|row| {
                Some(Assigned {
                    place: row.small()?,
                    machine: match row.small::<u16>()?.checked_sub(1) {
                        None => None,
                        Some(number) => Some(MachineClass::of_number(number)?),
                    },
                })
            });
            assigned.map(Stand)
        })?;
        let facts = Self {
            people,
            survey_complete_on,
            places,
            stands,
            cells: unpack_cells(&mut row)?,
            pools: row.list(unpack_pool)?,
            valid_ids: row.small()?,
            shared: row.small()?,
            told_on: match version {
                UNDATED => None,
                _ => row.option(|row| unpack_day(row, day))?,
            },
        };
        row.is_empty().then_some(facts)
    }
}

fn pack_day(row: &mut Packer, on: Day, day: Day) {
    row.signed(i64::from(day.0) - i64::from(on.0));
}

fn unpack_day(row: &mut Unpacker<'_>, day: Day) -> Option<Day> {
    let before = row.signed()?;
    let on = i64::from(day.0).checked_sub(before)?;
    on.try_into().ok().map(Day)
}

fn pack_place(row: &mut Packer, place: &Place, day: Day) {
    row.number(place.site.0.into());
    row.option(place.stocktake_due_on, |row, on| pack_day(row, on, day));
    row.list(place.lines.iter(), |row, line| {
        row.number(threes_number(line.platforms));
        row.option(line.result, |row, result| pack_result(row, &result, day));
    });
    row.option(place.lines_complete_on, |row, on| pack_day(row, on, day));
    row.number(place.seats.into());
    row.option(place.students, |row, count| row.number(count.into()));
    row.option(place.students_in_busiest_shift, |row, count| {
        row.number(count.into());
    });
}

fn unpack_place(row: &mut Unpacker<'_>, day: Day) -> Option<Place> {
    Some(Place {
        site: UnitKey(row.small()?),
        stocktake_due_on: row.option(|row| unpack_day(row, day))?,
        lines: row.list(|row| {
            Some(LineFacts {
                platforms: threes(row.number()?)?,
                result: row.option(|row| unpack_result(row, day))?,
            })
        })?,
        lines_complete_on: row.option(|row| unpack_day(row, day))?,
        seats: row.small()?,
        students: row.option(Unpacker::small)?,
        students_in_busiest_shift: row.option(Unpacker::small)?,
    })
}

fn pack_result(row: &mut Packer, result: &LineResult, day: Day) {
    pack_day(row, result.made_on, day);
    for median in [result.down, result.up] {
        row.number(median.low_kbps.into());
        // 0 is without a bound, 1 the same value; wrapping keeps any pair.
        let step = median
            .high_kbps
            .map_or(0, |high| u64::from(high.wrapping_sub(median.low_kbps)) + 1);
        row.number(step);
    }
    for value in [result.rtt_us, result.jitter_us, result.loss_ppm] {
        row.number(value.map_or(0, |value| u64::from(value) + 1));
    }
    row.number(result.slots.into());
    // Most slots are good.
    row.signed(i64::from(result.slots) - i64::from(result.slots_good));
    row.number(result.tests.into());
    row.number(result.test_days.into());
}

fn unpack_result(row: &mut Unpacker<'_>, day: Day) -> Option<LineResult> {
    let made_on = unpack_day(row, day)?;
    let down = unpack_median(row)?;
    let up = unpack_median(row)?;
    let mut value = || {
        let number = row.number()?;
        Some(match number.checked_sub(1) {
            None => None,
            Some(value) => Some(u32::try_from(value).ok()?),
        })
    };
    let (rtt_us, jitter_us, loss_ppm) = (value()?, value()?, value()?);
    let slots: u32 = row.small()?;
    let slots_bad = row.signed()?;
    Some(LineResult {
        made_on,
        down,
        up,
        rtt_us,
        jitter_us,
        loss_ppm,
        slots,
        slots_good: i64::from(slots).checked_sub(slots_bad)?.try_into().ok()?,
        tests: row.small()?,
        test_days: row.small()?,
    })
}

fn unpack_median(row: &mut Unpacker<'_>) -> Option<Median> {
    let low_kbps: u32 = row.small()?;
    let high_kbps = match row.number()?.checked_sub(1) {
        None => None,
        Some(step) => Some(low_kbps.wrapping_add(step.try_into().ok()?)),
    };
    Some(Median { low_kbps, high_kbps })
}

fn pack_cells(row: &mut Packer, cells: &[Cell]) {
    let runs: Vec<&[Cell]> = cells.chunk_by(|a, b| a.stand == b.stand).collect();
    row.list(runs.into_iter(), |row, run| {
        row.number(run[0].stand.into());
        let mut before = 0;
        row.list(run.iter(), |row, cell| {
            row.number(u64::from(cell.home.number().wrapping_sub(before)));
            before = cell.home.number();
            row.number(cell.count.into());
        });
    });
}

fn unpack_cells(row: &mut Unpacker<'_>) -> Option<Vec<Cell>> {
    let runs: Vec<Vec<Cell>> = row.list(|row| {
        let stand: u16 = row.small()?;
        let mut home = 0_u16;
        row.list(|row| {
            home = home.checked_add(row.small()?)?;
            Some(Cell {
                stand,
                home: HomeCode::of_number(home)?,
                count: row.small()?,
            })
        })
    })?;
    let cells = runs.concat();
    cells
        .is_sorted_by(|a, b| (a.stand, a.home) < (b.stand, b.home))
        .then_some(cells)
}

fn pack_pool(row: &mut Packer, pool: &PoolFacts) {
    row.number(pool.hours_week.into());
    row.list(pool.machines.iter(), |row, (class, count)| {
        row.number(class.number().into());
        row.number((*count).into());
    });
    row.list(pool.others.iter(), |row, (level, people)| {
        row.number((*level).into());
        row.option(*people, |row, people| row.number(people.into()));
    });
}

fn unpack_pool(row: &mut Unpacker<'_>) -> Option<PoolFacts> {
    Some(PoolFacts {
        hours_week: row.small()?,
        machines: row.list(|row| Some((MachineClass::of_number(row.small()?)?, row.small()?)))?,
        others: row.list(|row| Some((row.small()?, row.option(Unpacker::small)?)))?,
    })
}

fn threes_number(values: [Three; PLATFORMS_MAX as usize]) -> u64 {
    values.iter().fold(0, |number, value| number * 3 + *value as u64)
}

fn threes(mut number: u64) -> Option<[Three; PLATFORMS_MAX as usize]> {
    let mut values = [Three::Unknown; PLATFORMS_MAX as usize];
    for value in values.iter_mut().rev() {
        *value = Three::of_number((number % 3) as u8);
        number /= 3;
    }
    (number == 0).then_some(values)
}

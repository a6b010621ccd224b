//! Days of the state: which are open, what is known of those that are not sealed yet.
//!
//! ```text
//! … first raw day … │ … closed: sealed, or waiting for it … │ open_from … now
//! sums only         │ what comes is late, and filed          │ what comes is told to the state
//! ```

use crate::cold::{Day, DayClock, DayOfMachine, RAW_KEPT_DAYS, Row};
use crate::fleet::chunk_day::ChunkDay;
use crate::fleet::{Fleet, Targets, Told};
use kiemke_wire::ids::{MachineId, UnitKey};
use std::collections::BTreeSet;
use std::sync::Arc;

impl Fleet {
    /// Tells days by the root unit's time zone.
    pub fn day_clock(&self) -> DayClock {
        DayClock::new(self.time_zone_offset_min().unwrap_or(0))
    }

    /// The offset of the root unit's time zone from UTC in minutes, once the folder is made.
    pub fn time_zone_offset_min(&self) -> Option<i32> {
        self.made.as_ref().map(|made| made.time_zone_offset_min)
    }

    /// The first day that is not closed.
    pub fn open_from(&self) -> Day {
        self.open_from
    }

    /// The first day of which readings are still taken in.
    pub fn first_raw_day(&self) -> Day {
        self.open_from.plus(-RAW_KEPT_DAYS)
    }

    /// The targets of outside probes by number.
    pub fn targets(&self) -> &Targets {
        &self.targets
    }

    /// Where a machine belongs.
    pub fn unit_of(&self, machine: MachineId) -> Option<UnitKey> {
        self.machines.unit_of(machine)
    }

    /// What the state holds of a machine's days, both ends within: those that are not sealed yet.
    pub fn days_of(&self, machine: MachineId, from: Day, to: Day) -> Vec<DayOfMachine> {
        let held = self.machines.days_of(machine).into_iter();
        let mut days: Vec<DayOfMachine> = held
            .filter(|(day, _)| (from..=to).contains(day))
            .map(|(day, quarters)| DayOfMachine {
                machine,
                day,
                quarters,
            })
            .collect();
        days.sort_by_key(|day| day.day);
        days
    }

    /// The days of which the state holds something: the open ones, and those that wait to be sealed.
    pub fn held_days(&self) -> BTreeSet<Day> {
        let days = self.machines.chunks().iter().flat_map(|chunk| &chunk.days);
        days.map(|held| held.day).collect()
    }

    /// Those of them that wait to be sealed.
    pub fn closed_days(&self) -> BTreeSet<Day> {
        let mut days = self.held_days();
        days.retain(|day| *day < self.open_from);
        days
    }

    /// What is known of a closed day, to be sealed. It shares the state's memory, and holds nothing of it that still
    /// changes.
    pub fn closed_day(&self, day: Day) -> ClosedDay {
        let chunks = self.machines.numbered_chunks();
        let parts = chunks.filter_map(|(first, chunk)| {
            let held = chunk.days.iter().find(|held| held.day == day)?;
            Some(Part {
                first,
                sites: chunk.unit.clone(),
                held: Arc::clone(held),
            })
        });
        ClosedDay {
            day,
            parts: parts.collect(),
        }
    }

    pub(crate) fn tell(&mut self, machine: MachineId, told: &[Told]) {
        let open = told.iter().filter(|told| told.day >= self.open_from);
        self.machines.tell(machine, open);
    }

    pub(crate) fn close_day(&mut self, day: Day) {
        self.open_from = self.open_from.max(day.plus(1));
    }

    /// Forgets a closed day.
    pub(crate) fn forget_day(&mut self, day: Day) {
        if day < self.open_from {
            self.machines.forget_day(day);
        }
    }
}

/// See [`Fleet::closed_day`].
#[derive(Debug)]
pub struct ClosedDay {
    day: Day,
    parts: Vec<Part>,
}

#[derive(Debug)]
struct Part {
    first: MachineId,
    sites: Vec<UnitKey>,
    held: Arc<ChunkDay>,
}

impl ClosedDay {
    /// Its rows in the order of a file: of the machines that were seen.
    pub fn rows(&self) -> impl Iterator<Item = Row<DayOfMachine>> + '_ {
        let mut seen: Vec<(UnitKey, u32, u16)> = Vec::new();
        for (number, part) in (0..).zip(&self.parts) {
            let sites = (0..).zip(&part.sites);
            let on = sites.filter(|(at, _)| part.held.was_on(usize::from(*at)));
            seen.extend(on.map(|(at, site)| (*site, number, at)));
        }
        // Within a site the order of part and place is that of numbers.
        seen.sort_unstable();
        seen.into_iter().map(|(site, number, at)| {
            let part = &self.parts[number as usize];
            Row {
                site,
                record: DayOfMachine {
                    machine: MachineId(part.first.0 + u32::from(at)),
                    day: self.day,
                    quarters: part.held.at(at.into()),
                },
            }
        })
    }
}

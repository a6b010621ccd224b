//! T11 at the end of a day, for every unit that is no part of a school.

use super::{LeafMaker, NotMade};
use crate::past;
use kiemke_core::cold::Day;
use kiemke_core::day_items::{DayItems, item_row, items_to_keep};
use kiemke_core::query::{Scene, Yardsticks};
use kiemke_core::{Command, Fleet, Reader};
use kiemke_wire::ids::UnitKey;

/// Units of one command: on the first day of a month all schools are among them.
const ITEMS_AT_ONCE: usize = 1_000;
/// What an entry takes for the numbers of a unit, bytes.
const ITEMS_BYTES: usize = 96;

impl LeafMaker {
    /// Keeps the things of a day that is over, unless they are. All of them are counted once for it, beside the work.
    pub(super) fn keep_items(&self, fleet: &Fleet, day: Day) -> Result<(), NotMade> {
        let of_root = past::items_in(&*self.store, &item_row(UnitKey::ROOT, day))?;
        if of_root.last().is_some_and(|kept| kept.day >= day) {
            return Ok(());
        }
        let standards = self.rules.in_force.now();
        let reader = Reader::administrator();
        let scene = Scene {
            fleet,
            now: fleet.day_clock().begin(day.plus(1)).plus(-1),
            days: &self.rules.days,
            standards: &standards,
            root_name: "",
            reader: &reader,
            yardsticks: Yardsticks::shipped(),
        };
        let made = items_to_keep(&scene, |key| past::items_in(&*self.store, &key))?;
        for units in made.chunks(ITEMS_AT_ONCE) {
            let items = DayItems {
                at: self.clock.now(),
                day,
                units: units.to_vec(),
            };
            let command = Command::ItemsFound(Box::new(items));
            self.hand.submit(command, units.len() * ITEMS_BYTES)?;
        }
        Ok(())
    }
}

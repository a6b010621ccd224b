//! Days come to their end by themselves.

use crate::cold::Day;
use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::{Entry, RowsSealed};
use crate::fleet::Fleet;
use kiemke_wire::time::{MINUTE_MS, UnixMs};

/// How long a day stays open after its midnight: agents report every quarter of an hour, so that what they saw of
/// its end is there in time. What comes later is late, which is allowed but costs a row.
pub const DAY_STAYS_OPEN_MS: i64 = 30 * MINUTE_MS;

/// What the time alone brings about; asked before every command.
pub fn due(fleet: &Fleet, now: UnixMs) -> Option<Entry> {
    let first_open = fleet.day_clock().day(now.plus(-DAY_STAYS_OPEN_MS));
    let is_due = fleet.is_made() && first_open > fleet.open_from();
    is_due.then(|| Entry::DayClosed {
        day: first_open.plus(-1),
    })
}

/// Only what was filed with a closed day is complete in cold files.
pub(super) fn rows_sealed(fleet: &Fleet, sealed: &RowsSealed) -> Decision {
    done((sealed.filed < fleet.open_from()).then(|| Entry::RowsSealed(sealed.clone())))
}

pub(super) fn day_sealed(fleet: &Fleet, day: Day) -> Decision {
    done((day < fleet.open_from()).then_some(Entry::DaySealed { day }))
}

fn done(entry: Option<Entry>) -> Decision {
    Decision {
        entries: Vec::from_iter(entry),
        answer: Answer::Done,
    }
}

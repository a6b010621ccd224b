//! When terms ended: on the last teaching day before the next one began. When they begin is said by the evidence, what is
//! taught by the calendar.

use crate::cold::Day;
use crate::query::standards::Standards;

/// The longest break before a term: a summer is three months.
const BREAK_DAYS_MAX: i32 = 150;
/// How far behind the last day of interest the next begin may lie.
const YEAR_DAYS: i32 = 366;

/// The ends that lie within these days, both included; the oldest first.
pub(super) fn term_ends(standards: &Standards, from: Day, to: Day) -> Vec<Day> {
    let is_taught = |day: &Day| {
        let date = day.date();
        date.is_some_and(|date| standards.calendar.is_teaching_day(date))
    };
    let mut ends = Vec::new();
    for begins in &standards.evidence.terms_begin {
        let mut begin = Day::newest(to.plus(YEAR_DAYS), begins.month, begins.day);
        while begin > from {
            let before = (1..=BREAK_DAYS_MAX).map(|days| begin.plus(-days));
            let end = before.into_iter().find(is_taught);
            ends.extend(end.filter(|end| (from..=to).contains(end)));
            begin = Day::newest(begin.plus(-1), begins.month, begins.day);
        }
    }
    ends.sort_unstable();
    ends.dedup();
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::date::Date;

    fn day(year: i16, month: i8, day: i8) -> Day {
        Day(Date::new(year, month, day).expect("a day").unix_days())
    }

    #[test]
    fn a_term_ends_on_the_last_day_that_is_taught() {
        let shipped = Standards::shipped();
        // By the calendar that ships: 17 January 2026 is a Saturday, 31 May a Sunday, and June is summer.
        let ends = [day(2026, 1, 17), day(2026, 5, 30)];
        assert_eq!(term_ends(&shipped, day(2025, 11, 28), day(2026, 11, 28)), ends);
        assert_eq!(term_ends(&shipped, ends[0], ends[1]), ends);
        assert_eq!(term_ends(&shipped, ends[0].plus(1), ends[1].plus(-1)), []);
    }
}

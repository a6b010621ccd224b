//! Up to which age evidence counts on a day (readiness.md 5), as days to compare with, so that evaluating a leaf looks
//! into no calendar.

use crate::cold::Day;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::{Evidence, TeachingAges};
use kiemke_wire::view::Freshness;

/// How far back teaching days are counted: a year without any is no holiday.
const LOOK_BACK_DAYS: i32 = 366;

/// The bounds of every age on one day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ages {
    /// The day that is asked for.
    pub day: Day,
    sighting: Span,
    line_result: Span,
    survey: Span,
    roster: Span,
    stocktake_days_after_due: i32,
    /// The first day of the running school year.
    pub school_year: Day,
    /// The first day of the running term.
    pub term: Day,
}

/// Fresh from the one day on, ageing from the other; expired before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    fresh_from: Day,
    ageing_from: Day,
}

impl Span {
    fn of(self, day: Day) -> Freshness {
        if day >= self.fresh_from {
            Freshness::Fresh
        } else if day >= self.ageing_from {
            Freshness::Ageing
        } else {
            Freshness::Expired
        }
    }
}

impl Ages {
    /// The bounds on `day`.
    pub fn on(day: Day, calendar: &Calendar, evidence: &Evidence) -> Self {
        Self::with(day, |days| first_within(day, days, calendar), evidence)
    }

    /// The bounds on each of these days: a year of them takes one walk through the calendar.
    pub fn on_each(days: &[Day], calendar: &Calendar, evidence: &Evidence) -> Vec<Self> {
        let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else {
            return Vec::new();
        };
        let walk = (first.0 - LOOK_BACK_DAYS..=last.0).map(Day);
        let taught: Vec<Day> = walk
            .filter(|day| day.date().is_some_and(|date| calendar.is_teaching_day(date)))
            .collect();
        let within = |day: Day, days: u32| {
            let until = taught.partition_point(|taught| *taught <= day);
            let at = until.checked_sub(1 + days as usize);
            // Further back nobody looks.
            at.map(|at| taught[at])
                .filter(|first| *first > day.plus(-LOOK_BACK_DAYS))
                .unwrap_or(day.plus(-LOOK_BACK_DAYS))
        };
        days.iter()
            .map(|day| Self::with(*day, |days| within(*day, days), evidence))
            .collect()
    }

    /// `first_within` is the first day behind which at most so many teaching days lie, `day` among them.
    fn with(day: Day, first_within: impl Fn(u32) -> Day, evidence: &Evidence) -> Self {
        let teaching = |ages: TeachingAges| Span {
            fresh_from: first_within(ages.fresh_teaching_days),
            ageing_from: first_within(ages.ageing_teaching_days),
        };
        let begins = evidence.school_year_begins;
        let school_year = Day::newest(day, begins.month, begins.day);
        let last_year = Day::newest(school_year.plus(-1), begins.month, begins.day);
        let into_next = i32::try_from(evidence.survey_days_into_next_year).unwrap_or(i32::MAX);
        let still_last = day < school_year.plus(into_next);
        let days = |days: u32| i32::try_from(days).unwrap_or(i32::MAX);
        let terms = evidence.terms_begin.iter();
        let term = terms
            .map(|begins| Day::newest(day, begins.month, begins.day))
            .fold(school_year, Day::max);
        Self {
            day,
            sighting: teaching(evidence.sighting),
            line_result: teaching(evidence.line_result),
            survey: Span {
                fresh_from: school_year,
                ageing_from: if still_last { last_year } else { school_year },
            },
            roster: Span {
                fresh_from: day.plus(-days(evidence.roster.fresh_days)),
                ageing_from: day.plus(-days(evidence.roster.ageing_days)),
            },
            stocktake_days_after_due: days(evidence.stocktake_days_after_due),
            school_year,
            term,
        }
    }

    /// Of an agent's sighting.
    pub fn sighting(&self, seen: Day) -> Freshness {
        self.sighting.of(seen)
    }

    /// Of a line result, by the night in which it was made.
    pub fn line_result(&self, made: Day) -> Freshness {
        self.line_result.of(made)
    }

    /// Of a home survey's answer, by its day.
    pub fn survey(&self, answered: Day) -> Freshness {
        self.survey.of(answered)
    }

    /// Of a roster, by its date.
    pub fn roster(&self, given: Day) -> Freshness {
        self.roster.of(given)
    }

    /// Of a closed stocktake, by the day on which the next one is due.
    pub fn stocktake(&self, next_due: Day) -> Freshness {
        if self.day <= next_due {
            Freshness::Fresh
        } else if self.day <= next_due.plus(self.stocktake_days_after_due) {
            Freshness::Ageing
        } else {
            Freshness::Expired
        }
    }
}

/// Whether evidence still counts: fresh or ageing.
pub(crate) fn counts(freshness: Freshness) -> bool {
    freshness != Freshness::Expired
}

/// The first day behind which at most `days` teaching days lie, `day` among them.
fn first_within(day: Day, days: u32, calendar: &Calendar) -> Day {
    let mut count = 0;
    let mut first = day;
    for _ in 0..LOOK_BACK_DAYS {
        let teaches = first.date().is_some_and(|date| calendar.is_teaching_day(date));
        count += u32::from(teaches);
        if count > days {
            break;
        }
        first = first.plus(-1);
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn ages(on: &str) -> Ages {
        Ages::on(day(on), &Calendar::shipped(), &Evidence::shipped())
    }

    #[test]
    fn teaching_days_stop_in_summer() {
        let autumn = ages("2026-09-10");
        // The last taught day before the summer, and the fifteenth before it.
        assert_eq!(autumn.sighting(day("2026-05-30")), Freshness::Fresh);
        assert_eq!(ages("2026-08-31").sighting(day("2026-05-13")), Freshness::Fresh);
        assert_eq!(ages("2026-08-31").sighting(day("2026-05-12")), Freshness::Ageing);
        assert_eq!(ages("2026-11-26").sighting(day("2026-11-02")), Freshness::Expired);
        assert_eq!(ages("2026-11-25").sighting(day("2026-11-02")), Freshness::Ageing);
    }

    #[test]
    fn a_survey_counts_for_its_school_year_and_thirty_days() {
        let answered = day("2025-10-01");
        for (on, expected) in [
            ("2026-09-04", Freshness::Fresh),
            ("2026-09-05", Freshness::Ageing),
            ("2026-10-04", Freshness::Ageing),
            ("2026-10-05", Freshness::Expired),
        ] {
            assert_eq!(ages(on).survey(answered), expected, "{on}");
        }
    }

    #[test]
    fn stocktake_and_roster_age_by_days() {
        let due = day("2026-12-31");
        for (on, expected) in [
            ("2026-12-31", Freshness::Fresh),
            ("2027-01-01", Freshness::Ageing),
            ("2027-03-31", Freshness::Ageing),
            ("2027-04-01", Freshness::Expired),
        ] {
            assert_eq!(ages(on).stocktake(due), expected, "{on}");
        }
        assert_eq!(ages("2026-11-24").roster(day("2025-11-24")), Freshness::Ageing);
        assert_eq!(ages("2026-11-24").roster(day("2025-11-23")), Freshness::Expired);
    }

    proptest! {
        #[test]
        fn days_at_once_are_days_one_by_one(from in 20_000_i32..22_000, gaps in prop::collection::vec(0_i32..120, 1..20)) {
            let (calendar, evidence) = (Calendar::shipped(), Evidence::shipped());
            let days: Vec<Day> = gaps.iter().scan(from, |day, gap| { *day += gap; Some(Day(*day)) }).collect();
            let each: Vec<Ages> = days.iter().map(|day| Ages::on(*day, &calendar, &evidence)).collect();
            prop_assert_eq!(Ages::on_each(&days, &calendar, &evidence), each);
        }

        #[test]
        fn what_expired_stays_expired(on in 20_000_i32..22_000, back in 0_i32..500, later in 0_i32..200) {
            let (calendar, evidence) = (Calendar::shipped(), Evidence::shipped());
            let then = Ages::on(Day(on), &calendar, &evidence);
            let now = Ages::on(Day(on + later), &calendar, &evidence);
            let made = Day(on - back);
            for age in [Ages::sighting, Ages::line_result, Ages::survey, Ages::roster, Ages::stocktake] {
                prop_assert!(counts(age(&then, made)) || !counts(age(&now, made)));
            }
        }
    }
}

//! Days as people count them: teaching days one by one, school years and terms by looking back day by day; and what
//! evidence still counts on a day (section 5).

use super::Seen;
use crate::world::Rules;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::MonthDay;
use kiemke_core::cold::Day;
use kiemke_core::readiness::Stocktake;
use std::sync::LazyLock;

/// The first day of the ten years in [`TEACHING`].
const FIRST: i32 = 19_000;

/// Whether each of so many days is a teaching day: asked for too often to be worked out each time.
static TEACHING: LazyLock<Vec<bool>> = LazyLock::new(|| {
    let calendar = Calendar::shipped();
    let days = (FIRST..FIRST + 3_650).map(Day);
    days.map(|day| calendar.is_teaching_day(day.date().unwrap()))
        .collect()
});

pub(super) fn is_teaching(day: Day) -> bool {
    TEACHING[(day.0 - FIRST) as usize]
}

/// The day for which an answer is asked.
pub(crate) struct Today<'a> {
    pub(crate) day: Day,
    pub(crate) rules: &'a Rules,
    pub(crate) seen: &'a Seen,
    /// The first day of the running term.
    pub(super) term_began: Day,
    /// The first day of the running school year.
    pub(super) year_began: Day,
}

impl<'a> Today<'a> {
    pub(crate) fn of(day: Day, rules: &'a Rules, seen: &'a Seen) -> Self {
        Self {
            day,
            rules,
            seen,
            term_began: newest_of(day, &rules.evidence.terms_begin),
            year_began: newest_of(day, &[rules.evidence.school_year_begins]),
        }
    }

    /// How many teaching days came since; on that day itself none has.
    fn teaching_days_since(&self, day: Day) -> u32 {
        (day.0 + 1..=self.day.0)
            .filter(|day| is_teaching(Day(*day)))
            .count() as u32
    }

    /// Fresh or ageing; notes which.
    fn within(&self, age: i64, fresh: u32, ageing: u32, cases: [&'static str; 3]) -> bool {
        let case = if age <= i64::from(fresh) {
            0
        } else if age <= i64::from(ageing) {
            1
        } else {
            2
        };
        self.seen.saw(cases[case]);
        case < 2
    }

    /// Agent sighting: fresh up to 15 teaching days, ageing up to 20.
    pub(super) fn sighting_counts(&self, seen_on: Day) -> bool {
        let ages = self.rules.evidence.sighting;
        let cases = ["sighting fresh", "sighting ageing", "sighting expired"];
        let age = self.teaching_days_since(seen_on);
        self.within(
            age.into(),
            ages.fresh_teaching_days,
            ages.ageing_teaching_days,
            cases,
        )
    }

    /// Line result: up to 30 teaching days, ageing up to 45.
    pub(super) fn line_result_counts(&self, made_on: Day) -> bool {
        let ages = self.rules.evidence.line_result;
        let cases = ["line result fresh", "line result ageing", "line result expired"];
        let age = self.teaching_days_since(made_on);
        self.within(
            age.into(),
            ages.fresh_teaching_days,
            ages.ageing_teaching_days,
            cases,
        )
    }

    /// Stocktake: its cycle, ageing up to 90 days after the next one was due.
    pub(super) fn stocktake_counts(&self, stocktake: &Stocktake) -> bool {
        let overdue = i64::from(self.day.0) - i64::from(stocktake.next_due_on.0);
        let cases = ["stocktake current", "stocktake ageing", "stocktake expired"];
        self.within(overdue, 0, self.rules.evidence.stocktake_days_after_due, cases)
    }

    /// Whether the newest stocktake that was closed up to now has not expired.
    pub(super) fn stocktake_stands(&self, stocktakes: &[Stocktake]) -> bool {
        let closed = stocktakes
            .iter()
            .filter(|stocktake| stocktake.closed_on <= self.day);
        let newest = closed.max_by_key(|stocktake| stocktake.closed_on);
        newest.is_some_and(|newest| self.stocktake_counts(newest))
    }

    /// Whether the stocktake closed on that day has not expired.
    pub(super) fn count_counts(&self, stocktakes: &[Stocktake], closed_on: Day) -> bool {
        let stocktake = stocktakes
            .iter()
            .find(|stocktake| stocktake.closed_on == closed_on);
        closed_on <= self.day && stocktake.is_some_and(|stocktake| self.stocktake_counts(stocktake))
    }

    /// Home survey: its school year, ageing in the first 30 days of the next.
    pub(super) fn survey_counts(&self, answered_on: Day) -> bool {
        let begins = self.rules.evidence.school_year_begins;
        let year = answered_on.date().unwrap().year();
        let begin_of = |year| Day::of_date(jiff::civil::date(year, begins.month, begins.day));
        let next_year = [begin_of(year), begin_of(year + 1)];
        let next_year = next_year.into_iter().find(|begin| *begin > answered_on).unwrap();
        let into_next = i64::from(self.day.0) - i64::from(next_year.0) + 1;
        let cases = ["survey of the year", "survey ageing", "survey expired"];
        self.within(
            into_next,
            0,
            self.rules.evidence.survey_days_into_next_year,
            cases,
        )
    }

    /// Roster: a term, ageing up to a year.
    pub(super) fn roster_counts(&self, given_on: Day) -> bool {
        let ages = self.rules.evidence.roster;
        let age = i64::from(self.day.0) - i64::from(given_on.0);
        let cases = ["roster fresh", "roster ageing", "roster expired"];
        self.within(age, ages.fresh_days, ages.ageing_days, cases)
    }
}

/// The newest day up to `day` that is one of those of its year.
fn newest_of(mut day: Day, begins: &[MonthDay]) -> Day {
    while !is_one_of(day, begins) {
        day = day.plus(-1);
    }
    day
}

fn is_one_of(day: Day, begins: &[MonthDay]) -> bool {
    let date = day.date().unwrap();
    let today = MonthDay {
        month: date.month(),
        day: date.day(),
    };
    begins.contains(&today)
}

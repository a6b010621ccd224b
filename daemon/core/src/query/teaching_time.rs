//! Teaching time within a day and a month: when a line is tested and when its silence means something.

use super::freshness::Days;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use kiemke_wire::time::UnixMs;

impl Days {
    /// How much of the day's teaching time is over, thousandths; none outside of it.
    pub fn taught_permille(&self, at: UnixMs) -> Option<u32> {
        let local = self.local(at)?;
        if !self.calendar.is_teaching_day(local.date()) {
            return None;
        }
        let second = |time: jiff::civil::Time| {
            i64::from(time.hour()) * 3600 + i64::from(time.minute()) * 60 + i64::from(time.second())
        };
        let now = second(local.time());
        let (mut all, mut over, mut within) = (0, 0, false);
        for &(from, to) in self.calendar.teaching_hours() {
            let (from, to) = (second(from), second(to));
            all += to - from;
            over += (now.min(to) - from).max(0);
            within |= (from..to).contains(&now);
        }
        let permille = (over * 1000).checked_div(all)?;
        within.then_some(u32::try_from(permille).unwrap_or(1000))
    }

    /// Teaching days from the day of `at`, itself included, to the end of its month.
    pub fn teaching_days_left(&self, at: UnixMs) -> u32 {
        let Some(today) = self.local(at).map(DateTime::date) else {
            return 0;
        };
        let mut day: Date = today;
        let mut count = 0;
        while day.month() == today.month() {
            count += u32::from(self.calendar.is_teaching_day(day));
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        count
    }

    /// The stretches of teaching time of the day of `at` and of the day before, ascending.
    pub fn lately_taught(&self, at: UnixMs) -> Vec<(UnixMs, UnixMs)> {
        let Some(today) = self.local(at).map(DateTime::date) else {
            return Vec::new();
        };
        let days = today.yesterday().into_iter().chain([today]);
        let taught = days.filter(|day| self.calendar.is_teaching_day(*day));
        let moment = |day: Date, time: jiff::civil::Time| {
            let moment = self.offset.to_timestamp(day.to_datetime(time)).ok()?;
            Some(UnixMs(moment.as_millisecond()))
        };
        taught
            .flat_map(|day| {
                let hours = self.calendar.teaching_hours().iter();
                hours.filter_map(move |&(from, to)| Some((moment(day, from)?, moment(day, to)?)))
            })
            .collect()
    }

    fn local(&self, at: UnixMs) -> Option<DateTime> {
        let at = Timestamp::from_millisecond(at.0).ok()?;
        Some(self.offset.to_datetime(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_config::calendar::Calendar;

    fn at(text: &str) -> UnixMs {
        text.parse().unwrap()
    }

    #[test]
    fn teaching_time_stops_at_noon_on_sundays_and_in_summer() {
        let days = Days::new(Calendar::shipped(), 420);
        for (moment, expected) in [
            ("2026-11-24T00:00:00Z", Some(0)),
            ("2026-11-24T05:00:00Z", None),
            ("2026-11-24T06:00:00Z", Some(529)),
            ("2026-11-24T11:00:00Z", None),
            ("2026-11-22T02:00:00Z", None),
            ("2026-07-14T02:00:00Z", None),
        ] {
            assert_eq!(days.taught_permille(at(moment)), expected, "{moment}");
        }
    }

    #[test]
    fn a_month_ends_in_the_root_units_time_zone() {
        let days = Days::new(Calendar::shipped(), 420);
        assert_eq!(
            days.teaching_days_left(at("2026-11-27T02:00:00Z")),
            3,
            "Friday, Saturday, and Monday the 30th"
        );
        assert_eq!(
            days.teaching_days_left(at("2026-11-30T17:00:00Z")),
            27,
            "it is December there"
        );
    }
}

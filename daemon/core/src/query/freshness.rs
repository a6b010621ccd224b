//! The age of a sighting in teaching days (readiness.md 5, agent.md "States and alerts").

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::{Evidence, TeachingAges};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Freshness;

/// A machine is silent when it was not seen for this many.
const SILENT_DAYS: u32 = 5;
/// How far back teaching days are counted: a year holds more than sightings can count for.
const LOOK_BACK_DAYS: i32 = 366;

/// Teaching days in the root unit's time zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    pub(super) calendar: Calendar,
    pub(super) offset: Offset,
    /// How long a sighting counts.
    sighting: TeachingAges,
}

/// From when on a sighting counts as what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Fresh from here on.
    pub fresh_from: UnixMs,
    /// Ageing from here to there; expired before.
    pub ageing_from: UnixMs,
    /// Silent before.
    pub heard_from: UnixMs,
}

impl Bounds {
    /// How old a sighting is.
    pub fn freshness(&self, seen: UnixMs) -> Freshness {
        if seen >= self.fresh_from {
            Freshness::Fresh
        } else if seen >= self.ageing_from {
            Freshness::Ageing
        } else {
            Freshness::Expired
        }
    }

    /// Whether a machine last seen then is silent.
    pub fn is_silent(&self, seen: UnixMs) -> bool {
        seen < self.heard_from
    }
}

impl Days {
    /// By a calendar and an offset from UTC in minutes, with the ages of evidence that ship.
    pub fn new(calendar: Calendar, offset_min: i32) -> Self {
        Self::by(calendar, Evidence::shipped().sighting, offset_min)
    }

    /// By a calendar, ages of sightings, and an offset from UTC in minutes.
    pub fn by(calendar: Calendar, sighting: TeachingAges, offset_min: i32) -> Self {
        let offset = Offset::from_seconds(offset_min.saturating_mul(60)).unwrap_or(Offset::UTC);
        Self {
            calendar,
            offset,
            sighting,
        }
    }

    /// Teaching days that began after the day of `then`, up to and with the day of `now`; counted only as far as
    /// any bound needs.
    pub fn teaching_days_between(&self, then: UnixMs, now: UnixMs) -> u32 {
        let (Some(then), Some(mut day)) = (self.date(then), self.date(now)) else {
            return u32::MAX;
        };
        let mut count = 0;
        for _ in 0..LOOK_BACK_DAYS {
            if day <= then || count > self.sighting.ageing_teaching_days {
                return count;
            }
            count += u32::from(self.calendar.is_teaching_day(day));
            let Ok(before) = day.yesterday() else { return count };
            day = before;
        }
        // Over a year without teaching is no holiday.
        count.max(self.sighting.ageing_teaching_days + 1)
    }

    /// The same as moments, for counting many: the bounds of every age at `now`.
    pub fn bounds(&self, now: UnixMs) -> Bounds {
        Bounds {
            fresh_from: self.first_within(self.sighting.fresh_teaching_days, now),
            ageing_from: self.first_within(self.sighting.ageing_teaching_days, now),
            heard_from: self.first_within(SILENT_DAYS - 1, now),
        }
    }

    /// The first moment since which at most `days` teaching days began.
    fn first_within(&self, days: u32, now: UnixMs) -> UnixMs {
        // A moment without a date is as old as can be.
        let Some(mut day) = self.date(now) else {
            return UnixMs(i64::MAX);
        };
        let mut count = 0;
        for _ in 0..LOOK_BACK_DAYS {
            count += u32::from(self.calendar.is_teaching_day(day));
            if count > days {
                break;
            }
            let Ok(before) = day.yesterday() else { break };
            day = before;
        }
        let begins = self.offset.to_timestamp(day.at(0, 0, 0, 0));
        begins.map_or(UnixMs(i64::MIN), |at| UnixMs(at.as_millisecond()))
    }

    /// How old a sighting is.
    pub fn freshness(&self, seen: UnixMs, now: UnixMs) -> Freshness {
        let TeachingAges {
            fresh_teaching_days,
            ageing_teaching_days,
        } = self.sighting;
        match self.teaching_days_between(seen, now) {
            days if days <= fresh_teaching_days => Freshness::Fresh,
            days if days <= ageing_teaching_days => Freshness::Ageing,
            _ => Freshness::Expired,
        }
    }

    /// Whether a machine last seen then is silent.
    pub fn is_silent(&self, seen: UnixMs, now: UnixMs) -> bool {
        self.teaching_days_between(seen, now) >= SILENT_DAYS
    }

    fn date(&self, at: UnixMs) -> Option<Date> {
        Some(
            self.offset
                .to_datetime(Timestamp::from_millisecond(at.0).ok()?)
                .date(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> UnixMs {
        text.parse().unwrap()
    }

    #[test]
    fn ages_count_teaching_days_only() {
        let days = Days::new(Calendar::shipped(), 420);
        for (seen, now, expected, silent) in [
            (
                "2026-11-24T01:00:00Z",
                "2026-11-24T09:00:00Z",
                Freshness::Fresh,
                false,
            ),
            // Thursday to the Wednesday after: five teaching days, a Sunday between.
            (
                "2026-11-19T01:00:00Z",
                "2026-11-25T01:00:00Z",
                Freshness::Fresh,
                true,
            ),
            (
                "2026-11-02T01:00:00Z",
                "2026-11-19T09:00:00Z",
                Freshness::Fresh,
                true,
            ),
            (
                "2026-11-02T01:00:00Z",
                "2026-11-20T09:00:00Z",
                Freshness::Ageing,
                true,
            ),
            (
                "2026-11-02T01:00:00Z",
                "2026-11-26T09:00:00Z",
                Freshness::Expired,
                true,
            ),
            // A summer is no outage.
            (
                "2026-05-30T01:00:00Z",
                "2026-09-04T09:00:00Z",
                Freshness::Fresh,
                false,
            ),
            (
                "2024-05-30T01:00:00Z",
                "2026-09-04T09:00:00Z",
                Freshness::Expired,
                true,
            ),
        ] {
            assert_eq!(days.freshness(at(seen), at(now)), expected, "{seen} {now}");
            assert_eq!(days.is_silent(at(seen), at(now)), silent, "{seen} {now}");
            assert_eq!(
                by_bounds(&days, at(seen), at(now)),
                (expected, silent),
                "{seen} {now}"
            );
        }
    }

    fn by_bounds(days: &Days, seen: UnixMs, now: UnixMs) -> (Freshness, bool) {
        let bounds = days.bounds(now);
        (bounds.freshness(seen), bounds.is_silent(seen))
    }

    proptest::proptest! {
        #[test]
        fn bounds_say_what_counting_days_says(now in 1_770_000_000_000_i64..1_830_000_000_000, back in 0..40_000_000_000_i64) {
            let days = Days::new(Calendar::shipped(), 420);
            let (seen, now) = (UnixMs(now - back), UnixMs(now));
            let counted = (days.freshness(seen, now), days.is_silent(seen, now));
            proptest::prop_assert_eq!(by_bounds(&days, seen, now), counted);
        }
    }

    #[test]
    fn a_province_says_itself_how_long_sightings_count() {
        let sighting = TeachingAges {
            fresh_teaching_days: 2,
            ageing_teaching_days: 6,
        };
        let days = Days::by(Calendar::shipped(), sighting, 420);
        let now = at("2026-11-24T09:00:00Z");
        for (seen, expected) in [
            ("2026-11-21T01:00:00Z", Freshness::Fresh),
            ("2026-11-17T01:00:00Z", Freshness::Ageing),
            ("2026-11-09T01:00:00Z", Freshness::Expired),
        ] {
            assert_eq!(days.freshness(at(seen), now), expected, "{seen}");
            assert_eq!(days.bounds(now).freshness(at(seen)), expected, "{seen}");
        }
    }

    #[test]
    fn the_day_is_that_of_the_root_unit() {
        // 17:30 UTC is already the next day in Viet Nam.
        let days = Days::new(Calendar::shipped(), 420);
        assert_eq!(
            days.teaching_days_between(at("2026-11-23T16:30:00Z"), at("2026-11-23T17:30:00Z")),
            1
        );
    }
}

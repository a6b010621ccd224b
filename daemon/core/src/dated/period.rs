use crate::cold::Day;
use serde::{Deserialize, Serialize};

/// Days from one to another, both within; either end may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    #[serde(default = "first", skip_serializing_if = "is_first")]
    pub from: Day,
    /// The last day.
    #[serde(default = "last", skip_serializing_if = "is_last")]
    pub to: Day,
}

fn first() -> Day {
    Day(i32::MIN)
}

fn last() -> Day {
    Day(i32::MAX)
}

fn is_first(day: &Day) -> bool {
    *day == first()
}

fn is_last(day: &Day) -> bool {
    *day == last()
}

impl Period {
    /// All days.
    pub const ALWAYS: Self = Self {
        from: Day(i32::MIN),
        to: Day(i32::MAX),
    };

    /// A day and all after it.
    pub fn since(from: Day) -> Self {
        Self { from, to: last() }
    }

    /// The first day, unless it is open.
    pub fn first_day(self) -> Option<Day> {
        (!is_first(&self.from)).then_some(self.from)
    }

    /// The last day, unless it is open.
    pub fn last_day(self) -> Option<Day> {
        (!is_last(&self.to)).then_some(self.to)
    }

    /// Whether a day lies in it.
    pub fn contains(self, day: Day) -> bool {
        (self.from..=self.to).contains(&day)
    }

    /// Whether it ends before it begins.
    pub fn is_empty(self) -> bool {
        self.to < self.from
    }

    /// The days of both; none when there are none.
    pub fn and(self, other: Self) -> Option<Self> {
        let both = Self {
            from: self.from.max(other.from),
            to: self.to.min(other.to),
        };
        (!both.is_empty()).then_some(both)
    }
}

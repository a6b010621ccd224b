//! How long evidence counts, and what a line result needs (readiness.md 5). Data; the shipped one is
//! `config/evidence.toml`.

use crate::load::{BadSettings, parse};
use crate::strict::{some, within};
use serde::Deserialize;
use serde::de::{Deserializer, Error};
use std::path::Path;

/// What ships with the programs.
pub const SHIPPED: &str = include_str!("../evidence.toml");

/// Teaching days for which a sighting counts at least: a machine that was seen so few days ago is known, whatever
/// a province sets, and what is counted of it needs no second look when it is seen again.
pub const SIGHTING_DAYS_MIN: u32 = 5;

/// Ages up to which evidence counts.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Name, shown with what was computed by it.
    pub name: String,
    /// Version of the data.
    pub version: u32,
    /// The first day of a school year.
    #[serde(deserialize_with = "month_day")]
    pub school_year_begins: MonthDay,
    /// The first days of terms.
    #[serde(deserialize_with = "month_days")]
    pub terms_begin: Vec<MonthDay>,
    /// Of what an agent reported of its machine.
    pub sighting: TeachingAges,
    /// Of a line result.
    pub line_result: TeachingAges,
    /// Days behind its due date up to which a closed stocktake is ageing; expired later.
    #[serde(deserialize_with = "within::<_, _, 0, 3650>")]
    pub stocktake_days_after_due: u32,
    /// Days of the next school year in which a home survey is ageing; expired later.
    #[serde(deserialize_with = "within::<_, _, 0, 366>")]
    pub survey_days_into_next_year: u32,
    /// Of a roster.
    pub roster: DayAges,
    /// What a line result needs.
    pub line_tests: LineTests,
}

/// Month and day of any year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
pub struct MonthDay {
    /// From 1.
    pub month: i8,
    /// From 1; never 29 February.
    pub day: i8,
}

/// Ages in teaching days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TeachingAges {
    /// Fresh up to this many.
    #[serde(deserialize_with = "within::<_, _, 0, 200>")]
    pub fresh_teaching_days: u32,
    /// Ageing up to this many; expired beyond.
    #[serde(deserialize_with = "within::<_, _, 0, 200>")]
    pub ageing_teaching_days: u32,
}

/// Ages in days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayAges {
    /// Fresh up to this many.
    #[serde(deserialize_with = "within::<_, _, 0, 3650>")]
    pub fresh_days: u32,
    /// Ageing up to this many; expired beyond.
    #[serde(deserialize_with = "within::<_, _, 0, 3650>")]
    pub ageing_days: u32,
}

/// What the last days must hold for a line result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineTests {
    /// How many days are looked at, that of the result the last.
    #[serde(deserialize_with = "within::<_, _, 1, 366>")]
    pub days: u32,
    /// Capacity tests in teaching hours.
    #[serde(deserialize_with = "within::<_, _, 1, 10000>")]
    pub capacity_tests_min: u32,
    /// Teaching days with such a test and an outside probe.
    #[serde(deserialize_with = "within::<_, _, 1, 366>")]
    pub teaching_days_min: u32,
    /// A test that its byte limit cut earlier is a lower bound.
    #[serde(deserialize_with = "within::<_, _, 0, 60000>")]
    pub cut_before_ms: u32,
    /// A test at this share of the interface's speed or more is a lower bound.
    #[serde(deserialize_with = "within::<_, _, 1, 100>")]
    pub interface_percent: u32,
}

impl Evidence {
    /// Reads the rules from TOML text.
    ///
    /// # Errors
    /// When the text is not such rules; names file, line and key.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: Self = parse(file, text)?;
        let teaching = [("sighting", read.sighting), ("line_result", read.line_result)];
        let backwards = teaching
            .iter()
            .find(|(_, ages)| ages.fresh_teaching_days > ages.ageing_teaching_days)
            .map(|(key, _)| *key)
            .or_else(|| (read.roster.fresh_days > read.roster.ageing_days).then_some("roster"));
        let (key, reason) = match backwards {
            Some(key) => (key, "is ageing before it is no longer fresh".to_owned()),
            None if read.sighting.ageing_teaching_days < SIGHTING_DAYS_MIN => (
                "sighting",
                format!("counts for less than {SIGHTING_DAYS_MIN} teaching days"),
            ),
            None => return Ok(read),
        };
        Err(BadSettings {
            file: file.to_owned(),
            line: text
                .lines()
                .position(|line| line.trim_start().trim_start_matches('[').starts_with(key))
                .map(|at| at + 1),
            reason: format!("{key}: {reason}"),
        })
    }

    /// What ships with the programs.
    ///
    /// # Panics
    /// Never: a test reads it.
    pub fn shipped() -> Self {
        Self::parse(Path::new("evidence.toml"), SHIPPED).expect("the shipped rules are tested")
    }
}

fn month_day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<MonthDay, D::Error> {
    read_month_day(&String::deserialize(deserializer)?)
}

fn month_days<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<MonthDay>, D::Error> {
    let texts: Vec<String> = some(deserializer)?;
    texts.iter().map(|text| read_month_day(text)).collect()
}

fn read_month_day<E: Error>(text: &str) -> Result<MonthDay, E> {
    // In a year without 29 February: the day must exist every year.
    let date: Option<jiff::civil::Date> = format!("2023-{text}").parse().ok();
    date.map(|date| MonthDay {
        month: date.month(),
        day: date.day(),
    })
    .ok_or_else(|| E::custom(format!("{text:?} is not mm-dd, a day of every year")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(from: &str, to: &str) -> String {
        let wrong = SHIPPED.replacen(from, to, 1);
        assert_ne!(wrong, SHIPPED);
        Evidence::parse(Path::new("e.toml"), &wrong)
            .unwrap_err()
            .to_string()
    }

    #[test]
    fn the_shipped_rules_are_those_of_the_definitions() {
        let read = Evidence::shipped();
        assert_eq!(
            (
                read.sighting.fresh_teaching_days,
                read.sighting.ageing_teaching_days
            ),
            (15, 20)
        );
        assert_eq!(
            (
                read.line_result.fresh_teaching_days,
                read.line_result.ageing_teaching_days
            ),
            (30, 45)
        );
        assert_eq!(read.school_year_begins, MonthDay { month: 9, day: 5 });
    }

    #[test]
    fn errors_name_file_line_and_key() {
        let at = |text: &str| {
            1 + SHIPPED
                .lines()
                .position(|line| line.starts_with(text))
                .unwrap_or(usize::MAX - 1)
        };
        for (from, to, key) in [
            ("\"09-05\"", "\"02-29\"", "school_year_begins"),
            ("cut_before_ms = 1500", "cut_before_ms = -1", "cut_before_ms"),
            ("fresh_days = 140", "fresh_days = 366", "roster"),
            (
                "fresh_teaching_days = 15, ageing_teaching_days = 20",
                "fresh_teaching_days = 3, ageing_teaching_days = 4",
                "sighting",
            ),
            (
                "stocktake_days_after_due = 90",
                "stocktake_days_after_due = '90'",
                "stocktake_days_after_due",
            ),
        ] {
            let refused = refused(from, to);
            assert!(
                refused.contains(key) && refused.contains(&format!("e.toml, line {}", at(key))),
                "{refused}"
            );
        }
        assert!(refused("interface_percent", "interface_permille").contains("interface_permille"));
    }
}

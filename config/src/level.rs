//! School levels: their hours, from which the weekly need of a shared machine follows (readiness.md 4), and which of
//! them a target counts.

use crate::load::{BadSettings, parse};
use crate::strict::{Texts, some, within, within_if_given};
use kiemke_wire::fold::search_key;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// The levels that ship with the programs.
pub const SHIPPED: &str = include_str!("../levels.toml");

/// Levels have numbers below this: rows name them by a byte, and schools have a handful.
pub const LEVELS_MAX: usize = 16;

/// All levels, and what a shared machine gives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// Hours in a week that a shared machine can be used, where its pool says nothing.
    #[serde(deserialize_with = "within::<_, _, 1, 168>")]
    pub pool_hours_week: u32,
    /// Teachers that a pool machine serves.
    #[serde(deserialize_with = "within::<_, _, 1, 100>")]
    pub teachers_per_pool_machine: u32,
    /// Where these numbers come from.
    #[serde(default)]
    pub source: Option<Texts>,
    /// The levels.
    #[serde(deserialize_with = "some")]
    pub levels: Vec<Level>,
}

/// A level of school.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its number in rows; never given to another level.
    #[serde(deserialize_with = "within::<_, _, 0, 15>")]
    pub number: u8,
    /// Its first and its last grade; none where there are no grades.
    #[serde(default)]
    pub grades: Option<(u8, u8)>,
    /// Its name in data.
    pub id: String,
    /// How it is called.
    pub title: Texts,
    /// Whether its learners count for T2s (grades 1 to 12).
    pub counts_for_students: bool,
    /// Whether its schools count for targets of general schools, such as T1.
    pub general: bool,
    /// What of the periods is online, percent (T5, T6); none where nothing is taught online.
    #[serde(default, deserialize_with = "within_if_given::<_, _, 1, 100>")]
    pub online_percent: Option<u32>,
    /// Periods in a week.
    #[serde(deserialize_with = "within::<_, _, 1, 100>")]
    pub periods_week: u32,
    /// Minutes in a period.
    #[serde(deserialize_with = "within::<_, _, 1, 240>")]
    pub period_min: u32,
    /// Students to a machine that are aimed at; none where there is no such aim.
    #[serde(default, deserialize_with = "within_if_given::<_, _, 1, 1000>")]
    pub students_per_machine: Option<u32>,
}

impl Level {
    /// Seconds that a student needs in a week; 0 where nothing is taught online. Rounded down.
    pub fn need_s(&self) -> u32 {
        self.online_percent.unwrap_or(0) * self.periods_week * self.period_min * 60 / 100
    }
}

impl Levels {
    /// Reads levels from TOML text.
    ///
    /// # Errors
    /// When the text is not such a list; names file, line and key.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: Self = parse(file, text)?;
        let twice = read.levels.iter().enumerate().find(|(at, level)| {
            let before = &read.levels[..*at];
            before
                .iter()
                .any(|other| other.number == level.number || other.id == level.id)
        });
        match twice {
            None => Ok(read),
            Some((_, level)) => Err(BadSettings {
                file: file.to_owned(),
                line: None,
                reason: format!(
                    "levels: number {} or id {:?} is given twice",
                    level.number, level.id
                ),
            }),
        }
    }

    /// The levels that ship with the programs.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn shipped() -> Self {
        Self::parse(Path::new("levels.toml"), SHIPPED).expect("the shipped levels are tested")
    }

    /// The level to which a grade belongs.
    pub fn of_grade(&self, grade: u8) -> Option<&Level> {
        let has = |level: &&Level| {
            level
                .grades
                .is_some_and(|(first, last)| (first..=last).contains(&grade))
        };
        self.levels.iter().find(has)
    }

    /// The level that a text means: its name in data, or what it is called in either language.
    pub fn called(&self, text: &str) -> Option<&Level> {
        let folded = search_key(text);
        let titled = |level: &Level| [&level.title.vi, &level.title.en].map(|title| search_key(title));
        let is = |level: &&Level| level.id == folded || titled(level).contains(&folded);
        self.levels.iter().find(is)
    }

    /// The level with that number.
    pub fn get(&self, number: u8) -> Option<&Level> {
        self.levels.iter().find(|level| level.number == number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Plan;
    use crate::shelf::Shelf;

    #[test]
    fn needs_are_those_of_the_plan() {
        let levels = Levels::shipped();
        let need = |id: &str| {
            levels
                .levels
                .iter()
                .find(|level| level.id == id)
                .unwrap()
                .need_s()
        };
        assert_eq!((need("primary"), need("lower_secondary")), (3_150, 7_830));
        assert_eq!((need("upper_secondary"), need("nursery")), (7_830, 0));
        let plans = Shelf::<Plan>::shipped();
        let plan = plans.get("58-KH-SGDDT").unwrap();
        let percent = |id: &str| plan.target(id).unwrap().percent;
        for level in &levels.levels {
            let target = match level.id.as_str() {
                "primary" => percent("T5"),
                "nursery" => None,
                _ => percent("T6"),
            };
            assert_eq!(level.online_percent, target, "{}", level.id);
        }
    }

    #[test]
    fn a_level_is_known_by_its_grades_and_by_what_it_is_called() {
        let levels = Levels::shipped();
        let of = |grade| levels.of_grade(grade).map(|level| level.number);
        assert_eq!(
            [0, 1, 5, 6, 9, 10, 12, 13].map(of),
            [None, Some(1), Some(1), Some(2), Some(2), Some(3), Some(3), None]
        );
        for (text, number) in [("Tiểu học", 1), ("tieu hoc", 1), ("primary", 1), ("Mầm non", 0)] {
            assert_eq!(
                levels.called(text).map(|level| level.number),
                Some(number),
                "{text}"
            );
        }
        assert_eq!(levels.called("đại học"), None);
    }

    #[test]
    fn errors_name_file_line_and_key() {
        let wrong = SHIPPED.replacen("period_min = 35", "period_min = 0", 1);
        let refused = Levels::parse(Path::new("l.toml"), &wrong)
            .unwrap_err()
            .to_string();
        let line = 1 + wrong.lines().position(|line| line == "period_min = 0").unwrap();
        assert!(
            refused.contains(&format!("l.toml, line {line}"))
                && refused.contains("period_min")
                && refused.contains("1 to 240"),
            "{refused}"
        );
        let twice = SHIPPED.replacen("number = 1\n", "number = 2\n", 1);
        let refused = Levels::parse(Path::new("l.toml"), &twice)
            .unwrap_err()
            .to_string();
        assert!(refused.contains("number 2"), "{refused}");
    }
}

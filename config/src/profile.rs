//! A profile: a named, versioned set of thresholds by which people, or lines alone, are judged (readiness.md 2).
//!
//! Rates are kbit/s and every number is whole, so that nothing is rounded before it is compared.

mod need;
#[cfg(test)]
mod tests;

pub use need::{Need, Of, Per, Term};

use crate::load::{BadSettings, parse};
use crate::shelf::Shelved;
use crate::strict::{Texts, within, within_if_given};
use crate::three::Three;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Platforms have numbers below this: a row's home answers have room for so many.
pub const PLATFORMS_MAX: u8 = 5;
/// Memory from here on is one class in rows, so a threshold beyond it could not be told.
pub const MEMORY_GIB_MAX: u8 = 15;

/// A set of thresholds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name; printed with its version beside everything that was computed by it.
    pub id: String,
    /// Version of the data.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000>")]
    pub version: u32,
    /// How it is called.
    pub title: Texts,
    /// Where it comes from.
    #[serde(default)]
    pub source: Option<Texts>,
    /// What a line must give.
    pub line: LineRule,
    /// What a person needs besides; none for a profile that judges lines and sites only.
    #[serde(default)]
    pub people: Option<PeopleRule>,
}

/// What a line must give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineRule {
    /// Median download.
    pub down: Need,
    /// Median upload; none: not asked for.
    #[serde(default)]
    pub up: Option<Need>,
    /// Median round trip at most.
    #[serde(default, deserialize_with = "within_if_given::<_, _, 1, 60000>")]
    pub rtt_ms_max: Option<u32>,
    /// Median jitter at most.
    #[serde(default, deserialize_with = "within_if_given::<_, _, 1, 60000>")]
    pub jitter_ms_max: Option<u32>,
    /// Median loss at most, thousandths.
    #[serde(default, deserialize_with = "within_if_given::<_, _, 0, 1000>")]
    pub loss_permille_max: Option<u32>,
    /// Good outside slots in teaching hours at least, thousandths.
    #[serde(deserialize_with = "within::<_, _, 0, 1000>")]
    pub availability_permille_min: u32,
    /// Names for how good a line is, best first; only shown.
    #[serde(default)]
    pub grades: Vec<Grade>,
}

/// A name for lines from some rate on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    /// How it is called.
    pub title: Texts,
    /// What the median download must be.
    pub down: Need,
}

/// What a person needs besides a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PeopleRule {
    /// Whether people whom shared machines cover count as ready; they are shown apart in any case.
    pub lab: Lab,
    /// The platform that they must reach and have signed in to.
    pub platform: Platform,
    /// How limited devices (little memory, phones where the group says so) count.
    pub limited: Limited,
    /// A home line on which video lessons sometimes stop.
    pub home_line_sometimes: Three,
    /// Learners.
    pub students: GroupRule,
    /// Teachers.
    pub teachers: GroupRule,
}

/// Whether shared machines count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lab {
    /// They do.
    Counted,
    /// They are only shown beside.
    Shown,
}

/// How limited devices count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Limited {
    /// As not; people who lack no more than that are a named part of those who are not ready.
    Not,
    /// As met; people who are ready only so are a named part of those who are.
    Met,
}

/// A learning platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Platform {
    /// Its number in rows; never given to another one.
    #[serde(deserialize_with = "within::<_, _, 0, 4>")]
    pub number: u8,
    /// How it is called.
    pub title: Texts,
    /// Hosts that must be reachable; none: reachability is not asked for.
    pub hosts: Vec<String>,
}

/// What one group needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// A phone as the only device at home.
    pub phone: Phone,
    /// The operating system is supported by its maker.
    pub supported_os: bool,
    /// The platform's current browser or app runs.
    pub runs_platform: bool,
    /// Sound in and out as needed to follow a lesson.
    pub audio: bool,
    /// A camera.
    pub camera: bool,
    /// A microphone.
    pub microphone: bool,
    /// Memory at least.
    #[serde(deserialize_with = "within::<_, _, 0, 15>")]
    pub memory_gib_min: u8,
    /// Memory from which on a machine that has less than that is limited.
    #[serde(deserialize_with = "within::<_, _, 0, 15>")]
    pub memory_gib_limited: u8,
}

/// What a phone as the only device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phone {
    /// No device.
    Not,
    /// A limited one.
    Limited,
    /// A device.
    Met,
    /// Not to be told.
    Unknown,
}

impl Shelved for Profile {
    const SHIPPED: &'static [(&'static str, &'static str)] = &[
        (
            "profiles/day-hoc-truc-tuyen-v1.toml",
            include_str!("../profiles/day-hoc-truc-tuyen-v1.toml"),
        ),
        (
            "profiles/giga-maps.toml",
            include_str!("../profiles/giga-maps.toml"),
        ),
        (
            "profiles/itu-2030.toml",
            include_str!("../profiles/itu-2030.toml"),
        ),
        (
            "profiles/one-mbps-per-student.toml",
            include_str!("../profiles/one-mbps-per-student.toml"),
        ),
    ];

    fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: Self = parse(file, text)?;
        let groups = read
            .people
            .iter()
            .flat_map(|people| [("students", &people.students), ("teachers", &people.teachers)]);
        for (group, rule) in groups {
            if rule.memory_gib_limited > rule.memory_gib_min {
                return Err(BadSettings {
                    file: file.to_owned(),
                    line: None,
                    reason: format!("people.{group}.memory_gib_limited is above memory_gib_min"),
                });
            }
        }
        Ok(read)
    }

    fn id(&self) -> &str {
        &self.id
    }
}

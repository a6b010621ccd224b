//! A plan: targets with value, year, legal basis, and where their figures come from (readiness.md 1).

#[cfg(test)]
mod tests;

use crate::load::{BadSettings, parse};
use crate::shelf::Shelved;
use crate::strict::{Texts, date, some, within, within_if_given};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

/// A plan and its targets.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// Its name in data and commands.
    pub id: String,
    /// Version of the data.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000>")]
    pub version: u32,
    /// How it is called.
    pub title: Texts,
    /// The document that sets the targets; a target may name another.
    pub legal_basis: String,
    /// When that was issued.
    #[serde(deserialize_with = "date")]
    pub issued: Date,
    /// The profile by which readiness is judged unless another is asked for.
    pub profile: String,
    /// The targets, in the order in which they are shown.
    #[serde(deserialize_with = "some")]
    pub targets: Vec<Target>,
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// Its name within the plan, such as `T2s`.
    pub id: String,
    /// What is aimed at.
    pub title: Texts,
    /// The value, percent; none: the document gives none.
    #[serde(default, deserialize_with = "within_if_given::<_, _, 1, 100>")]
    pub percent: Option<u32>,
    /// Values that the document can be read to mean; `percent` is one of them, and a setting chooses.
    #[serde(default)]
    pub percent_choices: Vec<u32>,
    /// How a share is compared with the value.
    #[serde(default)]
    pub operator: Operator,
    /// The year at whose end it is due.
    #[serde(deserialize_with = "within::<_, _, 2000, 2200>")]
    pub year: i16,
    /// Where its figures come from.
    #[serde(deserialize_with = "some")]
    pub sources: Vec<Source>,
    /// What is computed for it; none: only typed figures.
    #[serde(default)]
    pub computed: Option<Computed>,
    /// What is counted.
    pub numerator: Texts,
    /// Out of what.
    pub denominator: Texts,
    /// The document, where it is not the plan's.
    #[serde(default)]
    pub legal_basis: Option<String>,
    /// Since when it is history only.
    #[serde(default)]
    pub closed: Option<Closed>,
    /// What must be said beside it.
    #[serde(default)]
    pub note: Option<Texts>,
}

/// The end of a target.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closed {
    /// The first day on which it no longer stands.
    #[serde(deserialize_with = "date")]
    pub on: Date,
    /// Why.
    pub reason: Texts,
}

/// How a share is compared with a target's value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum Operator {
    /// As much or more.
    #[default]
    #[serde(rename = ">=")]
    AtLeast,
    /// More.
    #[serde(rename = ">")]
    MoreThan,
}

impl Operator {
    /// `>=` or `>`.
    pub fn sign(self) -> &'static str {
        match self {
            Self::AtLeast => ">=",
            Self::MoreThan => ">",
        }
    }
}

/// Where figures come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Source {
    /// Agents measure.
    #[serde(rename = "A")]
    Agents,
    /// Equipment records.
    #[serde(rename = "E")]
    Equipment,
    /// The roster.
    #[serde(rename = "R")]
    Roster,
    /// Typed or imported by hand, with source, date and note.
    #[serde(rename = "H")]
    Hand,
}

/// What is computed for a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Computed {
    /// Students who are ready.
    StudentsReady,
    /// Teachers who are ready.
    TeachersReady,
    /// Learners with a valid national id.
    LearnerIds,
    /// Teachers with one.
    TeacherIds,
    /// Items managed by a digital record.
    Records,
    /// Persons of both groups who are ready for the platform of the profile.
    PersonsReady,
    /// Records, and both kinds of ids; met when all are.
    RecordsAndIds,
}

impl Target {
    /// Whether it stands on that day; behind its end it is history.
    pub fn stands_on(&self, day: Date) -> bool {
        self.closed.as_ref().is_none_or(|closed| day < closed.on)
    }

    /// The document that sets it.
    pub fn legal_basis<'a>(&'a self, plan: &'a Plan) -> &'a str {
        self.legal_basis.as_deref().unwrap_or(&plan.legal_basis)
    }
}

/// A value that a target's document cannot be read to mean.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("target {target} of the plan has no choice of {percent} %")]
pub struct NoSuchChoice {
    /// The target.
    pub target: String,
    /// What was chosen.
    pub percent: u32,
}

impl Plan {
    /// The target with that id.
    pub fn target(&self, id: &str) -> Option<&Target> {
        self.targets.iter().find(|target| target.id == id)
    }

    /// Reads a target as one of its choices (the setting for T2t: 50 or 100).
    ///
    /// # Errors
    /// When there is no such target or choice.
    pub fn choose(&mut self, id: &str, percent: u32) -> Result<(), NoSuchChoice> {
        let target = self.targets.iter_mut().find(|target| target.id == id);
        match target.filter(|target| target.percent_choices.contains(&percent)) {
            Some(target) => {
                target.percent = Some(percent);
                Ok(())
            }
            None => Err(NoSuchChoice {
                target: id.to_owned(),
                percent,
            }),
        }
    }

    /// What is wrong with a target among its neighbours.
    fn wrong(&self) -> Option<(&Target, &'static str)> {
        self.targets.iter().enumerate().find_map(|(at, target)| {
            let chosen = target
                .percent
                .is_some_and(|percent| target.percent_choices.contains(&percent));
            let wrong = if self.targets[..at].iter().any(|other| other.id == target.id) {
                "id: another target has it too"
            } else if !target.percent_choices.is_empty() && !chosen {
                "percent_choices: percent is none of them"
            } else if target
                .percent_choices
                .iter()
                .any(|choice| !(1..=100).contains(choice))
            {
                "percent_choices: a choice is not from 1 to 100"
            } else {
                return None;
            };
            Some((target, wrong))
        })
    }
}

impl Shelved for Plan {
    const SHIPPED: &'static [(&'static str, &'static str)] = &[(
        "plans/58-KH-SGDDT.toml",
        include_str!("../plans/58-KH-SGDDT.toml"),
    )];

    fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: Self = parse(file, text)?;
        let Some((target, wrong)) = read.wrong() else {
            return Ok(read);
        };
        // The last line with that id: of two the second is the one too many.
        let line = text.lines().collect::<Vec<_>>();
        let line = line
            .iter()
            .rposition(|line| line.starts_with("id") && line.contains(&format!("\"{}\"", target.id)));
        Err(BadSettings {
            file: file.to_owned(),
            line: line.map(|at| at + 1),
            reason: format!("targets, {}: {wrong}", target.id),
        })
    }

    fn id(&self) -> &str {
        &self.id
    }
}

//! By what is judged: plans, profiles, prices, levels, and how long evidence counts.

use crate::cold::Day;
use crate::query::Days;
use crate::readiness::Ages;
use crate::refusal::Refusal;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::given::{GivenFile, GivenFiles, line_of};
use kiemke_config::level::{Level, Levels};
use kiemke_config::load::BadSettings;
use kiemke_config::plan::{NoSuchChoice, Plan};
use kiemke_config::price::PriceList;
use kiemke_config::profile::Profile;
use kiemke_config::shelf::{Shelf, Shelved as _};
use std::collections::BTreeMap;

/// The data of judgements. Plans name profiles, and each name is found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standards {
    /// Plans.
    pub plans: Shelf<Plan>,
    /// Profiles.
    pub profiles: Shelf<Profile>,
    /// Price lists.
    pub prices: Shelf<PriceList>,
    /// Levels of schools.
    pub levels: Levels,
    /// How long evidence counts.
    pub evidence: Evidence,
    /// Teaching days.
    pub calendar: Calendar,
    /// The plan that counts unless another is asked for.
    pub plan: String,
    /// How its targets are read, percent.
    pub choices: BTreeMap<String, u32>,
}

/// Which plan counts, and how it is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The plan; none: the one that ships.
    pub plan: Option<String>,
    /// Values of its targets that can be read in several ways, percent.
    pub choices: BTreeMap<String, u32>,
}

/// Why standards are not taken. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum BadStandards {
    /// A file is not what it should be.
    #[error(transparent)]
    File(#[from] BadSettings),
    /// The plan of the settings is not there.
    #[error("find the plan of the settings (standards.plan): there is no plan {0:?}")]
    NoPlan(String),
    /// A value that the plan does not leave open.
    #[error("read the plan as the settings say (standards.choices)")]
    NoChoice(#[source] NoSuchChoice),
}

impl Standards {
    /// The hosts of learning platforms that profiles name, by the platform's number.
    pub fn platform_hosts(&self) -> BTreeMap<u8, Vec<String>> {
        platform_hosts(self.profiles.iter())
    }

    /// What ships with the programs.
    ///
    /// # Panics
    /// Never: tests read it.
    pub fn shipped() -> Self {
        Self::with(&GivenFiles::default(), &Chosen::default()).expect("the shipped data are tested")
    }

    /// What ships, with the files of a province.
    ///
    /// # Errors
    /// When a file is malformed, or one thing does not fit another: names file, line and key.
    pub fn with(given: &GivenFiles, chosen: &Chosen) -> Result<Self, BadStandards> {
        let shipped: Shelf<Plan> = Shelf::shipped();
        let first = shipped.iter().next().map(|plan| plan.id.clone());
        let mut standards = Self {
            plan: chosen.plan.clone().or(first).unwrap_or_default(),
            choices: chosen.choices.clone(),
            plans: Shelf::with_files(&given.plans)?,
            profiles: Shelf::with_files(&given.profiles)?,
            prices: Shelf::with_files(&given.prices)?,
            levels: match &given.levels {
                Some((file, text)) => Levels::parse(file, text)?,
                None => Levels::shipped(),
            },
            evidence: match &given.evidence {
                Some((file, text)) => Evidence::parse(file, text)?,
                None => Evidence::shipped(),
            },
            calendar: match &given.calendar {
                Some((file, text)) => Calendar::parse(file, text)?,
                None => Calendar::shipped(),
            },
        };
        standards.fits_together(given)?;
        let Some(plan) = standards.plans.get_mut(&standards.plan) else {
            return Err(BadStandards::NoPlan(standards.plan));
        };
        for (target, percent) in &chosen.choices {
            plan.choose(target, *percent).map_err(BadStandards::NoChoice)?;
        }
        Ok(standards)
    }

    /// The same with plans that were typed, each in the place of the one with its id. One that does not fit any more, because
    /// its profile is gone, is left out and named.
    pub fn with_typed(&self, texts: &[String]) -> (Self, Vec<String>) {
        let mut standards = self.clone();
        let mut left_out = Vec::new();
        for text in texts {
            match standards.fitting(text) {
                Ok(plan) => standards.plans.put(plan),
                Err(why) => left_out.push(why),
            }
        }
        (standards, left_out)
    }

    fn fitting(&self, text: &str) -> Result<Plan, String> {
        let mut plan = Plan::parse("plan".as_ref(), text).map_err(|bad| bad.to_string())?;
        if self.profiles.get(&plan.profile).is_none() {
            return Err(format!(
                "plan {:?}: there is no profile {:?}",
                plan.id, plan.profile
            ));
        }
        if plan.id == self.plan {
            for (target, percent) in &self.choices {
                plan.choose(target, *percent)
                    .map_err(|bad| format!("plan {:?}: {bad}", plan.id))?;
            }
        }
        Ok(plan)
    }

    /// Whether these can take the place of others while the daemon works.
    ///
    /// # Errors
    /// When a profile says something else under the same version, because counts are kept by both; or when what is
    /// read at a start alone is another.
    pub fn can_follow(&self, before: &Self, given: &GivenFiles) -> Result<(), BadSettings> {
        for (is_same, file, name) in [
            (self.levels == before.levels, &given.levels, "levels.toml"),
            (self.calendar == before.calendar, &given.calendar, "calendar.toml"),
            (self.evidence == before.evidence, &given.evidence, "evidence.toml"),
        ] {
            if !is_same {
                return Err(BadSettings {
                    file: file
                        .as_ref()
                        .map_or_else(|| name.into(), |(file, _)| file.clone()),
                    line: None,
                    reason: "it has changed, and is read only when the daemon starts: start it again"
                        .to_owned(),
                });
            }
        }
        same_version_same_words(&before.profiles, &self.profiles, given)
    }

    fn fits_together(&self, given: &GivenFiles) -> Result<(), BadSettings> {
        let of_shipped = Levels::shipped();
        let lost = |level: &&Level| self.levels.get(level.number).map(|own| &own.id) != Some(&level.id);
        if let Some(lost) = of_shipped.levels.iter().find(lost) {
            return Err(BadSettings {
                file: given
                    .levels
                    .as_ref()
                    .map(|(file, _)| file.clone())
                    .unwrap_or_default(),
                line: None,
                reason: format!(
                    "levels: {:?} with number {} is missing; what is recorded names it so",
                    lost.id, lost.number
                ),
            });
        }
        for plan in self.plans.iter() {
            if self.profiles.get(&plan.profile).is_none() {
                let reason = format!("profile: there is no profile {:?}", plan.profile);
                return Err(bad(&given.plans, &plan.id, ("profile", &plan.profile), reason));
            }
        }
        for list in self.prices.iter() {
            let mut named = list.devices.iter().flat_map(|device| &device.levels);
            if let Some(unknown) = named.find(|number| self.levels.get(**number).is_none()) {
                let reason = format!("levels: there is no level {unknown}");
                return Err(bad(
                    &given.prices,
                    &list.id,
                    ("levels", &unknown.to_string()),
                    reason,
                ));
            }
        }
        same_version_same_words(&Shelf::shipped(), &self.profiles, given)
    }

    /// The plan of that name; without a name the one that counts.
    ///
    /// # Errors
    /// When there is none.
    pub fn plan(&self, name: Option<&str>) -> Result<&Plan, Refusal> {
        let name = name.unwrap_or(&self.plan);
        self.plans
            .get(name)
            .ok_or_else(|| Refusal::NotFound(format!("plan {name:?}")))
    }

    /// The profile of that name; without a name that of the plan.
    ///
    /// # Errors
    /// When there is none.
    pub fn profile(&self, name: Option<&str>, plan: &Plan) -> Result<&Profile, Refusal> {
        let name = name.unwrap_or(&plan.profile);
        self.profiles
            .get(name)
            .ok_or_else(|| Refusal::NotFound(format!("profile {name:?}")))
    }

    /// The list of prices of that name; without a name the first.
    ///
    /// # Errors
    /// When there is none.
    pub fn price_list(&self, name: Option<&str>) -> Result<&PriceList, Refusal> {
        let found = match name {
            Some(name) => self.prices.get(name),
            None => self.prices.iter().next(),
        };
        found.ok_or_else(|| Refusal::NotFound(format!("price list {:?}", name.unwrap_or_default())))
    }

    /// How old sightings are by calendar and evidence, days apart as that many minutes from UTC say.
    pub fn days(&self, offset_min: i32) -> Days {
        Days::by(self.calendar.clone(), self.evidence.sighting, offset_min)
    }

    /// Ages of evidence on a day.
    pub fn ages(&self, day: Day) -> Ages {
        Ages::on(day, &self.calendar, &self.evidence)
    }
}

/// A profile's name and version are printed beside every number, so one version says one thing.
fn same_version_same_words(
    before: &Shelf<Profile>,
    now: &Shelf<Profile>,
    given: &GivenFiles,
) -> Result<(), BadSettings> {
    let is_other = |profile: &&Profile| {
        let known = before.get(&profile.id);
        known.is_some_and(|known| known.version == profile.version && known != *profile)
    };
    now.iter().find(is_other).map_or(Ok(()), |profile| {
        let version = profile.version;
        let reason = format!(
            "version: {version} of the profile {:?} says something else already; give the changed one a new version",
            profile.id
        );
        Err(bad(&given.profiles, &profile.id, ("version", &version.to_string()), reason))
    })
}

/// An error at the line of a key in the file that holds the thing with that id.
fn bad(files: &[GivenFile], id: &str, (key, value): (&str, &str), reason: String) -> BadSettings {
    let found = files
        .iter()
        .find(|(_, text)| line_of(text, "id", &format!("\"{id}\"")).is_some());
    BadSettings {
        file: found.map_or_else(|| format!("{id}.toml").into(), |(file, _)| file.clone()),
        line: found.and_then(|(_, text)| line_of(text, key, value)),
        reason,
    }
}

/// The hosts of learning platforms in some profiles, by the platform's number; each once.
fn platform_hosts<'a>(profiles: impl Iterator<Item = &'a Profile>) -> BTreeMap<u8, Vec<String>> {
    let mut hosts: BTreeMap<u8, Vec<String>> = BTreeMap::new();
    for platform in profiles.filter_map(|profile| Some(&profile.people.as_ref()?.platform)) {
        let held = hosts.entry(platform.number).or_default();
        for host in &platform.hosts {
            if !held.contains(host) {
                held.push(host.clone());
            }
        }
    }
    hosts.retain(|_, hosts| !hosts.is_empty());
    hosts
}

#[cfg(test)]
mod tests;

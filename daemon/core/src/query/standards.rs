//! By what is judged: plans, profiles, prices, levels, and how long evidence counts.

use crate::cold::Day;
use crate::readiness::Ages;
use crate::refusal::Refusal;
use kiemke_config::calendar::Calendar;
use kiemke_config::evidence::Evidence;
use kiemke_config::level::Levels;
use kiemke_config::load::BadSettings;
use kiemke_config::plan::Plan;
use kiemke_config::price::PriceList;
use kiemke_config::profile::Profile;
use kiemke_config::shelf::Shelf;

/// The data of judgements. Plans name profiles, and each name is found.
#[derive(Clone, Debug)]
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
    plan: String,
}

impl Standards {
    /// What ships with the programs.
    ///
    /// # Panics
    /// Never: tests read it.
    pub fn shipped() -> Self {
        let plans = Shelf::shipped();
        let first = plans.iter().next().map(|plan: &Plan| plan.id.clone());
        Self {
            plan: first.unwrap_or_default(),
            plans,
            profiles: Shelf::shipped(),
            prices: Shelf::shipped(),
            levels: Levels::shipped(),
            evidence: Evidence::shipped(),
            calendar: Calendar::shipped(),
        }
    }

    /// Whether every plan's profile is there.
    ///
    /// # Errors
    /// Names the plan and the profile that is not.
    pub fn check(&self) -> Result<(), BadSettings> {
        let lacking = self
            .plans
            .iter()
            .find(|plan| self.profiles.get(&plan.profile).is_none());
        lacking.map_or(Ok(()), |plan| {
            Err(BadSettings {
                file: format!("{}.toml", plan.id).into(),
                line: None,
                reason: format!("profile: there is no profile {:?}", plan.profile),
            })
        })
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

    /// Ages of evidence on a day.
    pub fn ages(&self, day: Day) -> Ages {
        Ages::on(day, &self.calendar, &self.evidence)
    }
}

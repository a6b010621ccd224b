//! What is judged by, as `GET /v1/standards` lists it.

use crate::view::BothTexts;
use serde::{Deserialize, Serialize};

/// Plans, profiles and price lists in force, each by id.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StandardsView {
    /// Plans.
    pub plans: Vec<PlanName>,
    /// Profiles.
    pub profiles: Vec<ProfileTitle>,
    /// Price lists; the first counts unless another is asked for.
    pub prices: Vec<PriceListName>,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanName {
    /// Its name in commands.
    pub id: String,
    /// Version of the data.
    pub version: u32,
    /// How it is called.
    pub title: BothTexts,
    /// The document that sets its targets.
    pub legal_basis: String,
    /// The profile by which it judges unless another is asked for.
    pub profile: String,
    /// Whether it counts unless another is asked for.
    pub counts: bool,
}

/// A profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProfileTitle {
    /// Its name in commands.
    pub id: String,
    /// Version of the data.
    pub version: u32,
    /// How it is called.
    pub title: BothTexts,
    /// Where it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<BothTexts>,
    /// Whether it judges people, or lines and sites only.
    pub judges_people: bool,
}

/// A price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceListName {
    /// Its name in commands.
    pub id: String,
    /// Version of the data.
    pub version: u32,
    /// How it is called.
    pub title: BothTexts,
    /// The first day on which it holds, yyyy-mm-dd.
    pub from: String,
}

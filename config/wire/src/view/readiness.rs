use crate::date::Date;
use crate::view::{Known, ProfileName, Share, UnitView, Verdict};
use serde::{Deserialize, Serialize};

/// `GET /v1/readiness`: who is ready at a unit and at each part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadinessTable {
    /// The way from the reader's topmost unit to the one above it.
    pub path: Vec<UnitView>,
    /// The profile that judges.
    pub profile: ProfileName,
    /// The day.
    pub at: Date,
    /// Which facts of it count.
    pub known: Known,
    /// The unit itself.
    pub whole: ReadinessRow,
    /// A page of its parts; all of them and the whole's own people add up to it.
    pub parts: Vec<ReadinessRow>,
    /// How many parts there are on all pages.
    #[serde(default)]
    pub parts_total: u64,
    /// What to hand back as `cursor` for the next page of parts; absent on the last one. Stays valid while data changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A unit with its people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReadinessRow {
    /// The unit; of parts that are levels the whole's.
    pub unit: UnitView,
    /// The level, where parts are levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// T2s.
    pub students: GroupReadiness,
    /// T2t.
    pub teachers: GroupReadiness,
}

/// The people of one group.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct GroupReadiness {
    /// As the profile judges.
    #[serde(flatten)]
    pub share: Share,
    /// By what people have of their own, without shared machines. To roles that see no persons this and what follows is
    /// told in whole tens, rounded down, where it is not what the profile counts.
    pub alone: Counts,
    /// With shared machines.
    pub pooled: Counts,
    /// A named part of who is not ready: those with a limited device.
    pub limited: u64,
    /// Of who is unknown: whom an answer about home can make ready.
    pub askable: u64,
    /// Enrolled here and counted elsewhere.
    pub shared: u64,
    /// What those who are not ready without shared machines are missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub missing: Vec<Missing>,
}

/// So many people, each in one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Ready.
    pub ready: u64,
    /// Not ready.
    pub not_ready: u64,
    /// Neither is known.
    pub unknown: u64,
}

/// People who are missing the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Missing {
    /// Of `device`, `line` and `software`.
    pub parts: Vec<String>,
    /// How many.
    pub people: u64,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BothTexts {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

/// `GET /v1/plan`: every target of a plan at a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlanView {
    /// The unit.
    pub unit: UnitView,
    /// The way to it.
    pub path: Vec<UnitView>,
    /// The plan.
    pub plan: String,
    /// Its version.
    pub plan_version: u32,
    /// How it is called.
    pub title: BothTexts,
    /// The document that sets the targets.
    pub legal_basis: String,
    /// The profile that judges.
    pub profile: ProfileName,
    /// The day.
    pub at: Date,
    /// Which facts of it count.
    pub known: Known,
    /// The targets in the plan's order.
    pub targets: Vec<TargetView>,
}

/// A target with its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetView {
    /// Such as `T2s`.
    pub id: String,
    /// What is aimed at.
    pub title: BothTexts,
    /// What is counted.
    pub numerator: BothTexts,
    /// Out of what.
    pub denominator: BothTexts,
    /// The value aimed at, percent; null where the document gives none.
    pub percent: Option<u32>,
    /// `>=` or `>`.
    pub operator: String,
    /// The year at whose end it is due.
    pub year: i16,
    /// The document.
    pub legal_basis: String,
    /// `A` agents, `E` equipment records, `R` roster, `H` by hand.
    pub sources: Vec<String>,
    /// Where the value comes from.
    pub kind: ValueKind,
    /// The value; null when nobody told anything.
    pub value: Option<Share>,
    /// What follows.
    pub verdict: Verdict,
    /// The day of the evidence that it rests on: the oldest of typed figures.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// Where a typed figure was taken from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// It is history: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<BothTexts>,
    /// What must be said beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<BothTexts>,
    /// Where it asks for several things: each of them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TargetPart>,
    /// What it opens: the path of this interface with the units below and the lists behind it.
    #[serde(default)]
    pub opens: String,
}

/// `GET /v1/plan/{target}`: a target at a unit and at each unit right below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetDetail {
    /// The unit.
    pub unit: UnitView,
    /// The way to it.
    pub path: Vec<UnitView>,
    /// The plan.
    pub plan: String,
    /// Its version.
    pub plan_version: u32,
    /// The profile that judges.
    pub profile: ProfileName,
    /// The day.
    pub at: Date,
    /// Which facts of it count.
    pub known: Known,
    /// At the unit itself.
    pub target: TargetView,
    /// A page of the units right below, as far as they tell of it.
    pub parts: Vec<TargetRow>,
    /// How many tell of it on all pages.
    #[serde(default)]
    pub parts_total: u64,
    /// What to hand back as `cursor` for the next page of parts; absent on the last one. Stays valid while data changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// Where what it counts is listed, as paths of this interface; as far as the reader's role goes.
    pub lists: Vec<String>,
}

/// A target's value at a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetRow {
    /// The unit.
    pub unit: UnitView,
    /// The value; null when nobody told anything.
    pub value: Option<Share>,
}

/// One of several things for which a target asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TargetPart {
    /// The target that it is one's own; the target itself for its typed part.
    pub id: String,
    /// The value; null when nobody told anything.
    pub value: Option<Share>,
}

/// Where a target's value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ValueKind {
    /// Computed from what is known of people and things.
    Computed,
    /// Partly computed, partly typed.
    Part,
    /// Typed or imported by hand.
    Typed,
}

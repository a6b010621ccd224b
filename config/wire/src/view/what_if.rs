use crate::date::Date;
use crate::view::{BothTexts, ProfileName, Share, UnitView, Verdict};
use serde::{Deserialize, Serialize};

/// `GET /v1/what-if`: what would bring a unit to a target, cheapest first. Greedy, not the least that could be paid.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfView {
    /// The unit.
    pub unit: UnitView,
    /// The way to it.
    pub path: Vec<UnitView>,
    /// The profile that judges.
    pub profile: ProfileName,
    /// The list of prices.
    pub prices: ProfileName,
    /// The day.
    pub at: Date,
    /// The target, and the value that is aimed at, percent.
    pub target: String,
    /// How it is called.
    pub title: BothTexts,
    /// The value that is aimed at, percent.
    pub percent: u32,
    /// `>=` or `>`.
    pub operator: String,
    /// As it is.
    pub now: Share,
    /// With all that is bought, rosters that are missing left aside.
    pub then: Share,
    /// What is bought, in this order.
    pub packages: Vec<WhatIfPackage>,
    /// What all of it costs, đồng.
    pub total_dong: u64,
    /// Devices in all of it.
    pub devices: u64,
    /// Lines in all of it.
    pub lines: u64,
    /// Devices in all of it by level; to roles that see no persons in whole tens, rounded down.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub levels: Vec<LevelDevices>,
    /// Sites whose line is only not measured, with the people whom a good result makes ready; most first.
    pub to_measure: Vec<SitePeople>,
    /// Sites with people whom an answer about home can make ready; most first. To roles that see no persons of a site of
    /// which no more than the number of its people is shown in whole tens, rounded down.
    pub to_ask: Vec<SitePeople>,
    /// Sites for which the list has no line that is fast enough, or no device.
    pub unpriced: Vec<UnitView>,
    /// Numbers are left out, because so few people could be known again by them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// What is bought for a site in one go.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WhatIfPackage {
    /// The site; null: sites with fewer than ten people, or of which not everything is shown, told together and in tens.
    pub site: Option<UnitView>,
    /// Its school.
    pub school: Option<UnitView>,
    /// A better line: down and up, Mbps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line_mbps: Option<(u32, u32)>,
    /// Devices by level.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub devices: Vec<LevelDevices>,
    /// What it costs, đồng; a line for a year. Of sites told together rounded up to what ten devices cost.
    pub dong: u64,
    /// People whom it makes ready; of sites told together rounded down to tens.
    pub people: u64,
    /// The verdict once it is there.
    pub verdict: Verdict,
}

/// Devices for people of a level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelDevices {
    /// The level.
    pub level: String,
    /// How many.
    pub devices: u64,
}

/// A site with so many people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SitePeople {
    /// The site.
    pub site: UnitView,
    /// Its school.
    pub school: UnitView,
    /// People.
    pub people: u64,
}

/// `GET /v1/gaps`: sites that fail each profile's rule for lines, machines that are missing, and the plain ratios that
/// others publish.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapsView {
    /// The unit.
    pub unit: UnitView,
    /// The way to it.
    pub path: Vec<UnitView>,
    /// The day.
    pub at: Date,
    /// Sites by each profile's rule for lines.
    pub lines: Vec<LineGap>,
    /// Machines that are missing, by level.
    pub machines: Vec<MachineGap>,
    /// Where the aims of machines come from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub levels_source: Option<BothTexts>,
    /// The ratios of UIS and SDG 4.a.1.
    pub ratios: Ratios,
    /// The same of the units right below.
    pub parts: Vec<GapPart>,
}

/// Sites by a profile's rule for lines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LineGap {
    /// The profile.
    pub profile: ProfileName,
    /// Sites that meet it.
    pub met: u64,
    /// Sites that fail it.
    pub failed: u64,
    /// Sites of which it is not known.
    pub unknown: u64,
    /// Those that fail it, the first of them.
    pub failing: Vec<UnitView>,
}

/// Machines that are missing for the students of a level.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct MachineGap {
    /// The level.
    pub level: String,
    /// Students to a machine that are aimed at.
    pub students_per_machine: u32,
    /// Students; 0 where they are withheld.
    pub students: u64,
    /// Machines that are missing at least.
    pub missing_low: u64,
    /// At most, of what is known.
    pub missing_high: u64,
    /// Numbers are left out, because so few people could be known again by them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// The plain ratios, each by its own definition; only computers that students use are counted.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Ratios {
    /// Students.
    pub students: u64,
    /// Schools.
    pub schools: u64,
    /// Working computers, at least and at most.
    pub computers: (u64, u64),
    /// Working computers at a site with Internet.
    pub online_computers: (u64, u64),
    /// UIS ED4bis: students per working computer, from the least to the most; null without a bound.
    pub students_per_computer: (Option<f64>, Option<f64>),
    /// UIS ED25: students per computer with Internet.
    pub students_per_online_computer: (Option<f64>, Option<f64>),
    /// UIS ED27: computers with Internet per school.
    pub online_computers_per_school: (Option<f64>, Option<f64>),
    /// SDG 4.a.1 (b): schools with Internet for teaching.
    pub with_internet: Share,
    /// SDG 4.a.1 (c): schools with computers for teaching.
    pub with_computers: Share,
    /// Numbers are left out, because so few people could be known again by them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub withheld: bool,
}

/// Gaps of a unit right below.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GapPart {
    /// The unit.
    pub unit: UnitView,
    /// Its sites.
    pub sites: u64,
    /// Sites that fail each profile, in the order of the whole's.
    pub failed: Vec<u64>,
    /// Machines that are missing, at least and at most, of all levels; null where they are withheld.
    pub missing: Option<(u64, u64)>,
}

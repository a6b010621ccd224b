//! A price list: what devices and lines cost, for "what if" (readiness.md 9). Whole đồng.

use crate::group::Group;
use crate::load::{BadSettings, parse};
use crate::shelf::Shelved;
use crate::strict::{Texts, date, some, within};
use jiff::civil::Date;
use serde::Deserialize;
use std::path::Path;

/// What things cost from some day on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceList {
    /// Its name.
    pub id: String,
    /// Version of the data.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000>")]
    pub version: u32,
    /// How it is called.
    pub title: Texts,
    /// Where the prices come from.
    #[serde(default)]
    pub source: Option<Texts>,
    /// The first day on which it holds.
    #[serde(deserialize_with = "date")]
    pub from: Date,
    /// Devices; the first that fits is taken.
    #[serde(deserialize_with = "some")]
    pub devices: Vec<DevicePrice>,
    /// Lines, slowest first; each costs more than the one before.
    #[serde(deserialize_with = "some")]
    pub lines: Vec<LinePrice>,
}

/// A device for a group.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DevicePrice {
    /// What it is.
    pub title: Texts,
    /// For whom.
    pub group: Group,
    /// Numbers of the levels for which it is; none: for all.
    #[serde(default)]
    pub levels: Vec<u8>,
    /// The price of one, set up.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000000000>")]
    pub vnd: u64,
}

/// A line that can be ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinePrice {
    /// Download.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000>")]
    pub down_mbps: u32,
    /// Upload.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000>")]
    pub up_mbps: u32,
    /// The price of a year.
    #[serde(deserialize_with = "within::<_, _, 1, 1000000000000>")]
    pub vnd_year: u64,
}

impl PriceList {
    /// What a device for that group and level costs.
    pub fn device_vnd(&self, group: Group, level: u8) -> Option<u64> {
        let fits = |price: &&DevicePrice| {
            price.group == group && (price.levels.is_empty() || price.levels.contains(&level))
        };
        self.devices.iter().find(fits).map(|price| price.vnd)
    }
}

impl Shelved for PriceList {
    const SHIPPED: &'static [(&'static str, &'static str)] =
        &[("prices/mau-2026.toml", include_str!("../prices/mau-2026.toml"))];

    fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: Self = parse(file, text)?;
        if !read.lines.is_sorted_by(|a, b| a.vnd_year < b.vnd_year) {
            return Err(BadSettings {
                file: file.to_owned(),
                line: text
                    .lines()
                    .position(|line| line.starts_with("[[lines]]"))
                    .map(|at| at + 1),
                reason: "lines: vnd_year does not rise from line to line".to_owned(),
            });
        }
        Ok(read)
    }

    fn id(&self) -> &str {
        &self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::Shelf;

    #[test]
    fn the_shipped_list_prices_every_group_and_level() {
        let shelf = Shelf::<PriceList>::shipped();
        let list = shelf.iter().next().unwrap();
        for level in 0..4 {
            assert!(list.device_vnd(Group::Students, level).is_some());
            assert!(list.device_vnd(Group::Teachers, level).is_some());
        }
    }

    #[test]
    fn errors_name_file_line_and_key() {
        let text = PriceList::SHIPPED[0].1;
        let wrong = text.replacen("vnd_year = ", "vnd_year = -", 1);
        let refused = PriceList::parse(Path::new("p.toml"), &wrong)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("p.toml, line ") && refused.contains("vnd_year"),
            "{refused}"
        );
        let wrong = text.replacen("vnd_year = ", "vnd_year = 9", 1);
        let refused = PriceList::parse(Path::new("p.toml"), &wrong)
            .unwrap_err()
            .to_string();
        assert!(
            refused.contains("p.toml, line ") && refused.contains("rise"),
            "{refused}"
        );
    }
}

use crate::fleet::{PackageId, Packages};
use crate::packing::{Packer, Unpacker};
use jiff::civil::Date;
use kiemke_wire::facts::Package;
use serde::{Deserialize, Serialize};

/// A machine's packages by number, in the order in which the agent listed them, as steps from one number to the
/// next: lists of one image are runs of ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackageList {
    #[serde(rename = "d")]
    steps: Vec<i64>,
    /// When each was installed, in days from 1970-01-01 plus one, 0 where not known; empty when none is.
    #[serde(default, rename = "on", skip_serializing_if = "Vec::is_empty")]
    installed: Vec<u32>,
}

impl PackageList {
    /// The list of these packages with the days on which they were installed.
    pub fn of(packages: impl IntoIterator<Item = (PackageId, Option<u32>)>) -> Self {
        let mut list = Self::default();
        let mut before = 0;
        for (id, day) in packages {
            list.steps.push(i64::from(id.0) - before);
            list.installed.push(day.map_or(0, |day| day.saturating_add(1)));
            before = i64::from(id.0);
        }
        if list.installed.iter().all(|day| *day == 0) {
            list.installed.clear();
        }
        list
    }

    /// The packages with their names, as the agent listed them; numbers that are not known are left out.
    pub fn packages(&self, names: &Packages) -> Vec<Package> {
        let ids = self.steps.iter().scan(0_i64, |at, step| {
            *at = at.wrapping_add(*step);
            Some(*at)
        });
        let days = self.installed.iter().copied().chain(std::iter::repeat(0));
        ids.zip(days)
            .filter_map(|(id, day)| {
                let name = names.name(PackageId(u32::try_from(id).ok()?))?;
                Some(Package {
                    name: name.0,
                    version: name.1,
                    publisher: name.2,
                    installed_on: day.checked_sub(1).and_then(date_of),
                })
            })
            .collect()
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.list(self.steps.iter(), |packer, step| packer.signed(*step));
        packer.list(self.installed.iter(), |packer, day| packer.number((*day).into()));
    }

    pub(crate) fn unpack(reader: &mut Unpacker<'_>) -> Option<Self> {
        Some(Self {
            steps: reader.list(Unpacker::signed)?,
            installed: reader.list(Unpacker::small)?,
        })
    }
}

/// Days from 1970-01-01 of a date written `yyyy-mm-dd`; `None` for anything else and for earlier days.
pub(crate) fn day_of(text: &str) -> Option<u32> {
    let bytes: [u8; 10] = text.as_bytes().try_into().ok()?;
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let number = |from: usize, to: usize| {
        let digits = &bytes[from..to];
        let value = digits.iter().fold(0_i16, |value, digit| {
            value * 10 + i16::from(digit.wrapping_sub(b'0'))
        });
        digits.iter().all(u8::is_ascii_digit).then_some(value)
    };
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let date = Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    u32::try_from(EPOCH.until(date).ok()?.get_days()).ok()
}

fn date_of(day: u32) -> Option<String> {
    let days = jiff::Span::new().try_days(day).ok()?;
    Some(EPOCH.checked_add(days).ok()?.to_string())
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fleet::packages::PackageName;

    #[test]
    fn a_list_keeps_its_order_and_its_dates() {
        let mut names = Packages::default();
        for name in ["a", "b", "c"] {
            names.add(&PackageName(name.into(), "1".into(), None));
        }
        let days = [Some("2026-11-27"), None, Some("1970-01-01")];
        let ids = [PackageId(2), PackageId(0), PackageId(1)];
        let list = PackageList::of(ids.into_iter().zip(days.map(|day| day.and_then(day_of))));
        let packages = list.packages(&names);
        let listed: Vec<_> = packages
            .iter()
            .map(|package| (package.name.as_str(), package.installed_on.as_deref()))
            .collect();
        assert_eq!(listed, [("c", days[0]), ("a", days[1]), ("b", days[2])]);
        let mut packer = Packer::default();
        list.pack(&mut packer);
        assert_eq!(
            PackageList::unpack(&mut Unpacker::new(&packer.into_bytes())),
            Some(list)
        );
    }

    #[test]
    fn only_dates_are_dates() {
        for bad in [
            "",
            "2026-11-31",
            "2026-1-1",
            "20261127",
            "1969-12-31",
            "yesterday!",
            "2026-11-27T00",
        ] {
            assert_eq!(day_of(bad), None, "{bad:?}");
        }
    }
}

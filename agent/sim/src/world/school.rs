use super::SchoolIndex;
use crate::names;
use crate::seed::{Seed, Topic};

/// The level of a school.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Mầm non.
    Kindergarten,
    /// Tiểu học.
    Primary,
    /// Primary and lower secondary in one, in small communes.
    PrimaryAndLowerSecondary,
    /// Trung học cơ sở.
    LowerSecondary,
    /// Trung học phổ thông.
    UpperSecondary,
    /// Phổ thông dân tộc nội trú: boarding school for ethnic minorities.
    Boarding,
    /// Giáo dục nghề nghiệp – giáo dục thường xuyên.
    Continuing,
}

impl Level {
    /// The abbreviation in front of a school's name.
    pub fn abbreviation(self) -> &'static str {
        match self {
            Self::Kindergarten => "MN",
            Self::Primary => "TH",
            Self::PrimaryAndLowerSecondary => "TH&THCS",
            Self::LowerSecondary => "THCS",
            Self::UpperSecondary => "THPT",
            Self::Boarding => "PTDTNT",
            Self::Continuing => "GDNN-GDTX",
        }
    }

    /// Machines of a school in the middle.
    pub(super) fn machines(self) -> u32 {
        match self {
            Self::Kindergarten => 6,
            Self::Primary => 26,
            Self::PrimaryAndLowerSecondary => 34,
            Self::LowerSecondary => 38,
            Self::UpperSecondary | Self::Boarding => 84,
            Self::Continuing => 50,
        }
    }
}

const LEVELS: [(u32, Level); 7] = [
    (31, Level::Kindergarten),
    (32, Level::Primary),
    (6, Level::PrimaryAndLowerSecondary),
    (20, Level::LowerSecondary),
    (8, Level::UpperSecondary),
    (2, Level::Boarding),
    (1, Level::Continuing),
];

/// A school.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct School {
    /// Which.
    pub index: SchoolIndex,
    /// A code that is its own in the province, such as `th-00012`.
    pub code: String,
    /// Level and name.
    pub name: String,
    /// Level.
    pub level: Level,
    /// The commune, by its place in the province.
    pub commune: u32,
    /// How many sites it has, the main one included.
    pub sites: u32,
}

/// A site: a place with its own power and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Name within the school.
    pub name: String,
    /// How many lines it has, one at least.
    pub lines: u32,
    /// How often the power fails, days of a thousand.
    pub power_cuts_per_mille: u32,
}

pub(super) fn level(seed: Seed, index: u32) -> Level {
    *seed.draw(Topic::School, u64::from(index) << 8).weighted(&LEVELS)
}

pub(super) fn draw(seed: Seed, index: SchoolIndex, communes: u32) -> School {
    let level = level(seed, index.0);
    let mut draw = seed.draw(Topic::Site, u64::from(index.0) << 8);
    let sites = match level {
        Level::Kindergarten | Level::Primary if draw.per_mille(450) => draw.between(2, 5),
        Level::PrimaryAndLowerSecondary => draw.between(1, 4),
        _ => 1,
    };
    let abbreviation = level.abbreviation();
    School {
        index,
        code: format!(
            "{}-{:05}",
            names::plain(abbreviation).to_ascii_lowercase(),
            index.0 + 1
        ),
        name: names::school(seed, index.0, abbreviation),
        level,
        commune: index.0 % communes.max(1),
        sites,
    }
}

pub(super) fn site(seed: Seed, school: SchoolIndex, number: u32, second_lines_per_mille: u32) -> Site {
    let mut draw = seed.draw(
        Topic::Site,
        u64::from(school.0) << 8 | u64::from((number + 1) & 0xff),
    );
    Site {
        name: names::site(number),
        lines: if number == 0 && draw.per_mille(second_lines_per_mille) {
            2
        } else {
            1
        },
        power_cuts_per_mille: *draw.weighted(&[(8, 5), (3, 20), (1, 60)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schools_look_like_schools() {
        let schools: Vec<School> = (0..2_000)
            .map(|index| draw(Seed(1), SchoolIndex(index), 143))
            .collect();
        let named = |name: &str| schools.iter().any(|school| school.name == name);
        assert!(named("TH Nguyễn Đình Chiểu") && named("THCS N’Đir") && named("MN Hoa Pơ Lang"));
        let kindergartens = schools
            .iter()
            .filter(|school| school.level == Level::Kindergarten);
        assert!((540..700).contains(&kindergartens.count()));
        let codes: std::collections::HashSet<_> = schools.iter().map(|school| &school.code).collect();
        assert_eq!(codes.len(), schools.len());
    }
}

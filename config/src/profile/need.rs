//! The language of line thresholds: a rate, as the greatest or the sum of terms that may grow with seats or people.
//!
//! ```toml
//! down = { max = [{ kbps = 20000 }, { kbps = 1500, per = "seat" }] }                 # max(20 Mbps, 1.5 × seats)
//! down = { sum = [{ kbps = 20000 }, { kbps = 50, per = "student", above = 400 }] }   # 20 Mbps + 50 kbps beyond 400
//! down = { sum = [{ kbps = 20000 }], strictly = true }                               # more than 20 Mbps
//! ```

use crate::strict::{some, within};
use serde::{Deserialize, Serialize};

/// A rate that is needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Text")]
pub struct Need {
    /// How the terms become one.
    pub of: Of,
    /// The terms, one at least.
    pub terms: Vec<Term>,
    /// The rate must be more, not only as much.
    pub strictly: bool,
}

/// How the terms become one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Of {
    /// The greatest counts.
    Max,
    /// They are added.
    Sum,
}

/// A part of a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The rate.
    #[serde(deserialize_with = "within::<_, _, 0, 100000000>")]
    pub kbps: u32,
    /// What it is multiplied by.
    #[serde(default)]
    pub per: Per,
    /// Only what is above this number is multiplied.
    #[serde(default, deserialize_with = "within::<_, _, 0, 1000000>")]
    pub above: u32,
}

/// What a term is multiplied by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    /// One: the term is for the site.
    #[default]
    Site,
    /// Machines in the site's largest lab.
    Seat,
    /// Learners of the site.
    Student,
    /// Learners of the site's busiest shift.
    StudentInBusiestShift,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    #[serde(default)]
    max: Option<Terms>,
    #[serde(default)]
    sum: Option<Terms>,
    #[serde(default)]
    strictly: bool,
}

#[derive(Deserialize)]
#[serde(transparent)]
struct Terms(#[serde(deserialize_with = "some")] Vec<Term>);

impl TryFrom<Text> for Need {
    type Error = &'static str;
    fn try_from(text: Text) -> Result<Self, Self::Error> {
        let (of, terms) = match (text.max, text.sum) {
            (Some(terms), None) => (Of::Max, terms),
            (None, Some(terms)) => (Of::Sum, terms),
            _ => return Err("a rate is needed as either max or sum of terms"),
        };
        Ok(Self {
            of,
            terms: terms.0,
            strictly: text.strictly,
        })
    }
}

impl Need {
    /// The rate in kbit/s, where `number` says how many there are of each.
    pub fn kbps(&self, number: impl Fn(Per) -> u64) -> u64 {
        let terms = self.terms.iter().map(|term| {
            let of = number(term.per).saturating_sub(term.above.into());
            u64::from(term.kbps).saturating_mul(of)
        });
        match self.of {
            Of::Max => terms.max().unwrap_or(0),
            Of::Sum => terms.fold(0, u64::saturating_add),
        }
    }

    /// Whether a rate is enough for a need of `kbps`.
    pub fn holds(&self, rate_kbps: u64, kbps: u64) -> bool {
        rate_kbps > kbps || (rate_kbps == kbps && !self.strictly)
    }
}

use crate::dated::Period;
use crate::entry::UnitMade;
use crate::units::{Fact, LOCAL_CODES};
use kiemke_wire::ids::{TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Statements about units that were accepted together.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitsChanged {
    /// When; never earlier than what was recorded before.
    pub at: UnixMs,
    /// By whose token; by none on the daemon's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The document on which they rest, or the file they came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Box<str>>,
    /// What is said of which.
    pub units: Vec<UnitChange>,
}

/// What is said of one unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitChange {
    /// Which.
    pub unit: UnitKey,
    /// Whether it is added by this.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub made: bool,
    /// The statements; of two about the same thing on the same day the later one counts.
    pub facts: Vec<Stated>,
}

/// A fact about a unit with its days.
pub type Stated = crate::dated::Stated<Fact>;

impl UnitsChanged {
    /// The one unit of a fresh folder.
    pub(crate) fn root(at: UnixMs) -> Self {
        let facts = [Fact::Kind("root".into()), Fact::code(LOCAL_CODES, Some("root"))];
        Self::always(at, UnitKey::ROOT, facts.into())
    }

    /// What the entry of an earlier build says: it knew no dates.
    pub(crate) fn of_made(made: &UnitMade) -> Self {
        let facts = [
            Fact::Parent(Some(made.parent)),
            Fact::Kind(made.kind.as_str().into()),
            Fact::Name(made.name.as_str().into()),
            Fact::code(LOCAL_CODES, Some(&made.code)),
        ];
        Self::always(made.at, made.unit, facts.into())
    }

    fn always(at: UnixMs, unit: UnitKey, facts: Vec<Fact>) -> Self {
        let stated = |fact| Stated::new(fact, Period::ALWAYS);
        Self {
            at,
            by: None,
            document: None,
            units: vec![UnitChange {
                unit,
                made: true,
                facts: facts.into_iter().map(stated).collect(),
            }],
        }
    }
}

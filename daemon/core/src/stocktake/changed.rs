//! What the journal holds of stocktakes.

use kiemke_wire::date::Date;
use kiemke_wire::equipment::Document;
use kiemke_wire::ids::{StocktakeId, TokenId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountTotals, Expectation, Member, PackNumber};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Signature;
use serde::{Deserialize, Serialize};

/// A stocktake was opened or changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct StocktakeEntry {
    /// Which; the next number for a new one.
    pub stocktake: StocktakeId,
    /// When it was entered.
    pub at: UnixMs,
    /// By which token; nobody's for the administrator at the machine itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// What happened.
    pub what: StocktakeChange,
}

/// What happened to a stocktake.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StocktakeChange {
    /// It was opened, and what is expected is frozen.
    Opened {
        /// The school.
        school: UnitKey,
        /// What it is called.
        name: String,
        /// The places that are counted.
        rooms: Vec<UnitKey>,
        /// Whether all of the school is counted.
        whole: bool,
        /// Who counts.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        committee: Vec<Member>,
        /// The paper that orders it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        document: Option<Document>,
        /// The day as of which it is taken.
        on: Date,
        /// When the next one is due.
        next_due_on: Date,
        /// Whether agents' reports stand for finding a thing.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        agents_count: bool,
        /// What is expected.
        expected: Expectation,
    },
    /// Events that were not known before.
    Counted {
        /// The pack from which they come.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pack: Option<PackNumber>,
        /// The events.
        events: Vec<CountEvent>,
    },
    /// A pack was given out; its number is the next one.
    PackGiven {
        /// Who has it.
        holder: String,
        /// The rooms that he is to count; all when empty.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rooms: Vec<UnitKey>,
    },
    /// All that was written down in a pack is known.
    PackBack {
        /// Which.
        pack: PackNumber,
    },
    /// Events came from a pack after the stocktake was closed: they are kept, and count nowhere.
    PackLate {
        /// Which.
        pack: PackNumber,
        /// The events.
        events: Vec<CountEvent>,
    },
    /// It was closed, and does not change any more.
    Closed(Box<Closing>),
}

/// How a stocktake ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closing {
    /// The report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Who signed it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signatures: Vec<Signature>,
    /// Packs that were out and did not come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub abandoned: Vec<PackNumber>,
    /// The result.
    pub totals: CountTotals,
    /// The day.
    pub on: Date,
}

use crate::equipment::ActionKind;
use crate::facts::SectionName;
use crate::ids::{EventId, LineId, MachineId, ReviewId, StocktakeId, TokenId, UnitKey};
use crate::review::ReviewKind;
use crate::time::UnixMs;
use crate::view::{Actor, AlertSymptom, StocktakeStep, TurnedOut};
use serde::{Deserialize, Serialize};

/// Something that happened: one message of `GET /v1/events`, and one row of `GET /v1/events/recent`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Ascending; hand it back as `Last-Event-ID` to go on behind it.
    pub id: EventId,
    /// When the daemon decided it.
    pub at: UnixMs,
    /// The unit that it concerns.
    pub unit: UnitKey,
    /// The machine that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// The machine's name at that time, or that of whom an alert is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Whose doing it was, when a person's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
    /// What happened.
    #[serde(flatten)]
    pub kind: EventKind,
}

/// What happened. `seen` is live only; all others are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// A report arrived: figures on screen may have changed.
    Seen,
    /// A machine was enrolled.
    Enrolled,
    /// A known machine was enrolled anew, after a reinstallation or a reset.
    Reenrolled,
    /// A question, or a note, about which machine is which.
    ReviewOpened {
        /// The item.
        review: ReviewId,
        /// What it is about.
        about: ReviewKind,
    },
    /// A person answered a review item, or took the answer back.
    ReviewAnswered {
        /// The item.
        review: ReviewId,
    },
    /// Its record became part of another's.
    Merged {
        /// Of which.
        into: MachineId,
    },
    /// Its record is its own again.
    Split,
    /// It belongs to another unit.
    MachineMoved,
    /// An agent started anew.
    AgentStarted {
        /// Its version.
        version: String,
    },
    /// A section arrived for the first time or changed.
    SectionChanged {
        /// Which.
        section: SectionName,
    },
    /// Part of a report was malformed and set aside.
    SetAside {
        /// Where.
        place: String,
        /// What was wrong.
        reason: String,
    },
    /// A collector failed on the machine.
    CollectorFailed {
        /// Which section it was to fill.
        section: SectionName,
        /// Why.
        reason: String,
    },
    /// An agent gave up items unsent.
    Dropped {
        /// How many.
        count: u64,
    },
    /// The machine's clock is wrong; its times are corrected.
    ClockWrong {
        /// How far it is ahead, milliseconds.
        ahead_ms: i64,
    },
    /// A line was made for a site.
    LineFound {
        /// Which.
        line: LineId,
    },
    /// An outside probe failed after the last one had got through.
    LineDown {
        /// Which.
        line: LineId,
    },
    /// An outside probe got through after the last one had failed.
    LineUp {
        /// Which.
        line: LineId,
    },
    /// Equipment records were made or changed.
    EquipmentChanged {
        /// What was done.
        action: ActionKind,
        /// Whether it was an earlier action that was taken back.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        undone: bool,
        /// To how many records.
        records: u32,
    },
    /// Lines of books were entered or changed.
    BookChanged {
        /// How many.
        lines: u32,
    },
    /// A stocktake was opened, counted in, or closed. What counters write down is live only.
    Stocktake {
        /// Which.
        stocktake: StocktakeId,
        /// What happened.
        step: StocktakeStep,
        /// The rooms in which something was written down.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        rooms: Vec<UnitKey>,
        /// How many events came.
        #[serde(default)]
        events: u32,
    },
    /// Something needs a person.
    AlertRaised {
        /// The alert's number.
        alert: u32,
        /// What is wrong.
        symptom: AlertSymptom,
        /// Units in which it shows.
        units: u32,
    },
    /// An alert is over by itself.
    AlertOver {
        /// Its number.
        alert: u32,
        /// What was wrong.
        symptom: AlertSymptom,
        /// What it was, when that was known in the end.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        turned_out: Option<TurnedOut>,
    },
    /// A token was given out.
    TokenMade {
        /// What for.
        purpose: String,
    },
    /// A token was taken back.
    TokenRevoked {
        /// Which.
        token: TokenId,
    },
    /// The machine's agent was shut out; what it reported is kept.
    AgentRevoked,
}

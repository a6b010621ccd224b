//! What the core asks of the shell: data, no action.

use crate::change::Change;
use kiemke_wire::date::Date;
use kiemke_wire::ids::{EquipmentId, LineId, MachineId, ReviewId, StocktakeId, UnitKey};
use kiemke_wire::stocktake::PackNumber;
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};

/// Something for the shell to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the daemon, and send the answer with the ticket. An older question of the same [`Slot`] may be given up.
    Fetch(Ticket, Query),
    /// Have the daemon change something, and send the answer with the ticket. Is never given up.
    Submit(Ticket, Box<Change>),
    /// Write a table into a file that is not there yet, and send what became of it.
    WriteTable(Box<Table>),
    /// Put a text on the clipboard of the terminal.
    Copy(String),
    /// Write down the messages of the last minutes.
    Dump,
    /// Clear and draw everything anew.
    Redraw,
    /// Give the terminal back until the user returns.
    Suspend,
    /// Leave.
    Quit,
}

/// A table for a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Where, as typed.
    pub path: String,
    /// Titles of the columns.
    pub titles: Vec<String>,
    /// As many cells a row.
    pub rows: Vec<Vec<String>>,
}

/// The number of a question; only the answer to the newest one of its slot counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A question to the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// `GET /v1/overview`.
    Overview,
    /// `GET /v1/sites`.
    Sites,
    /// How many machines have warnings.
    WarningCount,
    /// `GET /v1/machines`.
    Machines(ListQuery),
    /// `GET /v1/machines/{id}`.
    Machine(MachineId),
    /// `GET /v1/machines/{id}/readings`, from that moment on.
    Readings(MachineId, UnixMs),
    /// `GET /v1/equipment`.
    Records(ListQuery),
    /// `GET /v1/equipment/{id}`.
    Record(EquipmentId),
    /// `GET /v1/equipment/{id}/history`.
    History(EquipmentId),
    /// `GET /v1/units`, to choose one from.
    FindUnits(ListQuery),
    /// `GET /v1/units/{key}`, for its name.
    UnitName(UnitKey),
    /// `GET /v1/units/{key}` on a day, for its total.
    Place(UnitKey, Option<Date>),
    /// `GET /v1/units?filter=parent:…` on a day.
    PlacesBelow(UnitKey, Option<Date>),
    /// `GET /v1/unit-groups` on a day.
    PlaceGroups(UnitKey, &'static str, Option<Date>),
    /// `GET /v1/lines`.
    Lines(ListQuery),
    /// `GET /v1/lines/{id}`.
    Line(LineId),
    /// `GET /v1/lines/{id}/readings` from that moment on, in steps of so many seconds.
    LineDay(LineId, UnixMs, u32),
    /// The same for weeks, for hours of the week.
    LineWeeks(LineId, UnixMs, u32),
    /// `GET /v1/classes`.
    Classes(ListQuery),
    /// `GET /v1/people`.
    People(ListQuery),
    /// `GET /v1/plan`.
    Plan(PlanQuery),
    /// What one opens of it.
    PlanPart(PlanPartQuery),
    /// `GET /v1/standards`.
    Standards,
    /// `GET /v1/review`.
    Reviews(ListQuery),
    /// `GET /v1/review/{id}`.
    Review(ReviewId),
    /// `GET /v1/ties`.
    Ties(ListQuery),
    /// `GET /v1/stocktakes`.
    Stocktakes(ListQuery),
    /// `GET /v1/stocktakes/{id}`.
    Stocktake(StocktakeId),
    /// `GET /v1/stocktakes/{id}/scans`, of one place or of all.
    ScanStates(StocktakeId, Option<UnitKey>),
    /// `GET /v1/stocktakes/{id}/history`.
    StocktakeHistory(StocktakeId),
    /// `GET /v1/stocktakes/{id}/packs/{pack}`.
    Pack(StocktakeId, PackNumber),
    /// `GET /v1/alerts`.
    Alerts,
    /// `GET /v1/events/recent`.
    RecentEvents(usize),
}

/// The place for which an answer is meant: at most one question each is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Slot {
    /// Figures of the overview.
    Overview,
    /// Places of the map.
    Sites,
    /// Count of machines with warnings.
    WarningCount,
    /// The list of machines.
    Machines,
    /// One machine.
    Machine,
    /// Its readings.
    Readings,
    /// The list of equipment records.
    Records,
    /// One record.
    Record,
    /// Its history.
    History,
    /// Units to choose from.
    FindUnits,
    /// The name of a unit.
    UnitName,
    /// The total of the places.
    Place,
    /// The next part of the tree of places.
    PlacesBelow,
    /// Places by a level or tag.
    PlaceGroups,
    /// The list of lines.
    Lines,
    /// One line.
    Line,
    /// Its last day.
    LineDay,
    /// Its last weeks.
    LineWeeks,
    /// The classes of a unit.
    Classes,
    /// The people of a class.
    People,
    /// The targets.
    Plan,
    /// What one of them opens.
    PlanPart,
    /// Plans, profiles and price lists.
    Standards,
    /// The questions about which machine is which.
    Reviews,
    /// One of them.
    Review,
    /// Pairs of machines and records.
    Ties,
    /// The list of stocktakes.
    Stocktakes,
    /// One of them.
    Stocktake,
    /// What is known of its things.
    ScanStates,
    /// What happened to it.
    StocktakeHistory,
    /// One of its packs.
    Pack,
    /// The open alerts.
    Alerts,
    /// The list of events.
    RecentEvents,
}

impl Query {
    /// Where the answer goes.
    pub fn slot(&self) -> Slot {
        match self {
            Self::Overview => Slot::Overview,
            Self::Sites => Slot::Sites,
            Self::WarningCount => Slot::WarningCount,
            Self::Machines(_) => Slot::Machines,
            Self::Machine(_) => Slot::Machine,
            Self::Readings(..) => Slot::Readings,
            Self::Records(_) => Slot::Records,
            Self::Record(_) => Slot::Record,
            Self::History(_) => Slot::History,
            Self::FindUnits(_) => Slot::FindUnits,
            Self::UnitName(_) => Slot::UnitName,
            Self::Place(..) => Slot::Place,
            Self::PlacesBelow(..) => Slot::PlacesBelow,
            Self::PlaceGroups(..) => Slot::PlaceGroups,
            Self::Lines(_) => Slot::Lines,
            Self::Line(_) => Slot::Line,
            Self::LineDay(..) => Slot::LineDay,
            Self::LineWeeks(..) => Slot::LineWeeks,
            Self::Classes(_) => Slot::Classes,
            Self::People(_) => Slot::People,
            Self::Plan(_) => Slot::Plan,
            Self::PlanPart(_) => Slot::PlanPart,
            Self::Standards => Slot::Standards,
            Self::Reviews(_) => Slot::Reviews,
            Self::Review(_) => Slot::Review,
            Self::Ties(_) => Slot::Ties,
            Self::Stocktakes(_) => Slot::Stocktakes,
            Self::Stocktake(_) => Slot::Stocktake,
            Self::ScanStates(..) => Slot::ScanStates,
            Self::StocktakeHistory(_) => Slot::StocktakeHistory,
            Self::Pack(..) => Slot::Pack,
            Self::Alerts => Slot::Alerts,
            Self::RecentEvents(_) => Slot::RecentEvents,
        }
    }
}

/// The targets of which unit, and judged by which profile; the reader's own and the plan's when none is given.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PlanQuery {
    /// The unit.
    pub unit: Option<UnitKey>,
    /// The profile.
    pub profile: Option<String>,
}

/// What is opened of the plan, each at a unit; the reader's own when none is given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum PlanPartQuery {
    /// `GET /v1/plan/{target}`.
    Target(String, PlanQuery),
    /// `GET /v1/plan/{target}/history`.
    Trend {
        /// The target.
        target: String,
        /// Where, and by which profile.
        of: PlanQuery,
        /// The first day; a year ago when none is given.
        from: Option<Date>,
        /// The last one; today when none is given.
        to: Option<Date>,
    },
    /// `GET /v1/what-if`.
    WhatIf {
        /// The target.
        target: String,
        /// Where, and by which profile.
        of: PlanQuery,
        /// The list of prices; the first when none is given.
        prices: Option<String>,
        /// Another value than the target's, percent.
        percent: Option<u32>,
    },
    /// `GET /v1/gaps`.
    Gaps(Option<UnitKey>),
}

/// Which rows of a list, in which order; `filter` and `sort` in the daemon's own words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct ListQuery {
    /// This unit and all below; the reader's own when none is given.
    pub unit: Option<UnitKey>,
    /// Search text as typed; folded by the daemon.
    pub text: String,
    /// Which ones.
    pub filter: Option<String>,
    /// Order.
    pub sort: Option<String>,
    /// Rows of a page.
    pub limit: usize,
    /// Where the page begins.
    pub cursor: Option<String>,
}

/// Filters of machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MachineFilter {
    /// All machines.
    #[default]
    All,
    /// Seen lately.
    Fresh,
    /// Seen a while ago.
    Ageing,
    /// Seen too long ago.
    Expired,
    /// Silent.
    Silent,
    /// With warnings.
    Warnings,
    /// Past their age by their records.
    Aged,
    /// With a system that nobody supports any more.
    Unsupported,
    /// Those that no record speaks of.
    Unrecorded,
}

impl MachineFilter {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 9] = [
        Self::All,
        Self::Fresh,
        Self::Ageing,
        Self::Expired,
        Self::Silent,
        Self::Warnings,
        Self::Aged,
        Self::Unsupported,
        Self::Unrecorded,
    ];

    /// The value of `filter`, if any.
    pub fn as_param(self) -> Option<&'static str> {
        match self {
            Self::All => None,
            Self::Fresh => Some("freshness:fresh"),
            Self::Ageing => Some("freshness:ageing"),
            Self::Expired => Some("freshness:expired"),
            Self::Silent => Some("silent:yes"),
            Self::Warnings => Some("warnings:yes"),
            Self::Aged => Some("aged:yes"),
            Self::Unsupported => Some("unsupported:yes"),
            Self::Unrecorded => Some("recorded:no"),
        }
    }
}

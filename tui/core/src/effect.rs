//! What the core asks of the shell: data, no action.

use kiemke_wire::ids::MachineId;

/// Something for the shell to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask the daemon, and send the answer with the ticket. An older question of the same [`Slot`] may be given up.
    Fetch(Ticket, Query),
    /// Clear and draw everything anew.
    Redraw,
    /// Give the terminal back until the user returns.
    Suspend,
    /// Leave.
    Quit,
}

/// The number of a question; only the answer to the newest one of its slot counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// A question to the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Query {
    /// `GET /v1/overview`.
    Overview,
    /// How many machines have warnings.
    WarningCount,
    /// `GET /v1/machines`.
    Machines(MachinesQuery),
    /// `GET /v1/machines/{id}`.
    Machine(MachineId),
    /// `GET /v1/machines/{id}/readings`, from that moment on.
    Readings(MachineId, kiemke_wire::time::UnixMs),
    /// `GET /v1/events/recent`.
    RecentEvents(usize),
}

/// The place for which an answer is meant: at most one question each is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Figures of the overview.
    Overview,
    /// Count of machines with warnings.
    WarningCount,
    /// The list of machines.
    Machines,
    /// One machine.
    Machine,
    /// Its readings.
    Readings,
    /// The list of events.
    RecentEvents,
}

impl Query {
    /// Where the answer goes.
    pub fn slot(&self) -> Slot {
        match self {
            Self::Overview => Slot::Overview,
            Self::WarningCount => Slot::WarningCount,
            Self::Machines(_) => Slot::Machines,
            Self::Machine(_) => Slot::Machine,
            Self::Readings(..) => Slot::Readings,
            Self::RecentEvents(_) => Slot::RecentEvents,
        }
    }
}

/// Which machines, in which order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct MachinesQuery {
    /// Search text as typed; folded by the daemon.
    pub text: String,
    /// Order.
    pub sort: MachineSort,
    /// Which ones.
    pub filter: MachineFilter,
    /// Rows of a page.
    pub limit: usize,
    /// Where the page begins.
    pub cursor: Option<String>,
}

/// Orders of machines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum MachineSort {
    /// By name.
    #[default]
    Name,
    /// Seen last first.
    NewestSeen,
    /// Seen longest ago first.
    OldestSeen,
    /// By number.
    Id,
}

impl MachineSort {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 4] = [Self::Name, Self::NewestSeen, Self::OldestSeen, Self::Id];

    /// The value of `sort`.
    pub fn as_param(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::NewestSeen => "-last_seen",
            Self::OldestSeen => "last_seen",
            Self::Id => "id",
        }
    }
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
}

impl MachineFilter {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 6] = [
        Self::All,
        Self::Fresh,
        Self::Ageing,
        Self::Expired,
        Self::Silent,
        Self::Warnings,
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
        }
    }
}

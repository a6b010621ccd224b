//! What the shell tells the core.

use crate::effect::Ticket;
use crate::key::{Key, Mouse};
use kiemke_wire::view::{Event, MachineDetail, MachineReading, MachineRow, Overview, Page};

/// Something happened.
#[derive(Clone, Debug)]
pub enum Message {
    /// A key was pressed.
    Key(Key),
    /// Text was pasted.
    Paste(String),
    /// The mouse was used.
    Mouse(Mouse),
    /// The terminal has this size now: columns, rows.
    Resize(u16, u16),
    /// Time went on.
    Tick,
    /// The daemon answered, or did not.
    Reply(Ticket, Result<Answer, Refusal>),
    /// The stream of events.
    Link(LinkChange),
}

/// An answer to a [`crate::Query`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// To `Overview`.
    Overview(Box<Overview>),
    /// To `WarningCount`.
    WarningCount(u64),
    /// To `Machines`.
    Machines(Page<MachineRow>),
    /// To `Machine`.
    Machine(Box<MachineDetail>),
    /// To `Readings`.
    Readings(Vec<MachineReading>),
    /// To `RecentEvents`.
    Events(Page<Event>),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The kind, for which there is a text.
    pub kind: RefusalKind,
    /// Details as given, in English.
    pub detail: String,
}

/// Kinds of refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusalKind {
    /// The daemon could not be reached.
    Unreachable,
    /// The token does not allow it.
    Denied,
    /// It does not exist any more.
    Missing,
    /// Anything else.
    Failed,
}

/// What happened to the stream of events.
#[derive(Clone, Debug)]
pub enum LinkChange {
    /// It is open.
    Opened,
    /// A sign of life.
    Alive,
    /// An event.
    Event(Box<Event>),
    /// Events were missed: everything must be asked anew.
    Reset,
    /// It is gone; the shell tries again by itself.
    Lost(Refusal),
}

//! What the shell tells the core.

use crate::effect::Ticket;
use crate::key::{Key, Mouse};
use crate::state::PlanPart;
use kiemke_wire::equipment::HistoryLine;
use kiemke_wire::ids::StocktakeId;
use kiemke_wire::review::{ReviewDetail, ReviewRow};
use kiemke_wire::stocktake::PackNumber;
use kiemke_wire::ties::TiesView;
use kiemke_wire::view::{
    AlertView, ClassRow, EquipmentChange, EquipmentRow, Event, LineDetail, LineRow, MachineDetail,
    MachineReading, MachineRow, Overview, PackDetail, Page, PersonRow, PlanView, ReadingSeries, ScanStates,
    ScansTaken, SitesView, StandardsView, StocktakeChanged, StocktakeDetail, StocktakeLine, StocktakeRow,
    UnitDetail, UnitGroups, UnitRow,
};
use serde::{Deserialize, Serialize};

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
    /// A table was written into that file, or could not be; why not, as the system says it.
    TableWritten(String, Result<(), String>),
    /// The messages of the last minutes were written into that file, or could not be.
    Dumped(Result<String, String>),
    /// The stream of events.
    Link(LinkChange),
}

/// An answer to a [`crate::Query`].
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Answer {
    /// To `Overview`.
    Overview(Box<Overview>),
    /// To `Sites`.
    Sites(Box<SitesView>),
    /// To `WarningCount`.
    WarningCount(u64),
    /// To `Machines`.
    Machines(Page<MachineRow>),
    /// To `Machine`.
    Machine(Box<MachineDetail>),
    /// To `Readings`.
    Readings(Vec<MachineReading>),
    /// To `Records`.
    Records(Page<EquipmentRow>),
    /// To `Record`.
    Record(Box<EquipmentRow>),
    /// To `History`.
    History(Page<HistoryLine>),
    /// To `FindUnits` and `PlacesBelow`.
    Units(Page<UnitRow>),
    /// To `UnitName` and `Place`.
    Unit(Box<UnitDetail>),
    /// To `PlaceGroups`.
    Groups(Box<UnitGroups>),
    /// To `Lines`.
    Lines(Page<LineRow>),
    /// To `Line`.
    Line(Box<LineDetail>),
    /// To `LineDay` and `LineWeeks`.
    Series(Box<ReadingSeries>),
    /// To `Classes`.
    Classes(Page<ClassRow>),
    /// To `People`.
    People(Page<PersonRow>),
    /// To `Plan`.
    Plan(Box<PlanView>),
    /// To `PlanPart`.
    PlanPart(PlanPart),
    /// To `Standards`.
    Standards(Box<StandardsView>),
    /// To `Reviews`.
    Reviews(Page<ReviewRow>),
    /// To `Review`, and to an answer.
    Review(Box<ReviewDetail>),
    /// To `Ties`.
    Ties(Box<TiesView>),
    /// To `Stocktakes`.
    Stocktakes(Page<StocktakeRow>),
    /// To `Stocktake`, and to opening one.
    Stocktake(Box<StocktakeDetail>),
    /// To `ScanStates`.
    ScanStates(ScanStates),
    /// To `StocktakeHistory`.
    StocktakeHistory(Page<StocktakeLine>),
    /// To `Pack`.
    Pack(Box<PackDetail>),
    /// To something that a counter wrote down.
    Counted(ScansTaken),
    /// To closing a stocktake.
    StocktakeClosed(StocktakeChanged),
    /// To a pack that came back.
    PackBack(PackBack),
    /// A file was written: its name.
    Written(String),
    /// To `Alerts`.
    Alerts(Page<AlertView>),
    /// To `RecentEvents`.
    Events(Page<Event>),
    /// To a [`crate::change::Change`].
    Changed(EquipmentChange),
    /// To a change of which nothing is told but that it was made.
    Made,
}

/// What became of a pack that was brought back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PackBack {
    /// Its file.
    pub file: String,
    /// The stocktake.
    pub stocktake: StocktakeId,
    /// Which of its packs.
    pub pack: PackNumber,
    /// What stands in the file.
    pub events: usize,
    /// What of it was new.
    pub taken: u32,
    /// It came after the end.
    pub late: bool,
    /// Lines that could not be read, from 1: while there are some the pack stays out.
    pub damaged_lines: Vec<usize>,
}

/// Why there is no answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// The kind, for which there is a text.
    pub kind: RefusalKind,
    /// Details as given, in English.
    pub detail: String,
    /// The daemon's stable name of the reason, if it gave one.
    pub code: Option<String>,
    /// Where in the request the fault lies, if the daemon said so.
    pub place: Option<String>,
}

/// Kinds of refusals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum RefusalKind {
    /// The daemon could not be reached.
    Unreachable,
    /// The token does not allow it.
    Denied,
    /// It does not exist any more.
    Missing,
    /// Somebody else changed it meanwhile.
    Stale,
    /// What was sent is not what it should be.
    Invalid,
    /// Anything else.
    #[default]
    Failed,
}

/// What happened to the stream of events.
#[derive(Clone, Debug, Serialize, Deserialize)]
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

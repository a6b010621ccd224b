//! What can be asked of the daemon, and what it answers. Times, secrets and random numbers come from the shell.

use crate::alerts::AlertChanged;
use crate::books::{BookHeld, BookWish};
use crate::cold::Day;
use crate::dated::Period;
use crate::day_items::DayItems;
use crate::decide::Ground;
use crate::entry::RowsSealed;
use crate::equipment::EquipmentCommand;
use crate::forms::FormRows;
use crate::intake::Intake;
use crate::leaves::{DaySums, LeavesFound};
use crate::people::{DeclaredOf, PeopleCommand};
use crate::reader::Reader;
use crate::stocktake::StocktakeCommand;
use crate::units::{Fact, Stated};
use kiemke_wire::enrol::{EnrolReply, EnrolRequest};
use kiemke_wire::ids::{
    AgentId, EquipmentId, FigureId, MachineId, PersonId, Position, ReviewId, StocktakeId, TokenId, UnitKey,
};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::ReportReply;
use kiemke_wire::review::{MachineAction, ReviewAction};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::stocktake::PackNumber;
use kiemke_wire::ties::TiePair;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{FigureWish, FiguresSet, ImportReport, PlanSet, Role};

/// A wish to change something.
#[derive(Clone, Debug)]
pub enum Command {
    /// An agent makes itself known.
    Enrol {
        /// The hash of the enrolment token's secret, or of the agent's former credential.
        token: SecretHash,
        /// What it sent.
        request: Box<EnrolRequest>,
    },
    /// An agent's enrolment came on a stick. Its seal has been checked to be that of `token`.
    EnrolCarried {
        /// The hash of the enrolment token's secret.
        token: SecretHash,
        /// What the agent wrote.
        request: Box<EnrolRequest>,
        /// When; the token had to be in force then, and not be taken back since.
        made_at: UnixMs,
    },
    /// An agent reports. Its credential has been checked to be that of `agent`.
    Report {
        /// The agent.
        agent: AgentId,
        /// Whether by a secret that it drew anew.
        renewed: bool,
        /// What it sent, read.
        intake: Box<Intake>,
        /// What was received of this run before, by the store; needed only when the state does not know the run.
        resumed: SeqRanges,
    },
    /// An agent draws a new secret. Its present credential has been checked.
    OfferSecret {
        /// The agent.
        agent: AgentId,
        /// The hash of the new secret.
        hash: SecretHash,
    },
    /// A person lets agents enrol.
    MakeEnrolToken {
        /// Who.
        by: Reader,
        /// The hash of the new secret.
        hash: SecretHash,
        /// The unit to which machines will belong, by key or code.
        unit: String,
        /// How many machines may enrol.
        uses: u32,
        /// When it ends.
        expires_at: Option<UnixMs>,
    },
    /// A person lets a person or a program in.
    MakePersonToken {
        /// Who.
        by: Reader,
        /// The hash of the new secret.
        hash: SecretHash,
        /// What its holder may do.
        role: Role,
        /// The unit that is his, by key or code; the root when absent.
        unit: Option<String>,
        /// The name of its holder.
        name: Option<String>,
        /// When it ends.
        expires_at: Option<UnixMs>,
    },
    /// A person declares an exam: no line of the unit is tested meanwhile.
    DeclareExam {
        /// The unit, by key or code.
        unit: String,
        /// When it begins.
        from: UnixMs,
        /// When it ends.
        to: UnixMs,
        /// What is examined.
        name: String,
    },
    /// What is wrong was looked at, beside the work: alerts that begin and that are over.
    AlertsFound(AlertChanged),
    /// A person takes note of an alert.
    AcknowledgeAlert {
        /// Which.
        number: u32,
        /// Who.
        by: String,
    },
    /// A person adds a unit.
    MakeUnit {
        /// What is to be.
        wish: Box<UnitWish>,
        /// Who says so.
        ground: Ground,
    },
    /// A person changes a unit.
    ChangeUnit {
        /// Which.
        unit: UnitKey,
        /// Its ETag when the person looked at it.
        seen: Position,
        /// What happens.
        action: Box<UnitAction>,
        /// Who says so.
        ground: Ground,
    },
    /// A person brings a table; all of it is taken in, or nothing.
    Import {
        /// Of what.
        kind: TableKind,
        /// Its rows.
        table: Box<FormRows>,
        /// Who says so.
        ground: Ground,
    },
    /// A person brings a table of a book; all of it is taken in, or nothing.
    ImportBook {
        /// Who.
        by: Reader,
        /// What.
        wish: Box<BookWish>,
        /// The lines and records that it needs, as they are.
        held: Box<BookHeld>,
    },
    /// Nothing changes; the answer comes once all that came before it is on the disk.
    Settle,
    /// A person takes a token back.
    RevokeToken {
        /// Who.
        by: Reader,
        /// Which.
        token: TokenId,
    },
    /// Equipment records are to change.
    Equipment {
        /// Who asks.
        by: Reader,
        /// What.
        command: Box<EquipmentCommand>,
    },
    /// A machine and a record are two things, or may be one again.
    KeepApart {
        /// Which.
        pair: TiePair,
        /// Whether they are two.
        apart: bool,
        /// Who says so.
        by: Reader,
    },
    /// A stocktake is to begin, go on or end.
    Stocktake {
        /// Who asks.
        by: Reader,
        /// What.
        command: Box<StocktakeCommand>,
    },
    /// People are to change, by a plan that was made before.
    People(Box<PeopleCommand>),
    /// A site declares something complete, or takes that back.
    DeclareComplete {
        /// Who.
        by: Option<TokenId>,
        /// The site.
        site: UnitKey,
        /// What.
        of: DeclaredOf,
        /// On which day it was complete; none: it is not.
        on: Option<Day>,
    },
    /// A person shuts a machine's agent out.
    RevokeAgent {
        /// Who.
        by: Reader,
        /// Which.
        machine: MachineId,
    },
    /// A person answers a review item, or takes the answer back.
    Review {
        /// Which.
        review: ReviewId,
        /// What is done.
        action: ReviewAction,
        /// Who.
        by: Reader,
    },
    /// A person joins, parts or moves machines.
    Machine {
        /// Which.
        machine: MachineId,
        /// What is done.
        action: MachineAction,
        /// Who.
        by: Reader,
    },
    /// A person types figures, or corrects them.
    SetFigures {
        /// The values.
        figures: Vec<FigureWish>,
        /// Why, for those that are corrected.
        reason: Option<String>,
        /// Who.
        by: Reader,
    },
    /// A person takes a figure back.
    WithdrawFigure {
        /// Which.
        figure: FigureId,
        /// Its ETag when the person looked at it.
        seen: Option<Position>,
        /// Why.
        reason: String,
        /// Who.
        by: Reader,
    },
    /// A person takes back what an entry said of figures.
    UndoFigures {
        /// The entry.
        entry: Position,
        /// Who.
        by: Reader,
    },
    /// A person types a plan, or replaces one.
    SetPlan {
        /// The plan as TOML.
        text: String,
        /// Why.
        reason: Option<String>,
        /// Who.
        by: Reader,
    },
    /// A person takes a typed plan back.
    WithdrawPlan {
        /// Which.
        plan: String,
        /// Its ETag when the person looked at it.
        seen: Option<Position>,
        /// Why.
        reason: String,
        /// Who.
        by: Reader,
    },
    /// A person takes back what an entry said of a plan.
    UndoPlan {
        /// The entry.
        entry: Position,
        /// Who.
        by: Reader,
    },
    /// Schools were looked at again, beside the work.
    LeavesFound(Box<LeavesFound>),
    /// The counts of units at the end of a day are to be kept.
    SumsFound(Box<DaySums>),
    /// What was counted of units' things at the end of a day is to be kept.
    ItemsFound(Box<DayItems>),
    /// Time has passed: what is due is decided, as it is before every command.
    Tick,
    /// Rows of a closed day were sealed.
    RowsSealed(RowsSealed),
    /// What the state holds of a closed day was sealed.
    DaySealed {
        /// Which.
        day: Day,
    },
}

/// What a table is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableKind {
    /// Units.
    Units,
    /// Lines and their contracts.
    Lines,
}

/// A unit that is to be.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitWish {
    /// The unit above, by key, code or path.
    pub parent: String,
    /// Its kind.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// What else is said of it.
    pub facts: Vec<Fact>,
    /// For which days.
    pub period: Period,
}

/// What happens to a unit.
#[derive(Clone, Debug, PartialEq)]
pub enum UnitAction {
    /// Something is said of it.
    State(Vec<Stated>),
    /// It stands below another one.
    Move {
        /// Which, by key, code or path.
        to: String,
        /// From this day on.
        on: Day,
    },
    /// It has another name.
    Rename {
        /// Which.
        name: String,
        /// From this day on.
        on: Day,
    },
    /// It closes, and what it had goes over to another one.
    Merge {
        /// Which, by key, code or path.
        into: String,
        /// On this day.
        on: Day,
    },
    /// Parts of it become units of their own.
    Split {
        /// The parts.
        parts: Vec<UnitPart>,
        /// Whether nothing of it is left.
        close: bool,
        /// On this day.
        on: Day,
    },
    /// It closes.
    Close {
        /// On this day.
        on: Day,
    },
}

/// A part of a unit that becomes one of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitPart {
    /// Its name.
    pub name: String,
    /// Its kind, unless it is that of the whole.
    pub kind: Option<String>,
    /// What else is said of it.
    pub facts: Vec<Fact>,
    /// The units below the whole that go with it, by key, code or path.
    pub children: Vec<String>,
}

/// What the asker is told once the entries are on the disk.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Command::Enrol`]; `new` when a machine was added.
    Enrolled {
        /// Whether this call added the machine.
        new: bool,
        /// The reply.
        reply: EnrolReply,
    },
    /// To [`Command::Report`].
    Reported(ReportReply),
    /// To the commands that make a token.
    Token(TokenId),
    /// To [`Command::Equipment`].
    Equipment {
        /// The entry, by which it can be taken back.
        entry: Position,
        /// The records that changed; none when nothing did.
        ids: Vec<EquipmentId>,
        /// How many of them are new.
        made: usize,
    },
    /// To [`Command::Stocktake`].
    Stocktake {
        /// Which.
        stocktake: StocktakeId,
        /// The entry that last changed it.
        etag: Position,
        /// How many events were new.
        taken: usize,
        /// The pack that was given out or came back.
        pack: Option<PackNumber>,
        /// Entries by which equipment records changed.
        actions: Vec<Position>,
    },
    /// To [`Command::People`] without a table: who changed or is new.
    People(Vec<PersonId>),
    /// To commands about a unit.
    Unit {
        /// Which.
        unit: UnitKey,
        /// Its ETag from now on.
        etag: Position,
    },
    /// To [`Command::SetFigures`] and [`Command::WithdrawFigure`].
    Figures(FiguresSet),
    /// To [`Command::SetPlan`], [`Command::WithdrawPlan`] and [`Command::UndoPlan`].
    Plan(PlanSet),
    /// To [`Command::Import`] and [`Command::ImportBook`], and to [`Command::People`] with a table.
    Imported(ImportReport),
    /// To the others.
    Done,
}

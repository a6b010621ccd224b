//! What the journal holds: decided results. Written as JSON, so that a later build may add fields with defaults;
//! a change of meaning is a new variant.

mod reported;

use crate::alerts::AlertChanged;
use crate::books::BookChanged;
use crate::capacity::{ExamWindow, Granted};
use crate::cold::{Day, TargetIndex};
pub use crate::contracts::LinesChanged;
use crate::day_items::DayItems;
use crate::equipment::EquipmentChanged;
use crate::figures::FiguresChanged;
use crate::fleet::{Abilities, Before, PackageId, PackageList, PackageName};
use crate::identity::Evidence;
use crate::leaves::{DaySums, LeavesMade};
use crate::people::{CompleteDeclared, PeopleChanged};
use crate::plans::PlanChanged;
use crate::rows::{FiledKind, FiledOwner};
use crate::stocktake::StocktakeEntry;
pub use crate::units::UnitsChanged;
use kiemke_wire::digest::Digest;
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{AgentId, KeyedHash, LineId, MachineId, ReviewId, RunId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::reading::{
    CapacityReading, GatewayReading, Medium, OutsideReading, StatusReading, UncleanStop, VerdictReading,
};
use kiemke_wire::report::{CheckIn, CollectorFailed, Dropped, Warning};
use kiemke_wire::review::{EvidenceText, Judgement, PackOfStocktake, ReviewAnswer, ReviewKind};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Actor, Role};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// One decided change.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Entry {
    /// The data folder was made.
    FolderMade(FolderMade),
    /// A unit was added, by earlier builds.
    UnitMade(UnitMade),
    /// Statements about units were accepted.
    UnitsChanged(UnitsChanged),
    /// A token was given out.
    TokenMade(TokenMade),
    /// A token was taken back.
    TokenRevoked {
        /// Which.
        token: TokenId,
        /// When.
        at: UnixMs,
        /// By whom; entries of long ago do not say.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// An agent drew a new secret; the old one is good until the new one is used.
    SecretOffered {
        /// The machine for which it speaks.
        machine: MachineId,
        /// The hash of the new secret.
        hash: SecretHash,
        /// When.
        at: UnixMs,
    },
    /// The new secret was used; the old one is no longer good.
    SecretTaken {
        /// The machine.
        machine: MachineId,
        /// When.
        at: UnixMs,
    },
    /// A machine's agent was shut out; what it reported is kept.
    AgentRevoked {
        /// Which.
        machine: MachineId,
        /// When.
        at: UnixMs,
        /// By whom.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<Actor>,
    },
    /// A machine was added with its agent.
    Enrolled(Box<Enrolled>),
    /// A known machine got a new key; the old one is retired.
    Reenrolled(Box<Reenrolled>),
    /// What tells a machine from others is known better than before, or has changed.
    EvidenceFound(Box<EvidenceFound>),
    /// Two agents use a machine's key, and the next that enrols with it is another machine.
    RekeyAsked {
        /// Which.
        machine: MachineId,
        /// When.
        at: UnixMs,
    },
    /// People are asked, or told, something about identity.
    ReviewOpened(Box<ReviewOpened>),
    /// A person answered, or took the answer back.
    ReviewAnswered(ReviewAnswered),
    /// A person said that a machine and a record are two things.
    TieKeptApart(crate::ties::TieKeptApart),
    /// A machine's record became part of another's.
    Merged(Merged),
    /// It is a record of its own again.
    Split {
        /// Which.
        machine: MachineId,
        /// When.
        at: UnixMs,
        /// By which token.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<TokenId>,
    },
    /// A machine belongs to another unit.
    MachineMoved(MachineMoved),
    /// Packages that were not known before got their numbers.
    PackagesNamed(PackagesNamed),
    /// A target of outside probes that was not known before got its number.
    TargetNamed {
        /// The number; they are given in order and never again.
        target: TargetIndex,
        /// The name.
        name: String,
    },
    /// Items of a report were accepted.
    Reported(Box<Reported>),
    /// A line was made for a site, or a gateway was found to belong to one.
    LineGateway(LineGateway),
    /// Statements about lines and their contracts were accepted.
    LinesChanged(LinesChanged),
    /// A line began to work or stopped working, by an outside probe.
    LineChanged {
        /// Which.
        line: LineId,
        /// Whether it works.
        up: bool,
        /// When the probe was made.
        at: UnixMs,
    },
    /// Equipment records were made or changed.
    EquipmentChanged(Box<EquipmentChanged>),
    /// Lines of books were entered or changed.
    BookChanged(Box<BookChanged>),
    /// A stocktake was opened or changed.
    Stocktake(Box<StocktakeEntry>),
    /// People were entered or changed.
    PeopleChanged(Box<PeopleChanged>),
    /// A site declared something complete, or took that back.
    CompleteDeclared(CompleteDeclared),
    /// Figures were typed, corrected or taken back.
    FiguresChanged(Box<FiguresChanged>),
    /// A plan was typed, replaced or taken back.
    PlanChanged(Box<PlanChanged>),
    /// Leaves were made anew.
    LeavesMade(Box<LeavesMade>),
    /// The counts of units at the end of a day were added up.
    DaySummed(Box<DaySums>),
    /// Things of units at the end of a day were counted.
    ItemsCounted(Box<DayItems>),
    /// A machine probes hosts outside for its line from now on.
    ProberElected {
        /// The line.
        line: LineId,
        /// The machine.
        machine: MachineId,
        /// How it is tied to the network: there is one prober for each.
        medium: Medium,
    },
    /// A machine is to test its line.
    TestGranted(Granted),
    /// Alerts began or are over.
    AlertsChanged(AlertChanged),
    /// A person has taken note of an alert.
    AlertAcknowledged {
        /// Which.
        number: u32,
        /// Who.
        by: String,
        /// When.
        at: UnixMs,
    },
    /// No line of a unit is tested for some time.
    ExamDeclared {
        /// Where and when.
        window: ExamWindow,
        /// When it was declared.
        at: UnixMs,
    },
    /// A day, and with it every one before it, is closed: what comes of it from now on is late.
    DayClosed {
        /// Which.
        day: Day,
    },
    /// Rows of a closed day lie in cold files.
    RowsSealed(RowsSealed),
    /// All that was known of a closed day when it was closed lies in cold files.
    DaySealed {
        /// Which.
        day: Day,
    },
}

/// The first entry of every journal.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FolderMade {
    /// When.
    pub at: UnixMs,
    /// The key with which agents hash neighbours.
    pub hash_key: HashKey,
    /// Whether what it holds is made up; shown on every screen.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub demo: bool,
    /// The offset of the root unit's time zone from UTC, minutes. Days are cut by it, so it never changes.
    #[serde(default = "first_time_zone")]
    pub time_zone_offset_min: i32,
}

/// What all folders had before it was written down.
fn first_time_zone() -> i32 {
    7 * 60
}

/// A unit was added, by earlier builds.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UnitMade {
    /// Its permanent key.
    pub unit: UnitKey,
    /// When.
    pub at: UnixMs,
    /// The code in force.
    pub code: String,
    /// The name.
    pub name: String,
    /// The kind, such as `school`.
    pub kind: String,
    /// The unit above.
    pub parent: UnitKey,
}

/// Packages that were not known before got their numbers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct PackagesNamed {
    /// The number of the first; the others follow.
    pub first: PackageId,
    /// The packages.
    pub names: Vec<PackageName>,
}

/// Rows of a closed day lie in cold files.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RowsSealed {
    /// What the rows held.
    pub kind: FiledKind,
    /// The day with which they were filed.
    pub filed: Day,
    /// The day of which they told.
    pub day: Day,
    /// Whose they were.
    pub owners: Vec<FiledOwner>,
}

/// A token was given out.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct TokenMade {
    /// Its number.
    pub token: TokenId,
    /// When.
    pub at: UnixMs,
    /// The hash of its secret.
    pub hash: SecretHash,
    /// What it is for.
    pub purpose: TokenPurpose,
    /// When it ends.
    pub expires_at: Option<UnixMs>,
    /// The name of its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who gave it out; entries of long ago do not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
}

/// What a token is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "for", rename_all = "snake_case")]
pub enum TokenPurpose {
    /// Agents enrol with it.
    Enrol {
        /// Their machines belong to this unit.
        unit: UnitKey,
        /// How many machines.
        uses: u32,
    },
    /// An administrator reads and writes with it. Given out before there were other roles.
    Admin,
    /// A person or a program reads and writes with it.
    Person {
        /// What its holder may do.
        role: Role,
        /// This unit and all below are his.
        unit: UnitKey,
    },
}

/// A machine was added with its agent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Enrolled {
    /// The machine's number.
    pub machine: MachineId,
    /// When.
    pub at: UnixMs,
    /// Where it belongs.
    pub unit: UnitKey,
    /// By which token; a number that no token has when it came with a former credential.
    pub token: TokenId,
    /// What the agent sent: id, hash of its secret, evidence, room and seat.
    pub request: EnrolRequest,
    /// What of that tells the machine from others.
    #[serde(default, skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
    /// The machine whose key it used before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former: Option<MachineId>,
    /// The question that this machine is the other end of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub review: Option<ReviewId>,
}

/// A known machine got a new key.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reenrolled {
    /// The machine.
    pub machine: MachineId,
    /// When.
    pub at: UnixMs,
    /// By which token; no use of it is spent. Absent when it came with its former credential.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<TokenId>,
    /// The agent that is retired.
    pub retired: AgentId,
    /// What the agent sent.
    pub request: EnrolRequest,
    /// What tells the machine from others from now on.
    pub evidence: Evidence,
    /// Why it is this machine.
    pub judgement: Judgement,
}

/// What tells a machine from others.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct EvidenceFound {
    /// The machine.
    pub machine: MachineId,
    /// When.
    pub at: UnixMs,
    /// All of it.
    pub evidence: Evidence,
    /// What was replaced, when something was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<Change>,
}

/// Evidence under a machine's key that is not its present one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// When it was exchanged for the present one.
    pub at: UnixMs,
    /// The evidence.
    pub other: Evidence,
    /// Whether it is that of another machine, which must not use this key.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub foreign: bool,
}

/// People are asked, or told, something about identity.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewOpened {
    /// The number.
    pub review: ReviewId,
    /// When.
    pub at: UnixMs,
    /// What it is about.
    pub kind: ReviewKind,
    /// Where the machine belongs, or the school that took stock.
    pub unit: UnitKey,
    /// The machine that was known; none when it is about a stocktake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// The pack that came late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackOfStocktake>,
    /// The other machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<MachineId>,
    /// The other unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_unit: Option<UnitKey>,
    /// The line behind which it was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_line: Option<LineId>,
    /// What the comparison found.
    pub judgement: Judgement,
    /// What was seen, as it was written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<EvidenceText>,
    /// The values of it that count.
    #[serde(default, skip_serializing_if = "Evidence::is_empty")]
    pub evidence: Evidence,
}

/// A person answered, or took the answer back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ReviewAnswered {
    /// The item.
    pub review: ReviewId,
    /// When.
    pub at: UnixMs,
    /// The answer; absent when the one before is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ReviewAnswer>,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// Where the machine belonged, when the answer moves it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Before>,
}

/// A machine's record became part of another's.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Merged {
    /// The one that is no longer counted.
    pub machine: MachineId,
    /// The one that is.
    pub into: MachineId,
    /// When.
    pub at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
}

/// A machine belongs to another unit.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct MachineMoved {
    /// The machine.
    pub machine: MachineId,
    /// The unit.
    pub unit: UnitKey,
    /// The line on which it is there, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// When.
    pub at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
}

/// Items of a report were accepted.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reported {
    /// The machine.
    pub machine: MachineId,
    /// When it was accepted.
    pub at: UnixMs,
    /// The run in which the items were made.
    pub run: RunId,
    /// The numbers that were new.
    pub accepted: SeqRanges,
    /// The items that were kept, times corrected.
    pub items: Vec<Kept>,
    /// The line on which outside probes among them count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<LineId>,
    /// What was set aside.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
    /// How far the machine's clock was ahead, milliseconds.
    pub clock_ahead_ms: i64,
    /// What was received of this run before, when the run is one of long ago whose ranges lie in the store.
    #[serde(default, skip_serializing_if = "SeqRanges::is_empty")]
    pub resumed: SeqRanges,
    /// Whether all sections were asked for again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_in_full: bool,
}

/// An item that was kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Kept {
    /// When it was made, corrected.
    pub at: UnixMs,
    /// What it says.
    pub what: KeptBody,
}

/// What a kept item says.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptBody {
    /// A sign of life.
    CheckIn(CheckIn),
    /// A section.
    Section(KeptSection),
    /// Probes of the gateway.
    Gateway(GatewayReading),
    /// A probe of a host outside.
    Outside(OutsideReading),
    /// What changes all the time.
    Status(StatusReading),
    /// A test of the line.
    Capacity(CapacityReading),
    /// Where a fault of the network lies, or that it is over.
    Verdict(VerdictReading),
    /// The agent's run before ended without being told to.
    UncleanStop(UncleanStop),
    /// A collector failed.
    CollectorFailed(CollectorFailed),
    /// The agent gave items up.
    Dropped(Dropped),
}

/// A section that was kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct KeptSection {
    /// Which.
    pub section: SectionName,
    /// The digest as sent.
    pub digest: Digest,
    /// What lists and search need of it.
    pub summary: Summary,
    /// The facts as JSON text; of `software` without the packages.
    pub facts: Box<RawValue>,
    /// The packages of `software`, by number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packages: Option<PackageList>,
}

/// What lists and search need of an inventory; each section fills its own part.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Summary {
    /// From `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host_name: Option<String>,
    /// From `system`: name and version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub os: Option<String>,
    /// From `system`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chassis_kind: Option<String>,
    /// From `identity`: maker and model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// From `identity`: serial numbers, then behind an empty text those of its parts and its owner's tag.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub serials: Vec<String>,
    /// From `cpu`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// From `memory`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_total_bytes: Option<u64>,
    /// From `network`: MACs of built-in interfaces, for search.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub macs: Vec<String>,
    /// From `software`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub packages: Option<u32>,
    /// From `peripherals` and `upkeep`.
    #[serde(skip_serializing_if = "is_untold")]
    pub abilities: Abilities,
}

fn is_untold(abilities: &Abilities) -> bool {
    *abilities == Abilities::default()
}

/// A gateway belongs to a line; the line is made by it when it is new.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LineGateway {
    /// The line.
    pub line: LineId,
    /// Whether it was made now.
    pub new: bool,
    /// The site.
    pub unit: UnitKey,
    /// Keyed hash of the gateway's MAC.
    pub gateway: KeyedHash,
    /// The subnet.
    pub subnet: String,
    /// The machine that is attached by it.
    pub machine: MachineId,
    /// When.
    pub at: UnixMs,
}

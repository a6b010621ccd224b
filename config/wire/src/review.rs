//! Words of identity: what tells machines apart, what a comparison found, and what a person is asked about it.

use crate::ids::{MachineId, ReviewId, StocktakeId, TokenId, UnitKey};
use crate::stocktake::PackNumber;
use crate::time::UnixMs;
use crate::view::UnitView;
use serde::{Deserialize, Serialize};

/// A group of evidence: values that come and go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceGroup {
    /// What sits on the mainboard.
    Board,
    /// The disks.
    Disk,
    /// The case.
    Chassis,
}

/// What a value of evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// SMBIOS system UUID.
    SystemUuid,
    /// System serial number.
    SystemSerial,
    /// Baseboard serial number.
    BoardSerial,
    /// Address of a built-in interface.
    Mac,
    /// Serial number of a disk that cannot be taken out while running.
    DiskSerial,
    /// Chassis serial number with its maker.
    ChassisSerial,
}

impl EvidenceKind {
    /// Every kind, in order.
    pub const ALL: [Self; 6] = [
        Self::SystemUuid,
        Self::SystemSerial,
        Self::BoardSerial,
        Self::Mac,
        Self::DiskSerial,
        Self::ChassisSerial,
    ];

    /// The group to which it belongs.
    pub fn group(self) -> EvidenceGroup {
        match self {
            Self::SystemUuid | Self::SystemSerial | Self::BoardSerial | Self::Mac => EvidenceGroup::Board,
            Self::DiskSerial => EvidenceGroup::Disk,
            Self::ChassisSerial => EvidenceGroup::Chassis,
        }
    }
}

/// What a group says about two sets of evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupVerdict {
    /// A counting value is the same and none differs.
    Agrees,
    /// A counting value differs and none is the same.
    Differs,
    /// Neither.
    #[default]
    Silent,
}

/// How the values of one kind stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Both have one that counts, and it is the same.
    Same,
    /// Both have some that count, and none is the same.
    Differs,
    /// Only values that several machines share.
    Shared,
    /// One of the two says nothing.
    OneSided,
}

/// Why a group says what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindReason {
    /// Which values.
    pub kind: EvidenceKind,
    /// How they stand to each other.
    pub relation: Relation,
}

/// What comparing two sets of evidence found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// The mainboard.
    pub board: GroupVerdict,
    /// The disks.
    pub disk: GroupVerdict,
    /// The case.
    pub chassis: GroupVerdict,
    /// Values of the board that are the same.
    pub board_values: u32,
    /// Why, for every kind that either side has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<KindReason>,
}

impl Judgement {
    /// The verdicts of all groups.
    pub fn verdicts(&self) -> [GroupVerdict; 3] {
        [self.board, self.disk, self.chassis]
    }

    /// How many groups say this.
    pub fn count(&self, verdict: GroupVerdict) -> usize {
        self.verdicts().into_iter().filter(|one| *one == verdict).count()
    }
}

/// A value of evidence as the machine wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceText {
    /// What it is.
    pub kind: EvidenceKind,
    /// The text.
    pub text: String,
    /// Whether it stands on the list of values that say nothing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub junk: bool,
}

/// What a review item is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewKind {
    /// One key is used from two machines: a disk image that carries an agent.
    Clone,
    /// Two agents use one key at the same time, and the hardware does not tell them apart.
    TwoUnderOneKey,
    /// Seen at another site, and there is no transfer.
    Moved,
    /// A newly enrolled machine looks in part like a known one.
    SameMachine,
    /// One part of the machine was replaced: a note.
    PartReplaced,
    /// Most parts of the machine were replaced.
    PartsReplaced,
    /// A known machine was enrolled anew, after a reinstallation: a note.
    Reinstalled,
    /// A pack of a stocktake came back after that was closed.
    LatePack,
}

impl ReviewKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Clone,
        Self::TwoUnderOneKey,
        Self::Moved,
        Self::SameMachine,
        Self::PartReplaced,
        Self::PartsReplaced,
        Self::Reinstalled,
        Self::LatePack,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Clone => "clone",
            Self::TwoUnderOneKey => "two_under_one_key",
            Self::Moved => "moved",
            Self::SameMachine => "same_machine",
            Self::PartReplaced => "part_replaced",
            Self::PartsReplaced => "parts_replaced",
            Self::Reinstalled => "reinstalled",
            Self::LatePack => "late_pack",
        }
    }

    /// Whether it only tells: nobody need answer.
    pub fn is_note(self) -> bool {
        matches!(self, Self::PartReplaced | Self::Reinstalled)
    }
}

/// What a person can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewAnswer {
    /// It is one machine. Two records become one.
    Same,
    /// They are two machines, and stay so.
    Different,
    /// It has moved: it belongs to the other unit from now on.
    Moved,
    /// It is there for a while; it belongs where it did.
    Stays,
    /// Somebody has looked at it; nothing follows.
    Seen,
}

impl ReviewAnswer {
    /// Every answer.
    pub const ALL: [Self; 5] = [Self::Same, Self::Different, Self::Moved, Self::Stays, Self::Seen];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Different => "different",
            Self::Moved => "moved",
            Self::Stays => "stays",
            Self::Seen => "seen",
        }
    }
}

/// A pack of a stocktake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PackOfStocktake {
    /// The stocktake.
    pub stocktake: StocktakeId,
    /// Which of its packs.
    pub pack: PackNumber,
}

/// How far a review item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ReviewState {
    /// Waits for a person.
    Open,
    /// Tells something; nobody need answer.
    Noted,
    /// A person answered.
    Answered,
    /// The answer was taken back: waits for a person again.
    Undone,
}

impl ReviewState {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Noted => "noted",
            Self::Answered => "answered",
            Self::Undone => "undone",
        }
    }

    /// Whether it waits for a person.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Undone)
    }
}

/// Something a person did about an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReviewStep {
    /// The answer; absent when the one before was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ReviewAnswer>,
    /// When.
    pub at: UnixMs,
    /// By which token; absent for the administrator at the daemon's own machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
}

/// One item of `GET /v1/review`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewRow {
    /// Its number.
    pub id: ReviewId,
    /// What it is about.
    pub kind: ReviewKind,
    /// How far it is.
    pub state: ReviewState,
    /// When it was found.
    pub at: UnixMs,
    /// The unit of the machine, or the school, in question.
    pub unit: UnitView,
    /// The machine that was known; none when it is about a stocktake.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine: Option<MachineId>,
    /// Its name, or that of the stocktake.
    pub name: String,
    /// The pack that came late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pack: Option<PackOfStocktake>,
    /// The other machine, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<MachineId>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_name: Option<String>,
    /// The other unit, of a move.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_unit: Option<UnitView>,
    /// What the comparison found.
    pub judgement: Judgement,
    /// What the daemon would answer.
    pub proposed: ReviewAnswer,
    /// The answer in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer: Option<ReviewAnswer>,
    /// What was done about it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<ReviewStep>,
}

/// `GET /v1/review/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ReviewDetail {
    /// What the list shows.
    #[serde(flatten)]
    pub row: ReviewRow,
    /// What the known machine says of itself now.
    pub known: Vec<EvidenceText>,
    /// What was seen when the item was made.
    pub seen: Vec<EvidenceText>,
    /// What can be answered.
    pub answers: Vec<ReviewAnswer>,
}

/// `POST /v1/review/{id}/actions`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum ReviewAction {
    /// Answers it.
    Answer {
        /// How.
        answer: ReviewAnswer,
    },
    /// Takes the answer back; 409 when what it changed was changed again since.
    Undo,
}

/// What a person does about which machine is which, without having been asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MachineAction {
    /// Its record becomes part of another's; both histories stay.
    Merge {
        /// The one that is counted from now on.
        into: MachineId,
    },
    /// Takes a merge back.
    Split,
    /// It belongs to another unit from now on.
    Move {
        /// Which.
        unit: UnitKey,
    },
}

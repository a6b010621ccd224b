//! Words of the review queue.

use super::Sign;
use kiemke_config::messages::{Catalogue, Msg};
use kiemke_wire::review::{
    EvidenceGroup, EvidenceKind, GroupVerdict, Judgement, Relation, ReviewAnswer, ReviewKind, ReviewState,
};

/// What an item is about.
pub fn kind(kind: ReviewKind) -> Msg {
    match kind {
        ReviewKind::Clone => Msg::ReviewClone,
        ReviewKind::TwoUnderOneKey => Msg::ReviewTwoUnderOneKey,
        ReviewKind::Moved => Msg::ReviewMoved,
        ReviewKind::SameMachine => Msg::ReviewSameMachine,
        ReviewKind::PartReplaced => Msg::ReviewPartReplaced,
        ReviewKind::PartsReplaced => Msg::ReviewPartsReplaced,
        ReviewKind::Reinstalled => Msg::ReviewReinstalled,
        ReviewKind::LatePack => Msg::ReviewLatePack,
    }
}

/// How far an item is.
pub fn state(state: ReviewState) -> (Sign, Msg) {
    match state {
        ReviewState::Open => (Sign::Warning, Msg::ReviewStateOpen),
        ReviewState::Noted => (Sign::Note, Msg::ReviewStateNoted),
        ReviewState::Answered => (Sign::Good, Msg::ReviewStateAnswered),
        ReviewState::Undone => (Sign::Warning, Msg::ReviewStateUndone),
    }
}

/// What a person can answer.
pub fn answer(answer: ReviewAnswer) -> Msg {
    match answer {
        ReviewAnswer::Same => Msg::AnswerSame,
        ReviewAnswer::Different => Msg::AnswerDifferent,
        ReviewAnswer::Moved => Msg::AnswerMoved,
        ReviewAnswer::Stays => Msg::AnswerStays,
        ReviewAnswer::Seen => Msg::AnswerSeen,
    }
}

/// The name of a group of evidence.
pub fn group(group: EvidenceGroup) -> Msg {
    match group {
        EvidenceGroup::Board => Msg::GroupBoard,
        EvidenceGroup::Disk => Msg::GroupDisk,
        EvidenceGroup::Chassis => Msg::GroupChassis,
    }
}

/// What a group says.
pub fn verdict(verdict: GroupVerdict) -> Msg {
    match verdict {
        GroupVerdict::Agrees => Msg::VerdictAgrees,
        GroupVerdict::Differs => Msg::VerdictDiffers,
        GroupVerdict::Silent => Msg::VerdictSilent,
    }
}

/// The name of a kind of evidence.
pub fn evidence(kind: EvidenceKind) -> Msg {
    match kind {
        EvidenceKind::SystemUuid => Msg::KindSystemUuid,
        EvidenceKind::SystemSerial => Msg::KindSystemSerial,
        EvidenceKind::BoardSerial => Msg::KindBoardSerial,
        EvidenceKind::Mac => Msg::KindMac,
        EvidenceKind::DiskSerial => Msg::KindDiskSerial,
        EvidenceKind::ChassisSerial => Msg::KindChassisSerial,
    }
}

/// How the values of a kind stand to each other.
pub fn relation(relation: Relation) -> Msg {
    match relation {
        Relation::Same => Msg::RelationSame,
        Relation::Differs => Msg::RelationDiffers,
        Relation::Shared => Msg::RelationShared,
        Relation::OneSided => Msg::RelationOneSided,
    }
}

/// What all groups say, in one line.
pub fn judgement(texts: &Catalogue, judgement: &Judgement) -> String {
    let groups = [EvidenceGroup::Board, EvidenceGroup::Disk, EvidenceGroup::Chassis];
    let said = groups.into_iter().zip(judgement.verdicts());
    let said = said.map(|(one, says)| format!("{} {}", texts.text(group(one)), texts.text(verdict(says))));
    said.collect::<Vec<_>>().join(" · ")
}

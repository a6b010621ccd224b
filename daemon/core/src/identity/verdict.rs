//! What a judgement means: the rows of the decision table.

use kiemke_wire::review::{GroupVerdict, Judgement};

/// What a known key with this evidence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KnownKey {
    /// The same machine; nothing to tell.
    Same,
    /// The same machine with one part replaced.
    PartReplaced,
    /// The same machine, most of which was replaced.
    PartsReplaced,
    /// Another machine with this one's key.
    Clone,
}

/// How like a known machine a newly enrolled one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Not at all.
    None,
    /// In part.
    Part,
    /// It is the same one.
    Same,
}

/// The rows for a known key.
pub fn of_known_key(judgement: &Judgement) -> KnownKey {
    let agree = judgement.count(GroupVerdict::Agrees);
    match (agree, judgement.count(GroupVerdict::Differs)) {
        (0, 0) => KnownKey::Same,
        (0, _) => KnownKey::Clone,
        (_, 0) => KnownKey::Same,
        (_, 1) => KnownKey::PartReplaced,
        _ => KnownKey::PartsReplaced,
    }
}

/// The rows for a new key.
pub fn likeness(judgement: &Judgement) -> Likeness {
    let agree = judgement.count(GroupVerdict::Agrees);
    let board_by_two = judgement.board == GroupVerdict::Agrees && judgement.board_values >= 2;
    match agree {
        0 => Likeness::None,
        1 if !board_by_two => Likeness::Part,
        _ => Likeness::Same,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use GroupVerdict::{Agrees, Differs, Silent};

    fn judgement(
        board: GroupVerdict,
        disk: GroupVerdict,
        chassis: GroupVerdict,
        board_values: u32,
    ) -> Judgement {
        Judgement {
            board,
            disk,
            chassis,
            board_values,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn every_row_for_a_known_key() {
        for (board, disk, chassis, wanted) in [
            (Silent, Silent, Silent, KnownKey::Same),
            (Agrees, Silent, Silent, KnownKey::Same),
            (Agrees, Agrees, Agrees, KnownKey::Same),
            (Differs, Agrees, Silent, KnownKey::PartReplaced),
            (Agrees, Differs, Agrees, KnownKey::PartReplaced),
            (Agrees, Differs, Differs, KnownKey::PartsReplaced),
            (Differs, Silent, Silent, KnownKey::Clone),
            (Differs, Differs, Silent, KnownKey::Clone),
            (Silent, Silent, Differs, KnownKey::Clone),
        ] {
            let judgement = judgement(board, disk, chassis, 1);
            assert_eq!(of_known_key(&judgement), wanted, "{judgement:?}");
        }
    }

    #[test]
    fn every_row_for_a_new_key() {
        for (board, disk, chassis, values, wanted) in [
            (Silent, Silent, Silent, 1, Likeness::None),
            (Differs, Differs, Silent, 0, Likeness::None),
            (Agrees, Silent, Silent, 1, Likeness::Part),
            (Agrees, Differs, Silent, 1, Likeness::Part),
            (Silent, Agrees, Silent, 2, Likeness::Part),
            (Agrees, Differs, Silent, 2, Likeness::Same),
            (Agrees, Agrees, Silent, 1, Likeness::Same),
            (Differs, Agrees, Agrees, 0, Likeness::Same),
        ] {
            let judgement = judgement(board, disk, chassis, values);
            assert_eq!(likeness(&judgement), wanted, "{judgement:?}");
        }
    }
}

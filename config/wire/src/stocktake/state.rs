use serde::{Deserialize, Serialize};

/// What is known of an expected thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemState {
    /// Found where it should be.
    Matched,
    /// Found where it should be, and not as it should be.
    Damaged,
    /// Found in another room.
    Misplaced,
    /// Found in two rooms: somebody has to say which.
    FoundTwice,
    /// Its room was counted through without it.
    Missing,
    /// Its room is not counted through yet.
    NotYetCounted,
    /// Not found, and lent or in repair when the stocktake was opened.
    Away,
}

impl ItemState {
    /// All, in the order in which lists show them.
    pub const ALL: [Self; 7] = [
        Self::Matched,
        Self::Damaged,
        Self::Misplaced,
        Self::FoundTwice,
        Self::Missing,
        Self::NotYetCounted,
        Self::Away,
    ];

    /// The word on the wire.
    pub fn code(self) -> &'static str {
        match self {
            Self::Matched => "matched",
            Self::Damaged => "damaged",
            Self::Misplaced => "misplaced",
            Self::FoundTwice => "found_twice",
            Self::Missing => "missing",
            Self::NotYetCounted => "not_yet_counted",
            Self::Away => "away",
        }
    }

    /// Whether somebody, or an agent, came upon it.
    pub fn is_found(self) -> bool {
        matches!(
            self,
            Self::Matched | Self::Damaged | Self::Misplaced | Self::FoundTwice
        )
    }
}

/// How many things are in which state. Of the expected ones each stands in one: the seven states sum up to `expected`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountTotals {
    /// Things that must be accounted for.
    pub expected: u32,
    /// Found where they should be.
    pub matched: u32,
    /// The same, and not as they should be.
    pub damaged: u32,
    /// Found in another room.
    pub misplaced: u32,
    /// Found in two rooms.
    pub found_twice: u32,
    /// Their room was counted through without them.
    pub missing: u32,
    /// Their room is not counted through yet.
    pub not_yet_counted: u32,
    /// Lent or in repair.
    pub away: u32,
    /// Things that need not be accounted for here and were found: of a room that is not counted, or given up for lost.
    pub from_elsewhere: u32,
    /// Codes that no expected thing carries, once per room.
    pub surplus: u32,
}

impl CountTotals {
    /// Counts one expected thing.
    pub fn add(&mut self, state: ItemState) {
        self.expected += 1;
        *match state {
            ItemState::Matched => &mut self.matched,
            ItemState::Damaged => &mut self.damaged,
            ItemState::Misplaced => &mut self.misplaced,
            ItemState::FoundTwice => &mut self.found_twice,
            ItemState::Missing => &mut self.missing,
            ItemState::NotYetCounted => &mut self.not_yet_counted,
            ItemState::Away => &mut self.away,
        } += 1;
    }
}

//! The things of a stocktake that are shown: those of one total, each number's list.

use super::OpenSession;
use kiemke_config::messages::Msg;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::stocktake::{CountTotals, ItemState};
use kiemke_wire::view::{ItemView, SurplusView};

/// Which things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Things {
    /// Those that are not as they should be.
    #[default]
    Differences,
    /// All.
    All,
    /// Expected ones of that state.
    Of(ItemState),
    /// Found ones that need not be accounted for here.
    FromElsewhere,
    /// Codes of no record.
    Surplus,
}

/// A thing.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Thing<'a> {
    /// One with a record; where it was found, once for each place while that is not settled.
    Item(&'a ItemView, Option<UnitKey>),
    /// A code of no record.
    Surplus(&'a SurplusView),
}

impl Things {
    /// All choices, in the order in which they are offered and their totals told: what is still to be done first.
    pub(crate) const ALL: [Self; 11] = [
        Self::Differences,
        Self::All,
        Self::Of(ItemState::Matched),
        Self::Of(ItemState::NotYetCounted),
        Self::Of(ItemState::Missing),
        Self::Of(ItemState::Misplaced),
        Self::Of(ItemState::FoundTwice),
        Self::Of(ItemState::Damaged),
        Self::Surplus,
        Self::FromElsewhere,
        Self::Of(ItemState::Away),
    ];

    pub(crate) fn title(self) -> Msg {
        match self {
            Self::Differences => Msg::ThingsDifferences,
            Self::All => Msg::FilterAll,
            Self::Of(state) => crate::wording::item_state(state),
            Self::FromElsewhere => Msg::ItemFromElsewhere,
            Self::Surplus => Msg::ScanSurplus,
        }
    }

    /// How many there are by the totals; differences and all are no total.
    pub(crate) fn count(self, totals: &CountTotals) -> Option<u32> {
        Some(match self {
            Self::Differences | Self::All => return None,
            Self::Of(ItemState::Matched) => totals.matched,
            Self::Of(ItemState::Damaged) => totals.damaged,
            Self::Of(ItemState::Misplaced) => totals.misplaced,
            Self::Of(ItemState::FoundTwice) => totals.found_twice,
            Self::Of(ItemState::Missing) => totals.missing,
            Self::Of(ItemState::NotYetCounted) => totals.not_yet_counted,
            Self::Of(ItemState::Away) => totals.away,
            Self::FromElsewhere => totals.from_elsewhere,
            Self::Surplus => totals.surplus,
        })
    }

    fn holds(self, item: &ItemView) -> bool {
        match self {
            Self::Differences => rank(item) < RANK_FINE,
            Self::All => item.in_scope || item.state.is_found(),
            Self::Of(state) => item.in_scope && item.state == state,
            Self::FromElsewhere => !item.in_scope && item.state.is_found(),
            Self::Surplus => false,
        }
    }
}

/// From here on nothing is to be done about a thing.
const RANK_FINE: u8 = 5;

/// What must be settled first, what is as it should be last.
fn rank(item: &ItemView) -> u8 {
    match item.state {
        ItemState::FoundTwice => 0,
        state if !item.in_scope && state.is_found() => 4,
        ItemState::Misplaced => 1,
        ItemState::Damaged => 2,
        ItemState::Missing => 3,
        ItemState::NotYetCounted => RANK_FINE,
        ItemState::Away => RANK_FINE + 1,
        ItemState::Matched => RANK_FINE + 2,
    }
}

impl OpenSession {
    /// The things that are shown.
    pub(crate) fn things(&self) -> Vec<Thing<'_>> {
        let Some(states) = self.states.value().filter(|_| self.scan.is_none()) else {
            return Vec::new();
        };
        let is_here = |item: &&ItemView| {
            self.room
                .is_none_or(|room| item.room == room || item.found_in.contains(&room))
        };
        let items = states.items.iter().filter(|item| self.which.holds(item));
        let mut items: Vec<&ItemView> = items.filter(is_here).collect();
        items.sort_by_key(|item| (rank(item), item.room, item.seat, item.record));
        let mut rows = Vec::new();
        for item in items {
            match item.state {
                ItemState::FoundTwice => {
                    rows.extend(item.found_in.iter().map(|room| Thing::Item(item, Some(*room))));
                }
                _ => rows.push(Thing::Item(item, item.found_in.first().copied())),
            }
        }
        if matches!(self.which, Things::Differences | Things::All | Things::Surplus) {
            let surplus = states.surplus.iter();
            let here = surplus.filter(|surplus| self.room.is_none_or(|room| surplus.room == room));
            rows.extend(here.map(Thing::Surplus));
        }
        rows
    }
}

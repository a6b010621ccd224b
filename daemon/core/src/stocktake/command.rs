//! What can be asked of stocktakes.

use crate::books::HeldLine;
use crate::equipment::HeldRecord;
use kiemke_wire::ids::{Position, StocktakeId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, CountId, Expectation, PackNumber};
use kiemke_wire::view::{CloseStocktake, OpenStocktake};
use std::collections::BTreeMap;

/// A wish to open or change a stocktake.
#[derive(Clone, Debug)]
pub enum StocktakeCommand {
    /// A school begins to count.
    Open {
        /// What the person says.
        wish: OpenStocktake,
        /// The school's records as they are.
        held: Vec<HeldRecord>,
        /// The lines of its books on which something is left, as they are.
        lines: Vec<HeldLine>,
    },
    /// Counters wrote things down.
    Count {
        /// Which stocktake.
        stocktake: StocktakeId,
        /// What they wrote down.
        events: Vec<CountEvent>,
    },
    /// Somebody takes a pack along.
    GivePack {
        /// Of which stocktake.
        stocktake: StocktakeId,
        /// Who.
        holder: String,
        /// The rooms that he is to count; all when empty.
        rooms: Vec<UnitKey>,
    },
    /// A pack comes back, in one go or in parts.
    BringPack {
        /// Of which stocktake.
        stocktake: StocktakeId,
        /// Which.
        pack: PackNumber,
        /// What was written down in it.
        events: Vec<CountEvent>,
        /// Whether nothing more comes.
        last: bool,
        /// Whether the stocktake is closed and events that it holds were left out.
        sifted: bool,
    },
    /// The stocktake ends.
    Close {
        /// Which.
        stocktake: StocktakeId,
        /// The entry that last changed it, when the person looked at it.
        seen: Position,
        /// What the person says.
        wish: CloseStocktake,
        /// What the store holds of it.
        counted: CountedSoFar,
        /// The records of its things as they are.
        held: Vec<HeldRecord>,
    },
}

/// What a stocktake rests on, as the store holds it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedSoFar {
    /// What is expected.
    pub expected: Expectation,
    /// What was written down.
    pub events: BTreeMap<CountId, CountEvent>,
}

//! What people have the daemon change.

use kiemke_wire::equipment::Act;
use kiemke_wire::ids::{EquipmentId, Position, ReviewId, StocktakeId};
use kiemke_wire::review::ReviewAction;
use kiemke_wire::stocktake::CountEvent;
use kiemke_wire::ties::{ConfirmTies, KeepApart, RecordMachines};
use kiemke_wire::view::{
    AnswerSurvey, CloseStocktake, GivePack, OpenStocktake, ReceiveEquipment, SetFigures,
};
use serde_json::{Map, Value};

/// A change of what the daemon keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `POST /v1/equipment`.
    Receive(ReceiveEquipment),
    /// `POST /v1/equipment/actions`.
    Act {
        /// The records.
        ids: Vec<EquipmentId>,
        /// What is done with each.
        act: Act,
    },
    /// `PATCH /v1/equipment/{id}`: fields that changed, `null` for those that are gone.
    Edit {
        /// The record.
        id: EquipmentId,
        /// The version that was looked at.
        seen: Position,
        /// The fields.
        fields: Map<String, Value>,
    },
    /// `POST /v1/equipment/undo`.
    Undo(Position),
    /// `POST /v1/review/{id}/actions`.
    Review(ReviewId, ReviewAction),
    /// `POST /v1/ties`.
    Tie(ConfirmTies),
    /// `POST /v1/ties/apart`.
    KeepApart(KeepApart),
    /// `POST /v1/ties/records`.
    RecordMachines(RecordMachines),
    /// `POST /v1/surveys`.
    Survey(AnswerSurvey),
    /// `POST /v1/figures`.
    Figures(SetFigures),
    /// `POST /v1/alerts/{id}/acknowledge`.
    Acknowledge(u32),
    /// `POST /v1/stocktakes`.
    OpenStocktake(OpenStocktake),
    /// `POST /v1/stocktakes/{id}/scans`, with one event. Sent again it counts once.
    Count {
        /// The stocktake.
        stocktake: StocktakeId,
        /// What was written down.
        event: CountEvent,
    },
    /// `POST /v1/stocktakes/{id}/close`.
    CloseStocktake {
        /// The stocktake.
        id: StocktakeId,
        /// The version that was looked at.
        seen: Position,
        /// How it ends.
        wish: CloseStocktake,
    },
    /// `POST /v1/stocktakes/{id}/packs`, and the pack into a new file.
    TakePack {
        /// The stocktake.
        stocktake: StocktakeId,
        /// Who takes it along, and what for.
        wish: GivePack,
        /// The file, as typed.
        path: String,
    },
    /// `POST /v1/stocktakes/{id}/packs/{pack}`, with what stands in a file.
    BringPack(String),
    /// `GET /v1/export/{sheet}`, into a new file.
    SaveSheet {
        /// The stocktake whose sheet it is.
        stocktake: StocktakeId,
        /// The sheet, by the name of its form.
        sheet: &'static str,
        /// The file, as typed; its ending says the format.
        path: String,
    },
}

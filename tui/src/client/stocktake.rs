//! Stocktakes: what is asked of them, and what is written down.

use super::{Daemon, refusal};
use kiemke_http::{Error, Request};
use kiemke_tui_core::effect::ListQuery;
use kiemke_tui_core::{Answer, Change, Refusal};
use kiemke_wire::ids::{Position, StocktakeId};
use kiemke_wire::stocktake::{PackHead, PackNumber};
use kiemke_wire::view::{
    BringPack, CloseStocktake, GivePack, OpenStocktake, PackDetail, Page, PutScans, ScanStates, ScansTaken,
    StocktakeChanged, StocktakeDetail, StocktakeLine, StocktakeRow,
};

impl Daemon {
    pub(crate) async fn stocktakes(&self, query: &ListQuery) -> Result<Page<StocktakeRow>, Error> {
        self.list("/v1/stocktakes", query).await
    }

    pub(crate) async fn stocktake(&self, id: StocktakeId) -> Result<StocktakeDetail, Error> {
        self.get(&format!("/v1/stocktakes/{id}"), []).await
    }

    pub(crate) async fn stocktake_history(&self, id: StocktakeId) -> Result<Page<StocktakeLine>, Error> {
        self.get(&format!("/v1/stocktakes/{id}/history"), []).await
    }

    /// What is known of everything in a room, or in all.
    pub(crate) async fn scan_states(&self, id: StocktakeId, room: Option<&str>) -> Result<ScanStates, Error> {
        self.get(&format!("/v1/stocktakes/{id}/scans"), [("room", room)])
            .await
    }

    pub(crate) async fn pack(&self, id: StocktakeId, pack: PackNumber) -> Result<PackDetail, Error> {
        self.get(&format!("/v1/stocktakes/{id}/packs/{pack}"), []).await
    }

    pub(crate) async fn open_stocktake(&self, wish: &OpenStocktake) -> Result<StocktakeDetail, Error> {
        self.client.json(Request::post("/v1/stocktakes", wish)).await
    }

    pub(crate) async fn put_scans(&self, id: StocktakeId, wish: &PutScans) -> Result<ScansTaken, Error> {
        let path = format!("/v1/stocktakes/{id}/scans");
        self.client.json(Request::post(path, wish)).await
    }

    pub(crate) async fn give_pack(&self, id: StocktakeId, wish: &GivePack) -> Result<PackHead, Error> {
        let path = format!("/v1/stocktakes/{id}/packs");
        self.client.json(Request::post(path, wish)).await
    }

    pub(crate) async fn bring_pack(&self, head: &PackHead, wish: &BringPack) -> Result<ScansTaken, Error> {
        let path = format!("/v1/stocktakes/{}/packs/{}", head.stocktake, head.pack);
        self.client.json(Request::post(path, wish)).await
    }

    /// `seen` is the version that the decisions are about.
    pub(crate) async fn close_stocktake(
        &self,
        id: StocktakeId,
        seen: Position,
        wish: &CloseStocktake,
    ) -> Result<StocktakeChanged, Error> {
        let request = Request {
            if_match: Some(format!("\"{seen}\"")),
            ..Request::post(format!("/v1/stocktakes/{id}/close"), wish)
        };
        self.client.json(request).await
    }

    /// Carries a change of a stocktake out; hands any other back.
    pub(super) async fn change_stocktake(&self, change: Change) -> Result<Result<Answer, Refusal>, Change> {
        let answer = match change {
            Change::OpenStocktake(wish) => {
                let opened = self.open_stocktake(&wish).await;
                opened.map(|detail| Answer::Stocktake(Box::new(detail)))
            }
            Change::Count { stocktake, event } => {
                let wish = PutScans { events: vec![event] };
                self.put_scans(stocktake, &wish).await.map(Answer::Counted)
            }
            Change::CloseStocktake { id, seen, wish } => {
                let closed = self.close_stocktake(id, seen, &wish).await;
                closed.map(Answer::StocktakeClosed)
            }
            other => return Err(other),
        };
        Ok(answer.map_err(|error| refusal(&error)))
    }
}

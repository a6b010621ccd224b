//! Ties between machines and records.

use super::Daemon;
use kiemke_http::{Error, Request};
use kiemke_tui_core::effect::ListQuery;
use kiemke_wire::ties::{ConfirmTies, KeepApart, RecordMachines, TiesView};
use kiemke_wire::view::EquipmentChange;

impl Daemon {
    pub(crate) async fn ties(&self, query: &ListQuery) -> Result<TiesView, Error> {
        self.list("/v1/ties", query).await
    }

    pub(crate) async fn tie(&self, wish: &ConfirmTies) -> Result<EquipmentChange, Error> {
        self.client.json(Request::post("/v1/ties", wish)).await
    }

    pub(crate) async fn keep_apart(&self, wish: &KeepApart) -> Result<(), Error> {
        let kept = self
            .client
            .json::<KeepApart>(Request::post("/v1/ties/apart", wish));
        kept.await.map(|_| ())
    }

    pub(crate) async fn record_machines(&self, wish: &RecordMachines) -> Result<EquipmentChange, Error> {
        self.client.json(Request::post("/v1/ties/records", wish)).await
    }
}

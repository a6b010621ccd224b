//! Asking the daemon: questions of the core become paths, answers and errors become the core's.

mod plan;
mod stocktake;
mod ties;

use kiemke_http::causes;
use kiemke_http::{Client, Endpoint, Error, Request, SseReader, Trust};
use kiemke_tui_core::effect::{ListQuery, MachineFilter, PlanQuery};
use kiemke_tui_core::{Answer, Change, Query, Refusal, RefusalKind};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::HistoryLine;
use kiemke_wire::ids::{EquipmentId, FigureId, LineId, MachineId, PersonId, Position, ReviewId, UnitKey};
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::review::{ReviewAction, ReviewDetail, ReviewRow};
use kiemke_wire::secret::Token;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{
    ActOnEquipment, ActOnMachine, AlertView, ClassRow, CompleteView, DeclareComplete, EquipmentChange,
    EquipmentRow, Event, FigureLine, FigureView, FiguresSet, ImportReport, ItemsView, LineDetail, LineRow,
    MachineDetail, MachineReading, MachineRow, MakePerson, Overview, Page, PeopleChange, PersonHistoryRow,
    PersonRow, ReadingSeries, SetFigures, UndoEquipment, UndoFigures, UnitDetail, UnitGroups, UnitRow,
    WithdrawFigure,
};
use std::fmt::Write as _;
use std::time::Duration;

/// A workbook of a country is made before its first byte is sent.
const EXPORT_BEGINS_WITHIN: Duration = Duration::from_secs(120);

/// The daemon, and the unit for which it is asked.
#[derive(Clone, Debug)]
pub(crate) struct Daemon {
    client: Client,
    unit: Option<String>,
}

impl Daemon {
    pub(crate) fn new(endpoint: Endpoint, token: Option<Token>) -> Self {
        Self {
            client: Client::new(endpoint, token),
            unit: None,
        }
    }

    /// The same that trusts the authorities a person named.
    pub(crate) fn trusting(mut self, authorities: Option<Trust>) -> Self {
        if let Some(authorities) = authorities {
            self.client = self.client.trusting(authorities);
        }
        self
    }

    /// The same for one unit, by its code.
    pub(crate) fn of_unit(mut self, unit: Option<String>) -> Self {
        self.unit = unit;
        self
    }

    pub(crate) async fn answer(&self, query: Query) -> Result<Answer, Refusal> {
        self.ask(query).await.map_err(|error| refusal(&error))
    }

    pub(crate) async fn overview(&self) -> Result<Overview, Error> {
        self.get("/v1/overview", [("unit", self.unit.as_deref())]).await
    }

    pub(crate) async fn machines(&self, query: &ListQuery) -> Result<Page<MachineRow>, Error> {
        self.list("/v1/machines", query).await
    }

    /// A page of a list. What the question does not narrow is narrowed by the unit for which the daemon is asked.
    async fn list<T: serde::de::DeserializeOwned>(&self, path: &str, query: &ListQuery) -> Result<T, Error> {
        let limit = query.limit.to_string();
        let unit = query.unit.map(|unit| unit.to_string());
        let text = Some(query.text.trim()).filter(|text| !text.is_empty());
        let parameters = [
            ("unit", unit.as_deref().or(self.unit.as_deref())),
            ("q", text),
            ("filter", query.filter.as_deref()),
            ("sort", query.sort.as_deref()),
            ("limit", Some(limit.as_str())),
            ("cursor", query.cursor.as_deref()),
        ];
        self.get(path, parameters).await
    }

    pub(crate) async fn figures(
        &self,
        indicator: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<FigureView>, Error> {
        let filter = indicator.map(|name| format!("indicator:{name}"));
        let limit = PAGE_ROWS_MAX.to_string();
        let parameters = [
            ("unit", self.unit.as_deref()),
            ("filter", filter.as_deref()),
            ("limit", Some(limit.as_str())),
            ("cursor", cursor),
        ];
        self.get("/v1/figures", parameters).await
    }

    pub(crate) async fn figure(&self, id: FigureId) -> Result<FigureView, Error> {
        self.get(&format!("/v1/figures/{id}"), []).await
    }

    pub(crate) async fn figure_history(&self, id: FigureId) -> Result<Page<FigureLine>, Error> {
        self.get(&format!("/v1/figures/{id}/history"), []).await
    }

    pub(crate) async fn set_figures(&self, wish: &SetFigures) -> Result<FiguresSet, Error> {
        self.client.json(Request::post("/v1/figures", wish)).await
    }

    pub(crate) async fn withdraw_figure(&self, id: FigureId, reason: String) -> Result<FiguresSet, Error> {
        let request = Request::post(format!("/v1/figures/{id}/withdraw"), &WithdrawFigure { reason });
        self.client.json(request).await
    }

    pub(crate) async fn undo_figures(&self, entry: Position) -> Result<FiguresSet, Error> {
        let request = Request::post("/v1/figures/undo", &UndoFigures { entry });
        self.client.json(request).await
    }

    pub(crate) async fn machine(&self, id: MachineId) -> Result<MachineDetail, Error> {
        self.get(&format!("/v1/machines/{id}"), []).await
    }

    pub(crate) async fn equipment(&self, query: &ListQuery) -> Result<Page<EquipmentRow>, Error> {
        self.list("/v1/equipment", query).await
    }

    pub(crate) async fn equipment_record(&self, id: EquipmentId) -> Result<EquipmentRow, Error> {
        self.get(&format!("/v1/equipment/{id}"), []).await
    }

    pub(crate) async fn equipment_history(&self, id: EquipmentId) -> Result<Page<HistoryLine>, Error> {
        self.get(&format!("/v1/equipment/{id}/history"), []).await
    }

    pub(crate) async fn change_equipment(
        &self,
        path: &str,
        wish: &serde_json::Value,
    ) -> Result<EquipmentChange, Error> {
        self.client.json(Request::post(path, wish)).await
    }

    /// Shuts the machine's agent out; what it reported is kept.
    pub(crate) async fn revoke_agent(&self, id: MachineId) -> Result<(), Error> {
        let path = format!("/v1/machines/{id}/actions");
        self.client
            .done(Request::post(path, &ActOnMachine::RevokeAgent))
            .await
    }

    pub(crate) async fn lines(&self) -> Result<Page<LineRow>, Error> {
        self.get("/v1/lines", [("unit", self.unit.as_deref())]).await
    }

    pub(crate) async fn alerts(&self) -> Result<Page<AlertView>, Error> {
        self.get("/v1/alerts", [("unit", self.unit.as_deref())]).await
    }

    pub(crate) async fn units(
        &self,
        at: Option<&str>,
        known: Option<&str>,
        cursor: Option<&str>,
    ) -> Result<Page<UnitRow>, Error> {
        let limit = PAGE_ROWS_MAX.to_string();
        let parameters = [
            ("unit", self.unit.as_deref()),
            ("at", at),
            ("known", known),
            ("limit", Some(limit.as_str())),
            ("cursor", cursor),
        ];
        self.get("/v1/units", parameters).await
    }

    pub(crate) async fn unit_groups(
        &self,
        by: &str,
        at: Option<&str>,
        known: Option<&str>,
    ) -> Result<UnitGroups, Error> {
        let parameters = [
            ("unit", self.unit.as_deref()),
            ("by", Some(by)),
            ("at", at),
            ("known", known),
        ];
        self.get("/v1/unit-groups", parameters).await
    }

    /// People, as far as the token goes.
    pub(crate) async fn people(&self, query: &ListQuery) -> Result<Page<PersonRow>, Error> {
        self.list("/v1/people", query).await
    }

    pub(crate) async fn person(&self, id: PersonId) -> Result<PersonRow, Error> {
        self.get(&format!("/v1/people/{id}"), []).await
    }

    pub(crate) async fn person_history(&self, id: PersonId) -> Result<Page<PersonHistoryRow>, Error> {
        self.get(&format!("/v1/people/{id}/history"), []).await
    }

    pub(crate) async fn make_person(&self, wish: &MakePerson) -> Result<PersonRow, Error> {
        self.client.json(Request::post("/v1/people", wish)).await
    }

    /// Corrects fields of the person that was looked at.
    pub(crate) async fn change_person(
        &self,
        seen: &PersonRow,
        fields: &serde_json::Value,
    ) -> Result<PeopleChange, Error> {
        let etag = Some(seen.etag.to_string());
        let path = format!("/v1/people/{}", seen.id);
        self.client.json(Request::patch(path, fields, etag)).await
    }

    pub(crate) async fn classes(&self, query: &ListQuery) -> Result<Page<ClassRow>, Error> {
        self.list("/v1/classes", query).await
    }

    /// What a unit declared complete.
    pub(crate) async fn complete(&self, unit: &str) -> Result<CompleteView, Error> {
        self.get(&format!("/v1/units/{}/complete", encoded(unit)), [])
            .await
    }

    pub(crate) async fn declare_complete(
        &self,
        unit: &str,
        wish: &DeclareComplete,
    ) -> Result<CompleteView, Error> {
        let path = format!("/v1/units/{}/complete", encoded(unit));
        self.client.json(Request::post(path, wish)).await
    }

    /// Brings a file, with what is to be known of it.
    pub(crate) async fn import(
        &self,
        kind: &str,
        file: Vec<u8>,
        parameters: &[(&str, Option<&str>)],
    ) -> Result<ImportReport, Error> {
        let path = with_parameters(&format!("/v1/import/{kind}"), parameters);
        self.client.json(Request::post_file(path, file)).await
    }

    /// A file that the daemon makes, such as `/v1/export/units.xlsx`.
    pub(crate) async fn file(
        &self,
        path: &str,
        parameters: &[(&str, Option<&str>)],
    ) -> Result<Vec<u8>, Error> {
        let path = with_parameters(path, &[("unit", self.unit.as_deref())]);
        let path = with_parameters(&path, parameters);
        let mut pieces = self
            .client
            .download(Request::get(path), EXPORT_BEGINS_WITHIN)
            .await?;
        let mut file = Vec::new();
        while let Some(piece) = pieces.next().await? {
            file.extend_from_slice(&piece);
        }
        Ok(file)
    }

    /// With filter in the daemon's own words.
    pub(crate) async fn reviews(
        &self,
        text: Option<&str>,
        filter: Option<&str>,
        limit: usize,
        cursor: Option<&str>,
    ) -> Result<Page<ReviewRow>, Error> {
        let limit = limit.to_string();
        let parameters = [
            ("unit", self.unit.as_deref()),
            ("q", text),
            ("filter", filter),
            ("limit", Some(limit.as_str())),
            ("cursor", cursor),
        ];
        self.get("/v1/review", parameters).await
    }

    pub(crate) async fn review(&self, id: ReviewId) -> Result<ReviewDetail, Error> {
        self.get(&format!("/v1/review/{id}"), []).await
    }

    pub(crate) async fn act_on_review(
        &self,
        id: ReviewId,
        action: ReviewAction,
    ) -> Result<ReviewDetail, Error> {
        let request = Request::post(format!("/v1/review/{id}/actions"), &action);
        self.client.json(request).await
    }

    pub(crate) async fn items(&self) -> Result<ItemsView, Error> {
        self.get("/v1/items", [("unit", self.unit.as_deref())]).await
    }

    pub(crate) async fn recent_events(&self, limit: usize) -> Result<Page<Event>, Error> {
        let limit = limit.to_string();
        self.get("/v1/events/recent", [("limit", Some(limit.as_str()))])
            .await
    }

    /// The live stream behind that event.
    pub(crate) async fn events(&self, after: Option<u64>) -> Result<SseReader, Error> {
        self.client.events("/v1/events", after).await
    }

    async fn readings(&self, id: MachineId, from: UnixMs) -> Result<Vec<MachineReading>, Error> {
        let from = from.to_string();
        self.get(
            &format!("/v1/machines/{id}/readings"),
            [("from", Some(from.as_str()))],
        )
        .await
    }

    /// Has the daemon change something.
    pub(crate) async fn change(&self, change: Change) -> Result<Answer, Refusal> {
        let change = match self.change_stocktake(change).await {
            Ok(answer) => return answer,
            Err(other) => other,
        };
        let request = match change {
            Change::Receive(wish) => Request::post("/v1/equipment", &wish),
            Change::Act { ids, act } => Request::post("/v1/equipment/actions", &ActOnEquipment { ids, act }),
            Change::Edit { id, seen, fields } => {
                let etag = format!("\"{seen}\"");
                Request::patch(format!("/v1/equipment/{id}"), &fields, Some(etag))
            }
            Change::Undo(entry) => Request::post("/v1/equipment/undo", &UndoEquipment { entry }),
            Change::Figures(wish) => {
                let set = self.set_figures(&wish).await;
                return set.map(|_| Answer::Made).map_err(|error| refusal(&error));
            }
            Change::Survey(wish) => {
                let made = self.client.done(Request::post("/v1/surveys", &wish)).await;
                return made.map(|()| Answer::Made).map_err(|error| refusal(&error));
            }
            Change::Acknowledge(number) => {
                let request = Request::post(format!("/v1/alerts/{number}/acknowledge"), &());
                let made = self.client.done(request).await;
                return made.map(|()| Answer::Made).map_err(|error| refusal(&error));
            }
            Change::Review(id, action) => {
                let detail = self.act_on_review(id, action).await;
                return detail
                    .map(|detail| Answer::Review(Box::new(detail)))
                    .map_err(|error| refusal(&error));
            }
            Change::Tie(wish) => Request::post("/v1/ties", &wish),
            Change::RecordMachines(wish) => Request::post("/v1/ties/records", &wish),
            Change::KeepApart(wish) => {
                let made = self.keep_apart(&wish).await;
                return made.map(|()| Answer::Made).map_err(|error| refusal(&error));
            }
            // Stocktakes have been dealt with, what needs a file is another's.
            other => {
                return Err(Refusal {
                    detail: format!("{other:?} is no request of its own"),
                    ..Refusal::default()
                });
            }
        };
        let changed = self.client.json(request).await;
        changed.map(Answer::Changed).map_err(|error| refusal(&error))
    }

    async fn ask(&self, query: Query) -> Result<Answer, Error> {
        Ok(match query {
            Query::Overview => Answer::Overview(Box::new(self.overview().await?)),
            Query::Sites => Answer::Sites(Box::new(
                self.get("/v1/sites", [("unit", self.unit.as_deref())]).await?,
            )),
            Query::WarningCount => {
                let one = ListQuery {
                    limit: 1,
                    filter: MachineFilter::Warnings.as_param().map(str::to_owned),
                    ..ListQuery::default()
                };
                Answer::WarningCount(self.machines(&one).await?.total)
            }
            Query::Machines(query) => Answer::Machines(self.machines(&query).await?),
            Query::Machine(id) => Answer::Machine(Box::new(self.machine(id).await?)),
            Query::Readings(id, from) => Answer::Readings(self.readings(id, from).await?),
            Query::Records(query) => Answer::Records(self.equipment(&query).await?),
            Query::Record(id) => Answer::Record(Box::new(self.equipment_record(id).await?)),
            Query::History(id) => Answer::History(self.equipment_history(id).await?),
            Query::FindUnits(query) => Answer::Units(self.list("/v1/units", &query).await?),
            Query::UnitName(key) => Answer::Unit(Box::new(self.unit_at(key, None).await?)),
            Query::Place(key, day) => Answer::Unit(Box::new(self.unit_at(key, day).await?)),
            Query::PlacesBelow(key, day) => Answer::Units(self.units_below(key, day).await?),
            Query::PlaceGroups(key, by, day) => {
                let (unit, at) = (key.to_string(), day.map(|day| day.to_string()));
                let of_unit = self.clone().of_unit(Some(unit));
                Answer::Groups(Box::new(of_unit.unit_groups(by, at.as_deref(), None).await?))
            }
            Query::Lines(query) => Answer::Lines(self.lines_page(&query).await?),
            Query::Line(id) => Answer::Line(Box::new(self.line(id).await?)),
            Query::LineDay(id, from, step_s) | Query::LineWeeks(id, from, step_s) => {
                Answer::Series(Box::new(self.line_readings(id, from, step_s).await?))
            }
            Query::Classes(query) => Answer::Classes(self.classes(&query).await?),
            Query::People(query) => Answer::People(self.people(&query).await?),
            Query::Plan(PlanQuery { unit, profile }) => {
                let unit = unit.map(|unit| unit.to_string());
                let of = [("unit", unit.as_deref()), ("profile", profile.as_deref())];
                Answer::Plan(Box::new(self.get("/v1/plan", of).await?))
            }
            Query::Standards => Answer::Standards(Box::new(self.get("/v1/standards", []).await?)),
            Query::PlanPart(part) => Answer::PlanPart(self.plan_part(part).await?),
            Query::Reviews(query) => Answer::Reviews(self.list("/v1/review", &query).await?),
            Query::Ties(query) => Answer::Ties(Box::new(self.ties(&query).await?)),
            Query::Review(id) => Answer::Review(Box::new(self.review(id).await?)),
            Query::Stocktakes(query) => Answer::Stocktakes(self.stocktakes(&query).await?),
            Query::Stocktake(id) => Answer::Stocktake(Box::new(self.stocktake(id).await?)),
            Query::ScanStates(id, room) => {
                let room = room.map(|room| room.to_string());
                Answer::ScanStates(self.scan_states(id, room.as_deref()).await?)
            }
            Query::StocktakeHistory(id) => Answer::StocktakeHistory(self.stocktake_history(id).await?),
            Query::Pack(id, pack) => Answer::Pack(Box::new(self.pack(id, pack).await?)),
            Query::Alerts => Answer::Alerts(self.alerts().await?),
            Query::RecentEvents(limit) => Answer::Events(self.recent_events(limit).await?),
        })
    }

    async fn unit_at(&self, key: UnitKey, day: Option<Date>) -> Result<UnitDetail, Error> {
        let at = day.map(|day| day.to_string());
        self.get(&format!("/v1/units/{key}"), [("at", at.as_deref())])
            .await
    }

    /// The units directly below one, by name.
    async fn units_below(&self, key: UnitKey, day: Option<Date>) -> Result<Page<UnitRow>, Error> {
        let (unit, at) = (key.to_string(), day.map(|day| day.to_string()));
        let (filter, limit) = (format!("parent:{key}"), PAGE_ROWS_MAX.to_string());
        let parameters = [
            ("unit", Some(unit.as_str())),
            ("filter", Some(filter.as_str())),
            ("sort", Some("name")),
            ("at", at.as_deref()),
            ("limit", Some(limit.as_str())),
        ];
        self.get("/v1/units", parameters).await
    }

    async fn lines_page(&self, query: &ListQuery) -> Result<Page<LineRow>, Error> {
        let limit = query.limit.to_string();
        let unit = query.unit.map(|unit| unit.to_string());
        let parameters = [
            ("unit", unit.as_deref().or(self.unit.as_deref())),
            ("limit", Some(limit.as_str())),
            ("cursor", query.cursor.as_deref()),
        ];
        self.get("/v1/lines", parameters).await
    }

    async fn line(&self, id: LineId) -> Result<LineDetail, Error> {
        self.get(&format!("/v1/lines/{id}"), []).await
    }

    async fn line_readings(&self, id: LineId, from: UnixMs, step_s: u32) -> Result<ReadingSeries, Error> {
        let (from, step) = (from.to_string(), step_s.to_string());
        let parameters = [("from", Some(from.as_str())), ("step", Some(step.as_str()))];
        self.get(&format!("/v1/lines/{id}/readings"), parameters).await
    }

    async fn get<T: serde::de::DeserializeOwned, const N: usize>(
        &self,
        path: &str,
        parameters: [(&str, Option<&str>); N],
    ) -> Result<T, Error> {
        self.client
            .json(Request::get(with_parameters(path, &parameters)))
            .await
    }
}

/// What the core is told of an error.
pub(crate) fn refusal(error: &Error) -> Refusal {
    let problem = error.problem();
    let kind = match problem.map(|problem| problem.status) {
        _ if error.is_unreachable() => RefusalKind::Unreachable,
        _ if error.is_distrust() => RefusalKind::Denied,
        Some(401 | 403) => RefusalKind::Denied,
        Some(404) => RefusalKind::Missing,
        Some(409 | 412) => RefusalKind::Stale,
        Some(413 | 422 | 428) => RefusalKind::Invalid,
        _ => RefusalKind::Failed,
    };
    Refusal {
        kind,
        detail: problem.map_or_else(|| causes(error), |problem| problem.detail.clone()),
        code: problem.map(|problem| problem.code.clone()),
        place: problem.and_then(|problem| problem.place.clone()),
    }
}

fn with_parameters(path: &str, parameters: &[(&str, Option<&str>)]) -> String {
    let mut full = path.to_owned();
    for (name, value) in parameters {
        let Some(value) = value else { continue };
        let joint = if full.contains('?') { '&' } else { '?' };
        let _ = write!(full, "{joint}{name}={}", encoded(value));
    }
    full
}

/// Percent-encoding of everything but unreserved characters (RFC 3986, 2.3).
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_text_cannot_change_the_question() {
        let path = with_parameters(
            "/v1/machines",
            &[("q", Some("bàn&x=1 #?")), ("unit", None), ("limit", Some("5"))],
        );
        assert_eq!(path, "/v1/machines?q=b%C3%A0n%26x%3D1%20%23%3F&limit=5");
    }
}

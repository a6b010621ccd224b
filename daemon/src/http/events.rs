//! What happened: a list, and a stream of server-sent events.

use crate::feed::Subscription;
use crate::http::App;
use crate::http::guard::{Asker, still_admitted};
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::{Extension, Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{self, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream;
use kiemke_core::Reader;
use kiemke_wire::ids::EventId;
use kiemke_wire::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use kiemke_wire::view::{Event, Page};
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::Interval;

/// A sign of life goes out when nothing happened for this time, so that a reader knows a dead line from a quiet one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

/// How often an open stream looks whether its token is still good.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// Parameters of the list.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct RecentParameters {
    limit: Option<usize>,
}

/// Parameters of the stream.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct StreamParameters {
    after: Option<u64>,
}

/// `GET /v1/events/recent`: newest first.
pub(crate) async fn recent(
    State(app): State<App>,
    Extension(asker): Asker,
    Query(parameters): Query<RecentParameters>,
) -> Result<Json<Page<Event>>, Refused> {
    let limit = parameters
        .limit
        .unwrap_or(PAGE_ROWS_DEFAULT)
        .clamp(1, PAGE_ROWS_MAX);
    let ledger = app.ledger()?;
    let (items, total) = ledger.peek(|fleet| {
        let today = fleet.today(app.clock.now());
        ledger
            .feed
            .recent(limit, |event| asker.hears(fleet, today, event))
    });
    Ok(Json(Page {
        items,
        total: total as u64,
        next: None,
    }))
}

/// `GET /v1/events`: goes on behind `?after=` or `Last-Event-ID`.
pub(crate) async fn stream(
    State(app): State<App>,
    Extension(asker): Asker,
    Query(parameters): Query<StreamParameters>,
    headers: HeaderMap,
) -> Result<Sse<impl Stream<Item = Result<sse::Event, Infallible>>>, Refused> {
    let last = headers
        .get("last-event-id")
        .and_then(|value| value.to_str().ok())
        .and_then(|text| text.parse().ok());
    let after = parameters.after.or(last).map(EventId);
    let Subscription {
        missed,
        gap,
        receiver,
    } = app.ledger()?.feed.subscribe(after);
    let mut ready: VecDeque<sse::Event> = VecDeque::new();
    if gap {
        ready.push_back(reset());
    }
    let heard = app.ledger()?.peek(|fleet| {
        let today = fleet.today(app.clock.now());
        let heard = missed.iter().filter(|event| asker.hears(fleet, today, event));
        heard.map(message).collect::<Vec<_>>()
    });
    ready.extend(heard);
    let place = Place {
        ready,
        receiver,
        asker,
        looks: tokio::time::interval(LOOK_EVERY),
        app,
    };
    let events = stream::unfold(place, |mut place| async move {
        let event = place.next().await?;
        Some((Ok(event), place))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

struct Place {
    ready: VecDeque<sse::Event>,
    receiver: Receiver<Event>,
    asker: Arc<Reader>,
    looks: Interval,
    app: App,
}

impl Place {
    async fn next(&mut self) -> Option<sse::Event> {
        if let Some(ready) = self.ready.pop_front() {
            return Some(ready);
        }
        loop {
            tokio::select! {
                () = self.app.stop.cancelled() => return None,
                _ = self.looks.tick() => {
                    if !still_admitted(&self.app, &self.asker) {
                        return None;
                    }
                }
                event = self.receiver.recv() => match event {
                    Ok(event) if self.hears(&event) => return Some(message(&event)),
                    Ok(_) => {}
                    // Too slow: what was missed is best loaded anew.
                    Err(RecvError::Lagged(_)) => return Some(reset()),
                    Err(RecvError::Closed) => return None,
                },
            }
        }
    }

    /// While the ledger is away nobody knows whose an event is; it comes back with a reset.
    fn hears(&self, event: &Event) -> bool {
        let now = self.app.clock.now();
        self.app
            .ledger()
            .is_ok_and(|ledger| ledger.peek(|fleet| self.asker.hears(fleet, fleet.today(now), event)))
    }
}

fn message(event: &Event) -> sse::Event {
    let data = serde_json::to_string(event).unwrap_or_default();
    sse::Event::default().id(event.id.0.to_string()).data(data)
}

fn reset() -> sse::Event {
    sse::Event::default().event("reset").data("{}")
}

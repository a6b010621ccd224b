//! What happened: a list, and a stream of server-sent events.

use crate::feed::Subscription;
use crate::http::App;
use crate::http::problem::Refused;
use axum::Json;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::sse::{self, KeepAlive, Sse};
use futures_util::Stream;
use futures_util::stream;
use kiemke_wire::ids::EventId;
use kiemke_wire::limits::{PAGE_ROWS_DEFAULT, PAGE_ROWS_MAX};
use kiemke_wire::view::{Event, Page};
use serde::Deserialize;
use std::collections::VecDeque;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio_util::sync::CancellationToken;

/// A sign of life goes out when nothing happened for this time, so that a reader knows a dead line from a quiet one.
const SIGN_OF_LIFE: Duration = Duration::from_secs(5);

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
    Query(parameters): Query<RecentParameters>,
) -> Result<Json<Page<Event>>, Refused> {
    let limit = parameters
        .limit
        .unwrap_or(PAGE_ROWS_DEFAULT)
        .clamp(1, PAGE_ROWS_MAX);
    let (items, total) = app.ledger()?.feed.recent(limit);
    Ok(Json(Page {
        items,
        total: total as u64,
        next: None,
    }))
}

/// `GET /v1/events`: goes on behind `?after=` or `Last-Event-ID`.
pub(crate) async fn stream(
    State(app): State<App>,
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
    ready.extend(missed.iter().map(message));
    let place = Place {
        ready,
        receiver,
        stop: app.stop,
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
    stop: CancellationToken,
}

impl Place {
    async fn next(&mut self) -> Option<sse::Event> {
        if let Some(ready) = self.ready.pop_front() {
            return Some(ready);
        }
        tokio::select! {
            () = self.stop.cancelled() => None,
            event = self.receiver.recv() => match event {
                Ok(event) => Some(message(&event)),
                // Too slow: what was missed is best loaded anew.
                Err(RecvError::Lagged(_)) => Some(reset()),
                Err(RecvError::Closed) => None,
            },
        }
    }
}

fn message(event: &Event) -> sse::Event {
    let data = serde_json::to_string(event).unwrap_or_default();
    sse::Event::default().id(event.id.0.to_string()).data(data)
}

fn reset() -> sse::Event {
    sse::Event::default().event("reset").data("{}")
}

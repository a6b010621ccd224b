//! Refusals as problem documents.

use crate::owner::Rejected;
use axum::http::header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use kiemke_config::messages::{Lang, Msg, catalogue};
use kiemke_core::Refusal;
use kiemke_core::query::BadQuery;
use kiemke_http::causes;
use kiemke_wire::problem::{PROBLEM_MEDIA_TYPE, Problem};

/// Seconds after which a full queue is worth another try.
const BUSY_RETRY_S: u32 = 2;
/// Seconds after which a full disk is worth another try.
const DISK_FULL_RETRY_S: u32 = 60;

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct Refused(pub(crate) Box<Problem>, Option<u32>);

impl Refused {
    pub(crate) fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        let problem = Problem {
            code: code.into(),
            status: status.as_u16(),
            detail: detail.into(),
            ..Problem::default()
        };
        Self(Box::new(problem), None)
    }

    /// Says after how many seconds it is worth another try.
    pub(crate) fn retry_after(mut self, seconds: u32) -> Self {
        self.1 = Some(seconds);
        self
    }

    pub(crate) fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into());
        self
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("there is no {what}"))
    }

    /// Our own fault; the cause goes to the log, not to the caller.
    pub(crate) fn internal(error: &dyn std::error::Error) -> Self {
        tracing::error!(error = causes(error), "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "the daemon failed; its log says why",
        )
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let mut response = (status, [(CONTENT_TYPE, PROBLEM_MEDIA_TYPE)], body).into_response();
        let headers = response.headers_mut();
        match self.0.status {
            401 => {
                headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            503 => {
                headers.insert(RETRY_AFTER, BUSY_RETRY_S.into());
            }
            507 => {
                headers.insert(RETRY_AFTER, DISK_FULL_RETRY_S.into());
            }
            _ => {}
        }
        if let Some(seconds) = self.1 {
            headers.insert(RETRY_AFTER, seconds.into());
        }
        response
    }
}

impl From<Rejected> for Refused {
    fn from(rejected: Rejected) -> Self {
        match rejected {
            Rejected::Refused(refusal) => refusal.into(),
            Rejected::Busy => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "busy",
                "the daemon has more work than it takes; try again",
            ),
            Rejected::DiskFull => Self::new(
                StatusCode::INSUFFICIENT_STORAGE,
                "disk_full",
                "the daemon's disk is full; it takes nothing in until there is room",
            ),
            Rejected::Repairing => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "repairing",
                "the daemon's store is being rebuilt; nothing is lost; try again",
            ),
            Rejected::Stopping => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "stopping",
                "the daemon is going down; try again",
            ),
        }
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        let mut problem = refusal.problem();
        problem.detail_vi = in_vietnamese(&refusal).map(|id| catalogue(Lang::Vi).text(id).to_owned());
        Self(Box::new(problem), None)
    }
}

/// The words for those who enrol machines in a school.
fn in_vietnamese(refusal: &Refusal) -> Option<Msg> {
    match refusal {
        Refusal::TokenUnknown => Some(Msg::RefusalTokenUnknown),
        Refusal::TokenExpired => Some(Msg::RefusalTokenExpired),
        Refusal::TokenUsedUp => Some(Msg::RefusalTokenUsedUp),
        Refusal::AgentRevoked => Some(Msg::RefusalAgentRevoked),
        _ => None,
    }
}

impl From<BadQuery> for Refused {
    fn from(bad: BadQuery) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "bad_query", bad.to_string()).at(bad.parameter)
    }
}

pub(crate) async fn no_such_route(uri: Uri) -> Refused {
    Refused::new(
        StatusCode::NOT_FOUND,
        "no_such_route",
        format!("there is nothing at {}", uri.path()),
    )
}

pub(crate) async fn no_such_method(method: Method, uri: Uri) -> Refused {
    let detail = format!("{method} is not possible at {}", uri.path());
    Refused::new(StatusCode::METHOD_NOT_ALLOWED, "no_such_method", detail)
}

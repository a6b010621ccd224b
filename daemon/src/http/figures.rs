//! Routes for typed figures.

use crate::http::agents::unexpected;
use crate::http::equipment::if_match;
use crate::http::guard::Asker;
use crate::http::lists::{ListParameters, Parameters, Reply, id_of, list_query, read};
use crate::http::problem::Refused;
use crate::http::{App, body};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::HeaderMap;
use axum::http::header::{ETAG, IF_MATCH};
use axum::response::{IntoResponse as _, Response};
use kiemke_core::query;
use kiemke_core::{Answer, Command};
use kiemke_wire::ids::FigureId;
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::view::{FigureLine, FigureView, FiguresSet, Page, SetFigures, UndoFigures, WithdrawFigure};

/// `GET /v1/figures`.
pub(crate) async fn list(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<ListParameters>,
) -> Reply<Page<FigureView>> {
    let parameters = read(parameters)?;
    let page = app.ask(&asker, move |scene| {
        let query = list_query(scene, &parameters)?;
        query::figures(scene, &query).map_err(Refused::from)
    });
    Ok(Json(page.await??))
}

/// `GET /v1/figures/{id}`.
pub(crate) async fn one(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Result<Response, Refused> {
    let id: FigureId = id_of("figure", &id)?;
    let figure = app.ask(&asker, move |scene| query::figure(scene, id)).await?;
    let figure = figure.ok_or_else(|| not_there(id))?;
    let etag = format!("\"{}\"", figure.etag);
    Ok(([(ETAG, etag)], Json(figure)).into_response())
}

/// `GET /v1/figures/{id}/history`.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
) -> Reply<Page<FigureLine>> {
    let id: FigureId = id_of("figure", &id)?;
    let lines = app
        .ask(&asker, move |scene| query::figure_history(scene, id))
        .await?;
    let items = lines.ok_or_else(|| not_there(id))?;
    Ok(Json(Page {
        total: items.len() as u64,
        items,
        next: None,
    }))
}

/// `POST /v1/figures`.
pub(crate) async fn set(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<FiguresSet> {
    let SetFigures { figures, reason } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    submit(
        &app,
        Command::SetFigures {
            figures,
            reason,
            by: (*asker).clone(),
        },
    )
    .await
}

/// `POST /v1/figures/{id}/withdraw`.
pub(crate) async fn withdraw(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Reply<FiguresSet> {
    let figure: FigureId = id_of("figure", &id)?;
    let seen = headers
        .contains_key(IF_MATCH)
        .then(|| if_match(&headers))
        .transpose()?;
    let WithdrawFigure { reason } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    submit(
        &app,
        Command::WithdrawFigure {
            figure,
            seen,
            reason,
            by: (*asker).clone(),
        },
    )
    .await
}

/// `POST /v1/figures/undo`.
pub(crate) async fn undo(
    State(app): State<App>,
    Extension(asker): Asker,
    headers: HeaderMap,
    body: Body,
) -> Reply<FiguresSet> {
    let UndoFigures { entry } = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let by = (*asker).clone();
    submit(&app, Command::UndoFigures { entry, by }).await
}

async fn submit(app: &App, command: Command) -> Reply<FiguresSet> {
    match app.ledger()?.submit(command, BODY_BYTES_MAX).await? {
        Answer::Figures(set) => Ok(Json(set)),
        other => Err(unexpected(&other)),
    }
}

fn not_there(id: FigureId) -> Refused {
    Refused::not_found(&format!("figure {id}"))
}

//! What is done to a machine by a person.

use crate::http::App;
use crate::http::body;
use crate::http::guard::Asker;
use crate::http::lists::id_of;
use crate::http::problem::Refused;
use axum::body::Body;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use kiemke_core::{Command, Reader};
use kiemke_wire::ids::MachineId;
use kiemke_wire::limits::BODY_BYTES_MAX;
use kiemke_wire::review::MachineAction;
use kiemke_wire::view::ActOnMachine;

/// `POST /v1/machines/{id}/actions`.
pub(crate) async fn act(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Body,
) -> Result<StatusCode, Refused> {
    let machine: MachineId = id_of("machine", &id)?;
    let act: ActOnMachine = body::json(&headers, body, BODY_BYTES_MAX).await?;
    let by = Reader::clone(&asker);
    let command = |by, action| Command::Machine { by, machine, action };
    let command = match act {
        ActOnMachine::RevokeAgent => Command::RevokeAgent { by, machine },
        ActOnMachine::Merge { into } => command(by, MachineAction::Merge { into }),
        ActOnMachine::Split => command(by, MachineAction::Split),
        ActOnMachine::MoveTo { unit } => command(by, MachineAction::Move { unit }),
    };
    app.ledger()?.submit(command, BODY_BYTES_MAX).await?;
    Ok(StatusCode::NO_CONTENT)
}

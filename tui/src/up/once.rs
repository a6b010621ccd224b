//! Without a terminal: wait until the daemon holds this machine, print it, end.

use super::programs::Programs;
use crate::cli::{Failure, Format, Settings, write_out};
use crate::client::Daemon;
use crate::print::rows::Writer;
use crate::print::{self, machine};
use kiemke_config::messages::catalogue;
use kiemke_wire::facts::SectionName;
use kiemke_wire::view::{MachineDetail, Overview};
use serde::Serialize;
use std::time::Duration;

/// An inventory takes well under a second; a machine that swaps may need many.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks.
const PAUSE: Duration = Duration::from_millis(50);

#[derive(Serialize)]
struct Both<'a> {
    overview: &'a Overview,
    machine: &'a MachineDetail,
}

pub(super) async fn print(
    programs: &Programs,
    daemon: &Daemon,
    settings: &Settings,
    format: Format,
) -> Result<(), Failure> {
    let mut missing = "this machine".to_owned();
    let waiting = async {
        loop {
            match look(programs, daemon).await? {
                Ok(detail) => return Ok::<_, Failure>(detail),
                Err(still) => missing = still,
            }
            tokio::time::sleep(PAUSE).await;
        }
    };
    let waited = tokio::time::timeout(PATIENCE, waiting).await;
    let Ok(found) = waited else {
        let trouble = programs
            .agent()
            .and_then(|agent| agent.status().borrow().last_error.clone());
        let trouble = trouble
            .map(|trouble| format!("; the agent {}", trouble.text))
            .unwrap_or_default();
        let detail = format!(
            "after {} s the daemon still lacks {missing}{trouble}",
            PATIENCE.as_secs()
        );
        return Err(Failure::because("take this machine in", detail));
    };
    let detail = found?;
    let overview = daemon
        .overview()
        .await
        .map_err(|error| Failure::asking("read the overview", &error))?;
    let writer = Writer {
        texts: catalogue(settings.lang()),
        offset: settings.look.offset,
    };
    let text = match format {
        Format::Json => print::json(&Both {
            overview: &overview,
            machine: &detail,
        })?,
        Format::Table => {
            format!(
                "{}\n{}",
                writer.overview(&overview).aligned(),
                machine::table(&writer, &detail).aligned()
            )
        }
        Format::Csv => machine::table(&writer, &detail).csv(),
    };
    write_out(&text)
}

/// This machine, or what the daemon still lacks of it.
async fn look(programs: &Programs, daemon: &Daemon) -> Result<Result<MachineDetail, String>, Failure> {
    // `delivered` speaks of this start; whose agent runs elsewhere has reported already.
    if programs
        .agent()
        .is_some_and(|agent| !agent.status().borrow().delivered)
    {
        return Ok(Err("an inventory and a check-in of this start".into()));
    }
    let Some(id) = programs.machine() else {
        return Ok(Err("this machine's enrolment".into()));
    };
    let detail = daemon
        .machine(id)
        .await
        .map_err(|error| Failure::asking(&format!("read machine {id}"), &error))?;
    let lacks: Vec<&str> = SectionName::ALL
        .into_iter()
        .filter(|name| !detail.sections.contains_key(name))
        .map(SectionName::as_str)
        .collect();
    match (lacks.is_empty(), detail.check_in.is_some()) {
        (true, true) => Ok(Ok(detail)),
        (true, false) => Ok(Err("a check-in".into())),
        (false, _) => Ok(Err(format!("the sections {}", lacks.join(", ")))),
    }
}

//! Files that agents wrote on sticks: one enrolment and report each, tried out or taken in.

use crate::http::agents::unexpected;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, read};
use crate::http::problem::Refused;
use crate::http::{App, body};
use axum::Json;
use axum::body::Body;
use axum::extract::{Extension, State};
use axum::http::{HeaderMap, StatusCode};
use kiemke_core::fleet::Packages;
use kiemke_core::intake::{Intake, read_report};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal};
use kiemke_wire::bundle::{BUNDLE_VERSION, Bundle, BundleContent, BundleKey};
use kiemke_wire::enrol::EnrolRequest;
use kiemke_wire::ids::{MachineId, UnitKey};
use kiemke_wire::limits::REPORT_BODY_BYTES_MAX;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{ImportReport, ImportRow, RowOutcome};
use serde::Deserialize;

/// Parameters of an import of one file.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct BundleParameters {
    dry_run: bool,
    /// The name of the file; stands for the machine's while nobody knows that.
    file: Option<String>,
}

/// A file whose seal holds.
struct Opened {
    enrol: EnrolRequest,
    /// With times as the daemon believes them.
    intake: Intake,
    /// By which token, if it was not sealed with the agent's own secret.
    token: Option<SecretHash>,
    made_at: UnixMs,
    known: Option<MachineId>,
    is_repeat: bool,
}

/// `POST /v1/import/bundle`: a repeat has no effect.
pub(crate) async fn import(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<BundleParameters>,
    headers: HeaderMap,
    body: Body,
) -> Reply<ImportReport> {
    let BundleParameters { dry_run, file } = read(parameters)?;
    let bytes = body::read(&headers, body, REPORT_BODY_BYTES_MAX).await?;
    let now = app.clock.now();
    let ledger = app.ledger()?;
    let packages = ledger.known_packages.get();
    let opened = ledger.peek(|fleet| open(fleet, &asker, &packages, &bytes, now))?;
    let outcome = match (opened.known, opened.is_repeat) {
        (None, _) => RowOutcome::New,
        (Some(_), true) => RowOutcome::Unchanged,
        (Some(_), false) => RowOutcome::Changed,
    };
    let host_name = opened.enrol.host_name.clone();
    let machine = match dry_run {
        true => opened.known,
        false => Some(take(&app, opened, bytes.len()).await.map_err(of_the_file)?),
    };
    let count = |one| u64::from(outcome == one);
    Ok(Json(ImportReport {
        kind: "bundle".into(),
        applied: !dry_run && outcome != RowOutcome::Unchanged,
        rows: 1,
        new: count(RowOutcome::New),
        changed: count(RowOutcome::Changed),
        unchanged: count(RowOutcome::Unchanged),
        items: vec![ImportRow {
            row: 1,
            outcome,
            key: machine.map(|machine| machine.to_string()).unwrap_or_default(),
            name: host_name.or(file).unwrap_or_default(),
            changes: Vec::new(),
            faults: Vec::new(),
        }],
        ..ImportReport::default()
    }))
}

/// Enrols the agent if a token speaks for it, then takes in what it reports. Cut short between the two, a repeat does the
/// rest.
async fn take(app: &App, opened: Opened, bytes: usize) -> Result<MachineId, Refused> {
    let agent = opened.enrol.agent;
    let mut machine = opened.known;
    if let Some(token) = opened.token {
        let command = Command::EnrolCarried {
            token,
            request: Box::new(opened.enrol),
            made_at: opened.made_at,
        };
        match app.ledger()?.submit(command, bytes).await? {
            Answer::Enrolled { reply, .. } => machine = Some(reply.machine),
            other => return Err(unexpected(&other)),
        }
    }
    let machine = machine.ok_or(Refusal::CredentialUnknown)?;
    let command = Command::Report {
        agent,
        renewed: false,
        intake: Box::new(opened.intake),
        resumed: SeqRanges::default(),
    };
    match app.ledger()?.submit(command, bytes).await? {
        Answer::Reported(_) => Ok(machine),
        other => Err(unexpected(&other)),
    }
}

/// What would tell an agent that its own token is no good is here said of the file: whoever brings it has a good one.
fn of_the_file(mut refused: Refused) -> Refused {
    if refused.0.status == StatusCode::UNAUTHORIZED.as_u16() {
        refused.0.status = StatusCode::UNPROCESSABLE_ENTITY.as_u16();
    }
    refused
}

fn refuse(code: &str, detail: impl Into<String>) -> Refused {
    Refused::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail)
}

fn open(
    fleet: &Fleet,
    asker: &Reader,
    packages: &Packages,
    text: &[u8],
    now: UnixMs,
) -> Result<Opened, Refused> {
    let bundle: Bundle = serde_json::from_slice(text).map_err(|_| {
        refuse(
            "not_a_bundle",
            "this is not a file that `kiemke-agent once --bundle` wrote",
        )
    })?;
    if bundle.kiemke_bundle > BUNDLE_VERSION {
        let detail = "a later kiemke-agent wrote this file; update the daemon first";
        return Err(refuse("bundle_version", detail));
    }
    let content: BundleContent = serde_json::from_str(bundle.content.get())
        .map_err(|error| refuse("malformed", format!("the content cannot be read: {error}")))?;
    let sealed = sealed(fleet, asker, &bundle, &content, now)?;
    if !bundle.opens_with(&sealed.key) {
        let detail = "the file was changed after it was made; make it anew";
        return Err(refuse("seal_broken", detail));
    }
    let mut intake = read_report(content.report.get().as_bytes(), packages)
        .map_err(|error| refuse("malformed", format!("the report in it cannot be read: {error}")))?;
    if intake.agent != content.enrol.agent {
        return Err(Refusal::AgentMismatch.into());
    }
    let made_at = set_right(&mut intake, sealed.not_before, now);
    let machine = fleet.machine_of(content.enrol.agent);
    let received = machine.as_ref().and_then(|machine| machine.received(intake.run));
    let is_repeat =
        received.is_some_and(|received| intake.items.iter().all(|item| received.contains(item.seq)));
    Ok(Opened {
        enrol: content.enrol,
        token: sealed.token,
        known: machine.map(|machine| machine.id),
        intake,
        made_at,
        is_repeat,
    })
}

/// With what a file says that it was sealed.
struct Sealed {
    key: SecretHash,
    /// The token of which that is the key.
    token: Option<SecretHash>,
    /// There was no such token before.
    not_before: Option<UnixMs>,
}

fn sealed(
    fleet: &Fleet,
    asker: &Reader,
    bundle: &Bundle,
    content: &BundleContent,
    now: UnixMs,
) -> Result<Sealed, Refused> {
    let today = fleet.today(now);
    // What is not his does not exist for him.
    let unknown = || {
        refuse(
            "token_unknown",
            "it was sealed with a token that is not known here; make it anew with one of this daemon",
        )
    };
    let his = |unit: UnitKey| asker.sees(fleet, today, unit);
    if let Some(machine) = fleet.machine_of(content.enrol.agent)
        && BundleKey::of(&machine.secret_hash) == bundle.key
    {
        return match his(machine.unit) {
            true => Ok(Sealed {
                key: machine.secret_hash,
                token: None,
                not_before: None,
            }),
            false => Err(unknown()),
        };
    }
    let mut tokens = fleet.tokens().filter(|token| token.purpose.role().is_none());
    let token = tokens
        .find(|token| BundleKey::of(&token.hash) == bundle.key)
        .filter(|token| his(token.unit()))
        .ok_or_else(unknown)?;
    Ok(Sealed {
        key: token.hash,
        token: Some(token.hash),
        not_before: Some(token.made_at),
    })
}

/// How far a clock was wrong cannot be told when the file comes days later. But nothing was made in the future, and
/// nothing was sealed with a token before there was the token. Returns when the file was made.
fn set_right(intake: &mut Intake, not_before: Option<UnixMs>, now: UnixMs) -> UnixMs {
    let made_at = intake.sent_at.max(not_before.unwrap_or(intake.sent_at)).min(now);
    let wrong_by_ms = made_at.since(intake.sent_at);
    for item in &mut intake.items {
        item.at = item.at.plus(wrong_by_ms);
    }
    // By now the clock is right: the report is not corrected a second time.
    intake.sent_at = now;
    made_at
}

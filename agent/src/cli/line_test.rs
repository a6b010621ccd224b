//! `kiemke-agent line-test`: a person tests the line now, and the test stands with it.

use super::{Failure, setup};
use crate::capacity::{CapacityPlan, measure};
use crate::collect::Root;
use crate::credential::{Credential, random};
use crate::link::Attachment;
use crate::status::Trouble;
use kiemke_agent_core::capacity::{BY_HAND_BYTES_MAX, Limits};
use kiemke_config::agent::AgentFile;
use kiemke_http::{Client, Request, System};
use kiemke_wire::WIRE_VERSION;
use kiemke_wire::ids::RunId;
use kiemke_wire::reading::{CapacityReading, TransferReading};
use kiemke_wire::report::{Item, ItemBody, Report, ReportReply, Warning};
use kiemke_wire::time::UnixMs;

/// The longest note, bytes: a sentence.
const NOTE_BYTES_MAX: usize = 500;

/// Tests, prints, reports. Works beside a running agent, because it does not touch its spool.
pub(super) async fn line_test(
    settings: &AgentFile,
    note: Option<String>,
    bytes: Option<u64>,
) -> Result<(), Failure> {
    if note.as_ref().is_some_and(|note| note.len() > NOTE_BYTES_MAX) {
        return Err(Failure::usage(format!(
            "the note is longer than {NOTE_BYTES_MAX} bytes"
        )));
    }
    let server = setup::server(settings, false)?;
    let credential = Credential::load(&setup::data(settings)?)
        .map_err(|error| Failure::of(&error))?
        .ok_or_else(|| Failure::failed("this machine is not enrolled"))?;
    let attachment = Attachment::read(&Root::new(setup::root(settings)), None);
    let plan = CapacityPlan {
        name: "daemon".into(),
        server: server.clone(),
        token: Some(credential.token()),
        limits: Limits::of(bytes.unwrap_or(BY_HAND_BYTES_MAX)),
        medium: attachment.as_ref().map(Attachment::medium),
        link_mbps: attachment.and_then(|attachment| attachment.mbps),
    };
    let reading = CapacityReading {
        by_hand: true,
        note,
        ..measure(System, plan).await
    };
    setup::print(&shown(&reading))?;
    let now = UnixMs(jiff::Timestamp::now().as_millisecond());
    let report = Report {
        v: WIRE_VERSION,
        agent: credential.agent,
        run: RunId(random().map_err(|error| Failure::of(&error))?),
        sent_at: now,
        settings: credential
            .settings
            .as_ref()
            .map_or(0, |settings| settings.version),
        items: vec![Item {
            seq: 0,
            at: now,
            body: ItemBody::Capacity(reading),
        }],
    };
    let client = Client::new(server, Some(credential.token()));
    let sent: Result<ReportReply, _> = client.json(Request::post("/v1/report", &report)).await;
    let reply = sent.map_err(|error| Failure::from(Trouble::from(&error)))?;
    match reply.warnings.first() {
        None => setup::print("attached to the line\n"),
        Some(Warning { place, reason, .. }) => Err(Failure::failed(format!(
            "failed to attach the test to the line: {place}: {reason}; let the agent report first: kiemke-agent once"
        ))),
    }
}

fn shown(reading: &CapacityReading) -> String {
    let rate = |transfer: &Option<TransferReading>| match transfer.as_ref().and_then(|one| one.rate_kbps) {
        Some(kbps) => format!("{}.{} Mbps", kbps / 1000, kbps % 1000 / 100),
        None => "not measured".to_owned(),
    };
    let ms = |us: Option<u32>| match us {
        Some(us) => format!("{}.{} ms", us / 1000, us % 1000 / 100),
        None => "not measured".to_owned(),
    };
    let mut text = format!(
        "down {}, up {}\nround trip {} idle, {} under load\n",
        rate(&reading.down),
        rate(&reading.up),
        ms(reading.latency_idle_us),
        ms(reading.latency_loaded_us),
    );
    if let Some(failure) = reading.failed {
        text.push_str(&format!("the test is not whole: {failure:?}\n"));
    }
    text
}

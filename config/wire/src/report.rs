//! `POST /v1/report`: a batch of items of one `(agent, run)`, and the reply.
//!
//! Items are acknowledged by `(agent, run, seq)`; a repeat has no effect. An agent advances its base only on
//! acknowledgement.

use crate::digest::Digest;
use crate::enrol::AgentSettings;
use crate::facts::SectionName;
use crate::ids::{AgentId, RunId};
use crate::ranges::SeqRanges;
use crate::reading::{
    CapacityReading, GatewayReading, Medium, OutsideReading, StatusReading, UncleanStop, VerdictReading,
};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// A batch of items of one run, oldest first.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// [`crate::WIRE_VERSION`] of the sender.
    pub v: u16,
    /// The sender.
    pub agent: AgentId,
    /// The start of the agent in which the items were made; not always the present one.
    pub run: RunId,
    /// The sender's clock when it sent: with the reply's time it gives the clock's offset.
    pub sent_at: UnixMs,
    /// The version of the settings that the agent holds; 0 for none.
    #[serde(default)]
    pub settings: u32,
    /// The items.
    pub items: Vec<Item>,
}

/// One thing that an agent has to say.
#[derive(Clone, Debug, Serialize)]
pub struct Item {
    /// Counted from 0 in each run, without gaps when made.
    pub seq: u64,
    /// When it was seen, by the agent's clock.
    pub at: UnixMs,
    /// What it is.
    #[serde(flatten)]
    pub body: ItemBody,
}

/// The kinds of items; on the wire `"kind": "check_in"` and so on beside the fields.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ItemBody {
    /// "I am here, and this is what I hold."
    CheckIn(CheckIn),
    /// The facts of a section, whole.
    Section(SectionItem),
    /// Probes of the gateway.
    Gateway(GatewayReading),
    /// A probe of a host outside.
    Outside(OutsideReading),
    /// What changes all the time.
    Status(StatusReading),
    /// A test of what the line carries.
    Capacity(CapacityReading),
    /// Where a fault of the network lies, or that it is over.
    Verdict(VerdictReading),
    /// The run before ended without being told to.
    UncleanStop(UncleanStop),
    /// A collector could not do its work; the others went on.
    CollectorFailed(CollectorFailed),
    /// The spool was over its bounds and items were given up unsent.
    Dropped(Dropped),
}

impl Item {
    /// Reads the JSON text of an item, refusing any malformed field.
    ///
    /// # Errors
    /// When a field is missing or has another type, or the kind is not known.
    pub fn from_json(text: &str) -> Result<Self, serde_json::Error> {
        let head: ItemHead<'_> = serde_json::from_str(text)?;
        let body = match &*head.kind {
            "check_in" => ItemBody::CheckIn(serde_json::from_str(text)?),
            "section" => ItemBody::Section(serde_json::from_str(text)?),
            "gateway" => ItemBody::Gateway(serde_json::from_str(text)?),
            "outside" => ItemBody::Outside(serde_json::from_str(text)?),
            "status" => ItemBody::Status(serde_json::from_str(text)?),
            "capacity" => ItemBody::Capacity(serde_json::from_str(text)?),
            "verdict" => ItemBody::Verdict(serde_json::from_str(text)?),
            "unclean_stop" => ItemBody::UncleanStop(serde_json::from_str(text)?),
            "collector_failed" => ItemBody::CollectorFailed(serde_json::from_str(text)?),
            "dropped" => ItemBody::Dropped(serde_json::from_str(text)?),
            other => {
                return Err(serde::de::Error::custom(format_args!(
                    "unknown kind of item {other:?}"
                )));
            }
        };
        Ok(Self {
            seq: head.seq,
            at: head.at,
            body,
        })
    }
}

/// What every item has. Read first, because a section's facts must stay the text that was digested and serde
/// cannot keep raw text through a tagged enum.
#[derive(Debug, Deserialize)]
pub struct ItemHead<'a> {
    /// As in [`Item`].
    pub seq: u64,
    /// As in [`Item`].
    pub at: UnixMs,
    /// The kind's name.
    #[serde(borrow)]
    pub kind: std::borrow::Cow<'a, str>,
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer)?;
        Self::from_json(raw.get()).map_err(serde::de::Error::custom)
    }
}

/// The sign of life. Kept small: an unchanged one is at most 600 bytes with its request head.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// [`crate::digest::digest_over`] all sections as the agent holds them now; absent while it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<Digest>,
    /// The agent's version.
    pub version: String,
    /// Seconds since the machine was started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub machine_uptime_s: Option<u64>,
    /// Seconds since the agent was started.
    pub agent_uptime_s: u64,
    /// Items that wait in the spool.
    pub spooled: u64,
    /// Items ever given up unsent since enrolment.
    #[serde(default)]
    pub dropped: u64,
    /// The agent's resident memory.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rss_bytes: Option<u64>,
    /// The agent's CPU time since its start.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cpu_ms: Option<u64>,
    /// How the machine could test its line now; absent when it must not: battery low, paid by volume, switched off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub can_test: Option<Medium>,
}

/// A section with its digest.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SectionItem {
    /// Which section.
    pub section: SectionName,
    /// [`crate::digest::digest_of`] the text in `facts`.
    pub digest: Digest,
    /// The JSON text of the section's facts, exactly as digested.
    pub facts: Box<RawValue>,
}

/// A collector that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CollectorFailed {
    /// The section that it was to fill.
    pub section: SectionName,
    /// Why, for a person; holds no personal data.
    pub reason: String,
}

/// Items given up unsent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// How many.
    pub count: u64,
    /// When the oldest of them was made.
    pub from: UnixMs,
    /// When the newest of them was made.
    pub to: UnixMs,
}

/// The daemon's answer to a report: everything acknowledged in it is on its disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportReply {
    /// What the daemon holds of the report's run, this report included.
    pub acknowledged: Vec<RunRanges>,
    /// Sections to be sent whole next time. An agent passes over those that it does not know yet.
    #[serde(
        default,
        skip_serializing_if = "Vec::is_empty",
        deserialize_with = "known_sections"
    )]
    pub want: Vec<SectionName>,
    /// New settings, when the agent holds other ones.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settings: Option<AgentSettings>,
    /// When the agent is to report next, in seconds from the reply.
    pub next_report_s: u32,
    /// The daemon's clock.
    pub server_time: UnixMs,
    /// A test of the line that the agent is to make.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test: Option<TestSlot>,
    /// Whether this machine probes hosts outside for its line; absent: it decides itself and does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probes_outside: Option<bool>,
    /// Whether the agent must draw a new id and secret and enrol again with its old credential, because two
    /// machines use this one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub rekey: bool,
    /// What was set aside of this report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Warning>,
}

/// A test of the line at a set time, within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestSlot {
    /// When to begin, seconds from the reply. A machine that cannot begin within [`TEST_SLOT_S`] lets it be.
    pub in_s: u32,
    /// Bytes towards the machine at most.
    pub down_bytes_max: u64,
    /// Bytes away from it at most.
    pub up_bytes_max: u64,
}

/// How long a slot stands open, seconds: both directions, and a late start.
pub const TEST_SLOT_S: u32 = 60;

fn known_sections<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<SectionName>, D::Error> {
    let names = Vec::<String>::deserialize(deserializer)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}

/// Acknowledged items of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunRanges {
    /// The run.
    pub run: RunId,
    /// The items.
    pub ranges: SeqRanges,
}

/// A field or an item that was malformed and set aside; the rest was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// The item, if its number could be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<u64>,
    /// Where in the item: a path such as `facts.modules[1].size_bytes`.
    pub place: String,
    /// What was wrong there.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_in_is_small() {
        let report = Report {
            v: 1,
            agent: AgentId([0xab; 16]),
            run: RunId([0xcd; 8]),
            sent_at: UnixMs(1_795_503_600_123),
            settings: 12,
            items: vec![Item {
                seq: 123_456,
                at: UnixMs(1_795_503_600_120),
                body: ItemBody::CheckIn(CheckIn {
                    digest: Some(Digest([0xef; 16])),
                    version: "0.1.0".into(),
                    machine_uptime_s: Some(1_000_000),
                    agent_uptime_s: 1_000_000,
                    spooled: 100,
                    dropped: 0,
                    rss_bytes: Some(6_000_000),
                    cpu_ms: Some(100_000),
                    can_test: Some(Medium::Wired),
                }),
            }],
        };
        let text = serde_json::to_string(&report).unwrap();
        assert!(text.len() <= 410, "{} bytes: {text}", text.len());
        let read: Report = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), text);
    }

    #[test]
    fn a_wish_for_a_section_of_a_later_daemon_is_passed_over() {
        let text = r#"{"acknowledged":[],"want":["cpu","aura"],"next_report_s":1,"server_time":"2026-11-24T07:00:00.000Z"}"#;
        let reply: ReportReply = serde_json::from_str(text).unwrap();
        assert_eq!(reply.want, [SectionName::Cpu]);
    }

    #[test]
    fn a_section_keeps_the_text_that_was_digested() {
        let text = r#"{"seq":3,"at":"2026-11-24T07:00:00.000Z","kind":"section","section":"cpu","digest":"0123456789abcdef0123456789abcdef","facts":{"model": "x"}}"#;
        let item: Item = serde_json::from_str(text).unwrap();
        let ItemBody::Section(section) = &item.body else {
            panic!("{item:?}")
        };
        assert_eq!(section.facts.get(), r#"{"model": "x"}"#);
        assert_eq!(serde_json::to_string(&item).unwrap(), text);
    }
}

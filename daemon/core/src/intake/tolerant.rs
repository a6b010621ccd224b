//! Reads a report however it is written: what is malformed is set aside item by item and field by field.

use crate::entry::{KeptBody, KeptSection, Summary};
use crate::fleet::{Packages, day_of, summary_of};
use crate::intake::listing::Gathered;
use crate::intake::{Intake, IntakeItem, Listing, NotAReport};
use kiemke_wire::digest::Digest;
use kiemke_wire::facts::{Facts, PackageRef, SectionName, SoftwareFacts};
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::limits::{REPORT_ITEMS_MAX, TEXT_BYTES_MAX, WARNINGS_PER_ITEM_MAX};
use kiemke_wire::report::Warning;
use kiemke_wire::time::UnixMs;
use kiemke_wire::tolerant::{self, Kept, SetAside};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;
use std::borrow::Cow;

#[derive(Deserialize)]
struct Envelope<'a> {
    agent: AgentId,
    run: RunId,
    sent_at: UnixMs,
    #[serde(default)]
    settings: u32,
    #[serde(borrow)]
    items: Vec<&'a RawValue>,
}

pub(super) fn read(body: &[u8], packages: &Packages) -> Result<Intake, NotAReport> {
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(NotAReport::Unreadable)?;
    if envelope.items.len() > REPORT_ITEMS_MAX {
        return Err(NotAReport::TooManyItems(envelope.items.len()));
    }
    let mut intake = Intake {
        agent: envelope.agent,
        run: envelope.run,
        sent_at: envelope.sent_at,
        settings: envelope.settings,
        items: Vec::with_capacity(envelope.items.len()),
        warnings: Vec::new(),
    };
    for raw in envelope.items {
        read_item(raw.get(), envelope.sent_at, packages, &mut intake);
    }
    Ok(intake)
}

/// What every item has, and what a section has: read in one pass, the facts are passed over.
#[derive(Deserialize)]
struct Head<'a> {
    seq: u64,
    at: UnixMs,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    section: Option<&'a RawValue>,
    #[serde(borrow, default)]
    digest: Option<&'a RawValue>,
    #[serde(borrow, default)]
    facts: Option<&'a RawValue>,
}

fn read_item(text: &str, sent_at: UnixMs, known: &Packages, intake: &mut Intake) {
    let head: Head<'_> = match serde_json::from_str(text) {
        Ok(head) => head,
        Err(error) => return read_broken_head(text, sent_at, &error, intake),
    };
    let mut warnings = Vec::new();
    let mut packages = Vec::new();
    let body = match &*head.kind {
        "check_in" => read_body(text, &mut warnings).map(KeptBody::CheckIn),
        "section" => read_section(&head, &mut packages, &mut warnings),
        "gateway" => read_body(text, &mut warnings).map(KeptBody::Gateway),
        "outside" => read_body(text, &mut warnings).map(KeptBody::Outside),
        "status" => read_body(text, &mut warnings).map(KeptBody::Status),
        "capacity" => read_body(text, &mut warnings).map(KeptBody::Capacity),
        "verdict" => read_body(text, &mut warnings).map(KeptBody::Verdict),
        "unclean_stop" => read_body(text, &mut warnings).map(KeptBody::UncleanStop),
        "collector_failed" => read_body(text, &mut warnings).map(KeptBody::CollectorFailed),
        "dropped" => read_body(text, &mut warnings).map(KeptBody::Dropped),
        other => {
            let reason = format!(
                "unknown kind of item {:?}: is the agent newer than the daemon?",
                cut(other)
            );
            warnings.push(SetAside {
                place: "kind".into(),
                reason,
            });
            None
        }
    };
    let named = |aside: SetAside| Warning {
        seq: Some(head.seq),
        place: aside.place,
        reason: aside.reason,
    };
    intake.warnings.extend(warnings.into_iter().map(named));
    let mut listing = Gathered::of(known);
    packages.into_iter().for_each(|package| listing.add(package));
    intake.items.push(IntakeItem {
        seq: head.seq,
        at: head.at,
        body,
        packages: listing.done(),
    });
}

/// An item whose number can still be read is acknowledged; the rest of it is given up.
fn read_broken_head(text: &str, sent_at: UnixMs, error: &serde_json::Error, intake: &mut Intake) {
    let seq = serde_json::from_str::<Value>(text)
        .ok()
        .and_then(|tree| tree.get("seq")?.as_u64());
    let reason = format!("the item was set aside: {}", cut(&error.to_string()));
    intake.warnings.push(Warning {
        seq,
        place: ".".into(),
        reason,
    });
    if let Some(seq) = seq {
        intake.items.push(IntakeItem {
            seq,
            at: sent_at,
            body: None,
            packages: Listing::default(),
        });
    }
}

fn read_body<T: DeserializeOwned>(text: &str, warnings: &mut Vec<SetAside>) -> Option<T> {
    if has_long_text(text) {
        let mut tree = serde_json::from_str(text).ok()?;
        drop_long_texts(&mut tree, "", warnings);
        return keep(tolerant::from_value(tree), warnings);
    }
    keep(tolerant::from_str(text).ok()?, warnings)
}

fn keep<T>(kept: Kept<T>, warnings: &mut Vec<SetAside>) -> Option<T> {
    warnings.extend(kept.set_aside);
    kept.value
}

fn read_section<'a>(
    head: &Head<'a>,
    packages: &mut Vec<PackageRef<'a>>,
    warnings: &mut Vec<SetAside>,
) -> Option<KeptBody> {
    let (section, digest, text) = match section_head(head) {
        Ok(whole) => whole,
        Err(reason) => {
            warnings.push(SetAside {
                place: "section".into(),
                reason,
            });
            return None;
        }
    };
    let before = warnings.len();
    let (summary, rewritten) = if section == SectionName::Software {
        let (software, list) = read_software(text, warnings)?;
        let summary = Summary {
            packages: u32::try_from(list.len()).ok(),
            ..Summary::default()
        };
        *packages = list;
        (summary, Some(Facts::Software(software)))
    } else {
        let facts = read_facts(section, text.get(), warnings)?;
        // Without a warning the text is kept as it came, so that it need not be written anew.
        (summary_of(&facts), (warnings.len() > before).then_some(facts))
    };
    for warning in &mut warnings[before..] {
        warning.place = format!("{section}.{}", warning.place);
    }
    let facts = match rewritten {
        Some(facts) => RawValue::from_string(facts.to_json()).ok()?,
        None => text.to_owned(),
    };
    Some(KeptBody::Section(KeptSection {
        section,
        digest,
        summary,
        facts,
        packages: None,
    }))
}

fn section_head<'a>(head: &Head<'a>) -> Result<(SectionName, Digest, &'a RawValue), String> {
    fn part<T: DeserializeOwned>(name: &str, raw: Option<&RawValue>) -> Result<T, String> {
        let raw = raw.ok_or_else(|| format!("missing field `{name}`"))?;
        serde_json::from_str(raw.get()).map_err(|error| cut(&error.to_string()))
    }
    let facts = head.facts.ok_or("missing field `facts`")?;
    Ok((
        part("section", head.section)?,
        part("digest", head.digest)?,
        facts,
    ))
}

/// The section `software` with its packages apart.
fn read_software<'a>(
    text: &'a RawValue,
    warnings: &mut Vec<SetAside>,
) -> Option<(SoftwareFacts, Vec<PackageRef<'a>>)> {
    #[derive(Deserialize)]
    struct Software<'a> {
        #[serde(default)]
        source: Option<String>,
        #[serde(borrow, default)]
        packages: Vec<PackageRef<'a>>,
    }
    let fast = if has_long_text(text.get()) {
        None
    } else {
        serde_json::from_str(text.get()).ok()
    };
    let (source, packages) = match fast {
        Some(Software { source, packages }) => (source, packages),
        None => {
            let software: SoftwareFacts = read_body(text.get(), warnings)?;
            let packages = software.packages.into_iter().map(PackageRef::from);
            (software.source, packages.collect())
        }
    };
    for (at, package) in packages.iter().enumerate() {
        if let Some(date) = &package.installed_on
            && day_of(date).is_none()
            && warnings.len() < WARNINGS_PER_ITEM_MAX
        {
            warnings.push(SetAside {
                place: format!("packages[{at}].installed_on"),
                reason: format!("{:?} is not a date written yyyy-mm-dd", cut(date)),
            });
        }
    }
    let software = SoftwareFacts {
        source,
        ..SoftwareFacts::default()
    };
    Some((software, packages))
}

pub(super) fn read_facts(section: SectionName, text: &str, warnings: &mut Vec<SetAside>) -> Option<Facts> {
    Some(match section {
        SectionName::System => Facts::System(read_body(text, warnings)?),
        SectionName::Identity => Facts::Identity(read_body(text, warnings)?),
        SectionName::Cpu => Facts::Cpu(read_body(text, warnings)?),
        SectionName::Memory => Facts::Memory(read_body(text, warnings)?),
        SectionName::Storage => Facts::Storage(read_body(text, warnings)?),
        SectionName::Network => Facts::Network(read_body(text, warnings)?),
        SectionName::Software => Facts::Software(read_body(text, warnings)?),
        SectionName::Display => Facts::Display(read_body(text, warnings)?),
        SectionName::Peripherals => Facts::Peripherals(read_body(text, warnings)?),
        SectionName::Battery => Facts::Battery(read_body(text, warnings)?),
        SectionName::Upkeep => Facts::Upkeep(read_body(text, warnings)?),
    })
}

/// Whether some text in the JSON may be over its bound. Looks only at the distance between quotes, so it may be
/// wrong in the safe direction: an escaped quote cuts a long text into short parts.
pub(super) fn has_long_text(json: &str) -> bool {
    let bytes = json.as_bytes();
    if bytes.len() <= TEXT_BYTES_MAX {
        return false;
    }
    let mut from = 0;
    // From the last quote within reach to the last one within reach of that: a few looks instead of one a quote.
    while bytes.len() - from > TEXT_BYTES_MAX {
        match memchr::memrchr(b'"', &bytes[from..from + TEXT_BYTES_MAX + 1]) {
            Some(at) if at > 0 => from += at,
            _ => return true,
        }
    }
    memchr::memmem::find(bytes, b"\\\"").is_some()
}

/// Drops texts over their bound wherever they stand.
fn drop_long_texts(tree: &mut Value, place: &str, warnings: &mut Vec<SetAside>) {
    match tree {
        Value::Object(map) => map.retain(|key, value| {
            let joint = if place.is_empty() { "" } else { "." };
            keep_short(value, format!("{place}{joint}{}", cut(key)), warnings)
        }),
        Value::Array(list) => {
            let mut places = (0..).map(|index| format!("{place}[{index}]"));
            list.retain_mut(|value| keep_short(value, places.next().unwrap_or_default(), warnings));
        }
        _ => {}
    }
}

/// Whether the value stays: not when it is a text over its bound.
fn keep_short(value: &mut Value, place: String, warnings: &mut Vec<SetAside>) -> bool {
    if let Value::String(text) = value
        && text.len() > TEXT_BYTES_MAX
    {
        let reason = format!(
            "a text of {} bytes is over the bound of {TEXT_BYTES_MAX}",
            text.len()
        );
        warnings.push(SetAside { place, reason });
        return false;
    }
    drop_long_texts(value, &place, warnings);
    true
}

/// Keeps what an agent sent to a length that can be shown.
fn cut(text: &str) -> String {
    text.chars()
        .filter(|character| !character.is_control())
        .take(160)
        .collect()
}

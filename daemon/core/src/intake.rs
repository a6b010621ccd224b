//! Reading a report from outside. What is malformed is set aside item by item and field by field; only a body
//! that is no report at all is refused.

use crate::entry::{KeptBody, KeptSection, Summary};
use crate::fleet::{PackageId, PackageName, Packages, day_of, summary_of};
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

/// A report as read.
#[derive(Clone, Debug)]
pub struct Intake {
    /// The sender.
    pub agent: AgentId,
    /// The run in which the items were made.
    pub run: RunId,
    /// The sender's clock when it sent.
    pub sent_at: UnixMs,
    /// The version of the settings that the sender holds.
    pub settings: u32,
    /// The items whose number could be read, in the order sent.
    pub items: Vec<IntakeItem>,
    /// What was set aside.
    pub warnings: Vec<Warning>,
}

/// An item whose number could be read.
#[derive(Clone, Debug)]
pub struct IntakeItem {
    /// Its number.
    pub seq: u64,
    /// When it was made, by the sender's clock.
    pub at: UnixMs,
    /// What it says; `None` when that was set aside whole: then it is acknowledged all the same, or it would come
    /// again for ever.
    pub body: Option<KeptBody>,
    /// The packages of a section `software`, which `body` leaves out.
    pub packages: Vec<Listed>,
}

/// A package in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Which.
    pub package: Named,
    /// When it was installed, in days from 1970-01-01.
    pub installed_day: Option<u32>,
}

/// A package by its number, or by its name where it had none when it was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// It has a number.
    Known(PackageId),
    /// It had none.
    New(PackageName),
}

/// A report as read whose packages still have to be looked up; they lie in the body.
#[derive(Debug)]
pub struct Unnamed<'a> {
    intake: Intake,
    /// By the item's place.
    lists: Vec<(usize, Vec<PackageRef<'a>>)>,
}

impl Unnamed<'_> {
    /// Looks the packages up, so that the one owner of the state has less to do. Numbers never change, so any state
    /// will do, however old.
    pub fn recognise(self, packages: &Packages) -> Intake {
        let Self { mut intake, lists } = self;
        for (at, list) in lists {
            if let Some(item) = intake.items.get_mut(at) {
                item.packages = list
                    .into_iter()
                    .map(|package| listed(package, packages))
                    .collect();
            }
        }
        intake
    }
}

fn listed(package: PackageRef<'_>, packages: &Packages) -> Listed {
    let PackageRef {
        name,
        version,
        publisher,
        installed_on,
    } = package;
    let installed_day = installed_on.as_deref().and_then(day_of);
    let package = match packages.find(&name, &version, publisher.as_deref()) {
        Some(id) => Named::Known(id),
        None => Named::New(PackageName(
            printable(name),
            printable(version),
            publisher.map(printable),
        )),
    };
    Listed {
        package,
        installed_day,
    }
}

/// Without control characters.
fn printable(text: Cow<'_, str>) -> String {
    if text.contains(char::is_control) {
        text.chars().filter(|character| !character.is_control()).collect()
    } else {
        text.into_owned()
    }
}

/// A body that is no report.
#[derive(Debug, thiserror::Error)]
pub enum NotAReport {
    /// Not JSON, or without the fields that every report has.
    #[error("the body is not a report")]
    Unreadable(#[source] serde_json::Error),
    /// More items than one report may have.
    #[error("a report has at most {REPORT_ITEMS_MAX} items, this one has {0}")]
    TooManyItems(usize),
}

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

/// Reads the inflated body of a report.
///
/// # Errors
/// When the body is no report at all, with the place.
pub fn read_report(body: &[u8]) -> Result<Unnamed<'_>, NotAReport> {
    let envelope: Envelope<'_> = serde_json::from_slice(body).map_err(NotAReport::Unreadable)?;
    if envelope.items.len() > REPORT_ITEMS_MAX {
        return Err(NotAReport::TooManyItems(envelope.items.len()));
    }
    let mut unnamed = Unnamed {
        intake: Intake {
            agent: envelope.agent,
            run: envelope.run,
            sent_at: envelope.sent_at,
            settings: envelope.settings,
            items: Vec::with_capacity(envelope.items.len()),
            warnings: Vec::new(),
        },
        lists: Vec::new(),
    };
    for raw in envelope.items {
        read_item(raw.get(), envelope.sent_at, &mut unnamed);
    }
    Ok(unnamed)
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

fn read_item<'a>(text: &'a str, sent_at: UnixMs, unnamed: &mut Unnamed<'a>) {
    let Unnamed { intake, lists } = unnamed;
    let head: Head<'a> = match serde_json::from_str(text) {
        Ok(head) => head,
        Err(error) => return read_broken_head(text, sent_at, &error, intake),
    };
    let mut warnings = Vec::new();
    let mut packages = Vec::new();
    let body = match &*head.kind {
        "check_in" => read(text, &mut warnings).map(KeptBody::CheckIn),
        "section" => read_section(&head, &mut packages, &mut warnings),
        "gateway" => read(text, &mut warnings).map(KeptBody::Gateway),
        "outside" => read(text, &mut warnings).map(KeptBody::Outside),
        "status" => read(text, &mut warnings).map(KeptBody::Status),
        "capacity" => read(text, &mut warnings).map(KeptBody::Capacity),
        "verdict" => read(text, &mut warnings).map(KeptBody::Verdict),
        "unclean_stop" => read(text, &mut warnings).map(KeptBody::UncleanStop),
        "collector_failed" => read(text, &mut warnings).map(KeptBody::CollectorFailed),
        "dropped" => read(text, &mut warnings).map(KeptBody::Dropped),
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
    if !packages.is_empty() {
        lists.push((intake.items.len(), packages));
    }
    intake.items.push(IntakeItem {
        seq: head.seq,
        at: head.at,
        body,
        packages: Vec::new(),
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
            packages: Vec::new(),
        });
    }
}

fn read<T: DeserializeOwned>(text: &str, warnings: &mut Vec<SetAside>) -> Option<T> {
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
            let software: SoftwareFacts = read(text.get(), warnings)?;
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

fn read_facts(section: SectionName, text: &str, warnings: &mut Vec<SetAside>) -> Option<Facts> {
    Some(match section {
        SectionName::System => Facts::System(read(text, warnings)?),
        SectionName::Identity => Facts::Identity(read(text, warnings)?),
        SectionName::Cpu => Facts::Cpu(read(text, warnings)?),
        SectionName::Memory => Facts::Memory(read(text, warnings)?),
        SectionName::Storage => Facts::Storage(read(text, warnings)?),
        SectionName::Network => Facts::Network(read(text, warnings)?),
        SectionName::Software => Facts::Software(read(text, warnings)?),
        SectionName::Display => Facts::Display(read(text, warnings)?),
        SectionName::Peripherals => Facts::Peripherals(read(text, warnings)?),
        SectionName::Battery => Facts::Battery(read(text, warnings)?),
        SectionName::Upkeep => Facts::Upkeep(read(text, warnings)?),
    })
}

/// Whether some text in the JSON may be over its bound. Looks only at the distance between quotes, so it may be
/// wrong in the safe direction: an escaped quote cuts a long text into short parts.
fn has_long_text(json: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"{"v":1,"agent":"000102030405060708090a0b0c0d0e0f","run":"0001020304050607","sent_at":"2026-11-24T07:00:00Z","items":["#;

    fn read_items(items: &str) -> Intake {
        let body = format!("{HEAD}{items}]}}");
        read_report(body.as_bytes())
            .unwrap()
            .recognise(&Packages::default())
    }

    #[test]
    fn one_bad_field_is_set_aside_and_named() {
        let intake = read_items(
            r#"{"seq":0,"at":"2026-11-24T06:59:00Z","kind":"section","section":"memory","digest":"000102030405060708090a0b0c0d0e0f","facts":{"total_bytes":"much","slots":2}}"#,
        );
        assert_eq!(intake.warnings.len(), 1);
        assert_eq!(
            (intake.warnings[0].seq, intake.warnings[0].place.as_str()),
            (Some(0), "memory.total_bytes")
        );
        let Some(KeptBody::Section(section)) = &intake.items[0].body else {
            panic!("{intake:?}")
        };
        assert_eq!(section.facts.get(), r#"{"slots":2}"#);
    }

    #[test]
    fn good_facts_keep_their_text() {
        let intake = read_items(
            r#"{"seq":0,"at":"2026-11-24T06:59:00Z","kind":"section","section":"cpu","digest":"000102030405060708090a0b0c0d0e0f","facts":{"model": "A",  "cores":4}}"#,
        );
        let Some(KeptBody::Section(section)) = &intake.items[0].body else {
            panic!("{intake:?}")
        };
        assert_eq!(section.facts.get(), r#"{"model": "A",  "cores":4}"#);
        assert_eq!(section.summary.cpu.as_deref(), Some("A"));
    }

    #[test]
    fn packages_stand_apart_and_a_date_that_is_none_is_set_aside() {
        let intake = read_items(
            r#"{"seq":0,"at":"2026-11-24T06:59:00Z","kind":"section","section":"software","digest":"000102030405060708090a0b0c0d0e0f","facts":{"source":"dpkg","packages":[["bash","5.2"],["vim","9",null,"1970-01-02"],["joe","4",null,"then"]]}}"#,
        );
        let Some(KeptBody::Section(section)) = &intake.items[0].body else {
            panic!("{intake:?}")
        };
        assert_eq!(section.facts.get(), r#"{"source":"dpkg"}"#);
        assert_eq!(section.summary.packages, Some(3));
        let days: Vec<_> = intake.items[0]
            .packages
            .iter()
            .map(|one| one.installed_day)
            .collect();
        assert_eq!(days, [None, Some(1), None]);
        assert_eq!(intake.warnings[0].place, "software.packages[2].installed_on");
    }

    #[test]
    fn what_cannot_be_understood_is_acknowledged_with_a_warning() {
        let intake = read_items(
            r#"{"seq":7,"at":"2026-11-24T06:59:00Z","kind":"telepathy"},{"seq":8,"at":"noon","kind":"check_in"},{"seq":"x"},5"#,
        );
        let seqs: Vec<u64> = intake.items.iter().map(|item| item.seq).collect();
        assert_eq!(seqs, [7, 8]);
        assert!(intake.items.iter().all(|item| item.body.is_none()));
        assert_eq!(intake.warnings.len(), 4);
    }

    #[test]
    fn a_text_over_its_bound_is_set_aside() {
        let long = "x".repeat(TEXT_BYTES_MAX + 1);
        let intake = read_items(&format!(
            r#"{{"seq":0,"at":"2026-11-24T06:59:00Z","kind":"section","section":"system","digest":"000102030405060708090a0b0c0d0e0f","facts":{{"host_name":"{long}","kernel":"k"}}}}"#
        ));
        assert_eq!(intake.warnings[0].place, "system.host_name");
        let Some(KeptBody::Section(section)) = &intake.items[0].body else {
            panic!("{intake:?}")
        };
        assert_eq!(section.facts.get(), r#"{"kernel":"k"}"#);
    }

    #[test]
    fn a_body_that_is_no_report_is_refused() {
        for body in ["", "hello", "[]", "{}", &HEAD[..40]] {
            assert!(
                matches!(read_report(body.as_bytes()), Err(NotAReport::Unreadable(_))),
                "{body:?}"
            );
        }
        let many = vec!["{}"; REPORT_ITEMS_MAX + 1].join(",");
        assert!(matches!(
            read_report(format!("{HEAD}{many}]}}").as_bytes()),
            Err(NotAReport::TooManyItems(_))
        ));
    }
}

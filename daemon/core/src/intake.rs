//! Reading a report from outside. What is malformed is set aside item by item and field by field; only a body
//! that is no report at all is refused.

use crate::entry::{KeptBody, KeptSection};
use crate::fleet::{PackageId, Packages, day_of, summary_of};
use kiemke_wire::facts::{Facts, Package, SectionName};
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::limits::{REPORT_ITEMS_MAX, TEXT_BYTES_MAX, WARNINGS_PER_ITEM_MAX};
use kiemke_wire::report::{ItemHead, SectionItem, Warning};
use kiemke_wire::time::UnixMs;
use kiemke_wire::tolerant::{self, Kept, SetAside};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::RawValue;

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

/// A package by its number, once that was looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Named {
    /// It has a number.
    Known(PackageId),
    /// It had none when it was looked up, or was not looked up yet.
    New(Package),
}

impl Intake {
    /// Looks the packages up, so that the one owner of the state has less to do. Numbers never change, so any state
    /// will do, however old.
    pub fn recognise(&mut self, packages: &Packages) {
        for listed in self.items.iter_mut().flat_map(|item| &mut item.packages) {
            if let Named::New(package) = &listed.package
                && let Some(id) = packages.find(package)
            {
                listed.package = Named::Known(id);
            }
        }
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
pub fn read_report(body: &[u8]) -> Result<Intake, NotAReport> {
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
        read_item(raw.get(), envelope.sent_at, &mut intake);
    }
    Ok(intake)
}

fn read_item(text: &str, sent_at: UnixMs, intake: &mut Intake) {
    let head: ItemHead<'_> = match serde_json::from_str(text) {
        Ok(head) => head,
        Err(error) => return read_broken_head(text, sent_at, &error, intake),
    };
    let mut warnings = Vec::new();
    let mut packages = Vec::new();
    let body = match &*head.kind {
        "check_in" => read(text, &mut warnings).map(KeptBody::CheckIn),
        "section" => read_section(text, &mut packages, &mut warnings),
        "gateway" => read(text, &mut warnings).map(KeptBody::Gateway),
        "outside" => read(text, &mut warnings).map(KeptBody::Outside),
        "status" => read(text, &mut warnings).map(KeptBody::Status),
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
    intake.items.push(IntakeItem {
        seq: head.seq,
        at: head.at,
        body,
        packages,
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

fn read_section(text: &str, packages: &mut Vec<Listed>, warnings: &mut Vec<SetAside>) -> Option<KeptBody> {
    let item: SectionItem = match serde_json::from_str(text) {
        Ok(item) => item,
        Err(error) => {
            warnings.push(SetAside {
                place: "section".into(),
                reason: cut(&error.to_string()),
            });
            return None;
        }
    };
    let before = warnings.len();
    let mut facts = read_facts(item.section, item.facts.get(), warnings)?;
    let summary = summary_of(&facts);
    if let Facts::Software(software) = &mut facts {
        *packages = take_packages(&mut software.packages, warnings);
    }
    for warning in &mut warnings[before..] {
        warning.place = format!("{}.{}", item.section, warning.place);
    }
    // Without a warning the text is kept as it came, so that it need not be written anew.
    let text = if warnings.len() == before && item.section != SectionName::Software {
        item.facts
    } else {
        RawValue::from_string(facts.to_json()).ok()?
    };
    Some(KeptBody::Section(KeptSection {
        section: item.section,
        digest: item.digest,
        summary,
        facts: text,
        packages: None,
    }))
}

/// Takes the packages out of the facts; a date that is none is set aside.
fn take_packages(packages: &mut Vec<Package>, warnings: &mut Vec<SetAside>) -> Vec<Listed> {
    let mut listed = Vec::with_capacity(packages.len());
    for (at, mut package) in std::mem::take(packages).into_iter().enumerate() {
        let date = package.installed_on.take();
        let installed_day = date.as_deref().and_then(day_of);
        if let Some(date) = date
            && installed_day.is_none()
            && warnings.len() < WARNINGS_PER_ITEM_MAX
        {
            warnings.push(SetAside {
                place: format!("packages[{at}].installed_on"),
                reason: format!("{:?} is not a date written yyyy-mm-dd", cut(&date)),
            });
        }
        for part in [&mut package.name, &mut package.version]
            .into_iter()
            .chain(&mut package.publisher)
        {
            if part.contains(char::is_control) {
                part.retain(|character| !character.is_control());
            }
        }
        listed.push(Listed {
            package: Named::New(package),
            installed_day,
        });
    }
    listed
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
    })
}

/// Whether some text in the JSON may be over its bound. Looks only at the distance between quotes, so it may be
/// wrong in the safe direction.
fn has_long_text(json: &str) -> bool {
    json.len() > TEXT_BYTES_MAX && json.split('"').any(|part| part.len() > TEXT_BYTES_MAX)
        // An escaped quote cuts a long text into short parts.
        || json.len() > TEXT_BYTES_MAX && json.contains("\\\"")
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
        read_report(format!("{HEAD}{items}]}}").as_bytes()).unwrap()
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

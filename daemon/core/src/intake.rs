//! Reading a report from outside. What is malformed is set aside item by item and field by field; only a body
//! that is no report at all is refused.
//!
//! A report that is written as agents write it is read in one pass; any other one is read again, tolerantly. Both
//! give the same for what both can read.

mod listing;
mod tolerant;
mod written;

pub use listing::{Listed, Listing, Named};

use crate::entry::KeptBody;
use crate::fleet::Packages;
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::limits::REPORT_ITEMS_MAX;
use kiemke_wire::report::Warning;
use kiemke_wire::time::UnixMs;

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
    pub packages: Listing,
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

/// Reads the inflated body of a report. Packages are looked up, so that the one owner of the state has less to do;
/// numbers never change, so any state of them will do, however old.
///
/// # Errors
/// When the body is no report at all, with the place.
pub fn read_report(body: &[u8], packages: &Packages) -> Result<Intake, NotAReport> {
    match written::read(body, packages) {
        Some(intake) => Ok(intake),
        None => tolerant::read(body, packages),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::limits::TEXT_BYTES_MAX;

    const HEAD: &str = r#"{"v":1,"agent":"000102030405060708090a0b0c0d0e0f","run":"0001020304050607","sent_at":"2026-11-24T07:00:00Z","items":["#;

    fn read_items(items: &str) -> Intake {
        let body = format!("{HEAD}{items}]}}");
        read_report(body.as_bytes(), &Packages::default()).unwrap()
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
        let Listing::Named(packages) = &intake.items[0].packages else {
            panic!("{intake:?}")
        };
        let days: Vec<_> = packages.iter().map(|one| one.installed_day).collect();
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
                matches!(
                    read_report(body.as_bytes(), &Packages::default()),
                    Err(NotAReport::Unreadable(_))
                ),
                "{body:?}"
            );
        }
        let many = vec!["{}"; REPORT_ITEMS_MAX + 1].join(",");
        assert!(matches!(
            read_report(format!("{HEAD}{many}]}}").as_bytes(), &Packages::default()),
            Err(NotAReport::TooManyItems(_))
        ));
    }
}

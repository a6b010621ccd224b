//! Alerts by the calendar: a summer is none, silence in teaching time is one.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use kiemke_config::calendar::Calendar;
use kiemke_core::Fleet;
use kiemke_core::alerts::find;
use kiemke_core::entry::{Enrolled, Entry, FolderMade};
use kiemke_core::query::Days;
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, MachineId, TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::AlertSymptom;

fn at(text: &str) -> UnixMs {
    text.parse().unwrap()
}

/// A site whose machine was last seen then.
fn seen(at: UnixMs) -> Fleet {
    let mut fleet = Fleet::default();
    let entries = [
        Entry::FolderMade(FolderMade {
            at,
            hash_key: HashKey([0; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }),
        Entry::Enrolled(Box::new(Enrolled {
            evidence: kiemke_core::identity::Evidence::default(),
            former: None,
            review: None,
            machine: MachineId(1),
            at,
            unit: UnitKey::ROOT,
            token: TokenId(1),
            request: EnrolRequest {
                v: 1,
                agent: AgentId([1; 16]),
                secret_hash: SecretHash([1; 32]),
                version: "0.1.0".into(),
                host_name: None,
                identity: IdentityFacts::default(),
                macs: Vec::new(),
                disk_serials: Vec::new(),
                room: None,
                seat: None,
            },
        })),
    ];
    for entry in entries {
        let position = fleet.position().next();
        fleet.apply(position, &entry);
    }
    fleet
}

fn symptoms(last_seen: &str, now: &str) -> Vec<AlertSymptom> {
    let days = Days::new(Calendar::shipped(), 420);
    let found = find(&seen(at(last_seen)), &days, at(now));
    found.findings.iter().map(|finding| finding.symptom).collect()
}

#[test]
fn a_summer_is_no_alert_and_five_teaching_days_are() {
    assert_eq!(symptoms("2026-05-30T02:00:00Z", "2026-08-20T02:00:00Z"), []);
    assert_eq!(
        symptoms("2026-11-16T02:00:00Z", "2026-11-21T02:00:00Z"),
        [AlertSymptom::Silent]
    );
}

//! Alerts by the calendar: a summer is none, silence in teaching time is one.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use kiemke_config::calendar::Calendar;
use kiemke_core::Fleet;
use kiemke_core::alerts::find;
use kiemke_core::entry::{Enrolled, Entry, FolderMade, Reenrolled, UnitMade};
use kiemke_core::query::Days;
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, MachineId, TokenId, UnitKey};
use kiemke_wire::review::Judgement;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, UnixMs};
use kiemke_wire::view::AlertSymptom;

fn at(text: &str) -> UnixMs {
    text.parse().unwrap()
}

/// A site whose machine was last seen then.
fn seen(at: UnixMs) -> Fleet {
    let mut fleet = Fleet::default();
    for entry in entries_of_enrolment(at) {
        let position = fleet.position().next();
        fleet.apply(position, &entry);
    }
    fleet
}

fn entries_of_enrolment(at: UnixMs) -> Vec<Entry> {
    vec![
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
    ]
}

/// The same machine enrols again under another agent.
fn reset(fleet: &mut Fleet, at: UnixMs, agent: u8) {
    let Some(Entry::Enrolled(enrolled)) = entries_of_enrolment(at).pop() else {
        unreachable!("it is the last one")
    };
    let request = EnrolRequest {
        agent: AgentId([agent; 16]),
        secret_hash: SecretHash([agent; 32]),
        ..enrolled.request
    };
    let position = fleet.position().next();
    fleet.apply(
        position,
        &Entry::Reenrolled(Box::new(Reenrolled {
            machine: MachineId(1),
            at,
            token: None,
            retired: AgentId([agent - 1; 16]),
            request,
            evidence: enrolled.evidence,
            judgement: Judgement::default(),
        })),
    );
}

/// A school with two rooms, each with a machine that was last seen then.
fn two_rooms(seen_at: [UnixMs; 2]) -> (Fleet, UnitKey) {
    let mut fleet = Fleet::default();
    let mut take = |entry: Entry| {
        let position = fleet.position().next();
        fleet.apply(position, &entry);
    };
    let begin = seen_at[0].min(seen_at[1]);
    let [folder, enrolled] = <[Entry; 2]>::try_from(entries_of_enrolment(begin)).unwrap();
    take(folder);
    let school = UnitKey(UnitKey::ROOT.0 + 1);
    let places = [("school", UnitKey::ROOT), ("room", school), ("room", school)];
    for ((kind, parent), unit) in places.into_iter().zip(school.0..) {
        take(Entry::UnitMade(UnitMade {
            unit: UnitKey(unit),
            at: begin,
            code: format!("u{unit}"),
            name: format!("{kind} {unit}"),
            kind: kind.to_owned(),
            parent,
        }));
    }
    let Entry::Enrolled(enrolled) = enrolled else {
        unreachable!("it is the second one")
    };
    for (number, at) in (1..).zip(seen_at) {
        let mut enrolled = enrolled.clone();
        enrolled.machine = MachineId(number);
        enrolled.at = at;
        enrolled.unit = UnitKey(school.0 + number);
        enrolled.request.agent = AgentId([number as u8; 16]);
        take(Entry::Enrolled(enrolled));
    }
    (fleet, school)
}

#[test]
fn a_site_is_silent_when_all_its_rooms_are() {
    let days = Days::new(Calendar::shipped(), 420);
    let silent = |seen_at: [&str; 2]| -> Vec<UnitKey> {
        let (fleet, school) = two_rooms(seen_at.map(at));
        let findings = find(&fleet, &days, "0.1.0", at("2026-11-21T02:00:00Z")).findings;
        assert!(
            findings
                .iter()
                .all(|one| (one.symptom, one.unit) == (AlertSymptom::Silent, school))
        );
        findings.iter().map(|finding| finding.unit).collect()
    };
    assert_eq!(silent(["2026-11-12T02:00:00Z", "2026-11-20T02:00:00Z"]), []);
    assert_eq!(silent(["2026-11-12T02:00:00Z", "2026-11-13T02:00:00Z"]).len(), 1);
}

fn symptoms(last_seen: &str, now: &str) -> Vec<AlertSymptom> {
    let days = Days::new(Calendar::shipped(), 420);
    let found = find(&seen(at(last_seen)), &days, "0.1.0", at(now));
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

#[test]
fn an_agent_older_than_the_daemon_is_an_alert_while_it_is_in_use() {
    let fleet = seen(at("2026-11-16T02:00:00Z"));
    let days = Days::new(Calendar::shipped(), 420);
    let found = |current: &str, now: &str| -> Vec<AlertSymptom> {
        let findings = find(&fleet, &days, current, at(now)).findings;
        findings.iter().map(|finding| finding.symptom).collect()
    };
    assert_eq!(found("0.1.0", "2026-11-17T02:00:00Z"), []);
    assert_eq!(found("0.0.9", "2026-11-17T02:00:00Z"), [], "a newer one is none");
    assert_eq!(found("0.10.0", "2026-11-17T02:00:00Z"), [AlertSymptom::Outdated]);
    assert_eq!(found("0.10.0", "2027-01-17T02:00:00Z"), [AlertSymptom::Silent]);
}

#[test]
fn an_agent_that_begins_anew_every_morning_is_an_alert_until_it_stays() {
    let begin = at("2026-11-16T02:00:00Z");
    let days = Days::new(Calendar::shipped(), 420);
    let mut fleet = seen(begin);
    let is_reset = |fleet: &Fleet, now: UnixMs| {
        let findings = find(fleet, &days, "0.1.0", now).findings;
        findings
            .iter()
            .any(|finding| finding.symptom == AlertSymptom::DailyReset)
    };
    for day in 1..=3_u8 {
        let now = begin.plus(i64::from(day) * DAY_MS);
        reset(&mut fleet, now, day * 2);
        // The same day again is the same disk.
        reset(&mut fleet, now.plus(1), day * 2 + 1);
        assert_eq!(is_reset(&fleet, now), day == 3, "day {day}");
    }
    assert!(is_reset(&fleet, begin.plus(7 * DAY_MS)));
    assert!(!is_reset(&fleet, begin.plus(8 * DAY_MS)));
}

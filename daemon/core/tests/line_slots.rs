//! Slots for tests of a line, as agents get them with the replies to their reports.

#![expect(clippy::unwrap_used, reason = "a test fails by it")]

use kiemke_config::calendar::Calendar;
use kiemke_core::alerts::{change, find, group};
use kiemke_core::capacity::TestRules;
use kiemke_core::contracts::{Contract, LineChange, LinesChanged};
use kiemke_core::dated::{Period, Stated};
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Enrolled, Entry, FolderMade, LineGateway};
use kiemke_core::intake::read_report;
use kiemke_core::query::Days;
use kiemke_core::{Answer, Command, Fleet, decide};
use kiemke_wire::enrol::{AgentSettings, EnrolRequest, HashKey};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, KeyedHash, LineId, MachineId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::ReportReply;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, MINUTE_MS, SECOND_MS, UnixMs};
use kiemke_wire::view::{AlertSymptom, TurnedOut};

const LINE: LineId = LineId(1);

struct Site {
    fleet: Fleet,
    rules: Rules,
    now: UnixMs,
    seq: u64,
}

impl Site {
    /// A site with one line and so many machines on it; it is ten minutes before school ends on a day early in a
    /// month: one test a day is planned.
    fn new(machines: u8, at_once: usize) -> Self {
        let days = Days::new(Calendar::shipped(), 420);
        let mut site = Self {
            fleet: Fleet::default(),
            rules: rules(days, at_once),
            now: "2026-11-03T09:50:00Z".parse().unwrap(),
            seq: 0,
        };
        site.apply(Entry::FolderMade(FolderMade {
            at: site.now,
            hash_key: HashKey([0; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        for number in 1..=machines {
            site.enrol(number);
        }
        site
    }

    fn enrol(&mut self, number: u8) {
        self.enrol_without_line(number);
        self.apply(Entry::LineGateway(LineGateway {
            line: LINE,
            new: number == 1,
            unit: UnitKey::ROOT,
            gateway: KeyedHash([7; 16]),
            subnet: "192.168.1.0/24".into(),
            machine: MachineId(number.into()),
            at: self.now,
        }));
    }

    fn enrol_without_line(&mut self, number: u8) {
        let machine = MachineId(number.into());
        self.apply(Entry::Enrolled(Box::new(Enrolled {
            evidence: kiemke_core::identity::Evidence::default(),
            former: None,
            review: None,
            machine,
            at: self.now,
            unit: UnitKey::ROOT,
            token: TokenId(1),
            request: EnrolRequest {
                v: 1,
                agent: AgentId([number; 16]),
                secret_hash: SecretHash([number; 32]),
                version: "0.1.0".into(),
                host_name: None,
                identity: IdentityFacts::default(),
                macs: Vec::new(),
                disk_serials: Vec::new(),
                room: None,
                seat: None,
            },
        })));
    }

    fn promise(&mut self, contract: Contract) {
        let stated = Stated {
            fact: Some(contract),
            period: Period::ALWAYS,
        };
        let change = LineChange {
            line: LINE,
            made_at: None,
            contracts: vec![stated],
        };
        self.apply(Entry::LinesChanged(LinesChanged {
            at: self.now,
            by: None,
            document: None,
            lines: vec![change],
        }));
    }

    fn apply(&mut self, entry: Entry) {
        let position = self.fleet.position().next();
        self.fleet.apply(position, &entry);
    }

    /// A report with a check-in and whatever else.
    fn report(&mut self, number: u8, can_test: Option<&str>, more: &str) -> ReportReply {
        self.seq += 2;
        let can_test = can_test.map_or(String::new(), |medium| format!(r#","can_test":"{medium}""#));
        let text = format!(
            r#"{{"v":1,"agent":"{}","run":"{}","sent_at":"{}","settings":0,"items":[
            {{"seq":{},"at":"{}","kind":"check_in","version":"0.1.0","agent_uptime_s":1,"spooled":0{can_test}}}{more}]}}"#,
            AgentId([number; 16]),
            "00".repeat(7) + &format!("{number:02x}"),
            self.now,
            self.seq,
            self.now,
        );
        let intake = read_report(text.as_bytes(), self.fleet.packages()).unwrap();
        assert!(intake.warnings.is_empty(), "{:?}", intake.warnings);
        let command = Command::Report {
            agent: AgentId([number; 16]),
            renewed: false,
            intake: Box::new(intake),
            resumed: SeqRanges::default(),
        };
        let decision = decide(&self.fleet, &self.rules, command, self.now).unwrap();
        for entry in decision.entries {
            self.apply(entry);
        }
        match decision.answer {
            Answer::Reported(reply) => reply,
            other => panic!("{other:?}"),
        }
    }

    /// A test of so many bytes each way that ran for five seconds, as an item behind a check-in.
    fn test(&self, bytes: u64) -> String {
        let transfer = format!(r#"{{"bytes":{bytes},"ran_ms":5000,"rate_kbps":50000}}"#);
        format!(
            r#",{{"seq":{},"at":"{}","kind":"capacity","server":"daemon","medium":"wired","down":{transfer},"up":{transfer}}}"#,
            self.seq + 3,
            self.now
        )
    }
}

fn rules(days: Days, at_once: usize) -> Rules {
    Rules {
        agents: AgentSettings {
            version: 0,
            report_every_s: 300,
            inventory_every_s: 3600,
            gateway_every_s: 300,
            outside_every_s: 900,
            outside_targets: Vec::new(),
            platforms: Vec::new(),
            platforms_every_s: 3600,
            hash_key: HashKey([0; 32]),
        },
        tests: Some(TestRules {
            days,
            line_bytes_month: 1_000_000_000,
            mobile_bytes_month: 200_000_000,
            at_once,
        }),
        ..Rules::default()
    }
}

#[test]
fn a_line_has_one_tester_at_a_time_and_what_it_took_counts() {
    let mut site = Site::new(3, 7);
    let slot = site.report(1, Some("wired"), "").test.unwrap();
    assert!(slot.down_bytes_max > 45_000_000 && slot.down_bytes_max < 50_000_000);
    assert!((5..=300).contains(&slot.in_s));
    assert_eq!(
        site.report(2, Some("wired"), "").test,
        None,
        "another tests already"
    );
    site.now = site.now.plus(i64::from(slot.in_s + 10) * SECOND_MS);
    let item = site.test(30_000_000);
    assert_eq!(
        site.report(1, Some("wired"), &item).test,
        None,
        "that was the day's test"
    );
    let tests = site.fleet.line_tests(LINE).unwrap();
    assert_eq!((tests.counted_today, tests.samples.len()), (1, 1));
    assert!(tests.used_bytes >= 60_000_000 && tests.used_bytes < 61_000_000);
}

#[test]
fn whoever_tests_from_a_machine_on_no_line_is_told_that_the_test_stands_nowhere() {
    let mut site = Site::new(1, 7);
    site.enrol_without_line(2);
    let item = site.test(30_000_000);
    let told = site.report(1, None, &item).warnings;
    assert_eq!(told, []);
    let item = site.test(30_000_000);
    let told = site.report(2, None, &item).warnings;
    assert!(told[0].reason.contains("on no line"), "{told:?}");
    let machine = site.fleet.machine(MachineId(2)).unwrap();
    assert_eq!(machine.set_aside, 1, "it stands with the machine");
    assert_eq!(site.fleet.line_tests(LINE).unwrap().samples.len(), 1);
}

#[test]
fn what_is_paid_by_volume_or_agreed_in_the_contract_is_tested_within_that() {
    let slot_of = |contract| {
        let mut site = Site::new(1, 7);
        site.promise(contract);
        let slot = site.report(1, Some("wired"), "").test.unwrap();
        (slot.down_bytes_max + slot.up_bytes_max) / 1_000_000
    };
    let mobile = Contract {
        mobile: true,
        ..Contract::default()
    };
    let agreed = Contract {
        month_bytes_max: Some(400_000_000),
        ..mobile.clone()
    };
    assert_eq!(slot_of(Contract::default()), 82);
    assert_eq!(slot_of(mobile), 16, "a fifth of it");
    assert_eq!(slot_of(agreed), 32);
}

#[test]
fn a_line_that_carries_less_than_its_contract_is_an_alert_of_its_provider() {
    let mut site = Site::new(1, 7);
    site.promise(Contract {
        provider: "VNPT Lâm Đồng".into(),
        down_kbps: Some(100_000),
        ..Contract::default()
    });
    let days = Days::new(Calendar::shipped(), 420);
    let found = |site: &Site| {
        let findings = find(&site.fleet, &days, "0.1.0", site.now).findings;
        findings
            .into_iter()
            .find(|finding| finding.symptom == AlertSymptom::UnderContract)
    };
    for _ in 0..10 {
        assert_eq!(found(&site), None);
        site.now = site.now.plus(DAY_MS);
        // Half of what was promised.
        let item = site.test(30_000_000);
        site.report(1, None, &item);
    }
    let finding = found(&site).unwrap();
    assert_eq!(finding.provider.as_deref(), Some("VNPT Lâm Đồng"));
    site.promise(Contract {
        provider: "VNPT Lâm Đồng".into(),
        down_kbps: Some(60_000),
        ..Contract::default()
    });
    assert_eq!(found(&site), None, "50 of 60 are more than 80 %");
}

/// A site with two machines falls silent at ten in the morning, comes back an hour later with what its first machine then
/// has to tell, and the alert is over: what it turned out to be.
fn gone_and_back(told: impl Fn(UnixMs, u64) -> String) -> Option<TurnedOut> {
    let days = Days::new(Calendar::shipped(), 420);
    let mut site = Site::new(2, 7);
    site.now = "2026-11-04T02:00:00Z".parse().unwrap();
    let silent_at = site.now;
    for number in [1, 2] {
        site.report(number, None, "");
    }
    let look = |site: &mut Site| {
        let found = find(&site.fleet, &days, "0.1.0", site.now);
        let causes = group(
            &found.findings,
            &found.judged_by_provider,
            &found.judged_by_commune,
        );
        let changed = change(&site.fleet, &causes, site.now)?;
        site.apply(Entry::AlertsChanged(changed.clone()));
        Some(changed)
    };
    for _ in 0..29 {
        site.now = site.now.plus(MINUTE_MS);
        assert!(look(&mut site).is_none());
    }
    site.now = site.now.plus(MINUTE_MS);
    let begun = look(&mut site).unwrap().begun;
    assert_eq!(begun[0].cause.symptom, AlertSymptom::Gone);
    site.now = silent_at.plus(60 * MINUTE_MS);
    let items = told(silent_at, site.seq + 3);
    site.report(1, None, &items);
    let changed = look(&mut site).unwrap();
    assert_eq!(changed.over, [begun[0].number]);
    changed.turned_out.first().map(|(_, what)| *what)
}

#[test]
fn a_site_that_was_gone_says_what_it_was_when_it_is_back() {
    let stop = |alive_at: UnixMs, seq: u64| {
        let now = alive_at.plus(60 * MINUTE_MS);
        format!(r#",{{"seq":{seq},"at":"{now}","kind":"unclean_stop","alive_at":"{alive_at}"}}"#)
    };
    let verdict = |at: UnixMs, seq: u64| {
        format!(
            r#",{{"seq":{seq},"at":"{at}","kind":"verdict","fault":{{"place":"provider","symptom":"no_answer"}}}}"#
        )
    };
    let minutes = |minutes: i64| minutes * MINUTE_MS;
    assert_eq!(
        gone_and_back(|_, _| String::new()),
        None,
        "nobody was there to see"
    );
    let cut_off_alone = gone_and_back(|at, seq| stop(at.plus(minutes(4)), seq));
    assert_eq!(
        cut_off_alone, None,
        "one machine of two may have been switched off at the wall"
    );
    // In truth each machine tells its own; the line keeps both.
    let together =
        gone_and_back(|at, seq| stop(at.plus(minutes(4)), seq) + &stop(at.plus(minutes(5)), seq + 1));
    assert_eq!(together, Some(TurnedOut::PowerCut));
    let days_ago =
        gone_and_back(|at, seq| stop(at.plus(-DAY_MS), seq) + &stop(at.plus(-DAY_MS + 1), seq + 1));
    assert_eq!(days_ago, None, "another power cut");
    let line_down = gone_and_back(|at, seq| verdict(at.plus(minutes(5)), seq));
    assert_eq!(line_down, Some(TurnedOut::LineDown));
    let both = gone_and_back(|at, seq| {
        verdict(at.plus(minutes(5)), seq)
            + &stop(at.plus(minutes(4)), seq + 1)
            + &stop(at.plus(minutes(5)), seq + 2)
    });
    assert_eq!(
        both,
        Some(TurnedOut::LineDown),
        "who saw it knows better than who did not"
    );
}

#[test]
fn a_test_that_failed_is_made_again_by_whoever_comes_but_not_for_ever() {
    let mut site = Site::new(2, 7);
    let mut slots = 0;
    for _ in 0..6 {
        slots += u32::from(site.report(1, Some("wired"), "").test.is_some());
        site.now = site.now.plus(70 * SECOND_MS);
    }
    assert_eq!(slots, 3, "one that is planned and two to spare");
}

#[test]
fn a_machine_by_radio_leaves_the_test_to_one_by_cable() {
    let mut site = Site::new(2, 7);
    // No check-in says that it may: low battery, or paid by volume.
    assert_eq!(site.report(1, None, "").test, None);
    let mut site = Site::new(2, 7);
    site.rules.tests.as_mut().unwrap().at_once = 0;
    site.report(1, Some("wired"), "");
    site.rules.tests.as_mut().unwrap().at_once = 7;
    assert_eq!(site.report(2, Some("wifi"), "").test, None);
    // The one by cable is switched off.
    let mut alone = Site::new(2, 7);
    assert!(alone.report(2, Some("wifi"), "").test.is_some());
}

#[test]
fn one_machine_probes_for_the_line_and_another_when_it_is_gone() {
    let mut site = Site::new(3, 0);
    assert_eq!(site.report(1, Some("wired"), "").probes_outside, Some(true));
    assert_eq!(site.report(2, Some("wired"), "").probes_outside, Some(false));
    assert_eq!(
        site.report(3, Some("wifi"), "").probes_outside,
        Some(true),
        "one by radio beside it"
    );
    site.now = site.now.plus(11 * MINUTE_MS);
    assert_eq!(site.report(2, Some("wired"), "").probes_outside, Some(true));
    assert_eq!(site.report(1, Some("wired"), "").probes_outside, Some(false));
}

#[test]
fn no_line_is_tested_in_an_exam_and_not_more_at_once_than_the_daemon_carries() {
    let mut site = Site::new(1, 7);
    let exam = Command::DeclareExam {
        unit: "root".into(),
        from: site.now.plus(-MINUTE_MS),
        to: site.now.plus(5 * MINUTE_MS),
        name: "thi học kỳ".into(),
    };
    for _ in 0..2 {
        for entry in decide(&site.fleet, &site.rules, exam.clone(), site.now)
            .unwrap()
            .entries
        {
            site.apply(entry);
        }
    }
    assert_eq!(site.fleet.exam_windows().len(), 1, "a repeat changes nothing");
    assert_eq!(site.report(1, Some("wired"), "").test, None);
    site.now = site.now.plus(6 * MINUTE_MS);
    assert!(site.report(1, Some("wired"), "").test.is_some());
    let mut full = Site::new(1, 0);
    assert_eq!(full.report(1, Some("wired"), "").test, None);
}

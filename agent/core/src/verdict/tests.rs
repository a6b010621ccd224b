use super::*;

fn answers(sent: u32, received: u32, rtt_us: u32) -> Answers {
    Answers {
        sent,
        received,
        rtt_us: (received > 0).then_some(rtt_us),
    }
}

fn host(target: &str, failed: Option<OutsideStep>, answers: Answers) -> HostFinding {
    HostFinding {
        target: target.into(),
        platform: target.starts_with("platform"),
        failed,
        resolved: failed != Some(OutsideStep::Dns),
        answers,
    }
}

/// A machine on a cable, a gateway in the house, two hosts that stand for the Internet and two platforms: all well.
fn healthy() -> Findings {
    Findings {
        link: Some(Link::Wired { carries: true }),
        gateway: Some(answers(30, 30, 900)),
        hosts: vec![
            host("daemon", None, answers(60, 60, 9_000)),
            host("public", None, answers(60, 60, 31_000)),
            host("platform-a", None, answers(3, 3, 12_000)),
            host("platform-b", None, answers(3, 3, 14_000)),
        ],
    }
}

fn fail_all(findings: &mut Findings, step: OutsideStep, answers: Answers) {
    for host in &mut findings.hosts {
        host.failed = Some(step);
        host.resolved = step != OutsideStep::Dns;
        host.answers = answers;
    }
}

fn check(change: impl FnOnce(&mut Findings), place: FaultPlace, symptom: Symptom) {
    let mut findings = healthy();
    change(&mut findings);
    let fault = localise(&findings, &VerdictBounds::default()).unwrap().unwrap();
    assert_eq!((fault.place, fault.symptom), (place, symptom), "{findings:?}");
}

#[test]
fn all_is_well() {
    assert_eq!(localise(&healthy(), &VerdictBounds::default()), Ok(None));
}

#[test]
fn the_cable_is_out() {
    check(
        |findings| {
            findings.link = Some(Link::Wired { carries: false });
            findings.gateway = None;
            fail_all(findings, OutsideStep::Dns, Answers::default());
        },
        FaultPlace::Machine,
        Symptom::NoLink,
    );
}

#[test]
fn the_gateway_is_dead() {
    check(
        |findings| {
            findings.gateway = Some(answers(10, 0, 0));
            fail_all(findings, OutsideStep::Tcp, Answers::default());
        },
        FaultPlace::Gateway,
        Symptom::NoAnswer,
    );
}

#[test]
fn a_weak_radio_is_blamed_before_the_gateway() {
    check(
        |findings| {
            findings.link = Some(Link::Wifi {
                joined: true,
                signal_dbm: Some(-84),
            });
            findings.gateway = Some(answers(10, 0, 0));
            fail_all(findings, OutsideStep::Tcp, Answers::default());
        },
        FaultPlace::Wifi,
        Symptom::NoAnswer,
    );
}

#[test]
fn the_provider_is_dead() {
    check(
        |findings| fail_all(findings, OutsideStep::Tcp, Answers::default()),
        FaultPlace::Provider,
        Symptom::NoAnswer,
    );
}

#[test]
fn a_provider_that_dies_while_hosts_are_probed_is_dead_and_not_lossy() {
    check(
        |findings| fail_all(findings, OutsideStep::Tcp, answers(40, 31, 9_000)),
        FaultPlace::Provider,
        Symptom::NoAnswer,
    );
}

#[test]
fn names_are_dead_while_addresses_answer() {
    check(
        |findings| {
            fail_all(findings, OutsideStep::Dns, Answers::default());
            findings.hosts[0].answers = answers(20, 20, 9_000);
        },
        FaultPlace::Provider,
        Symptom::NoNames,
    );
}

#[test]
fn names_are_dead_while_a_host_known_by_its_address_is_well() {
    check(
        |findings| {
            for host in &mut findings.hosts {
                host.resolved = false;
            }
            for host in &mut findings.hosts[1..] {
                host.failed = Some(OutsideStep::Dns);
            }
        },
        FaultPlace::Provider,
        Symptom::NoNames,
    );
}

#[test]
fn one_platform_is_blocked() {
    for step in [
        OutsideStep::Dns,
        OutsideStep::Tcp,
        OutsideStep::Tls,
        OutsideStep::Http,
    ] {
        let mut findings = healthy();
        findings.hosts[3] = host("platform-b", Some(step), Answers::default());
        let fault = localise(&findings, &VerdictBounds::default()).unwrap().unwrap();
        assert_eq!(
            (fault.place, fault.symptom),
            (FaultPlace::Platform, Symptom::Blocked)
        );
        assert_eq!(fault.targets, ["platform-b"]);
    }
}

#[test]
fn five_percent_are_lost_behind_a_sound_gateway() {
    check(
        |findings| {
            findings.hosts[0].answers = answers(60, 57, 9_000);
            findings.hosts[1].answers = answers(60, 57, 31_000);
        },
        FaultPlace::Provider,
        Symptom::Loss,
    );
}

#[test]
fn loss_on_the_way_to_the_gateway_lies_there() {
    let lossy = |findings: &mut Findings| {
        findings.gateway = Some(answers(30, 27, 900));
        findings.hosts[0].answers = answers(60, 54, 9_000);
    };
    check(lossy, FaultPlace::Gateway, Symptom::Loss);
    check(
        |findings| {
            lossy(findings);
            findings.link = Some(Link::Wifi {
                joined: true,
                signal_dbm: None,
            });
        },
        FaultPlace::Wifi,
        Symptom::Loss,
    );
}

#[test]
fn one_lost_probe_is_chance() {
    let mut findings = healthy();
    findings.hosts[0].answers = answers(60, 59, 9_000);
    assert_eq!(localise(&findings, &VerdictBounds::default()), Ok(None));
}

#[test]
fn three_hundred_milliseconds_are_added_behind_the_gateway() {
    check(
        |findings| {
            for host in &mut findings.hosts {
                host.answers.rtt_us = host.answers.rtt_us.map(|us| us + 300_000);
            }
        },
        FaultPlace::Provider,
        Symptom::Slow,
    );
}

#[test]
fn before_the_first_round_nothing_is_said_and_changes_are_said_once() {
    let mut watch = Watch::default();
    let mut findings = healthy();
    let hosts = std::mem::take(&mut findings.hosts);
    assert_eq!(watch.look(&findings), None);
    findings.hosts = hosts;
    assert_eq!(watch.look(&findings), None, "well from the start is no news");
    findings.hosts[3].failed = Some(OutsideStep::Tcp);
    assert!(watch.look(&findings).unwrap().is_some());
    assert_eq!(watch.look(&findings), None);
    assert_eq!(watch.look(&healthy()), Some(None));
}

//! Whole agents against a little daemon on loopback, with a clock that the test moves.

mod daemon;
mod manual_clock;

use super::*;
use crate::start::{AgentHandle, StartOptions, start_with};
use crate::status::TroubleKind;
use daemon::{Answer, FakeDaemon};
use kiemke_config::agent::AgentFile;
use kiemke_framelog::DiskFiles;
use kiemke_http::System;
use manual_clock::ManualClock;
use std::sync::Arc;
use tempfile::TempDir;

const REPORT_MS: u64 = 900_000;

/// A machine with a data folder, and a daemon for it.
struct World {
    daemon: FakeDaemon,
    clock: ManualClock,
    data: TempDir,
    root: TempDir,
}

impl World {
    async fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        for (file, text) in [
            ("etc/os-release", "NAME=Debian\n"),
            ("proc/cpuinfo", "processor : 0\n"),
            ("proc/meminfo", "MemTotal: 1000 kB\nMemAvailable: 500 kB\n"),
            ("proc/uptime", "100.5 1\n"),
        ] {
            let path = root.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Self {
            daemon: FakeDaemon::start().await,
            clock: ManualClock::default(),
            data: tempfile::tempdir().unwrap(),
            root,
        }
    }

    async fn start(&self) -> AgentHandle {
        let mut settings = AgentFile::default();
        settings.probes.gateway = GatewayProbe::Off;
        settings.probes.outside = false;
        let options = StartOptions {
            data: self.data.path().to_owned(),
            root: self.root.path().to_owned(),
            server: self.daemon.endpoint(),
            enrol_token: Some(self.daemon.token()),
            immediate: true,
            settings,
        };
        start_with(options, System, self.clock.clone(), Arc::new(DiskFiles))
            .await
            .unwrap()
    }

    fn set_memory(&self, kilobytes: u32) {
        let text = format!("MemTotal: {kilobytes} kB\n");
        std::fs::write(self.root.path().join("proc/meminfo"), text).unwrap();
    }
}

async fn until(handle: &AgentHandle, condition: impl FnMut(&Status) -> bool) -> Status {
    let mut status = handle.status();
    let reached = tokio::time::timeout(daemon::PATIENCE, status.wait_for(condition)).await;
    match reached {
        Ok(status) => status.unwrap().clone(),
        Err(_) => panic!("waited in vain; the agent says {:?}", handle.status().borrow()),
    }
}

#[tokio::test]
async fn a_new_machine_enrols_and_delivers_every_section_and_a_check_in() {
    let world = World::new().await;
    let agent = world.start().await;
    let status = until(&agent, |status| status.delivered).await;
    assert!(status.enrolled && status.machine.is_some());
    assert_eq!((status.dropped, status.last_error), (0, None));
    for section in SectionName::ALL {
        assert_eq!(world.daemon.sections(section), 1, "{section}");
    }
    assert_eq!(world.daemon.of_kind("check_in"), 1);
    assert!(world.daemon.of_kind("status") >= 1);
    agent.stop().await;
}

#[tokio::test]
async fn an_unchanged_check_in_takes_at_most_600_bytes_with_its_head() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    // Past the hourly inventory, which brings a reading of its own.
    for _ in 0..4 {
        let before = world.daemon.of_kind("check_in");
        world.clock.advance(REPORT_MS);
        world
            .daemon
            .until(|daemon| daemon.of_kind("check_in") > before)
            .await;
    }
    let request = world
        .daemon
        .requests()
        .into_iter()
        .filter(|request| request.kinds() == ["check_in"])
        .map(|request| request.bytes)
        .max();
    let bytes = request.expect("a report with nothing but a check-in was sent");
    assert!(bytes <= 600, "{bytes} bytes");
    agent.stop().await;
}

#[tokio::test]
async fn a_restart_sends_only_what_changed() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    agent.stop().await;
    world.set_memory(2000);
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    for section in SectionName::ALL {
        let times = if section == SectionName::Memory { 2 } else { 1 };
        assert_eq!(world.daemon.sections(section), times, "{section}");
    }
    assert_eq!(world.daemon.runs(), 2);
    agent.stop().await;
}

#[tokio::test]
async fn an_outage_is_bridged_by_the_spool_over_restarts() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    world.daemon.answer(Answer::Nothing);
    let trouble = |status: &Status| status.last_error.is_some();
    for _ in 0..5 {
        let pending = agent.status().borrow().pending;
        world.clock.advance(REPORT_MS);
        until(&agent, |status| status.pending > pending).await;
    }
    let kind = until(&agent, trouble).await.last_error.unwrap().kind;
    assert_eq!(kind, TroubleKind::Unreachable);
    agent.stop().await;
    let agent = world.start().await;
    let waiting = until(&agent, |status| status.pending > 6 && status.last_error.is_some()).await;
    assert!(!waiting.delivered);
    world.daemon.answer(Answer::Properly);
    // The longest wait is an hour.
    for _ in 0..5 {
        world.clock.advance(REPORT_MS);
    }
    until(&agent, |status| status.delivered && status.pending == 0).await;
    assert!(world.daemon.of_kind("check_in") >= 7);
    world.daemon.check_order_and_repeats();
    agent.stop().await;
}

#[tokio::test]
async fn a_lost_answer_makes_a_harmless_repeat_and_nothing_acknowledged_comes_again() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    world.daemon.answer(Answer::TakeAndHangUp);
    world.clock.advance(REPORT_MS);
    until(&agent, |status| status.last_error.is_some()).await;
    world.daemon.answer(Answer::Properly);
    world.clock.advance(10_000);
    until(&agent, |status| {
        status.pending == 0 && status.last_error.is_none()
    })
    .await;
    assert!(world.daemon.repeats() > 0);
    world.daemon.check_order_and_repeats();
    agent.stop().await;
}

#[tokio::test]
async fn what_the_daemon_wants_is_collected_and_sent_at_once() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    world.daemon.want(SectionName::Cpu);
    world.clock.advance(REPORT_MS);
    world
        .daemon
        .until(|daemon| daemon.sections(SectionName::Cpu) == 2)
        .await;
    assert_eq!(world.daemon.sections(SectionName::Memory), 1);
    agent.stop().await;
}

#[tokio::test]
async fn a_clone_takes_a_new_key_with_its_old_credential() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    let first = world.daemon.agents();
    world.daemon.rekey();
    world.clock.advance(REPORT_MS);
    world.daemon.until(|daemon| daemon.agents().len() == 2).await;
    world
        .daemon
        .until(|daemon| daemon.sections(SectionName::Software) == 2)
        .await;
    assert_eq!(world.daemon.agents()[0], first[0]);
    agent.stop().await;
    let kept = Credential::load(world.data.path()).unwrap().unwrap();
    assert_eq!(kept.agent, world.daemon.agents()[1]);
    assert!(kept.former_token().is_none());
}

#[tokio::test]
async fn a_taken_id_is_drawn_anew() {
    let world = World::new().await;
    world.daemon.refuse_next(409, "agent_id_taken");
    let agent = world.start().await;
    until(&agent, |status| status.last_error.is_some()).await;
    world.clock.advance(10_000);
    until(&agent, |status| status.delivered).await;
    let asked = world.daemon.asked();
    assert_eq!(asked.len(), 2);
    assert_ne!(asked[0], asked[1]);
    agent.stop().await;
}

#[tokio::test]
async fn a_forgotten_credential_is_enrolled_again_with_the_token() {
    let world = World::new().await;
    let agent = world.start().await;
    until(&agent, |status| status.delivered).await;
    world.daemon.forget_agents();
    world.clock.advance(REPORT_MS);
    world.daemon.until(|daemon| daemon.agents().len() == 1).await;
    world
        .daemon
        .until(|daemon| daemon.sections(SectionName::Cpu) == 2)
        .await;
    agent.stop().await;
}

#[tokio::test]
async fn a_bad_token_is_told_and_not_asked_with_again_soon() {
    let world = World::new().await;
    world.daemon.forget_token();
    let agent = world.start().await;
    let status = until(&agent, |status| status.last_error.is_some()).await;
    assert_eq!(status.last_error.unwrap().kind, TroubleKind::NotAllowed);
    until(&agent, |status| status.pending >= 9).await;
    world.clock.advance(600_000);
    until(&agent, |status| !status.enrolled).await;
    assert_eq!(world.daemon.asked().len(), 1);
    agent.stop().await;
}

#[tokio::test]
async fn one_data_folder_has_one_agent() {
    let world = World::new().await;
    let agent = world.start().await;
    let options = StartOptions {
        data: world.data.path().to_owned(),
        root: world.root.path().to_owned(),
        server: world.daemon.endpoint(),
        enrol_token: None,
        immediate: false,
        settings: AgentFile::default(),
    };
    let error = crate::start(options).await.unwrap_err();
    assert!(error.to_string().contains("another agent"), "{error}");
    agent.stop().await;
}

use crate::entry::{Enrolled, Kept, KeptBody, KeptSection, Reported, Summary};
use kiemke_wire::digest::{Digest, digest_over};
use kiemke_wire::facts::SectionName;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{AgentId, LineId, MachineId, Position, RunId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::reading::OutsideReading;
use kiemke_wire::report::CheckIn;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{LatestReadings, MachineWarning, StampedReading};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Runs whose ranges are kept; items of older ones fall on set semantics (agent.md, "What it collects").
pub(crate) const RUNS_KEPT: usize = 64;
/// Warnings kept for reading; all are counted.
const WARNINGS_KEPT: usize = 20;
/// Targets whose newest outside probe is kept.
const TARGETS_KEPT: usize = 16;

/// A machine as the daemon knows it, without its whole inventory.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Machine {
    /// Number.
    pub id: MachineId,
    /// Where it belongs.
    pub unit: UnitKey,
    /// The room, as the technician named it at enrolment.
    pub room: Option<String>,
    /// The seat in the room.
    pub seat: Option<u16>,
    /// The agent that speaks for it.
    pub agent: AgentId,
    /// The hash of the agent's secret.
    pub secret_hash: SecretHash,
    /// When it was enrolled.
    pub enrolled_at: UnixMs,
    /// The newest moment at which its agent spoke for it.
    pub last_seen: UnixMs,
    /// The agent's version.
    pub agent_version: String,
    /// The newest check-in.
    pub check_in: Option<(UnixMs, CheckIn)>,
    /// How far its clock is ahead, milliseconds.
    pub clock_ahead_ms: Option<i64>,
    /// Sections held in the store.
    pub sections: BTreeMap<SectionName, Held>,
    /// What lists and search need of them.
    pub summary: Summary,
    /// Items received, by run, oldest run first.
    pub runs: VecDeque<Run>,
    /// The newest readings.
    pub latest: LatestReadings,
    /// The newest warnings, newest first.
    pub warnings: VecDeque<MachineWarning>,
    /// Fields and items ever set aside.
    pub set_aside: u32,
    /// Collectors that fail now.
    pub failing: BTreeMap<SectionName, UnixMs>,
    /// When all sections were last asked for again.
    pub asked_in_full_at: Option<UnixMs>,
    /// The line it is on.
    pub line: Option<LineId>,
    /// The entry that last changed it.
    pub changed_at: Position,
    /// Folded text in which search looks; made anew from the rest.
    #[serde(skip)]
    pub search_key: String,
}

/// A section that the store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// The digest as sent.
    pub digest: Digest,
    /// When the agent saw it so.
    pub observed_at: UnixMs,
}

/// Items received of one run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The run.
    pub run: RunId,
    /// The numbers received.
    pub received: SeqRanges,
}

impl Machine {
    pub(crate) fn enrolled(enrolled: &Enrolled, position: Position) -> Self {
        let request = &enrolled.request;
        let mut machine = Self {
            id: enrolled.machine,
            unit: enrolled.unit,
            room: request.room.clone(),
            seat: request.seat,
            agent: request.agent,
            secret_hash: request.secret_hash,
            enrolled_at: enrolled.at,
            last_seen: enrolled.at,
            agent_version: request.version.clone(),
            check_in: None,
            clock_ahead_ms: None,
            sections: BTreeMap::new(),
            summary: Summary {
                host_name: request.host_name.clone(),
                ..Summary::default()
            },
            runs: VecDeque::new(),
            latest: LatestReadings::default(),
            warnings: VecDeque::new(),
            set_aside: 0,
            failing: BTreeMap::new(),
            asked_in_full_at: None,
            line: None,
            changed_at: position,
            search_key: String::new(),
        };
        machine.refold();
        machine
    }

    /// The name people see.
    pub fn name(&self) -> String {
        self.summary
            .host_name
            .clone()
            .unwrap_or_else(|| self.id.to_string())
    }

    /// What was received of a run.
    pub fn received(&self, run: RunId) -> Option<&SeqRanges> {
        self.runs
            .iter()
            .find(|held| held.run == run)
            .map(|held| &held.received)
    }

    /// The digest over all sections held, as a check-in would say it.
    pub fn digest(&self) -> Digest {
        digest_over(self.sections.iter().map(|(name, held)| (*name, &held.digest)))
    }

    /// Whether an observation of a section made at `at` is news: an older one never replaces a newer one.
    pub fn takes_section(&self, section: SectionName, at: UnixMs) -> bool {
        self.sections
            .get(&section)
            .is_none_or(|held| held.observed_at <= at)
    }

    pub(crate) fn reported(&mut self, reported: &Reported, position: Position) {
        self.changed_at = position;
        self.clock_ahead_ms = Some(reported.clock_ahead_ms);
        if reported.asked_in_full {
            self.asked_in_full_at = Some(reported.at);
        }
        self.receive(reported.run, &reported.accepted);
        for item in &reported.items {
            self.last_seen = self.last_seen.max(item.at);
            self.keep(item);
        }
        for warning in &reported.warnings {
            self.warn(reported.at, warning.place.clone(), warning.reason.clone());
        }
    }

    fn receive(&mut self, run: RunId, accepted: &SeqRanges) {
        let at = self
            .runs
            .iter()
            .position(|held| held.run == run)
            .unwrap_or_else(|| {
                self.runs.push_back(Run {
                    run,
                    received: SeqRanges::default(),
                });
                if self.runs.len() > RUNS_KEPT {
                    self.runs.pop_front();
                }
                self.runs.len() - 1
            });
        for number in accepted.iter().flat_map(|(first, last)| first..=last) {
            self.runs[at].received.insert(number);
        }
    }

    fn keep(&mut self, item: &Kept) {
        match &item.what {
            KeptBody::CheckIn(check_in) => {
                if self.check_in.as_ref().is_none_or(|(at, _)| *at <= item.at) {
                    self.agent_version.clone_from(&check_in.version);
                    self.check_in = Some((item.at, check_in.clone()));
                }
            }
            KeptBody::Section(section) => self.keep_section(item.at, section),
            KeptBody::Gateway(reading) => newer(&mut self.latest.gateway, item.at, reading),
            KeptBody::Outside(reading) => self.keep_outside(item.at, reading),
            KeptBody::Status(reading) => newer(&mut self.latest.status, item.at, reading),
            KeptBody::CollectorFailed(failed) => {
                let newest = self.failing.get(&failed.section).is_none_or(|at| *at <= item.at);
                if newest && self.takes_section(failed.section, item.at) {
                    self.failing.insert(failed.section, item.at);
                }
                self.warn(item.at, failed.section.to_string(), failed.reason.clone());
            }
            KeptBody::Dropped(_) => {}
        }
    }

    fn keep_section(&mut self, at: UnixMs, section: &KeptSection) {
        if !self.takes_section(section.section, at) {
            return;
        }
        self.sections.insert(
            section.section,
            Held {
                digest: section.digest,
                observed_at: at,
            },
        );
        self.failing.remove(&section.section);
        let new = &section.summary;
        match section.section {
            SectionName::System => {
                self.summary.host_name.clone_from(&new.host_name);
                self.summary.os.clone_from(&new.os);
                self.summary.chassis_kind.clone_from(&new.chassis_kind);
            }
            SectionName::Identity => {
                self.summary.model.clone_from(&new.model);
                self.summary.serials.clone_from(&new.serials);
            }
            SectionName::Cpu => self.summary.cpu.clone_from(&new.cpu),
            SectionName::Memory => self.summary.memory_total_bytes = new.memory_total_bytes,
            SectionName::Storage => {}
            SectionName::Network => self.summary.macs.clone_from(&new.macs),
            SectionName::Software => self.summary.packages = new.packages,
        }
        self.refold();
    }

    fn keep_outside(&mut self, at: UnixMs, reading: &OutsideReading) {
        let outside = &mut self.latest.outside;
        if !outside.contains_key(&reading.target) && outside.len() >= TARGETS_KEPT {
            return;
        }
        match outside.get(&reading.target) {
            Some(held) if held.at > at => {}
            _ => {
                outside.insert(
                    reading.target.clone(),
                    StampedReading {
                        at,
                        reading: reading.clone(),
                    },
                );
            }
        }
    }

    fn warn(&mut self, at: UnixMs, place: String, reason: String) {
        self.set_aside = self.set_aside.saturating_add(1);
        self.warnings.push_front(MachineWarning { at, place, reason });
        self.warnings.truncate(WARNINGS_KEPT);
    }

    /// Makes the text in which search looks.
    pub(crate) fn refold(&mut self) {
        let summary = &self.summary;
        let known = [
            &summary.host_name,
            &summary.model,
            &summary.os,
            &summary.cpu,
            &summary.chassis_kind,
            &self.room,
        ];
        let mut text = self.id.to_string();
        for part in known
            .into_iter()
            .flatten()
            .chain(&summary.serials)
            .chain(&summary.macs)
        {
            text.push('\n');
            text.push_str(part);
        }
        // Parts stay apart, so that a search does not match over the joint of two.
        self.search_key = text.split('\n').map(search_key).collect::<Vec<_>>().join("\n");
    }
}

fn newer<T: Clone>(held: &mut Option<StampedReading<T>>, at: UnixMs, reading: &T) {
    if held.as_ref().is_none_or(|held| held.at <= at) {
        *held = Some(StampedReading {
            at,
            reading: reading.clone(),
        });
    }
}

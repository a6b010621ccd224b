use crate::entry::{Change, Enrolled, Kept, KeptBody, KeptSection, Reenrolled, Reported, Summary};
use crate::fleet::kinds::{Abilities, Kind};
use crate::fleet::search_text::SearchText;
use crate::fleet::told::GatewayQuarter;
use crate::identity::Evidence;
use kiemke_wire::digest::{Digest, digest_over};
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{AgentId, LineId, MachineId, Position, RunId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::reading::OutsideReading;
use kiemke_wire::report::CheckIn;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{HOUR_MS, UnixMs};
use kiemke_wire::view::{LatestReadings, StampedReading};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, VecDeque};

/// Runs whose ranges lie in memory: today's start, and those whose items may still be on their way. Ranges of older
/// runs lie in the store ([`crate::rows`]).
pub const RUNS_KEPT: usize = 4;
/// Targets whose newest outside probe is kept.
const TARGETS_KEPT: usize = 16;

/// Turns of two runs that lie further apart are none: agents that work at the same time take one every quarter of an
/// hour, while a spool that comes late does so once.
const TURNS_WITHIN_MS: i64 = 3 * HOUR_MS;

/// A machine as the daemon knows it, without its inventory and its history: those lie in the store.
#[derive(Clone, Debug, PartialEq)]
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
    /// From `system`.
    pub host_name: Option<String>,
    /// From `memory`.
    pub memory_total_bytes: Option<u64>,
    /// From `software`: how many.
    pub packages: Option<u32>,
    /// Items received, by run, oldest run first; the newest runs.
    pub runs: VecDeque<Run>,
    /// The newest readings.
    pub latest: LatestReadings,
    /// The newest quarter-hour of gateway probes, which the next report may go on with.
    pub gateway_quarter: Option<GatewayQuarter>,
    /// Fields and items ever set aside.
    pub set_aside: u32,
    /// Collectors that fail now.
    pub failing: BTreeMap<SectionName, UnixMs>,
    /// When all sections were last asked for again.
    pub asked_in_full_at: Option<UnixMs>,
    /// The line it is on.
    pub line: Option<LineId>,
    /// What tells it from others.
    pub evidence: Evidence,
    /// Evidence that its key was used with before, or that of another machine which uses its key.
    pub change: Option<Change>,
    /// The agent that spoke for it before, and since when it does not.
    pub retired: Option<(AgentId, UnixMs)>,
    /// How often lately a run spoke again after another had, and when the first of them did.
    pub turns: Option<(u8, UnixMs)>,
    /// Whether whoever enrols next with its credential is another machine.
    pub rekey_asked: bool,
    /// The entry that last changed it.
    pub changed_at: Position,
}

/// A section that the store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
    /// Whether it speaks for the machine; known of the newest runs alone.
    #[serde(skip)]
    pub part: Part,
}

/// What a run has to say about the present.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Nothing yet.
    #[default]
    Silent,
    /// The newest that was seen is from it.
    Speaking,
    /// Another run spoke after it. An agent that was started anew never speaks from its former run.
    Followed,
}

/// What lists and search know of a machine besides its record.
#[derive(Clone, Debug)]
pub(crate) struct Shown {
    pub(crate) kind: Kind,
    pub(crate) text: SearchText,
}

impl Shown {
    fn take(&mut self, section: SectionName, new: &Summary, name: &str) {
        let Self { kind, text } = self;
        match section {
            SectionName::System => {
                kind.os.clone_from(&new.os);
                kind.chassis.clone_from(&new.chassis_kind);
                text.set_name(name);
            }
            SectionName::Identity => {
                kind.model.clone_from(&new.model);
                text.set_serials(&new.serials);
            }
            SectionName::Cpu => kind.cpu.clone_from(&new.cpu),
            SectionName::Network => text.set_macs(&new.macs),
            SectionName::Peripherals => {
                let browser = kind.abilities.browser;
                kind.abilities = Abilities {
                    browser,
                    ..new.abilities
                };
            }
            SectionName::Upkeep => kind.abilities.browser = new.abilities.browser,
            SectionName::Memory
            | SectionName::Storage
            | SectionName::Software
            | SectionName::Display
            | SectionName::Battery => {}
        }
    }
}

impl Machine {
    pub(crate) fn enrolled(enrolled: &Enrolled, position: Position) -> Self {
        let request = &enrolled.request;
        Self {
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
            host_name: request.host_name.clone(),
            memory_total_bytes: None,
            packages: None,
            runs: VecDeque::new(),
            latest: LatestReadings::default(),
            gateway_quarter: None,
            set_aside: 0,
            failing: BTreeMap::new(),
            asked_in_full_at: None,
            line: None,
            evidence: enrolled.evidence.clone(),
            change: None,
            retired: None,
            turns: None,
            rekey_asked: false,
            changed_at: position,
        }
    }

    /// Takes a new key, and what came with it.
    pub(crate) fn reenrolled(&mut self, reenrolled: &Reenrolled, position: Position) {
        let request = &reenrolled.request;
        self.retired = Some((self.agent, reenrolled.at));
        (self.agent, self.secret_hash) = (request.agent, request.secret_hash);
        self.agent_version.clone_from(&request.version);
        if request.room.is_some() {
            self.room.clone_from(&request.room);
        }
        self.seat = request.seat.or(self.seat);
        self.last_seen = self.last_seen.max(reenrolled.at);
        self.evidence = reenrolled.evidence.clone();
        self.change = None;
        self.turns = None;
        self.rekey_asked = false;
        self.changed_at = position;
    }

    /// The name people see.
    pub fn name(&self) -> String {
        self.host_name.clone().unwrap_or_else(|| self.id.to_string())
    }

    /// What was received of a run, if it is one of the newest.
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

    /// Takes a report in; `shown` is needed only where the report has a section. Returns the runs that make room for
    /// a newer one.
    pub(crate) fn reported(
        &mut self,
        reported: &Reported,
        position: Position,
        shown: &mut Option<Shown>,
    ) -> Vec<Run> {
        self.changed_at = position;
        self.clock_ahead_ms = Some(reported.clock_ahead_ms);
        if reported.asked_in_full {
            self.asked_in_full_at = Some(reported.at);
        }
        let newest_at = reported.items.iter().map(|item| item.at).max();
        if newest_at.is_some_and(|at| self.takes_turn(reported.run, at)) {
            let taken = self
                .turns
                .filter(|(_, since)| reported.at.since(*since) < TURNS_WITHIN_MS);
            let (count, since) = taken.unwrap_or((0, reported.at));
            self.turns = Some((count.saturating_add(1), since));
        }
        let older = self.receive(reported);
        if newest_at.is_some_and(|at| at > self.last_seen) {
            self.speaks(reported.run);
        }
        for item in &reported.items {
            self.last_seen = self.last_seen.max(item.at);
            self.keep(item, shown);
        }
        let set_aside = u32::try_from(reported.warnings.len()).unwrap_or(u32::MAX);
        self.set_aside = self.set_aside.saturating_add(set_aside);
        older
    }

    /// How many turns runs will have taken lately, if this run speaks of `newest_at`.
    pub fn turns_with(&self, run: RunId, newest_at: UnixMs, now: UnixMs) -> u8 {
        if !self.takes_turn(run, newest_at) {
            return 0;
        }
        let taken = self
            .turns
            .filter(|(_, since)| now.since(*since) < TURNS_WITHIN_MS);
        taken.map_or(0, |(count, _)| count).saturating_add(1)
    }

    /// Whether a run speaks again after another one has.
    fn takes_turn(&self, run: RunId, newest_at: UnixMs) -> bool {
        let mut runs = self.runs.iter();
        newest_at > self.last_seen && runs.any(|held| held.run == run && held.part == Part::Followed)
    }

    fn speaks(&mut self, run: RunId) {
        for held in &mut self.runs {
            held.part = match held.part {
                _ if held.run == run => Part::Speaking,
                Part::Speaking => Part::Followed,
                other => other,
            };
        }
    }

    fn receive(&mut self, reported: &Reported) -> Vec<Run> {
        let at = self.runs.iter().position(|held| held.run == reported.run);
        let mut older = Vec::new();
        let at = at.unwrap_or_else(|| {
            self.runs.push_back(Run {
                run: reported.run,
                received: reported.resumed.clone(),
                part: Part::Silent,
            });
            let over = self.runs.len().saturating_sub(RUNS_KEPT);
            older.extend(self.runs.drain(..over));
            self.runs.len() - 1
        });
        for number in reported.accepted.iter().flat_map(|(first, last)| first..=last) {
            self.runs[at].received.insert(number);
        }
        older
    }

    fn keep(&mut self, item: &Kept, shown: &mut Option<Shown>) {
        match &item.what {
            KeptBody::CheckIn(check_in) => {
                if self.check_in.as_ref().is_none_or(|(at, _)| *at <= item.at) {
                    self.agent_version.clone_from(&check_in.version);
                    self.check_in = Some((item.at, check_in.clone()));
                }
            }
            KeptBody::Section(section) => self.keep_section(item.at, section, shown),
            KeptBody::Gateway(reading) => newer(&mut self.latest.gateway, item.at, reading),
            KeptBody::Outside(reading) => self.keep_outside(item.at, reading),
            KeptBody::Status(reading) => newer(&mut self.latest.status, item.at, reading),
            KeptBody::CollectorFailed(failed) => {
                let newest = self.failing.get(&failed.section).is_none_or(|at| *at <= item.at);
                if newest && self.takes_section(failed.section, item.at) {
                    self.failing.insert(failed.section, item.at);
                }
                self.set_aside = self.set_aside.saturating_add(1);
            }
            KeptBody::Dropped(_)
            | KeptBody::Capacity(_)
            | KeptBody::Verdict(_)
            | KeptBody::UncleanStop(_) => {}
        }
    }

    fn keep_section(&mut self, at: UnixMs, section: &KeptSection, shown: &mut Option<Shown>) {
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
            SectionName::System => self.host_name.clone_from(&new.host_name),
            SectionName::Memory => self.memory_total_bytes = new.memory_total_bytes,
            SectionName::Software => self.packages = new.packages,
            _ => {}
        }
        if let Some(shown) = shown {
            shown.take(section.section, new, &self.name());
        }
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
}

fn newer<T: Clone>(held: &mut Option<StampedReading<T>>, at: UnixMs, reading: &T) {
    if held.as_ref().is_none_or(|held| held.at <= at) {
        *held = Some(StampedReading {
            at,
            reading: reading.clone(),
        });
    }
}

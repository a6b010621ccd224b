//! The same province written into a data folder directly: a country in minutes instead of hours.
//!
//! ```text
//! workers: machine → enrolment; inventory and today's readings as JSON, read ──bounded──▶ one writer: decide → apply → store
//! hands:   each closed day's presence and probes → cold files;    at the end the checkpoint
//! ```
//! Two things are not decided but given: enrolment, because a token a school would tell nothing more, and which of
//! two lines of a site a gateway belongs to, because that a person says.

mod capacity;
mod closed_days;
mod equipment;
mod leaves;
mod papers;
mod people;
mod resident;
mod stocktake;
mod units;

pub use closed_days::Sealed;

use crate::facts::{self, Moment};
use crate::reports::{self, Head};
use crate::world::{Machine, MachineIndex, SchoolIndex, World};
use closed_days::There;
use kiemke_core::cold::DayClock;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Enrolled, Entry, TokenMade, TokenPurpose};
use kiemke_core::fleet::Packages;
use kiemke_core::identity::Found;
use kiemke_core::intake::{Intake, NotAReport, read_report};
use kiemke_core::people::{PeopleAct, PeopleChanged};
use kiemke_core::rows::KeptTest;
use kiemke_core::{Command, Refusal, decide};
use kiemke_daemon::StartError;
use kiemke_daemon::bulk::Bulk;
use kiemke_daemon::cold::ColdError;
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::ids::{LineId, MachineId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::ItemBody;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, UnixMs};
use people::Rosters;
use resident::{DAEMON, Probed, Resident};
use std::collections::HashMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, PoisonError, RwLock};
use stocktake::Papers;
use units::{Place, Sites, Units};

/// Machines that wait for the writer, each about 40 kB.
const WAITING: usize = 256;
/// Machines between two looks at which packages have a number by now.
const PACKAGES_TOLD_EVERY: u32 = 2_048;

/// The start in which the machines reported what is written here: none that a day has, so that a simulated agent
/// which goes on from here begins a new one.
const START_BEFORE: u32 = u32::MAX;

/// What was written.
#[derive(Clone, Copy, Debug, serde::Serialize, serde::Deserialize)]
pub struct Written {
    /// Machines.
    pub machines: u32,
    /// Lines that the daemon found.
    pub lines: u64,
    /// Days that are over.
    pub sealed: Sealed,
    /// Bytes of the checkpoint.
    pub checkpoint_bytes: u64,
}

/// What goes into the folder besides machines with what they reported today.
#[derive(Clone, Copy, Debug, Default)]
pub struct Contents {
    /// Days before today, with presence and the probes of all lines.
    pub days: u32,
    /// Learners of a school in the middle, with their teachers, what they answered about home, and a year of what was known
    /// of them; 0: no people.
    pub learners_a_school: u32,
    /// What stands on paper: where schools lie, contracts, books and records of equipment; and four weeks of tests of the
    /// lines, to compare with the contracts.
    pub papers: bool,
}

/// Why nothing, or not all, was written. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The folder.
    #[error("fill the data folder")]
    Folder(#[from] StartError),
    /// The days that are over.
    #[error("seal the days that are over")]
    Cold(#[from] ColdError),
    /// What people are judged by.
    #[error("judge people by the plan that ships")]
    Standards(#[source] Refusal),
    /// A report of ours was refused.
    #[error("decide on a report of machine {0}")]
    Refused(u32, #[source] Refusal),
    /// A report of ours is none.
    #[error("read a report of machine {0}")]
    Unreadable(u32, #[source] NotAReport),
}

/// The line of a site, by the numbers that the province gives them.
type LineKey = (SchoolIndex, u32, u32);

struct Made {
    index: MachineIndex,
    line: LineKey,
    /// The code of its room.
    room: String,
    seen: UnixMs,
    request: EnrolRequest,
    intake: Intake,
    resident: Resident,
}

/// What the writer took in.
struct Taken {
    there: There,
    /// Tests of lines, where there are any.
    tests: HashMap<LineId, Vec<KeptTest>>,
    lines: HashMap<LineKey, LineId>,
    machines: HashMap<MachineIndex, MachineId>,
}

/// What all workers have in common.
struct Making<'a> {
    world: &'a World,
    hash_key: HashKey,
    clock: DayClock,
    now: UnixMs,
    /// Whether lines were tested.
    has_tests: bool,
    /// As they were a while ago; what has no number yet gets one by the writer.
    packages: RwLock<Arc<Packages>>,
}

/// Writes the province as of `now`: its machines with what they reported today, and so many days before.
///
/// # Errors
/// See [`OfflineError`].
pub fn write(world: &World, dir: &Path, now: UnixMs, days: u32) -> Result<Written, OfflineError> {
    let contents = Contents {
        days,
        ..Contents::default()
    };
    write_with(world, dir, now, contents)
}

/// The same with people and papers.
///
/// # Errors
/// See [`OfflineError`].
pub fn write_with(
    world: &World,
    dir: &Path,
    now: UnixMs,
    contents: Contents,
) -> Result<Written, OfflineError> {
    let has_people = contents.learners_a_school > 0;
    // What was known a year ago needs a folder that was there.
    let made_at = match has_people {
        true => now.plus(-i64::from(leaves::YEAR) * DAY_MS),
        false => now,
    };
    let mut bulk = Bulk::begin(dir, made_at)?;
    let Units { places, sites } = units::make(world, &mut bulk, made_at, contents.papers)?;
    let rosters = Rosters {
        seed: world.seed(),
        learners_a_school: contents.learners_a_school,
        today: bulk.fleet().day_clock().day(now),
    };
    let mut enrolled = Vec::new();
    if contents.papers {
        bulk.take(&papers::lie(world, &places, made_at))?;
    }
    if has_people {
        bulk.take(&Entry::DayClosed {
            day: rosters.today.plus(-1),
        })?;
        enrolled = enrol(&mut bulk, &rosters, &places, now)?;
    }
    bulk.take(&Entry::TokenMade(TokenMade {
        token: TokenId(1),
        at: now,
        hash: SecretHash([0; 32]),
        purpose: TokenPurpose::Enrol {
            unit: UnitKey::ROOT,
            uses: 1,
        },
        expires_at: None,
        name: None,
        by: None,
    }))?;
    bulk.take(&Entry::TargetNamed {
        target: DAEMON.0,
        name: DAEMON.1.to_owned(),
    })?;
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let making = Making {
        world,
        hash_key: bulk.fleet().hash_key(),
        clock: bulk.fleet().day_clock(),
        now,
        has_tests: contents.papers,
        packages: RwLock::default(),
    };
    let Taken {
        there,
        tests,
        lines,
        machines,
    } = std::thread::scope(|scope| {
        let (made, queue) = sync_channel(WAITING);
        for worker in 0..threads {
            let (made, making) = (made.clone(), &making);
            let mine = world.machines().skip(worker).step_by(threads);
            scope.spawn(move || {
                for index in mine {
                    let machine = world.machine(index);
                    // The writer gave up when nobody takes it.
                    if machine.enrols() && made.send(making.make(&machine)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(made);
        take(&mut bulk, (&places, &sites), &making, queue)
    })?;
    let papers = match contents.papers {
        true => write_down(&mut bulk, world, &places, (&lines, &machines), now)?,
        false => HashMap::new(),
    };
    if has_people {
        let evidence = leaves::Evidence {
            papers,
            tests,
            probed: there.lines.iter().map(|probed| (probed.line, probed)).collect(),
        };
        leaves::keep(&mut bulk, &enrolled, &rosters, &evidence, now)?;
    }
    let sealed = closed_days::seal(&there, bulk.days(threads)?, contents.days)?;
    let lines = bulk.fleet().lines().count() as u64;
    let checkpoint_bytes = bulk.finish()?;
    Ok(Written {
        machines: machines.len() as u32,
        lines,
        sealed,
        checkpoint_bytes,
    })
}

/// The schools' rosters, each with the first block of its people.
fn enrol(
    bulk: &mut Bulk,
    rosters: &Rosters,
    places: &[Place],
    now: UnixMs,
) -> Result<Vec<(Place, u32)>, OfflineError> {
    let mut next_block = 0;
    let mut enrolled = Vec::with_capacity(places.len());
    for place in places {
        let roster = rosters.of(place, next_block);
        enrolled.push((place.clone(), next_block));
        next_block += people::blocks_of(&roster);
        bulk.take(&Entry::PeopleChanged(Box::new(PeopleChanged {
            at: now,
            by: None,
            act: PeopleAct::Roster,
            source: None,
            schools: vec![roster],
        })))?;
    }
    Ok(enrolled)
}

/// What stands on paper of what was found.
fn write_down(
    bulk: &mut Bulk,
    world: &World,
    places: &[Place],
    (lines, machines): (&HashMap<LineKey, LineId>, &HashMap<MachineIndex, MachineId>),
    now: UnixMs,
) -> Result<HashMap<UnitKey, Papers>, StartError> {
    bulk.take(&papers::promise(world, lines, now))?;
    let today = bulk.fleet().day_clock().day(now);
    for entry in papers::complete(world, places, now, today) {
        bulk.take(&entry)?;
    }
    let mut numbers = equipment::Numbers::default();
    let mut written = HashMap::new();
    for place in places {
        let (entries, papers) = equipment::of(world, place, machines, &mut numbers, now);
        for entry in entries {
            bulk.take(&entry)?;
        }
        written.insert(place.school, papers);
    }
    Ok(written)
}

impl Making<'_> {
    fn make(&self, machine: &Machine) -> Result<Made, OfflineError> {
        let (world, seed) = (self.world, self.world.seed());
        let identity = reports::identity(seed, machine, 0);
        let resident = Resident::of(machine, &world.site(machine.school.index, machine.room.site));
        let seen = resident.last_seen(seed, self.clock, self.now);
        let moment = Moment {
            hash_key: Some(self.hash_key),
            ..Moment::default()
        };
        let head = Head {
            agent: identity.agent,
            run: reports::run(seed, machine, START_BEFORE),
            first_seq: 0,
            now: seen,
            settings: 1,
        };
        let line = facts::line_of(world, machine, false);
        let mut readings = Vec::new();
        if self.has_tests && resident.is_prober() {
            let tests = capacity::tests(seed, machine.index, self.clock, &line, seen);
            readings.extend(tests.map(|(ago_ms, reading)| (ago_ms, ItemBody::Capacity(reading))));
        }
        readings.extend(resident.readings(seed, self.clock, &line, self.now));
        let (report, _) = reports::inventory_with(world, machine, &moment, head, readings);
        let json = serde_json::to_vec(&report).expect("a report has a JSON text");
        let packages = self
            .packages
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let intake = read_report(&json, &packages)
            .map_err(|error| OfflineError::Unreadable(machine.index.0, error))?;
        Ok(Made {
            index: machine.index,
            line: (machine.school.index, machine.room.site, machine.line),
            room: machine.room.code.clone(),
            seen,
            request: reports::enrolment(world, machine, &identity),
            intake,
            resident,
        })
    }
}

fn take(
    bulk: &mut Bulk,
    (places, sites): (&[Place], &Sites),
    making: &Making<'_>,
    queue: Receiver<Result<Made, OfflineError>>,
) -> Result<Taken, OfflineError> {
    let rules = Rules::default();
    let mut there = There {
        seed: making.world.seed(),
        clock: making.clock,
        today: making.clock.day(making.now),
        machines: Vec::new(),
        lines: Vec::new(),
    };
    let mut lines: HashMap<LineKey, LineId> = HashMap::new();
    let mut machines: HashMap<MachineIndex, MachineId> = HashMap::new();
    let mut tests: HashMap<LineId, Vec<KeptTest>> = HashMap::new();
    for (number, made) in (1..).zip(queue) {
        let made = made?;
        let machine = MachineId(number);
        let (school, site, _) = made.line;
        let unit = sites.get(&(school, site)).copied().unwrap_or(UnitKey::ROOT);
        let agent = made.request.agent;
        bulk.take(&Entry::Enrolled(Box::new(Enrolled {
            machine,
            at: made.seen,
            unit: places
                .get(school.0 as usize)
                .map_or(unit, |place| place.of(site, &made.room)),
            token: TokenId(1),
            evidence: Found::of_request(&made.request, &rules.junk).evidence,
            request: made.request,
            former: None,
            review: None,
        })))?;
        let command = Command::Report {
            agent,
            renewed: false,
            intake: Box::new(made.intake),
            resumed: SeqRanges::default(),
        };
        let mut decision = decide(bulk.fleet(), &rules, command, made.seen)
            .map_err(|refusal| OfflineError::Refused(made.index.0, refusal))?;
        let next = LineId(lines.len() as u32 + 1);
        let new = !lines.contains_key(&made.line);
        let line = *lines.entry(made.line).or_insert(next);
        for entry in &mut decision.entries {
            put_on(entry, line, new);
            bulk.take(entry)?;
        }
        if made.resident.is_prober() {
            let (world, (school, site, number)) = (making.world, made.line);
            let way = world.line(school, site, number);
            if making.has_tests {
                let (seed, clock) = (world.seed(), making.clock);
                let kept = capacity::tests(seed, made.index, clock, &way, made.seen);
                tests.insert(
                    line,
                    kept.map(|(ago_ms, reading)| KeptTest {
                        at: made.seen.plus(-ago_ms),
                        machine,
                        reading,
                    })
                    .collect(),
                );
            }
            there
                .lines
                .push(Probed::of(machine, made.index, unit, line, &way));
        }
        there.machines.push((unit, machine, made.resident));
        machines.insert(made.index, machine);
        if number % PACKAGES_TOLD_EVERY == 0 {
            let known = Arc::new(bulk.fleet().packages().clone());
            *making.packages.write().unwrap_or_else(PoisonError::into_inner) = known;
        }
    }
    there
        .machines
        .sort_unstable_by_key(|(site, machine, _)| (*site, *machine));
    there
        .lines
        .sort_unstable_by_key(|probed| (probed.site, probed.line));
    Ok(Taken {
        there,
        tests,
        lines,
        machines,
    })
}

/// Says which line it is, as a person would where a site has two.
fn put_on(entry: &mut Entry, on: LineId, new: bool) {
    match entry {
        Entry::LineGateway(found) => (found.line, found.new) = (on, new),
        Entry::Reported(reported) => reported.line = Some(on),
        Entry::LineChanged { line, .. } => *line = on,
        _ => {}
    }
}

//! The same province written into a data folder directly: a country in minutes instead of hours.
//!
//! ```text
//! workers: machine → enrolment, inventory as JSON ──bounded──▶ one writer: read → decide → apply → store, checkpoint
//! ```
//! Only enrolment is not decided but given: a token a school would tell nothing more.

use crate::facts::Moment;
use crate::reports::{self, Head};
use crate::world::{Machine, SchoolIndex, World};
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Enrolled, Entry, TokenMade, TokenPurpose, UnitMade};
use kiemke_core::intake::{NotAReport, read_report};
use kiemke_core::{Command, Refusal, decide};
use kiemke_daemon::StartError;
use kiemke_daemon::bulk::Bulk;
use kiemke_wire::enrol::{AgentSettings, EnrolRequest, HashKey};
use kiemke_wire::ids::{MachineId, TokenId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, MINUTE_MS, UnixMs};
use std::collections::HashMap;
use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};

/// Machines that wait for the writer, each about 40 kB.
const WAITING: usize = 256;
/// Machines were last seen over so many days; most of them on the last ones.
const SEEN_DAYS: u32 = 30;

/// The start in which the machines reported what is written here: none that a day has, so that a simulated agent
/// which goes on from here begins a new one.
const START_BEFORE: u32 = u32::MAX;

/// What was written.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// Machines.
    pub machines: u32,
    /// Lines that the daemon found.
    pub lines: u64,
    /// Bytes of the checkpoint.
    pub checkpoint_bytes: u64,
}

/// Why nothing, or not all, was written. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum OfflineError {
    /// The folder.
    #[error("fill the data folder")]
    Folder(#[from] StartError),
    /// A report of ours was refused.
    #[error("decide on a report of machine {0}")]
    Refused(u32, #[source] Refusal),
    /// A report of ours is none.
    #[error("read a report of machine {0}")]
    Unreadable(u32, #[source] NotAReport),
}

struct Made {
    index: u32,
    school: SchoolIndex,
    site: u32,
    seen: UnixMs,
    request: EnrolRequest,
    inventory: String,
}

/// Writes the province as of `now`.
///
/// # Errors
/// See [`OfflineError`].
pub fn write(world: &World, dir: &Path, now: UnixMs) -> Result<Written, OfflineError> {
    let mut bulk = Bulk::begin(dir, now)?;
    let units = units(world, &mut bulk, now)?;
    bulk.take(&Entry::TokenMade(TokenMade {
        token: TokenId(1),
        at: now,
        hash: SecretHash([0; 32]),
        purpose: TokenPurpose::Enrol {
            unit: UnitKey::ROOT,
            uses: 1,
        },
        expires_at: None,
    }))?;
    let hash_key = bulk.fleet().hash_key();
    let workers = std::thread::available_parallelism().map_or(1, NonZero::get);
    let machines = std::thread::scope(|scope| {
        let (made, queue) = sync_channel(WAITING);
        for worker in 0..workers {
            let made = made.clone();
            let mine = world.machines().skip(worker).step_by(workers);
            scope.spawn(move || {
                for index in mine {
                    let machine = world.machine(index);
                    // The writer gave up when nobody takes it.
                    if machine.enrols() && made.send(make(world, &machine, hash_key, now)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(made);
        take(&mut bulk, &units, queue)
    })?;
    let lines = bulk.fleet().lines().count() as u64;
    let checkpoint_bytes = bulk.finish()?;
    Ok(Written {
        machines,
        lines,
        checkpoint_bytes,
    })
}

fn make(world: &World, machine: &Machine, hash_key: HashKey, now: UnixMs) -> Made {
    let identity = reports::identity(world.seed(), machine, 0);
    // Two thirds of the machines were seen today, the others some time ago.
    let draw = u64::from(machine.index.0).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
    let days_ago = if draw % 3 > 0 {
        0
    } else {
        (draw / 3) as u32 % SEEN_DAYS
    };
    let minutes_ago = (draw / 97 % 600) as i64;
    let seen = now.plus(-i64::from(days_ago) * DAY_MS - minutes_ago * MINUTE_MS);
    let moment = Moment {
        hash_key: Some(hash_key),
        ..Moment::default()
    };
    let head = Head {
        agent: identity.agent,
        run: reports::run(world.seed(), machine, START_BEFORE),
        first_seq: 0,
        now: seen,
        settings: 1,
    };
    let (report, _) = reports::inventory(world, machine, &moment, head);
    Made {
        index: machine.index.0,
        school: machine.school.index,
        site: machine.room.site,
        seen,
        request: reports::enrolment(world, machine, &identity),
        inventory: serde_json::to_string(&report).expect("a report has a JSON text"),
    }
}

fn take(
    bulk: &mut Bulk,
    units: &HashMap<(SchoolIndex, u32), UnitKey>,
    queue: Receiver<Made>,
) -> Result<u32, OfflineError> {
    let rules = rules();
    let mut count = 0;
    for made in queue {
        count += 1;
        let agent = made.request.agent;
        bulk.take(&Entry::Enrolled(Box::new(Enrolled {
            machine: MachineId(count),
            at: made.seen,
            unit: units
                .get(&(made.school, made.site))
                .copied()
                .unwrap_or(UnitKey::ROOT),
            token: TokenId(1),
            request: made.request,
        })))?;
        let unnamed = read_report(made.inventory.as_bytes())
            .map_err(|error| OfflineError::Unreadable(made.index, error))?;
        let intake = unnamed.recognise(bulk.fleet().packages());
        let command = Command::Report {
            agent,
            intake: Box::new(intake),
            resumed: SeqRanges::default(),
        };
        let decision = decide(bulk.fleet(), &rules, &command, made.seen)
            .map_err(|refusal| OfflineError::Refused(made.index, refusal))?;
        for entry in &decision.entries {
            bulk.take(entry)?;
        }
    }
    Ok(count)
}

/// Communes, schools and, where a school has several, its sites.
fn units(
    world: &World,
    bulk: &mut Bulk,
    now: UnixMs,
) -> Result<HashMap<(SchoolIndex, u32), UnitKey>, OfflineError> {
    let mut next = UnitKey::ROOT.0;
    let mut add = |code: String, name: String, kind: &str, parent: UnitKey| {
        next += 1;
        let unit = UnitKey(next);
        let made = UnitMade {
            unit,
            at: now,
            code,
            name,
            kind: kind.to_owned(),
            parent,
        };
        bulk.take(&Entry::UnitMade(made)).map(|()| unit)
    };
    let mut communes = Vec::new();
    for number in 0..world.communes() {
        let name = crate::names::commune(world.seed(), number);
        communes.push(add(
            format!("x{:04}", number + 1),
            name,
            "commune",
            UnitKey::ROOT,
        )?);
    }
    let mut units = HashMap::new();
    for index in (0..world.schools()).map(SchoolIndex) {
        let school = world.school(index);
        let parent = communes
            .get(school.commune as usize)
            .copied()
            .unwrap_or(UnitKey::ROOT);
        let unit = add(school.code.clone(), school.name.clone(), "school", parent)?;
        for number in 0..school.sites {
            let site = if school.sites > 1 {
                let site = world.site(index, number);
                add(format!("{}-{}", school.code, number + 1), site.name, "site", unit)?
            } else {
                unit
            };
            units.insert((index, number), site);
        }
    }
    Ok(units)
}

fn rules() -> Rules {
    Rules {
        agents: AgentSettings {
            version: 1,
            report_every_s: 900,
            inventory_every_s: 3_600,
            gateway_every_s: 300,
            outside_every_s: 900,
            outside_targets: Vec::new(),
            hash_key: HashKey([0; 32]),
        },
    }
}

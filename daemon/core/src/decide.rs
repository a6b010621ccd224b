//! What becomes of a command: entries and an answer, or a refusal. Reads the state, changes nothing.

mod agent;
mod alert;
mod day;
mod enrol;
mod exam;
mod identity;
mod left;
mod line;
mod line_import;
mod naming;
mod readings;
mod report;
mod review;
mod testing;
mod token;
mod unit;
mod unit_import;

pub use day::{DAY_STAYS_OPEN_MS, due};
pub use token::manages as manages_token;
pub use unit::Ground;

use crate::books::{self, BookHeld, BookWish};
use crate::capacity::TestRules;
use crate::command::{Answer, Command, TableKind};
use crate::entry::Entry;
use crate::equipment;
use crate::fleet::{Fleet, Machine};
use crate::forms::FormRows;
use crate::intake::Intake;
use crate::leaves::LeavesFound;
use crate::people;
use crate::query::Standards;
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::stocktake;
use crate::ties;
use kiemke_config::categories::Categories;
use kiemke_config::daemon::AgentPace;
use kiemke_config::junk::JunkLists;
use kiemke_config::kinds::Kinds;
use kiemke_wire::enrol::{AgentSettings, HashKey, ProbeTarget};
use kiemke_wire::ids::AgentId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::reading::PLATFORM;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::ImportReport;
use std::sync::Arc;

/// What is to be done: the entries in order, and the answer once they are on the disk.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Nothing when the command was a repeat.
    pub entries: Vec<Entry>,
    /// The answer.
    pub answer: Answer,
}

/// What the daemon's settings say to decisions.
#[derive(Clone, Debug)]
pub struct Rules {
    /// How agents are to behave; the hash key in it is filled in from the fleet.
    pub agents: AgentSettings,
    /// The kinds of equipment.
    pub categories: Categories,
    /// How lines are tested; none: they are not.
    pub tests: Option<TestRules>,
    /// What says nothing about identity.
    pub junk: Arc<JunkLists>,
    /// The kinds of units.
    pub kinds: Arc<Kinds>,
    /// Plans and levels, of which figures are typed.
    pub standards: Arc<Standards>,
}

impl Rules {
    /// As the settings have it, without tests; version and key of the agents' settings are left to whoever hands them out.
    pub fn of(pace: &AgentPace) -> Self {
        Self {
            agents: AgentSettings {
                version: 0,
                report_every_s: pace.report_every_s,
                inventory_every_s: pace.inventory_every_s,
                gateway_every_s: pace.gateway_every_s,
                outside_every_s: pace.outside_every_s,
                outside_targets: pace.outside_targets.clone(),
                platforms: pace.platforms.iter().map(platform).collect(),
                platforms_every_s: pace.platforms_every_s,
                hash_key: HashKey([0; 32]),
            },
            categories: Categories::shipped(),
            tests: None,
            junk: JunkLists::shipped(),
            kinds: Arc::new(Kinds::shipped()),
            standards: Arc::new(Standards::shipped()),
        }
    }

    /// Judges by these, and has agents probe the hosts of their platforms beside those that the settings name.
    pub fn take_standards(&mut self, standards: Arc<Standards>) {
        let hosts = standards.platform_hosts();
        for target in hosts.values().flatten().map(platform) {
            if !self.agents.platforms.contains(&target) {
                self.agents.platforms.push(target);
            }
        }
        self.standards = standards;
    }
}

/// A host as a target: over TLS, as all platforms are.
fn platform(host: &String) -> ProbeTarget {
    ProbeTarget {
        name: format!("{PLATFORM}{host}"),
        url: format!("https://{host}/"),
    }
}

/// As the settings are while nobody changes them.
impl Default for Rules {
    fn default() -> Self {
        Self::of(&AgentPace::default())
    }
}

/// Decides a command at `now`.
///
/// # Errors
/// A [`Refusal`]; then nothing changes.
pub fn decide(fleet: &Fleet, rules: &Rules, command: Command, now: UnixMs) -> Result<Decision, Refusal> {
    match command {
        Command::Enrol { token, request } => enrol::decide(fleet, rules, &token, &request, now, now),
        Command::EnrolCarried {
            token,
            request,
            made_at,
        } => enrol::decide(fleet, rules, &token, &request, made_at, now),
        Command::Report {
            agent,
            renewed,
            intake,
            resumed,
        } => {
            let machine = fleet.machine_of(agent);
            let from = Sender {
                agent,
                machine: machine.as_ref(),
                renewed,
            };
            decide_report(fleet, rules, from, *intake, resumed, now)
        }
        Command::OfferSecret { agent, hash } => agent::offer_secret(fleet, agent, hash, now),
        Command::MakeEnrolToken {
            by,
            hash,
            unit,
            uses,
            expires_at,
        } => token::make_enrol(fleet, &by, hash, &unit, uses, expires_at, now),
        Command::MakePersonToken {
            by,
            hash,
            role,
            unit,
            name,
            expires_at,
        } => {
            let new = token::NewPerson {
                role,
                unit: unit.as_deref(),
                name: name.as_deref(),
            };
            token::make_person(fleet, &by, hash, &new, expires_at, now)
        }
        Command::DeclareExam { unit, from, to, name } => exam::declare(fleet, &unit, from, to, &name, now),
        Command::AlertsFound(found) => Ok(alert::found(fleet, &found)),
        Command::AcknowledgeAlert { number, by } => alert::acknowledge(fleet, number, &by, now),
        Command::MakeUnit { wish, ground } => unit::make(fleet, rules, &wish, &ground, now),
        Command::ChangeUnit {
            unit,
            seen,
            action,
            ground,
        } => unit::change(fleet, rules, unit, seen, &action, &ground, now),
        Command::Import { kind, table, ground } => match kind {
            TableKind::Units => unit::import(fleet, rules, &table, &ground, now),
            TableKind::Lines => line_import::import(fleet, &table, &ground, now),
        },
        Command::ImportBook { by, wish, held } => {
            books::import(fleet, &by, &rules.categories, (&wish, &held), now)
        }
        Command::Settle => Ok(Decision {
            entries: Vec::new(),
            answer: Answer::Done,
        }),
        Command::RevokeToken { by, token } => token::revoke(fleet, &by, token, now),
        Command::RevokeAgent { by, machine } => agent::revoke(fleet, &by, machine, now),
        Command::Equipment { by, command } => {
            equipment::decide::decide(fleet, &rules.categories, &by, &command, now)
        }
        Command::KeepApart { pair, apart, by } => ties::decide::keep_apart(fleet, pair, apart, &by, now),
        Command::Review { review, action, by } => review::act(fleet, review, action, &by, now),
        Command::Machine { machine, action, by } => review::act_on_machine(fleet, machine, action, &by, now),
        Command::Stocktake { by, command } => {
            stocktake::decide::decide(fleet, &rules.categories, &by, &command, now)
        }
        Command::People(command) => people::decide::decide(fleet, *command, now),
        Command::DeclareComplete { by, site, of, on } => {
            people::decide::declare(fleet, by, site, of, on, now)
        }
        Command::Tick => Ok(Decision {
            entries: Vec::new(),
            answer: Answer::Done,
        }),
        Command::SetFigures { figures, reason, by } => {
            let reason = reason.as_deref();
            crate::figures::set(fleet, &rules.standards, &figures, reason, &by, now)
        }
        Command::WithdrawFigure {
            figure,
            seen,
            reason,
            by,
        } => crate::figures::withdraw(fleet, figure, seen, &reason, &by, now),
        Command::UndoFigures { entry, by } => crate::figures::undo(fleet, entry, &by, now),
        Command::SetPlan { text, reason, by } => {
            crate::plans::set(fleet, &rules.standards, (&text, reason.as_deref()), &by, now)
        }
        Command::WithdrawPlan {
            plan,
            seen,
            reason,
            by,
        } => crate::plans::withdraw(fleet, &plan, seen, &reason, &by, now),
        Command::UndoPlan { entry, by } => crate::plans::undo(fleet, &rules.standards, entry, &by, now),
        Command::LeavesFound(found) => Ok(leaves_found(fleet, *found, now)),
        Command::SumsFound(sums) => Ok(Decision {
            entries: vec![Entry::DaySummed(sums)],
            answer: Answer::Done,
        }),
        Command::ItemsFound(items) => Ok(Decision {
            entries: vec![Entry::ItemsCounted(items)],
            answer: Answer::Done,
        }),
        Command::RowsSealed(sealed) => Ok(day::rows_sealed(fleet, &sealed)),
        Command::DaySealed { day } => Ok(day::day_sealed(fleet, day)),
    }
}

/// What is new of leaves is kept.
fn leaves_found(fleet: &Fleet, found: LeavesFound, now: UnixMs) -> Decision {
    let made = crate::leaves::made(&fleet.leaves, found, now);
    Decision {
        entries: made
            .map(|made| Entry::LeavesMade(Box::new(made)))
            .into_iter()
            .collect(),
        answer: Answer::Done,
    }
}

/// Who sends a report.
#[derive(Clone, Copy, Debug)]
pub struct Sender<'a> {
    /// The agent.
    pub agent: AgentId,
    /// His machine.
    pub machine: Option<&'a Machine>,
    /// Whether by a secret that he drew anew.
    pub renewed: bool,
}

/// Decides a [`Command::Report`] of an agent whose machine was looked up before, with the state as it is now.
///
/// # Errors
/// As [`decide`].
pub fn decide_report(
    fleet: &Fleet,
    rules: &Rules,
    from: Sender<'_>,
    intake: Intake,
    resumed: SeqRanges,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if intake.agent != from.agent {
        return Err(Refusal::AgentMismatch);
    }
    let machine = from.machine.ok_or(Refusal::CredentialUnknown)?;
    let mut decision = report::decide(fleet, rules, machine, intake, resumed, now)?;
    if from.renewed {
        decision
            .entries
            .splice(0..0, agent::secret_used(fleet, from.agent, now));
    }
    Ok(decision)
}

/// What importing a table would do.
///
/// # Errors
/// When it is larger than what is taken in.
pub fn dry_run(
    fleet: &Fleet,
    kinds: &Kinds,
    kind: TableKind,
    table: &FormRows,
    now: UnixMs,
) -> Result<ImportReport, Refusal> {
    match kind {
        TableKind::Units => unit::dry_run(fleet, kinds, table, now),
        TableKind::Lines => line_import::dry_run(fleet, table, now),
    }
}

/// What importing a table of a book would do.
///
/// # Errors
/// When it is larger than what is taken in, or what was read beforehand was changed since.
pub fn dry_run_book(
    fleet: &Fleet,
    reader: &Reader,
    categories: &Categories,
    with: (&BookWish, &BookHeld),
    now: UnixMs,
) -> Result<ImportReport, Refusal> {
    books::dry_run(fleet, reader, categories, with, now)
}

impl Rules {
    fn settings_of(&self, fleet: &Fleet) -> AgentSettings {
        AgentSettings {
            hash_key: fleet.hash_key(),
            ..self.agents.clone()
        }
    }
}

//! What readers are told of an entry.

use crate::alerts::{AlertChanged, OpenAlert, Scope};
use crate::audit::actor;
use crate::entry::{Entry, KeptBody, Reported};
use crate::fleet::{Fleet, Machine, TokenRecord};
use crate::stocktake::{StocktakeChange, StocktakeEntry};
use kiemke_wire::ids::{EventId, MachineId, Position, UnitKey};
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::{Actor, Event, EventKind, StocktakeStep};
use std::collections::BTreeSet;

/// Events of one entry that can be numbered; see [`EventId`].
const EVENTS_PER_ENTRY_MAX: usize = 64;
/// A clock that is off by more is told once.
const CLOCK_WRONG_MS: i64 = 5 * MINUTE_MS;

/// The events of an entry. `before` is the state without it, `machine` the one that a report is of.
pub(crate) fn events_of(
    before: &Fleet,
    machine: Option<&Machine>,
    position: Position,
    entry: &Entry,
) -> Vec<Event> {
    let mut list = List {
        position,
        events: Vec::new(),
    };
    match entry {
        Entry::FolderMade(_)
        | Entry::UnitMade(_)
        | Entry::UnitsChanged(_)
        | Entry::LinesChanged(_)
        | Entry::PackagesNamed(_)
        | Entry::TargetNamed { .. }
        | Entry::SecretOffered { .. }
        | Entry::SecretTaken { .. }
        | Entry::DayClosed { .. }
        | Entry::ProberElected { .. }
        | Entry::TestGranted(_)
        | Entry::ExamDeclared { .. }
        | Entry::AlertAcknowledged { .. }
        | Entry::PeopleChanged(_)
        | Entry::CompleteDeclared(_)
        | Entry::RowsSealed(_)
        | Entry::FiguresChanged(_)
        | Entry::PlanChanged(_)
        | Entry::LeavesMade(_)
        | Entry::DaySummed(_)
        | Entry::ItemsCounted(_)
        | Entry::DaySealed { .. }
        | Entry::EvidenceFound(_)
        | Entry::TieKeptApart(_)
        | Entry::RekeyAsked { .. } => {}
        Entry::EquipmentChanged(changed) => {
            let places = changed.records.iter().map(|changed| changed.record.place);
            let today = before.today(changed.at);
            let mut schools: Vec<UnitKey> = places.map(|place| before.school_of(place, today)).collect();
            schools.sort_unstable();
            schools.dedup();
            // What concerns several schools is told at the root.
            let unit = match schools[..] {
                [school] => school,
                _ => UnitKey::ROOT,
            };
            list.add(
                changed.at,
                unit,
                None,
                EventKind::EquipmentChanged {
                    action: changed.act.action,
                    undone: changed.undoes.is_some(),
                    records: changed.records.len() as u32,
                },
            );
            list.by(&Some(actor(before, changed.by)));
        }
        Entry::Reenrolled(_)
        | Entry::ReviewOpened(_)
        | Entry::ReviewAnswered(_)
        | Entry::Merged(_)
        | Entry::Split { .. }
        | Entry::MachineMoved(_) => of_identity(before, entry, &mut list),
        Entry::BookChanged(changed) => {
            let mut schools: Vec<UnitKey> = changed.lines.iter().map(|changed| changed.line.school).collect();
            schools.dedup();
            // What concerns several schools is told at the root.
            let unit = match schools[..] {
                [school] => school,
                _ => UnitKey::ROOT,
            };
            let lines = changed.lines.len() as u32;
            list.add(changed.at, unit, None, EventKind::BookChanged { lines });
            list.by(&Some(actor(before, changed.by)));
        }
        Entry::Stocktake(changed) => of_stocktake(before, changed, &mut list),
        Entry::TokenMade(made) => {
            let kind = EventKind::TokenMade {
                purpose: made.purpose.name().into(),
            };
            list.add(made.at, made.purpose.unit(), None, kind);
            list.by(&made.by);
        }
        Entry::TokenRevoked { token, at, by } => {
            let unit = before.tokens.get(token).map_or(UnitKey::ROOT, TokenRecord::unit);
            list.add(*at, unit, None, EventKind::TokenRevoked { token: *token });
            list.by(by);
        }
        Entry::AgentRevoked { machine, at, by } => {
            let Some(machine) = before.machine(*machine) else {
                return Vec::new();
            };
            let about = Some((machine.id, machine.name()));
            list.add(*at, machine.unit, about, EventKind::AgentRevoked);
            list.by(by);
        }
        Entry::Enrolled(enrolled) => {
            let name = enrolled
                .request
                .host_name
                .clone()
                .unwrap_or_else(|| enrolled.machine.to_string());
            list.add(
                enrolled.at,
                enrolled.unit,
                Some((enrolled.machine, name)),
                EventKind::Enrolled,
            );
        }
        Entry::AlertsChanged(changed) => of_alerts(before, changed, &mut list),
        Entry::Reported(reported) => {
            if let Some(machine) = machine {
                of_report(machine, reported, &mut list);
            }
        }
        Entry::LineGateway(found) if found.new => {
            list.add(
                found.at,
                found.unit,
                None,
                EventKind::LineFound { line: found.line },
            );
        }
        Entry::LineGateway(_) => {}
        Entry::LineChanged { line, up, at } => {
            let Some(unit) = before.lines.get(line).map(|line| line.unit) else {
                return Vec::new();
            };
            let kind = if *up {
                EventKind::LineUp { line: *line }
            } else {
                EventKind::LineDown { line: *line }
            };
            list.add(*at, unit, None, kind);
        }
    }
    list.events
}

/// What a review item is about: a machine, else its unit.
fn of_review(
    before: &Fleet,
    at: UnixMs,
    machine: Option<MachineId>,
    unit: UnitKey,
    kind: EventKind,
    list: &mut List,
) {
    let known = machine.and_then(|machine| before.machine(machine));
    match (machine, known) {
        (Some(machine), Some(known)) => list.add(at, known.unit, Some((machine, known.name())), kind),
        (Some(_), None) => {}
        (None, _) => list.add(at, unit, None, kind),
    }
}

fn of_identity(before: &Fleet, entry: &Entry, list: &mut List) {
    let (at, machine, kind) = match entry {
        Entry::Reenrolled(one) => (one.at, one.machine, EventKind::Reenrolled),
        Entry::ReviewOpened(one) => {
            let (review, about) = (one.review, one.kind);
            let kind = EventKind::ReviewOpened { review, about };
            return of_review(before, one.at, one.machine, one.unit, kind, list);
        }
        Entry::ReviewAnswered(one) => {
            let Some(item) = before.reviews.get(one.review) else {
                return;
            };
            let kind = EventKind::ReviewAnswered { review: one.review };
            return of_review(before, one.at, item.machine, item.unit, kind, list);
        }
        Entry::Merged(one) => (one.at, one.machine, EventKind::Merged { into: one.into }),
        Entry::Split { machine, at, .. } => (*at, *machine, EventKind::Split),
        Entry::MachineMoved(one) => (one.at, one.machine, EventKind::MachineMoved),
        _ => return,
    };
    if let Some(known) = before.machine(machine) {
        list.add(at, known.unit, Some((machine, known.name())), kind);
    }
}

/// Whether an event is kept for lists, or only told to those who listen now.
pub fn is_kept(event: &Event) -> bool {
    // What several counters write down is for their screens.
    let is_counting = matches!(
        event.kind,
        EventKind::Stocktake {
            step: StocktakeStep::Counted,
            ..
        }
    );
    event.kind != EventKind::Seen && !is_counting
}

fn of_stocktake(before: &Fleet, changed: &StocktakeEntry, list: &mut List) {
    let (step, events) = match &changed.what {
        StocktakeChange::Opened { .. } => (StocktakeStep::Opened, &[][..]),
        StocktakeChange::Counted { events, .. } => (StocktakeStep::Counted, events.as_slice()),
        StocktakeChange::PackGiven { .. } => (StocktakeStep::PackGiven, &[][..]),
        StocktakeChange::PackBack { .. } => (StocktakeStep::PackBack, &[][..]),
        StocktakeChange::PackLate { events, .. } => (StocktakeStep::PackLate, events.as_slice()),
        StocktakeChange::Closed(_) => (StocktakeStep::Closed, &[][..]),
    };
    let school = match &changed.what {
        StocktakeChange::Opened { school, .. } => Some(*school),
        _ => before
            .stocktakes
            .get(changed.stocktake)
            .map(|session| session.school),
    };
    let Some(school) = school else { return };
    let rooms: BTreeSet<UnitKey> = events.iter().filter_map(|event| event.what.room()).collect();
    let kind = EventKind::Stocktake {
        stocktake: changed.stocktake,
        step,
        rooms: rooms.into_iter().collect(),
        events: events.len() as u32,
    };
    list.add(changed.at, school, None, kind);
    list.by(&Some(actor(before, changed.by)));
}

/// A look that changes more than can be numbered tells of the first; the list of alerts has all.
fn of_alerts(before: &Fleet, changed: &AlertChanged, list: &mut List) {
    for alert in &changed.begun {
        let unit = alert.named.first().copied().unwrap_or(UnitKey::ROOT);
        let kind = EventKind::AlertRaised {
            alert: alert.number,
            symptom: alert.cause.symptom,
            units: alert.units,
        };
        list.push(changed.at, unit, None, whom(before, alert, changed.at), kind);
    }
    for number in &changed.over {
        let Some(alert) = before.alerts.open.iter().find(|alert| alert.number == *number) else {
            continue;
        };
        let unit = alert.named.first().copied().unwrap_or(UnitKey::ROOT);
        let kind = EventKind::AlertOver {
            alert: *number,
            symptom: alert.cause.symptom,
            turned_out: changed
                .turned_out
                .iter()
                .find(|(of, _)| of == number)
                .map(|(_, what)| *what),
        };
        list.push(changed.at, unit, None, whom(before, alert, changed.at), kind);
    }
}

/// The name of what an alert is about.
fn whom(fleet: &Fleet, alert: &OpenAlert, at: UnixMs) -> Option<String> {
    let unit = match &alert.cause.scope {
        Scope::Provider(provider) => return Some(provider.clone()),
        Scope::Unit(unit) => *unit,
        Scope::Line(_) => alert.named.first().copied()?,
    };
    let name = fleet.unit(unit)?.name(fleet.today(at));
    (!name.is_empty()).then(|| name.to_owned())
}

fn of_report(machine: &Machine, reported: &Reported, list: &mut List) {
    let mut add = |at, kind| list.add(at, machine.unit, Some((machine.id, machine.name())), kind);
    if machine.received(reported.run).is_none() && reported.resumed.is_empty() {
        let check_in = reported.items.iter().find_map(|item| match &item.what {
            KeptBody::CheckIn(check_in) => Some(check_in.version.clone()),
            _ => None,
        });
        let version = check_in.unwrap_or_else(|| machine.agent_version.clone());
        add(reported.at, EventKind::AgentStarted { version });
    }
    for item in &reported.items {
        match &item.what {
            KeptBody::Section(section) if machine.takes_section(section.section, item.at) => {
                // The first inventory of a machine changes nothing that anybody knew.
                let held = machine.sections.get(&section.section);
                if held.is_some_and(|held| held.digest != section.digest) {
                    let section = section.section;
                    add(item.at, EventKind::SectionChanged { section });
                }
            }
            KeptBody::CollectorFailed(failed) => add(
                item.at,
                EventKind::CollectorFailed {
                    section: failed.section,
                    reason: failed.reason.clone(),
                },
            ),
            KeptBody::Dropped(dropped) => add(item.at, EventKind::Dropped { count: dropped.count }),
            _ => {}
        }
    }
    for warning in &reported.warnings {
        add(
            reported.at,
            EventKind::SetAside {
                place: warning.place.clone(),
                reason: warning.reason.clone(),
            },
        );
    }
    let was_wrong = machine
        .clock_ahead_ms
        .is_some_and(|ahead| ahead.abs() > CLOCK_WRONG_MS);
    if reported.clock_ahead_ms.abs() > CLOCK_WRONG_MS && !was_wrong {
        add(
            reported.at,
            EventKind::ClockWrong {
                ahead_ms: reported.clock_ahead_ms,
            },
        );
    }
    add(reported.at, EventKind::Seen);
}

struct List {
    position: Position,
    events: Vec<Event>,
}

impl List {
    fn add(&mut self, at: UnixMs, unit: UnitKey, machine: Option<(MachineId, String)>, kind: EventKind) {
        let (machine, name) = machine.unzip();
        self.push(at, unit, machine, name, kind);
    }

    fn push(
        &mut self,
        at: UnixMs,
        unit: UnitKey,
        machine: Option<MachineId>,
        name: Option<String>,
        kind: EventKind,
    ) {
        if self.events.len() < EVENTS_PER_ENTRY_MAX {
            let id = EventId(self.position.0 * EVENTS_PER_ENTRY_MAX as u64 + self.events.len() as u64);
            self.events.push(Event {
                id,
                at,
                unit,
                machine,
                name,
                by: None,
                kind,
            });
        }
    }

    /// Says whose doing the last event was.
    fn by(&mut self, by: &Option<Actor>) {
        if let Some(event) = self.events.last_mut() {
            event.by.clone_from(by);
        }
    }
}

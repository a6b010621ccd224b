//! Which questions are due, and who asks them.

use super::line::{DAY_BACK_MS, DAY_STEP_S, WEEKS_BACK_MS, WEEKS_STEP_S};
use super::{Link, Overlay, Phase, Screen, State, events, form};
use crate::effect::{Effect, ListQuery, Query, Slot, Ticket};
use kiemke_wire::time::{DAY_MS, SECOND_MS, UnixMs};

/// How old shown figures may get without any event: some change by time alone (a machine grows old, a line has no
/// recent probe).
const REFRESH_MS_MAX: i64 = 30 * SECOND_MS;
/// How far back the readings of one machine go: a day shows busy and quiet hours.
const READINGS_BACK_MS: i64 = DAY_MS;

impl State {
    /// Everything that is on screen is wanted as soon as the bound of refreshes lets it.
    pub(crate) fn want_shown(&mut self, now: UnixMs) {
        self.overview.figures.want(now);
        self.overview.warnings.want(now);
        self.want_details(now);
        match self.screen {
            Screen::Overview => {
                self.events.open_alerts.want(now);
                self.map.want(now);
            }
            Screen::Places => {
                self.places.want(now);
                if self.classes.is_open() {
                    self.classes.want(now);
                }
            }
            Screen::Stock => self.stock.want(now),
            Screen::Lines => self.lines.lines.source.want(now),
            Screen::Stocktake => self.stocktake.want(now),
            Screen::Plan => self.plan.want(now),
            Screen::Review => {
                self.reviews.want(now);
                self.ties.pairs.source.want(now);
            }
            Screen::Events => {
                self.events.source.want(now);
                self.events.open_alerts.want(now);
            }
        }
    }

    fn want_details(&mut self, now: UnixMs) {
        if let Some(machine) = &mut self.machine {
            machine.detail.want(now);
            machine.readings.want(now);
        }
        if let Some(record) = &mut self.record {
            record.want(now);
        }
        if let Some(line) = &mut self.line {
            line.want(now);
        }
    }

    /// Everything is wanted at once: at the start, after a gap, when the user says so.
    pub(crate) fn want_all(&mut self, now: UnixMs) {
        self.overview.figures.want_at(now);
        self.overview.warnings.want_at(now);
        self.map.sites.want_at(now);
        self.places.want_at(now);
        self.classes.want_at(now);
        self.stock.want_at(now);
        self.lines.lines.source.want_at(now);
        self.stocktake.want_at(now);
        self.plan.want_at(now);
        self.reviews.want_at(now);
        self.ties.pairs.source.want_at(now);
        self.events.source.want_at(now);
        self.events.open_alerts.want_at(now);
        if let Some(machine) = &mut self.machine {
            machine.detail.want_at(now);
            machine.readings.want_at(now);
        }
        if let Some(record) = &mut self.record {
            record.want_at(now);
        }
        if let Some(line) = &mut self.line {
            line.want_at(now);
        }
    }

    /// Questions that are due now, each with a new ticket.
    pub(crate) fn poll_fetches(&mut self, now: UnixMs) -> Vec<Effect> {
        self.want_outdated(now);
        let mut effects = Vec::new();
        for slot in self.slots() {
            if self.due(slot).is_some_and(|due| due <= now) {
                let ticket = self.next_ticket();
                if let Some(query) = self.ask(slot, ticket, now) {
                    effects.push(Effect::Fetch(ticket, query));
                }
            }
        }
        effects
    }

    /// When the next question is due, or a message goes.
    pub(crate) fn next_due(&self) -> impl Iterator<Item = UnixMs> + '_ {
        let told = self.told.iter().map(|told| told.until);
        self.slots()
            .into_iter()
            .filter_map(|slot| self.due(slot))
            .chain(told)
    }

    fn want_outdated(&mut self, now: UnixMs) {
        if !matches!(self.link, Link::Online { .. }) {
            return;
        }
        let outdated = |phase| match phase {
            Phase::Current { at } => now.since(at) >= REFRESH_MS_MAX,
            Phase::Asking { .. } | Phase::Failed { .. } => false,
        };
        if outdated(self.phase()) || outdated(self.overview.figures.phase()) {
            self.want_shown(now);
        }
    }

    /// Whether the map is on screen, alone or beside the figures.
    pub(crate) fn shows_map(&self) -> bool {
        self.map.is_open || crate::layout::map_beside(self.size).is_some()
    }

    /// The slots that are on screen or in the header.
    fn slots(&self) -> Vec<Slot> {
        let mut slots = vec![Slot::Overview, Slot::WarningCount];
        if self.machine.is_some() {
            slots.extend([Slot::Machine, Slot::Readings]);
        }
        if self.record.is_some() {
            slots.extend([Slot::Record, Slot::History, Slot::UnitName]);
        }
        if self.line.is_some() {
            slots.extend([Slot::Line, Slot::LineDay, Slot::LineWeeks]);
        }
        if matches!(self.overlay, Some(Overlay::Form(_))) {
            slots.push(Slot::FindUnits);
        }
        match self.screen {
            // The newest alerts and events stand on the overview.
            Screen::Overview => {
                slots.extend([Slot::Alerts, Slot::RecentEvents]);
                slots.extend(self.shows_map().then_some(Slot::Sites));
            }
            Screen::Events => slots.extend([Slot::Alerts, Slot::RecentEvents]),
            Screen::Places if self.classes.is_open() => slots.extend([Slot::Classes, Slot::People]),
            Screen::Places => slots.extend([Slot::Place, Slot::PlacesBelow, Slot::PlaceGroups]),
            Screen::Stock => {
                let what = self.stock.facets.what;
                slots.extend(what.has_machines().then_some(Slot::Machines));
                slots.extend(what.has_records().then_some(Slot::Records));
            }
            Screen::Lines => slots.push(Slot::Lines),
            Screen::Stocktake => slots.extend([
                Slot::Stocktakes,
                Slot::Stocktake,
                Slot::ScanStates,
                Slot::StocktakeHistory,
                Slot::Pack,
            ]),
            Screen::Plan => slots.extend([Slot::Plan, Slot::PlanPart, Slot::Standards]),
            Screen::Review => {
                slots.extend([Slot::Reviews, Slot::Review]);
                // Pairs are much work for the daemon: they are counted once beside the questions.
                let is_wanted = self.ties.is_open || self.ties.pairs.source.value().is_none();
                slots.extend(is_wanted.then_some(Slot::Ties));
            }
        }
        slots
    }

    fn due(&self, slot: Slot) -> Option<UnixMs> {
        match slot {
            Slot::Overview => self.overview.figures.due(),
            Slot::Sites => self.map.sites.due(),
            Slot::WarningCount => self.overview.warnings.due(),
            Slot::Machines => self.stock.machines.source.due(),
            Slot::Machine => self.machine.as_ref()?.detail.due(),
            Slot::Readings => self.machine.as_ref()?.readings.due(),
            Slot::Records => self.stock.records.source.due(),
            Slot::Record => self.record.as_ref()?.detail.due(),
            Slot::History => self.record.as_ref()?.history.due(),
            Slot::FindUnits => match &self.overlay {
                Some(Overlay::Form(form)) if form.focused().picks_unit() => form.units.due(),
                _ => None,
            },
            Slot::UnitName => self.names.due(),
            Slot::Place => self.places.total_due(),
            Slot::PlacesBelow => self.places.below_due(),
            Slot::PlaceGroups => self.places.groups_due(),
            Slot::Classes => self.classes.unit.as_ref().and(self.classes.classes.due()),
            Slot::People => self.classes.open.as_ref()?.people.due(),
            Slot::Lines => self.lines.lines.source.due(),
            Slot::Line => self.line.as_ref()?.detail.due(),
            Slot::LineDay => self.line.as_ref()?.day.due(),
            Slot::LineWeeks => self.line.as_ref()?.weeks.due(),
            Slot::Stocktakes => self.stocktake.sessions_due(),
            Slot::Stocktake => self.stocktake.open.as_ref()?.detail.due(),
            Slot::ScanStates => self.stocktake.open.as_ref()?.states_due(),
            Slot::StocktakeHistory => self.stocktake.open.as_ref()?.history_due(),
            Slot::Pack => self.stocktake.open.as_ref()?.pack_due(),
            Slot::Plan => self.plan.plan.due(),
            Slot::PlanPart => self.plan.part_due(),
            Slot::Standards => self.plan.standards.due(),
            Slot::Reviews => self.reviews.items.source.due(),
            Slot::Review => self.reviews.detail_due(),
            Slot::Ties => self.ties.pairs.source.due(),
            Slot::Alerts => self.events.open_alerts.due(),
            Slot::RecentEvents => self.events.source.due(),
        }
    }

    fn ask(&mut self, slot: Slot, ticket: Ticket, now: UnixMs) -> Option<Query> {
        Some(match slot {
            Slot::Overview => {
                self.overview.figures.asked(ticket, now);
                Query::Overview
            }
            Slot::Sites => {
                self.map.sites.asked(ticket, now);
                Query::Sites
            }
            Slot::WarningCount => {
                self.overview.warnings.asked(ticket, now);
                Query::WarningCount
            }
            Slot::Machines => Query::Machines(self.stock.ask_machines(ticket, now)),
            Slot::Records => Query::Records(self.stock.ask_records(ticket, now)),
            Slot::Machine => {
                let machine = self.machine.as_mut()?;
                machine.detail.asked(ticket, now);
                Query::Machine(machine.id())
            }
            Slot::Readings => {
                let machine = self.machine.as_mut()?;
                machine.readings.asked(ticket, now);
                Query::Readings(machine.id(), now.plus(-READINGS_BACK_MS))
            }
            Slot::Record => {
                let record = self.record.as_mut()?;
                record.detail.asked(ticket, now);
                Query::Record(record.id())
            }
            Slot::History => {
                let record = self.record.as_mut()?;
                record.history.asked(ticket, now);
                Query::History(record.id())
            }
            Slot::FindUnits => {
                let Some(Overlay::Form(form)) = &mut self.overlay else {
                    return None;
                };
                Query::FindUnits(ListQuery {
                    text: form.ask_units(ticket, now),
                    sort: Some("name".into()),
                    limit: form::UNITS_MAX,
                    ..ListQuery::default()
                })
            }
            Slot::UnitName => Query::UnitName(self.names.ask(ticket, now)?),
            Slot::Place => self.places.ask_total(ticket, now)?,
            Slot::PlacesBelow => self.places.ask_below(ticket, now)?,
            Slot::PlaceGroups => self.places.ask_groups(ticket, now)?,
            Slot::Classes => self.classes.ask_classes(ticket, now)?,
            Slot::People => self.classes.ask_people(ticket, now)?,
            Slot::Lines => Query::Lines(self.lines.ask(ticket, now)),
            Slot::Line => {
                let line = self.line.as_mut()?;
                line.detail.asked(ticket, now);
                Query::Line(line.id())
            }
            Slot::LineDay => {
                let line = self.line.as_mut()?;
                line.day.asked(ticket, now);
                Query::LineDay(line.id(), now.plus(-DAY_BACK_MS), DAY_STEP_S)
            }
            Slot::LineWeeks => {
                let line = self.line.as_mut()?;
                line.weeks.asked(ticket, now);
                Query::LineWeeks(line.id(), now.plus(-WEEKS_BACK_MS), WEEKS_STEP_S)
            }
            Slot::Stocktakes => self.stocktake.ask(ticket, now),
            Slot::Stocktake => {
                let open = self.stocktake.open.as_mut()?;
                open.detail.asked(ticket, now);
                Query::Stocktake(open.id)
            }
            Slot::ScanStates => self.stocktake.open.as_mut()?.ask_states(ticket, now),
            Slot::StocktakeHistory => self.stocktake.open.as_mut()?.ask_history(ticket, now),
            Slot::Pack => self.stocktake.open.as_mut()?.ask_pack(ticket, now)?,
            Slot::Plan => self.plan.ask(ticket, now),
            Slot::PlanPart => self.plan.ask_part(ticket, now)?,
            Slot::Standards => self.plan.ask_standards(ticket, now),
            Slot::Reviews => Query::Reviews(self.reviews.ask_items(ticket, now)),
            Slot::Review => Query::Review(self.reviews.ask_detail(ticket, now)?),
            Slot::Ties => Query::Ties(self.ties.ask(ticket, now)),
            Slot::Alerts => {
                self.events.open_alerts.asked(ticket, now);
                Query::Alerts
            }
            Slot::RecentEvents => {
                self.events.source.asked(ticket, now);
                Query::RecentEvents(events::ROWS_MAX)
            }
        })
    }
}

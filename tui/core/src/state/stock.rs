use super::paged::{Listed, Paged};
use super::{Input, List, Phase};
use crate::effect::{ListQuery, MachineFilter, Ticket};
use kiemke_config::messages::Msg;
use kiemke_wire::equipment::{EquipmentState, Holder};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{EquipmentId, MachineId};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{EquipmentRow, MachineRow, Page, UnitView};
use std::collections::{BTreeSet, HashMap};

/// How near to the end of the loaded rows the next page is asked for.
const AHEAD_ROWS: usize = 50;
/// The most rows that are marked: what the daemon takes in one body.
const MARKED_MAX: usize = 4_000;

/// Screen 3: machines and equipment records in one table.
#[derive(Debug, Default)]
pub struct StockState {
    pub(crate) machines: Paged<MachineRow>,
    pub(crate) records: Paged<EquipmentRow>,
    pub(crate) list: List,
    pub(crate) input: Input,
    pub(crate) typing: bool,
    pub(crate) sort: StockSort,
    pub(crate) facets: Facets,
    /// The unit to which the table is narrowed; the reader's own when none is.
    pub(crate) scope: Option<UnitView>,
    /// Columns that are not shown.
    pub(crate) hidden: BTreeSet<StockColumn>,
    /// Records that are marked for what is done next.
    pub(crate) marked: BTreeSet<EquipmentId>,
    /// Whether what is still to be loaded is marked as it comes.
    marking: bool,
    rows: Vec<StockRow>,
}

/// A row of the table: a machine, a record, or a record with the machine that an agent observes in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StockRow {
    Machine(usize),
    Record(usize, Option<usize>),
}

/// Which row, whatever moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StockId {
    Machine(MachineId),
    Record(EquipmentId),
}

/// What a row is about.
#[derive(Clone, Copy, Debug)]
pub(crate) enum StockThing<'a> {
    Machine(&'a MachineRow),
    Record(&'a EquipmentRow, Option<&'a MachineRow>),
}

/// Which rows are shown. A facet of machines shows machines alone, one of records records alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facets {
    pub(crate) what: StockKind,
    pub(crate) machines: MachineFilter,
    pub(crate) state: Option<EquipmentState>,
    pub(crate) category: Option<String>,
    /// Those in which an agent could be, that neither a machine nor a stocktake has shown.
    pub(crate) never_seen: bool,
}

/// What the table holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StockKind {
    /// Machines and records.
    #[default]
    All,
    /// Machines that agents observe.
    Machines,
    /// Equipment records.
    Records,
}

/// Orders of the table.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StockSort {
    /// By name.
    #[default]
    Name,
    /// By the code on the sticker; machines behind.
    Code,
    /// Machines seen last first; records behind.
    NewestSeen,
    /// Machines seen longest ago first; records behind.
    OldestSeen,
    /// Oldest equipment first; machines behind.
    Year,
    /// By number.
    Id,
}

/// Columns that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum StockColumn {
    /// The code on the sticker.
    Code,
    /// Where it is.
    Unit,
    /// Its kind.
    Kind,
    /// Model.
    Model,
    /// Operating system.
    System,
    /// Main memory.
    Memory,
    /// Who has it.
    Holder,
    /// The year in which it was put to use.
    Year,
    /// When an agent spoke for it last.
    Seen,
}

impl StockColumn {
    /// All of them, as they stand.
    pub const ALL: [Self; 9] = [
        Self::Code,
        Self::Unit,
        Self::Kind,
        Self::Model,
        Self::System,
        Self::Memory,
        Self::Holder,
        Self::Year,
        Self::Seen,
    ];
}

impl StockSort {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Code,
        Self::NewestSeen,
        Self::OldestSeen,
        Self::Year,
        Self::Id,
    ];

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Name => Msg::SortName,
            Self::Code => Msg::SortCode,
            Self::NewestSeen => Msg::SortNewestSeen,
            Self::OldestSeen => Msg::SortOldestSeen,
            Self::Year => Msg::SortYear,
            Self::Id => Msg::SortId,
        }
    }

    fn of_machines(self) -> &'static str {
        match self {
            Self::Name | Self::Code | Self::Year => "name",
            Self::NewestSeen => "-last_seen",
            Self::OldestSeen => "last_seen",
            Self::Id => "id",
        }
    }

    fn of_records(self) -> &'static str {
        match self {
            Self::Name | Self::NewestSeen | Self::OldestSeen => "name",
            Self::Code => "code",
            Self::Year => "year",
            Self::Id => "id",
        }
    }

    /// Whether what has no such value, machines or records, stands behind all that has.
    fn behind(self) -> Option<StockKind> {
        match self {
            Self::Name => None,
            Self::Code | Self::Year => Some(StockKind::Machines),
            Self::NewestSeen | Self::OldestSeen | Self::Id => Some(StockKind::Records),
        }
    }
}

impl Facets {
    /// Machines alone, of that kind.
    pub(crate) fn of_machines(filter: MachineFilter) -> Self {
        Self {
            what: match filter {
                MachineFilter::All => StockKind::All,
                _ => StockKind::Machines,
            },
            machines: filter,
            ..Self::default()
        }
    }

    /// Records that nothing has shown.
    pub(crate) fn never_seen() -> Self {
        Self {
            what: StockKind::Records,
            never_seen: true,
            ..Self::default()
        }
    }

    fn of_records(&self) -> Option<String> {
        let state = self.state.map(|state| format!("state:{}", state.code()));
        let category = self.category.as_ref().map(|code| format!("category:{code}"));
        let never = self.never_seen.then(|| "seen:no,observable:yes".to_owned());
        let parts: Vec<String> = [state, category, never].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(","))
    }
}

impl StockKind {
    /// Whether machines are among it.
    pub(crate) fn has_machines(self) -> bool {
        self != Self::Records
    }

    /// Whether records are.
    pub(crate) fn has_records(self) -> bool {
        self != Self::Machines
    }
}

impl StockState {
    pub(crate) fn rows(&self) -> &[StockRow] {
        &self.rows
    }

    pub(crate) fn thing(&self, row: StockRow) -> Option<StockThing<'_>> {
        Some(match row {
            StockRow::Machine(at) => StockThing::Machine(self.machines.get(at)?),
            StockRow::Record(at, tied) => {
                let machine = tied.and_then(|at| self.machines.get(at));
                StockThing::Record(self.records.get(at)?, machine)
            }
        })
    }

    pub(crate) fn selected(&self) -> Option<StockThing<'_>> {
        self.thing(*self.rows.get(self.list.selected)?)
    }

    /// How many rows fit; `None` while the daemon has not yet answered for what is typed.
    pub(crate) fn total(&self) -> Option<u64> {
        let typed = self.input.text();
        let what = self.facets.what;
        let of = |asked: bool, total: Option<u64>| if asked { total } else { Some(0) };
        let machines = of(what.has_machines(), self.machines.total(typed))?;
        let records = of(what.has_records(), self.records.total(typed))?;
        let tied = self
            .rows
            .iter()
            .filter(|row| matches!(row, StockRow::Record(_, Some(_))));
        Some((machines + records).saturating_sub(tied.count() as u64))
    }

    /// Whether what is shown is true now: the worse of both lists.
    pub(crate) fn phase(&self) -> Phase {
        let (machines, records) = (self.machines.source.phase(), self.records.source.phase());
        match self.facets.what {
            StockKind::All => machines.worse(records),
            StockKind::Machines => machines,
            StockKind::Records => records,
        }
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.machines.source.want(now);
        self.records.source.want(now);
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.machines.source.want_at(now);
        self.records.source.want_at(now);
    }

    /// Typing changed the search: local rows are filtered now, and the daemon is asked as soon as it has answered what
    /// was typed before. So it is asked as fast as it answers, and never twice at a time.
    pub(crate) fn typed(&mut self, now: UnixMs, height: usize) {
        self.forget_more();
        self.want_at(now);
        self.rebuild(None, height);
        self.list.select(0, self.rows.len(), height);
    }

    /// Another order: the rows on screen are no longer the answer.
    pub(crate) fn reordered(&mut self, now: UnixMs, height: usize) {
        self.forget_more();
        self.machines.source.replace_at(now);
        self.records.source.replace_at(now);
        self.rebuild(None, height);
        self.list.select(0, self.rows.len(), height);
    }

    /// Rows under other facets or of another unit would be wrong ones: they go.
    pub(crate) fn narrow(&mut self, facets: Facets, scope: Option<UnitView>, now: UnixMs, height: usize) {
        if self.facets != facets || self.scope != scope {
            self.facets = facets;
            self.scope = scope;
            self.unmark();
            self.machines.clear();
            self.records.clear();
        }
        self.reordered(now, height);
    }

    fn forget_more(&mut self) {
        self.marking = false;
        self.machines.forget_more();
        self.records.forget_more();
    }

    /// Asks for the next page when the selection comes near the end of what is loaded.
    pub(crate) fn look_ahead(&mut self, now: UnixMs) {
        if self.list.selected + AHEAD_ROWS < self.rows.len() {
            return;
        }
        let typed = self.input.text().to_owned();
        if self.facets.what.has_machines() {
            self.machines.want_more(&typed, now);
        }
        if self.facets.what.has_records() {
            self.records.want_more(&typed, now);
        }
    }

    pub(crate) fn ask_machines(&mut self, ticket: Ticket, now: UnixMs) -> ListQuery {
        let filter = self.facets.machines.as_param().map(str::to_owned);
        let question = self.question(filter, self.sort.of_machines());
        self.machines.ask(question, ticket, now)
    }

    pub(crate) fn ask_records(&mut self, ticket: Ticket, now: UnixMs) -> ListQuery {
        let question = self.question(self.facets.of_records(), self.sort.of_records());
        self.records.ask(question, ticket, now)
    }

    fn question(&self, filter: Option<String>, sort: &str) -> ListQuery {
        ListQuery {
            unit: self.scope.as_ref().map(|unit| unit.key),
            text: self.input.text().to_owned(),
            filter,
            sort: Some(sort.to_owned()),
            ..ListQuery::default()
        }
    }

    pub(crate) fn machines_answered(&mut self, page: Page<MachineRow>, now: UnixMs, height: usize) {
        let selected = self.selected_id();
        self.machines.answered(page, now);
        self.rebuild(selected, height);
    }

    pub(crate) fn records_answered(&mut self, page: Page<EquipmentRow>, now: UnixMs, height: usize) {
        let selected = self.selected_id();
        self.records.answered(page, now);
        self.rebuild(selected, height);
        if self.marking {
            self.mark_loaded(now);
        }
    }

    fn selected_id(&self) -> Option<StockId> {
        self.selected().map(StockThing::id)
    }

    /// Marks the selected record, or takes its mark away.
    pub(crate) fn mark(&mut self) {
        self.marking = false;
        if let Some(StockThing::Record(record, _)) = self.selected() {
            let id = record.id;
            if !self.marked.remove(&id) && self.marked.len() < MARKED_MAX {
                self.marked.insert(id);
            }
        }
    }

    /// Marks all records of the list, also those that are not loaded yet, or takes all marks away when all of them are
    /// marked, or on the way to be.
    pub(crate) fn mark_all(&mut self, now: UnixMs) {
        let loaded = self.loaded();
        if self.marking || (!self.records.has_more() && loaded.is_subset(&self.marked)) {
            return self.unmark();
        }
        self.mark_loaded(now);
    }

    pub(crate) fn unmark(&mut self) {
        self.marked.clear();
        self.marking = false;
    }

    /// Marks what is there, and asks for the rest as long as the daemon takes more in one body.
    fn mark_loaded(&mut self, now: UnixMs) {
        self.marked = self.loaded();
        self.marking = self.records.has_more() && self.marked.len() < MARKED_MAX;
        if self.marking {
            let typed = self.input.text().to_owned();
            self.records.want_more(&typed, now);
        }
    }

    fn loaded(&self) -> BTreeSet<EquipmentId> {
        let words = self.input.words();
        let shown = self.facets.what.has_records();
        let fitting = self.records.fitting(self.input.text(), &words);
        let ids = fitting.filter_map(|at| Some(self.records.get(at)?.id));
        ids.filter(|_| shown).take(MARKED_MAX).collect()
    }

    /// The records to which something is done next: those that are marked, else the selected one.
    pub(crate) fn targets(&self) -> Vec<EquipmentId> {
        match (self.marked.is_empty(), self.selected()) {
            (false, _) => self.marked.iter().copied().collect(),
            (true, Some(StockThing::Record(record, _))) => vec![record.id],
            (true, _) => Vec::new(),
        }
    }

    /// What the targets are, as far as they are loaded.
    pub(crate) fn targeted(&self) -> Vec<&EquipmentRow> {
        let targets: BTreeSet<EquipmentId> = self.targets().into_iter().collect();
        let held = self.records.held().iter().map(|held| &held.row);
        held.filter(|row| targets.contains(&row.id)).collect()
    }

    /// Works out the rows and keeps the selection on what it was on.
    fn rebuild(&mut self, selected: Option<StockId>, height: usize) {
        let words = self.input.words();
        let typed = self.input.text();
        let what = self.facets.what;
        let fitting = |shown: bool, rows: &mut dyn Iterator<Item = usize>| -> Vec<usize> {
            if shown { rows.collect() } else { Vec::new() }
        };
        let machines = fitting(what.has_machines(), &mut self.machines.fitting(typed, &words));
        let records = fitting(what.has_records(), &mut self.records.fitting(typed, &words));
        let by_id: HashMap<MachineId, usize> = machines
            .iter()
            .filter_map(|at| Some((self.machines.get(*at)?.id, *at)))
            .collect();
        let tied = |at: &usize| -> Option<usize> {
            let machine = self.records.get(*at)?.record.machine?;
            by_id.get(&machine).copied()
        };
        let hidden: BTreeSet<usize> = records.iter().filter_map(tied).collect();
        let machines = machines.into_iter().filter(|at| !hidden.contains(at));
        let machines: Vec<StockRow> = machines.map(StockRow::Machine).collect();
        let records: Vec<StockRow> = records.iter().map(|at| StockRow::Record(*at, tied(at))).collect();
        self.rows = match self.sort.behind() {
            Some(StockKind::Machines) => [records, machines].concat(),
            Some(_) => [machines, records].concat(),
            None => self.by_name(machines, records),
        };
        let at = selected
            .filter(|_| self.list.selected > 0)
            .and_then(|id| {
                let is_it = |row: &StockRow| self.thing(*row).map(StockThing::id) == Some(id);
                self.rows.iter().position(is_it)
            })
            .unwrap_or(self.list.selected);
        self.list.select(at, self.rows.len(), height);
    }

    /// Merges two lists that are each in order. Behind the last row of one that has more, nothing of the other is
    /// shown yet: it would have to move.
    fn by_name(&self, machines: Vec<StockRow>, records: Vec<StockRow>) -> Vec<StockRow> {
        let name = |row: &StockRow| {
            let name = match self.thing(*row) {
                Some(StockThing::Machine(machine)) => &machine.name,
                Some(StockThing::Record(record, _)) => &record.record.name,
                None => return String::new(),
            };
            search_key(name)
        };
        let keyed = |rows: Vec<StockRow>| -> Vec<(String, StockRow)> {
            rows.into_iter().map(|row| (name(&row), row)).collect()
        };
        let (mut machines, mut records) = (keyed(machines), keyed(records));
        let end = |list: &[(String, StockRow)], more: bool| {
            list.last().filter(|_| more).map(|(name, _)| name.clone())
        };
        let (machines_end, records_end) = (
            end(&machines, self.machines.has_more()),
            end(&records, self.records.has_more()),
        );
        if let Some(end) = machines_end {
            records.retain(|(name, _)| *name <= end);
        }
        if let Some(end) = records_end {
            machines.retain(|(name, _)| *name <= end);
        }
        let mut merged = Vec::with_capacity(machines.len() + records.len());
        // From the back, so that each is taken off its list.
        while let (Some(machine), Some(record)) = (machines.last(), records.last()) {
            let later = if machine.0 > record.0 {
                &mut machines
            } else {
                &mut records
            };
            merged.extend(later.pop().map(|(_, row)| row));
        }
        merged.extend(machines.into_iter().chain(records).rev().map(|(_, row)| row));
        merged.reverse();
        merged
    }
}

impl StockThing<'_> {
    pub(crate) fn id(self) -> StockId {
        match self {
            Self::Machine(machine) => StockId::Machine(machine.id),
            Self::Record(record, _) => StockId::Record(record.id),
        }
    }
}

impl Listed for MachineRow {
    type Id = MachineId;

    fn id(&self) -> MachineId {
        self.id
    }

    fn key(&self) -> String {
        let known = [&self.model, &self.os, &self.cpu, &self.chassis_kind];
        let mut text = format!("{} {} {} {}", self.name, self.id, self.unit.name, self.unit.code);
        for part in known.into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        search_key(&text)
    }
}

impl Listed for EquipmentRow {
    type Id = EquipmentId;

    fn id(&self) -> EquipmentId {
        self.id
    }

    fn key(&self) -> String {
        let record = &self.record;
        let person = match &record.holder {
            Some(Holder::Person(code)) => Some(code),
            _ => None,
        };
        let known = [
            record.code.as_ref(),
            record.maker.as_ref(),
            record.model.as_ref(),
            record.serial.as_ref(),
            person,
        ];
        let mut text = format!("{} {} {}", record.name, self.id, self.unit.name);
        for part in known.into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        search_key(&text)
    }
}

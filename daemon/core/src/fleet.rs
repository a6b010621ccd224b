//! All that the daemon knows, in memory, and how an entry changes it.
//!
//! Owned by one writer; readers see it between groups. Whole inventories are not in it: they lie in the
//! store. Of readings it holds the newest, and the quarter-hours of days that are not sealed.

mod agent_version;
mod chunk_day;
mod credentials;
mod days;
mod grams;
mod holders;
mod identity;
mod items_touched;
mod kept_events;
mod kinds;
mod line;
mod line_marks;
mod lines_below;
mod machine;
mod machines;
mod of_school;
mod offered;
mod on_lines;
mod package_list;
mod packages;
mod packed;
mod places_above;
mod resets;
mod review;
mod search_text;
mod summary;
mod targets;
mod tested_lines;
mod token;
mod told;

pub use days::ClosedDay;
pub use kept_events::EVENTS_KEPT;
pub use kinds::{Abilities, Kind, KindId, Kinds};
pub use line::{Gateway, Line, OutsideSample};
pub use machine::{Held, Machine, Part, RUNS_KEPT, Run};
pub use offered::Reporter;
pub use package_list::PackageList;
pub use packages::{PackageId, PackageName, Packages};
pub use review::{Before, MergeRecord, ReviewItem};
pub use summary::summary_of;
pub use targets::Targets;
pub use token::TokenRecord;
pub use told::GatewayQuarter;

pub(crate) use agent_version::AgentVersion;
pub(crate) use chunk_day::ChunkDay;
pub(crate) use grams::WordGrams;
pub(crate) use items_touched::ItemsTouched;
pub(crate) use line::line_state;
use line_marks::LineMarks;
pub(crate) use machines::{CHUNK, Chunk, Machines, head_of};
pub(crate) use offered::Offered;
pub(crate) use package_list::day_of;
pub(crate) use packed::Columns;
pub(crate) use review::Reviews;
pub(crate) use search_text::{name_in, serials_in};
pub(crate) use targets::TARGETS_MAX;
pub(crate) use tested_lines::EXAM_WINDOWS_MAX;
pub(crate) use told::{Told, told};

use crate::alerts::Alerts;
use crate::audit::{AUDIT_ROWS_KEPT, audit_of};
use crate::books::Books;
use crate::capacity::{ExamWindow, Grants, LineTests};
use crate::cold::{Day, DayClock};
use crate::contracts::{Contract, Contracts, LinesChanged};
use crate::entry::{Entry, FolderMade, LineGateway, Reported, UnitsChanged};
use crate::equipment::Register;
use crate::figures::Figures;
use crate::identity::{Evidence, Value};
use crate::leaves::{JudgedKept, Leaves};
use crate::people::{Declared, Rolls, SchoolPeople};
use crate::plans::TypedPlans;
use crate::query::ItemsKept;
use crate::refusal::Refusal;
use crate::stocktake::Stocktakes;
use crate::ties::Apart;
use crate::units::{self, Below, NotOne, Tree, Trees, UnitRecord, Units, When};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{
    AgentId, KeyedHash, LineId, MachineId, PersonId, Position, ReviewId, TokenId, UnitKey,
};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{AuditRow, Event};
use machine::Shown;
use resets::Resets;
use search_text::SearchText;
use std::collections::{BTreeMap, HashMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

/// The state.
///
/// A clone is cheap and stays as it was, because the large parts are shared until they change; it serves for
/// images of the state ([`crate::image`]) and finds no agent by id or credential.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    pub(crate) position: Position,
    pub(crate) made: Option<FolderMade>,
    pub(crate) units: Arc<Units>,
    pub(crate) machines: Machines,
    pub(crate) kinds: Arc<Kinds>,
    pub(crate) packages: Arc<Packages>,
    pub(crate) targets: Targets,
    /// The first day that is not closed.
    pub(crate) open_from: Day,
    pub(crate) lines: BTreeMap<LineId, Arc<Line>>,
    pub(crate) line_tests: BTreeMap<LineId, Arc<LineTests>>,
    pub(crate) grants: Grants,
    pub(crate) exam_windows: Vec<ExamWindow>,
    pub(crate) alerts: Alerts,
    pub(crate) resets: Resets,
    pub(crate) contracts: Arc<Contracts>,
    pub(crate) tokens: BTreeMap<TokenId, TokenRecord>,
    pub(crate) register: Register,
    pub(crate) reviews: Reviews,
    pub(crate) apart: Apart,
    pub(crate) books: Books,
    pub(crate) stocktakes: Stocktakes,
    pub(crate) rolls: Rolls,
    pub(crate) figures: Figures,
    pub(crate) plans: TypedPlans,
    pub(crate) leaves: Leaves,
    pub(crate) judged: JudgedKept,
    pub(crate) items_kept: ItemsKept,
    pub(crate) items_touched: ItemsTouched,
    pub(crate) kept_events: VecDeque<Event>,
    /// What people wrote, oldest first.
    pub(crate) audit: VecDeque<AuditRow>,
    /// Secrets that agents drew and did not use yet.
    pub(crate) offered: Offered,
    /// Machines whose agents were shut out, and when.
    pub(crate) revoked: BTreeMap<MachineId, UnixMs>,
    lines_by_unit: HashMap<UnitKey, Vec<LineId>>,
    line_marks: Arc<LineMarks>,
    lines_by_gateway: HashMap<KeyedHash, Vec<LineId>>,
    token_hashes: HashMap<SecretHash, TokenId>,
    trees: Trees,
}

impl Fleet {
    /// The position of the newest entry applied.
    pub fn position(&self) -> Position {
        self.position
    }

    /// Whether the data folder has its first entry.
    pub fn is_made(&self) -> bool {
        self.made.is_some()
    }

    /// Whether what the folder holds is made up.
    pub fn is_demo(&self) -> bool {
        self.made.as_ref().is_some_and(|made| made.demo)
    }

    /// The key with which agents hash neighbours; zeros before the folder is made.
    pub fn hash_key(&self) -> HashKey {
        self.made.as_ref().map_or(HashKey([0; 32]), |made| made.hash_key)
    }

    /// Puts another such key in place: a state that comes out of a backup has none.
    pub fn set_hash_key(&mut self, hash_key: HashKey) {
        if let Some(made) = &mut self.made {
            made.hash_key = hash_key;
        }
    }

    /// A machine.
    pub fn machine(&self, id: MachineId) -> Option<Machine> {
        self.machines.get(id)
    }

    /// What a machine has in common with others.
    pub fn kind_of(&self, id: MachineId) -> &Kind {
        self.kinds.kind(self.machines.kind_of(id).unwrap_or_default())
    }

    /// The machine for which an agent speaks: the one of which its record is a part, if it is.
    pub fn machine_of(&self, agent: AgentId) -> Option<Machine> {
        self.machines.get(self.root_of(self.machines.of_agent(agent)?))
    }

    /// The record that an agent's key belongs to.
    pub(crate) fn record_of(&self, agent: AgentId) -> Option<Machine> {
        self.machines.get(self.machines.of_agent(agent)?)
    }

    /// The packages by number.
    pub fn packages(&self) -> &Packages {
        &self.packages
    }

    /// The same, as they are now, for whoever must not keep the state.
    pub fn shared_packages(&self) -> Arc<Packages> {
        self.packages.clone()
    }

    /// In a clone: finds again what records are tied to, in one pass over all; without it things cannot be counted there.
    pub fn find_ties(&mut self) {
        self.register.find_ties();
    }

    /// All units.
    pub fn units(&self) -> &Units {
        &self.units
    }

    /// A unit.
    pub fn unit(&self, key: UnitKey) -> Option<&UnitRecord> {
        self.units.get(key)
    }

    /// The unit that a text names on a day: by key, code, `system:code` or a path of codes.
    ///
    /// # Errors
    /// When it names none, or several; then those are told.
    pub fn unit_called(&self, name: &str, when: When) -> Result<UnitKey, Refusal> {
        let found = units::find(&self.units, when, name);
        found.map_err(|not_one| self.not_one(name, not_one, when))
    }

    pub(crate) fn not_one(&self, name: &str, not_one: NotOne, when: When) -> Refusal {
        match not_one {
            NotOne::None => Refusal::UnitUnknown(name.to_owned()),
            NotOne::Several(found) => Refusal::UnitAmbiguous {
                name: name.to_owned(),
                candidates: units::candidates(&self.units, &found, when),
            },
        }
    }

    /// The present, as far as units go: the day of `now` by all that is known.
    pub fn today(&self, now: UnixMs) -> When {
        When::known_now(self.day_clock().day(now))
    }

    /// The tree of units on a day. Some are kept; another one is drawn in a few milliseconds.
    pub fn tree(&self, when: When) -> Arc<Tree> {
        self.trees.get(&self.units, when)
    }

    /// A unit with all that is below it on a day.
    pub fn below(&self, top: UnitKey, when: When) -> Below {
        crate::units::below(&self.tree(when), top)
    }

    /// All lines.
    pub fn lines(&self) -> impl Iterator<Item = &Line> {
        self.lines.values().map(|line| &**line)
    }

    /// The lines with a higher number, by number.
    pub(crate) fn lines_after(&self, id: LineId) -> impl Iterator<Item = &Line> {
        let rest = self.lines.range((Bound::Excluded(id), Bound::Unbounded));
        rest.map(|(_, line)| &**line)
    }

    /// A line.
    pub fn line(&self, id: LineId) -> Option<&Line> {
        self.lines.get(&id).map(|line| &**line)
    }

    /// What was said of contracts.
    pub fn contracts(&self) -> &Contracts {
        &self.contracts
    }

    /// The contract of a line on a day.
    pub fn contract(&self, id: LineId, when: When) -> Option<&Contract> {
        self.contracts.get(id)?.contract(when)
    }

    /// The number that the next line gets.
    pub(crate) fn next_line(&self) -> LineId {
        LineId(self.lines.keys().next_back().map_or(1, |last| last.0 + 1))
    }

    /// The lines of a site, oldest first.
    pub(crate) fn lines_of(&self, unit: UnitKey) -> impl Iterator<Item = &Line> {
        let ids = self.lines_by_unit.get(&unit).into_iter().flatten();
        ids.filter_map(|id| self.lines.get(id)).map(|line| &**line)
    }

    /// The lines that are known by a gateway.
    pub(crate) fn lines_behind(&self, gateway: &KeyedHash) -> impl Iterator<Item = &Line> {
        let ids = self.lines_by_gateway.get(gateway).into_iter().flatten();
        ids.filter_map(|id| self.lines.get(id)).map(|line| &**line)
    }

    /// What is known of a school's people; the people themselves lie in the store.
    pub fn school_people(&self, school: UnitKey) -> Option<&Arc<SchoolPeople>> {
        self.rolls.school(school)
    }

    /// The school of a person.
    pub fn school_of_person(&self, person: PersonId) -> Option<UnitKey> {
        self.rolls.school_of(person)
    }

    /// What a site declared complete.
    pub fn declared(&self, site: UnitKey) -> Declared {
        self.rolls.declared(site)
    }

    /// How many machines there are; records that are part of others left out.
    pub fn machine_count(&self) -> usize {
        self.machines.count() - self.reviews.merges().len()
    }

    /// The record of which a record is part; itself when of none.
    pub fn root_of(&self, machine: MachineId) -> MachineId {
        let mut root = machine;
        while let Some(record) = self.reviews.merge_of(root) {
            root = record.into;
        }
        root
    }

    /// The records that are part of a machine's, and those that are part of these.
    pub fn members_of(&self, machine: MachineId) -> Vec<MachineId> {
        let mut found = self.reviews.members(machine).to_vec();
        let mut at = 0;
        while let Some(member) = found.get(at) {
            let below = self.reviews.members(*member);
            found.extend(below);
            at += 1;
        }
        found
    }

    /// The machines that hold a value, by number: each once, with all that is part of it.
    pub fn holders_of(&self, value: &Value) -> Vec<MachineId> {
        let records = self.machines.holders_of(value).into_iter();
        let mut machines: Vec<MachineId> = records.map(|record| self.root_of(record)).collect();
        machines.sort_unstable();
        machines.dedup();
        machines
    }

    /// What tells the machine of a record from others.
    pub fn evidence_of(&self, machine: MachineId) -> Evidence {
        self.machines.evidence_of(machine)
    }

    /// The review items in which a machine, or what is part of it, stands; oldest first.
    pub fn reviews_of(&self, machine: MachineId) -> Vec<ReviewId> {
        let records = std::iter::once(machine).chain(self.members_of(machine));
        let items = records.flat_map(|record| self.reviews.of(record));
        let mut ids: Vec<ReviewId> = items.map(|item| item.id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// A review item.
    pub fn review(&self, id: ReviewId) -> Option<&ReviewItem> {
        self.reviews.get(id)
    }

    /// The review items, oldest first.
    pub fn review_items(&self) -> impl Iterator<Item = &ReviewItem> {
        self.reviews.items().map(|item| &**item)
    }

    /// Makes the entry at `position` part of the state. Total: an entry that fits nothing changes nothing. `machine`
    /// is the one that a report is of, and changes with it. Returns the runs of the machine that make room for a newer
    /// one, to be kept in the store.
    pub(crate) fn change(
        &mut self,
        position: Position,
        entry: &Entry,
        machine: Option<&mut Machine>,
    ) -> Vec<Run> {
        self.position = position;
        if let Some(row) = audit_of(self, position, entry) {
            self.keep_audit(row);
        }
        self.touch(entry, position);
        let left = self.take_in(position, entry, machine);
        self.touch(entry, position);
        left
    }

    fn touch(&mut self, entry: &Entry, position: Position) {
        self.touch_schools(entry, position);
        self.touch_items(entry, position);
    }

    fn take_in(&mut self, position: Position, entry: &Entry, machine: Option<&mut Machine>) -> Vec<Run> {
        match entry {
            Entry::FolderMade(made) => {
                self.made = Some(made.clone());
                self.open_from = DayClock::new(made.time_zone_offset_min).day(made.at);
                self.change_units(&UnitsChanged::root(made.at), position);
            }
            Entry::UnitMade(made) => self.change_units(&UnitsChanged::of_made(made), position),
            Entry::UnitsChanged(changed) => self.change_units(changed, position),
            Entry::TokenMade(made) => self.put_token(TokenRecord::made(made, position)),
            Entry::SecretOffered { machine, hash, .. } => self.offered.put(*machine, *hash),
            Entry::SecretTaken { machine, .. } => {
                if let Some(hash) = self.offered.take(*machine) {
                    self.machines.renew(*machine, hash);
                }
            }
            Entry::AgentRevoked { machine, at, .. } => {
                self.revoked.entry(*machine).or_insert(*at);
            }
            Entry::TokenRevoked { token, at, .. } => {
                if let Some(token) = self.tokens.get_mut(token) {
                    token.revoked_at = Some(*at);
                    token.changed_at = position;
                }
            }
            Entry::Enrolled(enrolled) => {
                if let Some(token) = self.tokens.get_mut(&enrolled.token) {
                    token.uses_spent += 1;
                    token.changed_at = position;
                }
                self.enrolled(enrolled, position);
            }
            Entry::Reenrolled(_)
            | Entry::EvidenceFound(_)
            | Entry::RekeyAsked { .. }
            | Entry::ReviewOpened(_)
            | Entry::ReviewAnswered(_)
            | Entry::Merged(_)
            | Entry::Split { .. }
            | Entry::MachineMoved(_) => self.change_identity(position, entry),
            Entry::TieKeptApart(kept) => self.apart.change(kept),
            Entry::PackagesNamed(named) => {
                // Numbers are given in order; what does not follow fits nothing.
                if named.first.0 == self.packages.count() {
                    let packages = Arc::make_mut(&mut self.packages);
                    named.names.iter().for_each(|name| packages.add(name));
                }
            }
            Entry::TargetNamed { target, name } => self.targets.add(*target, name),
            Entry::EquipmentChanged(changed) => {
                for changed in &changed.records {
                    self.register.take(changed.id, &changed.record, position);
                }
            }
            Entry::BookChanged(changed) => {
                for changed in &changed.lines {
                    self.books.take(changed.id, &changed.line, position);
                }
            }
            Entry::Stocktake(entry) => self.stocktakes.change(entry, position),
            Entry::PeopleChanged(changed) => self.rolls.change(changed, position),
            Entry::CompleteDeclared(declared) => self.rolls.declare(declared, position),
            Entry::FiguresChanged(changed) => self.figures.change(changed, position),
            Entry::PlanChanged(changed) => self.plans.change(changed, position),
            Entry::LeavesMade(made) => self.leaves.change(made, position),
            Entry::DayClosed { day } => {
                self.resets.day_closed(*day);
                self.close_day(*day);
            }
            Entry::DaySealed { day } => self.forget_day(*day),
            Entry::RowsSealed(_) | Entry::DaySummed(_) | Entry::ItemsCounted(_) => {}
            Entry::Reported(reported) => {
                return machine.map_or_else(Vec::new, |machine| self.reported(machine, reported, position));
            }
            Entry::LineGateway(found) => self.line_gateway(found, position),
            Entry::ProberElected {
                line,
                machine,
                medium,
            } => self.prober_elected(*line, *machine, *medium),
            Entry::TestGranted(granted) => self.test_granted(granted),
            Entry::AlertsChanged(changed) => self.alerts.changed(changed),
            Entry::AlertAcknowledged { number, by, at } => self.alerts.acknowledged(*number, by, *at),
            Entry::ExamDeclared { window, at } => self.exam_declared(window, *at),
            Entry::LinesChanged(changed) => self.change_lines(changed, position),
            Entry::LineChanged { line, up, at } => {
                if let Some(line) = self.lines.get_mut(line) {
                    let line = Arc::make_mut(line);
                    line.told_up = Some((*up, *at));
                    line.changed_at = position;
                }
            }
        }
        Vec::new()
    }

    fn reported(&mut self, machine: &mut Machine, reported: &Reported, position: Position) -> Vec<Run> {
        let mut kind = self.machines.kind_of(machine.id).unwrap_or_default();
        let mut shown = reported.has_section().then(|| Shown {
            kind: self.kinds.kind(kind).clone(),
            text: SearchText::read(self.machines.text_of(machine.id).unwrap_or_default()),
        });
        let older = machine.reported(reported, position, &mut shown);
        let told = told(reported, self.day_clock(), machine.gateway_quarter);
        machine.gateway_quarter = told.newest;
        if let Some(shown) = &shown
            && shown.kind != *self.kinds.kind(kind)
        {
            kind = Arc::make_mut(&mut self.kinds).number(&shown.kind);
        }
        self.machines
            .put(machine, kind, shown.as_ref().map(|shown| &shown.text));
        self.tell(machine.id, &told.quarters);
        self.report_tested(reported);
        if reported.has_outside()
            && let Some(line) = reported.line.and_then(|line| self.lines.get_mut(&line))
        {
            Arc::make_mut(line).sampled(reported, position);
            Arc::make_mut(&mut self.line_marks).note(line);
        }
        older
    }

    fn line_gateway(&mut self, found: &LineGateway, position: Position) {
        if !self.lines.contains_key(&found.line) {
            self.put_line(Line::made(found, position));
        }
        if let Some(line) = self.lines.get_mut(&found.line) {
            Arc::make_mut(line).add_gateway(found, position);
        }
        self.note_gateway(found.gateway, found.line);
        let Some(mut machine) = self.machine(found.machine) else {
            return;
        };
        self.count_on(machine.line, false);
        self.count_on(Some(found.line), true);
        machine.line = Some(found.line);
        machine.changed_at = position;
        let kind = self.machines.kind_of(machine.id).unwrap_or_default();
        self.machines.put(&machine, kind, None);
    }

    fn change_units(&mut self, changed: &UnitsChanged, position: Position) {
        Arc::make_mut(&mut self.units).change(changed, position);
        self.trees.forget();
    }

    pub(crate) fn put_unit(&mut self, unit: UnitRecord) {
        Arc::make_mut(&mut self.units).put(unit);
        self.trees.forget();
    }

    fn change_lines(&mut self, changed: &LinesChanged, position: Position) {
        for change in &changed.lines {
            if let Some(unit) = change.made_at
                && !self.lines.contains_key(&change.line)
            {
                self.put_line(Line::placed(change.line, unit, position));
            }
        }
        Arc::make_mut(&mut self.contracts).change(changed, position);
    }

    pub(crate) fn put_line(&mut self, line: Line) {
        self.lines_by_unit.entry(line.unit).or_default().push(line.id);
        Arc::make_mut(&mut self.line_marks).note(&line);
        for gateway in &line.gateways {
            self.note_gateway(gateway.mac_hash, line.id);
        }
        self.lines.insert(line.id, Arc::new(line));
    }

    pub(crate) fn put_token(&mut self, token: TokenRecord) {
        self.token_hashes.insert(token.hash, token.id);
        self.tokens.insert(token.id, token);
    }

    pub(crate) fn keep_audit(&mut self, row: AuditRow) {
        self.audit.push_back(row);
        let over = self.audit.len().saturating_sub(AUDIT_ROWS_KEPT);
        self.audit.drain(..over);
    }

    fn note_gateway(&mut self, gateway: KeyedHash, line: LineId) {
        let lines = self.lines_by_gateway.entry(gateway).or_default();
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
}

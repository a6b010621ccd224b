use super::input::holds_all;
use super::{Input, Inventory, List, Source, State};
use crate::view;
use kiemke_config::messages::Msg;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::MachineId;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{MachineDetail, MachineReading};

/// The most readings that are held and drawn: hours of a busy prober.
const READINGS_MAX: usize = 500;

/// One machine, opened.
#[derive(Debug)]
pub struct MachineState {
    id: MachineId,
    /// Its name in the list, until the answer comes.
    pub(crate) name: String,
    pub(crate) detail: Source<MachineDetail>,
    pub(crate) readings: Source<Vec<MachineReading>>,
    pub(crate) inventory: Inventory,
    pub(crate) tab: MachineTab,
    pub(crate) input: Input,
    pub(crate) typing: bool,
    lists: [List; MachineTab::ALL.len()],
    package_keys: Vec<String>,
    packages: Vec<usize>,
}

/// The parts of a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MachineTab {
    /// System, identity, processor, memory, disks.
    #[default]
    Hardware,
    /// Packages.
    Software,
    /// Interfaces and the way out.
    Network,
    /// What was measured.
    Readings,
    /// What was set aside.
    Warnings,
}

impl MachineTab {
    /// All of them, in order.
    pub const ALL: [Self; 5] = [
        Self::Hardware,
        Self::Software,
        Self::Network,
        Self::Readings,
        Self::Warnings,
    ];

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Hardware => Msg::MachineTabHardware,
            Self::Software => Msg::MachineTabSoftware,
            Self::Network => Msg::MachineTabNetwork,
            Self::Readings => Msg::MachineTabReadings,
            Self::Warnings => Msg::MachineTabWarnings,
        }
    }

    /// The one so many places on, round the end.
    #[must_use]
    pub fn turned(self, places: usize) -> Self {
        Self::ALL[(self as usize + places) % Self::ALL.len()]
    }
}

impl MachineState {
    /// Opens a machine: everything about it is wanted.
    pub(crate) fn open(id: MachineId, name: String, now: UnixMs) -> Self {
        let mut machine = Self {
            id,
            name,
            detail: Source::default(),
            readings: Source::default(),
            inventory: Inventory::default(),
            tab: MachineTab::default(),
            input: Input::default(),
            typing: false,
            lists: [List::default(); MachineTab::ALL.len()],
            package_keys: Vec::new(),
            packages: Vec::new(),
        };
        machine.detail.want_at(now);
        machine.readings.want_at(now);
        machine
    }

    /// Its number.
    pub fn id(&self) -> MachineId {
        self.id
    }

    /// Indices of the packages that fit what is typed.
    pub fn packages(&self) -> &[usize] {
        &self.packages
    }

    /// The first row shown of the open part.
    pub fn scroll(&self) -> usize {
        self.lists[self.tab as usize].offset
    }

    /// Rows of the open part.
    pub(crate) fn row_count(&self, state: &State) -> usize {
        view::machine_row_count(state, self)
    }

    /// Moves the open part by so many rows; stops where the last row is at the bottom.
    pub(crate) fn scroll_by(&mut self, rows: isize, count: usize, height: usize) {
        let list = &mut self.lists[self.tab as usize];
        let last = count.saturating_sub(height.max(1));
        list.offset = list.offset.saturating_add_signed(rows).min(last);
    }

    pub(crate) fn answered(&mut self, detail: MachineDetail, now: UnixMs) {
        self.inventory = Inventory::read(&detail.sections);
        let keys = self.inventory.software.packages.iter();
        self.package_keys = keys
            .map(|package| match &package.publisher {
                Some(publisher) => search_key(&format!("{} {publisher}", package.name)),
                None => search_key(&package.name),
            })
            .collect();
        self.detail.answered(detail, now);
        self.filter_packages();
    }

    pub(crate) fn readings_answered(&mut self, mut readings: Vec<MachineReading>, now: UnixMs) {
        readings.sort_by_key(|reading| std::cmp::Reverse(reading.at));
        readings.truncate(READINGS_MAX);
        self.readings.answered(readings, now);
    }

    /// Typing changed the search of packages.
    pub(crate) fn typed(&mut self) {
        self.filter_packages();
        self.lists[MachineTab::Software as usize] = List::default();
    }

    fn filter_packages(&mut self) {
        let words = self.input.words();
        self.packages = (0..self.package_keys.len())
            .filter(|&index| holds_all(&self.package_keys[index], &words))
            .collect();
    }
}

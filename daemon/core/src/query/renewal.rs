//! By when machines and things are to be replaced: because of their age, or because their system is no longer supported.

use crate::equipment::Columns;
use crate::query::Scene;
use kiemke_wire::date::Date;
use kiemke_wire::ids::MachineId;
use kiemke_wire::view::{Renewal, RenewalReason};

/// Judges machines and records on one day.
pub(super) struct Renewals<'a> {
    scene: Scene<'a>,
    pub(super) today: Date,
    /// The end of support by kind of machine.
    ends: Vec<Option<Date>>,
}

impl<'a> Renewals<'a> {
    pub(super) fn new(scene: &Scene<'a>) -> Self {
        let (fleet, support) = (scene.fleet, &scene.yardsticks.support);
        let kinds = fleet.kinds.all();
        Self {
            scene: *scene,
            today: Date::of_unix_days(scene.today().day.0),
            ends: kinds
                .map(|kind| kind.os.as_deref().and_then(|os| support.ends(os)))
                .collect(),
        }
    }

    /// When a machine is to be replaced, and why: whatever comes first.
    pub(super) fn of_machine(&self, machine: MachineId) -> Option<Renewal> {
        let year = self.year_of(machine);
        first(self.of_age(year), self.of_support(machine))
    }

    /// When a thing is to be replaced, and why.
    pub(super) fn of_record(&self, columns: &Columns) -> Option<Renewal> {
        let support = columns.machine.and_then(|machine| self.of_support(machine));
        first(self.of_age(self.year_that_counts(columns)), support)
    }

    /// Whether a machine is past its age, by the record that is tied to it.
    pub(super) fn is_aged_machine(&self, machine: MachineId) -> bool {
        let year = self.year_of(machine);
        self.is_over(self.of_age(year))
    }

    /// Whether a thing is past its age.
    pub(super) fn is_aged(&self, columns: &Columns) -> bool {
        self.is_over(self.of_age(self.year_that_counts(columns)))
    }

    /// Whether a machine's system is no longer supported.
    pub(super) fn is_unsupported(&self, machine: MachineId) -> bool {
        self.is_over(self.of_support(machine))
    }

    /// The year in which a machine was put to use, as the record says that is tied to it.
    fn year_of(&self, machine: MachineId) -> Option<u16> {
        let fleet = self.scene.fleet;
        fleet.register.get(fleet.record_tied_to(machine)?)?.year_in_use
    }

    fn is_over(&self, renewal: Option<Renewal>) -> bool {
        renewal.is_some_and(|renewal| renewal.by < self.today)
    }

    fn of_age(&self, year: Option<u16>) -> Option<Renewal> {
        let by = self.scene.yardsticks.support.too_old_after(year?)?;
        let reason = RenewalReason::Age;
        Some(Renewal { by, reason })
    }

    fn of_support(&self, machine: MachineId) -> Option<Renewal> {
        let kind = self.scene.fleet.machines.kind_of(machine)?;
        let by = (*self.ends.get(kind.0 as usize)?)?;
        let reason = RenewalReason::Support;
        Some(Renewal { by, reason })
    }

    /// Desks and buildings grow old without being replaced: only what one computes with is judged by its year.
    fn year_that_counts(&self, columns: &Columns) -> Option<u16> {
        let thing = self.scene.fleet.register.things.get(columns.thing)?;
        let kind = self.scene.yardsticks.categories.get(&thing.category.0)?;
        columns.year_in_use.filter(|_| kind.computer || kind.machine)
    }
}

fn first(one: Option<Renewal>, other: Option<Renewal>) -> Option<Renewal> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if other.by < one.by { other } else { one }),
        (one, other) => one.or(other),
    }
}

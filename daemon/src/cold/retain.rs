//! Carries a plan of `kiemke_core::cold::plan` out.

use crate::cold::{ColdError, ColdFiles};
use kiemke_core::cold::{
    ColdName, Damage, Day, DayOfLine, DayOfMachine, HoursOfLine, HoursOfMachine, Kind, Month, Step,
    SumsOfLine, SumsOfMachine,
};

impl ColdFiles {
    /// Does these things in order, and tells what could not be read on the way. After a failure the rest is left
    /// to the next plan.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn apply_retention(&self, plan: &[Step]) -> Result<Vec<Damage>, ColdError> {
        let mut damage = Vec::new();
        for step in plan {
            match *step {
                Step::RollUp { raw, day } => damage.extend(self.roll_up_kind(raw, day)?),
                Step::Compact { kind, month } => damage.extend(self.compact_kind(kind, month)?),
                Step::Remove(name) => self.drop_file(name)?,
            }
        }
        damage.sort_by_key(|damage| (damage.file, damage.part));
        damage.dedup();
        Ok(damage)
    }

    fn roll_up_kind(&self, raw: Kind, day: Day) -> Result<Vec<Damage>, ColdError> {
        match raw {
            Kind::Probes => self.roll_up::<DayOfLine>(day),
            Kind::Presence => self.roll_up::<DayOfMachine>(day),
            kind => Err(ColdError::NotSealed { kind, day }),
        }
    }

    fn compact_kind(&self, kind: Kind, month: Month) -> Result<Vec<Damage>, ColdError> {
        match kind {
            Kind::Probes => self.compact::<DayOfLine>(month),
            Kind::Presence => self.compact::<DayOfMachine>(month),
            Kind::LineHours => self.compact::<HoursOfLine>(month),
            Kind::LineDays => self.compact::<SumsOfLine>(month),
            Kind::MachineHours => self.compact::<HoursOfMachine>(month),
            Kind::MachineDays => self.compact::<SumsOfMachine>(month),
        }
    }

    fn drop_file(&self, name: ColdName) -> Result<(), ColdError> {
        let _writing = self.writing();
        self.catalogue_mut().remove(name);
        self.forget_index(name);
        self.remove_all(&[self.path(name)])
    }
}

use crate::cold::{ColdError, ColdFiles};
use kiemke_core::cold::{
    Damage, DayOfLine, DayOfMachine, HoursOfLine, HoursOfMachine, Kind, SumsOfLine, SumsOfMachine,
};

impl ColdFiles {
    /// Reads every file that is served through, and tells all that cannot be read.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn check(&self) -> Result<Vec<Damage>, ColdError> {
        let mut damage = Vec::new();
        for file in self.files() {
            let name = file.name;
            damage.extend(match name.kind {
                Kind::Probes => self.look_through::<DayOfLine>(name)?,
                Kind::Presence => self.look_through::<DayOfMachine>(name)?,
                Kind::LineHours => self.look_through::<HoursOfLine>(name)?,
                Kind::LineDays => self.look_through::<SumsOfLine>(name)?,
                Kind::MachineHours => self.look_through::<HoursOfMachine>(name)?,
                Kind::MachineDays => self.look_through::<SumsOfMachine>(name)?,
            });
        }
        Ok(damage)
    }
}

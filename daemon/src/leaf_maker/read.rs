//! What lies in the store and in cold files of a school.

use super::{LeafMaker, NotMade};
use crate::readings::{SiteReadings, Unread};
use kiemke_core::cold::Day;
use kiemke_core::leaves::{LineEvidence, SchoolEvidence, SchoolRecord, SchoolThings};
use kiemke_core::people::{HeldSchool, Unsettled};
use kiemke_core::query::{once_each, stocktakes_of_school};
use kiemke_core::rows::{self, RowKey};
use kiemke_wire::equipment::Record;
use kiemke_wire::ids::{EquipmentId, LineId, UnitKey};

impl LeafMaker {
    pub(super) fn evidence_of(&self, things: &SchoolThings, day: Day) -> Result<SchoolEvidence, NotMade> {
        let mut evidence = SchoolEvidence {
            people: self.people(things.school)?,
            // What a stocktake of some rooms did not find may stand in another.
            stocktakes: self.ask(|fleet| stocktakes_of_school(fleet, things.school).whole),
            ..SchoolEvidence::default()
        };
        for id in &things.records {
            evidence.records.extend(self.record(*id)?);
        }
        for (line, site) in &things.lines {
            evidence.lines.insert(*line, self.line(*line, *site, day)?);
        }
        Ok(evidence)
    }

    /// The people as state and rows hold them at the same moment.
    fn people(&self, school: UnitKey) -> Result<Option<HeldSchool>, NotMade> {
        let (from, to) = RowKey::people_of(school);
        for _ in 0..LOOKS_AT_PEOPLE {
            let Some(held) = self.ask(|fleet| fleet.school_people(school).cloned()) else {
                return Ok(None);
            };
            match HeldSchool::of(&held, &self.store.scan(&from, &to).map_err(Unread::from)?)
                .map_err(Unread::from)?
            {
                Ok(held) => return Ok(Some(held)),
                // What was decided meanwhile is in the store after this.
                Err(Unsettled) => self.hand.tick()?,
            }
        }
        Err(Unread::Unsettled(school).into())
    }

    fn record(&self, id: EquipmentId) -> Result<Option<SchoolRecord>, Unread> {
        let key = RowKey::equipment(id);
        let Some(row) = self.store.get(&key)? else {
            return Ok(None);
        };
        let record: Record = rows::read(&key.0, &row)?;
        Ok(Some(SchoolRecord {
            id,
            counted_on: record.verified_on.map(|date| Day(date.unix_days())),
            record,
        }))
    }

    /// Tests are kept by the month and far fewer than probes; without enough of them probes prove nothing.
    fn line(&self, line: LineId, site: UnitKey, day: Day) -> Result<LineEvidence, Unread> {
        let needed = &self.rules.in_force.now().evidence.line_tests;
        let days = i32::try_from(needed.days).unwrap_or(i32::MAX);
        // The newest result may be as old as one that still counts, and rests on as many days before it.
        let from = day.plus(-days.saturating_mul(LOOK_BACK));
        let readings = |from: Day, to: Day| SiteReadings {
            cold: self.cold.clone(),
            notes: self.notes.clone(),
            site,
            from,
            to,
        };
        let tests = readings(from, day).tests(&*self.store, line)?;
        if tests.len() < needed.capacity_tests_min as usize {
            return Ok(LineEvidence {
                tests,
                ..LineEvidence::default()
            });
        }
        let probes = once_each(readings(from, day).probes(&*self.store, Some(line))?);
        Ok(LineEvidence { tests, probes })
    }
}

/// How often people are looked at who change meanwhile.
const LOOKS_AT_PEOPLE: u32 = 20;
/// How many windows of tests are read: readings are kept for two months.
const LOOK_BACK: i32 = 2;

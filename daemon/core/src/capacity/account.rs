//! What is known of a line's tests: its month's budget, the slot that is open, who probes, what was measured lately.

use super::plan::MonthSoFar;
use super::sample::{TestSample, counts};
use crate::cold::Day;
use kiemke_wire::ids::MachineId;
use kiemke_wire::reading::{CapacityReading, Fault, Medium, VerdictReading};
use kiemke_wire::time::{DAY_MS, UnixMs};
use serde::{Deserialize, Serialize};

/// Tests kept in memory: a month holds 12 planned ones and a few by hand.
const SAMPLES_KEPT: usize = 40;
/// For how long: a line result looks back 30 days.
const SAMPLES_KEPT_MS: i64 = 45 * DAY_MS;
/// Verdicts open at once: a line's machines mostly say the same.
const VERDICTS_KEPT: usize = 8;
/// Faults that are over: what a provider is told of a bad week; a machine that flaps every quarter of an hour fills it in
/// half a day.
const FAULTS_OVER_KEPT: usize = 48;
/// Unclean stops: a lab of forty loses power at once, and each machine tells one.
const STOPS_KEPT: usize = 64;
/// Bytes of a test besides its load: round trips, heads, what is under way when it ends.
const BESIDE_BYTES: u64 = 64 * 1024;

/// See the file's head.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LineTests {
    /// The newest day of which the counts below tell; its month is theirs.
    pub day: Day,
    /// Bytes that tests took this month.
    pub used_bytes: u64,
    /// Tests that count, of this month's days before `day`.
    pub counted_before: u32,
    /// Those of `day`.
    pub counted_today: u32,
    /// Slots given on `day`.
    pub slots_today: u32,
    /// The newest slot, open or over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<OpenSlot>,
    /// Who probes hosts outside by cable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wired_prober: Option<MachineId>,
    /// Who probes them by radio.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wifi_prober: Option<MachineId>,
    /// Tests of the last weeks, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub samples: Vec<TestSample>,
    /// What machines on it say of the way to the Internet, one each, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<OpenVerdict>,
    /// Faults that are over, in the order in which they ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults_over: Vec<FaultOver>,
    /// Machines on it that were cut off, and when they last lived; in the order in which they told it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stops: Vec<(MachineId, UnixMs)>,
}

/// A fault that a machine reported, from its first to its last moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaultOver {
    /// What was said.
    #[serde(flatten)]
    pub verdict: OpenVerdict,
    /// When the machine said something else.
    pub until: UnixMs,
}

/// A slot that was given to a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSlot {
    /// To which.
    pub machine: MachineId,
    /// When it begins.
    pub from: UnixMs,
    /// When it ends, whatever came of it.
    pub until: UnixMs,
}

/// A fault that a machine reported and that is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenVerdict {
    /// Which machine.
    pub machine: MachineId,
    /// Since when.
    pub since: UnixMs,
    /// The fault.
    pub fault: Fault,
}

impl LineTests {
    /// Makes `day` the present one; one of the past changes nothing.
    fn turn_to(&mut self, day: Day) {
        if day <= self.day {
            return;
        }
        if day.month() == self.day.month() {
            self.counted_before += self.counted_today;
        } else {
            (self.used_bytes, self.counted_before) = (0, 0);
        }
        (self.counted_today, self.slots_today) = (0, 0);
        self.day = day;
    }

    /// The month as a plan sees it on `day`; what only the caller knows is left at its default.
    pub(super) fn month_so_far(&self, day: Day) -> MonthSoFar {
        let mut now = self.clone_counts();
        now.turn_to(day);
        MonthSoFar {
            used_bytes: now.used_bytes,
            counted_before_today: now.counted_before,
            counted_today: now.counted_today,
            slots_today: now.slots_today,
            ..MonthSoFar::default()
        }
    }

    fn clone_counts(&self) -> Self {
        Self {
            day: self.day,
            used_bytes: self.used_bytes,
            counted_before: self.counted_before,
            counted_today: self.counted_today,
            slots_today: self.slots_today,
            ..Self::default()
        }
    }

    /// Bytes that tests took in the month of `day`.
    pub fn used_bytes_in_month_of(&self, day: Day) -> u64 {
        self.month_so_far(day).used_bytes
    }

    /// Who probes over this medium.
    pub(super) fn prober(&self, medium: Medium) -> Option<MachineId> {
        match medium {
            Medium::Wired => self.wired_prober,
            Medium::Wifi => self.wifi_prober,
        }
    }

    pub(crate) fn elected(&mut self, machine: MachineId, medium: Medium) {
        match medium {
            Medium::Wired => self.wired_prober = Some(machine),
            Medium::Wifi => self.wifi_prober = Some(machine),
        }
    }

    pub(crate) fn granted(&mut self, slot: OpenSlot, day: Day) {
        self.turn_to(day);
        self.slots_today += 1;
        self.slot = Some(slot);
    }

    /// Takes a test in. One of a month that is over costs this one nothing.
    pub(crate) fn tested(&mut self, machine: MachineId, at: UnixMs, day: Day, reading: &CapacityReading) {
        self.turn_to(day);
        if day.month() == self.day.month() {
            let load = [&reading.down, &reading.up]
                .into_iter()
                .flatten()
                .map(|transfer| transfer.bytes + BESIDE_BYTES);
            self.used_bytes = self.used_bytes.saturating_add(load.sum());
            if counts(reading) {
                if day == self.day {
                    self.counted_today += 1;
                } else {
                    self.counted_before += 1;
                }
            }
        }
        if let Some(slot) = self
            .slot
            .as_mut()
            .filter(|slot| slot.machine == machine && at >= slot.from)
        {
            slot.until = slot.until.min(at);
        }
        if let Some(sample) = TestSample::of(at, reading) {
            let place = self.samples.partition_point(|held| held.at <= at);
            self.samples.insert(place, sample);
        }
        let newest = self.samples.last().map_or(at, |sample| sample.at);
        self.samples
            .retain(|sample| newest.since(sample.at) <= SAMPLES_KEPT_MS);
        let over = self.samples.len().saturating_sub(SAMPLES_KEPT);
        self.samples.drain(..over);
    }

    /// Takes in that a machine was cut off; a repeat changes nothing.
    pub(crate) fn stopped(&mut self, machine: MachineId, alive_at: UnixMs) {
        if !self.stops.contains(&(machine, alive_at)) {
            self.stops.push((machine, alive_at));
        }
        let over = self.stops.len().saturating_sub(STOPS_KEPT);
        self.stops.drain(..over);
    }

    /// Takes a machine's word on its way to the Internet in; an older one never replaces a newer one.
    pub(crate) fn judged(&mut self, machine: MachineId, at: UnixMs, verdict: &VerdictReading) {
        let held = self.verdicts.iter().position(|open| open.machine == machine);
        if held.is_some_and(|held| self.verdicts[held].since > at) {
            return;
        }
        if let Some(held) = held {
            let verdict = self.verdicts.remove(held);
            self.faults_over.push(FaultOver { verdict, until: at });
            let over = self.faults_over.len().saturating_sub(FAULTS_OVER_KEPT);
            self.faults_over.drain(..over);
        }
        if let Some(fault) = &verdict.fault {
            self.verdicts.push(OpenVerdict {
                machine,
                since: at,
                fault: fault.clone(),
            });
        }
        let over = self.verdicts.len().saturating_sub(VERDICTS_KEPT);
        self.verdicts.drain(..over);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::reading::{FaultPlace, Symptom};

    fn verdict(symptom: Option<Symptom>) -> VerdictReading {
        let fault = symptom.map(|symptom| Fault {
            place: FaultPlace::Provider,
            symptom,
            targets: Vec::new(),
        });
        VerdictReading { fault }
    }

    #[test]
    fn a_fault_that_came_and_went_while_nobody_was_reached_stays_on_the_line() {
        let mut tests = LineTests::default();
        let mut say = |machine, at, symptom| tests.judged(MachineId(machine), UnixMs(at), &verdict(symptom));
        say(1, 10, Some(Symptom::NoAnswer));
        say(2, 11, Some(Symptom::Slow));
        say(1, 20, Some(Symptom::Loss));
        say(1, 30, None);
        say(1, 25, Some(Symptom::NoNames));
        assert_eq!(tests.verdicts.len(), 2, "of before the newest word: {tests:?}");
        let over = |fault: &FaultOver| (fault.verdict.since.0, fault.until.0, fault.verdict.fault.symptom);
        let told: Vec<_> = tests.faults_over.iter().map(over).collect();
        assert_eq!(told, [(10, 20, Symptom::NoAnswer), (20, 30, Symptom::Loss)]);
        let text = serde_json::to_string(&tests).unwrap();
        assert_eq!(serde_json::from_str::<LineTests>(&text).unwrap(), tests);
        for round in 0..100 {
            let symptom = (round % 2 == 0).then_some(Symptom::Loss);
            tests.judged(MachineId(3), UnixMs(100 + round), &verdict(symptom));
        }
        assert_eq!(tests.faults_over.len(), FAULTS_OVER_KEPT);
    }
}

//! What is due when.
//!
//! Call order: [`Schedule::new`], then [`Schedule::due`] whenever [`Schedule::poll_timeout`] has passed. After a
//! suspend each job is due once, not once for every period missed.

use crate::moment::Now;
use kiemke_wire::enrol::AgentSettings;
use kiemke_wire::ids::AgentId;

/// The first report after a boot comes within this time, spread by the agent's id: forty machines of a lab are
/// switched on in the same minute.
pub const FIRST_REPORT_SPREAD_MS: u64 = 10 * 60 * 1000;
/// The longest pause between two reports that a reply may set: a mistake there must not silence a machine for days.
pub const REPORT_PAUSE_S_MAX: u32 = 24 * 3600;

/// Something to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Job {
    /// Collect all sections, and read what changes all the time.
    Inventory,
    /// Probe the gateway.
    GatewayProbe,
    /// Probe the hosts outside.
    OutsideProbe,
    /// Probe the learning platforms.
    PlatformProbe,
    /// Make a sign of life and report.
    CheckIn,
    /// Test the line in the slot that the daemon gave.
    LineTest,
}

/// A test that could not begin so long after its time is let be: the slot is another's, milliseconds.
const TEST_LATE_MS: u64 = 20_000;

/// How often things are done, milliseconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// Between two reports.
    pub report_ms: u64,
    /// Between two inventories.
    pub inventory_ms: u64,
    /// Between two probes of the gateway.
    pub gateway_ms: u64,
    /// Between two probes outside.
    pub outside_ms: u64,
    /// Between two probes of the learning platforms.
    pub platforms_ms: u64,
}

impl Default for Pace {
    /// The pace before the daemon has set one.
    fn default() -> Self {
        Self {
            report_ms: 900_000,
            inventory_ms: 3_600_000,
            gateway_ms: 300_000,
            outside_ms: 900_000,
            platforms_ms: 3_600_000,
        }
    }
}

impl From<&AgentSettings> for Pace {
    fn from(settings: &AgentSettings) -> Self {
        // The least keeps a zero in the settings from making a busy loop.
        let ms = |seconds: u32, least_s: u32| u64::from(seconds.max(least_s)) * 1000;
        Self {
            report_ms: ms(settings.report_every_s.min(REPORT_PAUSE_S_MAX), 1),
            inventory_ms: ms(settings.inventory_every_s, 10),
            gateway_ms: ms(settings.gateway_every_s, 1),
            outside_ms: ms(settings.outside_every_s, 1),
            platforms_ms: ms(settings.platforms_every_s, 1),
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    job: Job,
    every_ms: u64,
    due_ms: u64,
}

/// The agent's timetable.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// In the order in which jobs that are due together are done: the check-in comes last, because it speaks of
    /// what the others found.
    slots: [Slot; 5],
    /// When to test the line.
    test_ms: Option<u64>,
}

impl Schedule {
    /// A timetable that begins now; `immediate` does everything at once, otherwise the start is spread by the id.
    pub fn new(agent: AgentId, pace: Pace, now: Now, immediate: bool) -> Self {
        // Who reports more often than that is not kept waiting longer than he then waits.
        let first_ms = FIRST_REPORT_SPREAD_MS.min(pace.report_ms);
        let id = u64::from_le_bytes(agent.0[..8].try_into().expect("eight of sixteen bytes"));
        let start = |spread_ms: u64| now.mono_ms + if immediate { 0 } else { id % spread_ms };
        let slot = |job, every_ms, spread_ms| Slot {
            job,
            every_ms,
            due_ms: start(spread_ms),
        };
        Self {
            slots: [
                slot(Job::Inventory, pace.inventory_ms, first_ms),
                slot(Job::GatewayProbe, pace.gateway_ms, pace.gateway_ms),
                slot(Job::OutsideProbe, pace.outside_ms, pace.outside_ms),
                slot(Job::PlatformProbe, pace.platforms_ms, pace.platforms_ms),
                slot(Job::CheckIn, pace.report_ms, first_ms),
            ],
            test_ms: None,
        }
    }

    /// The jobs that are due, in the order to do them. Each is then due again a period later.
    pub fn due(&mut self, now: Now) -> Vec<Job> {
        let mut jobs = Vec::new();
        for slot in &mut self.slots {
            if slot.due_ms > now.mono_ms {
                continue;
            }
            let periods = (now.mono_ms - slot.due_ms) / slot.every_ms + 1;
            slot.due_ms += periods * slot.every_ms;
            jobs.push(slot.job);
        }
        if let Some(test_ms) = self.test_ms.take_if(|test_ms| *test_ms <= now.mono_ms)
            && now.mono_ms - test_ms <= TEST_LATE_MS
        {
            jobs.push(Job::LineTest);
        }
        jobs
    }

    /// When the next job is due, on the monotonic clock.
    pub fn poll_timeout(&self) -> u64 {
        self.slots
            .iter()
            .map(|slot| slot.due_ms)
            .chain(self.test_ms)
            .min()
            .unwrap_or(u64::MAX)
    }

    /// Sets another pace; nothing is then due later than one new period from now.
    pub fn set_pace(&mut self, pace: Pace, now: Now) {
        for slot in &mut self.slots {
            slot.every_ms = match slot.job {
                Job::Inventory => pace.inventory_ms,
                Job::GatewayProbe => pace.gateway_ms,
                Job::OutsideProbe => pace.outside_ms,
                Job::PlatformProbe => pace.platforms_ms,
                Job::CheckIn => pace.report_ms,
                Job::LineTest => continue,
            };
            slot.due_ms = slot.due_ms.min(now.mono_ms + slot.every_ms);
        }
    }

    /// Sets the next report to the slot that the daemon gave.
    pub fn report_in(&mut self, seconds: u32, now: Now) {
        let seconds = seconds.clamp(1, REPORT_PAUSE_S_MAX);
        self.set_due(Job::CheckIn, now.mono_ms + u64::from(seconds) * 1000);
    }

    /// Sets a test of the line; a former one that was not made is forgotten.
    pub fn test_in(&mut self, seconds: u32, now: Now) {
        let seconds = seconds.min(REPORT_PAUSE_S_MAX);
        self.test_ms = Some(now.mono_ms + u64::from(seconds) * 1000);
    }

    /// Makes an inventory due at once: the daemon wants a section whole.
    pub fn inventory_now(&mut self, now: Now) {
        self.set_due(Job::Inventory, now.mono_ms);
    }

    fn set_due(&mut self, job: Job, due_ms: u64) {
        for slot in self.slots.iter_mut().filter(|slot| slot.job == job) {
            slot.due_ms = due_ms;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::time::UnixMs;

    fn at(mono_ms: u64) -> Now {
        Now {
            mono_ms,
            wall: UnixMs(0),
        }
    }

    const ALL: [Job; 5] = [
        Job::Inventory,
        Job::GatewayProbe,
        Job::OutsideProbe,
        Job::PlatformProbe,
        Job::CheckIn,
    ];

    #[test]
    fn a_test_is_made_once_in_its_slot_and_let_be_behind_it() {
        let mut schedule = Schedule::new(AgentId([0; 16]), Pace::default(), at(0), true);
        schedule.due(at(0));
        schedule.test_in(30, at(0));
        assert_eq!(schedule.poll_timeout(), 30_000);
        assert_eq!(schedule.due(at(29_999)), []);
        assert_eq!(schedule.due(at(31_000)), [Job::LineTest]);
        assert_eq!(schedule.due(at(31_001)), []);
        schedule.test_in(30, at(40_000));
        assert_eq!(schedule.due(at(91_000)), [], "the machine slept over it");
        assert!(schedule.poll_timeout() > 91_000);
    }

    #[test]
    fn an_immediate_start_does_all_at_once_and_then_keeps_the_pace() {
        let mut schedule = Schedule::new(AgentId([9; 16]), Pace::default(), at(5_000), true);
        assert_eq!(schedule.due(at(5_000)), ALL);
        assert_eq!(schedule.due(at(5_001)), []);
        assert_eq!(schedule.poll_timeout(), 305_000);
        assert_eq!(schedule.due(at(305_000)), [Job::GatewayProbe]);
    }

    #[test]
    fn starts_are_spread_over_ten_minutes_by_id() {
        let first_report = |id: u8| {
            let mut schedule = Schedule::new(AgentId([id; 16]), Pace::default(), at(0), false);
            let mut now = 0;
            loop {
                now = schedule.poll_timeout().max(now);
                if schedule.due(at(now)).contains(&Job::CheckIn) {
                    return now;
                }
            }
        };
        let starts: std::collections::BTreeSet<u64> = (0..40).map(first_report).collect();
        assert!(starts.len() > 35, "{starts:?}");
        assert!(*starts.last().unwrap() < FIRST_REPORT_SPREAD_MS);
        assert!(starts.last().unwrap() - starts.first().unwrap() > FIRST_REPORT_SPREAD_MS / 2);
    }

    #[test]
    fn a_suspend_makes_each_job_due_once() {
        let mut schedule = Schedule::new(AgentId([0; 16]), Pace::default(), at(0), true);
        schedule.due(at(0));
        let week = 7 * 86_400_000;
        assert_eq!(schedule.due(at(week)), ALL);
        assert_eq!(schedule.due(at(week + 1)), []);
        assert!(schedule.poll_timeout() > week);
    }

    #[test]
    fn the_daemon_sets_slot_and_pace_within_bounds() {
        let mut schedule = Schedule::new(AgentId([0; 16]), Pace::default(), at(0), true);
        schedule.due(at(0));
        schedule.report_in(u32::MAX, at(0));
        schedule.set_pace(
            Pace {
                gateway_ms: 60_000_000,
                inventory_ms: 60_000_000,
                outside_ms: 60_000_000,
                platforms_ms: 60_000_000,
                report_ms: 60_000_000_000,
            },
            at(0),
        );
        schedule.due(at(900_000));
        assert!(schedule.due(at(86_400_000)).contains(&Job::CheckIn));
        schedule.report_in(30, at(86_400_000));
        assert_eq!(schedule.poll_timeout(), 86_430_000);
        schedule.inventory_now(at(86_400_000));
        assert_eq!(schedule.due(at(86_400_000)), [Job::Inventory]);
    }
}

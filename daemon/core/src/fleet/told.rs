//! What a report tells of quarter-hours: that the machine was on, and how its gateway answered.

use crate::cold::{Day, DayClock, Quarter, QuarterState};
use crate::entry::{KeptBody, Reported};
use kiemke_wire::reading::GatewayReading;
use kiemke_wire::time::UnixMs;

/// All probes of the gateway of one quarter-hour so far. Its class is that of all of them: one lost probe of ten is
/// a tenth lost, but a thirtieth once the other two readings are in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GatewayQuarter {
    pub(crate) day: Day,
    pub(crate) quarter: Quarter,
    pub(crate) sent: u32,
    pub(crate) received: u32,
    /// The longest of the readings' medians.
    pub(crate) rtt_us: Option<u32>,
}

/// What is told of one quarter-hour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) day: Day,
    pub(crate) quarter: Quarter,
    pub(crate) state: QuarterState,
    /// Whether it counts in place of what was told before, because that is in it.
    pub(crate) replaces: bool,
}

/// Everything that a report tells.
#[derive(Debug)]
pub(crate) struct AllTold {
    /// Each quarter-hour once.
    pub(crate) quarters: Vec<Told>,
    /// The newest quarter-hour of gateway probes, to go on with at the next report.
    pub(crate) newest: Option<GatewayQuarter>,
}

/// `held` is the newest quarter-hour of gateway probes before the report.
pub(crate) fn told(reported: &Reported, clock: DayClock, held: Option<GatewayQuarter>) -> AllTold {
    // A report rarely spans more than a few quarter-hours.
    let mut probed: Vec<GatewayQuarter> = held.into_iter().collect();
    let mut quarters: Vec<Told> = Vec::new();
    let mut last = None;
    for item in &reported.items {
        let (day, quarter) = (clock.day(item.at), clock.quarter(item.at));
        if let KeptBody::Gateway(reading) = &item.what {
            let at = probed
                .iter()
                .position(|one| (one.day, one.quarter) == (day, quarter));
            let at = at.unwrap_or_else(|| {
                probed.push(GatewayQuarter::begun(clock, item.at));
                probed.len() - 1
            });
            probed[at].add(reading);
        }
        if last != Some((day, quarter))
            && !quarters
                .iter()
                .any(|one| (one.day, one.quarter) == (day, quarter))
        {
            quarters.push(Told {
                day,
                quarter,
                state: QuarterState::ON,
                replaces: false,
            });
        }
        last = Some((day, quarter));
    }
    for one in &mut quarters {
        let Some(at) = probed
            .iter()
            .position(|probed| (probed.day, probed.quarter) == (one.day, one.quarter))
        else {
            continue;
        };
        one.state = probed[at].state();
        one.replaces = at == 0 && held.is_some();
    }
    let newest = probed.into_iter().max_by_key(|one| (one.day, one.quarter));
    AllTold { quarters, newest }
}

impl GatewayQuarter {
    fn begun(clock: DayClock, at: UnixMs) -> Self {
        Self {
            day: clock.day(at),
            quarter: clock.quarter(at),
            sent: 0,
            received: 0,
            rtt_us: None,
        }
    }

    fn add(&mut self, reading: &GatewayReading) {
        self.sent = self.sent.saturating_add(reading.sent.into());
        self.received = self.received.saturating_add(reading.received.into());
        self.rtt_us = self.rtt_us.max(reading.rtt_us_median);
    }

    fn state(&self) -> QuarterState {
        QuarterState::of_gateway(self.sent, self.received, self.rtt_us)
    }
}

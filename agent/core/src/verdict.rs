//! Where a fault of the network lies, from what a machine's own probes show: machine, Wi-Fi, gateway, provider or
//! single platforms (agent.md, "What it measures").
//!
//! Pure: [`localise`] is told the newest findings and answers; [`Watch`] says when the answer is news.

mod watch;

pub use watch::Watch;

use kiemke_wire::reading::{Fault, FaultPlace, OutsideStep, Symptom};

/// From when on findings are a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerdictBounds {
    /// Loss, thousandths: twenty probes with one lost are 50.
    pub loss_permille: u32,
    /// Round trip to the gateway: it stands in the same house.
    pub gateway_us: u32,
    /// Round trip to the nearest host outside: further than any line in the country without a fault.
    pub outside_us: u32,
    /// Signal below which a loss on the way to the gateway is the radio's, dBm.
    pub signal_dbm: i32,
}

impl Default for VerdictBounds {
    fn default() -> Self {
        Self {
            loss_permille: 25,
            gateway_us: 100_000,
            outside_us: 250_000,
            signal_dbm: -75,
        }
    }
}

/// Answers to a number of probes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// Sent.
    pub sent: u32,
    /// Answered.
    pub received: u32,
    /// Median round trip of the newest of them.
    pub rtt_us: Option<u32>,
}

impl Answers {
    fn loss_permille(&self) -> u32 {
        let lost = self.sent.saturating_sub(self.received);
        (lost * 1000).checked_div(self.sent).unwrap_or(0)
    }

    fn is_lossy(&self, bounds: &VerdictBounds) -> bool {
        self.received > 0 && self.loss_permille() >= bounds.loss_permille
    }
}

/// How the machine is tied to its network now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// By cable; whether it carries.
    Wired {
        /// Whether there is a carrier.
        carries: bool,
    },
    /// By radio.
    Wifi {
        /// Whether it is joined to an access point.
        joined: bool,
        /// Its strength, where known.
        signal_dbm: Option<i32>,
    },
}

/// What is known of one host outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostFinding {
    /// Its name in the settings.
    pub target: String,
    /// Whether it is a learning platform, or a host that stands for the Internet.
    pub platform: bool,
    /// The step at which the newest probe failed.
    pub failed: Option<OutsideStep>,
    /// Whether the newest probe found its address by its name; a host that is known by its address needs none.
    pub resolved: bool,
    /// Connections to its address; also to the one remembered while its name does not resolve.
    pub answers: Answers,
}

impl HostFinding {
    /// One that ceased to answer while it was probed does not.
    fn answers_at_all(&self) -> bool {
        match self.failed {
            None => true,
            Some(OutsideStep::Tcp) => false,
            Some(_) => self.answers.received > 0,
        }
    }
}

/// What a machine found lately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Findings {
    /// Its link; absent where the system does not say.
    pub link: Option<Link>,
    /// Its gateway; absent when none is known or it was not probed.
    pub gateway: Option<Answers>,
    /// Hosts outside; empty before the first round.
    pub hosts: Vec<HostFinding>,
}

/// The fault that the findings show; `Ok(None)` when all is well.
///
/// # Errors
/// [`TooFew`] when they show neither.
pub fn localise(findings: &Findings, bounds: &VerdictBounds) -> Result<Option<Fault>, TooFew> {
    if !findings.hosts.iter().any(HostFinding::answers_at_all) {
        // Where hosts answer there is a way to them, whatever the system says of its link.
        let fault = no_link(findings);
        if fault.is_none() && findings.hosts.is_empty() {
            return Err(TooFew);
        }
        return Ok(Some(fault.unwrap_or_else(|| nothing_answers(findings, bounds))));
    }
    let hosts: Vec<&HostFinding> = findings.hosts.iter().filter(|host| !host.platform).collect();
    let one_has_no_name = findings
        .hosts
        .iter()
        .any(|host| host.failed == Some(OutsideStep::Dns));
    if one_has_no_name && !findings.hosts.iter().any(|host| host.resolved) {
        return Ok(Some(whole(FaultPlace::Provider, Symptom::NoNames)));
    }
    if let Some(fault) = lossy(findings, &hosts, bounds) {
        return Ok(Some(fault));
    }
    let blocked: Vec<String> = findings
        .hosts
        .iter()
        .filter(|host| host.failed.is_some())
        .map(|host| host.target.clone())
        .collect();
    if !blocked.is_empty() {
        return Ok(Some(Fault {
            place: FaultPlace::Platform,
            symptom: Symptom::Blocked,
            targets: blocked,
        }));
    }
    Ok(slow(findings, bounds))
}

/// The findings show neither a fault nor that all is well.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("judge the way to the Internet: no host outside was probed yet")]
pub struct TooFew;

fn whole(place: FaultPlace, symptom: Symptom) -> Fault {
    Fault {
        place,
        symptom,
        targets: Vec::new(),
    }
}

fn no_link(findings: &Findings) -> Option<Fault> {
    match findings.link? {
        Link::Wired { carries: false } => Some(whole(FaultPlace::Machine, Symptom::NoLink)),
        Link::Wifi { joined: false, .. } => Some(whole(FaultPlace::Wifi, Symptom::NoLink)),
        Link::Wired { carries: true } | Link::Wifi { joined: true, .. } => None,
    }
}

/// Whether the way to the gateway goes by a radio that is too weak.
fn near_place(findings: &Findings, bounds: &VerdictBounds, radio_is_suspect: bool) -> FaultPlace {
    match findings.link {
        Some(Link::Wifi { signal_dbm, .. })
            if radio_is_suspect || signal_dbm.is_some_and(|signal| signal < bounds.signal_dbm) =>
        {
            FaultPlace::Wifi
        }
        _ => FaultPlace::Gateway,
    }
}

fn nothing_answers(findings: &Findings, bounds: &VerdictBounds) -> Fault {
    match findings.gateway {
        // A gateway that answers is not where it stops; one that was never probed is no evidence.
        Some(gateway) if gateway.received > 0 => whole(FaultPlace::Provider, Symptom::NoAnswer),
        Some(_) => whole(near_place(findings, bounds, false), Symptom::NoAnswer),
        None => whole(FaultPlace::Gateway, Symptom::NoAnswer),
    }
}

fn lossy(findings: &Findings, hosts: &[&HostFinding], bounds: &VerdictBounds) -> Option<Fault> {
    if findings.gateway.is_some_and(|gateway| gateway.is_lossy(bounds)) {
        return Some(whole(near_place(findings, bounds, true), Symptom::Loss));
    }
    // All of them together: one host may have its own trouble, and one lost probe of twenty is chance.
    let alive = hosts.iter().filter(|host| host.answers_at_all());
    let all = alive.fold(Answers::default(), |sum, host| Answers {
        sent: sum.sent + host.answers.sent,
        received: sum.received + host.answers.received,
        rtt_us: None,
    });
    all.is_lossy(bounds)
        .then(|| whole(FaultPlace::Provider, Symptom::Loss))
}

fn slow(findings: &Findings, bounds: &VerdictBounds) -> Option<Fault> {
    let gateway_us = findings.gateway.and_then(|gateway| gateway.rtt_us);
    if gateway_us.is_some_and(|us| us >= bounds.gateway_us) {
        return Some(whole(near_place(findings, bounds, true), Symptom::Slow));
    }
    let nearest_us = findings.hosts.iter().filter_map(|host| host.answers.rtt_us).min();
    let slow = nearest_us.is_some_and(|us| us >= bounds.outside_us);
    slow.then(|| whole(FaultPlace::Provider, Symptom::Slow))
}

#[cfg(test)]
mod tests;

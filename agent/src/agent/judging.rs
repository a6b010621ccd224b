//! From the newest probes to a verdict on where a fault lies.

use super::Agent;
use crate::clock::Clock;
use crate::link::Attachment;
use kiemke_agent_core::verdict::{Answers, Findings, HostFinding};
use kiemke_http::Connect;
use kiemke_wire::reading::{GatewayReading, OutsideReading, VerdictReading};
use kiemke_wire::report::ItemBody;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Rounds of probes that count together: of 5 % loss a single round of twenty shows nothing every third time.
const ROUNDS: usize = 3;
/// Targets that count; the daemon names fewer.
const TARGETS_MAX: usize = 32;

/// The newest rounds.
#[derive(Debug, Default)]
pub(super) struct Recent {
    gateway: VecDeque<GatewayReading>,
    hosts: BTreeMap<String, VecDeque<OutsideReading>>,
    /// Hosts that stand for the Internet and failed in their newest round.
    failing: BTreeSet<String>,
    /// The same of platforms.
    failing_platforms: BTreeSet<String>,
}

/// What is to be seen once more before a verdict: when some hosts begin or cease to fail, what the others and the
/// gateway said minutes or an hour ago would name the wrong place.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    pub(super) gateway: Wanted,
    pub(super) hosts: Wanted,
    pub(super) platforms: Wanted,
}

/// Whether a round is waited for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Wanted {
    #[default]
    No,
    /// The one under way.
    This,
    /// The one behind it, because the one under way began before the doubt.
    Next,
}

impl Wanted {
    fn this(is_under_way: bool) -> Self {
        match is_under_way {
            true => Self::This,
            false => Self::No,
        }
    }
}

impl Recent {
    pub(super) fn add_gateway(&mut self, reading: &GatewayReading) {
        self.gateway.push_back(reading.clone());
        let over = self.gateway.len().saturating_sub(ROUNDS);
        self.gateway.drain(..over);
    }

    /// Takes a round of the hosts that stand for the Internet; whether others fail than before.
    pub(super) fn add_hosts(&mut self, readings: &[OutsideReading]) -> bool {
        self.add(readings);
        let failing = failing(readings);
        failing != std::mem::replace(&mut self.failing, failing.clone())
    }

    /// The same of platforms.
    pub(super) fn add_platforms(&mut self, readings: &[OutsideReading]) -> bool {
        self.add(readings);
        let failing = failing(readings);
        failing != std::mem::replace(&mut self.failing_platforms, failing.clone())
    }

    fn add(&mut self, readings: &[OutsideReading]) {
        for reading in readings {
            if !self.hosts.contains_key(&reading.target) && self.hosts.len() >= TARGETS_MAX {
                continue;
            }
            let rounds = self.hosts.entry(reading.target.clone()).or_default();
            rounds.push_back(reading.clone());
            let over = rounds.len().saturating_sub(ROUNDS);
            rounds.drain(..over);
        }
    }

    /// No gateway is known any more.
    pub(super) fn forget_gateway(&mut self) {
        self.gateway.clear();
    }

    /// Another machine probes for the line: what was found before says nothing of now.
    pub(super) fn forget_hosts(&mut self) {
        self.hosts.clear();
        self.failing.clear();
        self.failing_platforms.clear();
    }

    fn forget_platforms(&mut self) {
        self.hosts
            .retain(|_, rounds| !rounds.back().is_some_and(OutsideReading::is_platform));
    }

    fn findings(&self, attachment: Option<Attachment>) -> Findings {
        let hosts = self.hosts.iter().filter_map(|(target, rounds)| {
            let newest = rounds.back()?;
            // What failed outright says nothing of loss, and an answer of before nothing of now.
            let alive = rounds.iter().filter(|round| round.sent > 0);
            let answers = match newest.received {
                0 => sum([(newest.sent, 0)].into_iter(), None),
                _ => sum(
                    alive.map(|round| (round.sent, round.received)),
                    newest.rtt_us_median,
                ),
            };
            Some(HostFinding {
                target: target.clone(),
                platform: newest.is_platform(),
                failed: newest.failed,
                resolved: newest.dns_us.is_some(),
                answers,
            })
        });
        let gateway = self.gateway.back().map(|newest| {
            let alive = self.gateway.iter().filter(|round| round.received > 0);
            if newest.received == 0 {
                return sum([(newest.sent, 0)].into_iter(), None);
            }
            sum(
                alive.map(|round| (round.sent, round.received)),
                newest.rtt_us_median,
            )
        });
        Findings {
            link: attachment.map(|attachment| attachment.link),
            gateway,
            hosts: hosts.collect(),
        }
    }
}

fn failing(readings: &[OutsideReading]) -> BTreeSet<String> {
    let failed = readings.iter().filter(|reading| reading.failed.is_some());
    failed.map(|reading| reading.target.clone()).collect()
}

fn sum(rounds: impl Iterator<Item = (u16, u16)>, rtt_us: Option<u32>) -> Answers {
    rounds.fold(
        Answers {
            sent: 0,
            received: 0,
            rtt_us,
        },
        |sum, (sent, received)| Answers {
            sent: sum.sent + u32::from(sent),
            received: sum.received + u32::from(received),
            ..sum
        },
    )
}

impl<C: Connect, K: Clock> Agent<C, K> {
    /// Takes the end of a round of the hosts that stand for the Internet; `is_news` when others fail than before.
    pub(super) fn hosts_seen(&mut self, is_news: bool) {
        if is_news {
            self.doubt.gateway = match self.probing_gateway {
                true => Wanted::Next,
                false => self.see_gateway(),
            };
        }
        // Platforms that asked for this round have just been seen themselves.
        if is_news && self.doubt.hosts == Wanted::No {
            self.recent.forget_platforms();
            self.doubt.platforms = match self.probing_platforms {
                true => Wanted::Next,
                false => self.see_platforms(),
            };
        }
        self.doubt.hosts = match self.doubt.hosts {
            Wanted::Next => self.see_hosts(),
            Wanted::No | Wanted::This => Wanted::No,
        };
    }

    /// Takes the end of a round of the platforms.
    pub(super) fn platforms_seen(&mut self, is_news: bool) {
        if is_news && self.doubt.platforms == Wanted::No {
            self.doubt.hosts = match self.probing_outside {
                true => Wanted::Next,
                false => self.see_hosts(),
            };
        }
        self.doubt.platforms = match self.doubt.platforms {
            Wanted::Next => {
                self.recent.forget_platforms();
                self.see_platforms()
            }
            Wanted::No | Wanted::This => Wanted::No,
        };
    }

    /// Takes the end of a round of the gateway.
    pub(super) fn gateway_seen(&mut self) {
        self.doubt.gateway = match self.doubt.gateway {
            Wanted::Next => self.see_gateway(),
            Wanted::No | Wanted::This => Wanted::No,
        };
    }

    /// Nothing is waited for where there is nothing to probe.
    fn see_gateway(&mut self) -> Wanted {
        self.begin_gateway_probe();
        Wanted::this(self.probing_gateway)
    }

    fn see_hosts(&mut self) -> Wanted {
        self.begin_outside_probe();
        Wanted::this(self.probing_outside)
    }

    fn see_platforms(&mut self) -> Wanted {
        self.begin_platform_probe();
        Wanted::this(self.probing_platforms)
    }

    /// Says where the fault lies, when that is news and nothing is in doubt.
    pub(super) async fn judge(&mut self) {
        let doubt = &self.doubt;
        if [doubt.gateway, doubt.hosts, doubt.platforms] != [Wanted::No; 3] {
            return;
        }
        let attachment = match self.root.is_live() {
            true => Attachment::read(&self.root, self.interface_before.as_deref()),
            false => None,
        };
        if let Some(attachment) = &attachment {
            self.interface_before = Some(attachment.interface.clone());
        }
        let findings = self.recent.findings(attachment);
        if let Some(fault) = self.watch.look(&findings) {
            tracing::info!(?fault, "the way to the Internet changed");
            let verdict = VerdictReading { fault };
            self.spool_readings([ItemBody::Verdict(verdict)]).await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::reading::OutsideStep;

    fn round(failed: &[(&str, bool)]) -> Vec<OutsideReading> {
        let reading = |(target, failed): &(&str, bool)| OutsideReading {
            target: (*target).into(),
            failed: failed.then_some(OutsideStep::Tcp),
            dns_us: None,
            tcp_us: None,
            tls_us: None,
            first_byte_us: None,
            sent: 0,
            received: 0,
            rtt_us_median: None,
            jitter_us: None,
            wifi: None,
        };
        failed.iter().map(reading).collect()
    }

    #[test]
    fn what_platforms_said_before_hosts_began_to_fail_is_forgotten() {
        let mut recent = Recent::default();
        assert!(!recent.add_hosts(&round(&[("daemon", false), ("public", false)])));
        assert!(!recent.add_platforms(&round(&[("platform/lms", false)])));
        assert_eq!(recent.findings(None).hosts.len(), 3);
        assert!(recent.add_hosts(&round(&[("daemon", true), ("public", true)])));
        recent.forget_platforms();
        assert_eq!(recent.findings(None).hosts.len(), 2);
        assert!(!recent.add_hosts(&round(&[("daemon", true), ("public", true)])));
        assert!(
            recent.add_hosts(&round(&[("daemon", false), ("public", true)])),
            "what comes back is news too"
        );
    }
}

//! From the newest probes to a verdict on where a fault lies.

use super::Agent;
use crate::clock::Clock;
use crate::link::Attachment;
use kiemke_agent_core::verdict::{Answers, Findings, HostFinding};
use kiemke_http::Connect;
use kiemke_wire::reading::{GatewayReading, OutsideReading, VerdictReading};
use kiemke_wire::report::ItemBody;
use std::collections::{BTreeMap, VecDeque};

/// Rounds of probes that count together: of 5 % loss a single round of twenty shows nothing every third time.
const ROUNDS: usize = 3;
/// Targets that count; the daemon names fewer.
const TARGETS_MAX: usize = 32;

/// The newest rounds.
#[derive(Debug, Default)]
pub(super) struct Recent {
    gateway: VecDeque<GatewayReading>,
    hosts: BTreeMap<String, VecDeque<OutsideReading>>,
}

impl Recent {
    pub(super) fn add_gateway(&mut self, reading: &GatewayReading) {
        self.gateway.push_back(reading.clone());
        let over = self.gateway.len().saturating_sub(ROUNDS);
        self.gateway.drain(..over);
    }

    pub(super) fn add_hosts(&mut self, readings: &[OutsideReading]) {
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
    }

    fn findings(&self, attachment: Option<Attachment>) -> Findings {
        let hosts = self.hosts.iter().filter_map(|(target, rounds)| {
            let newest = rounds.back()?;
            // What failed outright says nothing of loss, and an answer of before nothing of now.
            let alive = rounds.iter().filter(|round| round.sent > 0 && newest.sent > 0);
            Some(HostFinding {
                target: target.clone(),
                platform: newest.is_platform(),
                failed: newest.failed,
                answers: sum(
                    alive.map(|round| (round.sent, round.received)),
                    newest.rtt_us_median,
                ),
            })
        });
        let gateway = self.gateway.back().map(|newest| {
            let alive = self
                .gateway
                .iter()
                .filter(|round| round.received > 0 && newest.received > 0);
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
    /// Says where the fault lies, when that is news.
    pub(super) async fn judge(&mut self) {
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

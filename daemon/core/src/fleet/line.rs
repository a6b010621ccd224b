use crate::entry::{KeptBody, LineGateway, Reported};
use kiemke_wire::ids::{KeyedHash, LineId, Position, UnitKey};
use kiemke_wire::time::{MINUTE_MS, UnixMs};
use kiemke_wire::view::LineState;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// Outside probes kept in memory: a day of quarter-hours.
const SAMPLES_KEPT: usize = 96;
/// Gateways of one line: routers are replaced now and then; a site that shows more is not one line.
const GATEWAYS_MAX: usize = 64;
/// A probe older than this says nothing about the present (agent.md, "States and alerts").
const PROBE_STANDS_MS: i64 = 30 * MINUTE_MS;
/// Probes of several targets this close together are one round: the line works if one got through.
const ROUND_MS: i64 = MINUTE_MS;

/// An Internet connection of a site.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Number.
    pub id: LineId,
    /// The site.
    pub unit: UnitKey,
    /// The gateways by which machines were attached.
    pub gateways: Vec<Gateway>,
    /// The last day's outside probes, oldest first.
    pub samples: VecDeque<OutsideSample>,
    /// What was last told about it, and since when.
    pub told_up: Option<(bool, UnixMs)>,
    /// The entry that last changed it.
    pub changed_at: Position,
}

/// A gateway of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gateway {
    /// Keyed hash of its MAC.
    pub mac_hash: KeyedHash,
    /// The subnet behind it.
    pub subnet: String,
}

/// What is kept of an outside probe.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutsideSample {
    /// When it was made.
    pub at: UnixMs,
    /// Whether it got through.
    pub good: bool,
    /// Time to first byte.
    pub first_byte_us: Option<u32>,
    /// Probes sent for loss.
    pub sent: u16,
    /// Those answered.
    pub received: u16,
}

impl Line {
    pub(crate) fn made(found: &LineGateway, position: Position) -> Self {
        Self {
            id: found.line,
            unit: found.unit,
            gateways: Vec::new(),
            samples: VecDeque::new(),
            told_up: None,
            changed_at: position,
        }
    }

    /// Whether a machine behind this gateway is on this line.
    pub fn has_gateway(&self, mac_hash: &KeyedHash, subnet: &str) -> bool {
        self.gateways
            .iter()
            .any(|gateway| gateway.mac_hash == *mac_hash && gateway.subnet == subnet)
    }

    pub(crate) fn add_gateway(&mut self, found: &LineGateway, position: Position) {
        if !self.has_gateway(&found.gateway, &found.subnet) && self.gateways.len() < GATEWAYS_MAX {
            self.gateways.push(Gateway {
                mac_hash: found.gateway,
                subnet: found.subnet.clone(),
            });
        }
        self.changed_at = position;
    }

    pub(crate) fn sampled(&mut self, reported: &Reported, position: Position) {
        for item in &reported.items {
            let KeptBody::Outside(reading) = &item.what else {
                continue;
            };
            let sample = OutsideSample {
                at: item.at,
                good: reading.failed.is_none(),
                first_byte_us: reading.first_byte_us,
                sent: reading.sent,
                received: reading.received,
            };
            let place = self.samples.partition_point(|held| held.at <= sample.at);
            self.samples.insert(place, sample);
            self.changed_at = position;
        }
        let over = self.samples.len().saturating_sub(SAMPLES_KEPT);
        self.samples.drain(..over);
    }

    /// Whether the newest round of probes got through, whenever that was.
    pub fn newest_round(&self) -> Option<(bool, UnixMs)> {
        let newest = self.samples.back()?.at;
        let mut round = self
            .samples
            .iter()
            .rev()
            .take_while(|sample| newest.since(sample.at) <= ROUND_MS);
        Some((round.any(|sample| sample.good), newest))
    }

    /// The state at `now`.
    pub fn state(&self, now: UnixMs) -> LineState {
        match self.newest_round() {
            Some((good, at)) if now.since(at) <= PROBE_STANDS_MS => {
                if good {
                    LineState::Up
                } else {
                    LineState::Down
                }
            }
            _ => LineState::Unknown,
        }
    }
}

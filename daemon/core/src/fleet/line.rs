use crate::entry::{KeptBody, LineGateway, Reported};
use crate::packing::{Packer, Unpacker};
use kiemke_wire::ids::{KeyedHash, LineId, Position, UnitKey};
use kiemke_wire::reading::OutsideReading;
use kiemke_wire::time::{MINUTE_MS, SECOND_MS, UnixMs};
use kiemke_wire::view::LineState;
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
#[derive(Clone, Debug, PartialEq)]
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
    /// Machines attached to it; counted from the machines.
    pub machines: u32,
    /// The entry that last changed it.
    pub changed_at: Position,
}

/// A gateway of a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gateway {
    /// Keyed hash of its MAC.
    pub mac_hash: KeyedHash,
    /// The subnet behind it.
    pub subnet: String,
}

/// What is kept of an outside probe, 12 bytes: there are a day of them on every line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutsideSample {
    at_s: u32,
    /// Microseconds; [`NO_FIRST_BYTE`] when nothing came.
    first_byte_us: u32,
    sent: u8,
    received: u8,
    good: bool,
}

const NO_FIRST_BYTE: u32 = u32::MAX;

impl OutsideSample {
    fn of(at: UnixMs, reading: &OutsideReading) -> Self {
        Self {
            at_s: u32::try_from(at.0.div_euclid(SECOND_MS)).unwrap_or(0),
            first_byte_us: reading.first_byte_us.unwrap_or(NO_FIRST_BYTE),
            sent: u8::try_from(reading.sent).unwrap_or(u8::MAX),
            received: u8::try_from(reading.received).unwrap_or(u8::MAX),
            good: reading.failed.is_none(),
        }
    }

    /// When it was made, to the second.
    pub fn at(&self) -> UnixMs {
        UnixMs(i64::from(self.at_s) * SECOND_MS)
    }

    /// Whether it got through.
    pub fn good(&self) -> bool {
        self.good
    }

    /// Time to first byte, microseconds.
    pub fn first_byte_us(&self) -> Option<u32> {
        (self.first_byte_us != NO_FIRST_BYTE).then_some(self.first_byte_us)
    }

    /// Probes sent for loss, and those answered.
    pub fn sent_received(&self) -> (u8, u8) {
        (self.sent, self.received)
    }
}

impl Line {
    pub(crate) fn made(found: &LineGateway, position: Position) -> Self {
        Self::placed(found.line, found.unit, position)
    }

    /// A line on which no machine was seen yet.
    pub(crate) fn placed(id: LineId, unit: UnitKey, position: Position) -> Self {
        Self {
            id,
            unit,
            gateways: Vec::new(),
            samples: VecDeque::new(),
            told_up: None,
            machines: 0,
            changed_at: position,
        }
    }

    pub(crate) fn pack(&self, packer: &mut Packer) {
        packer.number(self.id.0.into());
        packer.number(self.unit.0.into());
        packer.number(self.changed_at.0);
        packer.list(self.gateways.iter(), |packer, gateway| {
            packer.bytes(&gateway.mac_hash.0);
            packer.text(&gateway.subnet);
        });
        packer.option(self.told_up, |packer, (up, at)| {
            packer.bytes(&[u8::from(up)]);
            packer.signed(at.0);
        });
        let mut before = 0;
        packer.list(self.samples.iter(), |packer, sample| {
            packer.signed(i64::from(sample.at_s) - before);
            before = i64::from(sample.at_s);
            // Nothing is the highest number; one more wraps it to the lowest.
            packer.number(sample.first_byte_us.wrapping_add(1).into());
            packer.bytes(&[sample.sent, sample.received, u8::from(sample.good)]);
        });
    }

    /// Reads what [`Self::pack`] wrote; machines are not counted yet.
    pub(crate) fn unpack(reader: &mut Unpacker<'_>) -> Option<Self> {
        let (id, unit) = (LineId(reader.small()?), UnitKey(reader.small()?));
        let changed_at = Position(reader.number()?);
        let gateways = reader.list(|reader| {
            Some(Gateway {
                mac_hash: KeyedHash(reader.array()?),
                subnet: reader.text()?.to_owned(),
            })
        })?;
        let told_up = reader.option(|reader| Some((reader.array()? != [0], UnixMs(reader.signed()?))))?;
        let mut before = 0_i64;
        let samples = reader.list(|reader| {
            before = before.checked_add(reader.signed()?)?;
            let first_byte_us = reader.small::<u32>()?.wrapping_sub(1);
            let [sent, received, good] = reader.array()?;
            Some(OutsideSample {
                at_s: u32::try_from(before).ok()?,
                first_byte_us,
                sent,
                received,
                good: good != 0,
            })
        })?;
        Some(Self {
            id,
            unit,
            gateways,
            samples,
            told_up,
            machines: 0,
            changed_at,
        })
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
            if reading.is_platform() {
                continue;
            }
            let sample = OutsideSample::of(item.at, reading);
            let place = self.samples.partition_point(|held| held.at_s <= sample.at_s);
            self.samples.insert(place, sample);
            self.changed_at = position;
        }
        let over = self.samples.len().saturating_sub(SAMPLES_KEPT);
        self.samples.drain(..over);
    }

    /// Whether the newest round of probes got through, whenever that was.
    pub fn newest_round(&self) -> Option<(bool, UnixMs)> {
        let newest = self.samples.back()?.at();
        let mut round = self
            .samples
            .iter()
            .rev()
            .take_while(|sample| newest.since(sample.at()) <= ROUND_MS);
        Some((round.any(OutsideSample::good), newest))
    }

    /// The state at `now`.
    pub fn state(&self, now: UnixMs) -> LineState {
        line_state(self.newest_round(), now)
    }
}

/// The state of a line at `now`, by its newest round of probes.
pub(crate) fn line_state(newest_round: Option<(bool, UnixMs)>, now: UnixMs) -> LineState {
    match newest_round {
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

//! Readings that are not sealed yet, filed so that the work of a night is one walk through the store.
//!
//! ```text
//! <prefix> <filed i32> <day i32> <site u32> <line u32> <machine u32>
//! o        probes of hosts outside, packed one behind the other; line 0 when the machine is on none
//!          time · target u8 · failed step u8, and 128 when a radio is told of · sent · received · durations · radio
//! q        quarter-hours of a day that was closed already: quarter u8, state u8, …; line 0
//! ```
//! `filed` is the day with whose closing a row is sealed: the reading's own while that is open, else the one that is
//! open when it comes. So when a day is closed, nothing is added any more to what is filed with it, and it can be
//! sealed and removed beside the work. Rows of a filed day lie in the order of cold files. A row belongs to one
//! machine, because a row that grows is written anew each time: forty probers of a line must not wait for each other.

use crate::cold::{Day, NO_LINE, OutsideValues, Quarter, QuarterState, TargetIndex};
use crate::cold::{step_code, step_of_code};
use crate::entry::{Kept, KeptBody, Reported, RowsSealed};
use crate::fleet::{Fleet, told};
use crate::packing::{Packer, Unpacker};
use crate::rows::{BadRow, RowChange, RowKey, payload};
use kiemke_wire::ids::{LineId, MachineId, Position, UnitKey};
use kiemke_wire::reading::{OutsideReading, WifiReading};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

const KEY_BYTES: usize = 21;
/// Set in the byte of the failed step when what the radio did stands behind the probe; since format 3.
const WITH_WIFI: u8 = 0x80;

/// What a row holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FiledKind {
    /// Probes of hosts outside.
    Probes,
    /// Quarter-hours of a machine that came late.
    Presence,
}

/// Whose a row is: the site, the line (0 for none), the machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FiledOwner(pub UnitKey, pub LineId, pub MachineId);

/// The place of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FiledRow {
    /// What it holds.
    pub kind: FiledKind,
    /// The day with whose closing it is sealed.
    pub filed: Day,
    /// The day of which it tells.
    pub day: Day,
    /// Whose it is.
    pub owner: FiledOwner,
}

impl FiledKind {
    fn prefix(self) -> u8 {
        match self {
            Self::Probes => b'o',
            Self::Presence => b'q',
        }
    }
}

impl FiledRow {
    /// The first row that can be there of a filed day and a day.
    pub fn first(kind: FiledKind, filed: Day, day: Day) -> Self {
        let owner = FiledOwner(UnitKey(0), LineId(0), MachineId(0));
        Self {
            kind,
            filed,
            day,
            owner,
        }
    }

    /// Its key.
    pub fn key(&self) -> RowKey {
        let FiledOwner(site, line, machine) = self.owner;
        let mut key = Vec::with_capacity(KEY_BYTES);
        key.push(self.kind.prefix());
        for number in [
            ascending(self.filed),
            ascending(self.day),
            site.0,
            line.0,
            machine.0,
        ] {
            key.extend_from_slice(&number.to_be_bytes());
        }
        RowKey(key)
    }

    /// Reads a key; none when it is not of such a row.
    pub fn of_key(key: &[u8]) -> Option<Self> {
        let (prefix, rest) = key.split_first()?;
        let kind = [FiledKind::Probes, FiledKind::Presence]
            .into_iter()
            .find(|kind| kind.prefix() == *prefix)?;
        let rest: &[u8; KEY_BYTES - 1] = rest.try_into().ok()?;
        let number = |at: usize| u32::from_be_bytes([rest[at], rest[at + 1], rest[at + 2], rest[at + 3]]);
        Some(Self {
            kind,
            filed: day_of(number(0)),
            day: day_of(number(4)),
            owner: FiledOwner(UnitKey(number(8)), LineId(number(12)), MachineId(number(16))),
        })
    }

    /// Reads the probes in a row of it.
    ///
    /// # Errors
    /// When the row is not what it should be.
    pub fn probes(&self, row: &[u8]) -> Result<Vec<OutsideValues>, BadRow> {
        let bad = || BadRow::of(&self.key());
        let mut reader = Unpacker::new(payload(row).ok_or_else(bad)?);
        let mut probes = Vec::new();
        while !reader.is_empty() {
            probes.push(unpack_probe(&mut reader, self.owner.2).ok_or_else(bad)?);
        }
        Ok(probes)
    }

    /// Reads the quarter-hours in a row of it.
    ///
    /// # Errors
    /// When the row is not what it should be.
    pub fn quarters(&self, row: &[u8]) -> Result<Vec<(Quarter, QuarterState)>, BadRow> {
        let bad = || BadRow::of(&self.key());
        let (pairs, rest) = payload(row).ok_or_else(bad)?.as_chunks::<2>();
        let quarters = pairs
            .iter()
            .map(|[quarter, state]| Some((Quarter::new(usize::from(*quarter))?, QuarterState(*state))));
        let quarters: Option<Vec<_>> = quarters.collect();
        quarters.filter(|_| rest.is_empty()).ok_or_else(bad)
    }
}

/// A number that sorts as the day does.
fn ascending(day: Day) -> u32 {
    day.0.cast_unsigned() ^ (1 << 31)
}

fn day_of(ascending: u32) -> Day {
    Day((ascending ^ (1 << 31)).cast_signed())
}

/// The rows that go because their readings are sealed.
pub(super) fn sealed_rows(sealed: &RowsSealed) -> impl Iterator<Item = RowChange> + '_ {
    sealed.owners.iter().map(|owner| {
        let row = FiledRow {
            kind: sealed.kind,
            filed: sealed.filed,
            day: sealed.day,
            owner: *owner,
        };
        RowChange::Delete(row.key())
    })
}

/// The readings of a report that the state does not hold. `after` is the state with it.
pub(super) fn reading_rows(
    after: &Fleet,
    reported: &Reported,
    position: Position,
    rows: &mut Vec<RowChange>,
) {
    let Some(site) = after.unit_of(reported.machine) else {
        return;
    };
    let clock = after.day_clock();
    let filed = |kind, day: Day, line| FiledRow {
        kind,
        filed: day.max(after.open_from()),
        day,
        owner: FiledOwner(site, line, reported.machine),
    };
    let mut grown: BTreeMap<FiledRow, Packer> = BTreeMap::new();
    for item in &reported.items {
        let KeptBody::Outside(reading) = &item.what else {
            continue;
        };
        let day = clock.day(item.at);
        if let Some(target) = after.targets().find(&reading.target)
            && day >= after.first_raw_day()
        {
            let row = filed(FiledKind::Probes, day, reported.line.unwrap_or(NO_LINE));
            pack_probe(grown.entry(row).or_default(), item.at, target, reading);
        }
    }
    let is_late = |item: &Kept| clock.day(item.at) < after.open_from();
    let late = reported.items.iter().any(is_late);
    let told = late.then(|| told(reported, clock, None).quarters);
    for told in told.into_iter().flatten() {
        if told.day < after.open_from() && told.day >= after.first_raw_day() {
            let row = filed(FiledKind::Presence, told.day, NO_LINE);
            let pair = [told.quarter.index() as u8, told.state.0];
            grown.entry(row).or_default().bytes(&pair);
        }
    }
    let appended = grown
        .into_iter()
        .map(|(row, packer)| RowChange::Append(row.key(), position, packer.into_bytes()));
    rows.extend(appended);
}

fn pack_probe(packer: &mut Packer, at: UnixMs, target: TargetIndex, reading: &OutsideReading) {
    packer.signed(at.0);
    let with_wifi = reading.wifi.map_or(0, |_| WITH_WIFI);
    packer.bytes(&[target.0, step_code(reading.failed) | with_wifi]);
    packer.number(reading.sent.into());
    packer.number(reading.received.into());
    for duration in [
        reading.dns_us,
        reading.tcp_us,
        reading.tls_us,
        reading.first_byte_us,
        reading.rtt_us_median,
        reading.jitter_us,
    ] {
        pack_known(packer, duration);
    }
    if let Some(wifi) = reading.wifi {
        // Strengths are negative: without the sign they are short.
        pack_known(
            packer,
            wifi.signal_dbm
                .map(|dbm| dbm.wrapping_neg().cast_unsigned().into()),
        );
        pack_known(packer, wifi.rate_mbps);
        pack_known(packer, wifi.packets);
        pack_known(packer, wifi.retries);
    }
}

/// Nothing is 0, the rest one more.
fn pack_known(packer: &mut Packer, number: Option<u32>) {
    packer.number(number.map_or(0, |number| u64::from(number) + 1));
}

fn unpack_known<T: TryFrom<u64>>(reader: &mut Unpacker<'_>) -> Option<Option<T>> {
    let number = reader.number()?.checked_sub(1);
    number.map_or(Some(None), |number| T::try_from(number).ok().map(Some))
}

fn unpack_wifi(reader: &mut Unpacker<'_>) -> Option<WifiReading> {
    Some(WifiReading {
        signal_dbm: unpack_known(reader)?.map(|strength: u8| strength.cast_signed().wrapping_neg()),
        rate_mbps: unpack_known(reader)?,
        packets: unpack_known(reader)?,
        retries: unpack_known(reader)?,
    })
}

fn unpack_probe(reader: &mut Unpacker<'_>, machine: MachineId) -> Option<OutsideValues> {
    let at = UnixMs(reader.signed()?);
    let [target, failed] = reader.array()?;
    let (sent, received) = (reader.small()?, reader.small()?);
    let mut duration = || unpack_known(reader);
    let mut values = OutsideValues {
        at,
        machine,
        target: TargetIndex(target),
        failed: step_of_code(failed & !WITH_WIFI).ok()?,
        dns_us: duration()?,
        tcp_us: duration()?,
        tls_us: duration()?,
        first_byte_us: duration()?,
        sent,
        received,
        rtt_us_median: duration()?,
        jitter_us: duration()?,
        wifi: None,
    };
    if failed & WITH_WIFI != 0 {
        values.wifi = Some(unpack_wifi(reader)?);
    }
    Some(values)
}

//! Capacity tests of a line, one row a month, packed one behind the other:
//!
//! ```text
//! t <line u32> <months since year 0 u32>
//! ```
//! A month holds a dozen, so a row stays small; rows go after thirteen months.

use crate::cold::Day;
use crate::entry::{KeptBody, Reported};
use crate::fleet::Fleet;
use crate::packing::{Packer, Unpacker};
use crate::rows::{BadRow, RowChange, RowKey, records};
use kiemke_wire::ids::{LineId, MachineId, Position};
use kiemke_wire::reading::{CapacityFailure, CapacityReading, Medium, TransferReading};
use kiemke_wire::time::UnixMs;

/// Months that are kept besides the present one.
const MONTHS_KEPT: u32 = 13;

/// A capacity test as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTest {
    /// When it was made.
    pub at: UnixMs,
    /// By which machine.
    pub machine: MachineId,
    /// What was measured.
    pub reading: CapacityReading,
}

/// The rows of a line that may hold tests of these days, both included: from this key to that one, which is outside.
pub fn test_rows(line: LineId, from: Day, to: Day) -> (RowKey, RowKey) {
    (key(line, from.months()), key(line, to.months() + 1))
}

/// Reads the tests in a row.
///
/// # Errors
/// When the row is not what it should be.
pub fn kept_tests(key: &[u8], row: &[u8]) -> Result<Vec<KeptTest>, BadRow> {
    records(key, row, unpack)
}

/// The tests of a report.
pub(super) fn of_report(after: &Fleet, reported: &Reported, position: Position, rows: &mut Vec<RowChange>) {
    let Some(line) = reported.line else { return };
    for item in &reported.items {
        if let KeptBody::Capacity(reading) = &item.what {
            let mut packer = Packer::default();
            pack(&mut packer, item.at, reported.machine, reading);
            let key = key(line, after.day_clock().day(item.at).months());
            rows.push(RowChange::Append(key, position, packer.into_bytes()));
        }
    }
}

/// The rows that go when a day is closed: with the last of a month those of the month that is too old.
pub(super) fn forgotten(fleet: &Fleet, closed: Day) -> impl Iterator<Item = RowChange> + '_ {
    let (this, next) = (closed.months(), closed.plus(1).months());
    let old = (this != next).then(|| next.saturating_sub(MONTHS_KEPT + 1));
    old.into_iter().flat_map(|old| {
        fleet
            .lines()
            .map(move |line| RowChange::Delete(key(line.id, old)))
    })
}

fn key(line: LineId, month: u32) -> RowKey {
    let mut key = vec![b't'];
    key.extend_from_slice(&line.0.to_be_bytes());
    key.extend_from_slice(&month.to_be_bytes());
    RowKey(key)
}

fn pack(packer: &mut Packer, at: UnixMs, machine: MachineId, reading: &CapacityReading) {
    packer.signed(at.0);
    packer.number(machine.0.into());
    packer.text(&reading.server);
    for transfer in [&reading.down, &reading.up] {
        packer.option(transfer.as_ref(), pack_transfer);
    }
    for number in [
        reading.rtt_us_min,
        reading.latency_idle_us,
        reading.latency_loaded_us,
        reading.link_mbps,
    ] {
        optional(packer, number.map(u64::from));
    }
    packer.bytes(&[
        medium_code(reading.medium),
        failure_code(reading.failed),
        u8::from(reading.by_hand),
    ]);
    packer.option(reading.note.as_deref(), Packer::text);
}

fn unpack(reader: &mut Unpacker<'_>) -> Option<KeptTest> {
    let at = UnixMs(reader.signed()?);
    let machine = MachineId(reader.small()?);
    let server = reader.text()?.to_owned();
    let down = reader.option(unpack_transfer)?;
    let up = reader.option(unpack_transfer)?;
    let rtt_us_min = read_optional(reader)?;
    let latency_idle_us = read_optional(reader)?;
    let latency_loaded_us = read_optional(reader)?;
    let link_mbps = read_optional(reader)?;
    let [medium, failed, by_hand] = reader.array()?;
    let note = reader.option(|reader| Some(reader.text()?.to_owned()))?;
    Some(KeptTest {
        at,
        machine,
        reading: CapacityReading {
            server,
            down,
            up,
            rtt_us_min,
            latency_idle_us,
            latency_loaded_us,
            medium: medium_of(medium)?,
            link_mbps,
            failed: failure_of(failed)?,
            by_hand: by_hand != 0,
            note,
        },
    })
}

fn pack_transfer(packer: &mut Packer, transfer: &TransferReading) {
    packer.number(transfer.bytes);
    optional(packer, transfer.limit_bytes);
    packer.number(transfer.ran_ms.into());
    optional(packer, transfer.rate_kbps.map(u64::from));
    packer.bytes(&[u8::from(transfer.cut)]);
    optional(packer, transfer.resent_permille.map(u64::from));
}

fn unpack_transfer(reader: &mut Unpacker<'_>) -> Option<TransferReading> {
    let bytes = reader.number()?;
    let limit_bytes = match reader.number()? {
        0 => None,
        one_more => Some(one_more - 1),
    };
    let ran_ms = reader.small()?;
    let rate_kbps = read_optional(reader)?;
    let [cut] = reader.array()?;
    Some(TransferReading {
        bytes,
        limit_bytes,
        ran_ms,
        rate_kbps,
        cut: cut != 0,
        resent_permille: read_optional(reader)?,
    })
}

/// Nothing is 0, the rest one more.
fn optional(packer: &mut Packer, number: Option<u64>) {
    packer.number(number.map_or(0, |number| number.saturating_add(1)));
}

fn read_optional(reader: &mut Unpacker<'_>) -> Option<Option<u32>> {
    let number = reader.number()?;
    let Some(number) = number.checked_sub(1) else {
        return Some(None);
    };
    u32::try_from(number).ok().map(Some)
}

fn medium_code(medium: Option<Medium>) -> u8 {
    match medium {
        None => 0,
        Some(Medium::Wired) => 1,
        Some(Medium::Wifi) => 2,
    }
}

fn medium_of(code: u8) -> Option<Option<Medium>> {
    [None, Some(Medium::Wired), Some(Medium::Wifi)]
        .into_iter()
        .find(|medium| medium_code(*medium) == code)
}

fn failure_code(failure: Option<CapacityFailure>) -> u8 {
    match failure {
        None => 0,
        Some(CapacityFailure::Unreachable) => 1,
        Some(CapacityFailure::ServerFull) => 2,
        Some(CapacityFailure::Refused) => 3,
        Some(CapacityFailure::Broken) => 4,
        Some(CapacityFailure::Battery) => 5,
        Some(CapacityFailure::Metered) => 6,
        Some(CapacityFailure::Budget) => 7,
    }
}

fn failure_of(code: u8) -> Option<Option<CapacityFailure>> {
    let all = [
        CapacityFailure::Unreachable,
        CapacityFailure::ServerFull,
        CapacityFailure::Refused,
        CapacityFailure::Broken,
        CapacityFailure::Battery,
        CapacityFailure::Metered,
        CapacityFailure::Budget,
    ];
    std::iter::once(None)
        .chain(all.map(Some))
        .find(|failure| failure_code(*failure) == code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::value;

    #[test]
    fn what_is_kept_reads_as_it_was() {
        let transfer = |rate_kbps| TransferReading {
            bytes: 50_000_000,
            limit_bytes: Some(0),
            ran_ms: 2_600,
            rate_kbps,
            cut: true,
            resent_permille: Some(0),
        };
        let mut reading = CapacityReading {
            server: "daemon".into(),
            down: Some(transfer(Some(u32::MAX))),
            up: Some(transfer(None)),
            rtt_us_min: Some(900),
            latency_idle_us: None,
            latency_loaded_us: Some(41_000),
            medium: Some(Medium::Wifi),
            link_mbps: Some(144),
            failed: Some(CapacityFailure::Budget),
            by_hand: true,
            note: Some("sau khi đổi modem".into()),
        };
        let mut packer = Packer::default();
        pack(&mut packer, UnixMs(1_795_503_600_123), MachineId(7), &reading);
        reading.note = None;
        (reading.down, reading.failed, reading.by_hand) = (None, None, false);
        pack(&mut packer, UnixMs(0), MachineId(8), &reading);
        let row = value(Position(1), &packer.into_bytes());
        let read = kept_tests(b"t", &row).unwrap();
        assert_eq!(read.len(), 2);
        assert_eq!(read[0].reading.note.as_deref(), Some("sau khi đổi modem"));
        assert_eq!(read[0].reading.failed, Some(CapacityFailure::Budget));
        assert_eq!(read[0].reading.down, Some(transfer(Some(u32::MAX))));
        assert_eq!((read[1].machine, &read[1].reading), (MachineId(8), &reading));
        assert!(kept_tests(b"t", &row[..row.len() - 1]).is_err());
    }
}

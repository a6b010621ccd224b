//! A file gives back what was written, and names a flipped byte exactly.

use crate::world::{DAY, clock, line_rows, machine_rows};
use kiemke_core::cold::{
    COLD_VERSION, ColdName, CoveredDay, Damage, Day, DayOfLine, DayOfMachine, FOOT_BYTES, FileWriter, Foot,
    HEAD_BYTES, NotOpened, OutsideValues, Owner, Part, Raw, Record, Row, Span, TargetIndex, check_head,
    in_order, read_block,
};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::reading::WifiReading;
use kiemke_wire::time::MINUTE_MS;
use proptest::prelude::*;

fn name<R: Record>() -> ColdName {
    ColdName {
        kind: R::KIND,
        span: Span::Day(DAY),
        generation: 3,
    }
}

fn written<R: Record>(rows: &[Row<R>]) -> Vec<u8> {
    let days = vec![CoveredDay {
        day: DAY,
        generation: 3,
    }];
    let (mut writer, mut bytes) = FileWriter::new(name::<R>(), days).unwrap();
    for row in rows {
        bytes.extend(writer.push(row.clone()).unwrap().unwrap_or_default());
    }
    bytes.extend(writer.finish().unwrap());
    bytes
}

/// Everything that can be read, and what cannot.
fn read<R: Record>(bytes: &[u8]) -> (Vec<Row<R>>, Vec<Damage>) {
    read_of(name::<R>(), bytes)
}

fn read_of<R: Record>(name: ColdName, bytes: &[u8]) -> (Vec<Row<R>>, Vec<Damage>) {
    let (mut rows, mut damage) = (Vec::new(), Vec::new());
    damage.extend(check_head(name, &bytes[..HEAD_BYTES]).err());
    let foot = Foot::read(name, bytes.len() as u64, &bytes[bytes.len() - FOOT_BYTES..]);
    let index = foot.and_then(|foot| {
        let (offset, length) = foot.index_place();
        foot.read_index(name, &bytes[offset as usize..][..length as usize])
    });
    let index = match index {
        Ok(index) => index,
        Err(NotOpened::Damaged(found)) => return (rows, vec![found]),
        Err(newer) => panic!("{newer}"),
    };
    for place in &index.blocks {
        let packed = &bytes[place.offset as usize..][..place.packed_bytes as usize];
        match read_block(name, place, packed) {
            Ok(read) => rows.extend(read),
            Err(found) => damage.push(found),
        }
    }
    (rows, damage)
}

fn check_round_trip<R: Record>(rows: Vec<Row<R>>) {
    let bytes = written(&rows);
    assert_eq!(read(&bytes), (rows, Vec::new()));
}

fn check_all_kinds<R: Raw>(rows: Vec<Row<R>>) {
    let rows = in_order(rows);
    let hours = rows.iter().map(|row| Row {
        site: row.site,
        record: row.record.hours(clock()),
    });
    let hours: Vec<_> = hours.collect();
    let sums = hours.iter().map(|row| Row {
        site: row.site,
        record: R::sums(&row.record),
    });
    check_round_trip(sums.collect());
    check_round_trip(hours);
    check_round_trip(rows);
}

proptest! {
    #[test]
    fn lines_come_back_as_written(rows in line_rows()) {
        check_all_kinds(rows);
    }

    #[test]
    fn machines_come_back_as_written(rows in machine_rows()) {
        check_all_kinds(rows);
    }

    #[test]
    fn a_flipped_byte_is_named_and_the_rest_is_read(
        copies in 1_u32..20,
        rows in line_rows(),
        flip in any::<prop::sample::Index>(),
        by in 1_u8..=255,
    ) {
        let rows = many(in_order(rows), copies);
        let mut bytes = written(&rows);
        let at = flip.index(bytes.len());
        bytes[at] ^= by;
        let (read_rows, damage) = read(&bytes);
        prop_assert_eq!(damage.len(), 1, "byte {} of {}", at, bytes.len());
        match damage[0].part {
            Part::Head => {
                prop_assert!(at < HEAD_BYTES);
                prop_assert_eq!(read_rows, rows);
            }
            Part::Index => prop_assert!(read_rows.is_empty()),
            Part::Block { offset, first, last } => {
                prop_assert!(offset <= at as u64);
                let kept: Vec<_> = rows.iter().filter(|row| !(first..=last).contains(&row.owner())).cloned().collect();
                prop_assert_eq!(read_rows, kept);
            }
            Part::Lost { .. } => prop_assert!(false, "nothing was lost before"),
        }
    }

    #[test]
    fn a_cut_file_is_not_opened(rows in machine_rows(), cut in any::<prop::sample::Index>()) {
        let bytes = written(&in_order(rows));
        let length = cut.index(bytes.len() - FOOT_BYTES) + FOOT_BYTES;
        let cut = &bytes[..length];
        let foot = Foot::read(name::<DayOfMachine>(), length as u64, &cut[length - FOOT_BYTES..]);
        let damaged = matches!(foot, Err(NotOpened::Damaged(Damage { part: Part::Index, .. })));
        prop_assert!(damaged);
    }

    #[test]
    fn every_owner_is_found_by_the_blocks_that_the_index_names(copies in 1_u32..20, rows in line_rows()) {
        let rows = many(in_order(rows), copies);
        let bytes = written(&rows);
        let foot = Foot::read(name::<DayOfLine>(), bytes.len() as u64, &bytes[bytes.len() - FOOT_BYTES..]).unwrap();
        let (offset, length) = foot.index_place();
        let index = foot.read_index(name::<DayOfLine>(), &bytes[offset as usize..][..length as usize]).unwrap();
        for place in &index.blocks {
            let packed = &bytes[place.offset as usize..][..place.packed_bytes as usize];
            let block = read_block::<DayOfLine>(name::<DayOfLine>(), place, packed).unwrap();
            for row in &block {
                prop_assert_eq!(index.blocks_between(row.owner(), row.owner()), [*place]);
            }
        }
        let nobody = Owner { site: UnitKey(u32::MAX), number: 0 };
        prop_assert!(index.blocks_between(nobody, nobody).is_empty());
    }
}

/// The same rows again at further sites, so that they fill several blocks.
fn many<R: Record>(rows: Vec<Row<R>>, copies: u32) -> Vec<Row<R>> {
    let copy = |copy: u32| {
        rows.iter().cloned().map(move |mut row| {
            row.site.0 += 10 * copy;
            row
        })
    };
    (0..copies).flat_map(copy).collect()
}

#[test]
fn rows_out_of_order_or_of_another_day_are_refused() {
    let row = |site, day| Row {
        site: UnitKey(site),
        record: DayOfMachine::unknown(kiemke_wire::ids::MachineId(1), day),
    };
    let days = vec![CoveredDay {
        day: DAY,
        generation: 1,
    }];
    let (mut writer, _) = FileWriter::new(name::<DayOfMachine>(), days).unwrap();
    writer.push(row(2, DAY)).unwrap();
    for (bad, why) in [
        (row(1, DAY), "u1 number 1 on 2026-11-24: it does not stand behind"),
        (row(2, DAY), "it does not stand behind"),
        (row(3, DAY.plus(1)), "the file does not cover that day"),
    ] {
        let refused = writer.push(bad).unwrap_err().to_string();
        assert!(refused.contains(why), "{refused}");
    }
    assert_eq!(writer.rows(), 1);
}

#[test]
fn a_later_version_is_refused_with_a_message() {
    let mut bytes = written::<DayOfMachine>(&[]);
    let foot = bytes.len() - FOOT_BYTES;
    bytes[foot] = COLD_VERSION as u8 + 1;
    let crc = crc32c::crc32c(&bytes[foot..foot + 28]);
    bytes[foot + 28..foot + 32].copy_from_slice(&crc.to_le_bytes());
    let read = Foot::read(name::<DayOfMachine>(), bytes.len() as u64, &bytes[foot..]);
    let refused = read.unwrap_err();
    assert!(
        matches!(refused, NotOpened::TooNew { found, .. } if found == COLD_VERSION + 1),
        "{refused}"
    );
}

/// What version 1 wrote of two lines with a probe each, on 24 November 2026.
const OF_VERSION_1: &[u8] = include_bytes!("../../../tests/kept/probes-1.kkc");

#[test]
fn files_of_before_there_were_radios_are_read() {
    let name = ColdName {
        kind: DayOfLine::KIND,
        span: Span::Day(Day(20_781)),
        generation: 1,
    };
    let (rows, damage) = read_of::<DayOfLine>(name, OF_VERSION_1);
    assert_eq!(damage, []);
    let probes: Vec<_> = rows.iter().flat_map(|row| row.record.probes()).collect();
    let told = |probe: &&OutsideValues| (probe.machine.0, probe.first_byte_us, probe.jitter_us, probe.wifi);
    let told: Vec<_> = probes.iter().map(told).collect();
    let expected = [2, 1].map(|machine| (machine, Some(400), Some(10), None));
    assert_eq!(told, expected);
}

#[test]
fn what_radios_did_comes_back_from_a_file() {
    let rows = |wifi| {
        let probe = |minute: i64| OutsideValues {
            at: clock().begin(DAY).plus(minute * MINUTE_MS),
            machine: MachineId(7),
            target: TargetIndex(0),
            failed: None,
            dns_us: Some(1_000),
            tcp_us: Some(900),
            tls_us: Some(2_000),
            first_byte_us: Some(4_000),
            sent: 20,
            received: 20,
            rtt_us_median: Some(800),
            jitter_us: Some(100),
            wifi,
        };
        vec![Row {
            site: UnitKey(3),
            record: DayOfLine::new(
                LineId(2),
                DAY,
                (0..96).map(|quarter| probe(quarter * 15)).collect(),
            ),
        }]
    };
    let wifi = WifiReading {
        signal_dbm: Some(-71),
        ..WifiReading::default()
    };
    let (cable, radio) = (written(&rows(None)), written(&rows(Some(wifi))));
    assert!(radio.len() > cable.len());
    assert_eq!(read(&radio), (rows(Some(wifi)), Vec::new()));
}

//! Arbitrary days of lines and machines, dense enough that keys collide.

use kiemke_core::cold::{
    Day, DayClock, DayOfLine, DayOfMachine, OutsideValues, Quarter, QuarterState, Row, TargetIndex, in_order,
};
use kiemke_wire::ids::{LineId, MachineId, UnitKey};
use kiemke_wire::reading::{OutsideStep, WifiReading};
use kiemke_wire::time::MINUTE_MS;
use proptest::prelude::*;

pub(crate) const DAY: Day = Day(20_781);

pub(crate) fn clock() -> DayClock {
    DayClock::new(7 * 60)
}

fn duration_us() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![
        1 => Just(None),
        6 => (100_u32..3_000_000).prop_map(Some),
        1 => any::<u32>().prop_map(Some),
    ]
}

pub(crate) fn probe() -> impl Strategy<Value = OutsideValues> {
    let key = (0_i64..24 * 60, 0_u32..4, 0_u8..3);
    let failed = prop_oneof![
        4 => Just(None),
        1 => Just(Some(OutsideStep::Dns)),
        1 => Just(Some(OutsideStep::Tcp)),
        1 => Just(Some(OutsideStep::Tls)),
        1 => Just(Some(OutsideStep::Http)),
    ];
    let times = prop::array::uniform6(duration_us());
    let counts = (any::<u16>(), any::<u16>());
    (key, failed, times, counts, wifi()).prop_map(|(key, failed, times, (sent, received), wifi)| {
        let (minute, machine, target) = key;
        let [dns_us, tcp_us, tls_us, first_byte_us, rtt_us_median, jitter_us] = times;
        OutsideValues {
            at: clock().begin(DAY).plus(minute * MINUTE_MS),
            machine: MachineId(machine),
            target: TargetIndex(target),
            failed,
            dns_us,
            tcp_us,
            tls_us,
            first_byte_us,
            sent,
            received,
            rtt_us_median,
            jitter_us,
            wifi,
        }
    })
}

/// Most probes are made by cable.
fn wifi() -> impl Strategy<Value = Option<WifiReading>> {
    let told = (
        any::<Option<i8>>(),
        any::<Option<u32>>(),
        any::<Option<u32>>(),
        any::<Option<u32>>(),
    );
    let told = told.prop_map(|(signal_dbm, rate_mbps, packets, retries)| WifiReading {
        signal_dbm,
        rate_mbps,
        packets,
        retries,
    });
    prop_oneof![
        3 => Just(None),
        1 => told.prop_map(|told| (!told.is_empty()).then_some(told)),
    ]
}

/// Rows of lines as they come: in any order, several of one line.
pub(crate) fn line_rows() -> impl Strategy<Value = Vec<Row<DayOfLine>>> {
    let row = (1_u32..6, 0_u32..4, prop::collection::vec(probe(), 0..12));
    let row = row.prop_map(|(site, line, probes)| Row {
        site: UnitKey(site),
        record: DayOfLine::new(LineId(line), DAY, probes),
    });
    prop::collection::vec(row, 0..20)
}

pub(crate) fn machine_rows() -> impl Strategy<Value = Vec<Row<DayOfMachine>>> {
    let told = prop::collection::vec((0_usize..96, 0_u8..=255), 0..60);
    let row = (1_u32..6, 0_u32..6, told).prop_map(|(site, machine, told)| {
        let mut record = DayOfMachine::unknown(MachineId(machine), DAY);
        for (quarter, state) in told {
            record.tell(Quarter::new(quarter).expect("below 96"), QuarterState(state));
        }
        Row {
            site: UnitKey(site),
            record,
        }
    });
    prop::collection::vec(row, 0..30)
}

pub(crate) fn line_day() -> impl Strategy<Value = DayOfLine> {
    prop::collection::vec(probe(), 0..120).prop_map(|probes| DayOfLine::new(LineId(1), DAY, probes))
}

pub(crate) fn machine_day() -> impl Strategy<Value = DayOfMachine> {
    machine_rows().prop_map(|rows| {
        in_order(rows)
            .pop()
            .map_or_else(|| DayOfMachine::unknown(MachineId(1), DAY), |row| row.record)
    })
}

//! Days are closed and sealed: every reading lies in one place, once, however late or often it comes.

use crate::world::{START, World, days_of, gateway, network, outside, outside_with};
use kiemke_core::Command;
use kiemke_core::cold::{Day, DayOfMachine, NO_LINE, OutsideValues, QuarterState};
use kiemke_core::entry::RowsSealed;
use kiemke_core::rows::{FiledKind, FiledRow, ROW_FORMAT_OLDEST};
use kiemke_wire::ids::{AgentId, LineId, MachineId};
use kiemke_wire::reading::{OutsideStep, WifiReading};
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, UnixMs};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const QUARTER_MS: i64 = 15 * MINUTE_MS;

/// Cold files as sets.
#[derive(Default)]
struct Sealed {
    probes: BTreeMap<(MachineId, UnixMs), Day>,
    quarters: BTreeMap<(MachineId, Day, usize), QuarterState>,
}

impl Sealed {
    fn take_probes(&mut self, day: Day, probes: Vec<OutsideValues>) {
        for probe in probes {
            self.probes.insert((probe.machine, probe.at), day);
        }
    }

    fn take_day(&mut self, day: &DayOfMachine) {
        for (number, state) in day.quarters.iter().enumerate().filter(|(_, state)| state.is_on()) {
            let held = self.quarters.entry((day.machine, day.day, number)).or_default();
            *held = state.max(held).to_owned();
        }
    }

    /// Takes in whatever of it lies in rows of these filed days.
    fn take_rows(&mut self, world: &World, filed: impl Fn(Day) -> bool) -> Vec<FiledRow> {
        let mut taken = Vec::new();
        for (key, value) in &world.rows {
            let Some(row) = FiledRow::of_key(&key.0).filter(|row| filed(row.filed)) else {
                continue;
            };
            match row.kind {
                FiledKind::Probes => self.take_probes(row.day, row.probes(value).expect("readable")),
                FiledKind::Presence => {
                    let mut day = DayOfMachine::unknown(row.owner.2, row.day);
                    for (quarter, state) in row.quarters(value).expect("readable") {
                        day.tell(quarter, state);
                    }
                    self.take_day(&day);
                }
            }
            taken.push(row);
        }
        taken
    }

    /// What the shell's sealer does; `forgets` is false when it is stopped between the two.
    fn seal(&mut self, world: &mut World, forgets: bool) {
        let open_from = world.fleet.open_from();
        let rows = self.take_rows(world, |filed| filed < open_from);
        let closed: Vec<DayOfMachine> = days_of(&world.fleet)
            .into_iter()
            .filter(|day| day.day < open_from)
            .collect();
        closed.iter().for_each(|day| self.take_day(day));
        if !forgets {
            return;
        }
        for row in rows {
            let sealed = RowsSealed {
                kind: row.kind,
                filed: row.filed,
                day: row.day,
                owners: vec![row.owner],
            };
            world.command(Command::RowsSealed(sealed)).expect("forgets");
        }
        for day in closed {
            world
                .command(Command::DaySealed { day: day.day })
                .expect("forgets");
        }
    }
}

#[derive(Clone, Debug)]
enum Play {
    /// A probe and a gateway reading so long ago, and how often the report comes; the second time with another run
    /// when `forgotten`, as if the first had been forgotten.
    Report {
        agent: u8,
        ago_ms: i64,
        twice: bool,
        forgotten: bool,
    },
    Wait(i64),
    Seal {
        forgets: bool,
    },
}

fn plays() -> impl Strategy<Value = Vec<Play>> {
    let report = (1..3_u8, 0..40 * DAY_MS, prop::bool::ANY, prop::bool::ANY).prop_map(
        |(agent, ago, twice, forgotten)| Play::Report {
            agent,
            // Most are fresh, some come from a spool.
            ago_ms: if ago % 3 == 0 { ago } else { ago % HOUR_MS },
            twice,
            forgotten,
        },
    );
    let play = prop_oneof![
        6 => report,
        3 => (0..30 * HOUR_MS).prop_map(Play::Wait),
        2 => prop::bool::ANY.prop_map(|forgets| Play::Seal { forgets }),
    ];
    prop::collection::vec(play, 1..60)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_reading_lies_in_one_place_once(plays in plays()) {
        let mut world = World::new();
        let mut sealed = Sealed::default();
        let (mut probes, mut on) = (BTreeSet::new(), BTreeSet::new());
        for agent in 1..3 {
            world.enrol(agent).expect("enrols");
        }
        for (number, play) in plays.iter().enumerate() {
            match play {
                Play::Wait(ms) => world.now = world.now.plus(*ms),
                Play::Seal { forgets } => sealed.seal(&mut world, *forgets),
                Play::Report { agent, ago_ms, twice, forgotten } => {
                    let at = world.now.plus(-ago_ms);
                    let (run, seq) = (*agent, number as u64 * 2);
                    let items = format!("{},{}", outside(seq, at, true), gateway(seq + 1, at, 10));
                    world.report(*agent, run, &items).expect("reports");
                    if *twice {
                        let before = world.state();
                        let run = if *forgotten { 100 + number as u8 } else { run };
                        world.report(*agent, run, &items).expect("reports");
                        prop_assert!(*forgotten || world.state() == before);
                    }
                    let clock = world.fleet.day_clock();
                    let machine = world.fleet.machine_of(AgentId([*agent; 16])).expect("there").id;
                    probes.insert((machine, at));
                    on.insert((machine, clock.day(at), clock.quarter(at).index()));
                }
            }
        }
        // A last night: everything is sealed and forgotten.
        world.now = world.now.plus(2 * DAY_MS);
        world.command(Command::Tick).expect("ticks");
        sealed.seal(&mut world, true);
        let open_from = world.fleet.open_from();
        prop_assert_eq!(sealed.take_rows(&world, |filed| filed < open_from), [], "nothing is left of closed days");
        prop_assert_eq!(days_of(&world.fleet), []);
        let clock = world.fleet.day_clock();
        let expected: BTreeMap<_, _> = probes.into_iter().map(|(machine, at)| ((machine, at), clock.day(at))).collect();
        prop_assert_eq!(&sealed.probes, &expected);
        let told: BTreeSet<_> = sealed.quarters.keys().copied().collect();
        prop_assert_eq!(told, on);
        prop_assert!(sealed.quarters.values().all(|state| state.is_good()));
    }
}

#[test]
fn a_quarter_is_judged_by_all_its_probes() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    let begin = UnixMs((START.0 / QUARTER_MS + 1) * QUARTER_MS);
    for (number, received) in [(0, 9), (1, 10), (2, 10)] {
        let at = begin.plus(number * 5 * MINUTE_MS);
        world.now = at.plus(1);
        world
            .report(1, 1, &gateway(number as u64, at, received))
            .expect("reports");
        let day = days_of(&world.fleet).remove(0);
        let state = day.quarters[world.fleet.day_clock().quarter(begin).index()];
        assert_eq!(
            state.is_good(),
            number > 0,
            "one lost of ten is a finding, of twenty chance"
        );
    }
}

#[test]
fn probes_count_on_the_line_that_their_own_report_shows_and_before_it_on_none() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    let at = world.now;
    world
        .report(1, 1, &outside(0, at.plus(-2), true))
        .expect("reports");
    let items = format!("{},{}", network(1, at, 5), outside(2, at.plus(-1), true));
    world.report(1, 1, &items).expect("reports");
    let rows = world.rows.keys().filter_map(|key| FiledRow::of_key(&key.0));
    assert_eq!(
        rows.map(|row| row.owner.1).collect::<Vec<_>>(),
        [NO_LINE, LineId(1)]
    );
}

/// The one row of probes that is there.
fn row_of_probes(world: &World) -> (FiledRow, Vec<u8>) {
    let rows = world
        .rows
        .iter()
        .filter_map(|(key, row)| Some((FiledRow::of_key(&key.0)?, row.clone())));
    let rows: Vec<_> = rows.collect();
    let [row] = rows.as_slice() else {
        panic!("{} rows", rows.len());
    };
    row.clone()
}

#[test]
fn what_a_radio_did_stands_in_a_row_behind_probes_of_before() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    let at = world.now;
    world
        .report(1, 1, &outside(0, at.plus(-3), true))
        .expect("reports");
    // What was written before there were radios in rows: the same bytes under the format of then.
    let (place, mut row) = row_of_probes(&world);
    row[8] = ROW_FORMAT_OLDEST;
    let before = place.probes(&row).expect("readable");
    assert_eq!((before.len(), before[0].wifi), (1, None));
    *world.rows.get_mut(&place.key()).expect("there") = row;
    let wifi = r#","wifi":{"signal_dbm":-71,"rate_mbps":72,"packets":310,"retries":22}"#;
    let items = format!(
        "{},{},{}",
        outside_with(1, at.plus(-2), wifi),
        outside_with(2, at.plus(-1), r#","wifi":{}"#),
        outside_with(3, at, r#","failed":"tcp","wifi":{"signal_dbm":-88}"#)
    );
    world.report(1, 1, &items).expect("reports");
    let (place, row) = row_of_probes(&world);
    let told: Vec<_> = place
        .probes(&row)
        .expect("readable")
        .iter()
        .map(|probe| (probe.failed, probe.wifi))
        .collect();
    let whole = WifiReading {
        signal_dbm: Some(-71),
        rate_mbps: Some(72),
        packets: Some(310),
        retries: Some(22),
    };
    let weak = WifiReading {
        signal_dbm: Some(-88),
        ..WifiReading::default()
    };
    let expected = [
        (None, None),
        (None, Some(whole)),
        (None, None),
        (Some(OutsideStep::Tcp), Some(weak)),
    ];
    assert_eq!(told, expected);
}

#[test]
fn readings_of_days_that_take_none_in_are_counted_and_told() {
    let mut world = World::new();
    world.enrol(1).expect("enrols");
    let old = world.now.plus(-70 * DAY_MS);
    let items = format!(
        "{},{},{}",
        outside(0, old, true),
        gateway(1, old, 10),
        outside(2, world.now, true)
    );
    world.report(1, 1, &items).expect("reports");
    let machine = world.fleet.machine(MachineId(1)).expect("there");
    assert_eq!(machine.set_aside, 1, "one warning for both");
    let rows: Vec<FiledRow> = world
        .rows
        .keys()
        .filter_map(|key| FiledRow::of_key(&key.0))
        .collect();
    assert_eq!(rows.len(), 1);
    assert!(
        machine
            .received(kiemke_wire::ids::RunId([1; 8]))
            .expect("known")
            .contains(1),
        "it is acknowledged"
    );
}

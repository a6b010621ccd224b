use crate::hardware::Form;
use crate::seed::{Draw, Seed, Topic};
use crate::world::{Line, Machine, MachineIndex, World};
use kiemke_wire::reading::{
    GatewayReading, OutsideReading, OutsideStep, ProbeMethod, StatusReading, VolumeFree,
};
use kiemke_wire::report::ItemBody;

/// Probes of the gateway in one reading, and of a host outside (agent.md).
const GATEWAY_PROBES: u16 = 10;
const OUTSIDE_PROBES: u16 = 20;

/// The target that every agent probes.
pub(crate) const TARGET: &str = "daemon";

fn draw(world: &World, machine: &Machine, number: u64) -> Draw {
    let key = u64::from(machine.index.0) << 32 ^ number.rotate_left(17);
    world.seed().draw(Topic::Probe, key)
}

/// A machine's way to its gateway: much the same all day, over Wi-Fi slower, wider spread and with losses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GatewayWay {
    rtt_us: u32,
    spread_percent: u32,
    lost_per_mille: u32,
}

impl GatewayWay {
    pub(crate) fn of(seed: Seed, machine: MachineIndex, over_wifi: bool) -> Self {
        let mut draw = seed.draw(Topic::Probe, u64::from(machine.0) << 32 | u64::from(u32::MAX));
        match over_wifi {
            true => Self {
                rtt_us: draw.between(1_500, 6_000),
                spread_percent: 40,
                lost_per_mille: 25,
            },
            false => Self {
                rtt_us: draw.between(200, 800),
                spread_percent: 10,
                lost_per_mille: 2,
            },
        }
    }

    /// The median round trip of one reading, microseconds.
    pub(crate) fn rtt_us(&self, draw: &mut Draw) -> u32 {
        let spread = self.rtt_us * self.spread_percent / 100;
        draw.between(self.rtt_us - spread, self.rtt_us + spread)
    }

    /// Probes of so many that are answered.
    pub(crate) fn answered(&self, draw: &mut Draw, sent: u16) -> u16 {
        answered(draw, sent, self.lost_per_mille)
    }
}

/// Probes of the gateway.
pub(super) fn gateway(world: &World, machine: &Machine, number: u64) -> ItemBody {
    let over_wifi = machine.hardware.model.form == Form::Laptop;
    let way = GatewayWay::of(world.seed(), machine.index, over_wifi);
    ItemBody::Gateway(gateway_reading(
        &mut draw(world, machine, number),
        &way,
        GATEWAY_PROBES,
    ))
}

pub(crate) fn gateway_reading(draw: &mut Draw, way: &GatewayWay, sent: u16) -> GatewayReading {
    let (rtt, received) = (way.rtt_us(draw), way.answered(draw, sent));
    GatewayReading {
        method: ProbeMethod::Icmp,
        sent,
        received,
        rtt_us_median: (received > 0).then_some(rtt),
        rtt_us_max: (received > 0).then_some(rtt * draw.between(12, 60) / 10),
    }
}

/// The way to the daemon over a line; nothing but names that do not resolve while the line is down.
pub(super) fn outside(world: &World, machine: &Machine, line: &Line, number: u64, down: bool) -> ItemBody {
    let mut draw = draw(world, machine, !number);
    ItemBody::Outside(outside_reading(&mut draw, line.rtt_us, line.loss_per_mille, down))
}

pub(crate) fn outside_reading(
    draw: &mut Draw,
    rtt_us: u32,
    loss_per_mille: u32,
    down: bool,
) -> OutsideReading {
    let rtt = rtt_us * draw.between(85, 180) / 100;
    let received = if down {
        0
    } else {
        answered(draw, OUTSIDE_PROBES, loss_per_mille)
    };
    let known = |value| (received > 0).then_some(value);
    OutsideReading {
        target: TARGET.to_owned(),
        failed: if down { Some(OutsideStep::Dns) } else { None },
        dns_us: known(draw.between(800, 14_000)),
        tcp_us: known(rtt),
        tls_us: known(rtt * 2 + draw.between(200, 3_000)),
        first_byte_us: known(rtt * 2 + draw.between(300, 6_000)),
        sent: OUTSIDE_PROBES,
        received,
        rtt_us_median: known(rtt),
        jitter_us: known(rtt / draw.between(4, 20)),
        wifi: None,
    }
}

/// What is free of memory and disks.
pub(super) fn status(world: &World, machine: &Machine, number: u64) -> ItemBody {
    let mut draw = draw(world, machine, number ^ 0x5a5a);
    let windows = machine.system.release.family == crate::software::Family::Windows;
    let memory = machine.hardware.memory_bytes();
    let disk = u64::from(machine.hardware.disks[0].size_gb) * 1_000_000_000;
    ItemBody::Status(StatusReading {
        memory_available_bytes: Some(memory / 100 * u64::from(draw.between(20, 70))),
        volumes: vec![VolumeFree {
            mount: if windows { "C:" } else { "/" }.to_owned(),
            free_bytes: disk / 1_000 * u64::from(draw.between(40, 700)),
        }],
    })
}

fn answered(draw: &mut Draw, sent: u16, lost_per_mille: u32) -> u16 {
    (0..sent)
        .map(|_| u16::from(!draw.per_mille(lost_per_mille)))
        .sum()
}

use crate::seed::Topic;
use crate::world::{Line, Machine, World};
use kiemke_wire::reading::{
    GatewayReading, OutsideReading, OutsideStep, ProbeMethod, StatusReading, VolumeFree,
};
use kiemke_wire::report::ItemBody;

/// Probes of the gateway in one reading, and of a host outside (agent.md).
const GATEWAY_PROBES: u16 = 10;
const OUTSIDE_PROBES: u16 = 20;

fn draw(world: &World, machine: &Machine, number: u64) -> crate::seed::Draw {
    let key = u64::from(machine.index.0) << 32 ^ number.rotate_left(17);
    world.seed().draw(Topic::Probe, key)
}

/// The way to the gateway: over Wi-Fi slower and with losses.
pub(super) fn gateway(world: &World, machine: &Machine, number: u64) -> ItemBody {
    let mut draw = draw(world, machine, number);
    let over_wifi = machine.hardware.model.form == crate::hardware::Form::Laptop;
    let (rtt, lost_per_mille) = if over_wifi {
        (draw.between(1_200, 9_000), 25)
    } else {
        (draw.between(180, 900), 2)
    };
    let received = answered(&mut draw, GATEWAY_PROBES, lost_per_mille);
    ItemBody::Gateway(GatewayReading {
        method: ProbeMethod::Icmp,
        sent: GATEWAY_PROBES,
        received,
        rtt_us_median: (received > 0).then_some(rtt),
        rtt_us_max: (received > 0).then_some(rtt * draw.between(12, 60) / 10),
    })
}

/// The way to the daemon over a line; nothing but names that do not resolve while the line is down.
pub(super) fn outside(world: &World, machine: &Machine, line: &Line, number: u64, down: bool) -> ItemBody {
    let mut draw = draw(world, machine, !number);
    let rtt = line.rtt_us * draw.between(85, 180) / 100;
    let received = if down {
        0
    } else {
        answered(&mut draw, OUTSIDE_PROBES, line.loss_per_mille)
    };
    let known = |value| (received > 0).then_some(value);
    ItemBody::Outside(OutsideReading {
        target: "daemon".to_owned(),
        failed: if down { Some(OutsideStep::Dns) } else { None },
        dns_us: known(draw.between(800, 14_000)),
        tcp_us: known(rtt),
        tls_us: None,
        first_byte_us: known(rtt * 2 + draw.between(300, 6_000)),
        sent: OUTSIDE_PROBES,
        received,
        rtt_us_median: known(rtt),
        jitter_us: known(rtt / draw.between(4, 20)),
    })
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

fn answered(draw: &mut crate::seed::Draw, sent: u16, lost_per_mille: u32) -> u16 {
    (0..sent)
        .map(|_| u16::from(!draw.per_mille(lost_per_mille)))
        .sum()
}

//! A machine's record in few bytes: how it lies in memory and in images of the state.
//!
//! ```text
//! version u8 · agent 16 · secret hash 32 · evidence (7 bytes a value) · the rest as `pack` writes it
//! ```
//! Version 2 has no evidence and ends before what is known of keys; 3 tells nothing of radios. What lists filter and sort by stands in columns beside it and is handed in when it is read.

use crate::cold::{Day, Quarter};
use crate::entry::Change;
use crate::fleet::machine::{Held, Machine, Part, Run};
use crate::fleet::told::GatewayQuarter;
use crate::identity::{Evidence, Value};
use crate::packing::{Packer, Unpacker};
use kiemke_wire::digest::Digest;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::{AgentId, LineId, MachineId, Position, RunId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::reading::{
    GatewayReading, OutsideReading, OutsideStep, ProbeMethod, StatusReading, VolumeFree, WifiReading,
};
use kiemke_wire::report::CheckIn;
use kiemke_wire::review::EvidenceKind;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{LatestReadings, StampedReading};
use std::collections::BTreeMap;

const VERSION: u8 = 4;
/// The version before radios were looked at beside probes.
const WITHOUT_WIFI: u8 = 3;
/// The version before machines were told apart.
const WITHOUT_EVIDENCE: u8 = 2;

/// What stands beside a packed record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) id: MachineId,
    pub(crate) unit: UnitKey,
    pub(crate) line: Option<LineId>,
    pub(crate) last_seen: UnixMs,
    pub(crate) warned: bool,
}

/// The agent and the hash of its secret, without reading the rest.
pub(crate) fn credential(packed: &[u8]) -> Option<(AgentId, SecretHash)> {
    let (version, rest) = packed.split_first()?;
    let (agent, rest) = rest.split_first_chunk()?;
    let secret = rest.first_chunk()?;
    (WITHOUT_EVIDENCE..=VERSION)
        .contains(version)
        .then_some((AgentId(*agent), SecretHash(*secret)))
}

/// What tells the machine from others, without reading the rest.
pub(crate) fn evidence(packed: &[u8]) -> Option<Evidence> {
    let mut reader = Unpacker::new(packed);
    let [version] = reader.array()?;
    reader.bytes(16 + 32)?;
    match version {
        WITHOUT_EVIDENCE => Some(Evidence::default()),
        _ => unpack_evidence(&mut reader),
    }
}

/// The version of the machine's agent, without reading the rest.
pub(crate) fn agent_version(packed: &[u8]) -> Option<&str> {
    let mut reader = Unpacker::new(packed);
    let [version] = reader.array()?;
    reader.bytes(16 + 32)?;
    if version != WITHOUT_EVIDENCE {
        unpack_evidence(&mut reader)?;
    }
    reader.signed()?;
    reader.number()?;
    reader.text()
}

/// What nearly all records stay below, bytes.
const USUAL_BYTES: usize = 512;

pub(crate) fn pack(machine: &Machine) -> Box<[u8]> {
    let mut packer = Packer::with_room(USUAL_BYTES);
    packer.bytes(&[VERSION]);
    packer.bytes(&machine.agent.0);
    packer.bytes(&machine.secret_hash.0);
    pack_evidence(&mut packer, &machine.evidence);
    let base = machine.enrolled_at;
    packer.signed(base.0);
    packer.number(machine.changed_at.0);
    packer.text(&machine.agent_version);
    packer.option(machine.room.as_deref(), Packer::text);
    packer.option(machine.seat, |packer, seat| packer.number(seat.into()));
    packer.option(machine.host_name.as_deref(), Packer::text);
    packer.option(machine.memory_total_bytes, Packer::number);
    packer.option(machine.packages, |packer, count| packer.number(count.into()));
    packer.option(machine.check_in.as_ref(), |packer, (at, check_in)| {
        time(packer, base, *at);
        pack_check_in(packer, check_in, &machine.agent_version);
    });
    packer.option(machine.clock_ahead_ms, Packer::signed);
    let mut before = base;
    packer.list(machine.sections.iter(), |packer, (name, held)| {
        packer.bytes(&[*name as u8]);
        time(packer, before, held.observed_at);
        packer.bytes(&held.digest.0);
        before = held.observed_at;
    });
    packer.list(machine.runs.iter(), pack_run);
    pack_latest(&mut packer, base, &machine.latest);
    packer.option(machine.gateway_quarter, |packer, held| {
        packer.signed(held.day.0.into());
        packer.bytes(&[held.quarter.index() as u8]);
        packer.number(held.sent.into());
        packer.number(held.received.into());
        micros(packer, held.rtt_us);
    });
    packer.number(machine.set_aside.into());
    packer.list(machine.failing.iter(), |packer, (name, at)| {
        packer.bytes(&[*name as u8]);
        time(packer, base, *at);
    });
    packer.option(machine.asked_in_full_at, |packer, at| time(packer, base, at));
    packer.option(machine.change.as_ref(), |packer, change| {
        time(packer, base, change.at);
        pack_evidence(packer, &change.other);
        packer.bytes(&[u8::from(change.foreign)]);
    });
    packer.option(machine.retired, |packer, (agent, at)| {
        packer.bytes(&agent.0);
        time(packer, base, at);
    });
    packer.option(machine.turns, |packer, (count, since)| {
        packer.bytes(&[count]);
        time(packer, base, since);
    });
    packer.bytes(&[u8::from(machine.rekey_asked)]);
    packer.into_bytes().into_boxed_slice()
}

/// `None` when the bytes are not a record of a version that this build reads.
pub(crate) fn unpack(columns: Columns, packed: &[u8]) -> Option<Machine> {
    let mut reader = Unpacker::new(packed);
    let reader = &mut reader;
    let [version] = reader.array()?;
    if !(WITHOUT_EVIDENCE..=VERSION).contains(&version) {
        return None;
    }
    let is_old = version == WITHOUT_EVIDENCE;
    let (agent, secret_hash) = (AgentId(reader.array()?), SecretHash(reader.array()?));
    let evidence = if is_old {
        Evidence::default()
    } else {
        unpack_evidence(reader)?
    };
    let base = UnixMs(reader.signed()?);
    let changed_at = Position(reader.number()?);
    let agent_version = reader.text()?.to_owned();
    let mut machine = Machine {
        id: columns.id,
        unit: columns.unit,
        line: columns.line,
        last_seen: columns.last_seen,
        agent,
        secret_hash,
        enrolled_at: base,
        changed_at,
        room: reader.option(Unpacker::text)?.map(str::to_owned),
        seat: reader.option(Unpacker::small)?,
        host_name: reader.option(Unpacker::text)?.map(str::to_owned),
        memory_total_bytes: reader.option(Unpacker::number)?,
        packages: reader.option(Unpacker::small)?,
        check_in: reader
            .option(|reader| Some((untime(reader, base)?, unpack_check_in(reader, &agent_version)?)))?,
        clock_ahead_ms: reader.option(Unpacker::signed)?,
        sections: unpack_sections(reader, base)?,
        runs: reader.list(|reader| unpack_run(reader, is_old))?,
        latest: unpack_latest(reader, base, version > WITHOUT_WIFI)?,
        gateway_quarter: reader.option(unpack_gateway_quarter)?,
        set_aside: reader.small()?,
        failing: reader.list(|reader| Some((section_name(reader)?, untime(reader, base)?)))?,
        asked_in_full_at: reader.option(|reader| untime(reader, base))?,
        agent_version,
        evidence,
        change: None,
        retired: None,
        turns: None,
        rekey_asked: false,
    };
    if !is_old {
        unpack_keys(reader, base, &mut machine)?;
    }
    reader.is_empty().then_some(machine)
}

fn pack_evidence(packer: &mut Packer, evidence: &Evidence) {
    packer.list(evidence.values().iter(), |packer, value| {
        packer.bytes(&[value.kind as u8]);
        packer.bytes(&value.hash);
    });
}

fn unpack_evidence(reader: &mut Unpacker<'_>) -> Option<Evidence> {
    let values: Vec<Value> = reader.list(|reader| {
        let [kind] = reader.array()?;
        Some(Value {
            kind: *EvidenceKind::ALL.get(usize::from(kind))?,
            hash: reader.array()?,
        })
    })?;
    Some(Evidence::of(values))
}

fn unpack_keys(reader: &mut Unpacker<'_>, base: UnixMs, machine: &mut Machine) -> Option<()> {
    machine.change = reader.option(|reader| {
        Some(Change {
            at: untime(reader, base)?,
            other: unpack_evidence(reader)?,
            foreign: reader.array()? != [0],
        })
    })?;
    machine.retired = reader.option(|reader| Some((AgentId(reader.array()?), untime(reader, base)?)))?;
    machine.turns = reader.option(|reader| {
        let [count] = reader.array()?;
        Some((count, untime(reader, base)?))
    })?;
    machine.rekey_asked = reader.array()? != [0];
    Some(())
}

/// Times lie near each other: the distance from one is shorter than the time.
fn time(packer: &mut Packer, base: UnixMs, at: UnixMs) {
    packer.signed(at.0.wrapping_sub(base.0));
}

fn untime(reader: &mut Unpacker<'_>, base: UnixMs) -> Option<UnixMs> {
    Some(UnixMs(base.0.wrapping_add(reader.signed()?)))
}

fn section_name(reader: &mut Unpacker<'_>) -> Option<SectionName> {
    let [number] = reader.array()?;
    SectionName::ALL.get(usize::from(number)).copied()
}

fn unpack_sections(reader: &mut Unpacker<'_>, base: UnixMs) -> Option<BTreeMap<SectionName, Held>> {
    let mut before = base;
    reader.list(|reader| {
        let name = section_name(reader)?;
        before = untime(reader, before)?;
        let held = Held {
            observed_at: before,
            digest: Digest(reader.array()?),
        };
        Some((name, held))
    })
}

fn pack_check_in(packer: &mut Packer, check_in: &CheckIn, agent_version: &str) {
    packer.option(check_in.digest, |packer, digest| packer.bytes(&digest.0));
    // Nearly always the version that the machine's record says anyway.
    let other = (check_in.version != agent_version).then_some(check_in.version.as_str());
    packer.option(other, Packer::text);
    packer.option(check_in.machine_uptime_s, Packer::number);
    packer.number(check_in.agent_uptime_s);
    packer.number(check_in.spooled);
    packer.number(check_in.dropped);
    packer.option(check_in.rss_bytes, Packer::number);
    packer.option(check_in.cpu_ms, Packer::number);
}

fn unpack_check_in(reader: &mut Unpacker<'_>, agent_version: &str) -> Option<CheckIn> {
    Some(CheckIn {
        digest: reader.option(|reader| reader.array().map(Digest))?,
        version: reader.option(Unpacker::text)?.unwrap_or(agent_version).to_owned(),
        machine_uptime_s: reader.option(Unpacker::number)?,
        agent_uptime_s: reader.number()?,
        spooled: reader.number()?,
        dropped: reader.number()?,
        rss_bytes: reader.option(Unpacker::number)?,
        cpu_ms: reader.option(Unpacker::number)?,
        can_test: None,
    })
}

fn pack_run(packer: &mut Packer, run: &Run) {
    packer.bytes(&run.run.0);
    packer.bytes(&[run.part as u8]);
    let ranges: Vec<(u64, u64)> = run.received.iter().collect();
    packer.list(ranges.into_iter(), |packer, (first, last)| {
        packer.number(first);
        packer.number(last.wrapping_sub(first));
    });
}

const PARTS: [Part; 3] = [Part::Silent, Part::Speaking, Part::Followed];

fn unpack_run(reader: &mut Unpacker<'_>, is_old: bool) -> Option<Run> {
    let run = RunId(reader.array()?);
    let part = if is_old {
        Part::Silent
    } else {
        let [part] = reader.array()?;
        *PARTS.get(usize::from(part))?
    };
    let ranges: Vec<(u64, u64)> = reader.list(|reader| {
        let first = reader.number()?;
        Some((first, first.wrapping_add(reader.number()?)))
    })?;
    let received = SeqRanges::from_ranges(ranges)?;
    Some(Run { run, received, part })
}

fn pack_latest(packer: &mut Packer, base: UnixMs, latest: &LatestReadings) {
    packer.option(latest.gateway.as_ref(), |packer, stamped| {
        time(packer, base, stamped.at);
        pack_gateway(packer, &stamped.reading);
    });
    packer.list(latest.outside.values(), |packer, stamped| {
        time(packer, base, stamped.at);
        pack_outside(packer, &stamped.reading);
    });
    packer.option(latest.status.as_ref(), |packer, stamped| {
        time(packer, base, stamped.at);
        packer.option(stamped.reading.memory_available_bytes, Packer::number);
        packer.list(stamped.reading.volumes.iter(), |packer, volume| {
            packer.text(&volume.mount);
            packer.number(volume.free_bytes);
        });
    });
}

fn unpack_latest(reader: &mut Unpacker<'_>, base: UnixMs, with_wifi: bool) -> Option<LatestReadings> {
    let gateway = reader.option(|reader| {
        Some(StampedReading {
            at: untime(reader, base)?,
            reading: unpack_gateway(reader)?,
        })
    })?;
    let outside = reader.list(|reader| {
        let at = untime(reader, base)?;
        let mut reading = unpack_outside(reader)?;
        if with_wifi {
            reading.wifi = reader.option(unpack_wifi)?;
        }
        Some((reading.target.clone(), StampedReading { at, reading }))
    })?;
    let status = reader.option(|reader| {
        let at = untime(reader, base)?;
        let reading = StatusReading {
            memory_available_bytes: reader.option(Unpacker::number)?,
            volumes: reader.list(|reader| {
                Some(VolumeFree {
                    mount: reader.text()?.to_owned(),
                    free_bytes: reader.number()?,
                })
            })?,
        };
        Some(StampedReading { at, reading })
    })?;
    Some(LatestReadings {
        gateway,
        outside,
        status,
    })
}

fn unpack_gateway_quarter(reader: &mut Unpacker<'_>) -> Option<GatewayQuarter> {
    let day = Day(i32::try_from(reader.signed()?).ok()?);
    let [quarter] = reader.array()?;
    Some(GatewayQuarter {
        day,
        quarter: Quarter::new(usize::from(quarter))?,
        sent: reader.small()?,
        received: reader.small()?,
        rtt_us: reader.option(Unpacker::small)?,
    })
}

fn micros(packer: &mut Packer, value: Option<u32>) {
    packer.option(value, |packer, value| packer.number(value.into()));
}

fn pack_gateway(packer: &mut Packer, reading: &GatewayReading) {
    packer.bytes(&[u8::from(reading.method == ProbeMethod::Tcp)]);
    packer.number(reading.sent.into());
    packer.number(reading.received.into());
    micros(packer, reading.rtt_us_median);
    micros(packer, reading.rtt_us_max);
}

fn unpack_gateway(reader: &mut Unpacker<'_>) -> Option<GatewayReading> {
    let method = match reader.array()? {
        [0] => ProbeMethod::Icmp,
        [1] => ProbeMethod::Tcp,
        _ => return None,
    };
    Some(GatewayReading {
        method,
        sent: reader.small()?,
        received: reader.small()?,
        rtt_us_median: reader.option(Unpacker::small)?,
        rtt_us_max: reader.option(Unpacker::small)?,
    })
}

const STEPS: [OutsideStep; 4] = [
    OutsideStep::Dns,
    OutsideStep::Tcp,
    OutsideStep::Tls,
    OutsideStep::Http,
];

fn pack_outside(packer: &mut Packer, reading: &OutsideReading) {
    packer.text(&reading.target);
    let failed = reading
        .failed
        .and_then(|failed| STEPS.iter().position(|step| *step == failed));
    packer.option(failed, |packer, at| packer.number(at as u64));
    for value in [
        reading.dns_us,
        reading.tcp_us,
        reading.tls_us,
        reading.first_byte_us,
    ] {
        micros(packer, value);
    }
    packer.number(reading.sent.into());
    packer.number(reading.received.into());
    micros(packer, reading.rtt_us_median);
    micros(packer, reading.jitter_us);
    packer.option(reading.wifi, |packer, wifi| {
        packer.option(wifi.signal_dbm, |packer, dbm| {
            packer.bytes(&[dbm.cast_unsigned()]);
        });
        for value in [wifi.rate_mbps, wifi.packets, wifi.retries] {
            packer.option(value, |packer, value| packer.number(value.into()));
        }
    });
}

fn unpack_wifi(reader: &mut Unpacker<'_>) -> Option<WifiReading> {
    Some(WifiReading {
        signal_dbm: reader.option(|reader| reader.array().map(|[dbm]| dbm.cast_signed()))?,
        rate_mbps: reader.option(Unpacker::small)?,
        packets: reader.option(Unpacker::small)?,
        retries: reader.option(Unpacker::small)?,
    })
}

fn unpack_outside(reader: &mut Unpacker<'_>) -> Option<OutsideReading> {
    Some(OutsideReading {
        target: reader.text()?.to_owned(),
        failed: reader.option(|reader| STEPS.get(reader.small::<usize>()?).copied())?,
        dns_us: reader.option(Unpacker::small)?,
        tcp_us: reader.option(Unpacker::small)?,
        tls_us: reader.option(Unpacker::small)?,
        first_byte_us: reader.option(Unpacker::small)?,
        sent: reader.small()?,
        received: reader.small()?,
        rtt_us_median: reader.option(Unpacker::small)?,
        jitter_us: reader.option(Unpacker::small)?,
        wifi: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn latest(wifi: Option<WifiReading>) -> LatestReadings {
        let reading = OutsideReading {
            target: "daemon".into(),
            failed: None,
            dns_us: None,
            tcp_us: Some(1_200),
            tls_us: None,
            first_byte_us: Some(4_000),
            sent: 20,
            received: 19,
            rtt_us_median: Some(1_100),
            jitter_us: Some(90),
            wifi,
        };
        LatestReadings {
            outside: [(
                "daemon".into(),
                StampedReading {
                    at: UnixMs(9_000),
                    reading,
                },
            )]
            .into(),
            ..LatestReadings::default()
        }
    }

    fn packed(latest: &LatestReadings) -> Vec<u8> {
        let mut packer = Packer::default();
        pack_latest(&mut packer, UnixMs(1_000), latest);
        packer.into_bytes()
    }

    fn unpacked(bytes: &[u8], with_wifi: bool) -> Option<LatestReadings> {
        let mut reader = Unpacker::new(bytes);
        let latest = unpack_latest(&mut reader, UnixMs(1_000), with_wifi)?;
        reader.is_empty().then_some(latest)
    }

    #[test]
    fn what_a_radio_did_comes_back_and_its_absence_takes_a_byte() {
        let wifi = WifiReading {
            signal_dbm: Some(-71),
            rate_mbps: Some(72),
            packets: Some(310),
            retries: None,
        };
        for wifi in [None, Some(wifi)] {
            let latest = latest(wifi);
            assert_eq!(unpacked(&packed(&latest), true), Some(latest));
        }
    }

    #[test]
    fn records_of_before_are_read() {
        let latest = latest(None);
        let mut bytes = packed(&latest);
        // The last one says that there is no status, the one before it that there is no radio.
        assert_eq!(bytes[bytes.len() - 2..], [0, 0]);
        bytes.pop();
        assert_eq!(unpacked(&bytes, false), Some(latest));
        assert_eq!(unpacked(&bytes, true), None);
    }
}

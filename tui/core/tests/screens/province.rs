//! A small made-up province, always the same.

use kiemke_wire::digest::digest_of;
use kiemke_wire::facts::{
    Battery, BatteryFacts, Browser, CpuFacts, Disk, DisplayFacts, Facts, Gateway, Gpu, IdentityFacts,
    Interface, MemoryFacts, MemoryModule, Monitor, NetworkFacts, Package, PeripheralsFacts, Printer,
    SectionName, SoftwareFacts, StorageFacts, SystemFacts, UpkeepFacts, Volume,
};
use kiemke_wire::ids::{AgentId, EventId, LineId, MachineId, Position, UnitKey};
use kiemke_wire::reading::{
    GatewayReading, OutsideReading, OutsideStep, ProbeMethod, StatusReading, VolumeFree,
};
use kiemke_wire::report::CheckIn;
use kiemke_wire::time::{DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, UnixMs};
use kiemke_wire::view::{
    AlertScope, AlertSymptom, AlertView, Equipment, Event, EventKind, Freshness, Known, LatestReadings,
    LineCounts, MachineCounts, MachineDetail, MachineReading, MachineRow, MachineWarning, Overview, Page,
    ProfileName, Readiness, ReadingBody, SectionView, Share, SitePoint, SitesView, StampedReading, UnitView,
    Verdict,
};
use serde_json::value::RawValue;

/// 24/11/2026 14:00:00 in Vietnam.
pub(crate) const NOW: UnixMs = UnixMs(1_795_503_600_000);

pub(crate) fn unit(key: u32, name: &str) -> UnitView {
    UnitView {
        key: UnitKey(key),
        code: format!("u-{key}"),
        name: name.into(),
        kind: "commune".into(),
        parent: (key > 1).then_some(UnitKey(1)),
    }
}

pub(crate) fn overview() -> Overview {
    Overview {
        unit: unit(2, "xã Nam Đà"),
        path: vec![unit(1, "Lâm Đồng")],
        at: NOW,
        known: Known::Now,
        machines: MachineCounts {
            known: 1204,
            fresh: 1066,
            ageing: 71,
            expired: 67,
            silent: 12,
        },
        lines: LineCounts {
            total: 44,
            up: 38,
            down: 1,
            unknown: 5,
        },
        readiness: Readiness {
            profile: ProfileName {
                name: "day-hoc-truc-tuyen".into(),
                version: 1,
                source: None,
            },
            students: share([126, 93, 81], Some(50.0), Verdict::Unproven),
            teachers: share([36, 5, 5], Some(50.0), Verdict::Met),
        },
        items: share([600, 160, 49], Some(80.0), Verdict::Missed),
        equipment: Equipment::default(),
        review_open: 0,
        alerts_open: 0,
        demo: false,
    }
}

/// What a fresh data folder says.
pub(crate) fn empty_overview() -> Overview {
    let nothing = share([0, 0, 0], Some(50.0), Verdict::NotApplicable);
    let mut overview = overview();
    overview.unit = UnitView {
        key: UnitKey::ROOT,
        code: "root".into(),
        name: String::new(),
        kind: "root".into(),
        parent: None,
    };
    overview.path.clear();
    overview.machines = MachineCounts::default();
    overview.lines = LineCounts::default();
    overview.readiness.students = nothing.clone();
    overview.readiness.teachers = nothing.clone();
    overview.items = nothing;
    overview
}

#[expect(clippy::cast_precision_loss, reason = "small counts")]
pub(crate) fn share(
    [ready, not_ready, unknown]: [u64; 3],
    target_pct: Option<f64>,
    verdict: Verdict,
) -> Share {
    let total = ready + not_ready + unknown;
    let percent = |count: u64| (total > 0).then(|| (count as f64 * 1000.0 / total as f64).floor() / 10.0);
    Share {
        ready,
        not_ready,
        unknown,
        total,
        low_pct: percent(ready),
        high_pct: percent(ready + unknown),
        coverage_pct: percent(ready + not_ready),
        target_pct,
        verdict,
        ..Share::default()
    }
}

pub(crate) fn machine_row(number: u32) -> MachineRow {
    let nth = number as usize;
    let names = ["PC", "MÁY-GV-", "lab\u{1b}[2J-", "thu-vie\u{302}n-"];
    let models = [
        "Dell Vostro 3681",
        "FPT Elead T10",
        "Asus ExpertBook B1",
        "HP ProDesk 400 G7",
    ];
    let systems = ["Debian GNU/Linux 12", "Windows 10 Pro 22H2", "Ubuntu 24.04"];
    let (freshness, age) = match nth % 5 {
        0..=2 => (Freshness::Fresh, 40 * SECOND_MS * (nth as i64 + 1)),
        3 => (Freshness::Ageing, 4 * DAY_MS),
        _ => (Freshness::Expired, 20 * DAY_MS),
    };
    MachineRow {
        id: MachineId(number),
        name: format!("{}{number:02}", names[nth % names.len()]),
        unit: unit(
            3 + number % 3,
            ["phòng tin 1", "phòng tin 2", "thư viện"][nth % 3],
        ),
        seat: Some(1),
        chassis_kind: Some("desktop".into()),
        model: (nth % 7 != 6).then(|| models[nth % models.len()].into()),
        os: Some(systems[nth % systems.len()].into()),
        cpu: Some("Intel Core i3-10100".into()),
        memory_total_bytes: (nth % 7 != 6).then_some(8_200_000_000 + u64::from(number)),
        packages: Some(812),
        enrolled_at: NOW.plus(-30 * DAY_MS),
        last_seen: NOW.plus(-age),
        freshness,
        silent: nth % 10 == 9,
        line: Some(LineId(1)),
        agent_version: "0.1.0".into(),
        warnings: u32::from(nth % 6 == 1),
        renewal: None,
        etag: Position(number.into()),
    }
}

pub(crate) fn machines(count: u32, total: u64) -> Page<MachineRow> {
    Page {
        items: (1..=count).map(machine_row).collect(),
        total,
        next: (u64::from(count) < total).then(|| "next".to_owned()),
    }
}

/// 1 204 machines in pages of 200.
pub(crate) fn page(cursor: Option<&str>) -> Page<MachineRow> {
    let first: u32 = cursor.map_or(1, |cursor| cursor.parse().unwrap());
    let last = (first + 199).min(1204);
    Page {
        items: (first..=last).map(machine_row).collect(),
        total: 1204,
        next: (last < 1204).then(|| (last + 1).to_string()),
    }
}

pub(crate) fn detail(number: u32) -> MachineDetail {
    let gateway = GatewayReading {
        method: ProbeMethod::Icmp,
        sent: 5,
        received: 4,
        rtt_us_median: Some(1_840),
        rtt_us_max: Some(9_000),
    };
    let mut latest = LatestReadings {
        gateway: Some(StampedReading {
            at: NOW.plus(-MINUTE_MS),
            reading: gateway,
        }),
        status: Some(StampedReading {
            at: NOW,
            reading: StatusReading {
                memory_available_bytes: Some(5_300_000_000),
                volumes: vec![VolumeFree {
                    mount: "/".into(),
                    free_bytes: 120_000_000_000,
                }],
            },
        }),
        ..LatestReadings::default()
    };
    for (target, failed) in [("daemon", None), ("hoc-lieu", Some(OutsideStep::Dns))] {
        let reading = outside(target, failed);
        let at = NOW.plus(-2 * MINUTE_MS);
        latest
            .outside
            .insert(target.into(), StampedReading { at, reading });
    }
    MachineDetail {
        row: machine_row(number),
        agent: AgentId([7; 16]),
        merged_into: None,
        members: Vec::new(),
        reviews: Vec::new(),
        check_in: Some(CheckIn {
            digest: None,
            version: "0.1.0".into(),
            machine_uptime_s: Some(3 * 3600),
            agent_uptime_s: 3000,
            spooled: 0,
            dropped: 2,
            rss_bytes: Some(5_600_000),
            cpu_ms: Some(120),
            can_test: None,
        }),
        clock_ahead_ms: Some(3 * HOUR_MS),
        sections: sections(),
        latest,
        recent_warnings: vec![MachineWarning {
            at: NOW.plus(-HOUR_MS),
            place: "memory.modules[1].size_bytes".into(),
            reason: "a number is wanted, not text".into(),
        }],
    }
}

pub(crate) fn readings(count: i64) -> Vec<MachineReading> {
    (0..count)
        .map(|index| MachineReading {
            at: NOW.plus(-index * 5 * MINUTE_MS),
            body: ReadingBody::Outside(outside("daemon", (index % 7 == 5).then_some(OutsideStep::Tcp))),
        })
        .collect()
}

fn outside(target: &str, failed: Option<OutsideStep>) -> OutsideReading {
    OutsideReading {
        target: target.into(),
        failed,
        dns_us: Some(900),
        tcp_us: Some(1_200),
        tls_us: None,
        first_byte_us: Some(34_200),
        sent: 5,
        received: 4,
        rtt_us_median: Some(33_000),
        jitter_us: Some(600),
        wifi: None,
    }
}

fn sections() -> std::collections::BTreeMap<SectionName, SectionView> {
    let some = |text: &str| Some(text.to_owned());
    let all = [
        Facts::System(SystemFacts {
            host_name: some("PC01"),
            os_name: some("Debian GNU/Linux"),
            os_version: some("12"),
            kernel: some("6.1.0-18-amd64"),
            architecture: some("x86_64"),
            chassis_kind: some("desktop"),
            virtualization: some("physical"),
            time_zone: some("Asia/Ho_Chi_Minh"),
            ..SystemFacts::default()
        }),
        Facts::Identity(IdentityFacts {
            maker: some("Dell Inc."),
            model: some("Vostro 3681"),
            system_serial: some("7XK2M13"),
            board_serial: some("BSN-1102"),
            secure_boot: Some(false),
            ..IdentityFacts::default()
        }),
        Facts::Cpu(CpuFacts {
            model: some("Intel(R) Core(TM) i3-10100 CPU @ 3.60GHz"),
            cores: Some(4),
            threads: Some(8),
            ..CpuFacts::default()
        }),
        Facts::Memory(MemoryFacts {
            total_bytes: Some(8_200_000_000),
            modules: vec![MemoryModule {
                slot: some("DIMM1"),
                size_bytes: Some(8_589_934_592),
                kind: some("DDR4"),
                ..MemoryModule::default()
            }],
            ..MemoryFacts::default()
        }),
        Facts::Storage(StorageFacts {
            disks: vec![Disk {
                name: some("sda"),
                size_bytes: Some(256_060_514_304),
                kind: some("ssd"),
                model: some("WD Green"),
                ..Disk::default()
            }],
            volumes: vec![Volume {
                mount: some("/"),
                size_bytes: Some(250_000_000_000),
                file_system: some("ext4"),
                ..Volume::default()
            }],
        }),
        Facts::Network(NetworkFacts {
            gateway: Some(Gateway {
                address: some("10.20.1.1"),
                interface: some("enp1s0"),
                subnet: some("10.20.1.0/24"),
                mac_hash: None,
            }),
            interfaces: vec![Interface {
                name: some("enp1s0"),
                kind: some("ethernet"),
                mac: some("d8:9e:f3:00:11:22"),
                speed_mbps: Some(1000),
                connected: Some(true),
                addresses: vec!["10.20.1.31/24".into()],
                ..Interface::default()
            }],
            dns_servers: vec!["10.20.1.1".into()],
            ..NetworkFacts::default()
        }),
        Facts::Software(SoftwareFacts {
            source: some("dpkg"),
            packages: (0..812)
                .map(|index| Package {
                    name: format!(
                        "{}-{index:03}",
                        ["libreoffice", "python3", "fonts", "Trình duyệt"][index % 4]
                    ),
                    version: format!("1:{}.{}", index % 9, index % 13),
                    ..Package::default()
                })
                .collect(),
        }),
        Facts::Display(DisplayFacts {
            gpus: vec![Gpu {
                name: some("Intel UHD Graphics 630"),
                ..Gpu::default()
            }],
            monitors: vec![Monitor {
                connector: some("HDMI-A-1"),
                maker: some("DEL"),
                model: some("DELL E1916H"),
                width_mm: Some(410),
                height_mm: Some(230),
                width_px: Some(1366),
                height_px: Some(768),
                year: Some(2019),
                ..Monitor::default()
            }],
        }),
        Facts::Peripherals(PeripheralsFacts {
            printers: vec![Printer {
                name: some("LBP2900"),
                model: some("Canon LBP2900"),
                connection: some("usb"),
                default: Some(true),
            }],
            ..PeripheralsFacts::default()
        }),
        Facts::Battery(BatteryFacts {
            batteries: vec![Battery {
                name: some("BAT0"),
                design_mwh: Some(45_000),
                full_mwh: Some(36_000),
                cycles: Some(412),
                ..Battery::default()
            }],
        }),
        Facts::Upkeep(UpkeepFacts {
            pending_reboot: Some(true),
            browsers: vec![Browser {
                name: some("Firefox"),
                version: some("128.3"),
            }],
            ..UpkeepFacts::default()
        }),
    ];
    all.into_iter()
        .map(|facts| {
            let json = facts.to_json();
            let view = SectionView {
                observed_at: NOW,
                digest: digest_of(json.as_bytes()),
                facts: RawValue::from_string(json).unwrap(),
            };
            (facts.section(), view)
        })
        .collect()
}

pub(crate) fn event(id: u64, kind: EventKind) -> Event {
    Event {
        id: EventId(id),
        at: NOW.plus(-(100 - id as i64) * 17 * MINUTE_MS),
        unit: UnitKey(2),
        machine: Some(MachineId((id % 40) as u32 + 1)),
        name: Some(machine_row((id % 40) as u32 + 1).name),
        by: None,
        kind,
    }
}

/// A provider's forty lines as one, a line, and a school of which somebody has taken note.
pub(crate) fn alerts() -> Page<AlertView> {
    let alert = |id: u32, symptom, scope, units, named: &[&str]| AlertView {
        id,
        symptom,
        scope,
        since: NOW.plus(-i64::from(id) * 3 * HOUR_MS),
        units,
        named: named
            .iter()
            .zip(40..)
            .map(|(name, key)| unit(key, name))
            .collect(),
        above: Vec::new(),
        acknowledged_by: None,
        acknowledged_at: None,
    };
    let mut silent = alert(
        3,
        AlertSymptom::Silent,
        AlertScope::Unit(unit(
            44,
            "Trường PTDTBT THCS Nguyễn Thị Minh Khai, điểm Đắk R’măng",
        )),
        1,
        &[],
    );
    silent.above = vec!["Xã Đắk Song".into()];
    silent.acknowledged_by = Some("Chị Hạnh".into());
    silent.acknowledged_at = Some(NOW);
    let provider = AlertScope::Provider("VNPT".into());
    let items = vec![
        alert(
            1,
            AlertSymptom::LineDown,
            provider,
            40,
            &["TH Kim Đồng", "THCS Nam Đà"],
        ),
        alert(
            2,
            AlertSymptom::UnderContract,
            AlertScope::Line(LineId(3)),
            1,
            &["THCS Nam Đà"],
        ),
        silent,
    ];
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

pub(crate) fn events() -> Page<Event> {
    let kinds = [
        EventKind::Enrolled,
        EventKind::AgentStarted {
            version: "0.1.0".into(),
        },
        EventKind::SectionChanged {
            section: SectionName::Software,
        },
        EventKind::SetAside {
            place: "memory.modules[1].size_bytes".into(),
            reason: "a number is wanted, not text".into(),
        },
        EventKind::CollectorFailed {
            section: SectionName::Storage,
            reason: "permission denied".into(),
        },
        EventKind::Dropped { count: 31 },
        EventKind::ClockWrong {
            ahead_ms: -3 * DAY_MS,
        },
        EventKind::LineFound { line: LineId(3) },
        EventKind::LineDown { line: LineId(3) },
        EventKind::LineUp { line: LineId(3) },
    ];
    let items: Vec<Event> = (1..=60)
        .rev()
        .map(|id| event(id, kinds[id as usize % kinds.len()].clone()))
        .collect();
    Page {
        total: items.len() as u64,
        items,
        next: None,
    }
}

/// Of as many digits as the daemon keeps, so that they are the same again when a session is read.
fn degrees(degrees: f64) -> f64 {
    (degrees * 1e7).round() / 1e7
}

/// Forty schools: most with a line that is up, some with none, two in trouble.
pub(crate) fn sites() -> SitesView {
    let site = |at: u32| SitePoint {
        unit: UnitKey(100 + at),
        name: format!("THCS Nguyễn Văn Trỗi {at}"),
        lat: degrees(11.25 + f64::from(at * 37 % 40) / 56.0),
        lon: degrees(107.25 + f64::from(at * 23 % 40) / 42.0),
        up: u32::from(!matches!(at % 20, 7 | 11 | 13)),
        down: u32::from(at % 20 == 7),
        unknown: u32::from(at % 20 == 11),
    };
    SitesView {
        at: NOW,
        sites: (0..40).map(site).collect(),
        without_place: 3,
        left_out: 0,
    }
}

pub(crate) fn no_sites() -> SitesView {
    SitesView {
        at: NOW,
        sites: Vec::new(),
        without_place: 0,
        left_out: 0,
    }
}

//! What an agent on a machine would find: all sections.

use crate::devices;
use crate::hardware::{DiskPart, Form};
use crate::names;
use crate::seed::Topic;
use crate::software::{self, Family};
use crate::world::{Line, Machine, RoomKind, World};
use kiemke_agent_core::keyed::hash_mac;
use kiemke_wire::enrol::HashKey;
use kiemke_wire::facts::{
    Attachment, CpuFacts, Disk, Facts, Gateway, IdentityFacts, Interface, MemoryFacts, MemoryModule,
    NetworkFacts, StorageFacts, SystemFacts, Volume,
};

/// When and with what an agent looks.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moment {
    /// How many times software was updated since the first look.
    pub revision: u32,
    /// Whether the machine stands where it was carried to.
    pub moved: bool,
    /// The province's key; none before the first contact.
    pub hash_key: Option<HashKey>,
}

/// All sections, in order.
pub fn all(world: &World, machine: &Machine, moment: &Moment) -> [Facts; 11] {
    let software = software::installed(world, machine, moment.revision);
    let upkeep = devices::upkeep(machine, &software);
    [
        Facts::System(system(machine)),
        Facts::Identity(identity(machine)),
        Facts::Cpu(cpu(machine)),
        Facts::Memory(memory(machine)),
        Facts::Storage(storage(machine)),
        Facts::Network(network(world, machine, moment)),
        Facts::Software(software),
        Facts::Display(devices::display(machine)),
        Facts::Peripherals(devices::peripherals(machine)),
        Facts::Battery(devices::battery(machine)),
        Facts::Upkeep(upkeep),
    ]
}

/// The line behind which a machine stands.
pub fn line_of(world: &World, machine: &Machine, moved: bool) -> Line {
    match machine.quirks.moved_to {
        Some(school) if moved => world.line(school, 0, 0),
        _ => world.line(machine.school.index, machine.room.site, machine.line),
    }
}

/// The name that the machine gives itself: half of all schools number their machines, the rest never did.
pub fn host_name(machine: &Machine) -> String {
    let serial = &machine.hardware.serials;
    match (machine.room.kind, machine.school.index.0 % 2) {
        _ if machine.system.release.family != Family::Windows && machine.room.kind == RoomKind::Lab => {
            format!("pc{:02}", machine.seat)
        }
        (RoomKind::Lab, 0) => format!("PC{:02}", machine.seat),
        (RoomKind::Lab, _) => format!("{}-M{:02}", names::plain(&machine.room.code), machine.seat),
        (RoomKind::Library, _) => format!("THUVIEN{}", machine.seat),
        (RoomKind::Office, _) => format!("DESKTOP-{}", &serial_tail(&serial.mac)),
    }
}

/// Seven letters and digits, as Windows draws them.
fn serial_tail(mac: &str) -> String {
    let digits: String = mac.chars().filter(char::is_ascii_alphanumeric).collect();
    digits[5..].to_ascii_uppercase()
}

/// Section `system`.
pub fn system(machine: &Machine) -> SystemFacts {
    let release = machine.system.release;
    let windows = release.family == Family::Windows;
    let form = machine.hardware.model.form;
    SystemFacts {
        host_name: Some(host_name(machine)),
        os_family: Some(if windows { "windows" } else { "linux" }.into()),
        os_name: Some(release.name.into()),
        os_version: Some(release.version.into()),
        os_build: (!release.build.is_empty()).then(|| release.build.into()),
        kernel: Some(release.kernel.into()),
        architecture: Some("x86_64".into()),
        virtualization: Some(if form == Form::Virtual { "kvm" } else { "physical" }.into()),
        chassis_kind: Some(form.chassis_kind().into()),
        time_zone: Some(
            if windows {
                "SE Asia Standard Time"
            } else {
                "Asia/Ho_Chi_Minh"
            }
            .into(),
        ),
    }
}

/// Section `identity`.
pub fn identity(machine: &Machine) -> IdentityFacts {
    let (model, serials) = (machine.hardware.model, &machine.hardware.serials);
    let bios = model.bios[machine.index.0 as usize % model.bios.len()];
    let modern = !matches!(model.form, Form::Old | Form::Virtual);
    let eleven = machine.system.release.name.starts_with("Windows 11");
    IdentityFacts {
        system_uuid: Some(serials.uuid.clone()),
        system_serial: Some(serials.system.clone()),
        board_serial: Some(serials.board.clone()),
        chassis_serial: Some(serials.chassis.clone()),
        asset_tag: None,
        maker: Some(model.maker.into()),
        model: Some(model.name.into()),
        board_maker: Some(model.board_maker.into()),
        board_model: Some(model.board.into()),
        chassis_maker: Some(model.maker.into()),
        bios_maker: Some(model.bios_maker.into()),
        bios_version: Some(bios.0.into()),
        bios_date: Some(bios.1.into()),
        secure_boot: modern.then_some(eleven),
        tpm_version: (eleven || model.form == Form::Laptop).then(|| "2.0".into()),
    }
}

fn cpu(machine: &Machine) -> CpuFacts {
    let cpu = machine.hardware.cpu;
    CpuFacts {
        model: Some(cpu.model.into()),
        vendor: Some(cpu.vendor.into()),
        sockets: Some(1),
        cores: Some(cpu.cores.0),
        threads: Some(cpu.cores.1),
        speed_mhz_max: Some(cpu.speed_mhz),
    }
}

/// What firmware and graphics keep for themselves, bytes.
const RESERVED_BYTES: u64 = 170 << 20;

fn memory(machine: &Machine) -> MemoryFacts {
    let hardware = &machine.hardware;
    let modules = hardware
        .modules_gib
        .iter()
        .zip(1_u32..)
        .map(|(gib, slot)| MemoryModule {
            slot: Some(format!("DIMM{slot}")),
            size_bytes: Some(u64::from(*gib) << 30),
            kind: Some(hardware.memory.0.into()),
            speed_mts: Some(hardware.memory.1),
            maker: Some(hardware.memory_maker.into()),
        });
    MemoryFacts {
        total_bytes: Some(hardware.memory_bytes() - RESERVED_BYTES),
        slots: Some(if hardware.modules_gib.len() > 2 { 4 } else { 2 }),
        modules: modules.collect(),
    }
}

/// Section `storage`.
pub fn storage(machine: &Machine) -> StorageFacts {
    let windows = machine.system.release.family == Family::Windows;
    let serial = machine.hardware.serials.disk;
    let disks = machine.hardware.disks.iter().zip(0_u64..);
    let volumes = machine.hardware.disks.iter().zip(0_u8..);
    StorageFacts {
        disks: disks
            .map(|(part, at)| disk(part, at, serial + at, windows))
            .collect(),
        volumes: volumes
            .flat_map(|(part, at)| volumes_of(part, at, windows))
            .collect(),
    }
}

fn disk(part: &DiskPart, at: u64, serial: u64, windows: bool) -> Disk {
    let name = match (windows, part.bus) {
        (true, _) => format!("PhysicalDrive{at}"),
        (false, "nvme") => format!("nvme{at}n1"),
        (false, "virtio") => "vda".to_owned(),
        (false, _) => format!("sd{}", letter(b'a', at)),
    };
    Disk {
        name: Some(name),
        model: Some(part.model.into()),
        serial: (part.kind != "virtual").then(|| format!("{}{serial:010X}", &part.model[..2].trim())),
        size_bytes: Some(u64::from(part.size_gb) * 1_000_000_000),
        kind: Some(part.kind.into()),
        bus: Some(part.bus.into()),
        removable: Some(false),
        health: None,
    }
}

fn letter(first: u8, at: u64) -> char {
    char::from(first + u8::try_from(at).unwrap_or(0).min(20))
}

fn volumes_of(part: &DiskPart, at: u8, windows: bool) -> Vec<Volume> {
    let bytes = u64::from(part.size_gb) * 1_000_000_000;
    let volume = |mount: String, device: String, system: &str, size_bytes| Volume {
        mount: Some(mount),
        device: Some(device),
        file_system: Some(system.into()),
        size_bytes: Some(size_bytes),
        encrypted: Some(false),
    };
    if windows {
        let first = letter(b'C', u64::from(at) * 2);
        let mut volumes = vec![volume(
            format!("{first}:"),
            format!("Harddisk{at}Partition2"),
            "NTFS",
            bytes.min(128_000_000_000),
        )];
        if bytes > 200_000_000_000 {
            let second = letter(b'D', u64::from(at) * 2);
            let rest = bytes - 128_000_000_000;
            volumes.push(volume(
                format!("{second}:"),
                format!("Harddisk{at}Partition3"),
                "NTFS",
                rest,
            ));
        }
        return volumes;
    }
    if at > 0 {
        return vec![volume(
            format!("/media/data{at}"),
            format!("/dev/sd{}1", letter(b'a', u64::from(at))),
            "ext4",
            bytes,
        )];
    }
    vec![
        volume("/".into(), "/dev/sda2".into(), "ext4", bytes - 600_000_000),
        volume("/boot/efi".into(), "/dev/sda1".into(), "vfat", 535_805_952),
    ]
}

/// Section `network`.
pub fn network(world: &World, machine: &Machine, moment: &Moment) -> NetworkFacts {
    let line = line_of(world, machine, moment.moved);
    let windows = machine.system.release.family == Family::Windows;
    let over_wifi = machine.hardware.model.form == Form::Laptop;
    let (wired, wireless) = if windows {
        ("Ethernet", "Wi-Fi")
    } else {
        ("enp2s0", "wlp3s0")
    };
    let router = format!("192.168.{}.1", line.subnet);
    let slot = u32::try_from(machine.room.batch & 0xff).unwrap_or(0);
    let own = 10 + (slot * 41 + u32::from(machine.seat)) % 240;
    let address = format!("192.168.{}.{own}/24", line.subnet);
    let serials = &machine.hardware.serials;
    let interface = |name: &str, kind: &str, mac: &str, connected, speed_mbps| Interface {
        name: Some(name.into()),
        kind: Some(kind.into()),
        attachment: Some(Attachment::BuiltIn),
        mac: Some(mac.into()),
        speed_mbps,
        connected: Some(connected),
        addresses: if connected {
            vec![address.clone()]
        } else {
            Vec::new()
        },
        wifi: None,
    };
    let mut interfaces = vec![interface(
        wired,
        "ethernet",
        &serials.mac,
        !over_wifi,
        (!over_wifi).then_some(if machine.hardware.model.form == Form::Old {
            100
        } else {
            1_000
        }),
    )];
    if machine.hardware.wifi {
        interfaces.push(interface(wireless, "wifi", &serials.wifi_mac, over_wifi, None));
    }
    let mut draw = world
        .seed()
        .draw(Topic::Quirk, u64::from(machine.index.0) | 1 << 40);
    if windows && draw.per_mille(25) {
        interfaces.push(Interface {
            attachment: Some(Attachment::Virtual),
            addresses: vec!["192.168.56.1/24".into()],
            ..interface(
                "VMware Network Adapter VMnet8",
                "ethernet",
                "00:50:56:c0:00:08",
                true,
                None,
            )
        });
    }
    NetworkFacts {
        gateway: Some(Gateway {
            address: Some(router.clone()),
            interface: Some(if over_wifi { wireless } else { wired }.into()),
            subnet: Some(format!("192.168.{}.0/24", line.subnet)),
            mac_hash: moment.hash_key.map(|key| hash_mac(&key, &line.gateway_mac)),
        }),
        proxy: None,
        interfaces,
        dns_servers: match line.provider {
            "Viettel" => vec![router, "203.113.131.1".into()],
            "VNPT" => vec!["203.162.4.191".into(), "8.8.8.8".into()],
            _ => vec![router],
        },
    }
}

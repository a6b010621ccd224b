//! Whole inventories of made-up machines.

use super::round::guarded;
use super::*;
use kiemke_wire::facts::*;
use std::path::Path;
use tempfile::TempDir;

/// A file tree of a machine.
struct Tree(TempDir);

impl Tree {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    fn files(mut self, dir: &str, files: &[(&str, &str)]) -> Self {
        for (name, content) in files {
            self = self.file(&format!("{dir}/{name}"), content);
        }
        self
    }

    #[cfg(unix)]
    fn link(self, path: &str, target: &str) -> Self {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::os::unix::fs::symlink(target, path).unwrap();
        self
    }

    /// A device below `sys/devices`, linked from a class as sysfs does.
    fn device(self, class: &str, device: &str, files: &[(&str, &str)]) -> Self {
        let name = Path::new(device)
            .file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .to_owned();
        let up = "../".repeat(class.split('/').count());
        self.files(&format!("sys/devices/{device}"), files)
            .link(&format!("sys/{class}/{name}"), &format!("{up}devices/{device}"))
    }

    fn source(&self) -> Source {
        Source {
            root: Root::new(self.0.path()),
            hash_key: None,
            gateway_before: None,
            at_work: AtWork::default(),
        }
    }
}

const STATUS: &str = "Package: b\nStatus: install ok installed\nVersion: 2\n\nPackage: a\nStatus: install ok installed\n\
    Version: 1\n\nPackage: c\nStatus: deinstall ok config-files\nVersion: 3\n";
const ROUTES: &str = "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n\
    enp3s0\t00000000\t0101A8C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n\
    wlp2s0\t00000000\t0102A8C0\t0003\t0\t0\t600\t00000000\t0\t0\t0\n\
    enp3s0\t0001A8C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n";
const ARP: &str = "IP address       HW type     Flags       HW address            Mask     Device\n\
    192.168.1.1      0x1         0x2         AC:84:C6:00:00:01     *        enp3s0\n";

/// A desktop of a school's office as they are sold here: assembled, with serials that nobody filled in.
fn office_pc() -> Tree {
    let cpu = |number: u8, core: u8| {
        format!(
            "processor\t: {number}\nvendor_id\t: GenuineIntel\nmodel name\t: Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz\n\
             physical id\t: 0\ncore id\t\t: {core}\nflags\t\t: fpu sse2\n\n"
        )
    };
    Tree::new()
        .file("etc/os-release", "NAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\n")
        .file("etc/environment", "http_proxy=\"http://user:secret@10.0.0.1:3128\"\n")
        .file("etc/resolv.conf", "# local\nnameserver 127.0.0.53\n")
        .file("run/systemd/resolve/resolv.conf", "nameserver 192.168.1.1\nnameserver 8.8.8.8\n")
        .link("etc/localtime", "/usr/share/zoneinfo/Asia/Ho_Chi_Minh")
        .files(
            "proc",
            &[
                ("sys/kernel/hostname", "PC01\n"),
                ("sys/kernel/osrelease", "6.1.0-28-amd64\n"),
                ("sys/kernel/arch", "x86_64\n"),
                ("meminfo", "MemTotal:        8029144 kB\nMemAvailable:    4000000 kB\n"),
                ("uptime", "12345.67 1.0\n"),
                ("mounts", "sysfs /sys sysfs rw 0 0\n/dev/sda2 / ext4 rw 0 0\n/dev/sda2 /bind ext4 rw 0 0\n\
                    /dev/mapper/luks-1 /home ext4 rw 0 0\n/dev/sdb1 /media/B\\040C vfat rw 0 0\n/dev/loop0 /snap squashfs ro 0 0\n"),
                ("net/route", ROUTES),
                ("net/arp", ARP),
                ("net/if_inet6", "20010db8000000000000000000000005 02 40 00 80   enp3s0\n\
                    20010db80000000000000000000000ff 02 40 00 01   enp3s0\nfe800000000000000000000000000005 02 40 20 80   enp3s0\n"),
            ],
        )
        .file("proc/cpuinfo", [cpu(0, 0), cpu(1, 0), cpu(2, 1), cpu(3, 1)].concat())
        .files(
            "sys/class/dmi/id",
            &[
                ("sys_vendor", "To Be Filled By O.E.M.\n"),
                ("product_name", "H81M-DS2\n"),
                ("product_serial", "To Be Filled By O.E.M.\n"),
                ("product_uuid", "03000200-0400-0500-0006-000700080009\n"),
                ("board_serial", "   \n"),
                ("chassis_type", "3\n"),
                ("bios_date", "08/11/2015\n"),
            ],
        )
        .device(
            "block",
            "pci0000:00/0000:00:1f.2/ata1/host0/target0:0:0/0:0:0:0/block/sda",
            &[
                ("size", "468862128\n"),
                ("removable", "0\n"),
                ("queue/rotational", "0\n"),
                ("device/model", "KINGSTON SA400S3\n"),
                ("device/vpd_pg80", "\0\u{1}\0\u{8}50026B77"),
            ],
        )
        .device(
            "block",
            "pci0000:00/0000:00:14.0/usb1/1-2/host4/target4:0:0/4:0:0:0/block/sdb",
            &[("size", "1000\n"), ("removable", "1\n"), ("queue/rotational", "1\n")],
        )
        .device("block", "virtual/block/loop0", &[("size", "8\n")])
        .files("sys/class/block", &[("sda2/size", "1000\n"), ("dm-0/dm/uuid", "CRYPT-LUKS2-x\n")])
        .link("dev/mapper/luks-1", "../dm-0")
        .device(
            "class/net",
            "pci0000:00/0000:03:00.0/net/enp3s0",
            &[
                ("type", "1\n"),
                ("address", "1C:1B:0D:00:00:05\n"),
                ("speed", "1000\n"),
                ("carrier", "1\n"),
                ("uevent", "INTERFACE=enp3s0\n"),
            ],
        )
        .device(
            "class/net",
            "pci0000:00/0000:00:14.0/usb1/1-3/net/wlx1",
            &[
                ("type", "1\n"),
                ("address", "00:11:22:33:44:55\n"),
                ("operstate", "down\n"),
                ("speed", "-1\n"),
                ("uevent", "DEVTYPE=wlan\n"),
            ],
        )
        .device(
            "class/net",
            "virtual/net/virbr0",
            &[("type", "1\n"), ("address", "52:54:00:00:00:01\n"), ("bridge/x", "")],
        )
        .device("class/net", "virtual/net/lo", &[("type", "772\n"), ("address", "00:00:00:00:00:00\n")])
        .file("var/lib/dpkg/status", STATUS)
}

/// A virtual machine whose hypervisor shows no DMI, and which holds no package database.
fn bare_vm() -> Tree {
    Tree::new()
        .file("usr/lib/os-release", "NAME=Alpine\nVERSION_ID=3.20\n")
        .file(
            "proc/cpuinfo",
            "processor\t: 0\nmodel name\t: AMD EPYC\nflags\t\t: fpu hypervisor\n",
        )
        .file("proc/meminfo", "MemTotal: 1000 kB\n")
        .device(
            "block",
            "pci0000:00/0000:00:02.0/virtio1/block/vda",
            &[
                ("size", "2048\n"),
                ("removable", "0\n"),
                ("queue/rotational", "1\n"),
                ("serial", "disk-1\n"),
            ],
        )
}

fn facts(source: &Source) -> Vec<Facts> {
    inventory(source)
        .into_iter()
        .map(|(section, result)| result.unwrap_or_else(|reason| panic!("{section}: {reason}")))
        .collect()
}

fn network(source: &Source) -> NetworkFacts {
    match facts(source).remove(5) {
        Facts::Network(facts) => facts,
        other => panic!("{other:?}"),
    }
}

fn json(facts: &Facts) -> serde_json::Value {
    serde_json::from_str(&facts.to_json()).unwrap()
}

#[test]
fn an_office_pc_is_read_as_it_is_junk_included() {
    let tree = office_pc();
    let facts = facts(&tree.source());
    let expected = [
        serde_json::json!({
            "host_name": "PC01", "os_family": "linux", "os_name": "Debian GNU/Linux", "os_version": "12",
            "kernel": "6.1.0-28-amd64", "architecture": "x86_64", "virtualization": "physical",
            "chassis_kind": "desktop", "time_zone": "Asia/Ho_Chi_Minh",
        }),
        serde_json::json!({
            "system_uuid": "03000200-0400-0500-0006-000700080009", "system_serial": "To Be Filled By O.E.M.",
            "maker": "To Be Filled By O.E.M.", "model": "H81M-DS2", "bios_date": "08/11/2015",
        }),
        serde_json::json!({
            "model": "Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz", "vendor": "GenuineIntel",
            "sockets": 1, "cores": 2, "threads": 4, "speed_mhz_max": 3400,
        }),
        serde_json::json!({"total_bytes": 8_029_144_u64 * 1024}),
        serde_json::json!({
            "disks": [
                {"name": "sda", "model": "KINGSTON SA400S3", "serial": "50026B77", "size_bytes": 468_862_128_u64 * 512,
                 "kind": "ssd", "bus": "sata", "removable": false},
                {"name": "sdb", "size_bytes": 512_000, "kind": "hdd", "bus": "usb", "removable": true},
            ],
            "volumes": [
                {"mount": "/", "device": "/dev/sda2", "file_system": "ext4", "size_bytes": 512_000, "encrypted": false},
                {"mount": "/home", "device": "/dev/mapper/luks-1", "file_system": "ext4", "encrypted": true},
                {"mount": "/media/B C", "device": "/dev/sdb1", "file_system": "vfat"},
            ],
        }),
        serde_json::json!({
            "gateway": {"address": "192.168.1.1", "interface": "enp3s0", "subnet": "192.168.1.0/24"},
            "proxy": "http://10.0.0.1:3128",
            "interfaces": [
                {"name": "enp3s0", "kind": "ethernet", "attachment": "built_in", "mac": "1c:1b:0d:00:00:05",
                 "speed_mbps": 1000, "connected": true, "addresses": ["2001:db8::5/64"]},
                {"name": "virbr0", "kind": "bridge", "attachment": "virtual", "mac": "52:54:00:00:00:01"},
                {"name": "wlx1", "kind": "wifi", "attachment": "usb", "mac": "00:11:22:33:44:55", "connected": false},
            ],
            "dns_servers": ["192.168.1.1", "8.8.8.8"],
        }),
        serde_json::json!({"source": "dpkg", "packages": [["a", "1"], ["b", "2"]]}),
        serde_json::json!({}),
        serde_json::json!({}),
        serde_json::json!({}),
        serde_json::json!({}),
    ];
    assert_eq!(facts.len(), expected.len());
    for (facts, expected) in facts.iter().zip(expected) {
        assert_eq!(json(facts), expected, "{}", facts.section());
    }
}

#[test]
fn a_machine_without_dmi_has_absent_facts_and_no_failures() {
    let tree = bare_vm();
    let facts = facts(&tree.source());
    assert_eq!(json(&facts[0])["virtualization"], "unknown_hypervisor");
    assert_eq!(json(&facts[0])["os_name"], "Alpine");
    assert_eq!(json(&facts[1]), serde_json::json!({}));
    assert_eq!(json(&facts[2])["cores"], serde_json::Value::Null);
    assert_eq!(json(&facts[4])["disks"][0]["kind"], "virtual");
    assert_eq!(json(&facts[4])["disks"][0]["serial"], "disk-1");
    assert_eq!(json(&facts[5]), serde_json::json!({}));
    assert_eq!(json(&facts[6]), serde_json::json!({}));
    assert_eq!(default_gateway(&tree.source().root), None);
}

#[test]
fn a_collector_that_fails_leaves_the_others_alone() {
    let tree = bare_vm();
    std::fs::remove_file(tree.0.path().join("proc/meminfo")).unwrap();
    let collected = inventory(&tree.source());
    assert_eq!(collected.len(), SectionName::ALL.len());
    for (section, result) in collected {
        match section {
            SectionName::Memory => assert!(result.unwrap_err().contains("meminfo")),
            _ => assert!(result.is_ok(), "{section}"),
        }
    }
    let panicked = guarded(|| panic!("on purpose"));
    assert!(panicked.unwrap_err().contains("panicked"));
}

#[test]
fn a_collector_that_hangs_is_given_up_and_the_others_go_on() {
    let tree = bare_vm();
    let meminfo = tree.0.path().join("proc/meminfo");
    std::fs::remove_file(&meminfo).unwrap();
    // Opening it waits for somebody who writes.
    let pipe = rustix::fs::FileType::Fifo;
    rustix::fs::mknodat(rustix::fs::CWD, &meminfo, pipe, rustix::fs::Mode::RUSR, 0).unwrap();
    let source = tree.source();
    let collect = |deadline| round::run(&Look::new(&source), &source.at_work, &SectionName::ALL, deadline);
    let short = |section| {
        std::time::Duration::from_millis(if section == SectionName::Memory {
            20
        } else {
            600_000
        })
    };
    let long = |_| std::time::Duration::from_secs(600);
    for (deadline, reason) in [
        (short as round::Deadline, "failed to finish"),
        (long, "since an earlier time"),
    ] {
        let collected = collect(deadline);
        assert_eq!(collected.len(), SectionName::ALL.len());
        for (section, result) in collected {
            match section {
                SectionName::Memory => assert!(result.unwrap_err().contains(reason)),
                _ => assert!(result.is_ok(), "{section}"),
            }
        }
    }
    std::fs::File::options().write(true).open(&meminfo).unwrap();
}

#[test]
fn the_gateways_mac_is_hashed_with_the_key_and_remembered_while_the_table_forgets_it() {
    let tree = office_pc();
    let mut source = tree.source();
    assert_eq!(network(&source).gateway.unwrap().mac_hash, None);
    source.hash_key = Some(HashKey([1; 32]));
    let gateway = network(&source).gateway.unwrap();
    let expected = kiemke_agent_core::keyed::hash_mac(&HashKey([1; 32]), "ac:84:c6:00:00:01");
    assert_eq!(gateway.mac_hash, Some(expected));
    std::fs::remove_file(tree.0.path().join("proc/net/arp")).unwrap();
    assert_eq!(network(&source).gateway.unwrap().mac_hash, None);
    source.gateway_before = Some(gateway.clone());
    assert_eq!(network(&source).gateway.unwrap(), gateway);
    source.gateway_before = Some(Gateway {
        address: Some("192.168.1.2".into()),
        ..gateway
    });
    assert_eq!(
        network(&source).gateway.unwrap().mac_hash,
        None,
        "another gateway has another MAC"
    );
}

#[test]
fn evidence_leaves_out_what_moves_between_machines() {
    let evidence = evidence(&office_pc().source().root);
    assert_eq!(evidence.macs, ["1c:1b:0d:00:00:05"]);
    assert_eq!(evidence.disk_serials, ["50026B77"]);
    assert_eq!(evidence.host_name.as_deref(), Some("PC01"));
}

#[test]
fn what_changes_all_the_time_is_read_apart() {
    let tree = office_pc();
    let root = tree.source().root;
    assert_eq!(status(&root).memory_available_bytes, Some(4_000_000 * 1024));
    assert_eq!(machine_uptime_s(&root), Some(12_345));
    if cfg!(target_os = "linux") {
        assert!(status(&Root::new("/")).memory_available_bytes.is_some());
    }
}

//! What a machine is: one struct a section. Absent means "not known"; sizes in bytes, speeds in the unit that
//! the name ends with. Every list may be empty, every other field may be absent.

use crate::ids::KeyedHash;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// The sections of an inventory. Their numbers stand in records on disks, so new ones come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SectionName {
    /// Operating system, host name, what kind of machine.
    System,
    /// Serial numbers, maker and model, firmware.
    Identity,
    /// Processors.
    Cpu,
    /// Main memory.
    Memory,
    /// Disks and volumes.
    Storage,
    /// Interfaces, gateway, DNS.
    Network,
    /// Installed packages and programs.
    Software,
    /// Graphics and screens.
    Display,
    /// USB, printers, cameras, sound.
    Peripherals,
    /// Batteries.
    Battery,
    /// Browsers, protection, pending restart.
    Upkeep,
}

impl SectionName {
    /// Every section, in order.
    pub const ALL: [Self; 11] = [
        Self::System,
        Self::Identity,
        Self::Cpu,
        Self::Memory,
        Self::Storage,
        Self::Network,
        Self::Software,
        Self::Display,
        Self::Peripherals,
        Self::Battery,
        Self::Upkeep,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Identity => "identity",
            Self::Cpu => "cpu",
            Self::Memory => "memory",
            Self::Storage => "storage",
            Self::Network => "network",
            Self::Software => "software",
            Self::Display => "display",
            Self::Peripherals => "peripherals",
            Self::Battery => "battery",
            Self::Upkeep => "upkeep",
        }
    }
}

impl fmt::Display for SectionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SectionName {
    type Err = crate::ids::BadId;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|name| name.as_str() == text)
            .ok_or(crate::ids::BadId {
                what: "a section",
                wanted: "one of system, identity, cpu, memory, storage, network, software, display, peripherals, \
                    battery, upkeep",
            })
    }
}

/// Declares a struct of optional facts and lists, left out of the text when absent or empty.
macro_rules! section {
    ($(#[$doc:meta])* $name:ident { $($(#[$od:meta])* $of:ident : $ot:ty,)* } lists { $($(#[$ld:meta])* $lf:ident : $lt:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[serde(default)]
        pub struct $name {
            $($(#[$od])* #[serde(skip_serializing_if = "Option::is_none")] pub $of: Option<$ot>,)*
            $($(#[$ld])* #[serde(skip_serializing_if = "Vec::is_empty")] pub $lf: Vec<$lt>,)*
        }
    };
}

mod devices;

pub use devices::*;

section! {
    /// Operating system, host name, what kind of machine. Sources: os-release, uname, DMI chassis type.
    SystemFacts {
        /// The name the machine gives itself; never used to tell machines apart.
        host_name: String,
        /// `linux` or `windows`.
        os_family: String,
        /// The name people know, such as `Debian GNU/Linux`.
        os_name: String,
        /// The version, such as `12`.
        os_version: String,
        /// The build, where the system has one.
        os_build: String,
        /// Kernel release.
        kernel: String,
        /// Instruction set, such as `x86_64`.
        architecture: String,
        /// `physical`, or the hypervisor or container that was recognised.
        virtualization: String,
        /// Kind of chassis (SMBIOS 7.4.1), such as `desktop`, `laptop`, `tablet`, `server`.
        chassis_kind: String,
        /// Name of the time zone, or its offset.
        time_zone: String,
    } lists {}
}

section! {
    /// What tells one machine from another, and its firmware. Sources: SMBIOS types 0 to 3, EFI variables.
    IdentityFacts {
        /// SMBIOS system UUID, lower case with hyphens.
        system_uuid: String,
        /// System serial number.
        system_serial: String,
        /// Baseboard serial number.
        board_serial: String,
        /// Chassis serial number.
        chassis_serial: String,
        /// The number that the owner wrote into the firmware.
        asset_tag: String,
        /// Who made the machine.
        maker: String,
        /// The model.
        model: String,
        /// Who made the baseboard.
        board_maker: String,
        /// The baseboard's model.
        board_model: String,
        /// Who made the chassis.
        chassis_maker: String,
        /// Who made the firmware.
        bios_maker: String,
        /// The firmware's version.
        bios_version: String,
        /// The firmware's date as the firmware writes it.
        bios_date: String,
        /// Whether secure boot is on.
        secure_boot: bool,
        /// The version of the trusted platform module, such as `2.0`, if one is present.
        tpm_version: String,
    } lists {}
}

section! {
    /// Processors. Sources: cpuinfo, sysfs topology.
    CpuFacts {
        /// The model as the processor names itself.
        model: String,
        /// The vendor as the processor names itself.
        vendor: String,
        /// Sockets with a processor in.
        sockets: u32,
        /// Cores over all sockets.
        cores: u32,
        /// Hardware threads over all sockets.
        threads: u32,
        /// Highest clock, MHz.
        speed_mhz_max: u32,
    } lists {}
}

section! {
    /// Main memory. Sources: meminfo, SMBIOS type 17.
    MemoryFacts {
        /// What the operating system can use.
        total_bytes: u64,
        /// Slots, used or not.
        slots: u32,
    } lists {
        /// The modules in the slots.
        modules: MemoryModule,
    }
}

section! {
    /// One memory module.
    MemoryModule {
        /// The slot's name on the board.
        slot: String,
        /// Size.
        size_bytes: u64,
        /// Kind, such as `DDR4`.
        kind: String,
        /// Transfers, millions a second.
        speed_mts: u32,
        /// Who made it.
        maker: String,
    } lists {}
}

section! {
    /// Disks and the volumes on them. Sources: sysfs block devices, mount table.
    StorageFacts {} lists {
        /// The disks.
        disks: Disk,
        /// The mounted volumes that lie on a disk.
        volumes: Volume,
    }
}

section! {
    /// One disk.
    Disk {
        /// The system's name for it, such as `sda`.
        name: String,
        /// Model.
        model: String,
        /// Serial number.
        serial: String,
        /// Size.
        size_bytes: u64,
        /// `ssd`, `hdd`, or what else was recognised.
        kind: String,
        /// How it is attached, such as `nvme`, `sata`, `usb`, `virtio`.
        bus: String,
        /// Whether it can be taken out while running.
        removable: bool,
        /// What it says of itself: `good`, `worn` or `failing`.
        health: String,
    } lists {}
}

section! {
    /// One mounted volume. Its free space is not a fact of the machine: it is a [`crate::reading::StatusReading`].
    Volume {
        /// Where it is mounted, or its drive letter.
        mount: String,
        /// The device it lies on.
        device: String,
        /// File system.
        file_system: String,
        /// Size.
        size_bytes: u64,
        /// Whether its content is encrypted at rest.
        encrypted: bool,
    } lists {}
}

section! {
    /// Interfaces and how the machine reaches others. Sources: sysfs, routing table, resolver settings.
    NetworkFacts {
        /// The default gateway.
        gateway: Gateway,
        /// The HTTP proxy that the system is set to.
        proxy: String,
    } lists {
        /// The interfaces, without loopback.
        interfaces: Interface,
        /// Name servers, in order of use.
        dns_servers: String,
    }
}

section! {
    /// One network interface.
    Interface {
        /// The system's name for it.
        name: String,
        /// `ethernet`, `wifi`, `mobile`, `bridge`, `tunnel`, or what else was recognised.
        kind: String,
        /// Where it sits; only built-in ones tell machines apart.
        attachment: Attachment,
        /// Hardware address, lower case with colons. The machine's own, so in the clear.
        mac: String,
        /// Negotiated speed, Mbit/s.
        speed_mbps: u32,
        /// Whether a cable or a network is connected.
        connected: bool,
        /// The wireless network, when it is on one.
        wifi: WifiLink,
    } lists {
        /// Addresses with prefix length, such as `10.1.2.3/24`.
        addresses: String,
    }
}

section! {
    /// The wireless network that an interface is on.
    WifiLink {
        /// Standard, such as `802.11ac`.
        standard: String,
        /// Channel.
        channel: u32,
        /// Strength, to ten decibels: it never stands still.
        signal_dbm: i32,
        /// Keyed hash of the network's name; absent before the first contact with the daemon.
        ssid_hash: KeyedHash,
    } lists {}
}

/// Where an interface sits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Attachment {
    /// On a bus of the machine itself.
    BuiltIn,
    /// On USB: it moves between machines.
    Usb,
    /// Made by software.
    Virtual,
}

section! {
    /// The default gateway.
    Gateway {
        /// Its address.
        address: String,
        /// The interface that leads to it.
        interface: String,
        /// The subnet in which it lies, with prefix length.
        subnet: String,
        /// Keyed hash of its MAC; absent before the first contact with the daemon, which gives the key.
        mac_hash: KeyedHash,
    } lists {}
}

section! {
    /// Installed packages and programs. Sources: dpkg's status file.
    SoftwareFacts {
        /// Where the list comes from, such as `dpkg`.
        source: String,
    } lists {
        /// Installed ones alone, sorted by name.
        packages: Package,
    }
}

/// One installed package or program. On the wire a row: `[name, version, publisher, date]`, cut behind the last
/// known value, because there are hundreds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Name.
    pub name: String,
    /// Version, as the system writes it.
    pub version: String,
    /// Who made it.
    pub publisher: Option<String>,
    /// When it was installed, `yyyy-mm-dd`.
    pub installed_on: Option<String>,
}

impl Serialize for Package {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            name,
            version,
            publisher,
            installed_on,
        } = self;
        match (publisher, installed_on) {
            (None, None) => (name, version).serialize(serializer),
            (Some(publisher), None) => (name, version, publisher).serialize(serializer),
            (publisher, Some(date)) => (name, version, publisher, date).serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Package {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PackageRef::deserialize(deserializer).map(PackageRef::into_owned)
    }
}

/// A [`Package`] whose texts lie in what it was read from, where they have no escapes: an inventory has hundreds,
/// and nearly all are known already.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageRef<'a> {
    /// Name.
    pub name: Cow<'a, str>,
    /// Version.
    pub version: Cow<'a, str>,
    /// Publisher.
    pub publisher: Option<Cow<'a, str>>,
    /// When it was installed.
    pub installed_on: Option<Cow<'a, str>>,
}

impl PackageRef<'_> {
    /// The same with texts of its own.
    pub fn into_owned(self) -> Package {
        Package {
            name: self.name.into_owned(),
            version: self.version.into_owned(),
            publisher: self.publisher.map(Cow::into_owned),
            installed_on: self.installed_on.map(Cow::into_owned),
        }
    }
}

impl From<Package> for PackageRef<'_> {
    fn from(package: Package) -> Self {
        Self {
            name: package.name.into(),
            version: package.version.into(),
            publisher: package.publisher.map(Cow::Owned),
            installed_on: package.installed_on.map(Cow::Owned),
        }
    }
}

// By hand, because deriving it from the three lengths of a row buffers each row and tries one length after the
// other: that cost ten times the rest of reading an inventory.
impl<'de: 'a, 'a> Deserialize<'de> for PackageRef<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(PackageRow)
    }
}

struct PackageRow;

impl<'de> Visitor<'de> for PackageRow {
    type Value = PackageRef<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of name, version and, if known, publisher and date")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut row: A) -> Result<PackageRef<'de>, A::Error> {
        let missing = |at| serde::de::Error::invalid_length(at, &self);
        let name: Text<'de> = row.next_element()?.ok_or_else(|| missing(0))?;
        let version: Text<'de> = row.next_element()?.ok_or_else(|| missing(1))?;
        let mut known = || {
            Ok(row
                .next_element::<Option<Text<'de>>>()?
                .flatten()
                .map(|text| text.0))
        };
        let (publisher, installed_on) = (known()?, known()?);
        if row.next_element::<serde::de::IgnoredAny>()?.is_some() {
            return Err(serde::de::Error::invalid_length(5, &self));
        }
        Ok(PackageRef {
            name: name.0,
            version: version.0,
            publisher,
            installed_on,
        })
    }
}

/// A text that is borrowed where that is possible; serde's own `Cow` is always owned inside a list.
struct Text<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: serde::de::Error>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }

            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(Read)
    }
}

/// The facts of one section.
#[derive(Clone, Debug, PartialEq)]
pub enum Facts {
    /// Section `system`.
    System(SystemFacts),
    /// Section `identity`.
    Identity(IdentityFacts),
    /// Section `cpu`.
    Cpu(CpuFacts),
    /// Section `memory`.
    Memory(MemoryFacts),
    /// Section `storage`.
    Storage(StorageFacts),
    /// Section `network`.
    Network(NetworkFacts),
    /// Section `software`.
    Software(SoftwareFacts),
    /// Section `display`.
    Display(DisplayFacts),
    /// Section `peripherals`.
    Peripherals(PeripheralsFacts),
    /// Section `battery`.
    Battery(BatteryFacts),
    /// Section `upkeep`.
    Upkeep(UpkeepFacts),
}

impl Facts {
    /// Which section these are the facts of.
    pub fn section(&self) -> SectionName {
        match self {
            Self::System(_) => SectionName::System,
            Self::Identity(_) => SectionName::Identity,
            Self::Cpu(_) => SectionName::Cpu,
            Self::Memory(_) => SectionName::Memory,
            Self::Storage(_) => SectionName::Storage,
            Self::Network(_) => SectionName::Network,
            Self::Software(_) => SectionName::Software,
            Self::Display(_) => SectionName::Display,
            Self::Peripherals(_) => SectionName::Peripherals,
            Self::Battery(_) => SectionName::Battery,
            Self::Upkeep(_) => SectionName::Upkeep,
        }
    }

    /// The facts as JSON text, the form that is digested, sent and stored.
    pub fn to_json(&self) -> String {
        let text = match self {
            Self::System(facts) => serde_json::to_string(facts),
            Self::Identity(facts) => serde_json::to_string(facts),
            Self::Cpu(facts) => serde_json::to_string(facts),
            Self::Memory(facts) => serde_json::to_string(facts),
            Self::Storage(facts) => serde_json::to_string(facts),
            Self::Network(facts) => serde_json::to_string(facts),
            Self::Software(facts) => serde_json::to_string(facts),
            Self::Display(facts) => serde_json::to_string(facts),
            Self::Peripherals(facts) => serde_json::to_string(facts),
            Self::Battery(facts) => serde_json::to_string(facts),
            Self::Upkeep(facts) => serde_json::to_string(facts),
        };
        text.expect("facts hold only strings, numbers and lists, which always have a JSON text")
    }

    /// Reads the JSON text of a section's facts.
    ///
    /// # Errors
    /// When the text is not JSON or a field has another type; [`crate::tolerant`] is for text from outside.
    pub fn from_json(section: SectionName, json: &str) -> Result<Self, serde_json::Error> {
        Ok(match section {
            SectionName::System => Self::System(serde_json::from_str(json)?),
            SectionName::Identity => Self::Identity(serde_json::from_str(json)?),
            SectionName::Cpu => Self::Cpu(serde_json::from_str(json)?),
            SectionName::Memory => Self::Memory(serde_json::from_str(json)?),
            SectionName::Storage => Self::Storage(serde_json::from_str(json)?),
            SectionName::Network => Self::Network(serde_json::from_str(json)?),
            SectionName::Software => Self::Software(serde_json::from_str(json)?),
            SectionName::Display => Self::Display(serde_json::from_str(json)?),
            SectionName::Peripherals => Self::Peripherals(serde_json::from_str(json)?),
            SectionName::Battery => Self::Battery(serde_json::from_str(json)?),
            SectionName::Upkeep => Self::Upkeep(serde_json::from_str(json)?),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_facts_are_left_out_and_packages_are_rows() {
        let facts = Facts::Software(SoftwareFacts {
            source: None,
            packages: vec![
                Package {
                    name: "zlib1g".into(),
                    version: "1:1.2.13".into(),
                    ..Package::default()
                },
                Package {
                    name: "Trình duyệt".into(),
                    version: "1".into(),
                    publisher: None,
                    installed_on: Some("2026-01-02".into()),
                },
            ],
        });
        let json = facts.to_json();
        assert_eq!(
            json,
            r#"{"packages":[["zlib1g","1:1.2.13"],["Trình duyệt","1",null,"2026-01-02"]]}"#
        );
        assert_eq!(Facts::from_json(SectionName::Software, &json).unwrap(), facts);
    }
}

//! What the registry does not hold: plain facts and blobs as calls of Windows give them.

use kiemke_wire::hex;
use serde::{Deserialize, Deserializer};

/// Everything that calls tell. Of a copied machine it stands in `calls.json`.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct Told {
    /// `GetSystemFirmwareTable('RSMB')`: eight bytes of head, then the SMBIOS table.
    pub(super) firmware: Option<Blob>,
    /// `GlobalMemoryStatusEx`: total, available.
    pub(super) memory_bytes: Option<(u64, u64)>,
    /// `GetTickCount64`, in seconds.
    pub(super) uptime_s: Option<u64>,
    /// `\\.\PhysicalDriveN`.
    pub(super) disks: Vec<DiskTold>,
    /// Drive letters.
    pub(super) volumes: Vec<VolumeTold>,
    /// `GetAdaptersAddresses`.
    pub(super) adapters: Vec<AdapterTold>,
    /// `GetIpNetTable2`: address, MAC.
    pub(super) neighbours: Vec<(String, String)>,
    /// `WlanQueryInterface`.
    pub(super) wifi: Vec<WifiTold>,
    /// `CM_Get_Device_ID_List`: instance ids of devices that are present now; `None` when that is not known.
    pub(super) present: Option<Vec<String>>,
    /// `IOCTL_BATTERY_QUERY_INFORMATION`.
    pub(super) batteries: Vec<BatteryTold>,
    /// `GetSystemPowerStatus`: percent left, while it runs on its battery.
    pub(super) discharging_pct: Option<u8>,
}

/// Bytes; in text hexadecimal digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Blob(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Blob {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let pairs = text.as_bytes().chunks(2).map(|pair| {
            let [byte] = hex::decode::<1>(std::str::from_utf8(pair).ok()?)?;
            Some(byte)
        });
        let bytes: Option<Vec<u8>> = pairs.collect();
        bytes
            .map(Self)
            .ok_or_else(|| serde::de::Error::custom("is not hexadecimal"))
    }
}

/// A disk.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct DiskTold {
    /// The number in its name.
    pub(super) number: u32,
    /// `STORAGE_DEVICE_DESCRIPTOR`.
    pub(super) descriptor: Option<Blob>,
    /// `IOCTL_DISK_GET_LENGTH_INFO`.
    pub(super) size_bytes: Option<u64>,
    /// `DEVICE_SEEK_PENALTY_DESCRIPTOR`.
    pub(super) seeks: Option<bool>,
}

/// A volume with a drive letter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct VolumeTold {
    /// `C:`.
    pub(super) mount: String,
    /// `\Device\HarddiskVolume3`.
    pub(super) device: Option<String>,
    /// `NTFS`.
    pub(super) file_system: Option<String>,
    /// Size.
    pub(super) size_bytes: Option<u64>,
    /// What a user can still write.
    pub(super) free_bytes: Option<u64>,
}

/// A network adapter.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct AdapterTold {
    /// `{…}`: ties it to its device.
    pub(super) guid: String,
    /// The name people see, such as `Ethernet`.
    pub(super) name: String,
    /// `IF_TYPE_…` of ipifcons.h.
    pub(super) kind: u32,
    /// Hardware address, lower case with colons.
    pub(super) mac: Option<String>,
    /// Whether it works now.
    pub(super) up: bool,
    /// Mbit/s.
    pub(super) speed_mbps: Option<u32>,
    /// With prefix length.
    pub(super) addresses: Vec<String>,
    /// Gateways, in order of use.
    pub(super) gateways: Vec<String>,
    /// What its default route costs.
    pub(super) metric: u32,
    /// Name servers.
    pub(super) dns_servers: Vec<String>,
}

/// A wireless connection.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct WifiTold {
    /// The adapter.
    pub(super) guid: String,
    /// The network's name, as bytes.
    pub(super) ssid: Blob,
    /// `DOT11_PHY_TYPE`.
    pub(super) phy: u32,
    /// Channel.
    pub(super) channel: Option<u32>,
    /// Quality in percent: 0 is -100 dBm, 100 is -50 dBm.
    pub(super) quality_pct: Option<u32>,
    /// Strength in dBm, where the driver tells it.
    pub(super) rssi_dbm: Option<i32>,
    /// The rate at which it sends, kbit/s.
    pub(super) sends_kbps: Option<u32>,
}

/// A battery.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(super) struct BatteryTold {
    /// `BATTERY_INFORMATION`.
    pub(super) information: Blob,
    /// `BatteryDeviceName`.
    pub(super) model: Option<String>,
    /// `BatteryManufactureName`.
    pub(super) maker: Option<String>,
}

/// Who tells: a file, or the system itself at each question.
pub(super) enum ToldBy {
    /// Of a copied machine.
    Copy(Box<Told>),
    /// Of the running machine.
    #[cfg(windows)]
    Live,
}

impl ToldBy {
    /// The raw firmware table.
    pub(super) fn firmware(&self) -> Option<Vec<u8>> {
        match self {
            Self::Copy(told) => told.firmware.as_ref().map(|blob| blob.0.clone()),
            #[cfg(windows)]
            Self::Live => super::live::firmware(),
        }
    }

    /// Total and available memory.
    pub(super) fn memory_bytes(&self) -> Option<(u64, u64)> {
        match self {
            Self::Copy(told) => told.memory_bytes,
            #[cfg(windows)]
            Self::Live => super::live::memory_bytes(),
        }
    }

    /// Seconds since the start.
    pub(super) fn uptime_s(&self) -> Option<u64> {
        match self {
            Self::Copy(told) => told.uptime_s,
            #[cfg(windows)]
            Self::Live => super::live::uptime_s(),
        }
    }

    /// The disks.
    pub(super) fn disks(&self) -> Vec<DiskTold> {
        match self {
            Self::Copy(told) => told.disks.clone(),
            #[cfg(windows)]
            Self::Live => super::live::disks(),
        }
    }

    /// The volumes.
    pub(super) fn volumes(&self) -> Vec<VolumeTold> {
        match self {
            Self::Copy(told) => told.volumes.clone(),
            #[cfg(windows)]
            Self::Live => super::live::volumes(),
        }
    }

    /// The adapters.
    pub(super) fn adapters(&self) -> Vec<AdapterTold> {
        match self {
            Self::Copy(told) => told.adapters.clone(),
            #[cfg(windows)]
            Self::Live => super::live::adapters(),
        }
    }

    /// The neighbour table.
    pub(super) fn neighbours(&self) -> Vec<(String, String)> {
        match self {
            Self::Copy(told) => told.neighbours.clone(),
            #[cfg(windows)]
            Self::Live => super::live::neighbours(),
        }
    }

    /// Wireless connections.
    pub(super) fn wifi(&self) -> Vec<WifiTold> {
        match self {
            Self::Copy(told) => told.wifi.clone(),
            #[cfg(windows)]
            Self::Live => super::live::wifi(),
        }
    }

    /// Devices that are present.
    pub(super) fn present(&self) -> Option<Vec<String>> {
        match self {
            Self::Copy(told) => told.present.clone(),
            #[cfg(windows)]
            Self::Live => super::live::present(),
        }
    }

    /// The batteries.
    pub(super) fn batteries(&self) -> Vec<BatteryTold> {
        match self {
            Self::Copy(told) => told.batteries.clone(),
            #[cfg(windows)]
            Self::Live => super::live::batteries(),
        }
    }

    /// Percent left in the batteries, while the machine runs on them.
    pub(super) fn discharging_pct(&self) -> Option<u8> {
        match self {
            Self::Copy(told) => told.discharging_pct,
            #[cfg(windows)]
            Self::Live => super::live::discharging_pct(),
        }
    }
}

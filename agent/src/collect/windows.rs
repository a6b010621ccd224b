//! Windows behind the same collectors: its registry, and what only its calls tell.
//!
//! ```text
//! registry.reg or the registry ─┐
//!                               ├▶ Windows ─▶ one function a section ─▶ facts
//! calls.json   or the calls ────┘
//! ```
//! Everything but `live` is pure and tested on every system; `live` fetches and understands nothing.

mod battery;
mod devices;
mod export;
mod identity;
#[cfg(windows)]
mod live;
mod network;
mod processor;
mod registry;
mod software;
mod storage;
mod system;
mod told;
mod upkeep;
mod way_out;

use super::root::{CollectError, Root};
use super::{Look, memory};
use export::Export;
use kiemke_wire::facts::{Facts, Package, SectionName};
use kiemke_wire::reading::{StatusReading, VolumeFree};
use registry::{Registry, SYSTEM, Value};
use told::ToldBy;

#[cfg(windows)]
pub(crate) use live::own_use;
pub(super) use network::default_gateway;
pub(crate) use way_out::WayOut;
pub(super) use way_out::{radio, way_out};

/// The registry of a copied machine, as `reg export` writes it.
pub(super) const REGISTRY_FILE: &str = "registry.reg";
/// What the calls of a copied machine told.
const CALLS_FILE: &str = "calls.json";
/// The largest export that is read, bytes: a whole registry has hundreds of megabytes, what is wanted of it a few.
const EXPORT_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// A machine with Windows.
pub(super) struct Windows {
    registry: Box<dyn Registry + Send + Sync>,
    told: ToldBy,
}

impl std::fmt::Debug for Windows {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Windows").finish_non_exhaustive()
    }
}

impl Windows {
    /// The running machine, or a copy below the root; `None` when the root holds no Windows.
    pub(super) fn open(root: &Root) -> Result<Option<Self>, CollectError> {
        #[cfg(windows)]
        if root.is_live() {
            return Ok(Some(Self {
                registry: Box::new(live::LiveRegistry),
                told: ToldBy::Live,
            }));
        }
        let Some(bytes) = root.head(REGISTRY_FILE, EXPORT_BYTES_MAX) else {
            return Ok(None);
        };
        let unreadable = |file: &str, source: Box<dyn std::error::Error + Send + Sync>| {
            let path = root.path(file);
            CollectError::Unreadable { path, source }
        };
        let registry = Export::parse(&bytes).map_err(|error| unreadable(REGISTRY_FILE, error.into()))?;
        let calls = root.text(CALLS_FILE)?;
        let told = serde_json::from_str(&calls).map_err(|error| unreadable(CALLS_FILE, error.into()))?;
        Ok(Some(Self {
            registry: Box::new(registry),
            told: ToldBy::Copy(Box::new(told)),
        }))
    }

    /// The SMBIOS table without the head that Windows puts before it; empty when there is none.
    fn firmware_table(&self) -> Vec<u8> {
        const HEAD_BYTES: usize = 8;
        let kept = format!(r"{SYSTEM}\Services\mssmbios\Data");
        let raw = self
            .told
            .firmware()
            .or_else(|| self.bytes(&kept, "SMBiosData"))
            .unwrap_or_default();
        raw.get(HEAD_BYTES..).unwrap_or_default().to_vec()
    }

    /// What changes all the time.
    pub(super) fn status(&self) -> StatusReading {
        let volumes = self.told.volumes().into_iter();
        StatusReading {
            memory_available_bytes: self.told.memory_bytes().map(|(_, available)| available),
            volumes: volumes
                .filter_map(|volume| {
                    Some(VolumeFree {
                        free_bytes: volume.free_bytes?,
                        mount: volume.mount,
                    })
                })
                .collect(),
        }
    }

    /// Seconds since the machine was started.
    pub(super) fn uptime_s(&self) -> Option<u64> {
        self.told.uptime_s()
    }

    /// Percent left in the batteries, while the machine runs on them.
    pub(super) fn discharging_pct(&self) -> Option<u8> {
        self.told.discharging_pct()
    }

    /// Everything that is installed.
    pub(super) fn packages(&self) -> Vec<Package> {
        software::packages(self)
    }
}

/// One section.
pub(super) fn collect(section: SectionName, windows: &Windows, look: &Look) -> Result<Facts, CollectError> {
    Ok(match section {
        SectionName::System => Facts::System(system::collect(windows)),
        SectionName::Identity => Facts::Identity(identity::collect(windows)),
        SectionName::Cpu => Facts::Cpu(processor::cpu(windows)),
        SectionName::Memory => Facts::Memory(memory::facts(
            windows.told.memory_bytes().map(|(total, _)| total),
            &windows.firmware_table(),
        )),
        SectionName::Storage => Facts::Storage(storage::collect(windows)),
        SectionName::Network => Facts::Network(network::collect(windows, &look.source)),
        SectionName::Software => Facts::Software(software::collect(look.packages()?)),
        SectionName::Display => Facts::Display(devices::display(windows)),
        SectionName::Peripherals => Facts::Peripherals(devices::peripherals(windows)),
        SectionName::Battery => Facts::Battery(battery::collect(windows)),
        SectionName::Upkeep => Facts::Upkeep(upkeep::collect(windows, look.packages()?)),
    })
}

impl Registry for Windows {
    fn keys(&self, path: &str) -> Vec<String> {
        self.registry.keys(path)
    }

    fn value(&self, path: &str, name: &str) -> Option<Value> {
        self.registry.value(path, name)
    }

    fn has_key(&self, path: &str) -> bool {
        self.registry.has_key(path)
    }
}

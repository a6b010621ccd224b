//! The collectors: one section, one file. Each reads files below a [`Root`], and the system itself only where that
//! root is `/`; Windows is read through its registry and calls. None starts a process. One that fails, panics or
//! hangs leaves the others alone.

mod apps;
mod battery;
mod cpu;
mod display;
mod edid;
mod identity;
mod memory;
mod mounts;
mod network;
// Its parser is tested on every platform.
#[cfg(any(target_os = "linux", test))]
mod nl80211;
mod peripherals;
mod printers;
mod radio;
mod root;
mod round;
mod rpm;
mod smbios;
mod software;
mod sqlite;
mod status;
mod storage;
mod system;
mod upkeep;
mod usb;
mod virtualization;
mod windows;

pub(crate) use radio::{RadioLook, radio};
pub use root::{CollectError, Root};
pub use round::AtWork;
pub use status::{machine_uptime_s, status};
pub(crate) use windows::WayOut;
#[cfg(windows)]
pub(crate) use windows::own_use;

use kiemke_wire::enrol::HashKey;
use kiemke_wire::facts::{Attachment, Facts, Gateway, IdentityFacts, Package, SectionName};
use std::net::Ipv4Addr;
use std::sync::{Arc, OnceLock};
use windows::Windows;

/// What the collectors read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file tree.
    pub root: Root,
    /// The key for hashing neighbours' MACs and names of wireless networks; without it they are left out.
    pub hash_key: Option<HashKey>,
    /// The gateway as last seen: its MAC stands in the neighbour table only for minutes after a packet.
    pub gateway_before: Option<Gateway>,
    /// What earlier rounds left behind.
    pub at_work: AtWork,
}

/// One section, or why there is none. The reason is for a person and holds no personal data.
pub type Collected = (SectionName, Result<Facts, String>);

/// One look at the machine: what several collectors need is read once.
#[derive(Debug)]
struct Look {
    source: Source,
    windows: OnceLock<Option<Windows>>,
    packages: OnceLock<Vec<Package>>,
}

impl Look {
    fn new(source: &Source) -> Arc<Self> {
        Arc::new(Self {
            source: source.clone(),
            windows: OnceLock::new(),
            packages: OnceLock::new(),
        })
    }

    /// The machine's Windows, if that is what it runs.
    fn windows(&self) -> Result<Option<&Windows>, CollectError> {
        if let Some(windows) = self.windows.get() {
            return Ok(windows.as_ref());
        }
        let opened = Windows::open(&self.source.root)?;
        Ok(self.windows.get_or_init(|| opened).as_ref())
    }

    fn packages(&self) -> Result<&[Package], CollectError> {
        if let Some(packages) = self.packages.get() {
            return Ok(packages);
        }
        let read = match self.windows()? {
            Some(windows) => windows.packages(),
            None => software::packages(&self.source.root)?,
        };
        Ok(self.packages.get_or_init(|| read))
    }
}

/// Collects every section, in order.
pub fn inventory(source: &Source) -> Vec<Collected> {
    sections(source, &SectionName::ALL)
}

/// Collects some sections, in order.
pub fn sections(source: &Source, wanted: &[SectionName]) -> Vec<Collected> {
    round::run(&Look::new(source), &source.at_work, wanted, round::deadline)
}

fn collect(section: SectionName, look: &Look) -> Result<Facts, CollectError> {
    if let Some(windows) = look.windows()? {
        return windows::collect(section, windows, look);
    }
    let root = &look.source.root;
    Ok(match section {
        SectionName::System => Facts::System(system::collect(root)?),
        SectionName::Identity => Facts::Identity(identity::collect(root)?),
        SectionName::Cpu => Facts::Cpu(cpu::collect(root)?),
        SectionName::Memory => Facts::Memory(memory::collect(root)?),
        SectionName::Storage => Facts::Storage(storage::collect(root)?),
        SectionName::Network => Facts::Network(network::collect(&look.source)?),
        SectionName::Software => Facts::Software(software::collect(root, look.packages()?)),
        SectionName::Display => Facts::Display(display::collect(root)?),
        SectionName::Peripherals => Facts::Peripherals(peripherals::collect(root)?),
        SectionName::Battery => Facts::Battery(battery::collect(root)?),
        SectionName::Upkeep => Facts::Upkeep(upkeep::collect(root, look.packages()?)?),
    })
}

/// What tells this machine from others, for enrolment.
#[derive(Clone, Debug, Default)]
pub struct Evidence {
    /// Host name.
    pub host_name: Option<String>,
    /// Serials and models.
    pub identity: IdentityFacts,
    /// MACs of built-in interfaces.
    pub macs: Vec<String>,
    /// Serials of disks that cannot be taken out while running.
    pub disk_serials: Vec<String>,
}

/// Collects the evidence; what cannot be read is left out.
pub fn evidence(root: &Root) -> Evidence {
    let source = Source {
        root: root.clone(),
        hash_key: None,
        gateway_before: None,
        at_work: AtWork::default(),
    };
    let mut evidence = Evidence::default();
    let wanted = [
        SectionName::System,
        SectionName::Identity,
        SectionName::Network,
        SectionName::Storage,
    ];
    for (section, found) in sections(&source, &wanted) {
        match found {
            Ok(Facts::System(facts)) => evidence.host_name = facts.host_name,
            Ok(Facts::Identity(facts)) => evidence.identity = facts,
            Ok(Facts::Network(facts)) => {
                let built_in = facts
                    .interfaces
                    .into_iter()
                    .filter(|interface| interface.attachment == Some(Attachment::BuiltIn));
                evidence.macs = built_in.filter_map(|interface| interface.mac).collect();
            }
            Ok(Facts::Storage(facts)) => {
                let fixed = facts
                    .disks
                    .into_iter()
                    .filter(|disk| disk.removable != Some(true));
                evidence.disk_serials = fixed.filter_map(|disk| disk.serial).collect();
            }
            Ok(_) => {}
            Err(reason) => tracing::warn!(%section, reason, "evidence is incomplete"),
        }
    }
    evidence
}

/// The interface of the default route, if there is one.
pub(crate) fn default_interface(root: &Root) -> Option<String> {
    network::default_route(root).map(|route| route.interface)
}

/// The way out of a machine with Windows; none on another system. `before` is the interface of the last time.
pub(crate) fn windows_way_out(root: &Root, before: Option<&str>) -> Option<WayOut> {
    windows::way_out(&Windows::open(root).ok()??, before)
}

/// Percent left in the batteries of a machine with Windows, while it runs on them.
pub(crate) fn windows_discharging_pct(root: &Root) -> Option<u8> {
    Windows::open(root).ok()??.discharging_pct()
}

/// The address of the default gateway, if there is one.
pub fn default_gateway(root: &Root) -> Option<Ipv4Addr> {
    if let Ok(Some(windows)) = Windows::open(root) {
        return windows::default_gateway(&windows);
    }
    network::default_route(root).map(|route| route.gateway)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;

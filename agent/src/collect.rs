//! The collectors: one section, one file. Each reads files below a [`Root`], and the system itself only where that
//! root is `/`. None starts a process. One that fails or panics leaves the others alone.

use kiemke_http::causes;
mod cpu;
mod identity;
mod memory;
mod mounts;
mod network;
mod root;
mod smbios;
mod software;
mod status;
mod storage;
mod system;
mod virtualization;

pub use root::{CollectError, Root};
pub use status::{machine_uptime_s, status};

use kiemke_wire::enrol::HashKey;
use kiemke_wire::facts::{Attachment, Facts, Gateway, IdentityFacts, SectionName};
use std::net::Ipv4Addr;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// What the collectors read from.
#[derive(Clone, Debug)]
pub struct Source {
    /// The file tree.
    pub root: Root,
    /// The key for hashing neighbours' MACs; without it they are left out.
    pub hash_key: Option<HashKey>,
    /// The gateway as last seen: its MAC stands in the neighbour table only for minutes after a packet.
    pub gateway_before: Option<Gateway>,
}

/// One section, or why there is none. The reason is for a person and holds no personal data.
pub type Collected = (SectionName, Result<Facts, String>);

/// Collects every section, in order.
pub fn inventory(source: &Source) -> Vec<Collected> {
    SectionName::ALL
        .into_iter()
        .map(|section| (section, guarded(|| collect(section, source))))
        .collect()
}

fn collect(section: SectionName, source: &Source) -> Result<Facts, CollectError> {
    let root = &source.root;
    Ok(match section {
        SectionName::System => Facts::System(system::collect(root)?),
        SectionName::Identity => Facts::Identity(identity::collect(root)?),
        SectionName::Cpu => Facts::Cpu(cpu::collect(root)?),
        SectionName::Memory => Facts::Memory(memory::collect(root)?),
        SectionName::Storage => Facts::Storage(storage::collect(root)?),
        SectionName::Network => Facts::Network(network::collect(source)?),
        SectionName::Software => Facts::Software(software::collect(root)?),
    })
}

fn guarded(collect: impl FnOnce() -> Result<Facts, CollectError>) -> Result<Facts, String> {
    match catch_unwind(AssertUnwindSafe(collect)) {
        Ok(Ok(facts)) => Ok(facts),
        Ok(Err(error)) => Err(format!("failed to {}", causes(&error))),
        Err(_) => Err("the collector panicked; this is a mistake in kiemke-agent".to_owned()),
    }
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
    };
    let mut evidence = Evidence::default();
    let wanted = [
        SectionName::System,
        SectionName::Identity,
        SectionName::Network,
        SectionName::Storage,
    ];
    for section in wanted {
        match guarded(|| collect(section, &source)) {
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

/// The address of the default gateway, if there is one.
pub fn default_gateway(root: &Root) -> Option<Ipv4Addr> {
    network::default_route(root).map(|route| route.gateway)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;

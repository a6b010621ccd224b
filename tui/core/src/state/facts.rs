use kiemke_wire::facts::{
    BatteryFacts, CpuFacts, DisplayFacts, Facts, IdentityFacts, MemoryFacts, NetworkFacts, PeripheralsFacts,
    SectionName, SoftwareFacts, StorageFacts, SystemFacts, UpkeepFacts,
};
use kiemke_wire::view::SectionView;
use std::collections::BTreeMap;

/// A machine's inventory, read from the daemon's answer. A section that is absent or not readable is empty.
#[derive(Clone, Debug, Default)]
pub struct Inventory {
    /// Section `system`.
    pub system: SystemFacts,
    /// Section `identity`.
    pub identity: IdentityFacts,
    /// Section `cpu`.
    pub cpu: CpuFacts,
    /// Section `memory`.
    pub memory: MemoryFacts,
    /// Section `storage`.
    pub storage: StorageFacts,
    /// Section `network`.
    pub network: NetworkFacts,
    /// Section `software`.
    pub software: SoftwareFacts,
    /// Section `display`.
    pub display: DisplayFacts,
    /// Section `peripherals`.
    pub peripherals: PeripheralsFacts,
    /// Section `battery`.
    pub battery: BatteryFacts,
    /// Section `upkeep`.
    pub upkeep: UpkeepFacts,
    /// Sections that were never reported.
    pub missing: Vec<SectionName>,
    /// Sections that this version cannot read.
    pub unreadable: Vec<SectionName>,
}

impl Inventory {
    /// Reads the sections.
    pub fn read(sections: &BTreeMap<SectionName, SectionView>) -> Self {
        let mut inventory = Self::default();
        for name in SectionName::ALL {
            let Some(section) = sections.get(&name) else {
                inventory.missing.push(name);
                continue;
            };
            match Facts::from_json(name, section.facts.get()) {
                Ok(Facts::System(facts)) => inventory.system = facts,
                Ok(Facts::Identity(facts)) => inventory.identity = facts,
                Ok(Facts::Cpu(facts)) => inventory.cpu = facts,
                Ok(Facts::Memory(facts)) => inventory.memory = facts,
                Ok(Facts::Storage(facts)) => inventory.storage = facts,
                Ok(Facts::Network(facts)) => inventory.network = facts,
                Ok(Facts::Software(facts)) => inventory.software = facts,
                Ok(Facts::Display(facts)) => inventory.display = facts,
                Ok(Facts::Peripherals(facts)) => inventory.peripherals = facts,
                Ok(Facts::Battery(facts)) => inventory.battery = facts,
                Ok(Facts::Upkeep(facts)) => inventory.upkeep = facts,
                Err(_) => inventory.unreadable.push(name),
            }
        }
        inventory
    }
}

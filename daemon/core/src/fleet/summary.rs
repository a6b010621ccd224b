//! What lists and search need of a section.

use crate::entry::Summary;
use kiemke_wire::facts::{Attachment, Facts};

/// The part of the summary that a section fills.
pub fn summary_of(facts: &Facts) -> Summary {
    let mut summary = Summary::default();
    match facts {
        Facts::System(system) => {
            summary.host_name.clone_from(&system.host_name);
            summary.os = joined(&[&system.os_name, &system.os_version]);
            summary.chassis_kind.clone_from(&system.chassis_kind);
        }
        Facts::Identity(identity) => {
            summary.model = joined(&[&identity.maker, &identity.model]);
            let whole = [&identity.system_serial, &identity.chassis_serial];
            let parts = [&identity.board_serial, &identity.asset_tag];
            let said = |texts: [&Option<String>; 2]| texts.into_iter().flatten().cloned().collect();
            let (whole, parts): (Vec<String>, Vec<String>) = (said(whole), said(parts));
            summary.serials = whole;
            if !parts.is_empty() {
                // What is not the machine's own number stands behind an empty text.
                summary.serials.push(String::new());
                summary.serials.extend(parts);
            }
            summary.serials.dedup();
        }
        Facts::Cpu(cpu) => summary.cpu.clone_from(&cpu.model),
        Facts::Memory(memory) => summary.memory_total_bytes = memory.total_bytes,
        // A section that was sent tells of all that there is: what is not in it is not there.
        Facts::Peripherals(found) => {
            summary.abilities.audio = Some(!found.speakers.is_empty());
            summary.abilities.camera = Some(!found.cameras.is_empty());
            summary.abilities.microphone = Some(!found.microphones.is_empty());
        }
        Facts::Upkeep(upkeep) => summary.abilities.browser = Some(!upkeep.browsers.is_empty()),
        Facts::Storage(_) | Facts::Display(_) | Facts::Battery(_) => {}
        Facts::Network(network) => {
            let built_in = network
                .interfaces
                .iter()
                .filter(|one| one.attachment == Some(Attachment::BuiltIn));
            summary.macs = built_in.filter_map(|interface| interface.mac.clone()).collect();
        }
        Facts::Software(software) => summary.packages = u32::try_from(software.packages.len()).ok(),
    }
    summary
}

fn joined(parts: &[&Option<String>]) -> Option<String> {
    let known: Vec<&str> = parts.iter().filter_map(|part| part.as_deref()).collect();
    (!known.is_empty()).then(|| known.join(" "))
}

//! One machine, written as names and values.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::{Msg, format};
use kiemke_tui_core::state::Inventory;
use kiemke_tui_core::wording;
use kiemke_wire::view::MachineDetail;

/// The machine, its state, and the facts by section.
pub(crate) fn table(writer: &Writer<'_>, detail: &MachineDetail) -> Table {
    let texts = writer.texts;
    let inventory = Inventory::read(&detail.sections);
    let row = &detail.row;
    let (sign, word) = wording::machine_state(row);
    let state = Cell::both(format!("{} {}", sign.glyph(), texts.text(word)), texts.text(word));
    let chassis = row.chassis_kind.as_ref().map_or_else(Cell::unknown, |kind| {
        Cell::both(wording::chassis_kind(texts, kind), kind)
    });
    let mut pairs = vec![
        (Msg::ColumnId, Cell::text(row.id.to_string())),
        (Msg::ColumnName, Cell::text(&row.name)),
        (Msg::ColumnUnit, writer.unit(&row.unit)),
        (Msg::ColumnState, state),
        (Msg::FieldLastSeen, writer.moment(row.last_seen)),
        (Msg::FieldEnrolled, writer.moment(row.enrolled_at)),
        (Msg::FieldModel, writer.known(row.model.as_deref())),
        (Msg::FieldSystem, writer.known(row.os.as_deref())),
        (Msg::FieldKernel, writer.known(inventory.system.kernel.as_deref())),
        (Msg::FieldChassis, chassis),
        (
            Msg::FieldSystemSerial,
            writer.known(inventory.identity.system_serial.as_deref()),
        ),
        (
            Msg::FieldSystemUuid,
            writer.known(inventory.identity.system_uuid.as_deref()),
        ),
        (Msg::SectionCpu, writer.known(row.cpu.as_deref())),
        (Msg::SectionMemory, writer.size(row.memory_total_bytes)),
    ];
    for disk in &inventory.storage.disks {
        let size = disk.size_bytes.map(|bytes| format::size(texts.lang(), bytes));
        let health = disk
            .health
            .as_ref()
            .map(|health| wording::disk_health(texts, health));
        let parts = [
            disk.name.clone(),
            size,
            disk.kind.clone(),
            disk.model.clone(),
            health,
        ];
        pairs.push((Msg::SectionStorage, Cell::text(joined(parts))));
    }
    for interface in &inventory.network.interfaces {
        let addresses = Some(interface.addresses.join(" ")).filter(|text| !text.is_empty());
        let parts = [
            interface.name.clone(),
            interface.kind.clone(),
            interface.mac.clone(),
            interface
                .wifi
                .as_ref()
                .and_then(|link| wording::wifi(texts, link)),
            addresses,
        ];
        pairs.push((Msg::SectionNetwork, Cell::text(joined(parts))));
    }
    let gateway = inventory
        .network
        .gateway
        .as_ref()
        .and_then(|gateway| gateway.address.as_deref());
    pairs.push((Msg::FieldGateway, writer.known(gateway)));
    if !inventory
        .missing
        .contains(&kiemke_wire::facts::SectionName::Software)
    {
        let count = inventory.software.packages.len() as u64;
        let shown = format::count(texts.lang(), count);
        pairs.push((Msg::SectionSoftware, Cell::both(shown, count)));
    }
    for (_, known) in wording::device_parts(texts, &inventory) {
        pairs.extend(known.into_iter().map(|(name, value)| (name, Cell::text(value))));
    }
    pairs.push((Msg::HeadingAgent, Cell::text(&row.agent_version)));
    for name in &inventory.missing {
        let section = texts.text(wording::section(*name));
        let words = texts.with(Msg::SectionsMissing, &[("sections", section.into())]);
        pairs.push((Msg::MachineTabWarnings, Cell::text(words)));
    }
    for warning in &detail.recent_warnings {
        let words = format!("{}: {}", warning.place, warning.reason);
        pairs.push((Msg::MachineTabWarnings, Cell::text(words)));
    }
    writer.pairs(
        pairs
            .into_iter()
            .map(|(name, value)| (texts.text(name).to_owned(), value)),
    )
}

fn joined<const N: usize>(parts: [Option<String>; N]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

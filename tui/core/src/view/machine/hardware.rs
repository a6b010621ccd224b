//! What the machine is: system, identity, processor, memory, disks; and which sections are missing.

use crate::state::{MachineState, State};
use crate::view::fields::Fields;
use crate::view::theme::Role;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, format};
use kiemke_wire::facts::SectionName;
use kiemke_wire::view::MachineDetail;
use ratatui::text::Line;

pub(super) fn rows(state: &State, machine: &MachineState, detail: &MachineDetail) -> Vec<Line<'static>> {
    let mut fields = Fields::new(state);
    gaps(state, machine, &mut fields);
    system(state, machine, &mut fields);
    processor_and_memory(state, machine, &mut fields);
    storage(state, machine, &mut fields);
    devices(state, machine, &mut fields);
    identity(machine, &mut fields);
    agent(state, detail, &mut fields);
    fields.into_lines()
}

/// Sections that are not there: said first, because what follows looks complete.
fn gaps(state: &State, machine: &MachineState, fields: &mut Fields<'_>) {
    let texts = state.texts();
    let names = |sections: &[SectionName]| -> String {
        let names = sections.iter().map(|name| texts.text(wording::section(*name)));
        names.collect::<Vec<_>>().join(", ")
    };
    for (id, sections) in [
        (Msg::SectionsMissing, &machine.inventory.missing),
        (Msg::SectionsUnreadable, &machine.inventory.unreadable),
    ] {
        if !sections.is_empty() {
            let sentence = texts.with(id, &[("sections", names(sections).into())]);
            let words = format!("{} {sentence}", Sign::Warning.glyph());
            fields.text(Role::State(Sign::Warning), &words);
        }
    }
}

fn system(state: &State, machine: &MachineState, fields: &mut Fields<'_>) {
    let facts = &machine.inventory.system;
    let texts = state.texts();
    let name = joined([&facts.os_name, &facts.os_version]);
    let chassis = facts
        .chassis_kind
        .as_ref()
        .map(|kind| wording::chassis_kind(texts, kind));
    let virtualization = facts
        .virtualization
        .as_ref()
        .map(|name| wording::virtualization(texts, name));
    fields
        .heading(Msg::SectionSystem)
        .field(Msg::FieldHostName, facts.host_name.as_ref())
        .field(Msg::FieldSystem, name)
        .rare(Msg::FieldBuild, facts.os_build.as_ref())
        .field(Msg::FieldKernel, joined([&facts.kernel, &facts.architecture]))
        .field(Msg::FieldChassis, chassis)
        .field(Msg::FieldVirtualization, virtualization)
        .field(Msg::FieldTimeZone, facts.time_zone.as_ref());
}

fn processor_and_memory(state: &State, machine: &MachineState, fields: &mut Fields<'_>) {
    let (texts, lang) = (state.texts(), state.look.lang);
    let cpu = &machine.inventory.cpu;
    let cores = match (cpu.cores, cpu.threads) {
        (Some(cores), Some(threads)) => Some(texts.with(
            Msg::CoresAndThreads,
            &[("cores", cores.into()), ("threads", threads.into())],
        )),
        _ => None,
    };
    fields
        .heading(Msg::SectionCpu)
        .field(Msg::FieldModel, cpu.model.as_ref())
        .field(Msg::FieldCores, cores)
        .rare(Msg::FieldSpeed, cpu.speed_mhz_max.map(|mhz| format!("{mhz} MHz")));
    let memory = &machine.inventory.memory;
    fields
        .heading(Msg::SectionMemory)
        .size(Msg::FieldTotal, memory.total_bytes)
        .rare(Msg::FieldSlots, memory.slots.map(|slots| slots.to_string()));
    for module in &memory.modules {
        fields.item([
            module.slot.clone(),
            module.size_bytes.map(|bytes| format::size(lang, bytes)),
            module.kind.clone(),
            module.speed_mts.map(|speed| format!("{speed} MT/s")),
            module.maker.clone(),
        ]);
    }
}

fn storage(state: &State, machine: &MachineState, fields: &mut Fields<'_>) {
    let (texts, lang) = (state.texts(), state.look.lang);
    let storage = &machine.inventory.storage;
    fields.heading(Msg::SectionStorage);
    if storage.disks.is_empty() && storage.volumes.is_empty() {
        fields.text(Role::Dim, texts.text(Msg::NotKnown));
    }
    for disk in &storage.disks {
        fields.item([
            disk.name.clone(),
            disk.size_bytes.map(|bytes| format::size(lang, bytes)),
            disk.kind.as_ref().map(|kind| kind.to_uppercase()),
            disk.bus.clone(),
            disk.model.clone(),
            disk.serial.clone(),
            disk.health
                .as_ref()
                .map(|health| wording::disk_health(texts, health)),
        ]);
    }
    let free = machine
        .detail
        .value()
        .and_then(|detail| detail.latest.status.as_ref());
    for volume in &storage.volumes {
        let left = free
            .and_then(|status| {
                let volumes = &status.reading.volumes;
                volumes
                    .iter()
                    .find(|free| Some(&free.mount) == volume.mount.as_ref())
            })
            .map(|free| {
                let size = format::size(lang, free.free_bytes);
                texts.with(Msg::VolumeFree, &[("size", size.into())])
            });
        let encrypted = volume.encrypted.filter(|yes| *yes);
        fields.item([
            volume.mount.clone(),
            volume.size_bytes.map(|bytes| format::size(lang, bytes)),
            left,
            volume.file_system.clone(),
            encrypted.map(|_| texts.text(Msg::VolumeEncrypted).to_owned()),
        ]);
    }
}

fn devices(state: &State, machine: &MachineState, fields: &mut Fields<'_>) {
    for (title, known) in wording::device_parts(state.texts(), &machine.inventory) {
        fields.heading(title);
        for (name, value) in known {
            fields.field(name, Some(value));
        }
    }
}

fn identity(machine: &MachineState, fields: &mut Fields<'_>) {
    let facts = &machine.inventory.identity;
    fields
        .heading(Msg::SectionIdentity)
        .field(Msg::FieldModel, joined([&facts.maker, &facts.model]))
        .field(Msg::FieldSystemSerial, facts.system_serial.as_ref())
        .field(Msg::FieldSystemUuid, facts.system_uuid.as_ref())
        .field(Msg::FieldBoard, joined([&facts.board_maker, &facts.board_model]))
        .field(Msg::FieldBoardSerial, facts.board_serial.as_ref())
        .rare(Msg::FieldChassisSerial, facts.chassis_serial.as_ref())
        .rare(Msg::FieldAssetTag, facts.asset_tag.as_ref())
        .field(
            Msg::FieldFirmware,
            joined([&facts.bios_maker, &facts.bios_version, &facts.bios_date]),
        )
        .yes_no(Msg::FieldSecureBoot, facts.secure_boot)
        .rare(Msg::FieldTpm, facts.tpm_version.as_ref());
}

fn agent(state: &State, detail: &MachineDetail, fields: &mut Fields<'_>) {
    let (lang, offset) = (state.look.lang, state.look.offset);
    let row = &detail.row;
    fields
        .heading(Msg::HeadingAgent)
        .field(Msg::FieldAgentVersion, Some(&row.agent_version))
        .field(
            Msg::FieldEnrolled,
            Some(format::moment(lang, row.enrolled_at, offset)),
        )
        .field(
            Msg::FieldLastSeen,
            Some(format::moment(lang, row.last_seen, offset)),
        );
    if let Some(check_in) = &detail.check_in {
        let uptime = |seconds: u64| {
            let milliseconds = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1000);
            format::duration(lang, milliseconds)
        };
        fields
            .field(Msg::FieldMachineUptime, check_in.machine_uptime_s.map(uptime))
            .field(Msg::FieldSpooled, Some(format::count(lang, check_in.spooled)))
            .field(Msg::FieldDropped, Some(format::count(lang, check_in.dropped)))
            .rare(
                Msg::FieldAgentMemory,
                check_in.rss_bytes.map(|bytes| format::size(lang, bytes)),
            );
    }
}

/// The known ones with a space between; `None` when none is known.
fn joined<const N: usize>(parts: [&Option<String>; N]) -> Option<String> {
    let known: Vec<&str> = parts.into_iter().flatten().map(String::as_str).collect();
    (!known.is_empty()).then(|| known.join(" "))
}

//! Section `identity`: what the firmware says the machine is. Placeholder texts are reported as they stand; which
//! of them are junk is the daemon's to say. Most serials are readable for root alone; else they are absent.

use super::root::{CollectError, Root};
use super::smbios;
use kiemke_wire::facts::IdentityFacts;

/// The variable of the UEFI specification, 3.3: four bytes of attributes, then 0 or 1.
const SECURE_BOOT: &str = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

pub(super) fn collect(root: &Root) -> Result<IdentityFacts, CollectError> {
    let dmi = |name: &str| root.value(&format!("sys/class/dmi/id/{name}"));
    // The kernel shows what it understood of the table; where it shows nothing, the table may still be there.
    let table = root.bytes(smbios::TABLE).unwrap_or_default();
    let firmware = smbios::identity(&table);
    Ok(IdentityFacts {
        system_uuid: dmi("product_uuid")
            .map(|uuid| uuid.to_lowercase())
            .or(firmware.system_uuid),
        asset_tag: dmi("chassis_asset_tag").or(firmware.asset_tag),
        system_serial: dmi("product_serial").or(firmware.system_serial),
        board_serial: dmi("board_serial").or(firmware.board_serial),
        chassis_serial: dmi("chassis_serial").or(firmware.chassis_serial),
        maker: dmi("sys_vendor").or(firmware.maker),
        model: dmi("product_name")
            .or(firmware.model)
            .or_else(|| root.value("proc/device-tree/model")),
        board_maker: dmi("board_vendor").or(firmware.board_maker),
        board_model: dmi("board_name").or(firmware.board_model),
        chassis_maker: dmi("chassis_vendor").or(firmware.chassis_maker),
        bios_maker: dmi("bios_vendor").or(firmware.bios_maker),
        bios_version: dmi("bios_version").or(firmware.bios_version),
        bios_date: dmi("bios_date").or(firmware.bios_date),
        secure_boot: root
            .bytes(SECURE_BOOT)
            .and_then(|variable| variable.get(4).map(|on| *on == 1)),
        tpm_version: root
            .number::<u8>("sys/class/tpm/tpm0/tpm_version_major")
            .map(|major| {
                if major == 1 {
                    "1.2".to_owned()
                } else {
                    format!("{major}.0")
                }
            }),
    })
}

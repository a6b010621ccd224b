//! Section `identity`: what the firmware says the machine is. Placeholder texts are reported as they stand; which
//! of them are junk is the daemon's to say. Most serials are readable for root alone; else they are absent.

use super::root::{CollectError, Root};
use kiemke_wire::facts::IdentityFacts;

/// The variable of the UEFI specification, 3.3: four bytes of attributes, then 0 or 1.
const SECURE_BOOT: &str = "sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c";

pub(super) fn collect(root: &Root) -> Result<IdentityFacts, CollectError> {
    let dmi = |name: &str| root.value(&format!("sys/class/dmi/id/{name}"));
    Ok(IdentityFacts {
        system_uuid: dmi("product_uuid").map(|uuid| uuid.to_lowercase()),
        system_serial: dmi("product_serial"),
        board_serial: dmi("board_serial"),
        chassis_serial: dmi("chassis_serial"),
        maker: dmi("sys_vendor"),
        model: dmi("product_name").or_else(|| root.value("proc/device-tree/model")),
        board_maker: dmi("board_vendor"),
        board_model: dmi("board_name"),
        chassis_maker: dmi("chassis_vendor"),
        bios_maker: dmi("bios_vendor"),
        bios_version: dmi("bios_version"),
        bios_date: dmi("bios_date"),
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

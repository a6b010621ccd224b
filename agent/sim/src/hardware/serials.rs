use super::models::{Form, Model};
use crate::seed::{Draw, Topic};
use crate::world::{MachineIndex, Mix, World};

/// What tells a machine from its neighbours, or fails to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Serials {
    /// SMBIOS system UUID.
    pub uuid: String,
    /// Whether many machines have this UUID.
    pub uuid_is_shared: bool,
    /// System serial number.
    pub system: String,
    /// Board serial number.
    pub board: String,
    /// Chassis serial number.
    pub chassis: String,
    /// Whether the three are what the factory forgot to fill in.
    pub junk: bool,
    /// Hardware address of the built-in interface.
    pub mac: String,
    /// Hardware address of the Wi-Fi interface, where there is one.
    pub wifi_mac: String,
    /// Serial number of the first disk; others count on.
    pub disk: u64,
}

/// What firmware says when nobody filled it in (identity.md's list).
pub const JUNK_SERIALS: [&str; 12] = [
    "To Be Filled By O.E.M.",
    "To be filled by O.E.M.",
    "System Serial Number",
    "Default string",
    "Not Specified",
    "None",
    "N/A",
    "INVALID",
    "empty",
    "0123456789",
    "123456789",
    "00000000",
];
/// UUIDs that thousands of boards share.
pub const SHARED_UUIDS: [&str; 4] = [
    "03000200-0400-0500-0006-000700080009",
    "6ab5b300-538d-1014-9fb5-b0684d007b53",
    "00000000-0000-0000-0000-000000000000",
    "ffffffff-ffff-ffff-ffff-ffffffffffff",
];
/// Intel and Realtek, who make most Wi-Fi interfaces.
const WIFI_OUIS: [&str; 4] = ["a4:c3:f0", "3c:a9:f4", "00:e0:4c", "5c:c5:d4"];

pub(super) fn draw(world: &World, index: MachineIndex, model: &Model) -> Serials {
    let seed = world.seed();
    let mut draw = seed.draw(Topic::Serial, u64::from(index.0));
    let province = world.mix() == Mix::Province && model.form != Form::Virtual;
    let junk = province && draw.per_mille(50);
    let uuid_is_shared = province && (junk && draw.per_mille(400) || draw.per_mille(10));
    let unique = seed.unique(Topic::Serial, u64::from(index.0), 34);
    let address = crate::world::lower_half(seed.unique(Topic::Hardware, u64::from(index.0), 24));
    let [system, board, chassis] = if junk {
        let text = (*draw.pick(&JUNK_SERIALS)).to_owned();
        [text.clone(), text.clone(), text]
    } else {
        written(model, unique, &mut draw)
    };
    Serials {
        uuid: if uuid_is_shared {
            (*draw.pick(&SHARED_UUIDS)).to_owned()
        } else {
            uuid(unique, &mut draw)
        },
        uuid_is_shared,
        system,
        board,
        chassis,
        junk,
        mac: format!("{}:{address}", model.oui),
        wifi_mac: format!("{}:{address}", draw.pick(&WIFI_OUIS)),
        disk: unique << 2,
    }
}

/// System, board and chassis serial in the maker's way of writing.
fn written(model: &Model, unique: u64, draw: &mut Draw) -> [String; 3] {
    let code = base36(unique, 7);
    match model.maker {
        "Dell Inc." => {
            let board = format!("/{code}/CNWS2000{}/", base36(draw.roll() % 46_656, 3));
            [code.clone(), board, code]
        }
        "HP" | "Hewlett-Packard" => {
            let system = format!("4CE{code}");
            [system.clone(), format!("PEX{code}0JG"), system]
        }
        "Acer" => {
            let system = format!("DTVPRSV{code}93000");
            [system.clone(), format!("DBVPR11{code}01"), system]
        }
        "LENOVO" => [format!("PC{code}"), format!("L1HF{code}"), format!("PC{code}")],
        "QEMU" => [
            "Not Specified".to_owned(),
            "Not Specified".to_owned(),
            "Not Specified".to_owned(),
        ],
        "FPT ELEAD" => [format!("FPT{unique:011}"), format!("MB{code}"), "1".to_owned()],
        _ => [
            format!("SN{unique:011}"),
            format!("{unique:012}"),
            "Default string".to_owned(),
        ],
    }
}

fn base36(mut number: u64, digits: usize) -> String {
    const DIGITS: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut text = vec![b'0'; digits];
    for place in text.iter_mut().rev() {
        *place = DIGITS[usize::try_from(number % 36).unwrap_or(0)];
        number /= 36;
    }
    text.into_iter().map(char::from).collect()
}

fn uuid(unique: u64, draw: &mut Draw) -> String {
    let (one, two) = (draw.roll(), draw.roll());
    format!(
        "4c4c4544-{:04x}-{:04x}-{:04x}-{:012x}",
        one & 0xffff,
        one >> 16 & 0xffff,
        two & 0x3fff | 0x8000,
        unique << 12 | two >> 52
    )
}

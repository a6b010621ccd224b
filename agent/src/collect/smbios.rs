//! The SMBIOS table (DMTF DSP0134 3.7): who made the machine, its processors and its memory modules. Reads any bytes:
//! a table that is cut off or lies gives fewer facts, never an error.

use kiemke_wire::facts::{CpuFacts, IdentityFacts, MemoryModule};

/// Where Linux shows the table; readable for root alone.
pub(super) const TABLE: &str = "sys/firmware/dmi/tables/DMI";

/// 7.1: BIOS Information.
const BIOS: u8 = 0;
/// 7.2: System Information.
const SYSTEM: u8 = 1;
/// 7.3: Baseboard Information.
const BOARD: u8 = 2;
/// 7.4: System Enclosure or Chassis.
const CHASSIS: u8 = 3;
/// 7.5: Processor Information.
const PROCESSOR: u8 = 4;
/// 7.18: Memory Device.
const MEMORY_DEVICE: u8 = 17;
/// 7.45: End-of-Table.
const END_OF_TABLE: u8 = 127;

/// The memory slots in the order of the table; `None` for an empty one.
pub(super) fn memory_slots(table: &[u8]) -> Vec<Option<MemoryModule>> {
    structures(table)
        .filter(|structure| structure.kind == MEMORY_DEVICE)
        .map(|structure| module(&structure))
        .collect()
}

/// What the firmware says the machine is.
pub(super) fn identity(table: &[u8]) -> IdentityFacts {
    let mut facts = IdentityFacts::default();
    let mut seen = [false; 4];
    for structure in structures(table) {
        // The first of a kind is the machine's own; further ones are of riser cards and docks.
        match seen.get_mut(usize::from(structure.kind)) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        let text = |at| structure.string(at);
        match structure.kind {
            BIOS => {
                facts.bios_maker = text(0x04);
                facts.bios_version = text(0x05);
                facts.bios_date = text(0x08);
            }
            SYSTEM => {
                facts.maker = text(0x04);
                facts.model = text(0x05);
                facts.system_serial = text(0x07);
                facts.system_uuid = structure.uuid(0x08);
            }
            BOARD => {
                facts.board_maker = text(0x04);
                facts.board_model = text(0x05);
                facts.board_serial = text(0x07);
            }
            _ => {
                facts.chassis_maker = text(0x04);
                facts.chassis_serial = text(0x07);
                facts.asset_tag = text(0x08);
            }
        }
    }
    facts
}

/// The kind of chassis, 7.4.1.
pub(super) fn chassis_type(table: &[u8]) -> Option<u8> {
    structures(table)
        .find(|structure| structure.kind == CHASSIS)?
        .byte(0x05)
}

/// Sockets with a processor in, and the cores and threads over all of them, where the table counts them.
pub(super) fn processors(table: &[u8]) -> CpuFacts {
    // 7.5: the socket is populated, and the processor is a central one.
    let populated = structures(table)
        .filter(|one| one.kind == PROCESSOR && one.byte(0x05) == Some(3))
        .filter(|one| one.byte(0x18).is_some_and(|status| status & 0x40 != 0));
    let mut facts = CpuFacts::default();
    for one in populated {
        let counted = |byte: usize, word: usize| match one.byte(byte)? {
            0 => None,
            0xff => one.word(word).map(u32::from),
            count => Some(u32::from(count)),
        };
        let add = |sum: &mut Option<u32>, count: Option<u32>| {
            if let Some(count) = count {
                *sum = Some(sum.unwrap_or(0).saturating_add(count));
            }
        };
        add(&mut facts.sockets, Some(1));
        add(&mut facts.cores, counted(0x23, 0x2a));
        add(&mut facts.threads, counted(0x25, 0x2e));
        let speed = one.word(0x14).filter(|mhz| *mhz > 0).map(u32::from);
        facts.speed_mhz_max = facts.speed_mhz_max.max(speed);
    }
    facts
}

struct Structure<'a> {
    kind: u8,
    formatted: &'a [u8],
    strings: &'a [u8],
}

/// 6.1.2: a header of four bytes (type, length, handle), the formatted area, then strings ended by two zeros.
fn structures(mut table: &[u8]) -> impl Iterator<Item = Structure<'_>> {
    std::iter::from_fn(move || {
        let (kind, length) = (*table.first()?, usize::from(*table.get(1)?));
        if length < 4 || length > table.len() || kind == END_OF_TABLE {
            return None;
        }
        let (formatted, rest) = table.split_at(length);
        let end = rest
            .windows(2)
            .position(|pair| pair == [0, 0])
            .unwrap_or(rest.len());
        table = rest.get(end + 2..).unwrap_or_default();
        Some(Structure {
            kind,
            formatted,
            strings: &rest[..end],
        })
    })
}

impl Structure<'_> {
    fn byte(&self, at: usize) -> Option<u8> {
        self.formatted.get(at).copied()
    }

    fn word(&self, at: usize) -> Option<u16> {
        Some(u16::from_le_bytes(
            self.formatted.get(at..at + 2)?.try_into().ok()?,
        ))
    }

    fn double_word(&self, at: usize) -> Option<u32> {
        Some(u32::from_le_bytes(
            self.formatted.get(at..at + 4)?.try_into().ok()?,
        ))
    }

    /// 7.2.1: the first three parts lie with their low bytes first. All zeros or all ones stand for none.
    fn uuid(&self, at: usize) -> Option<String> {
        let bytes: [u8; 16] = self.formatted.get(at..at + 16)?.try_into().ok()?;
        if bytes == [0; 16] || bytes == [0xff; 16] {
            return None;
        }
        let order = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];
        let mut text = String::with_capacity(36);
        for (place, at) in order.into_iter().enumerate() {
            if [4, 6, 8, 10].contains(&place) {
                text.push('-');
            }
            text.push_str(&format!("{:02x}", bytes[at]));
        }
        Some(text)
    }

    /// The string whose number, counted from 1, stands at `at`.
    fn string(&self, at: usize) -> Option<String> {
        let number = usize::from(self.byte(at)?).checked_sub(1)?;
        let bytes = self.strings.split(|byte| *byte == 0).nth(number)?;
        let text = String::from_utf8_lossy(bytes).trim().to_owned();
        (!text.is_empty()).then_some(text)
    }
}

fn module(structure: &Structure<'_>) -> Option<MemoryModule> {
    let size_bytes = match structure.word(0x0c)? {
        0 => return None,
        0xffff => None,
        0x7fff => structure
            .double_word(0x1c)
            .map(|mebibytes| u64::from(mebibytes & 0x7fff_ffff) << 20)
            .filter(|bytes| *bytes > 0),
        size if size & 0x8000 != 0 => Some(u64::from(size & 0x7fff) << 10),
        size => Some(u64::from(size) << 20),
    };
    let known_speed = |at| structure.word(at).filter(|speed| ![0, 0xffff].contains(speed));
    Some(MemoryModule {
        slot: structure.string(0x10),
        size_bytes,
        kind: structure.byte(0x12).and_then(kind).map(str::to_owned),
        // The configured speed where it is known, else the highest one that the module can do.
        speed_mts: known_speed(0x20).or_else(|| known_speed(0x15)).map(u32::from),
        maker: structure.string(0x17),
    })
}

/// 7.18.2.
fn kind(number: u8) -> Option<&'static str> {
    Some(match number {
        0x0f => "SDRAM",
        0x12 => "DDR",
        0x13 => "DDR2",
        0x14 => "DDR2 FB-DIMM",
        0x18 => "DDR3",
        0x1a => "DDR4",
        0x1b => "LPDDR",
        0x1c => "LPDDR2",
        0x1d => "LPDDR3",
        0x1e => "LPDDR4",
        0x20 => "HBM",
        0x21 => "HBM2",
        0x22 => "DDR5",
        0x23 => "LPDDR5",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn device(size_mib: u16, kind: u8) -> Vec<u8> {
        let mut bytes = vec![0; 0x22];
        bytes[0] = MEMORY_DEVICE;
        bytes[1] = 0x22;
        bytes[0x0c..0x0e].copy_from_slice(&size_mib.to_le_bytes());
        bytes[0x10] = 1;
        bytes[0x12] = kind;
        bytes[0x15..0x17].copy_from_slice(&3200_u16.to_le_bytes());
        bytes[0x17] = 2;
        bytes[0x20..0x22].copy_from_slice(&2666_u16.to_le_bytes());
        bytes.extend_from_slice(b"DIMM A\0Kingston\0\0");
        bytes
    }

    #[test]
    fn modules_and_empty_slots_are_told_apart() {
        let mut table = vec![0, 4, 0, 0, 0, 0];
        table.extend(device(8192, 0x1a));
        table.extend(device(0, 2));
        table.extend([END_OF_TABLE, 4, 0, 0, 0, 0]);
        table.extend(device(1, 0x1a));
        let slots = memory_slots(&table);
        assert_eq!(slots.len(), 2);
        assert_eq!(slots[1], None);
        assert_eq!(
            slots[0],
            Some(MemoryModule {
                slot: Some("DIMM A".into()),
                size_bytes: Some(8 << 30),
                kind: Some("DDR4".into()),
                speed_mts: Some(2666),
                maker: Some("Kingston".into()),
            })
        );
    }

    #[test]
    fn the_machine_is_told_by_its_first_structures() {
        let mut table = vec![SYSTEM, 0x1b, 1, 0, 1, 2, 0, 3];
        table.extend((0..16_u8).map(|byte| byte * 0x11));
        table.extend([6, 0, 0]);
        table.extend_from_slice(b"LENOVO\0ThinkCentre M70q\0 \0\0");
        table.extend([CHASSIS, 0x09, 3, 0, 1, 0x83, 0, 2, 3]);
        table.extend_from_slice(b"LENOVO\0PF1\0TS-0042\0\0");
        table.extend([CHASSIS, 0x09, 4, 0, 0, 12, 0, 1, 0]);
        table.extend_from_slice(b"dock\0\0");
        let facts = identity(&table);
        assert_eq!(
            facts.system_uuid.as_deref(),
            Some("33221100-5544-7766-8899-aabbccddeeff")
        );
        assert_eq!(
            (facts.model.as_deref(), facts.system_serial),
            (Some("ThinkCentre M70q"), None)
        );
        assert_eq!(
            (facts.chassis_serial.as_deref(), facts.asset_tag.as_deref()),
            (Some("PF1"), Some("TS-0042"))
        );
        assert_eq!(chassis_type(&table), Some(0x83));
    }

    #[test]
    fn empty_sockets_do_not_count() {
        let socket = |status: u8| {
            let mut bytes = vec![0; 0x30];
            bytes[..2].copy_from_slice(&[PROCESSOR, 0x30]);
            bytes[0x05] = 3;
            bytes[0x14..0x16].copy_from_slice(&3600_u16.to_le_bytes());
            bytes[0x18] = status;
            bytes[0x23] = 4;
            bytes[0x25] = 0xff;
            bytes[0x2e] = 8;
            bytes.extend([0, 0]);
            bytes
        };
        let facts = processors(&[socket(0x41), socket(0x00), socket(0x41)].concat());
        let expected = CpuFacts {
            sockets: Some(2),
            cores: Some(8),
            threads: Some(16),
            speed_mhz_max: Some(3600),
            ..CpuFacts::default()
        };
        assert_eq!(facts, expected);
    }

    proptest! {
        #[test]
        fn no_table_makes_it_panic(table in prop::collection::vec(any::<u8>(), 0..400), cut in 0..200_usize) {
            memory_slots(&table);
            identity(&table);
            processors(&table);
            chassis_type(&table);
            let sound = device(8192, 0x1a);
            memory_slots(&sound[..cut.min(sound.len())]);
        }
    }
}

//! Memory modules in the SMBIOS table (DMTF DSP0134 3.7, 6.1 and 7.18). Reads any bytes: a table that is cut off
//! or lies gives fewer modules, never an error.

use kiemke_wire::facts::MemoryModule;

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
            .map(|mebibytes| u64::from(mebibytes & 0x7fff_ffff) << 20),
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

    proptest! {
        #[test]
        fn no_table_makes_it_panic(table in prop::collection::vec(any::<u8>(), 0..400), cut in 0..200_usize) {
            memory_slots(&table);
            let sound = device(8192, 0x1a);
            memory_slots(&sound[..cut.min(sound.len())]);
        }
    }
}

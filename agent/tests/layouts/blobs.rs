//! Blobs as firmware, screens and drivers give them, from a few words.

use serde::Deserialize;
use std::fmt::Write as _;

/// `kind { … }`: the table is TOML in one line, or spread over several.
pub(crate) fn made(text: &str) -> Vec<u8> {
    let (kind, table) = text.split_once(' ').unwrap_or((text, "{}"));
    let table = table.trim();
    match kind {
        "smbios" => smbios(&read(table)),
        // As Windows gives it: the calling method, the version, the length.
        "rsmb" => {
            let table = smbios(&read(table));
            let mut bytes = vec![0, 3, 3, 0];
            bytes.extend(u32::try_from(table.len()).unwrap().to_le_bytes());
            bytes.extend(table);
            bytes
        }
        "edid" => edid(&read(table)),
        "disk" => disk(&read(table)),
        "battery" => battery(&read(table)),
        "utf8" => table.as_bytes().to_vec(),
        "utf16" => table
            .encode_utf16()
            .chain([0])
            .flat_map(u16::to_le_bytes)
            .collect(),
        // Ended by two zeros.
        "texts" => {
            let list: Vec<&str> = table.split_whitespace().collect();
            let text = format!("{}\0\0", list.join("\0"));
            text.encode_utf16().flat_map(u16::to_le_bytes).collect()
        }
        "proxy" => {
            let mut bytes = Vec::new();
            for number in [0x46, 1, 3, u32::try_from(table.len()).unwrap()] {
                bytes.extend(number.to_le_bytes());
            }
            bytes.extend(table.as_bytes());
            bytes
        }
        // Days from 1970 as a FILETIME.
        "day" => {
            let days: u64 = table.parse().unwrap();
            ((days * 86_400 + 11_644_473_600) * 10_000_000)
                .to_le_bytes()
                .to_vec()
        }
        other => panic!("{other} is no kind of blob"),
    }
}

fn read<T: serde::de::DeserializeOwned>(table: &str) -> T {
    #[derive(Deserialize)]
    struct Held<T> {
        held: T,
    }
    let one_line: String = table.lines().fold(String::new(), |mut text, line| {
        let _ = write!(text, "{} ", line.trim());
        text
    });
    let held: Held<T> = toml::from_str(&format!("held = {}", one_line.trim())).expect("a sound table");
    held.held
}

#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct Smbios {
    bios: [String; 3],
    /// Maker, model, version, serial.
    system: [String; 4],
    /// Digits in the order of the bytes.
    uuid: String,
    /// Maker, model, serial.
    board: [String; 3],
    /// Maker, serial, asset tag.
    chassis: [String; 3],
    chassis_kind: u8,
    /// Cores, threads, MHz; nothing in the socket when all are zero.
    cpus: Vec<[u16; 3]>,
    /// Slot, maker, mebibytes, kind, transfers.
    memory: Vec<(String, String, u16, u8, u16)>,
}

/// A structure and its texts (DSP0134 6.1).
fn structure(kind: u8, length: u8, fields: &[(usize, &[u8])], texts: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0; usize::from(length)];
    bytes[0] = kind;
    bytes[1] = length;
    for (at, field) in fields {
        bytes[*at..at + field.len()].copy_from_slice(field);
    }
    for text in texts {
        // A text without letters would end the list.
        bytes.extend(if text.is_empty() { " " } else { text }.as_bytes());
        bytes.push(0);
    }
    if texts.is_empty() {
        bytes.push(0);
    }
    bytes.push(0);
    bytes
}

fn smbios(of: &Smbios) -> Vec<u8> {
    let mut table = Vec::new();
    let mut add = |kind, length, fields: &[(usize, &[u8])], list: &[String]| {
        let list: Vec<&str> = list.iter().map(String::as_str).collect();
        table.extend(structure(kind, length, fields, &list));
    };
    add(0, 0x18, &[(4, &[1, 2]), (8, &[3])], &of.bios);
    let uuid: Vec<u8> = (0..of.uuid.len() / 2)
        .map(|at| u8::from_str_radix(&of.uuid[at * 2..at * 2 + 2], 16).unwrap())
        .collect();
    add(1, 0x1b, &[(4, &[1, 2, 3, 4]), (8, &uuid)], &of.system);
    add(2, 0x0f, &[(4, &[1, 2, 0, 3])], &of.board);
    add(3, 0x15, &[(4, &[1, of.chassis_kind, 0, 2, 3])], &of.chassis);
    for [cores, threads, mhz] in &of.cpus {
        let status = if *cores == 0 { 0 } else { 0x41 };
        let counts = [*cores as u8, *cores as u8, *threads as u8];
        add(
            4,
            0x30,
            &[
                (5, &[3]),
                (0x14, &mhz.to_le_bytes()),
                (0x18, &[status]),
                (0x23, &counts),
            ],
            &[],
        );
    }
    for (slot, maker, mebibytes, kind, transfers) in &of.memory {
        let fields: [(usize, &[u8]); 5] = [
            (0x0c, &mebibytes.to_le_bytes()),
            (0x10, &[1]),
            (0x12, &[*kind]),
            (0x15, &transfers.to_le_bytes()),
            (0x17, &[2]),
        ];
        add(17, 0x22, &fields, &[slot.clone(), maker.clone()]);
    }
    add(127, 4, &[], &[]);
    table
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Edid {
    maker: String,
    model: Option<String>,
    serial: Option<String>,
    #[serde(default)]
    number: u32,
    year: u16,
    /// Width and height, millimetres.
    mm: [u16; 2],
    px: [u16; 2],
}

fn edid(of: &Edid) -> Vec<u8> {
    let mut block = vec![0_u8; 128];
    block[..8].copy_from_slice(&[0, 255, 255, 255, 255, 255, 255, 0]);
    let letters = of
        .maker
        .bytes()
        .fold(0_u16, |packed, letter| packed << 5 | u16::from(letter - b'A' + 1));
    block[8..10].copy_from_slice(&letters.to_be_bytes());
    block[12..16].copy_from_slice(&of.number.to_le_bytes());
    block[17] = u8::try_from(of.year - 1990).unwrap();
    // Version 1.4, digital.
    block[18..21].copy_from_slice(&[1, 4, 0x80]);
    block[21] = (of.mm[0] / 10) as u8;
    block[22] = (of.mm[1] / 10) as u8;
    let low = |value: u16| (value & 0xff) as u8;
    let high = |value: u16| (value >> 8) as u8;
    let timing = &mut block[54..72];
    // Sixty pictures a second, with the shortest pauses that screens know (VESA CVT, reduced blanking).
    let lines_a_second = u32::from(of.px[1] + 35) * 60;
    let tens_of_khz = u32::from(of.px[0] + 160) * lines_a_second / 10_000;
    timing[..2].copy_from_slice(&u16::try_from(tens_of_khz).unwrap().to_le_bytes());
    timing[2..4].copy_from_slice(&[low(of.px[0]), 160]);
    timing[4] = high(of.px[0]) << 4;
    timing[5..7].copy_from_slice(&[low(of.px[1]), 35]);
    timing[7] = high(of.px[1]) << 4;
    timing[8..11].copy_from_slice(&[48, 32, 0x35]);
    timing[17] = 0x1a;
    timing[12] = low(of.mm[0]);
    timing[13] = low(of.mm[1]);
    timing[14] = high(of.mm[0]) << 4 | high(of.mm[1]);
    for (at, tag, text) in [(72, 0xfc, &of.model), (90, 0xff, &of.serial)] {
        if let Some(text) = text {
            block[at + 3] = tag;
            let padded = format!("{text}\n{:13}", "");
            block[at + 5..at + 18].copy_from_slice(&padded.as_bytes()[..13]);
        }
    }
    let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    block[127] = 0_u8.wrapping_sub(sum);
    block
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Disk {
    bus: u32,
    #[serde(default)]
    vendor: String,
    product: String,
    #[serde(default)]
    serial: String,
}

/// `STORAGE_DEVICE_DESCRIPTOR`.
fn disk(of: &Disk) -> Vec<u8> {
    let mut bytes = vec![0; 36];
    bytes[28..32].copy_from_slice(&of.bus.to_le_bytes());
    for (place, text) in [(12, &of.vendor), (16, &of.product), (24, &of.serial)] {
        if !text.is_empty() {
            let at = u32::try_from(bytes.len()).unwrap();
            bytes[place..place + 4].copy_from_slice(&at.to_le_bytes());
            bytes.extend(text.as_bytes());
            bytes.push(0);
        }
    }
    bytes
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Battery {
    chemistry: String,
    design: u32,
    full: u32,
    cycles: u32,
}

/// `BATTERY_INFORMATION`.
fn battery(of: &Battery) -> Vec<u8> {
    let mut bytes = 0x8000_0000_u32.to_le_bytes().to_vec();
    bytes.extend([1, 0, 0, 0]);
    bytes.extend(of.chemistry.as_bytes());
    for number in [of.design, of.full, 0, 0, 0, of.cycles] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}

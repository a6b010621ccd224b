//! What a screen says of itself: the EDID (VESA E-EDID 1.4, 3.2 to 3.10). Reads any bytes.

use kiemke_wire::facts::Monitor;

const HEADER: [u8; 8] = [0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0];
/// The first block; extensions behind it say nothing that is wanted here.
const BLOCK_BYTES: usize = 128;
/// The four descriptors of the first block.
const DESCRIPTORS: [usize; 4] = [54, 72, 90, 108];
const TAG_SERIAL: u8 = 0xff;
const TAG_TEXT: u8 = 0xfe;
const TAG_NAME: u8 = 0xfc;

/// Reads the first block; `None` when it is none, or damaged.
pub(super) fn monitor(bytes: &[u8]) -> Option<Monitor> {
    let block: &[u8; BLOCK_BYTES] = bytes.first_chunk()?;
    let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
    if !block.starts_with(&HEADER) || sum != 0 {
        return None;
    }
    let timing = timing(&block[DESCRIPTORS[0]..]);
    // The descriptor says millimetres, the head whole centimetres; projectors leave both at zero.
    let head_mm = |byte: u8| (byte > 0).then(|| u32::from(byte) * 10);
    let is_size = block[21] > 0 && block[22] > 0;
    let (width, height) = if is_size {
        (head_mm(block[21]), head_mm(block[22]))
    } else {
        (None, None)
    };
    // 255 stands for the year of a model; below it are weeks.
    let year = 1990 + u16::from(block[17]);
    Some(Monitor {
        connector: None,
        maker: maker([block[8], block[9]]),
        // Panels of laptops put their name into a free text.
        model: text(block, TAG_NAME).or_else(|| text(block, TAG_TEXT)),
        serial: text(block, TAG_SERIAL).or_else(|| number(&block[12..16])),
        width_mm: timing.as_ref().and_then(|one| one.width_mm).or(width),
        height_mm: timing.as_ref().and_then(|one| one.height_mm).or(height),
        width_px: timing.as_ref().map(|one| one.width_px),
        height_px: timing.as_ref().map(|one| one.height_px),
        year: (block[17] > 0).then_some(year),
    })
}

/// 3.4.1: three letters of five bits each, `A` is 1.
fn maker(bytes: [u8; 2]) -> Option<String> {
    let packed = u16::from_be_bytes(bytes);
    let letter = |shift: u16| {
        let number = u8::try_from(packed >> shift & 0x1f).ok()?;
        (1..=26).contains(&number).then(|| char::from(b'A' + number - 1))
    };
    [letter(10), letter(5), letter(0)].into_iter().collect()
}

fn number(bytes: &[u8]) -> Option<String> {
    let number = u32::from_le_bytes(bytes.try_into().ok()?);
    // Both ends of the range stand for "not set" on cheap screens.
    (![0, u32::MAX, 0x0101_0101].contains(&number)).then(|| number.to_string())
}

/// 3.10.3: a text of up to 13 bytes, ended by a line feed.
fn text(block: &[u8; BLOCK_BYTES], tag: u8) -> Option<String> {
    let found = DESCRIPTORS
        .iter()
        .map(|at| &block[*at..*at + 18])
        .find(|descriptor| descriptor[..3] == [0, 0, 0] && descriptor[3] == tag)?;
    let text = found[5..].split(|byte| *byte == b'\n').next()?;
    let text = String::from_utf8_lossy(text);
    let text = text.trim_matches(|character: char| character.is_whitespace() || character == '\0');
    (!text.is_empty()).then(|| text.to_owned())
}

struct Timing {
    width_px: u32,
    height_px: u32,
    width_mm: Option<u32>,
    height_mm: Option<u32>,
}

/// 3.10.2, the preferred timing; `None` when the descriptor holds something else.
fn timing(bytes: &[u8]) -> Option<Timing> {
    let bytes: &[u8; 18] = bytes.first_chunk()?;
    if bytes[..2] == [0, 0] {
        return None;
    }
    let twelve = |low: u8, high: u8| u32::from(low) | u32::from(high & 0xf0) << 4;
    let known = |value: u32| (value > 0).then_some(value);
    let width = twelve(bytes[12], bytes[14]);
    let height = u32::from(bytes[13]) | u32::from(bytes[14] & 0x0f) << 8;
    // 16 and 9 are an aspect ratio that some put where millimetres belong.
    let is_size = width > 16 && height > 9;
    Some(Timing {
        width_px: twelve(bytes[2], bytes[4]),
        height_px: twelve(bytes[5], bytes[7]),
        width_mm: known(width).filter(|_| is_size),
        height_mm: known(height).filter(|_| is_size),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sealed(mut block: [u8; BLOCK_BYTES]) -> [u8; BLOCK_BYTES] {
        block[127] = 0;
        let sum = block.iter().fold(0_u8, |sum, byte| sum.wrapping_add(*byte));
        block[127] = 0_u8.wrapping_sub(sum);
        block
    }

    fn screen() -> [u8; BLOCK_BYTES] {
        let mut block = [0; BLOCK_BYTES];
        block[..8].copy_from_slice(&HEADER);
        // "DEL": 4, 5, 12.
        block[8..10].copy_from_slice(&(4_u16 << 10 | 5 << 5 | 12).to_be_bytes());
        block[12..16].copy_from_slice(&7_u32.to_le_bytes());
        block[17] = 29;
        block[21..23].copy_from_slice(&[41, 23]);
        // 1366 × 768, 410 mm × 230 mm.
        block[54..56].copy_from_slice(&[1, 1]);
        block[56] = 0x56;
        block[58] = 0x50;
        block[59] = 0x00;
        block[61] = 0x30;
        block[66..69].copy_from_slice(&[0x9a, 0xe6, 0x10]);
        block[72..77].copy_from_slice(&[0, 0, 0, TAG_NAME, 0]);
        block[77..90].copy_from_slice(b"DELL E1916H\n ");
        sealed(block)
    }

    #[test]
    fn a_screen_is_read() {
        let monitor = monitor(&screen()).unwrap();
        let expected = Monitor {
            connector: None,
            maker: Some("DEL".into()),
            model: Some("DELL E1916H".into()),
            serial: Some("7".into()),
            width_mm: Some(410),
            height_mm: Some(230),
            width_px: Some(1366),
            height_px: Some(768),
            year: Some(2019),
        };
        assert_eq!(monitor, expected);
    }

    #[test]
    fn what_is_not_set_is_absent_and_damage_is_no_screen() {
        let mut projector = screen();
        projector[21..23].fill(0);
        projector[66..69].fill(0);
        projector[12..16].fill(0);
        projector[17] = 0;
        let read = monitor(&sealed(projector)).unwrap();
        assert_eq!((read.width_mm, read.serial, read.year), (None, None, None));
        let mut damaged = screen();
        damaged[60] ^= 1;
        assert_eq!(monitor(&damaged), None);
        assert_eq!(monitor(&screen()[..127]), None);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            monitor(&bytes);
            if let Some(block) = bytes.first_chunk_mut::<BLOCK_BYTES>() {
                block[..8].copy_from_slice(&HEADER);
                let block = sealed(*block);
                monitor(&block);
            }
        }
    }
}

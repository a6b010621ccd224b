//! How a text file is written: told by its bytes, or guessed by how much of it reads as Vietnamese.

use crate::tables::syllable::is_syllable;
use crate::tables::{BadTable, legacy};
use kiemke_wire::view::EncodingGuess;
use std::str::FromStr;
use unicode_normalization::UnicodeNormalization as _;

/// Words with marks by which an encoding is guessed.
const WORDS_LOOKED_AT: usize = 2_000;
/// A share of them, in percent, has to read as Vietnamese: names of makers and places do not.
const READS_PERCENT: usize = 60;
/// Characters of the sample that a person is shown.
const SAMPLE_CHARACTERS: usize = 60;

/// An encoding of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TextEncoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1258,
    Tcvn3,
    Vni,
}

use TextEncoding::{Tcvn3, Utf8, Utf16Be, Utf16Le, Vni, Windows1258};

impl TextEncoding {
    const ALL: [Self; 6] = [Utf8, Utf16Le, Utf16Be, Windows1258, Tcvn3, Vni];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Utf8 => "utf-8",
            Utf16Le => "utf-16le",
            Utf16Be => "utf-16be",
            Windows1258 => "windows-1258",
            Tcvn3 => "tcvn3",
            Vni => "vni",
        }
    }

    fn decode(self, bytes: &[u8]) -> String {
        let by =
            |encoding: &'static encoding_rs::Encoding| encoding.decode_with_bom_removal(bytes).0.into_owned();
        match self {
            Utf8 => by(encoding_rs::UTF_8),
            Utf16Le => by(encoding_rs::UTF_16LE),
            Utf16Be => by(encoding_rs::UTF_16BE),
            // Its marks are characters of their own.
            Windows1258 => by(encoding_rs::WINDOWS_1258).nfc().collect(),
            Tcvn3 => legacy::tcvn3(bytes),
            Vni => legacy::vni(bytes),
        }
    }
}

/// The name is none of an encoding.
#[derive(Debug, thiserror::Error)]
#[error("{0:?} is no encoding; utf-8, utf-16, windows-1258, tcvn3 and vni are")]
pub(crate) struct UnknownEncoding(String);

impl FromStr for TextEncoding {
    type Err = UnknownEncoding;

    fn from_str(text: &str) -> Result<Self, UnknownEncoding> {
        let name = text.to_ascii_lowercase();
        let name = match name.as_str() {
            "utf8" => "utf-8",
            "utf-16" | "utf16" => "utf-16le",
            "cp1258" | "windows1258" => "windows-1258",
            "abc" => "tcvn3",
            name => name,
        };
        let found = Self::ALL.into_iter().find(|encoding| encoding.name() == name);
        found.ok_or_else(|| UnknownEncoding(text.to_owned()))
    }
}

/// The text of a file, as `said` or as its bytes tell.
pub(super) fn decode(file: &[u8], said: Option<TextEncoding>) -> Result<(String, EncodingGuess), BadTable> {
    let told = told(file);
    let (encoding, text, guessed) = match (said, told) {
        // Both orders of bytes go by one name.
        (Some(Utf16Le), Some(Utf16Be)) => (Utf16Be, Utf16Be.decode(file), false),
        (Some(said), _) => (said, said.decode(file), false),
        (None, Some(told)) => (told, told.decode(file), false),
        (None, None) => {
            let (encoding, text) = guess(file).ok_or_else(|| unreadable(file))?;
            (encoding, text, true)
        }
    };
    if let Some(at) = text.lines().position(|line| line.contains('\u{fffd}')) {
        return Err(BadTable::Encoding {
            line: at + 1,
            name: encoding.name(),
        });
    }
    let guess = EncodingGuess {
        name: encoding.name().to_owned(),
        guessed,
        sample: sample(&text),
    };
    Ok((text, guess))
}

/// What the bytes leave no doubt about.
fn told(file: &[u8]) -> Option<TextEncoding> {
    let marked = encoding_rs::Encoding::for_bom(file).map(|(encoding, _)| encoding);
    match marked {
        Some(encoding) if encoding == encoding_rs::UTF_16LE => Some(Utf16Le),
        Some(encoding) if encoding == encoding_rs::UTF_16BE => Some(Utf16Be),
        Some(_) => Some(Utf8),
        // Without a mark every second byte of Latin text in UTF-16 is zero.
        None if looks_like_utf16(file, 1) => Some(Utf16Le),
        None if looks_like_utf16(file, 0) => Some(Utf16Be),
        None => std::str::from_utf8(file).is_ok().then_some(Utf8),
    }
}

fn looks_like_utf16(file: &[u8], zero_at: usize) -> bool {
    let head = &file[..file.len().min(64)];
    let zeros = head.chunks_exact(2).filter(|pair| pair[zero_at] == 0).count();
    zeros * 3 > head.len() / 2
}

/// Of the three legacy encodings the one in which most words read as Vietnamese, if enough do.
fn guess(file: &[u8]) -> Option<(TextEncoding, String)> {
    let read = [Windows1258, Tcvn3, Vni].map(|encoding| {
        let text = encoding.decode(file);
        let (sound, all) = reads(&text);
        (sound * 100 / all.max(1), encoding, text)
    });
    // Of equal ones the first: it is the one that systems know.
    let best = read
        .into_iter()
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    (best.0 >= READS_PERCENT).then_some((best.1, best.2))
}

/// Of the first words with marks: those that read as syllables, and all.
fn reads(text: &str) -> (usize, usize) {
    let words = text.split(|one: char| !one.is_alphabetic() && one != '\u{fffd}');
    let marked = words.filter(|word| !word.is_ascii()).take(WORDS_LOOKED_AT);
    let mut counts = (0, 0);
    for word in marked {
        counts.0 += usize::from(is_syllable(word));
        counts.1 += 1;
    }
    counts
}

/// The first line that has marks, or the first one.
fn sample(text: &str) -> String {
    let marked = text.lines().find(|line| !line.is_ascii());
    let line = marked.or_else(|| text.lines().next()).unwrap_or_default();
    line.trim_start_matches('\u{feff}')
        .chars()
        .take(SAMPLE_CHARACTERS)
        .collect()
}

fn unreadable(file: &[u8]) -> BadTable {
    let sound = match std::str::from_utf8(file) {
        Ok(_) => file.len(),
        Err(error) => error.valid_up_to(),
    };
    let line = file[..sound].iter().filter(|byte| **byte == b'\n').count() + 1;
    BadTable::Encoding { line, name: "utf-8" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::legacy::written::{in_tcvn3, in_vni};

    const BOOK: &str =
        "STT;Tên thiết bị;Đơn vị tính;Số lượng\n1;Máy tính để bàn;bộ;30\n2;Máy chiếu Epson;cái;2\n";

    fn in_1258(text: &str) -> Vec<u8> {
        // Letters with circumflex, breve and horn have bytes of their own, tones follow them.
        let tones = ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];
        let parted = text.nfc().flat_map(|letter| {
            let all: Vec<char> = letter.nfd().collect();
            let (tone, base): (Vec<char>, Vec<char>) = all.into_iter().partition(|one| tones.contains(one));
            base.into_iter().nfc().chain(tone).collect::<Vec<char>>()
        });
        let parted: String = parted.collect();
        let (bytes, _, lossy) = encoding_rs::WINDOWS_1258.encode(&parted);
        assert!(!lossy, "{text}");
        bytes.into_owned()
    }

    #[test]
    fn the_same_text_is_read_in_every_encoding() {
        for (bytes, name, guessed) in [
            (BOOK.as_bytes().to_vec(), "utf-8", false),
            (in_1258(BOOK), "windows-1258", true),
            (in_tcvn3(BOOK), "tcvn3", true),
            (in_vni(BOOK), "vni", true),
        ] {
            let (text, guess) = decode(&bytes, None).unwrap();
            assert_eq!(text, BOOK, "{name}");
            assert_eq!((guess.name.as_str(), guess.guessed), (name, guessed));
            assert_eq!(guess.sample, "STT;Tên thiết bị;Đơn vị tính;Số lượng");
            let (text, guess) = decode(&bytes, Some(name.parse().unwrap())).unwrap();
            assert_eq!((text.as_str(), guess.guessed), (BOOK, false));
        }
    }

    #[test]
    fn what_reads_in_no_encoding_is_refused_with_its_line() {
        let refused = decode(b"Name\nCaf\xe9 cr\xe8me br\xfbl\xe9e\n", None).unwrap_err();
        assert!(matches!(refused, BadTable::Encoding { line: 2, .. }), "{refused}");
        let refused = decode(&in_tcvn3(BOOK), Some(Vni)).unwrap_err();
        assert!(
            matches!(refused, BadTable::Encoding { name: "vni", .. }),
            "{refused}"
        );
        assert!("latin-1".parse::<TextEncoding>().is_err());
    }
}

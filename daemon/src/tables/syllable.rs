//! Whether a word can be a syllable of Vietnamese: by that a wrong encoding shows.

use unicode_normalization::UnicodeNormalization as _;

const ONSETS: &[&str] = &[
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "q", "r", "s", "t", "v", "x", "f", "j", "w", "z", "",
];
const NUCLEI: &[&str] = &[
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ai", "ao", "au", "ay", "âu", "ây", "eo",
    "êu", "ia", "iê", "iu", "iêu", "oa", "oă", "oe", "oi", "oo", "ôi", "ơi", "oai", "oay", "oeo", "ua", "uâ",
    "uê", "ui", "uô", "uơ", "uy", "uây", "uôi", "uya", "uyê", "uyu", "ưa", "ưi", "ươ", "ưu", "ươi", "ươu",
    "yê", "yêu", "uyn",
];
const CODAS: &[&str] = &["", "c", "ch", "m", "n", "ng", "nh", "p", "t", "k"];
const TONES: &[char] = &['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'];

/// Whether a word of letters reads as one syllable.
pub(super) fn is_syllable(word: &str) -> bool {
    // A capital behind a small letter is what a wrong encoding looks like.
    let is_mixed = word.chars().skip(1).any(char::is_uppercase) && word.chars().any(char::is_lowercase);
    if is_mixed {
        return false;
    }
    let decomposed: String = word.to_lowercase().nfd().collect();
    if decomposed.chars().filter(|one| TONES.contains(one)).count() > 1 {
        return false;
    }
    let plain: String = decomposed
        .chars()
        .filter(|one| !TONES.contains(one))
        .nfc()
        .collect();
    ONSETS.iter().any(|onset| {
        plain.strip_prefix(onset).is_some_and(|rhyme| {
            let ends = CODAS.iter().filter_map(|coda| rhyme.strip_suffix(coda));
            let mut nuclei = ends.filter(|nucleus| NUCLEI.contains(nucleus));
            nuclei.next().is_some()
        })
    })
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn syllables_are_told_from_nonsense() {
        for word in [
            "Máy",
            "tính",
            "bàn",
            "nguyễn",
            "quyển",
            "giường",
            "thuyền",
            "khuỷu",
            "Đắk",
            "ương",
            "yêu",
            "gì",
            "QUỐC",
        ] {
            assert!(is_syllable(word), "{word}");
        }
        for word in ["Maùy", "tÝnh", "mµy", "bµn", "ñöôøng", "nguyeãn", "ñ", "thiÕt"] {
            assert!(!is_syllable(word), "{word}");
        }
    }
}

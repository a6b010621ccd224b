//! Lower-case hexadecimal text of fixed-size byte arrays.

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Writes `bytes` as lower-case hexadecimal.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        text.extend(digits(*byte).map(char::from));
    }
    text
}

/// Hands on `bytes` as lower-case hexadecimal without memory of its own.
pub(crate) fn with_text<const N: usize, T>(bytes: &[u8; N], take: impl FnOnce(&str) -> T) -> T {
    let pairs = bytes.map(digits);
    take(std::str::from_utf8(pairs.as_flattened()).unwrap_or_default())
}

fn digits(byte: u8) -> [u8; 2] {
    [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]
}

/// Reads exactly `N` bytes; `None` on another length or a character that is not hexadecimal.
pub fn decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let text = text.as_bytes();
    if text.len() != N * 2 {
        return None;
    }
    let mut bytes = [0; N];
    for (byte, pair) in bytes.iter_mut().zip(text.chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(bytes)
}

/// Reads bytes; `None` when they are not pairs of hexadecimal digits.
pub fn decode_all(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(2) {
        return None;
    }
    text.chunks_exact(2)
        .map(|pair| Some(digit(pair[0])? << 4 | digit(pair[1])?))
        .collect()
}

fn digit(character: u8) -> Option<u8> {
    match character {
        b'0'..=b'9' => Some(character - b'0'),
        b'a'..=b'f' => Some(character - b'a' + 10),
        b'A'..=b'F' => Some(character - b'A' + 10),
        _ => None,
    }
}

/// Makes a fixed-size byte newtype read and write as hexadecimal text in human-readable formats and as
/// plain bytes elsewhere.
macro_rules! hex_newtype {
    ($(#[$doc:meta])* $name:ident, $size:expr) => {
        $crate::hex::hex_newtype!($(#[$doc])* @silent $name, $size);

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
    // Without `Debug`: for what must not be printed by accident.
    ($(#[$doc:meta])* @silent $name:ident, $size:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub [u8; $size]);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::hex::with_text(&self.0, |text| f.write_str(text))
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::ids::BadId;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $crate::hex::decode(text)
                    .map($name)
                    .ok_or($crate::ids::BadId { what: stringify!($name), wanted: concat!("hexadecimal text of ", $size, " bytes") })
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    $crate::hex::with_text(&self.0, |text| serializer.serialize_str(text))
                } else {
                    self.0.serialize(serializer)
                }
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    $crate::text::parsed(deserializer)
                } else {
                    <[u8; $size]>::deserialize(deserializer).map($name)
                }
            }
        }
    };
}
pub(crate) use hex_newtype;

#[cfg(test)]
mod tests {
    #[test]
    fn round_trip_and_refusals() {
        assert_eq!(super::encode(&[0, 171, 255]), "00abff");
        assert_eq!(super::decode::<3>("00ABff"), Some([0, 171, 255]));
        assert_eq!(super::decode::<3>("00abf"), None);
        assert_eq!(super::decode::<3>("00abfg"), None);
    }
}

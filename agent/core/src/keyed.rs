//! Keyed hashes of what belongs to neighbours, such as the gateway's MAC: equal everywhere in the province,
//! useless without the key.

use hmac::{Hmac, KeyInit, Mac};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::KeyedHash;
use sha2::Sha256;

/// HMAC-SHA-256 (RFC 2104) of a MAC in its text form, lower case with colons, cut to 128 bits.
pub fn hash_mac(key: &HashKey, mac: &str) -> KeyedHash {
    hash(key, &[mac.to_ascii_lowercase().as_bytes()])
}

/// The same of the name of a wireless network, set apart from MACs.
pub fn hash_ssid(key: &HashKey, name: &[u8]) -> KeyedHash {
    hash(key, &[b"ssid\0", name])
}

fn hash(key: &HashKey, parts: &[&[u8]]) -> KeyedHash {
    let mut hmac = Hmac::<Sha256>::new_from_slice(&key.0).expect("HMAC takes a key of any length");
    for part in parts {
        hmac.update(part);
    }
    let mut cut = [0; 16];
    cut.copy_from_slice(&hmac.finalize().into_bytes()[..16]);
    KeyedHash(cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_depends_on_the_key_and_not_on_the_case() {
        let (one, two) = (HashKey([1; 32]), HashKey([2; 32]));
        assert_eq!(
            hash_mac(&one, "02:FC:00:00:00:05"),
            hash_mac(&one, "02:fc:00:00:00:05")
        );
        assert_ne!(
            hash_mac(&one, "02:fc:00:00:00:05"),
            hash_mac(&two, "02:fc:00:00:00:05")
        );
        // HMAC-SHA-256 with a key of 32 bytes 0x01, computed with Python's hmac module.
        assert_eq!(
            hash_mac(&one, "02:fc:00:00:00:05").to_string(),
            "ba2f4ce01214b3d510042773331120e3"
        );
    }
}

//! Digests of sections: how agent and daemon tell that both hold the same facts.

use crate::facts::SectionName;
use crate::hex::hex_newtype;
use sha2::{Digest as _, Sha256};

hex_newtype!(
    /// SHA-256, cut to 128 bits, of the JSON text of a section's facts, or of all sections' digests.
    Digest,
    16
);

/// The digest of a section, over the JSON text that is sent.
pub fn digest_of(facts_json: &[u8]) -> Digest {
    cut(Sha256::digest(facts_json).as_slice())
}

/// The one digest over all sections that a check-in carries. `sections` is in any order.
pub fn digest_over<'a>(sections: impl IntoIterator<Item = (SectionName, &'a Digest)>) -> Digest {
    let mut sections: Vec<_> = sections.into_iter().collect();
    sections.sort_unstable_by_key(|(name, _)| *name);
    let mut hasher = Sha256::new();
    for (name, digest) in sections {
        hasher.update(name.as_str().as_bytes());
        hasher.update([0]);
        hasher.update(digest.0);
    }
    cut(hasher.finalize().as_slice())
}

fn cut(hash: &[u8]) -> Digest {
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash[..16]);
    Digest(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_of_sections_does_not_matter_but_which_is_which_does() {
        let (a, b) = (digest_of(b"a"), digest_of(b"b"));
        let forth = digest_over([(SectionName::Cpu, &a), (SectionName::Memory, &b)]);
        let back = digest_over([(SectionName::Memory, &b), (SectionName::Cpu, &a)]);
        let swapped = digest_over([(SectionName::Cpu, &b), (SectionName::Memory, &a)]);
        assert_eq!(forth, back);
        assert_ne!(forth, swapped);
    }
}

//! The version of an agent as one number, so that a million are compared in milliseconds.

/// The numbers of a version in order of weight; zero of one without any, which is nobody's release and is not compared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct AgentVersion(u32);

/// Bits of the major, the minor and the patch number: a larger one counts as the largest that fits.
const BITS: [u32; 3] = [8, 12, 12];

impl AgentVersion {
    /// As an agent tells it: `0.12.3`, `1.2`, `1.2.3-rc1`. What stands behind the third number counts for nothing.
    pub(crate) fn read(text: &str) -> Self {
        let mut parts = text
            .split(['.', '-', '+'])
            .map_while(|part| part.parse::<u32>().ok());
        let packed = BITS.iter().fold(0, |packed, bits| {
            let largest = (1 << bits) - 1;
            (packed << bits) | parts.next().unwrap_or(0).min(largest)
        });
        Self(packed)
    }

    /// Whether both are releases, and this is the earlier one.
    pub(crate) fn is_older_than(self, current: Self) -> bool {
        self != Self::default() && self < current
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let older = |one, other| AgentVersion::read(one).is_older_than(AgentVersion::read(other));
        for (one, other) in [
            ("0.1.0", "0.1.1"),
            ("0.9.30", "0.10.0"),
            ("0.99.0", "1.0"),
            ("1.2", "1.2.1"),
        ] {
            assert!(older(one, other) && !older(other, one), "{one} before {other}");
        }
        for (one, other) in [
            ("1.2", "1.2.0"),
            ("1.2.3-rc1", "1.2.3"),
            ("0.1.0+g1", "0.1.0"),
            ("0.0.9999", "0.0.5000"),
        ] {
            assert!(!older(one, other) && !older(other, one), "{one} as {other}");
        }
        for nobodys in ["", "trunk", "v1"] {
            assert!(!older(nobodys, "1.0.0"), "{nobodys:?}");
        }
    }
}

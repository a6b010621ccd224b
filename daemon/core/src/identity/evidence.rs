use kiemke_wire::digest::digest_of;
use kiemke_wire::hex;
use kiemke_wire::review::EvidenceKind;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Values of one machine that count: a desktop has six or seven, a server with many interfaces some more. What is
/// over is left out, so that nobody's list can fill the memory.
pub const VALUES_MAX: usize = 16;

/// One value, as a hash of 48 bits: with seven million values the chance that a new one is taken for another's is
/// one in forty million. Text: the kind's place and the hash, `3a1b2c3d4e5f6`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Value {
    /// What it is.
    pub kind: EvidenceKind,
    pub(crate) hash: [u8; 6],
}

/// The values that tell one machine from others; sorted, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Evidence(Vec<Value>);

impl Value {
    /// The value with this normalised text. The hash is part of what the journal holds: it never changes.
    pub(crate) fn of(kind: EvidenceKind, text: &str) -> Self {
        let mut bytes = vec![kind as u8];
        bytes.extend_from_slice(text.as_bytes());
        let digest = digest_of(&bytes).0;
        let mut hash = [0; 6];
        hash.copy_from_slice(&digest[..6]);
        Self { kind, hash }
    }
}

impl Evidence {
    /// The values, each once, in order, at most [`VALUES_MAX`].
    pub fn of(values: impl IntoIterator<Item = Value>) -> Self {
        let mut values: Vec<Value> = values.into_iter().collect();
        values.sort_unstable();
        values.dedup();
        values.truncate(VALUES_MAX);
        Self(values)
    }

    /// The values in order.
    pub fn values(&self) -> &[Value] {
        &self.0
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The values of one kind.
    pub fn of_kind(&self, kind: EvidenceKind) -> impl Iterator<Item = &Value> {
        self.0.iter().filter(move |value| value.kind == kind)
    }

    /// With the kinds of which `newer` has values replaced by those. A kind of which it has none stays: an agent that
    /// may no longer read a serial number does not make it another's.
    #[must_use]
    pub fn updated(&self, newer: &Self) -> Self {
        let kept = self
            .0
            .iter()
            .filter(|value| newer.of_kind(value.kind).next().is_none());
        Self::of(kept.chain(&newer.0).copied())
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}{}", self.kind as u8, hex::encode(&self.hash)))
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        let read = || {
            let (kind, hash) = text.split_at_checked(1)?;
            let kind = *EvidenceKind::ALL.get(kind.parse::<usize>().ok()?)?;
            let hash = hex::decode(hash)?;
            Some(Self { kind, hash })
        };
        read().ok_or_else(|| serde::de::Error::custom("is not a digit and twelve hexadecimal digits"))
    }
}

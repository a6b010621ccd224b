//! What stands in the frames of the spool, and its byte form: one version byte, then postcard.
//!
//! A change of shape needs a new version byte and a function that reads the old one; a test keeps bytes of each
//! version.

use kiemke_wire::digest::Digest;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::RunId;
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The version that this build writes.
const VERSION: u8 = 1;

/// A record that cannot be read. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub enum BadRecord {
    /// Nothing in it.
    #[error("read an empty spool record")]
    Empty,
    /// From a later build.
    #[error("read a spool record of version {0}: this program reads up to {VERSION}")]
    Version(u8),
    /// Broken.
    #[error("read a spool record")]
    Form(#[source] postcard::Error),
}

/// One step in the life of the spool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record<'a> {
    /// An item was spooled, or moved to the end of the log unchanged.
    #[serde(borrow)]
    Item(ItemRecord<'a>),
    /// The daemon holds these items of a run, and so these sections.
    Acknowledged {
        /// The run.
        run: RunId,
        /// The items.
        ranges: SeqRanges,
        /// How the base moved.
        base: Vec<BaseEntry>,
    },
    /// Items were given up unsent.
    GaveUp {
        /// Which, by run.
        items: Vec<(RunId, SeqRanges)>,
        /// What is to be reported of them.
        span: Span,
        /// How many count for the first time: an item that itself reported losses is none.
        fresh: u64,
    },
    /// The daemon no longer holds these sections, or never did.
    Forget {
        /// Which.
        sections: Vec<SectionName>,
    },
    /// The whole state apart from pending items; written before older segments go.
    Snapshot(Snapshot),
}

/// An item as it waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemRecord<'a> {
    /// The run that made it.
    pub run: RunId,
    /// Its number in the run.
    pub seq: u64,
    /// When it was seen, by the wall clock.
    pub at: UnixMs,
    /// Its place among all items ever spooled here; kept when it is moved.
    pub order: u64,
    /// When it was spooled, on the spool's own clock, which ignores jumps.
    pub spooled_ms: u64,
    /// What kind of item it is, as far as the spool must know.
    pub class: Class,
    /// The item's JSON text exactly as it is sent.
    #[serde(borrow)]
    pub text: Cow<'a, str>,
}

/// Kinds of items that the spool treats differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Class {
    /// A measurement, a check-in or a failure: given up when the spool is over its bounds.
    Reading,
    /// A section; the newest of each name is never given up.
    Section(SectionName, Digest),
    /// The report of what was given up; when it is itself given up, its losses are reported again.
    Dropped(Span),
}

/// What the daemon is known to hold of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BaseEntry {
    /// The section.
    pub section: SectionName,
    /// Its digest.
    pub digest: Digest,
    /// The order of the item that carried it.
    pub order: u64,
}

/// Items given up: how many, and between which times they were made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// How many.
    pub count: u64,
    /// The oldest.
    pub from: UnixMs,
    /// The newest.
    pub to: UnixMs,
}

impl Span {
    /// One item.
    pub fn one(at: UnixMs) -> Self {
        Self {
            count: 1,
            from: at,
            to: at,
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            from: self.from.min(other.from),
            to: self.to.max(other.to),
        }
    }

    /// What is left when some of it was told; none when all was.
    pub(super) fn without(self, told: Self) -> Option<Self> {
        let count = self.count.saturating_sub(told.count);
        (count > 0).then_some(Self { count, ..self })
    }
}

/// See [`Record::Snapshot`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// The base.
    pub base: Vec<BaseEntry>,
    /// The order that the next item gets.
    pub next_order: u64,
    /// The spool's own clock, milliseconds.
    pub elapsed_ms: u64,
    /// The wall clock when the spool's clock last moved.
    pub wall: UnixMs,
    /// Items ever given up.
    pub given_up: u64,
    /// Those not yet reported.
    pub unreported: Option<Span>,
}

impl<'a> Record<'a> {
    /// The record of items that never reached the disk.
    pub fn lost(span: Span) -> Self {
        Self::GaveUp {
            items: Vec::new(),
            span,
            fresh: span.count,
        }
    }

    /// The byte form.
    ///
    /// # Panics
    /// Never: every record has a byte form.
    pub fn to_bytes(&self) -> Vec<u8> {
        postcard::to_extend(self, vec![VERSION]).expect("records hold nothing that postcard refuses")
    }

    /// Reads the byte form.
    ///
    /// # Errors
    /// When the bytes are not a record of a known version.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, BadRecord> {
        match bytes.split_first() {
            None => Err(BadRecord::Empty),
            Some((&VERSION, rest)) => postcard::from_bytes(rest).map_err(BadRecord::Form),
            Some((&version, _)) => Err(BadRecord::Version(version)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kiemke_wire::hex;
    use proptest::prelude::*;

    fn one_of_each() -> Vec<Record<'static>> {
        let (run, span) = (RunId([1; 8]), Span::one(UnixMs(1_795_503_600_123)));
        let base = BaseEntry {
            section: SectionName::Software,
            digest: Digest([2; 16]),
            order: 3,
        };
        let item = |class| {
            Record::Item(ItemRecord {
                run,
                seq: 4,
                at: UnixMs(1_795_503_600_123),
                order: 5,
                spooled_ms: 6,
                class,
                text: "{}".into(),
            })
        };
        vec![
            item(Class::Reading),
            item(Class::Section(SectionName::Cpu, Digest([7; 16]))),
            item(Class::Dropped(span)),
            Record::Acknowledged {
                run,
                ranges: SeqRanges::of([0, 1, 5]),
                base: vec![base],
            },
            Record::GaveUp {
                items: vec![(run, SeqRanges::of([4]))],
                span,
                fresh: 1,
            },
            Record::Forget {
                sections: SectionName::ALL[..7].to_vec(),
            },
            Record::Snapshot(Snapshot {
                base: vec![base],
                next_order: 8,
                elapsed_ms: 9,
                wall: UnixMs(10),
                given_up: 11,
                unreported: Some(span),
            }),
        ]
    }

    /// Bytes as version 1 wrote them: a build that reads something else from them breaks spools in the field.
    #[test]
    fn version_1_is_still_read() {
        let kept = include_str!("kept_v1.txt");
        let written: Vec<String> = one_of_each()
            .iter()
            .map(|record| hex::encode(&record.to_bytes()))
            .collect();
        assert_eq!(kept.lines().collect::<Vec<_>>(), written);
        for record in one_of_each() {
            assert_eq!(Record::from_bytes(&record.to_bytes()).unwrap(), record);
        }
    }

    #[test]
    fn later_versions_are_refused() {
        assert!(matches!(Record::from_bytes(&[2, 0]), Err(BadRecord::Version(2))));
        assert!(matches!(Record::from_bytes(&[]), Err(BadRecord::Empty)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = Record::from_bytes(&bytes);
            let _ = Record::from_bytes(&[&[VERSION], bytes.as_slice()].concat());
        }
    }
}

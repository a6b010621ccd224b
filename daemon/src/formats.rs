//! Which versions of what lies on the disk this build writes and reads: the one place to look at.
//!
//! Before a format changes:
//! 1. A small file that this build wrote stays in `daemon/tests/kept/`, named by format and version; a test reads it
//!    for ever.
//! 2. `newest` is raised here. A reader asks [`Format::check`] before it reads on, so an older program refuses the
//!    file with a message in place of misreading it.
//! 3. Beside the reader one function makes what version n held into what version n + 1 holds. A reader of an old
//!    file calls them in a row; no step is ever skipped or changed later.
//! 4. Old reader, new reader and old writer are walked through: fields may be added with defaults without a new
//!    version only where an old reader may ignore them.
//!
//! Journal segments are checked by `kiemke_framelog` with the version that the journal hands it; cold files by
//! `kiemke_core::cold`, which says their version in each file's head.

#[cfg(test)]
mod tests;

use kiemke_core::image::{STATE_VERSION, STATE_VERSION_OLDEST};
use kiemke_core::rows::{ROW_FORMAT, ROW_FORMAT_OLDEST};

/// A format and the versions of it that this build reads; it writes the newest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Format {
    /// What it is, for people.
    pub(crate) name: &'static str,
    pub(crate) oldest: u64,
    pub(crate) newest: u64,
}

/// Segments of the journal and the groups in them ([`crate::journal`]).
pub(crate) const JOURNAL: Format = Format {
    name: "the journal",
    oldest: 1,
    newest: 1,
};
/// Image files and backups ([`crate::image`]). Version 2 added cold files and sealed secrets; what version 1 holds
/// reads the same.
pub(crate) const IMAGE: Format = Format {
    name: "the image",
    oldest: 1,
    newest: 2,
};
/// The state in an image ([`kiemke_core::image`]). Version 1 was in no release; 3 dated units, 4 added tests of lines
/// and alerts, 5 what tells machines apart, 6 books, 7 people, 8 agents that began
/// anew, 9 seats of records, 10 what radios did beside probes, 11 typed plans.
pub(crate) const STATE: Format = Format {
    name: "the state",
    oldest: STATE_VERSION_OLDEST,
    newest: STATE_VERSION,
};
/// Rows of the store ([`kiemke_core::rows`]). Version 1 was in no release; 3 added what radios did beside probes.
pub(crate) const ROW: Format = Format {
    name: "the store's rows",
    oldest: ROW_FORMAT_OLDEST as u64,
    newest: ROW_FORMAT as u64,
};

/// Something of a version that this build does not read. The text fits after "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read {name}: version {found}, while this program reads {oldest} to {newest}; {}", self.advice())]
pub struct OtherVersion {
    name: &'static str,
    found: u64,
    oldest: u64,
    newest: u64,
}

impl OtherVersion {
    fn advice(&self) -> &'static str {
        match self.found > self.newest {
            true => "use the program that wrote it, or a later one",
            false => {
                "programs from this one on do not read it any more; start one in between on it, which writes a version that this one reads"
            }
        }
    }
}

impl Format {
    /// Whether a version can be read.
    pub(crate) fn check(&self, found: u64) -> Result<(), OtherVersion> {
        if (self.oldest..=self.newest).contains(&found) {
            return Ok(());
        }
        Err(OtherVersion {
            name: self.name,
            found,
            oldest: self.oldest,
            newest: self.newest,
        })
    }
}

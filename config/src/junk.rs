//! What says nothing about which machine it is: serial numbers that nobody filled in, identifiers that whole batches
//! share, addresses that software makes. Data; the shipped lists are `config/junk/`.

use crate::load::{BadSettings, parse};
use regex_lite::Regex;
use serde::Deserialize;
use std::collections::HashSet;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// The lists that ship with the programs.
pub const SHIPPED: &str = include_str!("../junk/firmware.toml");

/// The lists. Values are handed in trimmed and in lower case.
#[derive(Clone, Debug)]
pub struct JunkLists {
    /// Name, shown with what was decided by them.
    pub name: String,
    /// Version of the data.
    pub version: u32,
    serials: List,
    uuids: List,
    macs: List,
}

#[derive(Clone, Debug)]
struct List {
    texts: HashSet<String>,
    /// All patterns as one, so that a value is walked once.
    pattern: Regex,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    version: u32,
    serials: Entries,
    uuids: Entries,
    macs: Entries,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entries {
    #[serde(default)]
    texts: Vec<String>,
    #[serde(default)]
    patterns: Vec<String>,
}

impl JunkLists {
    /// Reads lists from TOML text.
    ///
    /// # Errors
    /// When the text is not such lists or a pattern is no regular expression; names the file and the place.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let read: File = parse(file, text)?;
        let list = |name: &str, entries: Entries| {
            List::of(entries).map_err(|(pattern, error)| BadSettings {
                file: file.to_owned(),
                line: text
                    .lines()
                    .position(|line| line.contains(&pattern))
                    .map(|at| at + 1),
                reason: format!("{name}.patterns: {pattern:?} is no regular expression: {error}"),
            })
        };
        Ok(Self {
            name: read.name,
            version: read.version,
            serials: list("serials", read.serials)?,
            uuids: list("uuids", read.uuids)?,
            macs: list("macs", read.macs)?,
        })
    }

    /// The shipped lists; made once, shared by all.
    ///
    /// # Panics
    /// Never: a test reads them.
    pub fn shipped() -> Arc<Self> {
        static LISTS: LazyLock<Arc<JunkLists>> = LazyLock::new(|| {
            let lists = JunkLists::parse(Path::new("firmware.toml"), SHIPPED);
            Arc::new(lists.expect("the shipped lists are read by a test"))
        });
        LISTS.clone()
    }

    /// Whether a serial number says nothing.
    pub fn is_junk_serial(&self, serial: &str) -> bool {
        self.serials.holds(serial)
    }

    /// Whether an SMBIOS UUID says nothing.
    pub fn is_junk_uuid(&self, uuid: &str) -> bool {
        self.uuids.holds(uuid)
    }

    /// Whether a hardware address says nothing.
    pub fn is_junk_mac(&self, mac: &str) -> bool {
        self.macs.holds(mac)
    }
}

impl List {
    fn of(entries: Entries) -> Result<Self, (String, regex_lite::Error)> {
        // Each by itself first: an error must name it.
        for pattern in &entries.patterns {
            Regex::new(pattern).map_err(|error| (pattern.clone(), error))?;
        }
        let each = entries.patterns.iter().map(|pattern| format!("(?:{pattern})"));
        let joined = each.collect::<Vec<_>>().join("|");
        // Anchored here, so that nobody can forget it: a pattern that matches a part drops serials that are real.
        let pattern = Regex::new(&format!("^(?:{joined})$")).map_err(|error| (joined, error))?;
        Ok(Self {
            texts: entries
                .texts
                .into_iter()
                .map(|text| text.to_lowercase())
                .collect(),
            pattern,
        })
    }

    fn holds(&self, value: &str) -> bool {
        value.is_empty() || self.texts.contains(value) || self.pattern.is_match(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_filled_in_is_junk() {
        let lists = JunkLists::shipped();
        for serial in [
            "",
            "to be filled by o.e.m.",
            "system serial number",
            "default string",
            "not specified",
            "none",
            "n/a",
            "invalid",
            "eval",
            "empty",
            "0123456789",
            "123456789",
            "00000000",
            "1111",
            "....",
            "<bad index>",
            "<out of spec>",
            "0000000000000001",
        ] {
            assert!(lists.is_junk_serial(serial), "{serial:?}");
        }
        for uuid in [
            "00000000-0000-0000-0000-000000000000",
            "ffffffff-ffff-ffff-ffff-ffffffffffff",
            "03000200-0400-0500-0006-000700080009",
            "6ab5b300-538d-1014-9fb5-b0684d007b53",
            "01010101-0101-0101-0101-010101010101",
            "fefefefe-fefe-fefe-fefe-fefefefefefe",
        ] {
            assert!(lists.is_junk_uuid(uuid), "{uuid}");
        }
        for mac in [
            "00:00:00:00:00:00",
            "ff:ff:ff:ff:ff:ff",
            "02:00:4e:43:50:49",
            "20:41:53:59:4e:ff",
            "00:50:56:c0:00:01",
            "00:50:56:c0:00:08",
            "0a:00:27:00:00:00",
            "44:45:53:54:00:00",
            "f2:11:22:33:44:55",
            "00:11:22:33:44",
        ] {
            assert!(lists.is_junk_mac(mac), "{mac}");
        }
    }

    #[test]
    fn real_values_that_hold_junk_are_kept() {
        let lists = JunkLists::shipped();
        for serial in [
            "7xk2m13",
            "/7xk2m13/cnws20001.0ab/",
            "nonesuch42",
            "pc0n0ne1",
            "s3z8nb0k000001.1",
            "4ce0123456",
            "00000000012",
            "mb-1234567891",
            "wd-wcc4e0000000",
            "1000000",
            "sn00000000123",
        ] {
            assert!(!lists.is_junk_serial(serial), "{serial:?}");
        }
        assert!(!lists.is_junk_uuid("4c4c4544-0058-4b10-8032-b7c04f4d3133"));
        for mac in [
            "a4:c3:f0:00:00:00",
            "00:50:56:c0:01:08",
            "3c:a9:f4:11:22:33",
            "00:e0:4c:68:00:02",
            "18:03:73:00:00:00",
        ] {
            assert!(!lists.is_junk_mac(mac), "{mac}");
        }
    }

    #[test]
    fn a_broken_pattern_is_refused_by_name() {
        let text = SHIPPED.replace("'0+'", "'0+', '(broken'");
        let error = JunkLists::parse(Path::new("mine.toml"), &text)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("mine.toml") && error.contains("(broken"),
            "{error}"
        );
    }
}

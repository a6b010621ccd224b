//! What lies on the disk, part by part, beside what it has to hold (P5). Nobody has the folder open.

use crate::Failure;
use crate::figures::Figures;
use kiemke_core::cold::{ColdName, Kind};
use kiemke_core::rows::RowKey;
use kiemke_daemon::store::{SledStore, Store as _, store_place};
use kiemke_sim::offline::Sealed;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Rows of one look.
const ROWS_PER_GO: usize = 4_096;
/// What the rest may take besides twice what is live.
const REST_BYTES: u64 = 2 << 30;

#[derive(Debug, Default)]
pub(crate) struct Disk {
    store_bytes: u64,
    rest_bytes: u64,
    /// The newest image of the state alone.
    state_bytes: u64,
    cold_bytes: BTreeMap<Kind, u64>,
    inventory_bytes: u64,
    row_bytes: u64,
}

impl Disk {
    pub(crate) fn look(data: &Path) -> Result<Self, Failure> {
        let store = store_place(data)?;
        let mut disk = Self {
            store_bytes: bytes_below(&store)?,
            ..Self::default()
        };
        for part in ["journal", "images", "cold"] {
            disk.rest_bytes += bytes_below(&data.join(part))?;
        }
        let mut newest = String::new();
        for (name, bytes) in files(&data.join("images"))? {
            if name.starts_with("state-") && name > newest {
                (newest, disk.state_bytes) = (name, bytes);
            }
        }
        for (name, bytes) in files(&data.join("cold"))? {
            if let Ok(name) = name.parse::<ColdName>() {
                *disk.cold_bytes.entry(name.kind).or_default() += bytes;
            }
        }
        let store = SledStore::open(&store)?;
        let mut from = RowKey(Vec::new());
        loop {
            let page = store.page(&from, ROWS_PER_GO)?;
            let Some((last, _)) = page.last() else {
                return Ok(disk);
            };
            from = RowKey([&last[..], &[0]].concat());
            for (key, value) in page {
                let (key, bytes) = (RowKey(key), value.len() as u64);
                let bytes = bytes + key.0.len() as u64;
                disk.row_bytes += bytes;
                disk.inventory_bytes += if key.is_inventory() { bytes } else { 0 };
            }
        }
    }

    pub(crate) fn tell(&self, machines: u32, sealed: &Sealed, figures: &mut Figures) {
        let mb = |bytes: u64| bytes as f64 / 1e6;
        let cold: u64 = self.cold_bytes.values().sum();
        let live = self.row_bytes + self.state_bytes + cold;
        let of = |kind: Kind| self.cold_bytes.get(&kind).copied().unwrap_or(0);
        let each = |bytes: u64, count: u64| bytes as f64 / count.max(1) as f64;
        figures.max(
            "a machine's current state: row and part of the image",
            "B",
            each(self.inventory_bytes + self.state_bytes, machines.into()),
            1_500.0,
        );
        figures.max(
            "a machine-day of presence",
            "B",
            each(of(Kind::Presence), sealed.machine_days),
            6.0,
        );
        figures.max("a reading value", "B", each(of(Kind::Probes), sealed.values), 3.0);
        figures.add("reading values", "M", sealed.values as f64 / 1e6);
        figures.add("machine-days", "M", sealed.machine_days as f64 / 1e6);
        for kind in Kind::ALL {
            figures.add(format!("cold files: {}", kind.word()), "MB", mb(of(kind)));
        }
        figures.add("live rows", "MB", mb(self.row_bytes));
        figures.add("folder of sled", "MB", mb(self.store_bytes));
        figures.max(
            "folder of sled beside its live rows",
            "times",
            each(self.store_bytes, self.row_bytes),
            3.0,
        );
        figures.add("all the rest", "MB", mb(self.rest_bytes));
        figures.max(
            "the rest, of twice what is live and 2 GiB",
            "%",
            100.0 * each(self.rest_bytes, 2 * live + REST_BYTES),
            100.0,
        );
        figures.add("whole folder", "MB", mb(self.store_bytes + self.rest_bytes));
    }
}

fn files(dir: &Path) -> Result<Vec<(String, u64)>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        files.push((
            entry.file_name().to_string_lossy().into_owned(),
            entry.metadata()?.len(),
        ));
    }
    Ok(files)
}

fn bytes_below(dir: &Path) -> Result<u64, Failure> {
    let mut bytes = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let about = entry.metadata()?;
        bytes += match about.is_dir() {
            true => bytes_below(&entry.path())?,
            false => about.len(),
        };
    }
    Ok(bytes)
}

//! What the folder takes on the disk, beside what it has to hold.

use crate::folder::Folder;
use crate::images::{ImageKind, Images};
use crate::store::{BLOAT_MAX, bytes_below};
use crate::verify::report::{DiskCounts, Report};
use kiemke_config::daemon::UpkeepSettings;
use std::path::Path;

/// So many times what is live the rest may take, and so much more (storage.md).
const REST_TIMES: u64 = 2;
const REST_BYTES: u64 = 2 << 30;

/// Looks at sizes alone; `report` knows already what the rows of the store take.
pub(super) fn look(folder: &Folder, images: &Images, upkeep: &UpkeepSettings, report: &Report) -> DiskCounts {
    // What is not there takes nothing.
    let bytes = |dir: &Path| bytes_below(dir).unwrap_or(0);
    let store_bytes = folder.store().map_or(0, |store| bytes(&store));
    let cold = bytes(&folder.cold());
    let list = images.list().unwrap_or_default();
    let state = list.iter().find(|image| image.kind == ImageKind::State);
    let live_bytes = report.store.bytes + cold + state.map_or(0, |image| images.bytes_of(image));
    let rest_bytes = bytes(&folder.journal()) + bytes(&folder.images()) + cold;
    let store_max = (BLOAT_MAX * report.store.bytes).max(upkeep.rewrite_store_above_bytes);
    DiskCounts {
        store_bytes,
        store_within: store_bytes <= store_max,
        live_bytes,
        rest_bytes,
        rest_within: rest_bytes <= REST_TIMES * live_bytes + REST_BYTES,
    }
}

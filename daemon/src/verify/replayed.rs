//! The long way to the state: the checkpoint and every entry behind it.

use crate::image::ImageError;
use crate::images::{ImageKind, Images};
use crate::recovery::{REPLAY_BATCH, fill};
use crate::store::{Rows, SledStore, Store, StoreError, inventory};
use kiemke_core::rows::{self, RowChange, RowKey, position_row};
use kiemke_core::{Entry, Fleet};
use kiemke_wire::ids::Position;
use std::path::Path;

/// Rows of one look.
const ROWS_PER_GO: usize = 1_024;
/// Differences that are told.
const DIFFERENCES_MAX: usize = 100;

/// A state with its rows.
pub(super) struct Replayed {
    pub(super) fleet: Fleet,
    store: SledStore,
    changes: Vec<RowChange>,
}

impl Replayed {
    /// Begins at the checkpoint, or at nothing when there is none.
    pub(super) fn begin(images: &Images, dir: &Path) -> Result<Result<Self, ImageError>, StoreError> {
        let mut replayed = Self {
            fleet: Fleet::default(),
            store: SledStore::open(dir)?,
            changes: Vec::new(),
        };
        let list = match images.list() {
            Ok(list) => list,
            Err(error) => return Ok(Err(error)),
        };
        let checkpoint = list.into_iter().find(|image| image.kind == ImageKind::Full);
        if let Some(checkpoint) = checkpoint {
            match images.read(&checkpoint, None) {
                Ok(fleet) => replayed.fleet = fleet,
                Err(error) => return Ok(Err(error)),
            }
            if let Err(error) = fill(images, &checkpoint, &replayed.store) {
                return Ok(Err(error));
            }
        }
        Ok(Ok(replayed))
    }

    pub(super) fn advance(&mut self, position: Position, entry: &Entry) -> Result<(), StoreError> {
        self.changes.extend(self.fleet.advance(position, entry).1);
        if self.changes.len() >= REPLAY_BATCH as usize {
            self.flush()
        } else {
            Ok(())
        }
    }

    pub(super) fn flush(&mut self) -> Result<(), StoreError> {
        self.changes.push(position_row(self.fleet.position()));
        self.store.write(std::mem::take(&mut self.changes))
    }

    /// What is another state.
    pub(super) fn state_differs(&self, recovered: &Fleet) -> Option<String> {
        let (here, there) = (self.fleet.position(), recovered.position());
        if here != there {
            return Some(format!(
                "recovery ends at entry {there}, a replay from the checkpoint at {here}"
            ));
        }
        let (mut here, mut there) = (self.fleet.image(), recovered.image());
        for number in 0.. {
            match (here.next(), there.next()) {
                (None, None) => break,
                (here, there) if here == there => {}
                _ => {
                    return Some(format!(
                        "recovery gives another state than a replay from the checkpoint (block {number} of it)"
                    ));
                }
            }
        }
        None
    }

    /// Rows that are not the same in both.
    pub(super) fn rows_differ(&self, recovered: &dyn Store) -> Result<Vec<String>, StoreError> {
        let mut differences = Vec::new();
        let (mut here, mut there) = (Walk::of(&self.store), Walk::of(recovered));
        let (mut one, mut other) = (here.next()?, there.next()?);
        while differences.len() < DIFFERENCES_MAX {
            let (told, next_here, next_there) = match (&one, &other) {
                (None, None) => break,
                (Some((key, _)), None) => (Some(told(key, "is missing")), true, false),
                (None, Some((key, _))) => (Some(told(key, "should not be there")), false, true),
                (Some((here, _)), Some((there, _))) if here < there => {
                    (Some(told(here, "is missing")), true, false)
                }
                (Some((here, _)), Some((there, _))) if here > there => {
                    (Some(told(there, "should not be there")), false, true)
                }
                (Some((key, here)), Some((_, there))) => {
                    let same = is_same(key, here, there);
                    (
                        (!same).then(|| told(key, "holds something else than the journal says")),
                        true,
                        true,
                    )
                }
            };
            differences.extend(told);
            if next_here {
                one = here.next()?;
            }
            if next_there {
                other = there.next()?;
            }
        }
        Ok(differences)
    }
}

fn told(key: &[u8], what: &str) -> String {
    let prefix = key.first().map_or('?', |byte| char::from(*byte));
    let rest = kiemke_wire::hex::encode(key.get(1..).unwrap_or_default());
    format!("row {prefix} {rest} {what}")
}

/// Rows are the same when they hold the same: an older program may have written one of them. Inventories are the same when
/// they unpack to the same: how they are packed may differ.
fn is_same(key: &[u8], one: &[u8], other: &[u8]) -> bool {
    let held = |row| rows::payload(row).zip(rows::changed_at(row));
    if one == other || *key == *RowKey::position().0 || (held(one).is_some() && held(one) == held(other)) {
        return true;
    }
    let unpacked = |row| rows::payload(row).and_then(inventory::unpack);
    RowKey(key.to_vec()).is_inventory()
        && rows::changed_at(one) == rows::changed_at(other)
        && unpacked(one).is_some()
        && unpacked(one) == unpacked(other)
}

/// A key and its value.
type Row = (Vec<u8>, Vec<u8>);

/// All rows of a store, one by one.
struct Walk<'a> {
    store: &'a dyn Store,
    from: RowKey,
    page: std::vec::IntoIter<Row>,
}

impl<'a> Walk<'a> {
    fn of(store: &'a dyn Store) -> Self {
        Self {
            store,
            from: RowKey(Vec::new()),
            page: Rows::new().into_iter(),
        }
    }

    fn next(&mut self) -> Result<Option<Row>, StoreError> {
        if let Some(row) = self.page.next() {
            return Ok(Some(row));
        }
        let page = self.store.page(&self.from, ROWS_PER_GO)?;
        if let Some((last, _)) = page.last() {
            self.from = RowKey([&last[..], &[0]].concat());
        }
        self.page = page.into_iter();
        Ok(self.page.next())
    }
}

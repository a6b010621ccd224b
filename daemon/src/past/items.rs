//! T11 of past days out of the store.

use super::PastUnread;
use crate::store::Store;
use kiemke_core::cold::Day;
use kiemke_core::day_items::{ItemDays, KeptItems, item_rows, item_rows_before, kept_items};
use kiemke_core::query::PastAsked;
use kiemke_core::readiness::items::ItemCounts;
use kiemke_core::rows::RowKey;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::Known;
use std::collections::BTreeMap;

/// Of each day what is kept of the units of which T11 is asked: of none where the day is not kept.
pub(super) fn items_of_days(
    store: &dyn Store,
    asked: &PastAsked,
    days: &[(Day, Known)],
) -> Result<Vec<BTreeMap<UnitKey, ItemCounts>>, PastUnread> {
    let mut items = vec![BTreeMap::new(); days.len()];
    let all = || days.iter().map(|(day, _)| *day);
    let (Some(first), Some(last)) = (all().min(), all().max()) else {
        return Ok(items);
    };
    if asked.items.is_empty() {
        return Ok(items);
    }
    let root = item_days(store, first, last)?;
    let kept: Vec<Option<Day>> = all().map(|day| root.kept_day(day)).collect();
    let told = || kept.iter().flatten().copied();
    let (Some(first), Some(last)) = (told().min(), told().max()) else {
        return Ok(items);
    };
    for unit in &asked.items {
        let rows = ItemDays::of(scanned(store, *unit, first, last)?);
        for (items, kept) in items.iter_mut().zip(&kept) {
            if let Some(kept) = kept {
                items.insert(*unit, rows.on(*kept));
            }
        }
    }
    Ok(items)
}

/// What the root's rows hold of these days, and of the last kept day before them: which days are kept.
pub(super) fn item_days(store: &dyn Store, first: Day, last: Day) -> Result<ItemDays, PastUnread> {
    let mut kept = scanned(store, UnitKey::ROOT, first, last)?;
    if kept.first().is_none_or(|kept| kept.day > first) {
        for key in item_rows_before(UnitKey::ROOT, first) {
            let before = items_in(store, &key)?;
            if !before.is_empty() {
                kept.splice(0..0, before);
                break;
            }
        }
    }
    Ok(ItemDays::of(kept))
}

/// What a row holds; nothing where there is none.
pub(crate) fn items_in(store: &dyn Store, key: &RowKey) -> Result<Vec<KeptItems>, PastUnread> {
    let row = store.get(key)?;
    Ok(row.map_or(Ok(Vec::new()), |row| kept_items(&key.0, &row))?)
}

fn scanned(store: &dyn Store, unit: UnitKey, first: Day, last: Day) -> Result<Vec<KeptItems>, PastUnread> {
    let (from, to) = item_rows(unit, first, last);
    let mut kept = Vec::new();
    for (key, row) in store.scan(&from, &to)? {
        kept.extend(kept_items(&key, &row)?);
    }
    Ok(kept)
}

//! What people call a unit: its key `u12`, a code, `system:code`, or a path of codes from a unit above it.

use crate::units::{Tree, UnitRecord, Units, When};
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::problem::Candidate;

/// Units that are told as candidates: a list that a person reads.
const CANDIDATES_MAX: usize = 20;
/// Units above that are told with one: more than a tree has levels.
const ABOVE_MAX: usize = 16;

/// A name that does not name one unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotOne {
    /// None.
    None,
    /// These.
    Several(Vec<UnitKey>),
}

/// The unit that a text names on a day.
///
/// # Errors
/// When it names none, or several.
pub fn find(units: &Units, when: When, text: &str) -> Result<UnitKey, NotOne> {
    let text = text.trim();
    if let Ok(key) = text.parse::<UnitKey>()
        && units.get(key).is_some()
    {
        return Ok(key);
    }
    match only(with_code(units, when, text)) {
        Err(NotOne::None) if text.contains('/') => {
            let mut steps = text.split('/');
            let first = steps.next().unwrap_or_default();
            let start = match first.parse::<UnitKey>() {
                Ok(key) => vec![key],
                Err(_) => with_code(units, when, first),
            };
            only(steps.fold(start, |found, step| below(units, when, &found, step)))
        }
        found => found,
    }
}

/// The unit below `top` that a text names: by a path of codes as far as it is needed, or by its name.
///
/// # Errors
/// When it names none, or several.
pub fn find_below(
    units: &Units,
    tree: &Tree,
    when: When,
    top: UnitKey,
    text: &str,
) -> Result<UnitKey, NotOne> {
    let steps = text.trim().split('/');
    let by_code = only(steps.fold(vec![top], |found, step| below(units, when, &found, step)));
    if by_code != Err(NotOne::None) {
        return by_code;
    }
    let folded = search_key(text);
    let named = tree.order()[tree.ranks(top)]
        .iter()
        .map(|(key, _)| *key)
        .filter(|key| {
            let record = units.get(*key).filter(|record| record.closed(when).is_none());
            *key != top && record.is_some_and(|record| search_key(record.name(when)) == folded)
        });
    only(named.collect())
}

/// Units as a person can tell them apart: key, code with its system, name, and the names above.
pub fn candidates(units: &Units, found: &[UnitKey], when: When) -> Vec<Candidate> {
    let one = |key: &UnitKey| {
        let record = units.get(*key)?;
        let code = record
            .codes(when)
            .first()
            .map(|(system, value)| format!("{system}:{value}"));
        let names = above(units, when, *key).filter(|record| record.key != UnitKey::ROOT);
        let mut above: Vec<&str> = names.map(|record| record.name(when)).collect();
        above.reverse();
        Some(Candidate {
            key: key.to_string(),
            code: code.unwrap_or_default(),
            name: record.name(when).to_owned(),
            path: above.join(" / "),
        })
    };
    found.iter().take(CANDIDATES_MAX).filter_map(one).collect()
}

fn only(mut found: Vec<UnitKey>) -> Result<UnitKey, NotOne> {
    match found.len() {
        0 => Err(NotOne::None),
        1 => Ok(found.remove(0)),
        _ => Err(NotOne::Several(found)),
    }
}

/// Whoever has the code on that day. Whoever is closed counts only when nobody else has it.
fn with_code(units: &Units, when: When, text: &str) -> Vec<UnitKey> {
    let mut holders = holders(units, when, text, None);
    if holders.is_empty()
        && let Some((system, value)) = text.split_once(':')
    {
        holders = self::holders(units, when, value, Some(system));
    }
    holders
}

fn holders(units: &Units, when: When, value: &str, system: Option<&str>) -> Vec<UnitKey> {
    let has = |record: &&UnitRecord| {
        let mut codes = record.codes(when).into_iter();
        codes.any(|(of, held)| held == value && system.is_none_or(|system| system == of))
    };
    let records: Vec<&UnitRecord> = units
        .with_code(value)
        .iter()
        .filter_map(|key| units.get(*key))
        .filter(has)
        .collect();
    let open = |record: &&&UnitRecord| record.closed(when).is_none();
    let any_open = records.iter().any(|record| open(&record));
    records
        .iter()
        .filter(|record| !any_open || open(record))
        .map(|record| record.key)
        .collect()
}

/// Of the units that have a code, those below one of `tops`.
fn below(units: &Units, when: When, tops: &[UnitKey], step: &str) -> Vec<UnitKey> {
    let mut found = with_code(units, when, step);
    found.retain(|key| above(units, when, *key).any(|above| tops.contains(&above.key)));
    found
}

/// The units above one, nearest first.
fn above(units: &Units, when: When, key: UnitKey) -> impl Iterator<Item = &UnitRecord> {
    let mut next = units.get(key).and_then(|record| record.parent(when));
    let up = std::iter::from_fn(move || {
        let record = units.get(next?)?;
        next = record.parent(when).filter(|_| record.key != UnitKey::ROOT);
        Some(record)
    });
    up.take(ABOVE_MAX)
}

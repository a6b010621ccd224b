//! A simulator's list of acknowledged items: `agent run seq`, one line an item.

use crate::store::{Store, StoreError};
use crate::verify::report::{AgainstCounts, MissingItem};
use kiemke_core::Fleet;
use kiemke_core::rows::{RowKey, received_of};
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::ranges::SeqRanges;
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

/// Why a list is of no use. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadList {
    #[error("read the list {path}")]
    Disk {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("read the list {path}: line {line} does not read `agent run seq`")]
    Line { path: PathBuf, line: u64 },
    #[error("compare with the list {path}: it is empty and proves nothing")]
    Empty { path: PathBuf },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// An open list.
pub(super) struct List {
    path: PathBuf,
    reader: BufReader<File>,
}

/// Opens a list that is not empty.
pub(super) fn open(path: &Path) -> Result<List, BadList> {
    let disk = |source| BadList::Disk {
        path: path.to_owned(),
        source,
    };
    let file = File::open(path).map_err(disk)?;
    let mut reader = BufReader::new(file);
    if reader.fill_buf().map_err(disk)?.is_empty() {
        return Err(BadList::Empty {
            path: path.to_owned(),
        });
    }
    Ok(List {
        path: path.to_owned(),
        reader,
    })
}

/// Asks the recovered state for each item: the newest runs lie in memory, older ones in the store.
pub(super) fn check(mut list: List, fleet: &Fleet, store: &dyn Store) -> Result<AgainstCounts, BadList> {
    let mut counts = AgainstCounts::default();
    let mut known: HashMap<(AgentId, RunId), SeqRanges> = HashMap::new();
    let mut text = String::new();
    for line in 1.. {
        text.clear();
        let read = list.reader.read_line(&mut text);
        read.map_err(|source| BadList::Disk {
            path: list.path.clone(),
            source,
        })?;
        // A last line without its end was cut by a crash of the sender and never counted.
        let Some(whole) = text.strip_suffix('\n') else {
            break;
        };
        let Some((agent, run, seq)) = item(whole) else {
            return Err(BadList::Line {
                path: list.path,
                line,
            });
        };
        let received = match known.get(&(agent, run)) {
            Some(received) => received,
            None => {
                let received = received(fleet, store, agent, run)?;
                known.entry((agent, run)).or_insert(received)
            }
        };
        counts.items += 1;
        if !received.contains(seq) {
            counts.miss(MissingItem { agent, run, seq });
        }
    }
    match counts.items {
        0 => Err(BadList::Empty { path: list.path }),
        _ => Ok(counts),
    }
}

fn received(fleet: &Fleet, store: &dyn Store, agent: AgentId, run: RunId) -> Result<SeqRanges, BadList> {
    let Some(machine) = fleet.machine_of(agent) else {
        return Ok(SeqRanges::default());
    };
    if let Some(received) = machine.received(run) {
        return Ok(received.clone());
    }
    let key = RowKey::older_runs(machine.id);
    let row = store.get(&key)?;
    // A row that cannot be read has been told already; its items count as missing.
    let found = row.and_then(|row| received_of(&key, &row, run).ok().flatten());
    Ok(found.unwrap_or_default())
}

fn item(line: &str) -> Option<(AgentId, RunId, u64)> {
    let mut words = line.split(' ');
    let item = (
        words.next()?.parse().ok()?,
        words.next()?.parse().ok()?,
        words.next()?.parse().ok()?,
    );
    words.next().is_none().then_some(item)
}

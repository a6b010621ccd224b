//! The machines and the records of a unit, chunk by chunk: through what stands at each unit when those are few, else by
//! looking at all.

use crate::equipment;
use crate::fleet::{CHUNK, Chunk};
use crate::query::search::Hits;
use crate::query::{Scene, inside};
use kiemke_wire::ids::{EquipmentId, MachineId, UnitKey};

/// Chunks with the number of their first machine, and which machines of each.
pub(super) type MachineHits<'a> = Vec<(MachineId, &'a Chunk, Hits)>;
/// Chunks with the number of their first record, and which records of each.
pub(super) type RecordHits<'a> = Vec<(EquipmentId, &'a equipment::Chunk, Hits)>;

/// The machines at and below a unit today; those that are part of others are left out.
pub(super) fn machines_below<'a>(scene: &Scene<'a>, top: UnitKey) -> MachineHits<'a> {
    let machines = &scene.fleet.machines;
    let few = match top {
        UnitKey::ROOT => None,
        top => machines.few_below(&scene.fleet.tree(scene.today()), top),
    };
    let mut found: MachineHits<'a> = match few {
        Some(few) => {
            let chunks = machines.chunks();
            let hits = by_chunk(few.into_iter().map(|id| id.0));
            hits.filter_map(|(number, hits)| {
                Some((MachineId(first_of(number)), &**chunks.get(number)?, hits))
            })
            .collect()
        }
        None => {
            let below = scene.below(top);
            let all = machines.numbered_chunks().map(|(first, chunk)| {
                let hits = match &below {
                    None => Hits::first(chunk.len()),
                    Some(below) => Hits::of(inside(below, &chunk.unit)),
                };
                (first, chunk, hits)
            });
            all.collect()
        }
    };
    for (_, chunk, hits) in &mut found {
        if chunk.away_count > 0 {
            hits.keep(|at| !chunk.away[at]);
        }
    }
    found.retain(|(_, _, hits)| !hits.is_empty());
    found
}

/// The records that stand at and below a unit today, void ones too.
pub(super) fn records_below<'a>(scene: &Scene<'a>, top: UnitKey) -> RecordHits<'a> {
    let register = &scene.fleet.register;
    let few = match top {
        UnitKey::ROOT => None,
        top => register.few_below(&scene.fleet.tree(scene.today()), top),
    };
    if let Some(few) = few {
        let chunks = register.chunks();
        let hits = by_chunk(few.into_iter().map(|id| id.0));
        return hits
            .filter_map(|(number, hits)| Some((EquipmentId(first_of(number)), &**chunks.get(number)?, hits)))
            .collect();
    }
    let below = scene.below(top);
    let all = register.numbered_chunks().map(|(first, chunk)| {
        let hits = match &below {
            None => Hits::first(chunk.columns.len()),
            Some(below) => Hits::of(chunk.columns.iter().map(|columns| below.contains(columns.place))),
        };
        (first, chunk, hits)
    });
    all.filter(|(_, _, hits)| !hits.is_empty()).collect()
}

const fn first_of(chunk: usize) -> u32 {
    (chunk * CHUNK) as u32 + 1
}

/// Numbers in their order as places in chunks; both kinds of chunks are of one size.
fn by_chunk(numbers: impl Iterator<Item = u32>) -> impl Iterator<Item = (usize, Hits)> {
    const { assert!(CHUNK == equipment::CHUNK) };
    let mut numbers = numbers
        .map(|number| (number.saturating_sub(1)) as usize)
        .peekable();
    std::iter::from_fn(move || {
        let chunk = numbers.peek()? / CHUNK;
        let mut hits = Hits::first(0);
        while let Some(number) = numbers.next_if(|number| number / CHUNK == chunk) {
            hits.add(number % CHUNK);
        }
        Some((chunk, hits))
    })
}

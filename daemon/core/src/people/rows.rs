//! Rows of people.
//!
//! ```text
//! r <school u32> <block u32>     a block of people, packed
//! s <school u32> <block u32>     its history, JSON lines, oldest first
//! ```
//! A school's rows stand together: whoever asks for one of its people mostly asks for the others, too.

use crate::people::{BlockChanged, BlockLine, PeopleChanged, pack};
use crate::rows::{RowChange, RowKey, json_line, value};
use kiemke_wire::equipment::FieldChange;
use kiemke_wire::ids::{PersonId, Position, UnitKey};

pub(crate) fn rows_of(position: Position, changed: &PeopleChanged, rows: &mut Vec<RowChange>) {
    for school in &changed.schools {
        for block in &school.blocks {
            let packed = pack::pack(block.people.iter());
            let key = RowKey::people(school.school, block.block);
            rows.push(RowChange::Put(key, value(position, &packed)));
            let line = json_line(&line(position, changed, block));
            let key = RowKey::people_history(school.school, block.block);
            rows.push(RowChange::Append(key, position, line));
        }
    }
}

fn line(entry: Position, changed: &PeopleChanged, block: &BlockChanged) -> BlockLine {
    let made = block.people.get(block.made_from as usize);
    BlockLine {
        entry,
        at: changed.at,
        by: changed.by,
        act: changed.act,
        source: changed.source.clone(),
        made: made.map(|first| (first.id, block.people.len() as u32 - block.made_from)),
        changes: block.changes.clone(),
    }
}

/// Of the lines of a person's block, those that are about the person, with what changed; nothing where it began.
pub fn history_of(lines: Vec<BlockLine>, person: PersonId) -> Vec<(BlockLine, Vec<FieldChange>)> {
    let about = lines.into_iter().filter_map(|mut line| {
        let began = line
            .made
            .is_some_and(|(first, count)| (first.0..first.0.saturating_add(count)).contains(&person.0));
        let at = line.changes.iter().position(|change| change.person == person);
        let fields = at.map(|at| line.changes.swap_remove(at).fields);
        // Of others in the block nothing goes out.
        (line.made, line.changes) = (None, Vec::new());
        match fields {
            Some(fields) => Some((line, fields)),
            None => began.then(|| (line, Vec::new())),
        }
    });
    about.collect()
}

impl RowKey {
    /// A block of a school's people.
    pub fn people(school: UnitKey, block: u32) -> Self {
        Self::of_block(b'r', school, block)
    }

    /// The history of such a block.
    pub fn people_history(school: UnitKey, block: u32) -> Self {
        Self::of_block(b's', school, block)
    }

    /// All blocks of a school: from this key, to that one, which is outside.
    pub fn people_of(school: UnitKey) -> (Self, Self) {
        let next = UnitKey(school.0.saturating_add(1));
        (Self::people(school, 0), Self::people(next, 0))
    }

    /// The school and the block of a row of people.
    pub fn as_people(&self) -> Option<(UnitKey, u32)> {
        let (b'r', rest) = self.0.split_first()? else {
            return None;
        };
        let (school, block) = rest.split_first_chunk::<4>()?;
        let block: [u8; 4] = block.try_into().ok()?;
        Some((UnitKey(u32::from_be_bytes(*school)), u32::from_be_bytes(block)))
    }

    fn of_block(prefix: u8, school: UnitKey, block: u32) -> Self {
        let mut key = vec![prefix];
        key.extend_from_slice(&school.0.to_be_bytes());
        key.extend_from_slice(&block.to_be_bytes());
        Self(key)
    }
}

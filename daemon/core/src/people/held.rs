use crate::people::{Person, SchoolPeople, block_of, pack};
use crate::rows::{self, BadRow, RowKey};
use kiemke_wire::ids::{PersonId, Position, UnitKey};
use std::sync::Arc;

/// A school's people as the store's rows hold them, with what the state holds of them at the same moment.
#[derive(Clone, Debug)]
pub struct HeldSchool {
    /// What the state holds.
    pub school: Arc<SchoolPeople>,
    /// Everybody, by number; also who left.
    pub people: Vec<Person>,
    /// The entry that last changed each block, in the order of the school's blocks.
    changed_at: Vec<Position>,
}

/// State and rows are not of the same moment: to be looked at again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsettled;

impl HeldSchool {
    /// A school of which nothing was told yet.
    pub fn empty(school: UnitKey) -> Self {
        Self {
            school: Arc::new(SchoolPeople::new(school)),
            people: Vec::new(),
            changed_at: Vec::new(),
        }
    }

    /// Puts together what the state and the rows between [`RowKey::people_of`] hold, in key order.
    ///
    /// # Errors
    /// [`BadRow`] when a row cannot be read; [`Unsettled`] inside when the rows are older or newer than the state.
    pub fn of(
        school: &Arc<SchoolPeople>,
        rows: &[(Vec<u8>, Vec<u8>)],
    ) -> Result<Result<Self, Unsettled>, BadRow> {
        let mut held = Self {
            school: school.clone(),
            people: Vec::new(),
            changed_at: Vec::with_capacity(rows.len()),
        };
        let mut blocks = Vec::with_capacity(rows.len());
        for (key, row) in rows {
            let key = RowKey(key.clone());
            let bad = || BadRow::of(&key);
            let (_, block) = key.as_people().ok_or_else(bad)?;
            let people = rows::payload(row).and_then(|payload| pack::unpack(payload, block));
            held.people.extend(people.ok_or_else(bad)?);
            held.changed_at.push(rows::changed_at(row).ok_or_else(bad)?);
            blocks.push(block);
        }
        let newest = held.changed_at.iter().max().copied().unwrap_or_default();
        Ok(match blocks == school.blocks && newest == school.blocks_at {
            true => Ok(held),
            false => Err(Unsettled),
        })
    }

    /// A person.
    pub fn person(&self, id: PersonId) -> Option<&Person> {
        let at = self.people.binary_search_by_key(&id, |person| person.id).ok()?;
        self.people.get(at)
    }

    /// The block in which a person lies.
    pub fn block(&self, id: PersonId) -> u32 {
        block_of(id)
    }

    /// The entry that last changed a person's block: the ETag.
    pub fn etag(&self, id: PersonId) -> Position {
        let block = self.school.blocks.binary_search(&block_of(id));
        let changed = block.ok().and_then(|at| self.changed_at.get(at));
        changed.copied().unwrap_or_default()
    }
}

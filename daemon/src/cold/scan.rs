//! All rows of a file in order, one block in memory at a time; damaged blocks are told and passed over.

use crate::cold::ColdError;
use crate::cold::cold_files::{ColdFiles, NoIndex, disk};
use kiemke_core::cold::{
    BlockPlace, ColdName, Damage, Index, NotOpened, Owner, Part, Record, Row, block_damage, read_block,
};
use std::cell::RefCell;
use std::io;
use std::sync::Arc;

/// Rows on their way out of a file.
pub(crate) struct Scan<'a, R> {
    cold: &'a ColdFiles,
    name: ColdName,
    index: Arc<Index>,
    next_block: usize,
    rows: std::vec::IntoIter<Row<R>>,
    damage: &'a RefCell<Vec<Damage>>,
}

impl ColdFiles {
    /// Scans a file; what of it cannot be read is added to `damage` on the way, what was lost before at once.
    pub(crate) fn scan<'a, R: Record>(
        &'a self,
        name: ColdName,
        damage: &'a RefCell<Vec<Damage>>,
    ) -> Result<Scan<'a, R>, ColdError> {
        let index = match self.index(name) {
            Ok(index) => index,
            Err(NoIndex::Disk(error)) => return Err(error),
            Err(NoIndex::NotOpened(NotOpened::Damaged(found))) => {
                damage.borrow_mut().push(found);
                Arc::default()
            }
            Err(NoIndex::NotOpened(newer)) => return Err(ColdError::TooNew(newer)),
        };
        let lost = index.lost.iter().map(|range| lost_damage(name, *range));
        damage.borrow_mut().extend(lost);
        Ok(Scan {
            cold: self,
            name,
            index,
            next_block: 0,
            rows: Vec::new().into_iter(),
            damage,
        })
    }

    /// All that cannot be read of a file, block by block. Keeps nothing of what can.
    pub(crate) fn look_through<R: Record>(&self, name: ColdName) -> Result<Vec<Damage>, ColdError> {
        let damage = RefCell::default();
        for row in self.scan::<R>(name, &damage)? {
            row?;
        }
        Ok(damage.into_inner())
    }

    /// The rows of one block.
    pub(crate) fn block<R: Record>(
        &self,
        name: ColdName,
        place: &BlockPlace,
    ) -> Result<Result<Vec<Row<R>>, Damage>, ColdError> {
        let path = self.path(name);
        match self
            .files
            .read_at(&path, place.offset, place.packed_bytes as usize)
        {
            Ok(packed) => Ok(read_block(name, place, &packed)),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                Ok(Err(block_damage(name, place, "the file ends before it does")))
            }
            Err(source) => Err(disk("read", &path, source)),
        }
    }
}

impl<R: Record> Iterator for Scan<'_, R> {
    type Item = Result<Row<R>, ColdError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.rows.next() {
                return Some(Ok(row));
            }
            let place = self.index.blocks.get(self.next_block)?;
            self.next_block += 1;
            match self.cold.block(self.name, place) {
                Ok(Ok(rows)) => self.rows = rows.into_iter(),
                Ok(Err(found)) => self.damage.borrow_mut().push(found),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Damage for a range that was lost before the file was made.
pub(crate) fn lost_damage(file: ColdName, (first, last): (Owner, Owner)) -> Damage {
    Damage {
        file,
        part: Part::Lost { first, last },
        why: "they could not be read when the file was made",
    }
}

/// Whose records damage takes away; none when it is not known whose.
pub(crate) fn lost_range(damage: &Damage) -> Option<(Owner, Owner)> {
    match damage.part {
        Part::Block { first, last, .. } | Part::Lost { first, last } => Some((first, last)),
        Part::Head | Part::Index => None,
    }
}

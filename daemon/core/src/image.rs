//! The whole state as a row of blocks, and back: what the shell writes into image files.
//!
//! ```text
//! block   tag u8 · content
//!   h     version u16 · position · machines · lines · first open day · records · lines of books · ids    first, once
//!   c x   JSON: slots, exams and alerts; tests of lines
//!   f n t e p k g   JSON: folder, units, tokens, events, packages, kinds, targets
//!   y     JSON: things             q     one chunk of equipment records, packed
//!   b     one chunk of lines of books, packed
//!   a r o         JSON: what people wrote, agents that were shut out, secrets drawn anew; absent in images of before
//!   w     JSON: machines whose agents began anew, and when; absent in images of before
//!   v     JSON: contracts of lines
//!   3     JSON: typed figures          7     JSON: typed plans; absent in images of before
//!   4     leaves of sites, packed        1 2   JSON: schools to be looked at again, schools by the last closed day
//!   i j   JSON: review items, records that are part of others
//!   6     JSON: machines and records that people keep apart; absent in images of before
//!   s     JSON: heads of stocktakes; absent in images of before
//!   5 d   JSON: schools' classes and counts, what sites declared complete
//!   z     who has which national id, packed
//!   l     lines, packed         m     one chunk of machines and their days that are not sealed, packed
//! ```
//! The state is the same, entry by entry, as the one that replaying the journal up to `position` gives.

use crate::alerts::Alerts;
use crate::books::{self, Books};
use crate::capacity::{ExamWindow, Grants, LineTests};
use crate::cold::{Day, TargetIndex};
use crate::contracts::LineRecord;
use crate::entry::FolderMade;
use crate::equipment::{self, Thing};
use crate::figures::FigureRecord;
use crate::fleet::{
    CHUNK, Chunk, ChunkDay, Columns, Fleet, Kind, KindId, Line, MergeRecord, PackageName, ReviewItem,
    TokenRecord,
};
use crate::packing::{Packer, Unpacker};
use crate::people::{Declared, SchoolPeople};
use crate::plans::PlanRecord;
use crate::stocktake::Session;
use crate::units::UnitRecord;
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{LineId, MachineId, Position, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::ties::TiePair;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{AuditRow, Event};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::sync::Arc;

mod old_unit;

/// The version of images that this build writes.
pub const STATE_VERSION: u64 = 11;
/// The oldest version that it reads. 2 had units with one name and no dates (`old_unit`) and no equipment records, 3
/// nothing of tests of lines, 4 nothing that tells machines apart: their records say themselves how they are read. 5 had
/// no books, 6 no people and nothing of stocktakes, 7 nothing of agents that began anew, 8 no seats of records, 9 nothing of
/// what radios did beside probes, 10 no typed plans.
pub const STATE_VERSION_OLDEST: u64 = 2;
/// Packages, units or lines of one block: a block is a few hundred kilobytes.
const ITEMS_PER_BLOCK: usize = 4096;
const LINES_PER_BLOCK: usize = 256;
/// Schools' classes of one block.
const SCHOOLS_PER_BLOCK: usize = 256;
/// Sites with leaves of one block.
const SITES_PER_BLOCK: usize = 1024;
/// Machines, or lines of books, for which room is made before they are read.
const AT_ONCE_MAX: u64 = 4_000_000;

/// An image that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum BadImage {
    /// A block is not what it should be.
    #[error("read block {number} of the image, of kind {tag:?}")]
    Block {
        /// Which, from 0.
        number: usize,
        /// Its tag.
        tag: char,
    },
    /// Written by another version of the program.
    #[error(
        "read the image: it has version {0}, this program reads {STATE_VERSION_OLDEST} to {STATE_VERSION}"
    )]
    Version(u64),
    /// It ended too early, or things in it do not fit each other.
    #[error("read the image: it holds {found} of {wanted} {what}")]
    Incomplete {
        /// Of what there are too few or too many.
        what: &'static str,
        /// How many there should be.
        wanted: u64,
        /// How many there are.
        found: u64,
    },
}

impl Fleet {
    /// The blocks of the image, made one by one.
    pub fn image(&self) -> impl Iterator<Item = Vec<u8>> + '_ {
        let packages: Vec<PackageName> = self.packages.names().collect();
        let kinds: Vec<&Kind> = self.kinds.all().collect();
        let units: Vec<&UnitRecord> = self.units.iter().collect();
        let contracts: Vec<&LineRecord> = self.contracts.iter().collect();
        let tokens: Vec<&TokenRecord> = self.tokens.values().collect();
        let events: Vec<&Event> = self.kept_events.iter().collect();
        let audit: Vec<&AuditRow> = self.audit.iter().collect();
        let revoked: Vec<(&MachineId, &UnixMs)> = self.revoked.iter().collect();
        let offered: Vec<(&MachineId, &SecretHash)> = self.offered.all().collect();
        let resets: Vec<(MachineId, &[Day])> = self.resets.all().collect();
        let lines: Vec<&Arc<Line>> = self.lines.values().collect();
        let stocktakes: Vec<&Session> = self.stocktakes.all().collect();
        let things: Vec<&Thing> = self.register.things.all().collect();
        let leaves: Vec<(UnitKey, &Arc<_>)> = self.leaves.sites().collect();
        let figures: Vec<&FigureRecord> = self.figures.iter().collect();
        let plans: Vec<&PlanRecord> = self.plans.iter().collect();
        let touched: Vec<(&UnitKey, &Position)> = self.leaves.all_touched().iter().collect();
        let closed: Vec<(&UnitKey, &Day)> = self.leaves.all_closed().iter().collect();
        let reviews: Vec<&ReviewItem> = self.review_items().collect();
        let merges: Vec<(&MachineId, &MergeRecord)> = self.reviews.merges().iter().collect();
        let apart: Vec<&TiePair> = self.apart.all().collect();
        let schools: Vec<&Arc<SchoolPeople>> = self.rolls.schools().collect();
        let declared: Vec<(&UnitKey, &Declared)> = self.rolls.all_declared().collect();
        let tests: Vec<(LineId, &LineTests)> = self
            .line_tests
            .iter()
            .map(|(line, tests)| (*line, &**tests))
            .collect();
        let slots: (Vec<UnixMs>, &[ExamWindow], &Alerts) =
            (self.grants.begins().collect(), &self.exam_windows, &self.alerts);
        let head = [self.head(), json('f', &self.made), json('c', &slots)];
        head.into_iter()
            .chain(json_blocks('n', &units))
            .chain(json_blocks('v', &contracts))
            .chain(json_blocks('t', &tokens))
            .chain(json_blocks('e', &events))
            .chain(json_blocks('a', &audit))
            .chain(json_blocks('r', &revoked))
            .chain(json_blocks('w', &resets))
            .chain(json_blocks('o', &offered))
            .chain(json_blocks('p', &packages))
            .chain(json_blocks('k', &kinds))
            .chain(json_blocks('g', self.targets.names()))
            .chain(json_blocks('x', &tests))
            .chain(lines.chunks(LINES_PER_BLOCK).map(pack_lines).collect::<Vec<_>>())
            .chain(self.machines.chunks().iter().map(|chunk| pack_chunk(chunk)))
            .chain(json_blocks('y', &things))
            .chain(self.register.chunks().iter().map(|chunk| pack_records(chunk)))
            .chain(
                leaves
                    .chunks(SITES_PER_BLOCK)
                    .map(|sites| self.pack_sites(sites))
                    .collect::<Vec<_>>(),
            )
            .chain(json_blocks('1', &touched))
            .chain(json_blocks('3', &figures))
            .chain(json_blocks('7', &plans))
            .chain(json_blocks('2', &closed))
            .chain(json_blocks('i', &reviews))
            .chain(json_blocks('j', &merges))
            .chain(json_blocks('6', &apart))
            .chain(
                self.books
                    .chunks()
                    .iter()
                    .map(|chunk| pack_book(&self.books, chunk)),
            )
            .chain(json_blocks('s', &stocktakes))
            .chain(school_blocks(&schools))
            .chain(json_blocks('d', &declared))
            .chain(self.rolls.ids.blocks().map(|block| [b"z", &block[..]].concat()))
    }

    /// The state in the blocks of an image.
    ///
    /// # Errors
    /// When a block is not readable or the image is not whole.
    pub fn from_image(blocks: impl Iterator<Item = Vec<u8>>) -> Result<Self, BadImage> {
        let mut fleet = Self::default();
        let mut wanted = None;
        for (number, block) in blocks.enumerate() {
            let (tag, content) = block
                .split_first()
                .map_or((b'?', &[][..]), |(tag, content)| (*tag, content));
            if number == 0 && tag == b'h' {
                wanted = Some(fleet.take_head(content)?);
                continue;
            }
            fleet.take_block(tag, content).ok_or(BadImage::Block {
                number,
                tag: char::from(tag),
            })?;
        }
        let [machines, lines, records, book_lines, ids] = wanted.ok_or(BadImage::Incomplete {
            what: "heads",
            wanted: 1,
            found: 0,
        })?;
        for (what, wanted, found) in [
            ("machines", machines, fleet.machines.count()),
            ("lines", lines, fleet.lines.len()),
            ("equipment records", records, fleet.register.count()),
            ("lines of books", book_lines, fleet.books.count()),
            ("national ids", ids, fleet.rolls.ids.count()),
        ] {
            let found = found as u64;
            if wanted != found {
                return Err(BadImage::Incomplete { what, wanted, found });
            }
        }
        fleet.put_merged_away();
        fleet.count_machines_on_lines();
        Ok(fleet)
    }

    fn pack_sites(&self, sites: &[(UnitKey, &Arc<crate::leaves::SiteKept>)]) -> Vec<u8> {
        let mut packer = tagged('4');
        self.leaves.pack(sites, &mut packer);
        packer.into_bytes()
    }

    fn head(&self) -> Vec<u8> {
        let mut packer = tagged('h');
        packer.number(STATE_VERSION);
        packer.number(self.position.0);
        packer.number(self.machines.count() as u64);
        packer.number(self.lines.len() as u64);
        packer.signed(self.open_from.0.into());
        packer.number(self.register.count() as u64);
        packer.number(self.books.count() as u64);
        packer.number(self.rolls.ids.count() as u64);
        packer.into_bytes()
    }

    fn take_head(&mut self, content: &[u8]) -> Result<[u64; 5], BadImage> {
        let mut reader = Unpacker::new(content);
        match reader.number() {
            Some(STATE_VERSION_OLDEST..=STATE_VERSION) => {}
            other => return Err(BadImage::Version(other.unwrap_or(0))),
        }
        let read = (|| {
            self.position = Position(reader.number()?);
            let (machines, lines) = (reader.number()?, reader.number()?);
            self.open_from = Day(i32::try_from(reader.signed()?).ok()?);
            // Earlier versions had no records, books or people.
            let mut later = || {
                if reader.is_empty() {
                    Some(0)
                } else {
                    reader.number()
                }
            };
            Some([machines, lines, later()?, later()?, later()?])
        })();
        if let Some([machines, _, _, book_lines, _]) = read {
            // A damaged head asks for no more than a country has.
            let bounded = |count: u64| count.min(AT_ONCE_MAX) as usize;
            self.machines.reserve(bounded(machines));
            self.books.reserve(bounded(book_lines));
        }
        read.ok_or(BadImage::Block { number: 0, tag: 'h' })
    }

    fn take_block(&mut self, tag: u8, content: &[u8]) -> Option<()> {
        match tag {
            b'f' => self.made = read::<Option<FolderMade>>(content)?,
            b'n' => read::<Vec<UnitRecord>>(content)?
                .into_iter()
                .for_each(|unit| self.put_unit(unit)),
            b'u' => {
                let made_at = self.made.as_ref().map_or(UnixMs(0), |made| made.at);
                for unit in read::<Vec<old_unit::UnitV2>>(content)? {
                    self.put_unit(unit.into_v3(made_at));
                }
            }
            b'v' => {
                let contracts = Arc::make_mut(&mut self.contracts);
                for record in read::<Vec<LineRecord>>(content)? {
                    contracts.put(record);
                }
            }
            b't' => {
                for token in read::<Vec<TokenRecord>>(content)? {
                    self.put_token(token);
                }
            }
            b'e' => self.kept_events.extend(read::<Vec<Event>>(content)?),
            b'a' => self.audit.extend(read::<Vec<AuditRow>>(content)?),
            b'r' => self.revoked.extend(read::<Vec<(MachineId, UnixMs)>>(content)?),
            b'o' => {
                for (machine, hash) in read::<Vec<(MachineId, SecretHash)>>(content)? {
                    self.offered.put(machine, hash);
                }
            }
            b'w' => {
                for (machine, days) in read::<Vec<(MachineId, Vec<Day>)>>(content)? {
                    self.resets.put(machine, days);
                }
            }
            b'p' => {
                let packages = Arc::make_mut(&mut self.packages);
                for name in read::<Vec<PackageName>>(content)? {
                    packages.add(&name);
                }
            }
            b'k' => {
                let kinds = Arc::make_mut(&mut self.kinds);
                for kind in read::<Vec<Kind>>(content)? {
                    kinds.number(&kind);
                }
            }
            b'g' => {
                for name in read::<Vec<String>>(content)? {
                    let next = u8::try_from(self.targets.names().len()).ok()?;
                    self.targets.add(TargetIndex(next), &name);
                }
            }
            b'c' => {
                let (begins, windows, alerts) = read::<(Vec<UnixMs>, Vec<ExamWindow>, Alerts)>(content)?;
                self.alerts = alerts;
                self.grants = Grants::of(begins);
                self.exam_windows = windows;
            }
            b'x' => {
                let tests = read::<Vec<(LineId, LineTests)>>(content)?;
                self.line_tests
                    .extend(tests.into_iter().map(|(line, tests)| (line, Arc::new(tests))));
            }
            b'i' => read::<Vec<ReviewItem>>(content)?
                .into_iter()
                .for_each(|item| self.reviews.put(item)),
            b'j' => {
                for (machine, record) in read::<Vec<(MachineId, MergeRecord)>>(content)? {
                    self.reviews.put_merge(machine, record);
                }
            }
            b'6' => read::<Vec<TiePair>>(content)?
                .into_iter()
                .for_each(|pair| self.apart.put(pair)),
            b'l' => {
                let mut reader = Unpacker::new(content);
                for line in reader.list::<_, Vec<Line>>(Line::unpack)? {
                    self.put_line(line);
                }
            }
            b'm' => {
                let first = MachineId(self.machines.count() as u32 + 1);
                return self
                    .machines
                    .add_chunk(unpack_chunk(content, first)?)
                    .then_some(());
            }
            b'y' => {
                let things = Arc::make_mut(&mut self.register.things);
                for thing in read::<Vec<Thing>>(content)? {
                    things.number(thing);
                }
            }
            b's' => read::<Vec<Session>>(content)?
                .into_iter()
                .for_each(|session| self.stocktakes.put(session)),
            b'5' => read::<Vec<SchoolPeople>>(content)?
                .into_iter()
                .for_each(|school| self.rolls.put_school(school)),
            b'd' => read::<Vec<(UnitKey, Declared)>>(content)?
                .into_iter()
                .for_each(|(site, declared)| self.rolls.put_declared(site, declared)),
            b'z' => {
                let mut reader = Unpacker::new(content);
                self.rolls.ids.take_block(&mut reader)?;
                return reader.is_empty().then_some(());
            }
            b'4' => {
                let mut reader = Unpacker::new(content);
                self.leaves.unpack(&mut reader)?;
                return reader.is_empty().then_some(());
            }
            b'3' => {
                let figures: Vec<FigureRecord> = read(content)?;
                figures.into_iter().for_each(|record| self.figures.put(record));
            }
            b'7' => {
                let plans: Vec<PlanRecord> = read(content)?;
                plans.into_iter().for_each(|record| self.plans.put(record));
            }
            b'1' => self.leaves.put_touched(read(content)?),
            b'2' => self.leaves.put_closed(read(content)?),
            b'q' => {
                let mut reader = Unpacker::new(content);
                equipment::image::unpack(&mut reader, &mut self.register)?;
                return reader.is_empty().then_some(());
            }
            b'b' => {
                let mut reader = Unpacker::new(content);
                books::image::unpack(&mut reader, &mut self.books)?;
                return reader.is_empty().then_some(());
            }
            _ => return None,
        }
        Some(())
    }
}

/// Takes the key with which agents hash neighbours out of the block that holds it, leaving zeros; `None` for any
/// other block.
pub fn take_hash_key(block: &mut Vec<u8>) -> Option<HashKey> {
    let (b'f', content) = block.split_first()? else {
        return None;
    };
    let mut made: FolderMade = read::<Option<FolderMade>>(content)??;
    let hash_key = std::mem::replace(&mut made.hash_key, HashKey([0; 32]));
    *block = json('f', &Some(made));
    Some(hash_key)
}

fn tagged(tag: char) -> Packer {
    let mut packer = Packer::default();
    packer.bytes(&[tag as u8]);
    packer
}

fn json<T: Serialize>(tag: char, content: &T) -> Vec<u8> {
    let mut block = vec![tag as u8];
    serde_json::to_writer(&mut block, content)
        .expect("the state holds only strings, numbers and lists, which always have a JSON text");
    block
}

fn json_blocks<T: Serialize>(tag: char, items: &[T]) -> Vec<Vec<u8>> {
    items
        .chunks(ITEMS_PER_BLOCK)
        .map(|items| json(tag, &items))
        .collect()
}

fn school_blocks(schools: &[&Arc<SchoolPeople>]) -> Vec<Vec<u8>> {
    let blocks = schools.chunks(SCHOOLS_PER_BLOCK).map(|schools| {
        let schools: Vec<&SchoolPeople> = schools.iter().map(|school| &***school).collect();
        json('5', &schools)
    });
    blocks.collect()
}

fn read<T: DeserializeOwned>(content: &[u8]) -> Option<T> {
    serde_json::from_slice(content).ok()
}

fn pack_lines(lines: &[&Arc<Line>]) -> Vec<u8> {
    let mut packer = tagged('l');
    packer.list(lines.iter(), |packer, line| line.pack(packer));
    packer.into_bytes()
}

fn pack_chunk(chunk: &Chunk) -> Vec<u8> {
    let mut packer = tagged('m');
    packer.list(0..chunk.len(), |packer, at| {
        packer.number(chunk.unit[at].0.into());
        packer.option(chunk.line[at], |packer, line| packer.number(line.0.into()));
        packer.signed(chunk.last_seen[at].0);
        packer.number(chunk.kind[at].0.into());
        packer.bytes(&[u8::from(chunk.warned[at])]);
        packer.text(chunk.text_at(at).unwrap_or_default());
        packer.block(chunk.packed_at(at).unwrap_or_default());
    });
    packer.list(chunk.days.iter(), |packer, held| {
        packer.signed(held.day.0.into());
        packer.block(&held.bytes(chunk.len()));
    });
    packer.into_bytes()
}

fn pack_records(chunk: &equipment::Chunk) -> Vec<u8> {
    let mut packer = tagged('q');
    equipment::image::pack(chunk, &mut packer);
    packer.into_bytes()
}

fn pack_book(books: &Books, chunk: &books::Chunk) -> Vec<u8> {
    let mut packer = tagged('b');
    books::image::pack(books, chunk, &mut packer);
    packer.into_bytes()
}

fn unpack_chunk(content: &[u8], first: MachineId) -> Option<Chunk> {
    let mut reader = Unpacker::new(content);
    let mut chunk = Chunk::default();
    let count: usize = reader.small()?;
    if count > CHUNK {
        return None;
    }
    for at in 0..count {
        let unit = UnitKey(reader.small()?);
        let line = reader.option(Unpacker::small)?.map(LineId);
        let last_seen = UnixMs(reader.signed()?);
        let kind = KindId(reader.small()?);
        let warned = reader.array()? != [0];
        let columns = Columns {
            id: MachineId(first.0 + at as u32),
            unit,
            line,
            last_seen,
            warned,
        };
        let text = reader.text()?;
        chunk.push_read(columns, kind, text, reader.block()?.into());
    }
    chunk.days = reader.list(|reader| {
        let day = Day(i32::try_from(reader.signed()?).ok()?);
        Some(Arc::new(ChunkDay::of_bytes(day, reader.block()?)?))
    })?;
    reader.is_empty().then_some(chunk)
}

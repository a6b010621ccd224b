//! The reports of a stocktake, C53-HD and tools: what the book says beside what was counted.
//!
//! ```text
//! what was frozen, events ──count──▶ Counted: lines of the book, things on no line ──▶ rows
//! ```
//! A line's things that have no record cannot be scanned, and what nobody looked at yet is not missing: then a line says
//! what was found, and no difference.

use crate::books::worth;
use crate::forms::Cell;
use crate::sheets::{number, text};
use crate::stocktake::{CountedSoFar, Found, Surplus, count};
use kiemke_config::forms::Column;
use kiemke_config::messages::{Catalogue, Lang, Msg, catalogue};
use kiemke_wire::book::BookLine;
use kiemke_wire::equipment::{Category, Condition};
use kiemke_wire::ids::{BookLineId, EquipmentId, UnitKey};
use kiemke_wire::stocktake::{ExpectedItem, ExpectedLine, ItemState};
use std::collections::{BTreeMap, BTreeSet};

/// Things that a note names before it counts the rest.
const NAMED_MAX: usize = 8;

/// What a stocktake counted, as far as its reports go.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// By line of the book.
    pub lines: BTreeMap<BookLineId, CountedLine>,
    /// What hangs on no line, and what has no record at all.
    pub things: Vec<CountedThing>,
}

/// What was counted of one line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CountedLine {
    /// What the book said when it was frozen; absent for a line of which nothing was to be here.
    pub booked: Option<ExpectedLine>,
    /// How many of its things have a record.
    pub recorded: u32,
    /// Where they should be.
    pub places: BTreeSet<UnitKey>,
    /// What became of these.
    pub tally: Tally,
}

/// A thing on no line of a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountedThing {
    /// What it is called; nothing for a code of which nobody said anything.
    pub name: String,
    /// What stands on its sticker.
    pub code: Option<String>,
    /// What kind; unknown without a record.
    pub category: Option<Category>,
    /// Where it should be, or was found.
    pub place: UnitKey,
    /// What it cost, đồng.
    pub cost_dong: Option<u64>,
    /// Whether it was to be accounted for: a school that keeps no book has its records for one.
    pub is_booked: bool,
    /// What became of it.
    pub tally: Tally,
}

/// What became of some things.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Found, or away by a paper.
    pub found: u32,
    /// Of these: away.
    pub away: u32,
    /// Of those found: what cannot be used any more.
    pub unusable: u32,
    /// What nobody looked at yet.
    pub not_counted: u32,
    /// What is not as it should be, each with how the thing is called where several stand on a line.
    pub notes: Vec<(Msg, Option<String>)>,
}

impl Tally {
    fn add(&mut self, found: &Found, in_scope: bool, name: Option<String>) {
        let is_away = found.state == ItemState::Away;
        self.found += u32::from(found.state.is_found() || is_away);
        self.away += u32::from(is_away);
        self.unusable += u32::from(found.condition == Some(Condition::Unusable));
        self.not_counted += u32::from(found.state == ItemState::NotYetCounted);
        let note = match found.state {
            _ if !in_scope => Msg::ItemFromElsewhere,
            ItemState::Matched => return,
            ItemState::Damaged => Msg::ItemDamaged,
            ItemState::Misplaced => Msg::ItemMisplaced,
            ItemState::FoundTwice => Msg::ItemFoundTwice,
            ItemState::Missing => Msg::ItemMissing,
            ItemState::NotYetCounted => Msg::ItemNotYetCounted,
            ItemState::Away => Msg::ItemAway,
        };
        self.notes.push((note, name));
    }

    /// How many could be looked at and still work.
    fn usable(&self) -> u32 {
        self.found - self.away - self.unusable
    }

    /// `thiếu: MT-03, MT-07; sai chỗ: MT-09`
    fn told(&self, texts: &Catalogue) -> String {
        let mut kinds: Vec<Msg> = Vec::new();
        for (note, _) in &self.notes {
            if !kinds.contains(note) {
                kinds.push(*note);
            }
        }
        let told = kinds.into_iter().map(|kind| {
            let of_kind = self.notes.iter().filter(|(note, _)| *note == kind);
            let names: Vec<&str> = of_kind.filter_map(|(_, name)| name.as_deref()).collect();
            let word = texts.text(kind);
            match (names.is_empty(), names.len().saturating_sub(NAMED_MAX)) {
                (true, _) => word.to_owned(),
                (false, 0) => format!("{word}: {}", names.join(", ")),
                (false, more) => format!("{word}: {}, +{more}", names[..NAMED_MAX].join(", ")),
            }
        });
        told.collect::<Vec<String>>().join("; ")
    }
}

impl Counted {
    /// Of a stocktake as far as it is.
    pub fn of(counted: &CountedSoFar) -> Self {
        let expected = &counted.expected;
        let result = count(&expected.items, &counted.events);
        let found: BTreeMap<EquipmentId, &Found> =
            result.items.iter().map(|item| (item.record, item)).collect();
        let mut of_stocktake = Self::default();
        for booked in &expected.lines {
            of_stocktake.lines.entry(booked.line).or_default().booked = Some(*booked);
        }
        for item in &expected.items {
            let found = found.get(&item.record).copied();
            match item.book_line {
                Some(line) => of_stocktake.add_to_line(line, item, found),
                None => of_stocktake
                    .things
                    .extend(found.map(|found| thing(item, found, expected.has_book))),
            }
        }
        let rest = result.surplus.into_iter().map(without_record);
        of_stocktake.things.extend(rest);
        of_stocktake
    }

    fn add_to_line(&mut self, line: BookLineId, item: &ExpectedItem, found: Option<&Found>) {
        // What nobody looks for here and nobody found here is no matter of this stocktake, unless the book has it still.
        let held = match found {
            Some(_) => Some(self.lines.entry(line).or_default()),
            None => self.lines.get_mut(&line),
        };
        let Some(held) = held else { return };
        held.recorded += u32::from(item.in_scope || item.lost);
        held.places.insert(item.room);
        match found {
            Some(found) => held.tally.add(found, item.in_scope, Some(name_of(item))),
            None if item.lost => held.tally.notes.push((Msg::ItemMissing, Some(name_of(item)))),
            None => {}
        }
    }
}

fn name_of(item: &ExpectedItem) -> String {
    item.code.clone().unwrap_or_else(|| item.record.to_string())
}

fn thing(item: &ExpectedItem, found: &Found, has_book: bool) -> CountedThing {
    let mut tally = Tally::default();
    tally.add(found, item.in_scope, None);
    if has_book {
        tally.notes.push((Msg::SheetNotInBook, None));
    }
    CountedThing {
        name: item.name.clone(),
        code: Some(name_of(item)),
        category: Some(item.category.clone()),
        place: found.place.unwrap_or(item.room),
        cost_dong: item.cost_dong,
        is_booked: item.in_scope && !has_book,
        tally,
    }
}

fn without_record(surplus: Surplus) -> CountedThing {
    let tally = Tally {
        found: 1,
        notes: vec![(Msg::SheetNoRecord, None)],
        ..Tally::default()
    };
    CountedThing {
        name: surplus.notes.join("; "),
        code: Some(surplus.code),
        category: None,
        place: surplus.room,
        cost_dong: None,
        is_booked: false,
        tally,
    }
}

/// The amounts of one side.
#[derive(Clone, Copy, Default)]
struct Side {
    quantity: Option<u64>,
    cost: Option<u64>,
    remaining: Option<u64>,
}

/// What a row says, whatever it is about.
struct Row<'a> {
    name: &'a str,
    number: Option<&'a str>,
    used_at: Option<&'a str>,
    measure: Option<&'a str>,
    unit_cost: Option<u64>,
    book: Side,
    found: Side,
    /// Whether the two sides can be held against each other.
    compares: bool,
    tally: Option<&'a Tally>,
    notes: String,
}

/// The cells of a line, with the places of its things where the book names none. Without `counted` the columns of what was counted stay empty.
pub fn counted_row<'a>(
    columns: impl Iterator<Item = &'a Column>,
    line: &BookLine,
    counted: Option<(&CountedLine, &str)>,
    lang: Lang,
) -> Vec<Cell> {
    let (counted, places) = counted.unzip();
    let texts = catalogue(lang);
    let now = counted.is_none().then(|| share(line, line.left()));
    let booked = counted.map(|counted| counted.booked);
    let book = match (now, booked.flatten()) {
        (Some(now), _) => now,
        (None, Some(booked)) => Side {
            quantity: Some(booked.quantity.into()),
            cost: booked.cost_dong,
            remaining: booked.remaining_dong,
        },
        (None, None) => share(line, 0),
    };
    let tally = counted.map(|counted| &counted.tally);
    let quantity = book.quantity.unwrap_or(0);
    let unrecorded = counted.map_or(0, |counted| quantity.saturating_sub(counted.recorded.into()));
    let mut notes: Vec<String> = tally.map(|tally| tally.told(texts)).into_iter().collect();
    if unrecorded > 0 {
        notes.push(texts.with(Msg::SheetUnrecorded, &[("n", unrecorded.to_string().into())]));
    }
    notes.retain(|note| !note.is_empty());
    let row = Row {
        name: &line.name,
        number: line.number.as_deref(),
        used_at: line.used_at.as_deref().or(places),
        measure: line.measure.as_deref(),
        unit_cost: line.cost_of_one(),
        book,
        found: tally.map_or(Side::default(), |tally| match booked.flatten() {
            Some(booked) if booked.quantity > 0 => part(&booked, tally.found),
            _ => share(line, tally.found),
        }),
        compares: tally.is_some_and(|tally| tally.not_counted == 0) && unrecorded == 0,
        tally,
        notes: notes.join("; "),
    };
    cells(columns, &row)
}

/// The cells of a thing on no line. `place` is the name of where it is.
pub fn thing_row<'a>(
    columns: impl Iterator<Item = &'a Column>,
    thing: &CountedThing,
    place: &str,
    lang: Lang,
) -> Vec<Cell> {
    let side = |quantity: u32| Side {
        quantity: Some(quantity.into()),
        cost: thing.cost_dong.map(|cost| cost * u64::from(quantity)),
        remaining: None,
    };
    let texts = catalogue(lang);
    let unnamed = texts.text(Msg::SheetUnnamed);
    let row = Row {
        name: if thing.name.is_empty() {
            unnamed
        } else {
            &thing.name
        },
        number: thing.code.as_deref(),
        used_at: Some(place),
        measure: None,
        unit_cost: thing.cost_dong,
        book: side(thing.is_booked.into()),
        found: match thing.tally.not_counted {
            0 => side(thing.tally.found),
            _ => Side::default(),
        },
        compares: true,
        tally: Some(&thing.tally),
        notes: thing.tally.told(texts),
    };
    cells(columns, &row)
}

fn cells<'a>(columns: impl Iterator<Item = &'a Column>, row: &Row<'_>) -> Vec<Cell> {
    let columns = columns.map(|column| match column.name.as_str() {
        "name" => text(Some(row.name)),
        "number" => text(row.number),
        "used_at" => text(row.used_at),
        "measure" => text(row.measure),
        "unit_cost" => number(row.unit_cost),
        "notes" => text(Some(&row.notes)),
        "usable" => number(row.tally.map(Tally::usable)),
        "unusable" => number(row.tally.map(|tally| tally.unusable)),
        name => match name.split_once('_') {
            Some((side, amount)) => side_cell(side, amount, row),
            None => Cell::Empty,
        },
    });
    columns.collect()
}

fn side_cell(side: &str, amount: &str, row: &Row<'_>) -> Cell {
    let of = |side: Side| match amount {
        "quantity" => side.quantity,
        "cost" => side.cost,
        "remaining" => side.remaining,
        _ => None,
    };
    let both = of(row.book).zip(of(row.found)).filter(|_| row.compares);
    match side {
        "book" => number(of(row.book)),
        "counted" => number(of(row.found)),
        "difference" => both.map_or(Cell::Empty, |(book, found)| {
            Cell::Number(found as f64 - book as f64)
        }),
        "surplus" => above(both.and_then(|(book, found)| found.checked_sub(book))),
        "missing" => above(both.and_then(|(book, found)| book.checked_sub(found))),
        _ => Cell::Empty,
    }
}

/// Nothing is written where nothing differs.
fn above(amount: Option<u64>) -> Cell {
    number(amount.filter(|amount| *amount > 0))
}

fn share(line: &BookLine, things: u32) -> Side {
    let worth = worth(line, things);
    Side {
        quantity: Some(things.into()),
        cost: worth.cost_dong,
        remaining: worth.remaining_dong,
    }
}

/// Of so many things of a line, by what was frozen: a paper that is signed says the same when it is printed again.
fn part(booked: &ExpectedLine, things: u32) -> Side {
    let of = |whole: Option<u64>| {
        let whole = u128::from(whole?) * u128::from(things);
        u64::try_from(whole / u128::from(booked.quantity.max(1))).ok()
    };
    Side {
        quantity: Some(things.into()),
        cost: of(booked.cost_dong),
        remaining: of(booked.remaining_dong),
    }
}

#[cfg(test)]
mod tests;

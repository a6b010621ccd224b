//! A school begins to count: what it should have is frozen.

use crate::books::{HeldLine, worth};
use crate::decide::Decision;
use crate::equipment::HeldRecord;
use crate::equipment::RECORDS_MAX;
use crate::equipment::decide::check;
use crate::fleet::Fleet;
use crate::refusal::Refusal;
use crate::stocktake::decide::{Asked, StocktakeWhy, invalid, members};
use crate::stocktake::{Session, StocktakeChange};
use crate::units::{Below, When};
use kiemke_wire::date::Date;
use kiemke_wire::equipment::EquipmentState;
use kiemke_wire::ids::{BookLineId, EquipmentId, Position, UnitKey};
use kiemke_wire::stocktake::{Expectation, ExpectedItem, ExpectedLine, ExpectedRoom};
use kiemke_wire::view::OpenStocktake;
use std::collections::{BTreeMap, BTreeSet};

/// Lines of the school's books that are frozen: some megabytes of an entry, ten times the largest school's.
const LINES_MAX: usize = 20_000;
/// How far the day as of which it is taken may lie from today: a mistyped year must not make evidence of years.
const ON_DAYS_MAX: i32 = 100;
/// How far ahead the next one may be due.
const DUE_DAYS_MAX: i32 = 3 * 366;

pub(super) fn decide(
    asked: &Asked<'_>,
    wish: &OpenStocktake,
    (held, lines): (&[HeldRecord], &[HeldLine]),
) -> Result<Decision, Refusal> {
    let (fleet, when) = (asked.fleet, asked.fleet.today(asked.now));
    let school = school(asked, &wish.unit, when)?;
    let scope = Scope::of(asked, wish, school, when)?;
    let (on, next_due_on) = days(wish, Date::of_unix_days(when.day.0))?;
    check::text("name", &wish.name, check::TEXT_BYTES_MAX)?;
    members("committee", wish.committee.iter().cloned())?;
    if let Some(document) = &wish.document {
        check::text("document.number", &document.number, check::TEXT_BYTES_MAX)?;
    }
    let now_there = fleet.records_of_school(school, when);
    if now_there.len() > RECORDS_MAX {
        return Err(Refusal::OverBound {
            what: "the number of the school's records",
            max: RECORDS_MAX as u64,
        });
    }
    let handed: Vec<(EquipmentId, Position)> = held.iter().map(|held| (held.id, held.changed_at)).collect();
    if handed != now_there {
        return Err(Refusal::Stale(format!("the register of {school}")));
    }
    let booked = fleet.lines_of_school(school);
    if booked.len() > LINES_MAX {
        return Err(Refusal::OverBound {
            what: "the number of lines of the school's books",
            max: LINES_MAX as u64,
        });
    }
    let handed: Vec<(BookLineId, Position)> = lines.iter().map(|held| (held.id, held.changed_at)).collect();
    if handed != booked {
        return Err(Refusal::Stale(format!("the books of {school}")));
    }
    let items: Vec<ExpectedItem> = held.iter().map(|held| scope.item(held)).collect();
    let rooms = scope.rooms(fleet, school, when, &items);
    let counted: BTreeSet<UnitKey> = rooms
        .iter()
        .filter(|room| room.in_scope)
        .map(|room| room.room)
        .collect();
    let overlaps = |session: &&Session| {
        let is_shared =
            session.whole || scope.whole || session.rooms.iter().any(|room| counted.contains(room));
        session.is_open() && session.school == school && is_shared
    };
    if let Some(other) = fleet.stocktakes.all().find(overlaps) {
        return Err(other.refusal(StocktakeWhy::Counting));
    }
    let stocktake = fleet.stocktakes.next_id();
    let entry = asked.entry(
        stocktake,
        StocktakeChange::Opened {
            school,
            name: wish.name.clone(),
            rooms: counted.into_iter().collect(),
            whole: scope.whole,
            committee: wish.committee.clone(),
            document: wish.document.clone(),
            on,
            next_due_on,
            agents_count: wish.agents_count,
            expected: Expectation {
                rooms,
                lines: scope.lines(lines, &items),
                has_book: !lines.is_empty(),
                items,
            },
        },
    );
    Ok(asked.done(stocktake, Position(0), None, vec![entry]))
}

fn school(asked: &Asked<'_>, name: &str, when: When) -> Result<UnitKey, Refusal> {
    if name.is_empty() {
        return Err(Refusal::UnitUnknown(String::new()));
    }
    let unit = asked.by.unit_named(asked.fleet, when, Some(name))?;
    let is_school = asked
        .fleet
        .unit(unit)
        .is_some_and(|record| record.kind(when) == "school");
    match is_school {
        true => Ok(unit),
        false => Err(invalid(
            "unit",
            "is no school; name the school, and its places in rooms",
        )),
    }
}

fn days(wish: &OpenStocktake, today: Date) -> Result<(Date, Date), Refusal> {
    let on = wish.on.unwrap_or(today);
    let apart = on.unix_days() - today.unix_days();
    if apart.abs() > ON_DAYS_MAX {
        return Err(invalid(
            "on",
            format!("lies more than {ON_DAYS_MAX} days from today, {today}"),
        ));
    }
    let due = wish.next_due_on.unwrap_or_else(|| a_year_after(on));
    match due.unix_days() - on.unix_days() {
        1..=DUE_DAYS_MAX => Ok((on, due)),
        _ => Err(invalid("next_due_on", "does not lie within three years after on")),
    }
}

fn a_year_after(on: Date) -> Date {
    // 29 February has a year later no day of its own.
    on.next_year()
}

/// What is counted.
struct Scope {
    whole: bool,
    parts: Vec<UnitKey>,
    below: Vec<Below>,
}

impl Scope {
    fn of(asked: &Asked<'_>, wish: &OpenStocktake, school: UnitKey, when: When) -> Result<Self, Refusal> {
        let named = wish.rooms.iter().enumerate().map(|(at, name)| {
            let unit = asked.by.unit_named(asked.fleet, when, Some(name))?;
            match !name.is_empty() && unit != school && asked.is_in(school, unit) {
                true => Ok(unit),
                false => Err(invalid(format!("rooms[{at}]"), "is no place of the school")),
            }
        });
        let parts = named.collect::<Result<BTreeSet<UnitKey>, Refusal>>()?;
        Ok(Self {
            whole: parts.is_empty(),
            below: parts.iter().map(|part| asked.fleet.below(*part, when)).collect(),
            parts: parts.into_iter().collect(),
        })
    }

    fn contains(&self, place: UnitKey) -> bool {
        self.whole || self.below.iter().any(|below| below.contains(place))
    }

    fn item(&self, held: &HeldRecord) -> ExpectedItem {
        let record = &held.record;
        // What was given up for lost need not be accounted for; it is known when it turns up.
        let is_lost = record.state == EquipmentState::Lost;
        ExpectedItem {
            record: held.id,
            code: record.code.clone(),
            serial: record.serial.clone(),
            name: record.name.clone(),
            category: record.category.clone(),
            room: record.place,
            seat: record.seat,
            in_scope: self.contains(record.place) && !is_lost,
            lost: is_lost,
            away: matches!(record.state, EquipmentState::Lent | EquipmentState::InRepair),
            cost_dong: record.cost_dong,
            machine: record.machine,
            book_line: record.book_line,
        }
    }

    /// Of a part of the school, its book tells what hangs on it there.
    fn lines(&self, held: &[HeldLine], items: &[ExpectedItem]) -> Vec<ExpectedLine> {
        let mut in_scope: BTreeMap<BookLineId, u32> = BTreeMap::new();
        for line in items
            .iter()
            .filter(|item| item.in_scope)
            .filter_map(|item| item.book_line)
        {
            *in_scope.entry(line).or_insert(0) += 1;
        }
        let lines = held.iter().filter_map(|held| {
            let quantity = match self.whole {
                true => held.line.left(),
                false => *in_scope.get(&held.id)?,
            };
            let worth = worth(&held.line, quantity);
            Some(ExpectedLine {
                line: held.id,
                quantity,
                cost_dong: worth.cost_dong,
                remaining_dong: worth.remaining_dong,
            })
        });
        lines.collect()
    }

    /// The places that have things, and rooms without any: something may have been put there.
    fn rooms(&self, fleet: &Fleet, school: UnitKey, when: When, items: &[ExpectedItem]) -> Vec<ExpectedRoom> {
        let mut places: BTreeSet<UnitKey> = items.iter().map(|item| item.room).collect();
        places.extend(&self.parts);
        let below = fleet.below(school, when);
        let is_room = |unit: &&crate::units::UnitRecord| {
            unit.kind(when) == "room" && unit.closed(when).is_none() && below.contains(unit.key)
        };
        places.extend(fleet.units().iter().filter(is_room).map(|unit| unit.key));
        let seen = places.into_iter().filter_map(|place| {
            let unit = fleet.unit(place)?;
            Some(ExpectedRoom {
                room: place,
                code: unit.code(when).map_or_else(|| place.to_string(), str::to_owned),
                name: unit.name(when).to_owned(),
                in_scope: self.contains(place),
            })
        });
        seen.collect()
    }
}

//! What schools say that they own: their books, and the records of things, most of them tied to the machine in it.

use super::stocktake::{self, Papers};
use super::units::Place;
use crate::hardware::Form;
use crate::seed::{Draw, Topic};
use crate::world::{Machine, MachineIndex, RoomKind, World};
use kiemke_core::books::{BookChanged, ChangedLine};
use kiemke_core::entry::Entry;
use kiemke_core::equipment::{ChangedRecord, EquipmentChanged};
use kiemke_wire::book::{BookKind, BookLine, Wear};
use kiemke_wire::equipment::{Act, ActionKind, Category, Condition, EquipmentState, Holder, Record};
use kiemke_wire::ids::{BookLineId, EquipmentId, MachineId, StocktakeId, UnitKey};
use kiemke_wire::time::UnixMs;
use std::collections::{BTreeMap, HashMap};

/// What has no agent: category, what it is called, đồng, and how many to a hundred machines, at least one.
const THINGS: [(&str, &str, u64, u32); 10] = [
    ("projector", "Máy chiếu Epson EB-E01", 11_900_000, 8),
    ("display", "Tivi Samsung 55 inch", 12_500_000, 12),
    ("printer", "Máy in Canon LBP2900", 3_800_000, 7),
    ("switch", "Switch TP-Link 24 cổng", 2_200_000, 3),
    ("access_point", "Bộ phát Wi-Fi UniFi U6 Lite", 3_100_000, 4),
    ("router", "Modem cáp quang", 900_000, 0),
    ("ups", "Bộ lưu điện Santak 1000", 2_700_000, 2),
    ("camera", "Camera lớp học Hikvision", 1_400_000, 5),
    ("furniture", "Bộ bàn ghế máy tính", 1_600_000, 110),
    ("lab_set", "Bộ thí nghiệm Vật lý", 6_400_000, 20),
];
/// What a machine cost, đồng, and what it is called, by its form.
const FORMS: [(Form, &str, &str, u64); 5] = [
    (Form::Office, "desktop", "Máy tính để bàn", 11_500_000),
    (Form::Old, "desktop", "Máy tính để bàn", 7_900_000),
    (Form::Mini, "desktop", "Máy tính để bàn", 9_200_000),
    (Form::Laptop, "laptop", "Máy tính xách tay", 14_800_000),
    (Form::Server, "server", "Máy chủ", 45_000_000),
];
/// Who paid.
const FUNDS: [(u32, &str); 3] = [(70, "Ngân sách"), (22, "Xã hội hóa"), (8, "Tài trợ")];
/// Schools whose book nobody has entered, of a thousand.
const WITHOUT_BOOK: u32 = 120;
/// Things without an agent that are in the book alone, of a thousand.
const WITHOUT_RECORD: u32 = 330;
/// What becomes of things without an agent.
const STATES: [(u32, (EquipmentState, Condition)); 4] = [
    (88, (EquipmentState::InUse, Condition::Good)),
    (6, (EquipmentState::Broken, Condition::Unusable)),
    (3, (EquipmentState::InStore, Condition::Usable)),
    (3, (EquipmentState::InRepair, Condition::Poor)),
];
/// Years in which schools bought.
const BOUGHT: [u32; 2] = [2013, 2025];

/// How the record of a machine stands to it.
#[derive(Clone, Copy)]
enum Kept {
    /// Tied to it.
    Tied,
    /// There, and nobody has tied them.
    Apart,
    /// Only in the book.
    BookAlone,
}

const KEPT: [(u32, Kept); 3] = [(84, Kept::Tied), (8, Kept::Apart), (8, Kept::BookAlone)];

/// The numbers that were given last.
#[derive(Default)]
pub(super) struct Numbers {
    records: u32,
    lines: u32,
    stocktakes: u32,
}

/// What a school says of a thing; equal ones stand in one line of its book.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Bought {
    category: &'static str,
    name: String,
    maker: Option<&'static str>,
    model: Option<&'static str>,
    year: u16,
    dong: u64,
    fund: &'static str,
}

/// The entries of a school: its book, if somebody has entered it, its records, and its stocktake, if it has closed one;
/// and what they say.
pub(super) fn of(
    world: &World,
    place: &Place,
    machines: &HashMap<MachineIndex, MachineId>,
    numbers: &mut Numbers,
    at: UnixMs,
) -> (Vec<Entry>, Papers) {
    let mut draw = world
        .seed()
        .draw(Topic::Papers, u64::from(place.index.0) << 2 | 3);
    let has_book = !draw.per_mille(WITHOUT_BOOK);
    let mut things: BTreeMap<Bought, (u32, Vec<Record>)> = BTreeMap::new();
    let (first, count) = world.machines_of(place.index);
    for index in (first.0..first.0 + count).map(MachineIndex) {
        let machine = world.machine(index);
        let Some(bought) = bought(world, &machine) else {
            continue;
        };
        let tied = match draw.weighted(&KEPT) {
            Kept::Tied => machines.get(&index).copied(),
            Kept::Apart => None,
            Kept::BookAlone => {
                things.entry(bought).or_default().0 += 1;
                continue;
            }
        };
        let record = Record {
            serial: (!machine.hardware.serials.junk).then(|| machine.hardware.serials.system.clone()),
            holder: Some(match machine.room.kind {
                RoomKind::Lab => Holder::Lab,
                RoomKind::Office | RoomKind::Library => Holder::Staff,
            }),
            seat: Some(machine.seat),
            machine: tied,
            ..record(&bought, place.of(machine.room.site, &machine.room.code))
        };
        let line = things.entry(bought).or_default();
        line.0 += 1;
        line.1.push(record);
    }
    let rooms: Vec<&str> = place.rooms.keys().map(String::as_str).collect();
    for (category, name, dong, of_hundred) in THINGS {
        for _ in 0..(count * of_hundred / 100).max(1) {
            let bought = Bought {
                category,
                name: name.to_owned(),
                maker: None,
                model: None,
                year: year(&mut draw),
                dong,
                fund: draw.weighted::<&'static str>(&FUNDS),
            };
            let (state, condition) = *draw.weighted(&STATES);
            let record = Record {
                state,
                condition: Some(condition),
                holder: Some(Holder::Staff),
                ..record(&bought, place.of(0, draw.pick::<&str>(&rooms)))
            };
            let line = things.entry(bought).or_default();
            line.0 += 1;
            if !draw.per_mille(WITHOUT_RECORD) {
                line.1.push(record);
            }
        }
    }
    let (mut entries, mut papers) = entries(place.school, has_book, things, numbers, at);
    let next = StocktakeId(numbers.stocktakes + 1);
    let taken = stocktake::take(world.seed(), place, &mut papers, next, at);
    numbers.stocktakes += u32::from(!taken.is_empty());
    entries.extend(taken);
    (entries, papers)
}

fn entries(
    school: UnitKey,
    has_book: bool,
    things: BTreeMap<Bought, (u32, Vec<Record>)>,
    numbers: &mut Numbers,
    at: UnixMs,
) -> (Vec<Entry>, Papers) {
    let (mut lines, mut records) = (Vec::new(), Vec::new());
    let mut papers = Papers::default();
    let mut codes: BTreeMap<&str, u32> = BTreeMap::new();
    for (ordinal, (bought, (quantity, of_line))) in (1..).zip(things) {
        let line = has_book.then(|| {
            numbers.lines += 1;
            BookLineId(numbers.lines)
        });
        papers.lines.extend(line.map(|id| (id, quantity, bought.dong)));
        lines.extend(line.map(|id| ChangedLine {
            id,
            line: book_line(school, ordinal, &bought, quantity),
            changes: Vec::new(),
        }));
        for record in of_line {
            let code = codes.entry(bought.category).or_default();
            *code += 1;
            numbers.records += 1;
            let id = EquipmentId(numbers.records);
            let record = Record {
                code: Some(format!("{}-{code:03}", bought.category.to_uppercase())),
                book_line: line,
                ..record
            };
            papers.records.insert(id, record.clone());
            records.push(ChangedRecord {
                id,
                record,
                changes: Vec::new(),
            });
        }
    }
    let book = (!lines.is_empty()).then(|| {
        Entry::BookChanged(Box::new(BookChanged {
            at,
            by: None,
            document: Some("S24-H.xlsx".into()),
            lines,
        }))
    });
    let made = (!records.is_empty()).then(|| {
        Entry::EquipmentChanged(Box::new(EquipmentChanged {
            at,
            by: None,
            act: Act::of(ActionKind::Receive),
            undoes: None,
            records,
        }))
    });
    (book.into_iter().chain(made).collect(), papers)
}

fn book_line(school: UnitKey, ordinal: u32, bought: &Bought, quantity: u32) -> BookLine {
    BookLine {
        book: BookKind::S24H,
        school,
        number: Some(format!("TS{ordinal:03}")),
        document: None,
        ordinal: 1,
        entered_on: None,
        name: bought.name.clone(),
        category: Category(bought.category.to_owned()),
        measure: Some("bộ".to_owned()),
        quantity,
        unit_cost_dong: Some(bought.dong),
        cost_dong: Some(bought.dong * u64::from(quantity)),
        country: None,
        year_in_use: Some(bought.year),
        card: None,
        used_at: None,
        maker: bought.maker.map(str::to_owned),
        model: bought.model.map(str::to_owned),
        serial: None,
        funding: Some(bought.fund.to_owned()),
        wear: Wear::default(),
        decreases: Vec::new(),
        notes: None,
    }
}

/// How a machine was bought: a lab at once, others piece by piece. A virtual machine is none of a school's things.
fn bought(world: &World, machine: &Machine) -> Option<Bought> {
    let model = machine.hardware.model;
    let (_, category, name, dong) = FORMS.iter().copied().find(|(form, ..)| *form == model.form)?;
    let mut draw = world.seed().draw(Topic::Papers, machine.room.batch << 8 | 0x80);
    Some(Bought {
        category,
        name: format!("{name} {} {}", model.maker, model.name),
        maker: Some(model.maker),
        model: Some(model.name),
        year: year(&mut draw),
        dong,
        fund: draw.weighted::<&'static str>(&FUNDS),
    })
}

fn year(draw: &mut Draw) -> u16 {
    u16::try_from(draw.between(BOUGHT[0], BOUGHT[1])).unwrap_or_default()
}

/// A thing that works.
fn record(bought: &Bought, place: UnitKey) -> Record {
    Record {
        maker: bought.maker.map(str::to_owned),
        model: bought.model.map(str::to_owned),
        condition: Some(Condition::Good),
        funding: Some(bought.fund.to_owned()),
        year_in_use: Some(bought.year),
        cost_dong: Some(bought.dong),
        ..Record::of(bought.name.clone(), Category(bought.category.to_owned()), place)
    }
}

//! Books without a disk, and people who hand in what they read from them.

use kiemke_config::calendar::Calendar;
use kiemke_config::categories::Categories;
use kiemke_config::forms::Form;
use kiemke_core::books::{BookHeld, BookWish, HeldLine, Needs, RowAnswer, needs};
use kiemke_core::decide::{Rules, dry_run_book};
use kiemke_core::entry::{Entry, FolderMade, UnitMade};
use kiemke_core::equipment::{EquipmentCommand, HeldRecord};
use kiemke_core::forms::{Cell, Sheet, locate, read};
use kiemke_core::query::{Days, Scene, Yardsticks};
use kiemke_core::rows::{self, RowChange, RowKey};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide};
use kiemke_wire::book::{BookHistoryLine, BookKind, BookLine};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::equipment::{Act, ActionKind, Category, Record};
use kiemke_wire::ids::{BookLineId, EquipmentId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::ImportReport;
use std::collections::BTreeMap;

/// 2026-11-24 in the morning.
pub(crate) const NOW: UnixMs = UnixMs(1_795_503_600_000);
/// Two schools, and a room of the first.
pub(crate) const SCHOOLS: [UnitKey; 2] = [UnitKey(2), UnitKey(4)];
pub(crate) const ROOM: UnitKey = UnitKey(3);

/// How a table is brought.
#[derive(Clone, Default)]
pub(crate) struct How {
    pub(crate) split: bool,
    pub(crate) answers: Vec<(u32, RowAnswer)>,
    pub(crate) school: Option<UnitKey>,
}

pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) rows: BTreeMap<RowKey, Vec<u8>>,
    rules: Rules,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            fleet: Fleet::default(),
            rows: BTreeMap::new(),
            rules: Rules::default(),
        };
        world.apply(&Entry::FolderMade(FolderMade {
            at: NOW,
            hash_key: HashKey([7; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        for (key, code, name, kind, parent) in [
            (2, "t1", "THCS Một", "school", 1),
            (3, "p1", "Phòng tin học 1", "room", 2),
            (4, "t2", "THCS Hai", "school", 1),
        ] {
            world.apply(&Entry::UnitMade(UnitMade {
                unit: UnitKey(key),
                at: NOW,
                code: code.into(),
                name: name.into(),
                kind: kind.into(),
                parent: UnitKey(parent),
            }));
        }
        world
    }

    pub(crate) fn apply(&mut self, entry: &Entry) {
        // What goes through the journal comes back as text.
        let entry: Entry = serde_json::from_str(&serde_json::to_string(entry).unwrap()).unwrap();
        let position = self.fleet.position().next();
        for change in self.fleet.advance(position, &entry).1 {
            match change {
                RowChange::Put(key, row) => {
                    self.rows.insert(key, row);
                }
                RowChange::Append(key, position, lines) => {
                    let held = self.rows.get(&key).and_then(|row| rows::payload(row));
                    let lines = rows::appended(&key, held.unwrap_or_default(), &lines);
                    self.rows.insert(key, rows::value(position, &lines));
                }
                // Inventories are no part of this.
                RowChange::Section(..) => {}
                other @ RowChange::Delete(_) => panic!("{other:?}"),
            }
        }
    }

    /// Tries a table and takes it in; both must say the same, and what is refused changes nothing.
    pub(crate) fn import(&mut self, book: BookKind, sheet: &Sheet, how: &How) -> ImportReport {
        let wish = self.wish(book, sheet, how);
        let held = self.held(&wish);
        let reader = Reader::administrator();
        let categories = Categories::shipped();
        let mut tried = dry_run_book(&self.fleet, &reader, &categories, (&wish, &held), NOW).unwrap();
        let before = self.fleet.position();
        let (wish, held) = (Box::new(wish), Box::new(held));
        let command = Command::ImportBook {
            by: reader,
            wish,
            held,
        };
        let decision = decide(&self.fleet, &self.rules, command, NOW).unwrap();
        for entry in &decision.entries {
            self.apply(entry);
        }
        let Answer::Imported(report) = decision.answer else {
            panic!("{:?}", decision.answer);
        };
        assert_eq!(report.applied, self.fleet.position() != before);
        tried.applied = report.applied;
        assert_eq!(tried, report, "a dry run says what happens");
        self.check_image();
        report
    }

    /// As [`Self::import`], by an owner whose state went on since the books were read.
    pub(crate) fn refused(&self, wish: BookWish, held: BookHeld) -> Refusal {
        let (by, wish, held) = (Reader::administrator(), Box::new(wish), Box::new(held));
        decide(
            &self.fleet,
            &self.rules,
            Command::ImportBook { by, wish, held },
            NOW,
        )
        .unwrap_err()
    }

    pub(crate) fn wish(&self, book: BookKind, sheet: &Sheet, how: &How) -> BookWish {
        let form = form(book);
        let layout = locate(&form, sheet).unwrap();
        BookWish {
            book,
            table: read(&form, sheet, &layout),
            form,
            school: how.school.or(Some(SCHOOLS[0])),
            split: how.split,
            answers: how.answers.iter().cloned().collect(),
            file: Some("so.xlsx".into()),
        }
    }

    pub(crate) fn held(&self, wish: &BookWish) -> BookHeld {
        let reader = Reader::administrator();
        let Needs { lines, records } = needs(&self.fleet, &reader, &Categories::shipped(), wish, NOW);
        BookHeld {
            lines: lines.into_iter().filter_map(|id| self.held_line(id)).collect(),
            records: records
                .into_iter()
                .filter_map(|id| self.held_record(id))
                .collect(),
        }
    }

    fn held_line(&self, id: BookLineId) -> Option<HeldLine> {
        let key = RowKey::book_line(id);
        let row = self.rows.get(&key)?;
        Some(HeldLine {
            id,
            changed_at: rows::changed_at(row).unwrap(),
            line: rows::read(&key.0, row).unwrap(),
        })
    }

    fn held_record(&self, id: EquipmentId) -> Option<HeldRecord> {
        let key = RowKey::equipment(id);
        let row = self.rows.get(&key)?;
        Some(HeldRecord {
            id,
            changed_at: rows::changed_at(row).unwrap(),
            record: rows::read(&key.0, row).unwrap(),
        })
    }

    pub(crate) fn line(&self, id: u32) -> BookLine {
        self.held_line(BookLineId(id)).expect("there").line
    }

    pub(crate) fn lines(&self) -> Vec<BookLine> {
        (1..)
            .map_while(|id| self.held_line(BookLineId(id)))
            .map(|held| held.line)
            .collect()
    }

    pub(crate) fn records(&self) -> Vec<Record> {
        (1..)
            .map_while(|id| self.held_record(EquipmentId(id)))
            .map(|held| held.record)
            .collect()
    }

    pub(crate) fn history(&self, id: u32) -> Vec<BookHistoryLine> {
        let key = RowKey::book_history(BookLineId(id));
        rows::read_lines(&key, &self.rows[&key]).unwrap()
    }

    pub(crate) fn receive(&mut self, records: Vec<Record>) {
        let act = Act::of(ActionKind::Receive);
        let command = Box::new(EquipmentCommand::Receive { records, act });
        let decision = decide(
            &self.fleet,
            &self.rules,
            Command::Equipment {
                by: Reader::administrator(),
                command,
            },
            NOW,
        );
        for entry in decision.unwrap().entries {
            self.apply(&entry);
        }
    }

    /// Asks about the state as an administrator does.
    pub(crate) fn ask<T>(&self, question: impl FnOnce(&Scene<'_>) -> T) -> T {
        self.ask_at(NOW, question)
    }

    pub(crate) fn ask_at<T>(&self, now: UnixMs, question: impl FnOnce(&Scene<'_>) -> T) -> T {
        ask_of(&self.fleet, now, question)
    }

    /// The same of a copy, as it is counted beside the work.
    pub(crate) fn ask_copy_at<T>(&self, now: UnixMs, question: impl FnOnce(&Scene<'_>) -> T) -> T {
        let mut copy = self.fleet.clone();
        copy.find_ties();
        ask_of(&copy, now, question)
    }

    /// An image gives the state back, block by block.
    fn check_image(&self) {
        let blocks: Vec<Vec<u8>> = self.fleet.image().collect();
        let read = Fleet::from_image(blocks.clone().into_iter()).unwrap();
        assert!(read.image().eq(blocks), "an image changes nothing");
    }
}

fn ask_of<T>(fleet: &Fleet, now: UnixMs, question: impl FnOnce(&Scene<'_>) -> T) -> T {
    let days = Days::new(Calendar::shipped(), 420);
    question(&Scene {
        fleet,
        now,
        days: &days,
        root_name: "gốc",
        reader: &Reader::administrator(),
        yardsticks: Yardsticks::shipped(),
        standards: &kiemke_core::query::Standards::shipped(),
    })
}

pub(crate) fn form(book: BookKind) -> Form {
    let name = match book {
        BookKind::List => "book-list",
        book => book.code(),
    };
    Form::named(name).unwrap()
}

/// A sheet, cells apart by `|`; what reads as a number is one unless `'` stands in front.
pub(crate) fn sheet(text: &str) -> Sheet {
    let cell = |text: &str| match text.trim() {
        "" => Cell::Empty,
        text => match (text.strip_prefix('\''), text.parse()) {
            (Some(text), _) => Cell::Text(text.into()),
            (None, Ok(number)) => Cell::Number(number),
            (None, Err(_)) => Cell::Text(text.into()),
        },
    };
    let rows = text.lines().map(|line| line.split('|').map(cell).collect());
    Sheet {
        name: String::new(),
        rows: rows.collect(),
    }
}

pub(crate) fn desktop(code: &str, place: UnitKey) -> Record {
    Record {
        code: (!code.is_empty()).then(|| code.into()),
        ..Record::of("Máy tính để bàn".into(), Category("desktop".into()), place)
    }
}

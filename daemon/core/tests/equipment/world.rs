//! A register without a disk, and people who hand in what they read from it.

use kiemke_core::decide::Rules;
use kiemke_core::entry::{Enrolled, Entry, FolderMade, UnitMade};
use kiemke_core::equipment::{EquipmentCommand, HeldRecord};
use kiemke_core::identity::Evidence;
use kiemke_core::rows::{self, RowChange, RowKey};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide};
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::equipment::{Category, EquipmentState, FieldChange, HistoryLine, Record};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, EquipmentId, MachineId, Position, TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use std::collections::BTreeMap;

pub(crate) const NOW: UnixMs = UnixMs(1_795_503_600_000);
/// The first school's rooms, and one of another school.
pub(crate) const ROOMS: [UnitKey; 3] = [UnitKey(3), UnitKey(4), UnitKey(6)];

/// Machines in the first room.
pub(crate) const MACHINES: u32 = 3;

pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) entries: Vec<Entry>,
    pub(crate) rows: BTreeMap<RowKey, Vec<u8>>,
    rules: Rules,
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            fleet: Fleet::default(),
            entries: Vec::new(),
            rows: BTreeMap::new(),
            rules: Rules::default(),
        };
        world.apply(Entry::FolderMade(FolderMade {
            at: NOW,
            hash_key: HashKey([7; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        for (key, kind, parent) in [
            (2, "school", 1),
            (3, "room", 2),
            (4, "room", 2),
            (5, "school", 1),
            (6, "room", 5),
        ] {
            world.apply(Entry::UnitMade(UnitMade {
                unit: UnitKey(key),
                at: NOW,
                code: format!("c{key}"),
                name: format!("Đơn vị {key}"),
                kind: kind.into(),
                parent: UnitKey(parent),
            }));
        }
        for number in 1..=MACHINES {
            world.enrol(number);
        }
        world
    }

    /// A machine in the first school, by its number.
    fn enrol(&mut self, number: u32) {
        let byte = number as u8;
        let request = EnrolRequest {
            v: 1,
            agent: AgentId([byte; 16]),
            secret_hash: SecretHash([byte; 32]),
            version: "0.1.0".into(),
            host_name: Some(format!("PC{number}")),
            identity: IdentityFacts::default(),
            macs: Vec::new(),
            disk_serials: Vec::new(),
            room: None,
            seat: Some(number as u16),
        };
        self.apply(Entry::Enrolled(Box::new(Enrolled {
            machine: MachineId(number),
            at: NOW,
            unit: ROOMS[0],
            token: TokenId(1),
            request,
            evidence: Evidence::default(),
            former: None,
            review: None,
        })));
    }

    fn apply(&mut self, entry: Entry) {
        let position = self.fleet.position().next();
        for change in self.fleet.advance(position, &entry).1 {
            match change {
                RowChange::Put(key, row) => {
                    self.rows.insert(key, row);
                }
                RowChange::Append(key, position, lines) => {
                    let held = self
                        .rows
                        .get(&key)
                        .and_then(|row| rows::payload(row))
                        .unwrap_or_default();
                    let row = rows::value(position, &rows::appended(&key, held, &lines));
                    self.rows.insert(key, row);
                }
                other => panic!("{other:?}"),
            }
        }
        // What goes through the journal comes back as text.
        let text = serde_json::to_string(&entry).expect("entries have a text");
        self.entries
            .push(serde_json::from_str(&text).expect("and are read back"));
    }

    /// Carries a command out; the entry that it made, if it changed anything.
    pub(crate) fn ask(&mut self, command: EquipmentCommand) -> Result<Option<Position>, Refusal> {
        self.ask_as(Reader::administrator(), command)
    }

    pub(crate) fn ask_as(
        &mut self,
        by: Reader,
        command: EquipmentCommand,
    ) -> Result<Option<Position>, Refusal> {
        let command = Command::Equipment {
            by,
            command: Box::new(command),
        };
        match self.command(command)? {
            Answer::Equipment { entry, ids, .. } => Ok((!ids.is_empty()).then_some(entry)),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<Answer, Refusal> {
        let decision = decide(&self.fleet, &self.rules, command, NOW)?;
        for entry in decision.entries {
            self.apply(entry);
        }
        Ok(decision.answer)
    }

    pub(crate) fn held(&self, id: EquipmentId) -> Option<HeldRecord> {
        let row = self.rows.get(&RowKey::equipment(id))?;
        Some(HeldRecord {
            id,
            changed_at: rows::changed_at(row).expect("rows have a head"),
            record: rows::read(&RowKey::equipment(id).0, row).expect("readable"),
        })
    }

    pub(crate) fn record(&self, id: u32) -> Record {
        self.held(EquipmentId(id)).expect("there").record
    }

    pub(crate) fn history(&self, id: EquipmentId) -> Vec<HistoryLine> {
        let key = RowKey::equipment_history(id);
        rows::read_lines(&key, &self.rows[&key]).expect("readable")
    }

    /// What whoever takes an entry back hands in.
    pub(crate) fn undo_of(&self, of: Position) -> EquipmentCommand {
        let ids = (1..=self.count()).map(EquipmentId);
        let touched = ids.filter_map(|id| {
            let held = self.held(id)?;
            let line = self.history(id).into_iter().find(|line| line.entry == of)?;
            Some((held, line.changes))
        });
        EquipmentCommand::Undo {
            of,
            held: touched.collect::<Vec<(HeldRecord, Vec<FieldChange>)>>(),
        }
    }

    pub(crate) fn count(&self) -> u32 {
        let is_record = |key: &&RowKey| key.0.first() == Some(&b'e');
        self.rows.keys().filter(is_record).count() as u32
    }

    /// All records as they are, by number.
    pub(crate) fn records(&self) -> Vec<Record> {
        (1..=self.count()).map(|id| self.record(id)).collect()
    }
}

pub(crate) fn tablet(code: &str, place: UnitKey) -> Record {
    Record {
        code: Some(code.into()),
        state: EquipmentState::InStore,
        year_in_use: Some(2023),
        cost_dong: Some(4_500_000),
        ..Record::of("Máy tính bảng".into(), Category("tablet".into()), place)
    }
}

impl World {
    /// The entry that this one took back.
    pub(crate) fn history_of_undo(&self, entry: Position) -> Position {
        let ids = (1..=self.count()).map(EquipmentId);
        let lines = ids.flat_map(|id| self.history(id));
        let mut undone = lines
            .filter(|line| line.entry == entry)
            .filter_map(|line| line.undoes);
        undone.next().expect("it took one back")
    }
}

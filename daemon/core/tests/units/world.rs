//! A daemon without a disk, to which tables are brought.

use kiemke_config::calendar::Calendar;
use kiemke_config::forms::Form;
use kiemke_core::cold::Day;
use kiemke_core::command::{TableKind, UnitAction};
use kiemke_core::decide::{Ground, Rules, dry_run};
use kiemke_core::entry::{Enrolled, Entry, FolderMade};
use kiemke_core::forms::{Cell, FormRows, Sheet, locate, read};
use kiemke_core::query::{Days, Places, Scene};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide};
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::IdentityFacts;
use kiemke_wire::ids::{AgentId, MachineId, TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, UnixMs};
use kiemke_wire::view::{ImportReport, Known, UnitGroups};

/// 2026-11-24 07:00 UTC.
pub(crate) const NOW: UnixMs = UnixMs(1_795_503_600_000);

pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) now: UnixMs,
    pub(crate) rules: Rules,
    days: Days,
    reader: Reader,
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// A sheet of texts, one row a line, cells parted by bars.
pub(crate) fn sheet(text: &str) -> Sheet {
    let row = |line: &str| {
        line.split('|')
            .map(|cell| Cell::Text(cell.trim().into()))
            .collect()
    };
    Sheet {
        name: String::new(),
        rows: text.lines().map(row).collect(),
    }
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            fleet: Fleet::default(),
            now: NOW,
            rules: Rules::default(),
            days: Days::new(Calendar::shipped(), 420),
            reader: Reader::administrator(),
        };
        world.take(&Entry::FolderMade(FolderMade {
            at: NOW.plus(-800 * DAY_MS),
            hash_key: HashKey([0; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        world
    }

    pub(crate) fn take(&mut self, entry: &Entry) {
        self.fleet.apply(self.fleet.position().next(), entry);
    }

    pub(crate) fn run(&mut self, command: &Command) -> Result<Answer, Refusal> {
        let decision = decide(&self.fleet, &self.rules, command.clone(), self.now)?;
        for entry in &decision.entries {
            // As the journal holds it.
            let json = serde_json::to_string(entry).unwrap();
            self.take(&serde_json::from_str(&json).unwrap());
        }
        Ok(decision.answer)
    }

    pub(crate) fn rows(&self, kind: TableKind, sheet: &Sheet) -> FormRows {
        let form = form(kind);
        let layout = locate(&form, sheet).unwrap();
        read(&form, sheet, &layout)
    }

    pub(crate) fn import(&mut self, kind: TableKind, sheet: &Sheet) -> ImportReport {
        let table = Box::new(self.rows(kind, sheet));
        let tried = dry_run(&self.fleet, &self.rules.kinds, kind, &table, self.now).unwrap();
        let ground = Ground::default();
        let answer = self.run(&Command::Import { kind, table, ground }).unwrap();
        let Answer::Imported(report) = answer else {
            panic!("{answer:?}")
        };
        let counts = |report: &ImportReport| (report.new, report.changed, report.unchanged, report.refused);
        assert_eq!(counts(&tried), counts(&report), "a dry run says what happens");
        report
    }

    pub(crate) fn units(&mut self, text: &str) -> ImportReport {
        self.import(TableKind::Units, &sheet(text))
    }

    pub(crate) fn act(&mut self, unit: &str, action: UnitAction) -> Result<Answer, Refusal> {
        let unit = self.unit(unit);
        let command = Command::ChangeUnit {
            unit,
            seen: self.fleet.unit(unit).unwrap().changed_at,
            action: Box::new(action),
            ground: Ground::default(),
        };
        self.run(&command)
    }

    pub(crate) fn unit(&self, name: &str) -> UnitKey {
        self.fleet.unit_called(name, self.fleet.today(self.now)).unwrap()
    }

    pub(crate) fn enrol(&mut self, unit: UnitKey) {
        let number = self.fleet.machine_count() as u32 + 1;
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&number.to_le_bytes());
        let mut agent = [0; 16];
        agent[..4].copy_from_slice(&number.to_le_bytes());
        let enrolled = Enrolled {
            machine: MachineId(number),
            at: self.now.plus(-790 * DAY_MS),
            unit,
            token: TokenId(1),
            request: EnrolRequest {
                v: 1,
                agent: AgentId(agent),
                secret_hash: SecretHash(bytes),
                version: "0.1.0".into(),
                host_name: None,
                identity: IdentityFacts::default(),
                macs: Vec::new(),
                disk_serials: Vec::new(),
                room: None,
                seat: None,
            },
            evidence: kiemke_core::identity::Evidence::default(),
            former: None,
            review: None,
        };
        self.take(&Entry::Enrolled(Box::new(enrolled)));
    }

    pub(crate) fn places(&self, at: Option<&str>, known: Known) -> Places<'_> {
        let scene = Scene {
            standards: &self.rules.standards,
            fleet: &self.fleet,
            now: self.now,
            days: &self.days,
            root_name: "gốc",
            reader: &self.reader,
            yardsticks: kiemke_core::query::Yardsticks::shipped(),
        };
        Places::of(scene, &self.rules.kinds, at.map(day), known)
    }

    pub(crate) fn groups(&self, unit: UnitKey, by: &str, at: Option<&str>) -> UnitGroups {
        self.places(at, Known::Now).groups(unit, by)
    }

    /// The code of the unit above on a day.
    pub(crate) fn above(&self, unit: &str, at: &str, known: Known) -> Option<String> {
        let places = self.places(Some(at), known);
        let record = self.fleet.unit(self.unit(unit)).unwrap();
        let parent = self.fleet.unit(record.parent(places.when)?)?;
        Some(parent.code(places.when).unwrap_or("?").to_owned())
    }
}

pub(crate) fn form(kind: TableKind) -> Form {
    match kind {
        TableKind::Units => Form::units(),
        TableKind::Lines => Form::lines(),
    }
}

//! Schools without a disk, and whoever brings rosters and answers.

use kiemke_config::forms::Form;
use kiemke_config::level::Levels;
use kiemke_core::cold::Day;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade, UnitMade};
use kiemke_core::forms::{Cell, FormRows, Sheet, locate, read};
use kiemke_core::people::{
    Asking, Draft, HeldSchool, PeopleAct, PeopleCommand, Person, RosterWish, SurveyWish, plan_person,
    plan_roster, plan_survey, schools_named, survey_rows,
};
use kiemke_core::rows::{self, RowChange, RowKey};
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide};
use kiemke_wire::enrol::HashKey;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::person::PersonFields;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Actor, ImportReport, Role};
use std::collections::BTreeMap;

/// 2026-11-24 07:00 UTC.
pub(crate) const NOW: UnixMs = UnixMs(1_795_503_600_000);
/// Two schools, and a site of the first.
pub(crate) const A: UnitKey = UnitKey(2);
pub(crate) const B: UnitKey = UnitKey(3);
pub(crate) const SITE: UnitKey = UnitKey(4);

pub(crate) const HEADS: &str = "Mã trường|Đối tượng|Lớp|Mã HS|Họ và tên|Ngày sinh|Mã định danh\n";

pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) entries: Vec<Entry>,
    pub(crate) rows: BTreeMap<RowKey, Vec<u8>>,
    pub(crate) levels: Levels,
    rules: Rules,
}

/// How a roster is taken.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Taken {
    pub(crate) on: Option<Day>,
    pub(crate) mark_left: bool,
    pub(crate) moved_in: bool,
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub(crate) fn reader(role: Role, unit: UnitKey) -> Reader {
    Reader {
        role,
        unit,
        actor: Actor {
            token: None,
            name: format!("{role:?}"),
        },
    }
}

pub(crate) fn admin() -> Reader {
    reader(Role::Admin, UnitKey::ROOT)
}

/// A sheet of texts, one row a line, cells parted by bars.
pub(crate) fn table(form: &Form, text: &str) -> FormRows {
    let row = |line: &str| line.split('|').map(|cell| Cell::Text(cell.into())).collect();
    let sheet = Sheet {
        name: String::new(),
        rows: text.lines().map(row).collect(),
    };
    let layout = locate(form, &sheet).unwrap();
    read(form, &sheet, &layout)
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            fleet: Fleet::default(),
            entries: Vec::new(),
            rows: BTreeMap::new(),
            levels: Levels::shipped(),
            rules: Rules::default(),
        };
        world.apply(Entry::FolderMade(FolderMade {
            at: NOW,
            hash_key: HashKey([7; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        for (unit, code, kind, parent) in [
            (A, "A", "school", UnitKey::ROOT),
            (B, "B", "school", UnitKey::ROOT),
            (SITE, "A2", "site", A),
        ] {
            world.apply(Entry::UnitMade(UnitMade {
                unit,
                at: NOW,
                code: code.into(),
                name: format!("Đơn vị {code}"),
                kind: kind.into(),
                parent,
            }));
        }
        world
    }

    pub(crate) fn apply(&mut self, entry: Entry) {
        let position = self.fleet.position().next();
        for change in self.fleet.advance(position, &entry).1 {
            match change {
                RowChange::Put(key, row) => {
                    self.rows.insert(key, row);
                }
                RowChange::Append(key, position, lines) => {
                    let held = self.rows.get(&key).and_then(|row| rows::payload(row));
                    let held = held.unwrap_or_default();
                    let row = rows::value(position, &rows::appended(&key, held, &lines));
                    self.rows.insert(key, row);
                }
                other => panic!("{other:?}"),
            }
        }
        // What goes through the journal comes back as text.
        let text = serde_json::to_string(&entry).unwrap();
        self.entries.push(serde_json::from_str(&text).unwrap());
    }

    pub(crate) fn held(&self, school: UnitKey) -> HeldSchool {
        let Some(known) = self.fleet.school_people(school) else {
            return HeldSchool::empty(school);
        };
        let (from, to) = RowKey::people_of(school);
        let rows: Vec<_> = self
            .rows
            .range(from..to)
            .map(|(key, row)| (key.0.clone(), row.clone()))
            .collect();
        HeldSchool::of(known, &rows)
            .unwrap()
            .expect("state and rows are of one moment")
    }

    pub(crate) fn people(&self, school: UnitKey) -> Vec<Person> {
        self.held(school).people
    }

    pub(crate) fn asking<'a>(&'a self, reader: &'a Reader) -> Asking<'a> {
        Asking {
            fleet: &self.fleet,
            today: self.fleet.today(NOW),
            reader,
            unit: None,
        }
    }

    pub(crate) fn plan(
        &self,
        reader: &Reader,
        text: &str,
        taken: Taken,
    ) -> Result<(Vec<Draft>, ImportReport), Refusal> {
        let rows = table(&Form::roster(), text);
        let asking = self.asking(reader);
        let named = schools_named(asking, &rows);
        let wish = RosterWish {
            asking,
            levels: &self.levels,
            table: &rows,
            on: taken.on.unwrap_or(asking.today.day),
            mark_left: taken.mark_left,
            moved_in: taken.moved_in,
            source: Some("danh-sach.xlsx"),
        };
        plan_roster(&wish, named.into_iter().map(|school| self.held(school)).collect())
    }

    pub(crate) fn roster_by(&mut self, reader: &Reader, text: &str, taken: Taken) -> ImportReport {
        let (drafts, report) = self.plan(reader, text, taken).unwrap();
        match report.refused {
            0 => self.carry_out(PeopleAct::Roster, drafts, Some(report)).unwrap(),
            _ => report,
        }
    }

    /// Brings a roster as the administrator.
    pub(crate) fn roster(&mut self, rows: &str) -> ImportReport {
        self.roster_by(&admin(), &format!("{HEADS}{rows}"), Taken::default())
    }

    pub(crate) fn survey(&mut self, reader: &Reader, text: &str, on: &str) -> ImportReport {
        let table = table(&Form::survey(), text);
        let asking = self.asking(reader);
        let rows = survey_rows(asking, &table);
        let schools: std::collections::BTreeSet<UnitKey> = rows.iter().filter_map(|row| row.school).collect();
        let wish = SurveyWish {
            asking,
            on: day(on),
            year_from: day("2026-09-01"),
            rows: &rows,
        };
        let held = schools.into_iter().map(|school| self.held(school)).collect();
        let (drafts, report) = plan_survey(&wish, held).unwrap();
        match report.refused {
            0 => self.carry_out(PeopleAct::Survey, drafts, Some(report)).unwrap(),
            _ => report,
        }
    }

    pub(crate) fn edit(
        &mut self,
        reader: &Reader,
        school: UnitKey,
        person: Option<PersonId>,
        fields: &PersonFields,
    ) -> Result<(), Refusal> {
        let held = self.held(school);
        let draft = plan_person(self.asking(reader), &self.levels, held, person, fields)?;
        let report = self.carry_out(PeopleAct::Edit, vec![draft], None)?;
        assert_eq!(report, ImportReport::default());
        Ok(())
    }

    pub(crate) fn carry_out(
        &mut self,
        act: PeopleAct,
        drafts: Vec<Draft>,
        report: Option<ImportReport>,
    ) -> Result<ImportReport, Refusal> {
        let command = Command::People(Box::new(PeopleCommand {
            by: None,
            act,
            source: Some("danh-sach.xlsx".into()),
            drafts,
            report,
        }));
        let decision = decide(&self.fleet, &self.rules, command, NOW)?;
        for entry in decision.entries {
            self.apply(entry);
        }
        Ok(match decision.answer {
            Answer::Imported(report) => report,
            Answer::People(_) => ImportReport::default(),
            other => panic!("{other:?}"),
        })
    }
}

/// Places and codes of all faults.
pub(crate) fn faults(report: &ImportReport) -> Vec<(String, String)> {
    let faults = report.items.iter().flat_map(|row| &row.faults);
    faults
        .map(|fault| (fault.place.clone(), fault.code.clone()))
        .collect()
}

//! A table of people: what its rows say beside what is known. All or nothing.

use crate::cold::Day;
use crate::forms::{FormRow, FormRows, Outcome};
use crate::people::decide::PEOPLE_MAX;
use crate::people::difference::difference;
use crate::people::draft::Who;
use crate::people::finder::Finder;
use crate::people::lookup::{Place, Places};
use crate::people::said::{self, CLASSES_MAX, ClassSaid, SITES_MAX, Said, Say};
use crate::people::{Asking, Class, Draft, HeldSchool, Person, Post, RosterTold};
use crate::readiness::NationalId;
use crate::refusal::Refusal;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::view::{CellChange, CellFault, ImportReport};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A roster, and how it is to be taken.
#[derive(Clone, Copy, Debug)]
pub struct RosterWish<'a> {
    /// Who brings it.
    pub asking: Asking<'a>,
    /// The levels of schools.
    pub levels: &'a Levels,
    /// Its rows.
    pub table: &'a FormRows,
    /// The day for which it holds.
    pub on: Day,
    /// Whoever of its schools is not in it has left.
    pub mark_left: bool,
    /// Whoever is on another school's roster has come from there.
    pub moved_in: bool,
    /// The file.
    pub source: Option<&'a str>,
}

/// What a roster would do, by what schools hold. The drafts are to be left alone when a row is refused.
///
/// # Errors
/// When it is larger than what is taken in, or of a day to come.
pub fn plan_roster(
    wish: &RosterWish<'_>,
    held: Vec<HeldSchool>,
) -> Result<(Vec<Draft>, ImportReport), Refusal> {
    if wish.table.rows.len() > PEOPLE_MAX {
        return Err(Refusal::OverBound {
            what: "the number of rows",
            max: PEOPLE_MAX as u64,
        });
    }
    let today = wish.asking.today.day;
    if wish.on > today {
        return Err(Refusal::Invalid {
            place: "on",
            reason: format!("lies after today, {today}"),
        });
    }
    let schools = held
        .into_iter()
        .map(|held| (held.school.school, OfSchool::of(held)));
    let mut planner = Planner {
        wish,
        places: Places::new(wish.asking),
        schools: schools.collect(),
        read: Vec::with_capacity(wish.table.rows.len()),
        ids: HashMap::new(),
    };
    for row in &wish.table.rows {
        let read = planner.read(row);
        planner.read.push(read);
    }
    let left = planner.close();
    planner.judge();
    Ok(planner.finish(left))
}

struct Planner<'a> {
    wish: &'a RosterWish<'a>,
    places: Places<'a>,
    schools: BTreeMap<UnitKey, OfSchool>,
    /// In the order of the rows.
    read: Vec<Read>,
    /// Who has an id by which row, by place in `read`.
    ids: HashMap<NationalId, usize>,
}

/// What the rows of one school come to.
struct OfSchool {
    draft: Draft,
    finder: Finder,
    /// Numbers of classes by folded name.
    classes: HashMap<String, u16>,
    /// What rows said of classes, with the row.
    told: HashMap<u16, (u32, ClassSaid)>,
    /// People that rows were about, with the row.
    rows: HashMap<Who, u32>,
    groups: BTreeSet<Group>,
}

/// What became of a row.
#[derive(Default)]
struct Read {
    key: Option<PersonId>,
    is_new: bool,
    changes: Vec<CellChange>,
    faults: Vec<CellFault>,
    /// An id that is to be this person's own.
    claim: Option<Claim>,
}

struct Claim {
    id: NationalId,
    school: UnitKey,
    who: Who,
}

impl OfSchool {
    fn of(held: HeldSchool) -> Self {
        let draft = Draft::of(held);
        let finder = Finder::of(&draft);
        let classes = draft.classes.iter().zip(0..);
        Self {
            classes: classes
                .map(|(class, number)| (search_key(&class.name), number))
                .collect(),
            draft,
            finder,
            told: HashMap::new(),
            rows: HashMap::new(),
            groups: BTreeSet::new(),
        }
    }

    /// The number of the class that a row names, and what it changes of it.
    fn class(
        &mut self,
        row: &FormRow,
        said: ClassSaid,
        levels: &Levels,
    ) -> Result<(u16, Vec<CellChange>), CellFault> {
        let key = said.key();
        let known = self.classes.get(&key).copied();
        let school = self.draft.school();
        let before = known
            .and_then(|number| self.draft.classes.get(usize::from(number)))
            .cloned();
        if let Some(number) = known
            && let Some((other, told)) = self.told.get(&number)
        {
            if let Some(column) = contradicted(told, &said) {
                let reason = format!("row {other} says something else of the class {:?}", said.name);
                return Err(row.fault(column, "class_twice", reason));
            }
            if *told == said {
                return Ok((number, Vec::new()));
            }
        }
        let fault = |(code, reason): said::Wrong| row.fault("class", code, reason);
        let after = said.over(before.as_ref(), school, levels).map_err(fault)?;
        let number = match known {
            Some(number) => number,
            None if self.draft.classes.len() >= CLASSES_MAX => {
                let reason = format!("the school has more than {CLASSES_MAX} classes");
                return Err(row.fault("class", "out_of_bounds", reason));
            }
            None => self.draft.classes.len() as u16,
        };
        let changes = before
            .as_ref()
            .map_or(Vec::new(), |before| class_changes(before, &after));
        match self.draft.classes.get_mut(usize::from(number)) {
            Some(held) => *held = after,
            None => self.draft.classes.push(after),
        }
        self.classes.insert(key, number);
        self.told.entry(number).or_insert((row.row, said));
        Ok((number, changes))
    }
}

/// The column of which two rows say different things about one class.
fn contradicted(one: &ClassSaid, other: &ClassSaid) -> Option<&'static str> {
    fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
        matches!((one, other), (Some(one), Some(other)) if one != other)
    }
    [
        (differ(one.site.as_ref(), other.site.as_ref()), "site"),
        (differ(one.level.as_ref(), other.level.as_ref()), "level"),
        (differ(one.grade.as_ref(), other.grade.as_ref()), "grade"),
        (differ(one.shift.is(), other.shift.is()), "shift"),
    ]
    .into_iter()
    .find_map(|(differs, column)| differs.then_some(column))
}

fn class_changes(before: &Class, after: &Class) -> Vec<CellChange> {
    let told = |class: &Class| {
        let number = |number: Option<u8>| number.map_or(String::new(), |number| number.to_string());
        [
            ("site", class.site.to_string()),
            ("level", class.level.to_string()),
            ("grade", number(class.grade)),
            ("shift", number(class.shift)),
        ]
    };
    let both = told(before).into_iter().zip(told(after));
    let changed = both.filter(|((_, before), (_, after))| before != after);
    changed
        .map(|((column, before), (_, after))| CellChange {
            column: column.into(),
            before,
            after,
        })
        .collect()
}

impl Planner<'_> {
    fn read(&mut self, row: &FormRow) -> Read {
        let mut read = Read::default();
        if let Err(faults) = self.try_read(row, &mut read) {
            read.faults = faults;
        }
        read
    }

    fn try_read(&mut self, row: &FormRow, read: &mut Read) -> Result<(), Vec<CellFault>> {
        if !row.faults.is_empty() {
            return Err(row.faults.clone());
        }
        let wish = self.wish;
        let place = self.places.of(row).map_err(|fault| vec![fault])?;
        let group = said::group(row);
        let mut said = self.said(row, place)?;
        let Some(school) = self.schools.get_mut(&place.school) else {
            let reason = "the school changed meanwhile; import again";
            return Err(vec![row.fault("school", "unit_unknown", reason)]);
        };
        if group == Group::Students {
            let named = class_said(row, place, wish.levels).map_err(|fault| vec![fault])?;
            let (number, changes) = school
                .class(row, named, wish.levels)
                .map_err(|fault| vec![fault])?;
            said.class = Say::Is(number);
            read.changes = changes;
        }
        let told = said.clone().over(&Person::new(group, wish.on));
        let found = school.finder.find(&school.draft, &told).map_err(|_| {
            let reason = "the code is one person's here, the national id another's";
            vec![row.fault("national_id", "id_of_another", reason)]
        })?;
        if let Some((who, other)) = found.and_then(|who| Some((who, school.rows.get(&who)?))) {
            let code = &school.draft.person(who).code;
            if told.code.is_some() && told.code != *code {
                return Err(vec![row.fault(
                    "national_id",
                    "id_twice",
                    format!("row {other} has the same national id"),
                )]);
            }
            let reason = format!("row {other} is about the same person; give each a code of their own");
            return Err(vec![row.fault("code", "row_twice", reason)]);
        }
        let before = found.map(|who| school.draft.person(who).clone());
        let known = before.clone().unwrap_or_else(|| Person::new(group, wish.on));
        if known.group != group {
            let reason = "the person with this code or id is known as the other kind";
            return Err(vec![row.fault("kind", "other_kind", reason)]);
        }
        if group == Group::Teachers {
            said.post = Say::Is(
                self.places
                    .post(row, place, &known, wish)
                    .map_err(|fault| vec![fault])?,
            );
        }
        // Whoever stands in a roster without a day of leaving is there.
        if said.left_on == Say::Untold {
            said.left_on = Say::Nothing;
        }
        let after = said.over(&known);
        if after.code.is_none() && after.national_id.is_none() && after.name.is_none() {
            return Err(vec![row.fault(
                "code",
                "empty",
                "the row names nobody: code, national id or name",
            )]);
        }
        school.groups.insert(group);
        read.is_new = before.is_none();
        let who = match (found, &before) {
            (Some(who), Some(before)) => {
                read.key = school.draft.id_of(who);
                let changes = difference(before, &after, &school.draft.classes);
                read.changes
                    .extend(changes.into_iter().map(|change| told_change(wish, change)));
                if *before != after {
                    school.finder.forget(who, before);
                    school.draft.put(who, after.clone());
                    school.finder.note(who, &after);
                }
                who
            }
            _ => {
                let who = school.draft.add(after.clone());
                school.finder.note(who, &after);
                who
            }
        };
        school.rows.insert(who, row.row);
        let had = before
            .as_ref()
            .filter(|before| !before.is_shared)
            .and_then(Person::compared_id);
        let has = after.compared_id().filter(|_| !after.is_shared);
        read.claim = has.filter(|id| Some(*id) != had).map(|id| Claim {
            id,
            school: place.school,
            who,
        });
        self.id_in_file(row, &after)
    }

    /// One id is on one row, those of who is shared aside.
    fn id_in_file(&mut self, row: &FormRow, after: &Person) -> Result<(), Vec<CellFault>> {
        let Some(id) = after.compared_id().filter(|_| !after.is_shared) else {
            return Ok(());
        };
        let own = self.read.len();
        let other = *self.ids.entry(id).or_insert(own);
        match self.wish.table.rows.get(other).filter(|_| other != own) {
            None => Ok(()),
            Some(other) => {
                let reason = format!(
                    "row {} has the same national id; mark the one who counts elsewhere as shared (Phụ)",
                    other.row
                );
                Err(vec![row.fault("national_id", "id_twice", reason)])
            }
        }
    }

    /// What the row says of the person itself, all faults of its cells at once.
    fn said(&mut self, row: &FormRow, place: Place) -> Result<Said, Vec<CellFault>> {
        let (wish, today) = (self.wish, self.wish.asking.today.day);
        let mut faults = Vec::new();
        let mut said = Said {
            code: kept(said::say_text(row, "code", said::text), &mut faults),
            name: kept(said::say_text(row, "name", said::text), &mut faults),
            born: kept(
                said::say_day(row, "birth_date", |day| said::born(day, today)),
                &mut faults,
            ),
            national_id: kept(said::say_text(row, "national_id", said::national_id), &mut faults),
            left_on: kept(said::say_day(row, "left_on", Ok), &mut faults),
            ..Said::default()
        };
        said.further_sites = kept(self.places.further(row, place), &mut faults);
        said.is_shared = match row.text("enrolment") {
            Some("shared") => Some(true),
            Some("main" | "moved_in") => Some(false),
            _ => None,
        };
        if said
            .left_on
            .is()
            .is_some_and(|left| *left > wish.asking.today.day)
        {
            let reason = format!("lies after today, {today}");
            faults.push(row.fault("left_on", "out_of_bounds", reason));
        }
        match faults.is_empty() {
            true => Ok(said),
            false => Err(faults),
        }
    }

    /// Who is not in a newer roster has left, if that was asked for; and schools note that a roster was given. Returns
    /// how many left.
    fn close(&mut self) -> u64 {
        let wish = self.wish;
        let mut left = 0;
        for school in self.schools.values_mut() {
            for group in &school.groups {
                tell_roster(&mut school.draft.rosters, *group, wish);
            }
            if !wish.mark_left {
                continue;
            }
            let missing = school.draft.people().filter(|(who, person)| {
                person.is_there() && school.groups.contains(&person.group) && !school.rows.contains_key(who)
            });
            let missing: Vec<(Who, Person)> = missing.map(|(who, person)| (who, person.clone())).collect();
            left += missing.len() as u64;
            for (who, person) in missing {
                let left_on = Some(wish.on.max(person.from));
                school.draft.put(who, Person { left_on, ..person });
            }
        }
        left
    }

    /// An id is nobody else's, where others are by now.
    fn judge(&mut self) {
        for at in 0..self.read.len() {
            let row = &self.wish.table.rows[at];
            let moved_in = self.wish.moved_in || row.text("enrolment") == Some("moved_in");
            let Some(claim) = self.read[at].claim.take().filter(|_| !moved_in) else {
                continue;
            };
            if self.is_elsewhere(&claim) {
                // Not by whom or where: that is for that school alone.
                let reason = "this id is on another school's roster: \
                              mark the row as moved in (Chuyển đến) or as shared (Phụ), or correct the id";
                let fault = row.fault("national_id", "id_elsewhere", reason);
                self.read[at].faults.push(fault);
            } else if let Some(school) = self.schools.get_mut(&claim.school) {
                school.draft.claim(claim.id, claim.who);
            }
        }
    }

    fn is_elsewhere(&self, claim: &Claim) -> bool {
        let rolls = &self.wish.asking.fleet.rolls;
        let mut others = rolls.ids.of(claim.id).filter(|held| !held.is_shared);
        others.any(|held| {
            let school = rolls.school_of(held.person);
            let Some(of) = school.and_then(|school| self.schools.get(&school)) else {
                return true;
            };
            // This table may have changed who that is.
            let Some(who) = of.draft.with_id(held.person) else {
                return true;
            };
            let is_self = of.draft.school() == claim.school && who == claim.who;
            let person = of.draft.person(who);
            !is_self && person.compared_id() == Some(claim.id) && !person.is_shared
        })
    }

    fn finish(self, left: u64) -> (Vec<Draft>, ImportReport) {
        let mut outcome = Outcome::of("roster");
        for (row, read) in self.wish.table.rows.iter().zip(self.read) {
            let key = read.key.map_or(String::new(), |person| person.to_string());
            let name = match self.wish.asking.reader.sees_names() {
                true => row.text("name").or(row.text("code")),
                false => row.text("code"),
            };
            let name = name.unwrap_or_default().to_owned();
            outcome.add(row.row, key, name, read.is_new, read.changes, read.faults);
        }
        let mut report = outcome.into_report();
        report.left = left;
        report.skipped.clone_from(&self.wish.table.skipped);
        let drafts = self.schools.into_values().map(|school| school.draft);
        (drafts.collect(), report)
    }
}

impl Places<'_> {
    /// Where a teacher of a row teaches.
    fn post(
        &mut self,
        row: &FormRow,
        place: Place,
        known: &Person,
        wish: &RosterWish<'_>,
    ) -> Result<Post, CellFault> {
        let told = row.text("site").is_some() || place.site != place.school;
        let site = known.post.filter(|_| !told).map_or(place.site, |post| post.site);
        let Asking { fleet, today, .. } = wish.asking;
        let level = said::level(row, wish.levels)?
            .or(known.post.map(|post| post.level))
            .or_else(|| said::level_of_unit(fleet, place.site, today, wish.levels))
            .or_else(|| said::level_of_unit(fleet, place.school, today, wish.levels));
        let level = level.ok_or_else(|| {
            row.fault(
                "level",
                "level_unknown",
                "the level is missing, and the school has none by its tag",
            )
        })?;
        Ok(Post { site, level })
    }

    fn further(&mut self, row: &FormRow, place: Place) -> Result<Say<Vec<UnitKey>>, CellFault> {
        said::say_text(row, "further_sites", |text| {
            let names = text
                .split([',', ';'])
                .map(str::trim)
                .filter(|name| !name.is_empty());
            let sites: Option<Vec<UnitKey>> = names.map(|name| self.site(place.school, name)).collect();
            match sites {
                Some(sites) if sites.len() <= SITES_MAX => Ok(sites),
                Some(_) => Err(("out_of_bounds", format!("names more than {SITES_MAX} sites"))),
                None => Err((
                    "unit_unknown",
                    format!("one of {text:?} is no site of the school"),
                )),
            }
        })
    }
}

fn class_said(row: &FormRow, place: Place, levels: &Levels) -> Result<ClassSaid, CellFault> {
    let name = row.text("class").ok_or_else(|| {
        row.fault(
            "class",
            "empty",
            "the class is missing; a teacher's row says so (Giáo viên)",
        )
    })?;
    let name = said::text(name).map_err(|(code, reason)| row.fault("class", code, reason))?;
    let told = row.text("site").is_some() || place.site != place.school;
    let shift = said::say_text(row, "shift", |text| {
        text.parse()
            .map_err(|_| ("out_of_bounds", "is no shift".to_owned()))
    })?;
    Ok(ClassSaid {
        name,
        site: told.then_some(place.site),
        level: said::level(row, levels)?,
        grade: said::grade(row)?,
        shift,
    })
}

fn kept<T: Default>(read: Result<T, CellFault>, faults: &mut Vec<CellFault>) -> T {
    read.unwrap_or_else(|fault| {
        faults.push(fault);
        T::default()
    })
}

fn tell_roster(rosters: &mut Vec<RosterTold>, group: Group, wish: &RosterWish<'_>) {
    if rosters
        .iter()
        .any(|told| told.group == group && told.on == wish.on)
    {
        return;
    }
    let at = rosters.partition_point(|told| told.on <= wish.on);
    let told = RosterTold {
        group,
        on: wish.on,
        source: wish.source.map(Into::into),
    };
    rosters.insert(at, told);
}

/// A change of a cell; of what the asker may not see, only that it changes.
fn told_change(wish: &RosterWish<'_>, change: kiemke_wire::equipment::FieldChange) -> CellChange {
    let column = match change.field.as_str() {
        "shared" => "enrolment",
        field => field,
    };
    let is_hidden = !wish.asking.reader.sees_field(&change.field);
    let text = |value: Option<serde_json::Value>| match value {
        None => String::new(),
        Some(_) if is_hidden => "…".to_owned(),
        Some(serde_json::Value::String(text)) => text,
        Some(other) => other.to_string(),
    };
    CellChange {
        column: column.to_owned(),
        before: text(change.old),
        after: text(change.new),
    }
}

//! Lists of people. The state finds the schools; whom they hold is read from the store, school by school.

use crate::cold::Day;
use crate::people::{BLOCK, BlockLine, Count, HeldSchool, HomeSaid, PeopleAct, Person, SchoolPeople};
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use crate::units::Below;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_wire::date::Date;
use kiemke_wire::equipment::FieldChange;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{PersonId, Position, UnitKey};
use kiemke_wire::person::PersonKind;
use kiemke_wire::view::{HomeView, PersonHistoryRow, PersonRow};
use std::sync::Arc;

/// People that one question looks through: a district's. It takes a fifth of a second.
const LOOKED_AT_MAX: u64 = 250_000;
/// Digits to which numbers in names of classes are filled up, so that `6A10` comes behind `6A2`.
const DIGITS: usize = 4;

/// A question for a list of people, answered school by school in the order of [`Self::schools`].
pub struct PeopleAsked {
    schools: Vec<Arc<SchoolPeople>>,
    /// The sites asked for, when they are not whole schools.
    within: Option<Below>,
    words: Vec<String>,
    filters: Vec<Filter>,
    sees_names: bool,
    sees_ids: bool,
    limit: usize,
    after: Option<(UnitKey, String, PersonId)>,
    /// The number of all whom the question finds, where the state knows it.
    counted: Option<u64>,
    found: Vec<Found>,
    total: u64,
    more: bool,
}

struct Found {
    school: Arc<SchoolPeople>,
    person: Person,
    etag: Position,
    key: String,
}

/// The people of one page.
pub struct PeopleFound {
    /// They, in order, with their school and ETag.
    pub people: Vec<(Arc<SchoolPeople>, Person, Position)>,
    /// How many the question finds, on all pages.
    pub total: u64,
    /// Cursor of the next page.
    pub next: Option<String>,
}

enum Filter {
    Class(String),
    Kind(Group),
    Level(u8),
    HasId(bool),
    Left(bool),
    Answered(bool),
    Counted(Whose),
}

/// Whom a target of the plan counts; who counts at another school is none of them.
struct Whose {
    group: Group,
    /// The levels that count; none: all, and who has none.
    levels: Option<Vec<u8>>,
}

impl Whose {
    /// Students are those of grades that targets count; learners are all.
    fn called(name: &str, levels: &Levels) -> Option<Self> {
        let in_grades = levels.levels.iter().filter(|level| level.counts_for_students);
        let (group, levels) = match name {
            "students" => (
                Group::Students,
                Some(in_grades.map(|level| level.number).collect()),
            ),
            "learners" => (Group::Students, None),
            "teachers" => (Group::Teachers, None),
            _ => return None,
        };
        Some(Self { group, levels })
    }

    fn has(&self, group: Group, level: Option<u8>) -> bool {
        let is_level = |levels: &Vec<u8>| level.is_some_and(|level| levels.contains(&level));
        self.group == group && self.levels.as_ref().is_none_or(is_level)
    }
}

impl PeopleAsked {
    /// Finds the schools that a question is about.
    ///
    /// # Errors
    /// When a filter or the cursor is not known, or the unit holds more people than one question looks through.
    pub fn of(scene: &Scene<'_>, query: &ListQuery, levels: &Levels) -> Result<Self, BadQuery> {
        let mut filters = filters(scene, query, levels)?;
        // Ids are counted of those who count here alone.
        let is_counted = filters.iter().any(|filter| matches!(filter, Filter::Counted(_)));
        let is_told = |filter: &Filter| match filter {
            Filter::Kind(_) | Filter::Counted(_) => true,
            Filter::HasId(_) => is_counted,
            _ => false,
        };
        let counts_tell = query.words.is_empty() && filters.iter().all(is_told);
        if !filters.iter().any(|filter| matches!(filter, Filter::Left(_))) {
            filters.push(Filter::Left(false));
        }
        let (schools, within) = schools(scene, query.unit);
        let counted = (counts_tell && within.is_none()).then(|| counted(&schools, &filters));
        let looked_at: u64 = schools
            .iter()
            .map(|school| school.blocks.len() as u64 * u64::from(BLOCK))
            .sum();
        if counted.is_none() && looked_at > LOOKED_AT_MAX {
            let reason = format!(
                "holds more than {LOOKED_AT_MAX} people: name a smaller unit, or leave out q and filter"
            );
            return Err(BadQuery {
                parameter: "unit",
                reason,
            });
        }
        let after = match &query.after {
            None => None,
            Some((text, person)) => {
                let (school, key) = text.split_once('\n').ok_or_else(bad_cursor)?;
                let school = school.parse().map_err(|_| bad_cursor())?;
                Some((school, key.to_owned(), PersonId(*person)))
            }
        };
        Ok(Self {
            schools,
            within,
            words: query.words.clone(),
            filters,
            sees_names: scene.reader.sees_names(),
            sees_ids: scene.reader.sees_ids(),
            limit: query.limit,
            after,
            counted,
            found: Vec::new(),
            total: 0,
            more: false,
        })
    }

    /// The schools that are to be looked at; where the state knows how many there are, from the cursor's on.
    pub fn schools(&self) -> Vec<Arc<SchoolPeople>> {
        let from = match (&self.after, self.counted) {
            (Some((school, ..)), Some(_)) => *school,
            _ => UnitKey(0),
        };
        let later = self.schools.iter().filter(|school| school.school >= from);
        later.cloned().collect()
    }

    /// Whether a further school may change the answer.
    pub fn wants_more(&self) -> bool {
        self.counted.is_none() || !self.more
    }

    /// Looks through one of the schools.
    pub fn take(&mut self, held: HeldSchool) {
        let school = held.school.clone();
        let fits = held.people.iter().filter(|person| self.fits(&school, person));
        let mut found: Vec<(String, Person)> = fits
            .map(|person| (self.key(&school, person), person.clone()))
            .collect();
        self.total += found.len() as u64;
        found.retain(|(key, person)| {
            let after = self.after.as_ref();
            after.is_none_or(|(of, after, id)| (school.school, key, person.id) > (*of, after, *id))
        });
        found.sort_by(|(one, person), (other, next)| (one, person.id).cmp(&(other, next.id)));
        let room = self.limit - self.found.len();
        self.more |= found.len() > room;
        for (key, person) in found.into_iter().take(room) {
            self.found.push(Found {
                etag: held.etag(person.id),
                school: school.clone(),
                person,
                key,
            });
        }
    }

    /// The page.
    pub fn finish(self) -> PeopleFound {
        let last = self.found.last().filter(|_| self.more);
        let next =
            last.map(|last| cursor(&format!("{}\n{}", last.school.school, last.key), last.person.id.0));
        PeopleFound {
            next,
            total: self.counted.unwrap_or(self.total),
            people: self
                .found
                .into_iter()
                .map(|found| (found.school, found.person, found.etag))
                .collect(),
        }
    }

    fn fits(&self, school: &SchoolPeople, person: &Person) -> bool {
        let (site, level) = place(school, person);
        let is_within = |below: &Below| {
            below.contains(site)
                || person
                    .further_sites
                    .iter()
                    .any(|further| below.contains(*further))
        };
        self.within.as_ref().is_none_or(is_within)
            && self
                .filters
                .iter()
                .all(|filter| filter.takes(school, person, level))
            && self.words.iter().all(|word| self.has_word(school, person, word))
    }

    fn has_word(&self, school: &SchoolPeople, person: &Person, word: &str) -> bool {
        let holds = |text: &str| search_key(text).contains(word);
        let class = person.class.and_then(|number| school.class(number));
        let is_id = || {
            let id = person.national_id.filter(|_| self.sees_ids);
            id.is_some_and(|id| id.to_string() == word)
        };
        person.code.as_deref().is_some_and(holds)
            || (self.sees_names && person.name.as_deref().is_some_and(holds))
            || class.is_some_and(|class| search_key(&class.name) == word)
            || person.id.to_string() == word
            || is_id()
    }

    /// By class, teachers last; then by name with its last word first, or by code where names are not seen.
    fn key(&self, school: &SchoolPeople, person: &Person) -> String {
        let class = person.class.and_then(|number| school.class(number));
        let class = class.map_or_else(
            || "\u{10ffff}".to_owned(),
            |class| in_order(&search_key(&class.name)),
        );
        let name = person
            .name
            .as_deref()
            .filter(|_| self.sees_names)
            .map(last_word_first);
        let name = name.unwrap_or_else(|| in_order(&search_key(person.code.as_deref().unwrap_or_default())));
        format!("{class}\t{name}")
    }
}

/// Names are sorted by their last word, which is the one by which people are called.
fn last_word_first(name: &str) -> String {
    let folded = search_key(name);
    match folded.rsplit_once(' ') {
        Some((rest, last)) => format!("{last} {rest}"),
        None => folded,
    }
}

pub(super) fn in_order(folded: &str) -> String {
    let mut key = String::with_capacity(folded.len() + DIGITS);
    let mut rest = folded;
    while let Some(at) = rest.find(|sign: char| sign.is_ascii_digit()) {
        let (before, digits) = rest.split_at(at);
        let end = digits
            .find(|sign: char| !sign.is_ascii_digit())
            .unwrap_or(digits.len());
        key.push_str(before);
        key.extend(std::iter::repeat_n('0', DIGITS.saturating_sub(end)));
        key.push_str(&digits[..end]);
        rest = &digits[end..];
    }
    key.push_str(rest);
    key
}

/// Whole schools at or below a unit; or the school of a site, and then only what is within that.
pub(super) fn schools(scene: &Scene<'_>, unit: UnitKey) -> (Vec<Arc<SchoolPeople>>, Option<Below>) {
    let school = scene.fleet.school_of(unit, scene.today());
    if school != unit && scene.sees(school) {
        let held = scene.fleet.school_people(school).cloned();
        return (
            held.into_iter().collect(),
            Some(scene.fleet.below(unit, scene.today())),
        );
    }
    let below = scene.below(unit);
    let all = scene.fleet.rolls.schools();
    let within = all.filter(|school| below.as_ref().is_none_or(|below| below.contains(school.school)));
    (within.cloned().collect(), None)
}

fn counted(schools: &[Arc<SchoolPeople>], filters: &[Filter]) -> u64 {
    let of = |group: Group, level: u8, count: Count| {
        let all = Count {
            people: count.people + count.shared,
            ..count
        };
        let left = filters.iter().try_fold(all, |left, filter| match filter {
            Filter::Kind(kind) => (*kind == group).then_some(left),
            Filter::Counted(whose) => whose.has(group, Some(level)).then_some(Count {
                people: left.people - count.shared,
                shared: 0,
                ..left
            }),
            _ => Some(left),
        });
        let left = left.unwrap_or_default();
        let has_id = filters.iter().find_map(|filter| match filter {
            Filter::HasId(has) => Some(*has),
            _ => None,
        });
        u64::from(match has_id {
            None => left.people,
            Some(true) => left.with_id,
            Some(false) => left.people - left.with_id,
        })
    };
    let of_school = |school: &Arc<SchoolPeople>| {
        let classes = school.classes.iter();
        let students = classes.map(|class| of(Group::Students, class.level, class.count));
        let staff = school.staff.iter();
        let teachers = staff.map(|staff| of(Group::Teachers, staff.level, staff.count));
        students.chain(teachers).sum::<u64>()
    };
    schools.iter().map(of_school).sum()
}

/// Site and level of a person; of one without a class or a post, the school's and none.
fn place(school: &SchoolPeople, person: &Person) -> (UnitKey, Option<u8>) {
    let class = person.class.and_then(|number| school.class(number));
    let place = class.map(|class| (class.site, Some(class.level)));
    place
        .or(person.post.map(|post| (post.site, Some(post.level))))
        .unwrap_or((school.school, None))
}

impl Filter {
    fn takes(&self, school: &SchoolPeople, person: &Person, level: Option<u8>) -> bool {
        match self {
            Self::Class(name) => {
                let class = person.class.and_then(|number| school.class(number));
                class.is_some_and(|class| search_key(&class.name) == *name)
            }
            Self::Kind(group) => person.group == *group,
            Self::Level(number) => level == Some(*number),
            Self::HasId(has) => person.national_id.is_some() == *has,
            Self::Left(left) => person.left_on.is_some() == *left,
            Self::Answered(answered) => person.home.is_some() == *answered,
            Self::Counted(whose) => !person.is_shared && whose.has(person.group, level),
        }
    }
}

/// Several filters stand apart by commas; all must hold. Who left shows only when asked for.
fn filters(scene: &Scene<'_>, query: &ListQuery, levels: &Levels) -> Result<Vec<Filter>, BadQuery> {
    let Some((name, rest)) = &query.filter else {
        return Ok(Vec::new());
    };
    let mut parts = rest.split(',');
    let mut filters = vec![filter(scene, levels, name, parts.next().unwrap_or_default())?];
    for part in parts {
        let (name, value) = part.split_once(':').ok_or_else(|| bad_filter(part))?;
        filters.push(filter(scene, levels, name, value)?);
    }
    Ok(filters)
}

fn filter(scene: &Scene<'_>, levels: &Levels, name: &str, value: &str) -> Result<Filter, BadQuery> {
    let is = match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let kind = PersonKind::ALL.into_iter().find(|kind| kind.code() == value);
    let filter = match name {
        "class" => Some(Filter::Class(search_key(value))),
        "kind" => kind.map(|kind| Filter::Kind(group_of(kind))),
        "level" => levels.called(value).map(|level| Filter::Level(level.number)),
        "id" => is.map(Filter::HasId),
        "left" => is.map(Filter::Left),
        "counted" => Whose::called(value, levels).map(Filter::Counted),
        // Who answered is told to nobody who may not know what.
        "answered" if scene.reader.sees_names() => is.map(Filter::Answered),
        _ => None,
    };
    filter.ok_or_else(|| bad_filter(&format!("{name}:{value}")))
}

fn bad_filter(text: &str) -> BadQuery {
    let reason = format!(
        "{text:?} is not known; class:NAME, kind:student|teacher, level:NAME, id:yes|no, left:yes, \
         counted:students|learners|teachers and, for technicians, answered:yes|no are"
    );
    BadQuery {
        parameter: "filter",
        reason,
    }
}

pub(super) fn bad_cursor() -> BadQuery {
    BadQuery {
        parameter: "cursor",
        reason: "is not one that a page of this list gave".into(),
    }
}

fn group_of(kind: PersonKind) -> Group {
    match kind {
        PersonKind::Student => Group::Students,
        PersonKind::Teacher => Group::Teachers,
    }
}

/// As on the wire.
pub(crate) fn kind_of(group: Group) -> PersonKind {
    match group {
        Group::Students => PersonKind::Student,
        Group::Teachers => PersonKind::Teacher,
    }
}

pub(crate) fn date(day: Day) -> Date {
    Date::of_unix_days(day.0)
}

pub(crate) fn level_id(levels: &Levels, number: Option<u8>) -> String {
    let level = number.and_then(|number| levels.get(number));
    level.map_or_else(String::new, |level| level.id.clone())
}

/// A person as the reader may see them.
pub fn person_row(
    scene: &Scene<'_>,
    levels: &Levels,
    school: &SchoolPeople,
    person: Person,
    etag: Position,
) -> PersonRow {
    let (site, level) = place(school, &person);
    let class = person.class.and_then(|number| school.class(number));
    let (sees_names, sees_ids) = (scene.reader.sees_names(), scene.reader.sees_ids());
    PersonRow {
        id: person.id,
        etag,
        school: scene.unit(school.school),
        site: scene.unit(site),
        kind: kind_of(person.group),
        code: person.code.map(String::from),
        name: person.name.filter(|_| sees_names).map(String::from),
        birth_date: person.born.filter(|_| sees_ids).map(date),
        has_national_id: person.national_id.is_some(),
        national_id: person.national_id.filter(|_| sees_ids).map(|id| id.to_string()),
        class: class.map(|class| class.name.to_string()),
        level: level_id(levels, level),
        grade: class.and_then(|class| class.grade),
        shift: class.and_then(|class| class.shift),
        further_sites: person
            .further_sites
            .iter()
            .map(|site| scene.unit(*site))
            .collect(),
        shared: person.is_shared,
        from: date(person.from),
        left_on: person.left_on.map(date),
        home: person.home.filter(|_| sees_names).map(|home| {
            let HomeSaid { on, answers } = *home;
            HomeView {
                on: date(on),
                answers,
            }
        }),
    }
}

/// A line of a person's history as the reader may see it; none when it is of no concern for him.
pub fn history_row(
    scene: &Scene<'_>,
    line: BlockLine,
    changes: Vec<FieldChange>,
) -> Option<PersonHistoryRow> {
    let began = changes.is_empty();
    let seen: Vec<FieldChange> = changes
        .into_iter()
        .filter(|change| scene.reader.sees_field(&change.field))
        .collect();
    (began || !seen.is_empty()).then(|| PersonHistoryRow {
        entry: line.entry,
        at: line.at,
        by: line.by,
        act: match line.act {
            PeopleAct::Roster => "roster",
            PeopleAct::Survey => "survey",
            PeopleAct::Edit => "edit",
        }
        .to_owned(),
        source: line.source.map(String::from),
        changes: seen,
    })
}

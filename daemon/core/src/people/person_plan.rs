//! One person, entered or corrected by hand.

use crate::cold::Day;
use crate::people::finder::Finder;
use crate::people::lookup::Places;
use crate::people::said::{self, Said, Say, Wrong};
use crate::people::{Asking, Class, Draft, HeldSchool, Person, Post};
use crate::refusal::Refusal;
use kiemke_config::group::Group;
use kiemke_config::level::Levels;
use kiemke_wire::date::Date;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{PersonId, UnitKey};
use kiemke_wire::person::{PersonFields, PersonKind};
use unicode_normalization::UnicodeNormalization as _;

/// What is known of a person, as it is written.
pub fn fields_of(person: &Person, classes: &[Class], levels: &Levels) -> PersonFields {
    let text = |text: &Option<Box<str>>| text.as_deref().map(str::to_owned);
    let date = |day: Day| Date::of_unix_days(day.0);
    let class = person.class.and_then(|number| classes.get(usize::from(number)));
    let level = person.post.and_then(|post| levels.get(post.level));
    PersonFields {
        kind: match person.group {
            Group::Students => PersonKind::Student,
            Group::Teachers => PersonKind::Teacher,
        },
        code: text(&person.code),
        name: text(&person.name),
        birth_date: person.born.map(date),
        national_id: person.national_id.map(|id| id.to_string()),
        class: class.map(|class| class.name.to_string()),
        site: person.post.map(|post| post.site.to_string()),
        level: level.map(|level| level.id.clone()),
        further_sites: person.further_sites.iter().map(UnitKey::to_string).collect(),
        shared: person.is_shared,
        from: Some(date(person.from)),
        left_on: person.left_on.map(date),
    }
}

/// Plans that a person of the school is as `fields` say, or that one is added.
///
/// # Errors
/// When a field makes no sense, with its name as the place.
pub fn plan_person(
    asking: Asking<'_>,
    levels: &Levels,
    held: HeldSchool,
    person: Option<PersonId>,
    fields: &PersonFields,
) -> Result<Draft, Refusal> {
    let mut draft = Draft::of(held);
    let school = draft.school();
    let finder = Finder::of(&draft);
    let who = match person {
        None => None,
        Some(id) => Some(
            draft
                .with_id(id)
                .ok_or_else(|| Refusal::NotFound(format!("person {id}")))?,
        ),
    };
    let group = match fields.kind {
        PersonKind::Student => Group::Students,
        PersonKind::Teacher => Group::Teachers,
    };
    let before = who.map(|who| draft.person(who).clone());
    let today = asking.today.day;
    let known = before.clone().unwrap_or_else(|| Person::new(group, today));
    if known.group != group {
        return Err(invalid(
            "kind",
            "stays what it is: a student who becomes a teacher is entered anew",
        ));
    }
    let said = read(asking, levels, &draft, group, fields)?;
    let after = said.over(&known);
    if after.code.is_none() && after.national_id.is_none() && after.name.is_none() {
        return Err(invalid("code", "a person has a code, a national id or a name"));
    }
    if let Some(code) = after.code.as_deref()
        && finder.with_code(code).is_some_and(|other| Some(other) != who)
    {
        return Err(invalid(
            "code",
            format!("{code:?} is somebody else's of the school"),
        ));
    }
    if let Some(id) = after.national_id
        && finder.with_id(id).is_some_and(|other| Some(other) != who)
    {
        return Err(invalid("national_id", "is somebody else's of the school"));
    }
    let taken = claimed(asking, school, &before, &after)?;
    let who = match who {
        Some(who) => {
            draft.put(who, after);
            who
        }
        None => draft.add(after),
    };
    if let Some(id) = taken {
        draft.claim(id, who);
    }
    Ok(draft)
}

/// The id that becomes this person's own, if it does; nobody else's it may be.
fn claimed(
    asking: Asking<'_>,
    school: UnitKey,
    before: &Option<Person>,
    after: &Person,
) -> Result<Option<crate::readiness::NationalId>, Refusal> {
    let own = |person: &Person| person.compared_id().filter(|_| !person.is_shared);
    let has = own(after);
    let Some(id) = has.filter(|_| has != before.as_ref().and_then(own)) else {
        return Ok(None);
    };
    let rolls = &asking.fleet.rolls;
    let mut others = rolls.ids.of(id).filter(|held| !held.is_shared);
    if others.any(|held| rolls.school_of(held.person) != Some(school)) {
        let reason = "is on another school's roster: mark the person as shared, or correct the id";
        return Err(invalid("national_id", reason));
    }
    Ok(Some(id))
}

fn read(
    asking: Asking<'_>,
    levels: &Levels,
    draft: &Draft,
    group: Group,
    fields: &PersonFields,
) -> Result<Said, Refusal> {
    let today = asking.today.day;
    let mut said = Said {
        code: text("code", fields.code.as_deref())?,
        name: text("name", fields.name.as_deref())?,
        is_shared: Some(fields.shared),
        from: fields.from.map(day),
        left_on: Say::of(fields.left_on.map(day)),
        ..Said::default()
    };
    said.born = match fields.birth_date.map(day) {
        None => Say::Nothing,
        Some(born) => Say::Is(said::born(born, today).map_err(|wrong| of_field("birth_date", wrong))?),
    };
    said.national_id = match fields.national_id.as_deref() {
        None => Say::Nothing,
        Some(id) => Say::Is(said::national_id(id).map_err(|wrong| of_field("national_id", wrong))?),
    };
    for (place, told) in [("from", fields.from), ("left_on", fields.left_on)] {
        if told.map(day).is_some_and(|day| day > today) {
            return Err(invalid(place, format!("lies after today, {today}")));
        }
    }
    let mut places = Places::new(asking);
    let school = draft.school();
    let site = |places: &mut Places<'_>, place: &'static str, name: &str| {
        let found = places.site(school, name);
        found.ok_or_else(|| invalid(place, format!("the school has no one site {name:?}")))
    };
    if fields.further_sites.len() > said::SITES_MAX {
        return Err(invalid(
            "further_sites",
            format!("are more than {}", said::SITES_MAX),
        ));
    }
    let further = fields
        .further_sites
        .iter()
        .map(|name| site(&mut places, "further_sites", name));
    said.further_sites = Say::Is(further.collect::<Result<_, _>>()?);
    match group {
        Group::Students => {
            let name = fields
                .class
                .as_deref()
                .ok_or_else(|| invalid("class", "is missing"))?;
            let key = search_key(name);
            let mut numbered = draft.classes.iter().zip(0_u16..);
            let found = numbered.find(|(class, _)| search_key(&class.name) == key);
            let unknown = || {
                invalid(
                    "class",
                    format!("the school has no class {name:?}; rosters bring new ones"),
                )
            };
            said.class = Say::Is(found.ok_or_else(unknown)?.1);
        }
        Group::Teachers => {
            let site = match fields.site.as_deref() {
                None => school,
                Some(name) => site(&mut places, "site", name)?,
            };
            let level = match fields.level.as_deref() {
                None => said::level_of_unit(asking.fleet, site, asking.today, levels),
                Some(name) => {
                    let level = levels.called(name).map(|level| level.number);
                    Some(level.ok_or_else(|| invalid("level", format!("{name:?} is no level")))?)
                }
            };
            let level =
                level.ok_or_else(|| invalid("level", "is missing, and the school has none by its tag"))?;
            said.post = Say::Is(Post { site, level });
        }
    }
    Ok(said)
}

fn text(place: &'static str, told: Option<&str>) -> Result<Say<Box<str>>, Refusal> {
    let normal: Option<String> = told.map(|text| text.nfc().collect());
    let words = normal.map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
    match words.filter(|text| !text.is_empty()) {
        None => Ok(Say::Nothing),
        Some(text) => said::text(&text)
            .map(Say::Is)
            .map_err(|wrong| of_field(place, wrong)),
    }
}

fn day(date: Date) -> Day {
    Day(date.unix_days())
}

fn of_field(place: &'static str, (_, reason): Wrong) -> Refusal {
    Refusal::Invalid { place, reason }
}

fn invalid(place: &'static str, reason: impl Into<String>) -> Refusal {
    Refusal::Invalid {
        place,
        reason: reason.into(),
    }
}

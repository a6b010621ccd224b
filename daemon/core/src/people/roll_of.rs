//! A school's people in the shape from which readiness is told.

use crate::fleet::Fleet;
use crate::people::{HeldSchool, HomeSaid, Person};
use crate::readiness::{
    HomeAnswer, HomeDevice, HomeLine, PersonKey, Register, RosterRow, School, Sharing, Site,
};
use kiemke_config::group::Group;
use kiemke_config::profile::PLATFORMS_MAX;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::person::{DeviceAtHome, LineAtHome};
use std::collections::BTreeSet;

/// Sites, registers, roster and home answers of a school; its lines, machines, pools, stocktakes and sign-ins are left
/// empty for whoever knows them.
///
/// Whoever counts at another school is left out, so that a person counts once even where schools are looked at one by
/// one: those marked as shared, and those whose national id somebody of another school has taken over since. Who has no
/// national id is told by the person's number.
pub fn roll_of(fleet: &Fleet, held: &HeldSchool) -> School {
    let school = &held.school;
    let counted: Vec<&Person> = held
        .people
        .iter()
        .filter(|person| counts_here(fleet, person))
        .collect();
    let roster: Vec<RosterRow> = counted.iter().flat_map(|person| rows(held, person)).collect();
    let mut sites: BTreeSet<UnitKey> = roster.iter().map(|row| row.site).collect();
    sites.insert(school.school);
    sites.extend(school.classes.iter().map(|class| class.site));
    // A site where the whole school teaches is asked for too: what was told of nobody there is that nobody is there.
    let classes = school
        .classes
        .iter()
        .map(|class| (class.site, class.level, Group::Students));
    let rows = roster.iter().map(|row| (row.site, row.level, row.group));
    let leaves: BTreeSet<(UnitKey, u8, Group)> = classes.chain(rows).collect();
    let registers = leaves.into_iter().map(|(site, level, group)| Register {
        site,
        level,
        group,
        rosters: days(held, group),
        head_counts: Vec::new(),
    });
    School {
        sites: sites.into_iter().map(|unit| site(fleet, unit)).collect(),
        registers: registers.collect(),
        roster,
        answers: counted.iter().filter_map(|person| answer(person)).collect(),
        ..School::default()
    }
}

fn counts_here(fleet: &Fleet, person: &Person) -> bool {
    let here = |id| fleet.rolls.counts(id).is_none_or(|counts| counts == person.id);
    !person.is_shared && person.compared_id().is_none_or(here)
}

fn site(fleet: &Fleet, unit: UnitKey) -> Site {
    let declared = fleet.rolls.declared(unit);
    Site {
        unit,
        lines: Vec::new(),
        lines_complete_on: declared.lines_on,
        survey_complete_on: declared.survey_on,
    }
}

fn days(held: &HeldSchool, group: Group) -> Vec<crate::cold::Day> {
    let told = held.school.rosters.iter().filter(|told| told.group == group);
    told.map(|told| told.on).collect()
}

/// Who somebody is: by national id, else by number.
pub(crate) fn person_key(person: &Person) -> PersonKey {
    match person.national_id {
        Some(id) => PersonKey::National(id),
        None => PersonKey::Temporary(person.id.0.into()),
    }
}

/// The main row, and one for each further site.
fn rows(held: &HeldSchool, person: &Person) -> Vec<RosterRow> {
    let class = person.class.and_then(|number| held.school.class(number));
    let place = class.map(|class| (class.site, class.level));
    let Some((site, level)) = place.or(person.post.map(|post| (post.site, post.level))) else {
        return Vec::new();
    };
    let main = RosterRow {
        person: person_key(person),
        site,
        level,
        group: person.group,
        main: true,
        shift: class.and_then(|class| class.shift),
        from: person.from,
        to: person.left_on,
    };
    let further = person.further_sites.iter().filter(|further| **further != site);
    let further: Vec<RosterRow> = further
        .map(|site| RosterRow {
            site: *site,
            main: false,
            ..main.clone()
        })
        .collect();
    std::iter::once(main).chain(further).collect()
}

fn answer(person: &Person) -> Option<HomeAnswer> {
    let HomeSaid { on, answers } = person.home.as_deref()?;
    let sharing = match answers.shared_with {
        Some(others) => Sharing::of(others.into(), answers.same_shift),
        // Whether it is shared was not answered.
        None => Sharing::ShiftNotTold,
    };
    let mut signed_in = [None; PLATFORMS_MAX as usize];
    for (platform, is) in &answers.signed_in {
        if let Some(told) = signed_in.get_mut(usize::from(*platform)) {
            *told = Some(*is);
        }
    }
    Some(HomeAnswer {
        person: person_key(person),
        on: *on,
        device: answers.device.map(|device| match device {
            DeviceAtHome::None => HomeDevice::Absent,
            DeviceAtHome::Phone => HomeDevice::Phone(sharing),
            DeviceAtHome::Tablet | DeviceAtHome::Laptop | DeviceAtHome::Desktop => HomeDevice::Whole(sharing),
        }),
        line: answers.line.map(|line| match line {
            LineAtHome::Plays => HomeLine::Plays,
            LineAtHome::Sometimes => HomeLine::Sometimes,
            LineAtHome::Stops => HomeLine::Stops,
            LineAtHome::Absent => HomeLine::Absent,
        }),
        signed_in,
    })
}

//! Decides whether a plan stands: all of it, or nothing.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::Entry;
use crate::fleet::Fleet;
use crate::people::{CompleteDeclared, DeclaredOf, Draft, PeopleAct, PeopleChanged, SchoolChanged};
use crate::refusal::Refusal;
use kiemke_wire::ids::{PersonId, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::ImportReport;
use std::collections::BTreeSet;

/// People of one plan: a province's roster. More are split by commune.
pub const PEOPLE_MAX: usize = 200_000;
/// What the people of one entry may take as text: twice what a province's roster does, and small beside what the journal
/// takes in one piece.
const ENTRY_BYTES_MAX: usize = 48 * 1024 * 1024;
/// What a person takes beside the texts.
const PERSON_BYTES: usize = 100;

/// A plan that is to be carried out.
#[derive(Clone, Debug)]
pub struct PeopleCommand {
    /// Who asks; nobody's token for the administrator at the machine itself.
    pub by: Option<TokenId>,
    /// How.
    pub act: PeopleAct,
    /// The file it came from.
    pub source: Option<String>,
    /// The schools, each once.
    pub drafts: Vec<Draft>,
    /// What the plan says of its rows, told when it was carried out.
    pub report: Option<ImportReport>,
}

/// Decides on a plan at `now`.
pub(crate) fn decide(fleet: &Fleet, command: PeopleCommand, now: UnixMs) -> Result<Decision, Refusal> {
    let PeopleCommand {
        by,
        act,
        source,
        drafts,
        mut report,
    } = command;
    let size: usize = drafts.iter().map(Draft::size).sum();
    if size > PEOPLE_MAX {
        return Err(over("the number of people", PEOPLE_MAX));
    }
    let mut next_block = fleet.rolls.next_block();
    let mut schools = Vec::new();
    for draft in &drafts {
        let known = fleet.rolls.school(draft.school());
        if known.map_or(draft.seen().0 != 0, |known| known.changed_at != draft.seen()) {
            return Err(stale(draft.school()));
        }
        schools.extend(draft.finish(&mut next_block));
    }
    claims_hold(fleet, &drafts, &schools)?;
    if schools.iter().map(bytes).sum::<usize>() > ENTRY_BYTES_MAX {
        return Err(over("the text of all people together", ENTRY_BYTES_MAX));
    }
    let changed = PeopleChanged {
        at: now,
        by,
        act,
        source: source.map(Into::into),
        schools,
    };
    if let Some(report) = &mut report {
        report.applied = !changed.schools.is_empty();
    }
    let answer = match report {
        Some(report) => Answer::Imported(report),
        None => Answer::People(touched(&changed)),
    };
    let entries = match changed.schools.is_empty() {
        true => Vec::new(),
        false => vec![Entry::PeopleChanged(Box::new(changed))],
    };
    Ok(Decision { entries, answer })
}

/// What a site says to be complete.
pub(crate) fn declare(
    fleet: &Fleet,
    by: Option<TokenId>,
    site: UnitKey,
    of: DeclaredOf,
    on: Option<crate::cold::Day>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let today = fleet.today(now);
    if fleet.tree(today).rank(site).is_none() {
        return Err(Refusal::UnitUnknown(site.to_string()));
    }
    if on.is_some_and(|on| on > today.day) {
        return Err(Refusal::Invalid {
            place: "on",
            reason: format!("lies after today, {}", today.day),
        });
    }
    let held = fleet.rolls.declared(site);
    let known = match of {
        DeclaredOf::Lines => held.lines_on,
        DeclaredOf::Surveys => held.survey_on,
    };
    let declared = CompleteDeclared {
        at: now,
        by,
        site,
        of,
        on,
    };
    let entries = match known == on {
        true => Vec::new(),
        false => vec![Entry::CompleteDeclared(declared)],
    };
    Ok(Decision {
        entries,
        answer: Answer::Done,
    })
}

/// An id that a plan gives to somebody is still nobody else's: it was looked up before others were let in.
fn claims_hold(fleet: &Fleet, drafts: &[Draft], schools: &[SchoolChanged]) -> Result<(), Refusal> {
    let gone: BTreeSet<_> = schools.iter().flat_map(|school| &school.ids_gone).collect();
    for draft in drafts {
        for (id, own) in draft.claims() {
            let others = fleet.rolls.ids.of(*id).filter(|held| Some(held.person) != *own);
            let taken = others
                .filter(|held| !held.is_shared)
                .any(|held| !gone.contains(&(*id, held.person)));
            if taken {
                return Err(stale(draft.school()));
            }
        }
    }
    Ok(())
}

fn touched(changed: &PeopleChanged) -> Vec<PersonId> {
    let blocks = changed.schools.iter().flat_map(|school| &school.blocks);
    let touched = blocks.flat_map(|block| {
        let made = block.people.iter().skip(block.made_from as usize);
        let made = made.map(|person| person.id);
        block.changes.iter().map(|change| change.person).chain(made)
    });
    touched.collect()
}

fn bytes(school: &SchoolChanged) -> usize {
    let people = school.blocks.iter().flat_map(|block| &block.people);
    let texts = people.map(|person| {
        let texts = [&person.code, &person.name].into_iter().flatten();
        PERSON_BYTES + texts.map(|text| text.len()).sum::<usize>()
    });
    texts.sum()
}

fn over(what: &'static str, max: usize) -> Refusal {
    Refusal::OverBound {
        what,
        max: max as u64,
    }
}

fn stale(school: UnitKey) -> Refusal {
    Refusal::Stale(format!("the people of {school}"))
}

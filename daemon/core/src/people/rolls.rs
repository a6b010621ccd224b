use crate::cold::Day;
use crate::people::national_index::NationalIndex;
use crate::people::{HasId, PeopleChanged, SchoolPeople, block_of};
use crate::readiness::NationalId;
use kiemke_wire::ids::{PersonId, Position, TokenId, UnitKey};
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rosters of one school that the state holds; earlier ones stand in histories.
const ROSTERS_KEPT: usize = 16;

/// The people of all schools, as far as they lie in memory. A clone shares what is large until it changes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rolls {
    schools: BTreeMap<UnitKey, Arc<SchoolPeople>>,
    /// The school of each block. Numbers are given in order and never again.
    blocks: Arc<Vec<UnitKey>>,
    pub(crate) ids: NationalIndex,
    declared: Arc<BTreeMap<UnitKey, Declared>>,
}

/// What a site declared complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declared {
    /// The list of its lines, on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines_on: Option<Day>,
    /// The home survey, on this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub survey_on: Option<Day>,
    /// The entry that last changed it.
    #[serde(default)]
    pub changed_at: Position,
}

/// What can be declared complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeclaredOf {
    /// The lines.
    Lines,
    /// The home survey.
    Surveys,
}

/// A site declared something complete, or took that back.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompleteDeclared {
    /// When it was entered.
    pub at: UnixMs,
    /// By which token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
    /// The site.
    pub site: UnitKey,
    /// What.
    pub of: DeclaredOf,
    /// On which day it was complete; none: it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Day>,
}

impl Rolls {
    /// What is known of a school's people.
    pub(crate) fn school(&self, school: UnitKey) -> Option<&Arc<SchoolPeople>> {
        self.schools.get(&school)
    }

    /// All schools of which something was told, by key.
    pub(crate) fn schools(&self) -> impl Iterator<Item = &Arc<SchoolPeople>> {
        self.schools.values()
    }

    /// The school in which a person lies.
    pub(crate) fn school_of(&self, person: PersonId) -> Option<UnitKey> {
        self.blocks.get(block_of(person) as usize).copied()
    }

    /// The number that the next block gets.
    pub(crate) fn next_block(&self) -> u32 {
        self.blocks.len() as u32
    }

    /// The person under whom those who have an id count: of several who say so the one that came last; of none, the one
    /// that came first.
    pub(crate) fn counts(&self, id: NationalId) -> Option<PersonId> {
        let own = self.ids.of(id).filter(|held| !held.is_shared).last();
        own.or_else(|| self.ids.of(id).next()).map(|held| held.person)
    }

    pub(crate) fn declared(&self, site: UnitKey) -> Declared {
        self.declared.get(&site).copied().unwrap_or_default()
    }

    pub(crate) fn all_declared(&self) -> impl Iterator<Item = (&UnitKey, &Declared)> {
        self.declared.iter()
    }

    pub(crate) fn change(&mut self, changed: &PeopleChanged, position: Position) {
        for school in &changed.schools {
            for (id, person) in &school.ids_gone {
                self.ids.remove(*id, *person);
            }
            let held = self.schools.entry(school.school);
            let held = Arc::make_mut(held.or_insert_with(|| Arc::new(SchoolPeople::new(school.school))));
            held.changed_at = position;
            held.classes.clone_from(&school.classes);
            held.staff.clone_from(&school.staff);
            let over = school.rosters.len().saturating_sub(ROSTERS_KEPT);
            held.rosters = school.rosters[over..].to_vec();
            for block in &school.blocks {
                held.blocks_at = position;
                if block.block as usize == self.blocks.len() {
                    Arc::make_mut(&mut self.blocks).push(school.school);
                }
                if let Err(at) = held.blocks.binary_search(&block.block) {
                    held.blocks.insert(at, block.block);
                }
                for person in &block.people {
                    if let Some(id) = person.compared_id() {
                        let held = HasId {
                            person: person.id,
                            is_shared: person.is_shared,
                        };
                        self.ids.put(id, held);
                    }
                }
            }
        }
    }

    pub(crate) fn declare(&mut self, declared: &CompleteDeclared, position: Position) {
        let held = Arc::make_mut(&mut self.declared)
            .entry(declared.site)
            .or_default();
        held.changed_at = position;
        match declared.of {
            DeclaredOf::Lines => held.lines_on = declared.on,
            DeclaredOf::Surveys => held.survey_on = declared.on,
        }
    }

    /// Takes a school in, as images hold it.
    pub(crate) fn put_school(&mut self, school: SchoolPeople) {
        let blocks = Arc::make_mut(&mut self.blocks);
        for block in &school.blocks {
            let at = *block as usize;
            if blocks.len() <= at {
                blocks.resize(at + 1, UnitKey(0));
            }
            blocks[at] = school.school;
        }
        self.schools.insert(school.school, Arc::new(school));
    }

    pub(crate) fn put_declared(&mut self, site: UnitKey, declared: Declared) {
        Arc::make_mut(&mut self.declared).insert(site, declared);
    }
}

//! What a school's people are to be, put together change by change beside what they are.

use crate::people::difference::difference;
use crate::people::{
    BLOCK, BlockChanged, Class, HeldSchool, Person, PersonChange, RosterTold, SchoolChanged, Staff, block_of,
    person_at,
};
use crate::readiness::NationalId;
use kiemke_config::group::Group;
use kiemke_wire::ids::{PersonId, Position, UnitKey};
use std::collections::{BTreeMap, BTreeSet};

/// See the top of the file.
#[derive(Clone, Debug)]
pub struct Draft {
    held: HeldSchool,
    /// By place among those who are held.
    changed: BTreeMap<usize, Person>,
    added: Vec<Person>,
    pub(super) classes: Vec<Class>,
    pub(super) rosters: Vec<RosterTold>,
    /// Ids that must be nobody else's own when the draft is decided on, and who of this school has each already.
    claims: Vec<(NationalId, Option<PersonId>)>,
}

/// Somebody in a draft: one who is held, or one who is new, by place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    Held(usize),
    Added(usize),
}

impl Draft {
    /// Nothing is to change yet.
    pub fn of(held: HeldSchool) -> Self {
        Self {
            classes: held.school.classes.clone(),
            rosters: held.school.rosters.clone(),
            held,
            changed: BTreeMap::new(),
            added: Vec::new(),
            claims: Vec::new(),
        }
    }

    /// The school.
    pub fn school(&self) -> UnitKey {
        self.held.school.school
    }

    /// The entry that had changed the school last when the draft was begun.
    pub(super) fn seen(&self) -> Position {
        self.held.school.changed_at
    }

    /// Everybody as they are to be, those who are new last.
    pub(super) fn people(&self) -> impl Iterator<Item = (Who, &Person)> {
        let held = self.held.people.iter().enumerate();
        let held = held.map(|(at, person)| (Who::Held(at), self.changed.get(&at).unwrap_or(person)));
        let added = self.added.iter().enumerate();
        held.chain(added.map(|(at, person)| (Who::Added(at), person)))
    }

    pub(super) fn person(&self, who: Who) -> &Person {
        match who {
            Who::Held(at) => self.changed.get(&at).unwrap_or(&self.held.people[at]),
            Who::Added(at) => &self.added[at],
        }
    }

    pub(super) fn with_id(&self, id: PersonId) -> Option<Who> {
        let found = self.held.people.binary_search_by_key(&id, |person| person.id);
        found.ok().map(Who::Held)
    }

    /// The person's number; none for who is new.
    pub(super) fn id_of(&self, who: Who) -> Option<PersonId> {
        match who {
            Who::Held(at) => Some(self.held.people[at].id),
            Who::Added(_) => None,
        }
    }

    pub(super) fn put(&mut self, who: Who, person: Person) {
        match who {
            Who::Held(at) if self.held.people[at] == person => {
                self.changed.remove(&at);
            }
            Who::Held(at) => {
                self.changed.insert(at, person);
            }
            Who::Added(at) => self.added[at] = person,
        }
    }

    pub(super) fn add(&mut self, person: Person) -> Who {
        self.added.push(person);
        Who::Added(self.added.len() - 1)
    }

    /// An id that is to be this person's own and nobody else's.
    pub(super) fn claim(&mut self, id: NationalId, who: Who) {
        let own = self.id_of(who);
        self.claims.push((id, own));
    }

    pub(super) fn claims(&self) -> &[(NationalId, Option<PersonId>)] {
        &self.claims
    }

    /// How many are new or change.
    pub(super) fn size(&self) -> usize {
        self.added.len() + self.changed.len()
    }

    /// What is to be recorded; none when nothing changes. Blocks that are new are numbered from `next_block` on.
    pub(super) fn finish(&self, next_block: &mut u32) -> Option<SchoolChanged> {
        let blocks = self.blocks(next_block);
        let classes = self.counted();
        let staff = self.staff();
        let known = &self.held.school;
        let same = known.classes == classes && known.staff == staff && known.rosters == self.rosters;
        if blocks.is_empty() && same {
            return None;
        }
        Some(SchoolChanged {
            school: self.school(),
            classes,
            staff,
            rosters: self.rosters.clone(),
            blocks,
            ids_gone: self.ids_gone(),
        })
    }

    /// Blocks of which somebody changes or comes in. Who is new comes behind who is there, where there is room.
    fn blocks(&self, next_block: &mut u32) -> Vec<BlockChanged> {
        let people = &self.held.people;
        let block_of = |person: &Person| block_of(person.id);
        let mut touched: BTreeSet<u32> = self.changed.keys().map(|at| block_of(&people[*at])).collect();
        let mut added = self.added.iter().peekable();
        let last = people.last().filter(|last| !last.id.0.is_multiple_of(BLOCK));
        if let Some(last) = last.filter(|_| added.peek().is_some()) {
            touched.insert(block_of(last));
        }
        let mut blocks = Vec::with_capacity(touched.len() + self.added.len() / BLOCK as usize + 1);
        for block in touched {
            let from = people.partition_point(|person| block_of(person) < block);
            let held = people[from..]
                .iter()
                .take_while(|person| block_of(person) == block);
            let mut changed = BlockChanged {
                block,
                people: Vec::new(),
                made_from: 0,
                changes: Vec::new(),
            };
            for (at, before) in (from..).zip(held) {
                let after = self.changed.get(&at);
                if let Some(after) = after {
                    changed.changes.push(PersonChange {
                        person: before.id,
                        fields: difference(before, after, &self.classes),
                    });
                }
                changed.people.push(after.unwrap_or(before).clone());
            }
            changed.made_from = changed.people.len() as u32;
            let is_last = last.is_some_and(|last| block_of(last) == block);
            if is_last {
                fill(&mut changed, &mut added);
            }
            blocks.push(changed);
        }
        while added.peek().is_some() {
            let mut made = BlockChanged {
                block: *next_block,
                people: Vec::new(),
                made_from: 0,
                changes: Vec::new(),
            };
            *next_block += 1;
            fill(&mut made, &mut added);
            blocks.push(made);
        }
        blocks
    }

    fn counted(&self) -> Vec<Class> {
        let mut classes = self.classes.clone();
        for class in &mut classes {
            class.count = super::Count::default();
        }
        for (_, person) in self.people().filter(|(_, person)| person.is_there()) {
            if let Some(class) = person
                .class
                .and_then(|number| classes.get_mut(usize::from(number)))
            {
                class.count.add(person);
            }
        }
        classes
    }

    fn staff(&self) -> Vec<Staff> {
        let mut counts: BTreeMap<super::Post, super::Count> = BTreeMap::new();
        for (_, person) in self.people().filter(|(_, person)| person.is_there()) {
            if let (Group::Teachers, Some(post)) = (person.group, person.post) {
                counts.entry(post).or_default().add(person);
            }
        }
        let staff = counts.into_iter().map(|(post, count)| Staff {
            site: post.site,
            level: post.level,
            count,
        });
        staff.collect()
    }

    fn ids_gone(&self) -> Vec<(NationalId, PersonId)> {
        let gone = self.changed.iter().filter_map(|(at, after)| {
            let before = &self.held.people[*at];
            let id = before.compared_id()?;
            (after.compared_id() != Some(id)).then_some((id, before.id))
        });
        gone.collect()
    }
}

/// Adds people to a block until it is full.
fn fill<'a>(block: &mut BlockChanged, added: &mut impl Iterator<Item = &'a Person>) {
    while (block.people.len() as u32) < BLOCK {
        let Some(person) = added.next() else { return };
        block.people.push(Person {
            id: person_at(block.block, block.people.len() as u32),
            ..person.clone()
        });
    }
}

//! Whom a row of a school is about: by code, else by national id, else by class, name and birth date.

use crate::cold::Day;
use crate::people::Draft;
use crate::people::Person;
use crate::people::draft::Who;
use crate::readiness::NationalId;
use kiemke_config::group::Group;
use kiemke_wire::fold::search_key;
use std::collections::HashMap;

/// The people of a draft by what names them. Whoever left is found too: people come back.
#[derive(Debug, Default)]
pub(super) struct Finder {
    by_code: HashMap<String, Who>,
    by_id: HashMap<NationalId, Who>,
    by_name: HashMap<Temporary, Vec<Who>>,
}

/// What stands for somebody without an id, within a school.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Temporary {
    group: Group,
    class: Option<u16>,
    name: String,
    born: Option<Day>,
}

/// A row names two people at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TwoAtOnce;

impl Temporary {
    fn of(person: &Person) -> Option<Self> {
        let name = person.name.as_deref()?;
        Some(Self {
            group: person.group,
            class: person.class,
            name: search_key(name),
            born: person.born,
        })
    }
}

impl Finder {
    pub(super) fn of(draft: &Draft) -> Self {
        let mut finder = Self::default();
        for (who, person) in draft.people() {
            finder.note(who, person);
        }
        finder
    }

    /// Makes somebody found by what is now known. Of two with one code or id the first stays.
    pub(super) fn note(&mut self, who: Who, person: &Person) {
        if let Some(code) = &person.code {
            self.by_code.entry(search_key(code)).or_insert(who);
        }
        if let Some(id) = person.national_id {
            self.by_id.entry(id).or_insert(who);
        }
        if let Some(key) = Temporary::of(person) {
            let same = self.by_name.entry(key).or_default();
            if !same.contains(&who) {
                same.push(who);
            }
        }
    }

    /// Nobody is found any more by what was known of somebody.
    pub(super) fn forget(&mut self, who: Who, person: &Person) {
        if let Some(code) = &person.code {
            let key = search_key(code);
            if self.by_code.get(&key) == Some(&who) {
                self.by_code.remove(&key);
            }
        }
        if let Some(id) = person.national_id
            && self.by_id.get(&id) == Some(&who)
        {
            self.by_id.remove(&id);
        }
        if let Some(same) = Temporary::of(person).and_then(|key| self.by_name.get_mut(&key)) {
            same.retain(|other| *other != who);
        }
    }

    pub(super) fn with_code(&self, code: &str) -> Option<Who> {
        self.by_code.get(&search_key(code)).copied()
    }

    pub(super) fn with_id(&self, id: NationalId) -> Option<Who> {
        self.by_id.get(&id).copied()
    }

    /// Everybody of this name in a class; of one birth date, if that is given.
    pub(super) fn with_name<'a>(
        &'a self,
        class: Option<u16>,
        name: &str,
        born: Option<Day>,
    ) -> impl Iterator<Item = Who> + 'a {
        let name = search_key(name);
        let same = self.by_name.iter().filter(move |(key, _)| {
            key.class == class && key.name == name && (born.is_none() || key.born == born)
        });
        same.flat_map(|(_, found)| found.iter().copied())
    }

    /// The person whom `told` describes, as far as it does.
    pub(super) fn find(&self, draft: &Draft, told: &Person) -> Result<Option<Who>, TwoAtOnce> {
        let by_code = told.code.as_deref().and_then(|code| self.with_code(code));
        let by_id = told.national_id.and_then(|id| self.with_id(id));
        match (by_code, by_id) {
            (Some(one), Some(other)) if one != other => Err(TwoAtOnce),
            (Some(who), _) | (None, Some(who)) => Ok(Some(who)),
            (None, None) => Ok(self.by_name(draft, told)),
        }
    }

    fn by_name(&self, draft: &Draft, told: &Person) -> Option<Who> {
        let same = self.by_name.get(&Temporary::of(told)?)?;
        let fits = |who: &&Who| {
            let known = draft.person(**who);
            let other_code = known.code.is_some() && told.code.is_some();
            let other_id = known.national_id.is_some() && told.national_id.is_some();
            !other_code && !other_id
        };
        same.iter().find(fits).copied()
    }
}

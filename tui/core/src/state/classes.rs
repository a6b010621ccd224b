use super::{List, Phase, Source};
use crate::effect::{ListQuery, Query, Ticket};
use kiemke_wire::ids::PersonId;
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{ClassRow, PersonRow, UnitView};
use std::collections::BTreeSet;

/// Beside screen 2: the classes of a unit, and of the one that lies open its people with what they answered about home.
#[derive(Debug, Default)]
pub struct ClassesState {
    /// Whose classes are shown; none while the places are.
    pub(crate) unit: Option<UnitView>,
    pub(crate) classes: Source<Vec<ClassRow>>,
    pub(crate) list: List,
    pub(crate) open: Option<OpenClass>,
}

/// A class that lies open.
#[derive(Debug)]
pub(crate) struct OpenClass {
    pub(crate) class: ClassRow,
    pub(crate) people: Source<Vec<PersonRow>>,
    pub(crate) list: List,
    pub(crate) marked: BTreeSet<PersonId>,
}

impl ClassesState {
    /// Shows the classes of a unit.
    pub(crate) fn show(&mut self, unit: UnitView, now: UnixMs) {
        *self = Self {
            unit: Some(unit),
            ..Self::default()
        };
        self.classes.want_at(now);
    }

    pub(crate) fn is_open(&self) -> bool {
        self.unit.is_some()
    }

    /// Opens the selected class.
    pub(crate) fn open_selected(&mut self, now: UnixMs) {
        let rows = self.classes.value();
        if let Some(class) = rows.and_then(|rows| rows.get(self.list.selected)) {
            let mut open = OpenClass {
                class: class.clone(),
                people: Source::default(),
                list: List::default(),
                marked: BTreeSet::new(),
            };
            open.people.want_at(now);
            self.open = Some(open);
        }
    }

    /// One step back: from the people to the classes, from the classes to the places; false when there was none.
    pub(crate) fn back(&mut self) -> bool {
        self.open.take().is_some() || self.unit.take().is_some()
    }

    pub(crate) fn phase(&self) -> Phase {
        match &self.open {
            Some(open) => open.people.phase(),
            None => self.classes.phase(),
        }
    }

    /// The list that takes the keys, and how many rows it has.
    pub(crate) fn list_shown(&self) -> (List, usize) {
        match &self.open {
            Some(open) => (open.list, open.people().len()),
            None => (self.list, self.classes.value().map_or(0, Vec::len)),
        }
    }

    pub(crate) fn list_shown_mut(&mut self) -> &mut List {
        match &mut self.open {
            Some(open) => &mut open.list,
            None => &mut self.list,
        }
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.classes.want(now);
        if let Some(open) = &mut self.open {
            open.people.want(now);
        }
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.classes.want_at(now);
        if let Some(open) = &mut self.open {
            open.people.want_at(now);
        }
    }

    pub(crate) fn ask_classes(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        let unit = self.unit.as_ref()?.key;
        self.classes.asked(ticket, now);
        Some(Query::Classes(ListQuery {
            unit: Some(unit),
            limit: PAGE_ROWS_MAX,
            ..ListQuery::default()
        }))
    }

    pub(crate) fn ask_people(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        let open = self.open.as_mut()?;
        open.people.asked(ticket, now);
        Some(Query::People(ListQuery {
            unit: Some(open.class.site.key),
            filter: Some(open.filter()),
            limit: PAGE_ROWS_MAX,
            ..ListQuery::default()
        }))
    }
}

impl OpenClass {
    /// A class by its name; teachers by their level.
    fn filter(&self) -> String {
        match &self.class.name {
            Some(name) => format!("class:{name}"),
            None => format!("kind:teacher,level:{}", self.class.level),
        }
    }

    pub(crate) fn people(&self) -> &[PersonRow] {
        self.people.value().map(Vec::as_slice).unwrap_or_default()
    }

    /// Marks the selected person, or takes the mark away.
    pub(crate) fn mark(&mut self) {
        let selected = self.people().get(self.list.selected).map(|person| person.id);
        if let Some(id) = selected
            && !self.marked.remove(&id)
        {
            self.marked.insert(id);
        }
    }

    /// Marks everybody who has not answered yet; else everybody; else nobody.
    pub(crate) fn mark_all(&mut self) {
        let of = |is_it: fn(&PersonRow) -> bool| -> BTreeSet<PersonId> {
            let people = self.people().iter().filter(|person| is_it(person));
            people.map(|person| person.id).collect()
        };
        let (silent, all) = (of(|person| person.home.is_none()), of(|_| true));
        self.marked = match &self.marked {
            marked if *marked == all => BTreeSet::new(),
            marked if silent.is_empty() || *marked == silent => all,
            _ => silent,
        };
    }

    /// Whom an answer is typed of: those who are marked, else the selected one; in the order of the class.
    pub(crate) fn targets(&self) -> Vec<PersonId> {
        let people = self.people().iter().map(|person| person.id);
        match self.marked.is_empty() {
            true => people.skip(self.list.selected).take(1).collect(),
            false => people.filter(|id| self.marked.contains(id)).collect(),
        }
    }

    pub(crate) fn people_answered(&mut self, people: Vec<PersonRow>, now: UnixMs) {
        self.people.answered(people, now);
        let there: BTreeSet<PersonId> = self.people().iter().map(|person| person.id).collect();
        self.marked.retain(|id| there.contains(id));
    }
}

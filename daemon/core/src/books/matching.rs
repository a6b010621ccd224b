//! Which records hang on which line: by the number that both carry, by serial and maker, else by asking.

use crate::books::RowAnswer;
use crate::equipment::Columns;
use crate::fleet::Fleet;
use crate::units::When;
use kiemke_wire::book::BookLine;
use kiemke_wire::equipment::Category;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{BookLineId, EquipmentId, UnitKey};
use std::collections::{HashMap, HashSet};

/// Candidates that a question lists; of more it tells how many.
const CANDIDATES_LISTED_MAX: usize = 10;

/// What a line finds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Found {
    /// Records that are to hang on it from now on.
    pub(super) ties: Vec<EquipmentId>,
    /// What only a person can say: its code, and the records that may be meant.
    pub(super) question: Option<(&'static str, Vec<EquipmentId>, u64)>,
}

/// Records as far as matching goes.
pub(super) struct Matching<'a> {
    fleet: &'a Fleet,
    when: When,
    /// Records of schools that hang on no line, by kind and folded name. Made when first asked for.
    loose: Option<HashMap<(UnitKey, Category, String), Vec<EquipmentId>>>,
    /// Records that this import has tied so far.
    taken: HashSet<EquipmentId>,
    schools: HashMap<UnitKey, UnitKey>,
}

impl<'a> Matching<'a> {
    pub(super) fn new(fleet: &'a Fleet, when: When) -> Self {
        Self {
            fleet,
            when,
            loose: None,
            taken: HashSet::new(),
            schools: HashMap::new(),
        }
    }

    /// How many records hang on a line before this import.
    pub(super) fn covered(&self, line: BookLineId) -> u32 {
        self.fleet.register.on_book_line(line)
    }

    /// The records that a line of so many uncovered things finds.
    ///
    /// # Errors
    /// When an answer names a record that cannot hang on it; says why.
    pub(super) fn find(
        &mut self,
        (id, line, thing): (BookLineId, &BookLine, &str),
        uncovered: u32,
        answer: Option<&RowAnswer>,
    ) -> Result<Found, String> {
        let found = match answer {
            Some(RowAnswer::New) => Found::default(),
            Some(RowAnswer::Records(ids)) => self.answered(id, line, uncovered, ids)?,
            None if uncovered == 0 => Found::default(),
            None => self
                .by_number(line)
                .or_else(|| self.by_serial(line))
                .unwrap_or_else(|| self.by_name(line, thing)),
        };
        self.taken.extend(found.ties.iter().copied());
        Ok(found)
    }

    /// Records that might be tied without asking, for whoever reads them beforehand.
    pub(super) fn candidates(&mut self, line: &BookLine) -> Vec<EquipmentId> {
        let register = &self.fleet.register;
        let number = line.number.iter();
        let coded = number.flat_map(|number| self.fleet.with_code_in(line.school, number, self.when));
        let serial = line.serial.iter().flat_map(|serial| register.with_serial(serial));
        let mut all: Vec<EquipmentId> = coded.chain(serial).collect();
        all.retain(|id| self.is_of(*id, line.school));
        all
    }

    /// Whether a code stands on a thing of the school.
    pub(super) fn has_code(&mut self, school: UnitKey, code: &str) -> bool {
        let held = self.fleet.with_code_in(school, code, self.when);
        held.into_iter()
            .any(|id| self.columns(id).is_some_and(|columns| !columns.is_void))
    }

    fn answered(
        &mut self,
        id: BookLineId,
        line: &BookLine,
        uncovered: u32,
        ids: &[EquipmentId],
    ) -> Result<Found, String> {
        let mut ties = Vec::new();
        for record in ids {
            let columns = self.columns(*record).copied();
            let Some(columns) = columns.filter(|_| self.is_of(*record, line.school)) else {
                return Err(format!("{record} is no record of this school"));
            };
            match columns.book_line {
                // An answer that was given before.
                Some(held) if held == id => {}
                Some(held) => return Err(format!("{record} hangs on {held} already")),
                None if self.taken.contains(record) => {
                    return Err(format!("{record} hangs on another row of this table"));
                }
                None => ties.push(*record),
            }
        }
        match ties.len() as u64 > u64::from(uncovered) {
            true => Err(format!("only {uncovered} of its things have no record yet")),
            false => Ok(Found { ties, question: None }),
        }
    }

    /// A code stands on one thing of a school, so it is this one.
    fn by_number(&mut self, line: &BookLine) -> Option<Found> {
        let number = line.number.as_ref()?;
        let mut all = self.fleet.with_code_in(line.school, number, self.when);
        all.retain(|id| self.columns(*id).is_some_and(Columns::is_owned));
        all.sort_unstable();
        let (loose, taken): (Vec<_>, Vec<_>) = all.into_iter().partition(|id| self.is_loose(*id));
        match (&loose[..], &taken[..]) {
            ([], []) => None,
            ([one], _) => Some(tied(*one)),
            ([], _) => Some(asked("taken", taken)),
            _ => Some(asked("several_codes", loose)),
        }
    }

    /// A serial number is good together with its maker; without one it is asked.
    fn by_serial(&mut self, line: &BookLine) -> Option<Found> {
        let serial = line.serial.as_ref()?;
        let mut all = self.fleet.register.with_serial(serial);
        all.retain(|id| self.is_of(*id, line.school) && self.is_loose(*id));
        all.sort_unstable();
        let maker = line.maker.as_deref().map(search_key);
        let same_maker = |id: &EquipmentId| {
            let thing = self
                .columns(*id)
                .and_then(|columns| self.fleet.register.things.get(columns.thing));
            let other = thing.and_then(|thing| thing.maker.as_deref()).map(search_key);
            other.is_some() && other == maker
        };
        let sure: Vec<EquipmentId> = all.iter().copied().filter(same_maker).collect();
        match (&sure[..], &all[..]) {
            (_, []) => None,
            ([one], _) => Some(tied(*one)),
            _ => Some(asked("same_serial", all)),
        }
    }

    fn by_name(&mut self, line: &BookLine, thing: &str) -> Found {
        let names = [search_key(thing), search_key(&line.name)];
        let loose = self.loose();
        let key = |name: &String| (line.school, line.category.clone(), name.clone());
        let mut all: Vec<EquipmentId> = names
            .iter()
            .filter_map(|name| loose.get(&key(name)))
            .flatten()
            .copied()
            .collect();
        all.sort_unstable();
        all.dedup();
        all.retain(|id| !self.taken.contains(id));
        match all.is_empty() {
            true => Found::default(),
            false => asked("same_name", all),
        }
    }

    fn loose(&mut self) -> &HashMap<(UnitKey, Category, String), Vec<EquipmentId>> {
        if self.loose.is_none() {
            let register = &self.fleet.register;
            let things: Vec<(Category, String)> = register
                .things
                .all()
                .map(|thing| (thing.category.clone(), search_key(&thing.name)))
                .collect();
            let mut loose: HashMap<_, Vec<EquipmentId>> = HashMap::new();
            for (id, columns) in register.records() {
                if columns.book_line.is_none()
                    && columns.is_owned()
                    && let Some(school) = self.school_of(id)
                {
                    let (category, name) = &things[columns.thing.0 as usize];
                    let key = (school, category.clone(), name.clone());
                    loose.entry(key).or_default().push(id);
                }
            }
            self.loose = Some(loose);
        }
        self.loose.get_or_insert_default()
    }

    fn is_of(&mut self, id: EquipmentId, school: UnitKey) -> bool {
        let is_owned = self.columns(id).is_some_and(Columns::is_owned);
        is_owned && self.school_of(id) == Some(school)
    }

    fn is_loose(&self, id: EquipmentId) -> bool {
        let columns = self.columns(id);
        columns.is_some_and(|columns| columns.book_line.is_none()) && !self.taken.contains(&id)
    }

    fn columns(&self, id: EquipmentId) -> Option<&'a Columns> {
        self.fleet.register.get(id)
    }

    fn school_of(&mut self, id: EquipmentId) -> Option<UnitKey> {
        let place = self.columns(id)?.place;
        let (fleet, when) = (self.fleet, self.when);
        Some(
            *self
                .schools
                .entry(place)
                .or_insert_with(|| fleet.school_of(place, when)),
        )
    }
}

fn tied(id: EquipmentId) -> Found {
    Found {
        ties: vec![id],
        question: None,
    }
}

fn asked(code: &'static str, mut candidates: Vec<EquipmentId>) -> Found {
    let total = candidates.len() as u64;
    candidates.truncate(CANDIDATES_LISTED_MAX);
    Found {
        ties: Vec::new(),
        question: Some((code, candidates, total)),
    }
}

//! Lists of equipment records. The state finds them; what they hold is read from the store.

use crate::audit::actor;
use crate::equipment::{Chunk, Columns, Things};
use crate::fleet::head_of;
use crate::query::Scene;
use crate::query::below::records_below;
use crate::query::levels::Levels;
use crate::query::page::{BadQuery, ListQuery, cursor};
use crate::query::renewal::Renewals;
use crate::query::search::Hits;
use crate::query::top::{First, Key};
use kiemke_config::categories::CategoryKind;
use kiemke_wire::equipment::{EquipmentState, HistoryLine};
use kiemke_wire::ids::{EquipmentId, Position, UnitKey};
use kiemke_wire::view::Renewal;
use memchr::memmem::Finder;
use std::cmp::Reverse;

/// The records of one page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EquipmentFound {
    /// Their numbers, in order.
    pub ids: Vec<EquipmentId>,
    /// Records that the question finds, on all pages.
    pub total: u64,
    /// Cursor of the next page.
    pub next: Option<String>,
}

/// The history of a record with the names of those who wrote it.
pub fn record_history(scene: &Scene<'_>, mut lines: Vec<HistoryLine>) -> Vec<HistoryLine> {
    for line in &mut lines {
        line.by_name = Some(actor(scene.fleet, line.by).name);
    }
    lines
}

/// Finds the records of one page.
///
/// # Errors
/// When the filter, the column to sort by or the cursor is not known.
pub fn equipment(scene: &Scene<'_>, query: &ListQuery) -> Result<EquipmentFound, BadQuery> {
    let filters = filters(scene, query)?;
    let (column, descending) = sort(query)?;
    let things = &scene.fleet.register.things;
    let key = KeyOf {
        column,
        ranks: things.ranks(),
    };
    let after = match &query.after {
        Some((text, id)) => Some(key.read(text, EquipmentId(*id)).ok_or_else(bad_cursor)?),
        None => None,
    };
    let search = Search::new(things, &query.words);
    let mut total = 0;
    let mut walk = |take: &mut dyn FnMut(&Chunk, usize, EquipmentId)| {
        for (first, chunk, within) in records_below(scene, query.unit) {
            let hits = hits_in(scene, (first, chunk, within), (&filters, &search));
            total += hits.count();
            for at in hits.iter() {
                take(chunk, at, EquipmentId(first.0 + at as u32));
            }
        }
    };
    let (keys, more) = if descending {
        let mut first = First::new(after.map(Reverse), query.limit);
        walk(&mut |chunk, at, id| {
            first.offer(Reverse(key.head(chunk, at, id)), || {
                Reverse(key.of(chunk, at, id))
            });
        });
        let (keys, more) = first.finish();
        (keys.into_iter().map(|key| key.0).collect(), more)
    } else {
        let mut first = First::new(after, query.limit);
        walk(&mut |chunk, at, id| first.offer(key.head(chunk, at, id), || key.of(chunk, at, id)));
        first.finish()
    };
    let next = keys.last().filter(|_| more).map(|last| key.cursor(scene, last));
    Ok(EquipmentFound {
        ids: keys.iter().map(|key: &SortKey| key.id).collect(),
        total,
        next,
    })
}

/// All records that a question finds, in no order: what a page holds at most does not count.
///
/// # Errors
/// When the filter is not known.
pub fn equipment_ids(scene: &Scene<'_>, query: &ListQuery) -> Result<Vec<EquipmentId>, BadQuery> {
    let filters = filters(scene, query)?;
    let search = Search::new(&scene.fleet.register.things, &query.words);
    let mut ids = Vec::new();
    for (first, chunk, within) in records_below(scene, query.unit) {
        let hits = hits_in(scene, (first, chunk, within), (&filters, &search));
        ids.extend(hits.iter().map(|at| EquipmentId(first.0 + at as u32)));
    }
    Ok(ids)
}

/// The level and the renewal of each of these records; nothing for those that are not there.
pub fn judged(scene: &Scene<'_>, ids: &[EquipmentId]) -> Vec<(u8, Option<Renewal>)> {
    let (levels, renewals) = (Levels::new(scene), Renewals::new(scene));
    let each = ids.iter().map(|id| match scene.fleet.register.get(*id) {
        Some(columns) => (levels.of(columns), renewals.of_record(columns)),
        None => (0, None),
    });
    each.collect()
}

fn hits_in(
    scene: &Scene<'_>,
    (first, chunk, mut hits): (EquipmentId, &Chunk, Hits),
    (filters, search): (&[Filter<'_>], &Search<'_>),
) -> Hits {
    let things = &scene.fleet.register.things;
    for filter in filters.iter().filter(|filter| !filter.takes_all_of(chunk)) {
        hits.keep(|at| filter.takes(things, &chunk.columns[at], EquipmentId(first.0 + at as u32)));
    }
    search.narrow(first, chunk, &mut hits);
    hits
}

/// Which of these records stand at or below a unit, with the entry that last changed each; others are `None`, as those
/// that do not exist.
pub fn equipment_within(
    scene: &Scene<'_>,
    unit: UnitKey,
    ids: &[EquipmentId],
) -> Vec<Option<(Position, UnitKey)>> {
    let below = scene.below(unit);
    let found = ids.iter().map(|id| {
        let columns = scene.fleet.register.get(*id)?;
        let is_in = below.as_ref().is_none_or(|below| below.contains(columns.place));
        is_in.then_some((columns.changed_at, columns.place))
    });
    found.collect()
}

/// The records that an entry was the last to change, ascending.
pub fn equipment_of_entry(scene: &Scene<'_>, entry: Position) -> Vec<EquipmentId> {
    let chunks = scene.fleet.register.numbered_chunks();
    let numbered = chunks.flat_map(|(first, chunk)| {
        let ids = chunk.columns.iter().enumerate();
        ids.map(move |(at, columns)| (EquipmentId(first.0 + at as u32), columns.changed_at))
    });
    numbered
        .filter(|(_, changed)| *changed == entry)
        .map(|(id, _)| id)
        .collect()
}

/// What lists can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Code,
    Year,
    Id,
}

/// Where a record stands in the order; `head` settles most.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SortKey {
    head: u128,
    text: String,
    id: EquipmentId,
}

impl Key for SortKey {
    type Head = u128;

    fn head(&self) -> u128 {
        self.head
    }
}

struct KeyOf<'a> {
    column: Column,
    ranks: &'a [u32],
}

impl KeyOf<'_> {
    fn head(&self, chunk: &Chunk, at: usize, id: EquipmentId) -> u128 {
        match self.column {
            Column::Name => head(self.ranks[chunk.things[at].0 as usize], id),
            Column::Year => head(chunk.columns[at].year_in_use.unwrap_or(0).into(), id),
            Column::Id => head(0, id),
            Column::Code => head_of(code_in(chunk.texts.get(at).unwrap_or_default())),
        }
    }

    fn of(&self, chunk: &Chunk, at: usize, id: EquipmentId) -> SortKey {
        match self.column {
            Column::Code => code_key(code_in(chunk.texts.get(at).unwrap_or_default()), id),
            _ => SortKey {
                head: self.head(chunk, at, id),
                text: String::new(),
                id,
            },
        }
    }

    fn number(&self, number: u32, id: EquipmentId) -> SortKey {
        SortKey {
            head: head(number, id),
            text: String::new(),
            id,
        }
    }

    /// The cursor behind a row. Names are told by the number of their thing, which never changes; so does the order
    /// of two things that are there.
    fn cursor(&self, scene: &Scene<'_>, last: &SortKey) -> String {
        let register = &scene.fleet.register;
        let thing = register.get(last.id).map_or(0, |columns| columns.thing.0);
        let text = match self.column {
            Column::Name => thing.to_string(),
            Column::Year => (last.head >> u32::BITS).to_string(),
            Column::Code => last.text.clone(),
            Column::Id => String::new(),
        };
        cursor(&text, last.id.0)
    }

    fn read(&self, text: &str, id: EquipmentId) -> Option<SortKey> {
        Some(match self.column {
            Column::Name => {
                let thing: u32 = text.parse().ok()?;
                self.number(*self.ranks.get(thing as usize)?, id)
            }
            Column::Year => self.number(text.parse().ok()?, id),
            Column::Code => code_key(text, id),
            Column::Id => self.number(0, id),
        })
    }
}

/// A number, and of equal ones the lower record: settles it.
fn head(number: u32, id: EquipmentId) -> u128 {
    u128::from(number) << u32::BITS | u128::from(id.0)
}

fn code_in(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

fn code_key(code: &str, id: EquipmentId) -> SortKey {
    SortKey {
        head: head_of(code),
        text: code.to_owned(),
        id,
    }
}

/// The words of a search, each looked up among the things once.
struct Search<'a>(Vec<Word<'a>>);

struct Word<'a> {
    finder: Finder<'a>,
    /// By thing; empty when the word occurs in none.
    things: Vec<bool>,
    id: Option<EquipmentId>,
}

impl<'a> Search<'a> {
    fn new(things: &Things, words: &'a [String]) -> Self {
        let words = words.iter().map(|word| {
            let matching = things.matching(word);
            Word {
                finder: Finder::new(word),
                things: match matching.contains(&true) {
                    true => matching,
                    false => Vec::new(),
                },
                id: word.parse().ok(),
            }
        });
        Self(words.collect())
    }

    fn narrow(&self, first: EquipmentId, chunk: &Chunk, hits: &mut Hits) {
        for word in &self.0 {
            let mut found = match word.things.is_empty() {
                true => Hits::first(0),
                false => Hits::of(chunk.things.iter().map(|thing| word.things[thing.0 as usize])),
            };
            chunk.texts.each_with(&word.finder, |at| found.add(at));
            let named = word.id.and_then(|id| id.0.checked_sub(first.0));
            if let Some(at) = named.filter(|at| (*at as usize) < chunk.things.len()) {
                found.add(at as usize);
            }
            hits.and(&found);
        }
    }
}

enum Filter<'a> {
    State(EquipmentState),
    Category(&'a str),
    Void(bool),
    Tied(bool),
    /// Shown by a machine that is tied to it, or found by a stocktake.
    Seen(bool),
    /// By the number of a thing: whether an agent could be in one.
    Observable(bool, Vec<bool>),
    /// Exactly this code or serial number.
    Among(Vec<EquipmentId>),
    InBook(bool),
    Level(u8, Box<Levels<'a>>),
    Aged(Box<Renewals<'a>>),
    Unsupported(Box<Renewals<'a>>),
}

impl Filter<'_> {
    /// Whether it is known of a whole chunk that it takes each.
    fn takes_all_of(&self, chunk: &Chunk) -> bool {
        matches!(self, Self::Void(false)) && !chunk.has_void()
    }

    fn takes(&self, things: &Things, columns: &Columns, id: EquipmentId) -> bool {
        match self {
            Self::State(state) => columns.state == *state,
            Self::Category(code) => things
                .get(columns.thing)
                .is_some_and(|thing| thing.category.0 == *code),
            Self::Void(void) => columns.is_void == *void,
            Self::Among(ids) => ids.contains(&id),
            Self::Tied(tied) => columns.machine.is_some() == *tied,
            Self::Seen(seen) => {
                columns.is_owned() && (columns.machine.is_some() || columns.verified_on.is_some()) == *seen
            }
            Self::Observable(wanted, things) => {
                things.get(columns.thing.0 as usize).copied().unwrap_or(false) == *wanted
            }
            Self::InBook(in_book) => columns.book_line.is_some() == *in_book,
            Self::Level(level, levels) => columns.is_owned() && levels.of(columns) == *level,
            Self::Aged(renewals) => columns.is_owned() && renewals.is_aged(columns),
            Self::Unsupported(renewals) => columns
                .machine
                .is_some_and(|machine| columns.is_owned() && renewals.is_unsupported(machine)),
        }
    }
}

/// Several filters stand apart by commas; all must hold. Records entered by mistake show only when asked for.
fn filters<'a>(scene: &Scene<'a>, query: &'a ListQuery) -> Result<Vec<Filter<'a>>, BadQuery> {
    let mut filters = Vec::new();
    if let Some((name, rest)) = &query.filter {
        let mut parts = rest.split(',');
        filters.push(filter(scene, name, parts.next().unwrap_or_default())?);
        for part in parts {
            let (name, value) = part.split_once(':').unwrap_or((part, "yes"));
            filters.push(filter(scene, name, value)?);
        }
    }
    if !filters.iter().any(|filter| matches!(filter, Filter::Void(_))) {
        filters.push(Filter::Void(false));
    }
    Ok(filters)
}

fn filter<'a>(scene: &Scene<'a>, name: &str, value: &'a str) -> Result<Filter<'a>, BadQuery> {
    let is = match value {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let state = EquipmentState::ALL
        .into_iter()
        .find(|state| state.code() == value);
    let filter = match name {
        "state" => state.map(Filter::State),
        "category" => Some(Filter::Category(value)),
        "code" => Some(Filter::Among(scene.fleet.register.with_code(value))),
        "serial" => Some(Filter::Among(scene.fleet.register.with_serial(value))),
        "void" => is.map(Filter::Void),
        "tied" => is.map(Filter::Tied),
        "seen" => is.map(Filter::Seen),
        "observable" => is.map(|is| Filter::Observable(is, observable(scene))),
        "book" => is.map(Filter::InBook),
        "level" => {
            let level = value.parse().ok().filter(|level| (1..=4).contains(level));
            level.map(|level| Filter::Level(level, Box::new(Levels::new(scene))))
        }
        "aged" if is == Some(true) => Some(Filter::Aged(Box::new(Renewals::new(scene)))),
        "unsupported" if is == Some(true) => Some(Filter::Unsupported(Box::new(Renewals::new(scene)))),
        _ => None,
    };
    filter.ok_or_else(|| bad_filter(&format!("{name}:{value}")))
}

fn observable(scene: &Scene<'_>) -> Vec<bool> {
    let categories = &scene.yardsticks.categories;
    let things = scene.fleet.register.things.all();
    let kinds = things.map(|thing| categories.get(&thing.category.0));
    kinds
        .map(|kind| kind.is_some_and(CategoryKind::is_observable))
        .collect()
}

fn bad_filter(text: &str) -> BadQuery {
    let states = EquipmentState::ALL.map(EquipmentState::code).join("|");
    let reason = format!(
        "{text:?} is not known; state:{states}, category:CODE, code:TEXT, serial:TEXT, tied:yes|no, seen:yes|no, observable:yes|no, book:yes|no, level:1|2|3|4, aged, unsupported and void are"
    );
    BadQuery {
        parameter: "filter",
        reason,
    }
}

fn bad_cursor() -> BadQuery {
    BadQuery {
        parameter: "cursor",
        reason: "is not one that a page of this order gave".into(),
    }
}

fn sort(query: &ListQuery) -> Result<(Column, bool), BadQuery> {
    let Some((column, descending)) = &query.sort else {
        return Ok((Column::Name, false));
    };
    let column = match column.as_str() {
        "name" => Column::Name,
        "code" => Column::Code,
        "year" => Column::Year,
        "id" => Column::Id,
        other => {
            let reason =
                format!("{other} is not known; name, code, year and id are, with - in front for descending");
            return Err(BadQuery {
                parameter: "sort",
                reason,
            });
        }
    };
    Ok((column, *descending))
}

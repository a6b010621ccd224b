//! The review queue: what the daemon asks people about identity.

use crate::fleet::ReviewItem;
use crate::identity::Found;
use crate::query::Scene;
use crate::query::page::{BadQuery, ListQuery, cursor};
use kiemke_config::junk::JunkLists;
use kiemke_wire::facts::Facts;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::{MachineId, ReviewId, UnitKey};
use kiemke_wire::review::{PackOfStocktake, ReviewDetail, ReviewKind, ReviewRow, ReviewState};
use kiemke_wire::view::Page;

/// One page of review items of a unit and all below, newest first; those that wait for a person unless the filter
/// asks for others.
///
/// # Errors
/// When the filter or the order is not known.
pub fn reviews(scene: &Scene<'_>, query: &ListQuery) -> Result<Page<ReviewRow>, BadQuery> {
    let filter = filter(query)?;
    if query.sort.is_some() {
        return Err(BadQuery {
            parameter: "sort",
            reason: "review items have one order: newest first".into(),
        });
    }
    let below = scene.below(query.unit);
    let reviews = &scene.fleet.reviews;
    let all: Box<dyn Iterator<Item = &ReviewItem>> = match filter {
        Filter::Open => Box::new(reviews.open().rev()),
        _ => Box::new(reviews.items().rev().map(|item| &**item)),
    };
    let wanted = all.filter(|item| {
        filter.takes(item)
            && below.as_ref().is_none_or(|below| below.contains(item.unit))
            && (query.words.is_empty() || query.matches(&words(scene, item)))
    });
    let after = query.after.as_ref().map_or(u32::MAX, |(_, id)| *id);
    let (mut total, mut items, mut more) = (0, Vec::new(), false);
    for item in wanted {
        total += 1;
        if item.id.0 < after && items.len() < query.limit {
            items.push(row(scene, item));
        } else if item.id.0 < after {
            more = true;
        }
    }
    let next = items
        .last()
        .filter(|_| more)
        .map(|last: &ReviewRow| cursor("", last.id.0));
    Ok(Page { items, total, next })
}

/// One item. `facts` are those that the store holds of the machine that was known.
pub fn review_detail(
    scene: &Scene<'_>,
    id: ReviewId,
    facts: &[Facts],
    junk: &JunkLists,
) -> Option<ReviewDetail> {
    let item = scene.fleet.reviews.get(id)?;
    Some(ReviewDetail {
        row: row(scene, item),
        known: Found::of_facts(facts, junk).texts,
        seen: item.seen.clone(),
        answers: item.answers().to_vec(),
    })
}

/// How many items of a unit and all below wait for a person.
pub(super) fn open_count(scene: &Scene<'_>, unit: UnitKey) -> u64 {
    let below = scene.below(unit);
    let open = scene.fleet.reviews.open();
    open.filter(|item| below.as_ref().is_none_or(|below| below.contains(item.unit)))
        .count() as u64
}

fn words(scene: &Scene<'_>, item: &ReviewItem) -> String {
    let machines = [item.machine, item.other];
    let names = machines
        .into_iter()
        .flatten()
        .map(|id| format!("{id} {}", name(scene, id)));
    let stocktake = item.pack.map(|pack| title(scene, pack));
    search_key(&names.chain(stocktake).collect::<Vec<_>>().join(" "))
}

fn name(scene: &Scene<'_>, id: MachineId) -> String {
    scene
        .fleet
        .machine(id)
        .map_or_else(String::new, |machine| machine.name())
}

/// The stocktake of a pack, with its name.
fn title(scene: &Scene<'_>, pack: PackOfStocktake) -> String {
    let session = scene.fleet.stocktakes().get(pack.stocktake);
    let name = session.map_or("", |session| session.name.as_str());
    format!("{} {name}", pack.stocktake)
}

fn row(scene: &Scene<'_>, item: &ReviewItem) -> ReviewRow {
    ReviewRow {
        id: item.id,
        kind: item.kind,
        state: item.state,
        at: item.at,
        unit: scene.unit(item.unit),
        machine: item.machine,
        name: match (item.machine, item.pack) {
            (Some(machine), _) => name(scene, machine),
            (None, Some(pack)) => title(scene, pack),
            (None, None) => String::new(),
        },
        pack: item.pack,
        other: item.other,
        other_name: item.other.map(|other| name(scene, other)),
        other_unit: item.other_unit.map(|unit| scene.unit(unit)),
        judgement: item.judgement.clone(),
        proposed: item.proposed(),
        answer: item.answer(),
        steps: item.steps.clone(),
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Filter {
    Open,
    All,
    State(ReviewState),
    OpenOf(ReviewKind),
}

impl Filter {
    fn takes(self, item: &ReviewItem) -> bool {
        match self {
            Self::All | Self::Open => true,
            Self::State(state) => item.state == state,
            Self::OpenOf(kind) => item.kind == kind && (item.state.is_open() || kind.is_note()),
        }
    }
}

fn filter(query: &ListQuery) -> Result<Filter, BadQuery> {
    const STATES: [ReviewState; 4] = [
        ReviewState::Open,
        ReviewState::Noted,
        ReviewState::Answered,
        ReviewState::Undone,
    ];
    let Some((name, value)) = &query.filter else {
        return Ok(Filter::Open);
    };
    let state = || STATES.into_iter().find(|state| state.as_str() == value);
    let kind = || ReviewKind::ALL.into_iter().find(|kind| kind.as_str() == value);
    let found = match (name.as_str(), value.as_str()) {
        ("state", "all") => Some(Filter::All),
        ("state", "open") => Some(Filter::Open),
        ("state", _) => state().map(Filter::State),
        ("kind", _) => kind().map(Filter::OpenOf),
        _ => None,
    };
    found.ok_or_else(|| {
        let kinds = ReviewKind::ALL.map(ReviewKind::as_str).join("|");
        BadQuery {
            parameter: "filter",
            reason: format!(
                "{name}:{value} is not known; state:open|noted|answered|undone|all and kind:{kinds} are"
            ),
        }
    })
}

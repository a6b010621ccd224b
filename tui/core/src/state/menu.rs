use super::input::holds_all;
use super::plan::Chosen;
use super::stock::{Facets, StockColumn, StockKind};
use super::stocktake::{SessionPart, Things};
use super::{Input, List, PlacesView, State, WhichReviews};
use crate::effect::MachineFilter;
use crate::fuzzy;
use crate::keymap::Command;
use crate::wording;
use kiemke_config::messages::{Lang, Msg};
use kiemke_wire::equipment::{ActionKind, EquipmentState};
use kiemke_wire::fold::search_key;
use kiemke_wire::view::BothTexts;

/// Values that "what if" offers, percent.
const AIMS: [u32; 7] = [50, 60, 70, 80, 90, 95, 100];

/// A list over the screen from which one thing is chosen, found by typing.
#[derive(Clone, Debug)]
pub struct Menu {
    pub(crate) kind: MenuKind,
    pub(crate) input: Input,
    pub(crate) list: List,
}

/// What there is to choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MenuKind {
    /// What can be done with the records.
    Actions,
    /// Which rows are shown.
    Facets,
    /// Which columns are.
    Columns,
    /// By what places are put together.
    PlacesViews,
    /// Which questions are shown.
    Reviews,
    /// Which things of a stocktake are shown.
    Things,
    /// By which profile the plan is judged.
    Profiles,
    /// By which prices it is bought.
    Prices,
    /// What "what if" aims at.
    Aims,
}

/// One line of a menu.
#[derive(Clone, Debug)]
pub(crate) struct MenuItem {
    pub(crate) label: String,
    pub(crate) choice: Choice,
    /// Whether it holds now.
    pub(crate) checked: bool,
}

/// What a line of a menu leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Act(ActionKind),
    Kind(StockKind),
    Machines(MachineFilter),
    NeverSeen,
    State(EquipmentState),
    Category(String),
    Column(StockColumn),
    View(PlacesView),
    Reviews(WhichReviews),
    Things(Things),
    /// Of the plan.
    Chosen(Chosen),
}

impl Menu {
    pub(crate) fn new(kind: MenuKind) -> Self {
        Self {
            kind,
            input: Input::default(),
            list: List::default(),
        }
    }

    pub(crate) fn title(&self) -> Msg {
        match self.kind {
            MenuKind::Actions => Msg::MenuActions,
            MenuKind::Facets | MenuKind::Reviews | MenuKind::Things => Msg::MenuFacets,
            MenuKind::Columns => Msg::MenuColumns,
            MenuKind::PlacesViews => Msg::MenuPlacesViews,
            MenuKind::Profiles => Msg::CommandProfiles,
            MenuKind::Prices => Msg::CommandPrices,
            MenuKind::Aims => Msg::CommandAims,
        }
    }
}

/// The lines that fit what was typed.
pub(crate) fn menu_items(state: &State, menu: &Menu) -> Vec<MenuItem> {
    let words = menu.input.words();
    let mut items = match menu.kind {
        MenuKind::Actions => actions(state),
        MenuKind::Facets => facets(state),
        MenuKind::Columns => columns(state),
        MenuKind::PlacesViews => views(state),
        MenuKind::Reviews => reviews(state),
        MenuKind::Things => things(state),
        MenuKind::Profiles => profiles(state),
        MenuKind::Prices => prices(state),
        MenuKind::Aims => aims(state),
    };
    items.retain(|item| holds_all(&search_key(&item.label), &words));
    if !words.is_empty() {
        let typed = words.join(" ");
        items.sort_by_key(|item| fuzzy::distance(&typed, &item.label));
    }
    items
}

/// Profiles that judge people; first the plan's own.
fn profiles(state: &State) -> Vec<MenuItem> {
    let listed = state.plan.standards.value();
    let profiles = listed.map(|all| &all.profiles[..]).unwrap_or_default();
    let judging = profiles.iter().filter(|profile| profile.judges_people);
    let named = judging.map(|profile| {
        (
            Some(profile.id.clone()),
            named(state, &profile.title, profile.version),
        )
    });
    with_own(state, named, |profile| Chosen {
        profile,
        ..state.plan.chosen.clone()
    })
}

fn prices(state: &State) -> Vec<MenuItem> {
    let listed = state.plan.standards.value();
    let lists = listed.map(|all| &all.prices[..]).unwrap_or_default();
    let named = lists
        .iter()
        .map(|list| (Some(list.id.clone()), named(state, &list.title, list.version)));
    with_own(state, named, |prices| Chosen {
        prices,
        ..state.plan.chosen.clone()
    })
}

fn aims(state: &State) -> Vec<MenuItem> {
    let named = AIMS.map(|percent| (Some(percent), format!("{percent} %")));
    with_own(state, named.into_iter(), |percent| Chosen {
        percent,
        ..state.plan.chosen.clone()
    })
}

fn named(state: &State, title: &BothTexts, version: u32) -> String {
    let title = match state.look.lang {
        Lang::Vi => &title.vi,
        Lang::En => &title.en,
    };
    format!("{title} v{version}")
}

/// What the plan has itself, and others.
fn with_own<T>(
    state: &State,
    others: impl Iterator<Item = (Option<T>, String)>,
    chosen: impl Fn(Option<T>) -> Chosen,
) -> Vec<MenuItem> {
    let own = (None, state.texts().text(Msg::MenuOwn).to_owned());
    let all = std::iter::once(own).chain(others);
    all.map(|(one, label)| {
        let chosen = chosen(one);
        MenuItem {
            label,
            checked: chosen == state.plan.chosen,
            choice: Choice::Chosen(chosen),
        }
    })
    .collect()
}

fn actions(state: &State) -> Vec<MenuItem> {
    let offered = state.offered_actions().into_iter();
    let item = |action: ActionKind| MenuItem {
        label: state.texts().text(wording::equipment_action(action)).to_owned(),
        choice: Choice::Act(action),
        checked: false,
    };
    offered.map(item).collect()
}

fn facets(state: &State) -> Vec<MenuItem> {
    let (texts, facets) = (state.texts(), &state.stock.facets);
    let item = |label: String, choice, checked| MenuItem {
        label,
        choice,
        checked,
    };
    let grouped = |group: Msg, word: &str| format!("{}: {word}", texts.text(group));
    let mut items = Vec::new();
    for (kind, word) in [
        (StockKind::All, Msg::FilterAll),
        (StockKind::Machines, Msg::KindMachines),
        (StockKind::Records, Msg::KindRecords),
    ] {
        let checked = Facets {
            what: kind,
            ..Facets::default()
        } == *facets;
        items.push(item(texts.text(word).to_owned(), Choice::Kind(kind), checked));
    }
    for filter in MachineFilter::ALL.into_iter().skip(1) {
        let label = grouped(Msg::KindMachines, texts.text(wording::filter(filter)));
        items.push(item(label, Choice::Machines(filter), facets.machines == filter));
    }
    let label = grouped(Msg::KindRecords, texts.text(Msg::FilterNeverSeen));
    items.push(item(label, Choice::NeverSeen, facets.never_seen));
    for one in EquipmentState::ALL {
        let label = grouped(Msg::ColumnState, texts.text(wording::equipment_state(one)));
        items.push(item(label, Choice::State(one), facets.state == Some(one)));
    }
    for kind in super::form::categories().all() {
        let name = if state.look.lang == Lang::Vi {
            &kind.vi
        } else {
            &kind.en
        };
        let checked = facets.category.as_deref() == Some(&kind.code);
        let choice = Choice::Category(kind.code.clone());
        items.push(item(grouped(Msg::ColumnKind, name), choice, checked));
    }
    items
}

fn columns(state: &State) -> Vec<MenuItem> {
    let item = |column: StockColumn| MenuItem {
        label: state.texts().text(wording::stock_column(column)).to_owned(),
        choice: Choice::Column(column),
        checked: !state.stock.hidden.contains(&column),
    };
    StockColumn::ALL.map(item).into()
}

fn views(state: &State) -> Vec<MenuItem> {
    let item = |view: PlacesView| MenuItem {
        label: state.texts().text(view.title()).to_owned(),
        choice: Choice::View(view),
        checked: state.places.view == view,
    };
    PlacesView::ALL.map(item).into()
}

fn reviews(state: &State) -> Vec<MenuItem> {
    let item = |which: WhichReviews| MenuItem {
        label: state.texts().text(which.title()).to_owned(),
        choice: Choice::Reviews(which),
        checked: state.reviews.which == which,
    };
    WhichReviews::ALL.map(item).into()
}

/// Every total of a stocktake, with the number that it is.
fn things(state: &State) -> Vec<MenuItem> {
    let Some(open) = &state.stocktake.open else {
        return Vec::new();
    };
    let totals = open.detail.value().map(|detail| &detail.now);
    let item = |which: Things| {
        let name = state.texts().text(which.title());
        let count = totals.and_then(|totals| which.count(totals));
        MenuItem {
            label: match count {
                Some(count) => format!("{name} {count}"),
                None => name.to_owned(),
            },
            choice: Choice::Things(which),
            checked: open.part == SessionPart::Things && open.which == which,
        }
    };
    Things::ALL.map(item).into()
}

/// What the palette runs without a key of its own.
pub(crate) fn keyless(state: &State) -> Vec<(Command, Msg)> {
    let offered = state.offered_actions().into_iter();
    offered
        .map(|action| (Command::Act(action), wording::equipment_action(action)))
        .collect()
}

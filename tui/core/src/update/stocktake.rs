//! Screen 5: what its keys do.

mod scan;

pub(super) use scan::{begin_scan, counts, look_is, loses_scans, on_counted, resume, scan_key, scan_paste};

use super::{command, form, outcome};
use crate::change::Change;
use crate::effect::{Effect, Ticket};
use crate::key::Key;
use crate::layout;
use crate::message::{Answer, PackBack};
use crate::state::form::Seen;
use crate::state::stocktake::{SessionPart, Thing, Things};
use crate::state::{FormState, Overlay, State};
use crate::wording::Sign;
use kiemke_config::messages::{Msg, Value};
use kiemke_wire::ids::{EquipmentId, UnitKey};
use kiemke_wire::stocktake::{CountEvent, Counted, ItemState};
use kiemke_wire::view::{Page, StocktakeDetail, StocktakeRow};

/// Enter: into a stocktake, into a room, to the record of a thing, to what came late from a pack.
pub(super) fn open(state: &mut State) {
    let now = state.now;
    let Some(open) = &mut state.stocktake.open else {
        if let Some(row) = state.stocktake.selected() {
            let (id, name) = (row.id, row.name.clone());
            state.stocktake.show(id, name, now);
        }
        return;
    };
    match open.part {
        SessionPart::Rooms if open.is_closed() => room_things(state),
        SessionPart::Rooms => begin_scan(state),
        SessionPart::Things => open_thing(state),
        SessionPart::Packs => {
            let row = open.list().selected;
            let pack = open.detail.value().and_then(|detail| detail.packs.get(row));
            let late = pack.filter(|pack| pack.late_events > 0 && open.pack.is_none());
            if let Some(number) = late.map(|pack| pack.pack) {
                open.show_pack(number, now);
            }
        }
        SessionPart::History => {}
    }
}

fn open_thing(state: &mut State) {
    let Some(open) = &state.stocktake.open else { return };
    match open.things().get(open.list().selected).copied() {
        Some(Thing::Item(item, Some(room))) if item.state == ItemState::FoundTwice && !open.is_closed() => {
            let thing = item.code.clone().unwrap_or_else(|| item.name.clone());
            let (record, name) = (item.record, open.room_name(room));
            ask_settle(state, (record, thing), (room, name));
        }
        Some(Thing::Item(item, _)) => {
            let (id, name) = (item.record, item.name.clone());
            command::open_record(state, id, name);
        }
        Some(Thing::Surplus(_)) | None => {}
    }
}

/// A thing was found in two places: whether this is its own is asked.
fn ask_settle(
    state: &mut State,
    (record, thing): (EquipmentId, String),
    (room, room_name): (UnitKey, String),
) {
    let Some(counter) = state.stocktake.counter.clone() else {
        return form::show(state, FormState::counter());
    };
    let Some(stocktake) = state.stocktake.open.as_ref().map(|open| open.id) else {
        return;
    };
    let values = [
        ("thing", thing.as_str().into()),
        ("room", room_name.as_str().into()),
    ];
    let question = state.texts().with(Msg::AskSettle, &values);
    let event = CountEvent {
        id: state.next_count_id(),
        at: state.now,
        counter,
        what: Counted::Settle { record, room },
    };
    state.overlay = Some(Overlay::Confirm {
        question,
        change: Box::new(Change::Count { stocktake, event }),
        what: format!("{thing} → {room_name}"),
    });
}

/// What takes a change back that was said yes to: a word about a thing can be withdrawn.
pub(super) fn inverse(state: &mut State, change: &Change) -> Option<Change> {
    let Change::Count { stocktake, event } = change else {
        return None;
    };
    let Counted::Settle { .. } = event.what else {
        return None;
    };
    let event = CountEvent {
        id: state.next_count_id(),
        at: state.now,
        counter: event.counter.clone(),
        what: Counted::Withdraw { event: event.id },
    };
    Some(Change::Count {
        stocktake: *stocktake,
        event,
    })
}

/// Opens the form that opens a stocktake.
pub(super) fn open_new(state: &mut State) {
    let own = state.overview.figures.value().map(|figures| &figures.unit);
    let form = FormState::open_stocktake(own);
    form::show(state, form);
}

/// Everything of the selected room.
pub(super) fn room_things(state: &mut State) {
    let now = state.now;
    if let Some(open) = &mut state.stocktake.open
        && let Some(room) = open.selected_room()
    {
        open.show_things(Things::All, Some(room), now);
    }
}

/// Opens the form that closes it, once all differences are known.
pub(super) fn close(state: &mut State) {
    let now = state.now;
    let Some(open) = &mut state.stocktake.open else {
        return;
    };
    if open.is_closed() {
        return outcome::tell(state, Sign::Note, Msg::ToldStocktakeClosed);
    }
    // Whoever closes looks at the differences first: what is decided is about them.
    if open.part != SessionPart::Things {
        open.show_things(Things::Differences, None, now);
        return outcome::tell(state, Sign::Note, Msg::ToldLookAtDifferences);
    }
    let packs_out = open.detail.value().map_or(0, |detail| detail.row.packs_out);
    let Some(states) = open.states.value() else {
        return outcome::tell(state, Sign::Note, Msg::ToldLookAtDifferences);
    };
    let seen = Seen {
        id: open.id,
        etag: states.etag,
        items: states.items.clone(),
        surplus: states.surplus.clone(),
    };
    form::show(state, FormState::close_stocktake(seen, packs_out > 0));
}

/// Opens the form that takes a pack along.
pub(super) fn take_pack(state: &mut State) {
    let Some(open) = &state.stocktake.open else { return };
    if open.is_closed() {
        return outcome::tell(state, Sign::Note, Msg::ToldStocktakeClosed);
    }
    let form = FormState::take_pack(open.id);
    form::show(state, form);
}

/// Opens the form that saves a sheet of the stocktake.
pub(super) fn save_sheet(state: &mut State) {
    let today = state.today();
    if let Some(open) = &state.stocktake.open {
        let form = FormState::save_sheet(open.id, today);
        form::show(state, form);
    }
}

/// Esc: out of the scanner, the part, the stocktake; false when none lies open.
pub(super) fn back(state: &mut State, effects: &mut Vec<Effect>) -> bool {
    let now = state.now;
    if state.stocktake.scan().is_some() {
        scan_key(state, Key::Esc, effects);
        return true;
    }
    let Some(open) = &mut state.stocktake.open else {
        return false;
    };
    if !open.back(now) {
        state.stocktake.open = None;
        state.stocktake.sessions.want_at(now);
    }
    true
}

/// An answer about stocktakes goes to what waits for it.
pub(super) fn answered(state: &mut State, ticket: Ticket, answer: Answer, effects: &mut Vec<Effect>) {
    let now = state.now;
    let texts = state.texts();
    match answer {
        Answer::Stocktakes(page) => list_answered(state, ticket, page),
        Answer::Stocktake(detail) => stocktake_answered(state, ticket, *detail),
        Answer::ScanStates(states) => scan::states_answered(state, ticket, states),
        Answer::StocktakeHistory(page) => {
            if let Some(open) = &mut state.stocktake.open
                && open.history.claims(ticket)
            {
                open.history.answered(page, now);
            }
        }
        Answer::Pack(detail) => {
            let open = state.stocktake.open.as_mut();
            if let Some(pack) = open.and_then(|open| open.pack.as_mut())
                && pack.detail.claims(ticket)
            {
                pack.detail.answered(*detail, now);
            }
        }
        Answer::Counted(taken) => {
            let is_scan = on_counted(state, ticket, Ok(&taken), effects);
            let _ = is_scan || outcome::on_change(state, ticket, Ok(outcome::Changed::Other));
        }
        Answer::StocktakeClosed(changed) => {
            let values = [
                ("stocktake", Value::from(changed.id.to_string())),
                ("n", Value::from(changed.actions.len() as u64)),
            ];
            told(state, ticket, texts.with(Msg::StocktakeIsClosed, &values));
        }
        Answer::PackBack(pack) => {
            let (sign, text) = pack_back(state, &pack);
            let told = outcome::Changed::Told(sign, text);
            outcome::on_change(state, ticket, Ok(told));
        }
        Answer::Written(path) => {
            told(
                state,
                ticket,
                texts.with(Msg::ToldExported, &[("path", path.into())]),
            );
        }
        // Others have their own places.
        _ => {}
    }
    super::moves::clamp(state);
}

fn list_answered(state: &mut State, ticket: Ticket, page: Page<StocktakeRow>) {
    let (now, height) = (state.now, layout::list_height(state));
    if state.stocktake.sessions.claims(ticket) {
        state.stocktake.answered(page, now, height);
    }
}

fn told(state: &mut State, ticket: Ticket, text: String) {
    let told = outcome::Changed::Told(Sign::Good, text);
    outcome::on_change(state, ticket, Ok(told));
}

/// The one that lies open, or one that was opened just now: it lies open then.
fn stocktake_answered(state: &mut State, ticket: Ticket, detail: StocktakeDetail) {
    let now = state.now;
    if let Some(open) = &mut state.stocktake.open
        && open.detail.claims(ticket)
    {
        open.detail.answered(detail, now);
        return;
    }
    let (id, name) = (detail.row.id, detail.row.name.clone());
    let values = [
        ("stocktake", Value::from(id.to_string())),
        ("n", Value::from(u64::from(detail.row.expected))),
    ];
    let text = state.texts().with(Msg::ToldStocktakeOpened, &values);
    let told = outcome::Changed::Told(Sign::Good, text);
    if outcome::on_change(state, ticket, Ok(told)) {
        state.stocktake.show(id, name, now);
        if let Some(open) = &mut state.stocktake.open {
            open.detail.answered(detail, now);
        }
    }
}

fn pack_back(state: &State, pack: &PackBack) -> (Sign, String) {
    let texts = state.texts();
    let values = [
        ("file", pack.file.as_str().into()),
        ("stocktake", Value::from(pack.stocktake.to_string())),
        ("pack", Value::from(u64::from(pack.pack.0))),
        ("n", Value::from(pack.events as u64)),
        ("taken", Value::from(u64::from(pack.taken))),
    ];
    let is_late = pack.late && pack.taken > 0;
    let said = texts.with(
        if is_late {
            Msg::PackMergedLate
        } else {
            Msg::PackMerged
        },
        &values,
    );
    if pack.damaged_lines.is_empty() {
        let sign = if is_late { Sign::Warning } else { Sign::Good };
        return (sign, said);
    }
    let lines: Vec<String> = pack.damaged_lines.iter().map(usize::to_string).collect();
    let values = [
        ("file", pack.file.as_str().into()),
        ("lines", Value::from(lines.join(", "))),
    ];
    let damaged = texts.with(Msg::PackDamaged, &values);
    (Sign::Warning, format!("{said} {damaged}"))
}

//! The tables of screen 5: their columns, and their rows as cells.

use crate::state::State;
use crate::state::form::written_day;
use crate::state::stocktake::{OpenSession, SessionPart, Thing};
use crate::view::columns::Column;
use crate::view::table::{Cell, column};
use crate::view::theme::Role;
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, format};
use kiemke_wire::stocktake::CountTotals;
use kiemke_wire::view::{
    CodeState, PackView, RoomRow, ScanOutcome, StocktakeLine, StocktakeRow, SurplusView,
};

const SESSIONS: &[Column<usize>] = &[
    column(0, Msg::ColumnName, 16, 40, 0),
    column(1, Msg::ColumnUnit, 14, 40, 2),
    column(2, Msg::ColumnDay, 10, 10, 4),
    column(3, Msg::ColumnExpected, 8, 8, 3),
    column(4, Msg::ItemMatched, 7, 7, 5),
    column(5, Msg::ItemMissing, 7, 7, 5),
    column(6, Msg::ScanSurplus, 7, 7, 5),
    column(7, Msg::ColumnPacksOut, 12, 12, 6),
    column(8, Msg::ColumnState, 13, 16, 0),
];

const ROOMS: &[Column<usize>] = &[
    column(0, Msg::FieldPlace, 14, 40, 0),
    column(1, Msg::ColumnCounted, 9, 11, 0),
    column(2, Msg::ItemMatched, 7, 7, 2),
    column(3, Msg::ItemDamaged, 7, 8, 5),
    column(4, Msg::ItemMissing, 7, 7, 1),
    column(5, Msg::ItemMisplaced, 9, 9, 3),
    column(6, Msg::ItemFromElsewhere, 14, 14, 6),
    column(7, Msg::ScanSurplus, 7, 7, 4),
    column(8, Msg::ColumnState, 17, 18, 0),
];

const THINGS: &[Column<usize>] = &[
    column(0, Msg::ColumnState, 18, 20, 0),
    column(1, Msg::ColumnCode, 10, 18, 0),
    column(2, Msg::ColumnName, 14, 44, 1),
    column(3, Msg::FieldPlace, 12, 30, 2),
    column(4, Msg::ColumnFoundIn, 12, 30, 3),
    column(5, Msg::ColumnSeat, 5, 5, 5),
    column(6, Msg::FieldCondition, 12, 20, 6),
];

const PACKS: &[Column<usize>] = &[
    column(0, Msg::ColumnPack, 4, 6, 0),
    column(1, Msg::FieldPackHolder, 14, 40, 0),
    column(2, Msg::FieldRooms, 14, 40, 3),
    column(3, Msg::ColumnGivenAt, 16, 19, 2),
    column(4, Msg::ColumnState, 16, 20, 0),
    column(5, Msg::ColumnSince, 16, 19, 4),
    column(6, Msg::ColumnLate, 9, 12, 5),
];

const LATE: &[Column<usize>] = &[
    column(0, Msg::ColumnState, 18, 20, 0),
    column(1, Msg::ColumnCode, 10, 18, 0),
    column(2, Msg::ColumnName, 14, 44, 1),
    column(3, Msg::ColumnFoundIn, 12, 30, 2),
];

const HISTORY: &[Column<usize>] = &[
    column(0, Msg::ColumnTime, 19, 19, 0),
    column(1, Msg::ColumnAction, 18, 44, 0),
    column(2, Msg::ColumnPack, 4, 6, 2),
    column(3, Msg::ColumnEvents, 7, 8, 1),
    column(4, Msg::ColumnBy, 8, 14, 3),
];

/// A table of the screen: its columns, and its rows as they are made.
pub(super) struct Rows {
    pub(super) columns: &'static [Column<usize>],
    /// Which columns stand on the right.
    pub(super) right: &'static [usize],
    pub(super) rows: Vec<Vec<Cell>>,
}

/// The rows of what is shown.
pub(super) fn rows(state: &State) -> Rows {
    let Some(open) = &state.stocktake.open else {
        let sessions = state.stocktake.rows().iter();
        return Rows {
            columns: SESSIONS,
            right: &[3, 4, 5, 6, 7],
            rows: sessions.map(|row| session(state, row)).collect(),
        };
    };
    let detail = open.detail.value();
    match (open.part, &open.pack) {
        (SessionPart::Rooms, _) => {
            let rooms = detail.map_or(&[][..], |detail| &detail.rooms).iter();
            Rows {
                columns: ROOMS,
                right: &[1, 2, 3, 4, 5, 6, 7],
                rows: rooms.map(|row| room(state, row)).collect(),
            }
        }
        (SessionPart::Things, _) => Rows {
            columns: THINGS,
            right: &[5],
            rows: open.things().iter().map(|row| thing(state, open, row)).collect(),
        },
        (SessionPart::Packs, None) => {
            let packs = detail.map_or(&[][..], |detail| &detail.packs).iter();
            Rows {
                columns: PACKS,
                right: &[0, 6],
                rows: packs.map(|row| pack(state, open, row)).collect(),
            }
        }
        (SessionPart::Packs, Some(pack)) => {
            let late = pack.detail.value().map_or(&[][..], |detail| &detail.late).iter();
            Rows {
                columns: LATE,
                right: &[],
                rows: late.map(|row| late_scan(state, open, row)).collect(),
            }
        }
        (SessionPart::History, _) => {
            let lines = open.history.value().map_or(&[][..], |page| &page.items).iter();
            Rows {
                columns: HISTORY,
                right: &[2, 3],
                rows: lines.map(|line| history(state, line)).collect(),
            }
        }
    }
}

/// Whether it is counted still.
pub(super) fn standing(row: &StocktakeRow) -> (Sign, Msg) {
    match row.closed_at {
        Some(_) => (Sign::Good, Msg::StocktakeClosed),
        None => (Sign::Ageing, Msg::StocktakeCounted),
    }
}

fn told(state: &State, (sign, word): (Sign, Msg)) -> Cell {
    let word = state.texts().text(word);
    Cell::of(Role::State(sign), format!("{} {word}", sign.glyph()))
}

fn number(state: &State, count: u32) -> Cell {
    Cell::number(format::count(state.look.lang, count.into()))
}

fn session(state: &State, row: &StocktakeRow) -> Vec<Cell> {
    let total = |of: fn(&CountTotals) -> u32| match &row.totals {
        Some(totals) => number(state, of(totals)),
        None => Cell::unknown().right(),
    };
    vec![
        Cell::of(Role::Title, row.name.clone()),
        Cell::plain(wording::unit_name(state.texts(), &row.unit)),
        Cell::plain(written_day(state.look.lang, row.on)),
        number(state, row.expected),
        total(|totals| totals.matched),
        total(|totals| totals.missing),
        total(|totals| totals.surplus),
        number(state, row.packs_out),
        told(state, standing(row)),
    ]
}

fn room(state: &State, row: &RoomRow) -> Vec<Cell> {
    let totals = &row.totals;
    let settled = totals.expected - totals.not_yet_counted.min(totals.expected);
    let standing = match (row.done, row.in_scope, settled) {
        (true, ..) => (Sign::Good, Msg::ScanRoomDone),
        (false, false, _) => (Sign::Note, Msg::ItemFromElsewhere),
        (false, true, 0) => (Sign::Unknown, Msg::ItemNotYetCounted),
        (false, true, _) => (Sign::Ageing, Msg::StocktakeCounted),
    };
    vec![
        Cell::plain(wording::unit_name(state.texts(), &row.unit)),
        Cell::number(format!("{settled} / {}", totals.expected)),
        number(state, totals.matched),
        number(state, totals.damaged),
        // What is missing is not known before the room is counted through.
        match row.done {
            true => number(state, totals.missing),
            false => Cell::unknown().right(),
        },
        number(state, totals.misplaced + totals.found_twice),
        number(state, row.strangers),
        number(state, totals.surplus),
        told(state, standing),
    ]
}

fn thing(state: &State, open: &OpenSession, row: &Thing<'_>) -> Vec<Cell> {
    match row {
        Thing::Item(item, found) => {
            let standing = match item.in_scope {
                true => (wording::item_sign(item.state), wording::item_state(item.state)),
                false => (Sign::Note, Msg::ItemFromElsewhere),
            };
            let condition = item.condition.map(wording::condition);
            vec![
                told(state, standing),
                Cell::known(item.code.clone()),
                Cell::plain(item.name.clone()),
                Cell::plain(open.room_name(item.room)),
                Cell::known(found.map(|room| open.room_name(room))),
                Cell::known(item.seat.map(|seat| seat.to_string())).right(),
                Cell::known(condition.map(|word| state.texts().text(word))),
            ]
        }
        Thing::Surplus(row) => surplus(state, open, row),
    }
}

fn surplus(state: &State, open: &OpenSession, row: &SurplusView) -> Vec<Cell> {
    vec![
        told(state, (Sign::Bad, Msg::ScanSurplus)),
        Cell::plain(row.code.clone()),
        match row.notes.is_empty() {
            true => Cell::of(Role::Dim, state.texts().text(Msg::ScanNotExpected)),
            false => Cell::plain(row.notes.join("; ")),
        },
        Cell::unknown(),
        Cell::plain(open.room_name(row.room)),
        Cell::unknown().right(),
        Cell::unknown(),
    ]
}

fn pack(state: &State, open: &OpenSession, row: &PackView) -> Vec<Cell> {
    let moment = |at| format::moment(state.look.lang, at, state.look.offset);
    let rooms: Vec<String> = row.rooms.iter().map(|room| open.room_name(*room)).collect();
    vec![
        Cell::number(row.pack.to_string()),
        Cell::known(row.holder.clone()),
        match rooms.is_empty() {
            true => Cell::plain(state.texts().text(Msg::FilterAll)),
            false => Cell::plain(rooms.join(", ")),
        },
        Cell::plain(moment(row.given_at)),
        told(state, wording::pack_state(row.state)),
        Cell::known(row.since.map(moment)),
        number(state, row.late_events),
    ]
}

/// What came too late, with what its thing was counted as.
fn late_scan(state: &State, open: &OpenSession, row: &ScanOutcome) -> Vec<Cell> {
    let (standing, name) = match &row.state {
        CodeState::Item { item, .. } => {
            let standing = (wording::item_sign(item.state), wording::item_state(item.state));
            (standing, Cell::plain(item.name.clone()))
        }
        CodeState::Surplus => ((Sign::Bad, Msg::ScanSurplus), Cell::unknown()),
        CodeState::Withdrawn => ((Sign::Unknown, Msg::ScanWithdrawn), Cell::unknown()),
    };
    vec![
        told(state, standing),
        Cell::plain(row.code.clone()),
        name,
        Cell::plain(open.room_name(row.room)),
    ]
}

fn history(state: &State, line: &StocktakeLine) -> Vec<Cell> {
    vec![
        Cell::plain(format::moment(state.look.lang, line.at, state.look.offset)),
        Cell::plain(state.texts().text(wording::stocktake_step(line.step))),
        Cell::known(line.pack.map(|pack| pack.to_string())).right(),
        match line.events {
            0 => Cell::unknown().right(),
            events => number(state, events),
        },
        Cell::known(line.by.map(|by| by.to_string())),
    ]
}

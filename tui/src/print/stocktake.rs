//! Stocktakes as rows.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_tui_core::wording;
use kiemke_wire::stocktake::CountTotals;
use kiemke_wire::view::{
    CodeState, RoomRow, ScanOutcome, ScanStates, ScansTaken, StocktakeDetail, StocktakeLine, StocktakeRow,
};

impl Writer<'_> {
    pub(crate) fn stocktakes(&self, rows: &[StocktakeRow]) -> Table {
        let rows = rows.iter().map(|row| {
            let state = match row.closed_at {
                Some(_) => Msg::StocktakeClosed,
                None => Msg::StocktakeCounted,
            };
            vec![
                Cell::text(row.id.to_string()),
                Cell::text(&row.name),
                self.unit(&row.unit),
                Cell::text(row.on.to_string()),
                self.label(state),
                self.count(row.expected.into()),
                self.count(row.events.into()),
                self.count(row.packs_out.into()),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnName,
                Msg::ColumnUnit,
                Msg::ColumnDay,
                Msg::ColumnState,
                Msg::ColumnExpected,
                Msg::ColumnEvents,
                Msg::ColumnPacksOut,
            ],
            rows,
        )
    }

    pub(crate) fn stocktake(&self, detail: &StocktakeDetail) -> Table {
        let row = &detail.row;
        let mut pairs = vec![
            (Msg::ColumnId, Cell::text(row.id.to_string())),
            (Msg::ColumnName, Cell::text(&row.name)),
            (Msg::ColumnUnit, self.unit(&row.unit)),
            (Msg::ColumnDay, Cell::text(row.on.to_string())),
            (Msg::FieldOpened, self.moment(row.opened_at)),
            (
                Msg::FieldClosed,
                row.closed_at.map_or_else(Cell::unknown, |at| self.moment(at)),
            ),
            (Msg::FieldNextDue, Cell::text(row.next_due_on.to_string())),
            (Msg::ColumnPacksOut, self.count(row.packs_out.into())),
        ];
        pairs.extend(self.totals(&detail.now));
        let named = |(name, value)| (self.texts.text(name).to_owned(), value);
        self.pairs(pairs.into_iter().map(named))
    }

    pub(crate) fn count_totals(&self, totals: &CountTotals) -> Table {
        let pairs = self.totals(totals).into_iter();
        self.pairs(pairs.map(|(name, value)| (self.texts.text(name).to_owned(), value)))
    }

    fn totals(&self, totals: &CountTotals) -> Vec<(Msg, Cell)> {
        let pairs = [
            (Msg::ColumnExpected, totals.expected),
            (Msg::ItemMatched, totals.matched),
            (Msg::ItemDamaged, totals.damaged),
            (Msg::ItemMisplaced, totals.misplaced),
            (Msg::ItemFoundTwice, totals.found_twice),
            (Msg::ItemMissing, totals.missing),
            (Msg::ItemNotYetCounted, totals.not_yet_counted),
            (Msg::ItemAway, totals.away),
            (Msg::ItemFromElsewhere, totals.from_elsewhere),
            (Msg::ScanSurplus, totals.surplus),
        ];
        let cells = pairs.into_iter();
        cells
            .map(|(name, value)| (name, self.count(value.into())))
            .collect()
    }

    pub(crate) fn stocktake_rooms(&self, rooms: &[RoomRow]) -> Table {
        let rows = rooms.iter().map(|row| {
            let totals = &row.totals;
            vec![
                self.unit(&row.unit),
                self.label(if row.done {
                    Msg::ScanRoomDone
                } else {
                    Msg::ItemNotYetCounted
                }),
                self.count(totals.expected.into()),
                self.count((totals.matched + totals.damaged).into()),
                self.count(totals.missing.into()),
                self.count(row.strangers.into()),
                self.count(totals.surplus.into()),
            ]
        });
        self.table(
            [
                Msg::ColumnUnit,
                Msg::ColumnState,
                Msg::ColumnExpected,
                Msg::ItemMatched,
                Msg::ItemMissing,
                Msg::ItemMisplaced,
                Msg::ScanSurplus,
            ],
            rows,
        )
    }

    pub(crate) fn scan_states(&self, states: &ScanStates) -> Table {
        let items = states.items.iter().map(|item| {
            vec![
                Cell::text(item.record.to_string()),
                self.known(item.code.as_deref()),
                Cell::text(&item.name),
                item.seat
                    .map_or_else(Cell::unknown, |seat| self.count(seat.into())),
                Cell::both(
                    self.texts.text(wording::item_state(item.state)),
                    item.state.code(),
                ),
            ]
        });
        let surplus = states.surplus.iter().map(|surplus| {
            vec![
                Cell::unknown(),
                Cell::text(&surplus.code),
                Cell::text(surplus.notes.join("; ")),
                Cell::unknown(),
                Cell::both(self.texts.text(Msg::ScanSurplus), "surplus"),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::ColumnSeat,
                Msg::ColumnState,
            ],
            items.chain(surplus),
        )
    }

    pub(crate) fn scans_taken(&self, taken: &ScansTaken) -> Table {
        let rows = taken.outcomes.iter().map(|outcome| {
            let (name, state) = self.outcome(outcome);
            vec![
                Cell::text(&outcome.code),
                name,
                state,
                Cell::text(outcome.event.to_string()),
            ]
        });
        self.table(
            [
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::ColumnState,
                Msg::ColumnEvent,
            ],
            rows,
        )
    }

    fn outcome(&self, outcome: &ScanOutcome) -> (Cell, Cell) {
        let label = |id, code: &str| Cell::both(self.texts.text(id), code);
        match &outcome.state {
            CodeState::Item { item, .. } => {
                let state = label(wording::item_state(item.state), item.state.code());
                (Cell::text(&item.name), state)
            }
            CodeState::Surplus => (Cell::unknown(), label(Msg::ScanSurplus, "surplus")),
            CodeState::Withdrawn => (Cell::unknown(), label(Msg::ScanWithdrawn, "withdrawn")),
        }
    }

    pub(crate) fn stocktake_history(&self, lines: &[StocktakeLine]) -> Table {
        let rows = lines.iter().map(|line| {
            vec![
                Cell::text(line.entry.to_string()),
                self.moment(line.at),
                self.label(wording::stocktake_step(line.step)),
                line.pack
                    .map_or_else(Cell::unknown, |pack| Cell::text(pack.to_string())),
                self.count(line.events.into()),
                line.by
                    .map_or_else(Cell::unknown, |by| Cell::text(by.to_string())),
            ]
        });
        self.table(
            [
                Msg::ColumnEntry,
                Msg::ColumnTime,
                Msg::ColumnAction,
                Msg::ColumnPack,
                Msg::ColumnEvents,
                Msg::ColumnBy,
            ],
            rows,
        )
    }
}

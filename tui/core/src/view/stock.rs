//! Screen 3, machines and equipment in one table, found by typing.
//!
//! ```text
//!  / may tinh▌                          12 / 1 204   đã chọn 3   xếp: tên   lọc: tất cả
//!    Tên           Mã       Đơn vị        Loại          Ai giữ     Thấy      Tình trạng
//!  ✔ Máy tính bảng MTB-001  phòng tin 1   Máy tính bảng HS-0042         –    đang mượn
//!    PC01          –        phòng tin 1   máy để bàn    –          2 giây    ● mới thấy
//! ```

use super::cells::put;
use super::columns::{Column, fitted};
use super::notice;
use super::search_line::SearchLine;
use super::table::{self, Cell, column};
use super::theme::Role;
use crate::effect::MachineFilter;
use crate::layout;
use crate::state::form::category_name;
use crate::state::stock::{StockId, StockThing};
use crate::state::{Phase, State, StockColumn, StockKind};
use crate::wording::{self, Sign};
use kiemke_config::messages::{Msg, Value, format};
use kiemke_wire::view::{EquipmentRow, MachineRow};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    Mark,
    Name,
    State,
    Of(StockColumn),
}

const COLUMNS: &[Column<Id>] = &[
    column(Id::Mark, Msg::ColumnMark, 1, 1, 0),
    column(Id::Name, Msg::ColumnName, 14, 26, 0),
    column(Id::Of(StockColumn::Code), Msg::ColumnCode, 8, 16, 4),
    column(Id::Of(StockColumn::Unit), Msg::ColumnUnit, 10, 28, 3),
    column(Id::Of(StockColumn::Kind), Msg::ColumnKind, 9, 18, 6),
    column(Id::Of(StockColumn::Model), Msg::ColumnModel, 12, 30, 7),
    column(Id::Of(StockColumn::System), Msg::ColumnSystem, 10, 26, 8),
    column(Id::Of(StockColumn::Memory), Msg::ColumnMemory, 9, 9, 9),
    column(Id::Of(StockColumn::Holder), Msg::ColumnHolder, 8, 16, 5),
    column(Id::Of(StockColumn::Year), Msg::ColumnYear, 4, 4, 10),
    column(Id::Of(StockColumn::Seen), Msg::ColumnSeen, 8, 8, 1),
    column(Id::State, Msg::ColumnState, 15, 17, 0),
];

pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) {
    let width = usize::from(area.width);
    put(
        buffer,
        layout::line(area, 0),
        search_line(state).line(state, width),
    );
    let columns = fitted(&chosen(state), width.saturating_sub(2));
    put(
        buffer,
        layout::line(area, 1),
        table::titles(state, &columns, is_right),
    );
    let rows = layout::list_area(state);
    let stock = &state.stock;
    if stock.rows().is_empty() {
        return empty(state, rows, buffer);
    }
    table::draw(state, stock.list, stock.rows().len(), rows, buffer, |index| {
        let thing = stock.thing(*stock.rows().get(index)?)?;
        let cells = columns
            .iter()
            .map(|(column, width)| (cell(state, thing, column.id), *width));
        Some(table::line(state, cells))
    });
}

/// Titles and rows of what is loaded, for a file.
pub(super) fn whole(state: &State) -> (Vec<String>, Vec<Vec<String>>) {
    let mut columns = chosen(state);
    columns.retain(|column| column.id != Id::Mark);
    let titles = columns
        .iter()
        .map(|column| state.texts().text(column.title).to_owned());
    let rows = state.stock.rows().iter().filter_map(|row| {
        let thing = state.stock.thing(*row)?;
        Some(
            columns
                .iter()
                .map(|column| exported(state, thing, column.id))
                .collect(),
        )
    });
    (titles.collect(), rows.collect())
}

/// A cell of a file: what is not known is empty.
fn exported(state: &State, thing: StockThing<'_>, id: Id) -> String {
    let text = cell(state, thing, id).text;
    if text == "–" { String::new() } else { text }
}

fn chosen(state: &State) -> Vec<Column<Id>> {
    let hidden = &state.stock.hidden;
    let shown = |column: &&Column<Id>| !matches!(column.id, Id::Of(id) if hidden.contains(&id));
    COLUMNS.iter().filter(shown).copied().collect()
}

fn is_right(id: Id) -> bool {
    matches!(
        id,
        Id::Of(StockColumn::Memory | StockColumn::Seen | StockColumn::Year)
    )
}

fn empty(state: &State, area: Rect, buffer: &mut Buffer) {
    let stock = &state.stock;
    let refusal = stock.records.source.refusal().or(stock.machines.source.refusal());
    if stock.total().is_none() || !matches!(stock.phase(), Phase::Current { .. }) {
        return notice::waiting(state, refusal, area, buffer);
    }
    let searched = !stock.input.text().is_empty() || stock.facets != crate::state::Facets::default();
    let id = match (searched, &stock.scope) {
        (true, _) => Msg::MachinesNoMatch,
        (false, Some(_)) => Msg::StockEmptyHere,
        (false, None) => Msg::MachinesEmpty,
    };
    notice::sentence(state, Sign::Unknown, state.texts().text(id), area, buffer);
}

fn search_line(state: &State) -> SearchLine<'_> {
    let (texts, stock) = (state.texts(), &state.stock);
    let sort = texts.text(stock.sort.title());
    let mut marks = vec![
        (
            Role::Dim,
            texts.with(Msg::ListFilter, &[("filter", facets(state).into())]),
        ),
        (Role::Dim, texts.with(Msg::ListSort, &[("sort", sort.into())])),
    ];
    if !stock.marked.is_empty() {
        let count = [("n", Value::from(stock.marked.len()))];
        marks.push((Role::Title, texts.with(Msg::ListMarked, &count)));
    }
    SearchLine {
        input: &stock.input,
        typing: stock.typing,
        shown: stock.rows().len(),
        total: stock.total(),
        scope: stock.scope.as_ref(),
        marks,
    }
}

/// What narrows the table, in words.
fn facets(state: &State) -> String {
    let (texts, facets) = (state.texts(), &state.stock.facets);
    let mut words: Vec<String> = Vec::new();
    if facets.machines != MachineFilter::All {
        words.push(texts.text(wording::filter(facets.machines)).to_owned());
    }
    words.extend(
        facets
            .never_seen
            .then(|| texts.text(Msg::FilterNeverSeen).to_owned()),
    );
    words.extend(
        facets
            .state
            .map(|one| texts.text(wording::equipment_state(one)).to_owned()),
    );
    words.extend(
        facets
            .category
            .as_deref()
            .map(|code| category_name(code, state.look.lang)),
    );
    if words.is_empty() {
        let word = match facets.what {
            StockKind::All => Msg::FilterAll,
            StockKind::Machines => Msg::KindMachines,
            StockKind::Records => Msg::KindRecords,
        };
        words.push(texts.text(word).to_owned());
    }
    words.join(", ")
}

fn cell(state: &State, thing: StockThing<'_>, id: Id) -> Cell {
    match (id, thing) {
        (Id::Mark, thing) => mark(state, thing),
        (Id::Name, StockThing::Machine(machine)) => Cell::plain(&machine.name),
        (Id::Name, StockThing::Record(row, _)) => Cell::plain(&row.record.name),
        (Id::State, StockThing::Machine(machine)) => machine_state(state, machine),
        (Id::State, StockThing::Record(row, _)) => record_state(state, row),
        (Id::Of(column), StockThing::Machine(machine)) => of_machine(state, machine, column),
        (Id::Of(column), StockThing::Record(row, machine)) => of_record(state, row, machine, column),
    }
}

fn mark(state: &State, thing: StockThing<'_>) -> Cell {
    match thing.id() {
        StockId::Record(id) if state.stock.marked.contains(&id) => Cell::of(Role::Key, "✔"),
        StockId::Record(_) | StockId::Machine(_) => Cell::plain(" "),
    }
}

fn machine_state(state: &State, machine: &MachineRow) -> Cell {
    let (sign, word) = wording::machine_state(machine);
    let word = state.texts().text(word);
    match machine.warnings {
        0 => Cell::of(Role::State(sign), format!("{} {word}", sign.glyph())),
        count => {
            let text = format!("{} {word} {}{count}", sign.glyph(), Sign::Warning.glyph());
            Cell::of(Role::State(Sign::Warning), text)
        }
    }
}

fn record_state(state: &State, row: &EquipmentRow) -> Cell {
    let sign = wording::equipment_sign(row.record.state);
    let word = state.texts().text(wording::equipment_state(row.record.state));
    Cell::of(Role::State(sign), format!("{} {word}", sign.glyph()))
}

fn of_machine(state: &State, machine: &MachineRow, column: StockColumn) -> Cell {
    let (texts, lang) = (state.texts(), state.look.lang);
    match column {
        StockColumn::Code | StockColumn::Holder => Cell::unknown(),
        StockColumn::Year => Cell::unknown().right(),
        StockColumn::Unit => Cell::plain(wording::seat_of(texts, &machine.unit, machine.seat)),
        StockColumn::Kind => {
            let kind = machine.chassis_kind.as_deref();
            Cell::known(kind.map(|kind| wording::chassis_kind(texts, kind)))
        }
        StockColumn::Model => Cell::known(machine.model.as_deref()),
        StockColumn::System => Cell::known(machine.os.as_deref()),
        StockColumn::Memory => {
            let size = machine.memory_total_bytes.map(|bytes| format::size(lang, bytes));
            Cell::known(size).right()
        }
        StockColumn::Seen => Cell::number(format::duration(lang, state.now.since(machine.last_seen))),
    }
}

fn of_record(state: &State, row: &EquipmentRow, machine: Option<&MachineRow>, column: StockColumn) -> Cell {
    let (texts, record) = (state.texts(), &row.record);
    match column {
        StockColumn::Code => Cell::known(record.code.as_deref()),
        StockColumn::Unit => Cell::plain(wording::seat_of(texts, &row.unit, record.seat)),
        StockColumn::Kind => Cell::plain(category_name(&record.category.0, state.look.lang)),
        StockColumn::Model => {
            let made: Vec<&str> = [&record.maker, &record.model]
                .into_iter()
                .filter_map(|part| part.as_deref())
                .collect();
            Cell::known((!made.is_empty()).then(|| made.join(" ")))
        }
        StockColumn::Holder => {
            let holder = record.holder.as_ref();
            Cell::known(holder.map(|holder| wording::holder(texts, holder)))
        }
        StockColumn::Year => Cell::known(record.year_in_use.map(|year| year.to_string())).right(),
        // The agent's own words, where an agent is in it.
        StockColumn::System | StockColumn::Memory | StockColumn::Seen => match machine {
            Some(machine) => of_machine(state, machine, column),
            None if is_right(Id::Of(column)) => Cell::unknown().right(),
            None => Cell::unknown(),
        },
    }
}

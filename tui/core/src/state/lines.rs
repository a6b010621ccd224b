use super::input::holds_all;
use super::paged::{Listed, Paged};
use super::{Input, List};
use crate::effect::{ListQuery, Ticket};
use kiemke_config::messages::Msg;
use kiemke_wire::fold::search_key;
use kiemke_wire::ids::LineId;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{LineRow, LineState, Page, UnitView};

const KBPS_A_MBPS: f64 = 1_000.0;

/// Screen 4: lines. All of them are loaded, up to the bound of lists, because the daemon gives them by number alone.
#[derive(Debug, Default)]
pub struct LinesState {
    pub(crate) lines: Paged<LineRow>,
    pub(crate) list: List,
    pub(crate) input: Input,
    pub(crate) typing: bool,
    pub(crate) sort: LinesSort,
    /// The unit to which the table is narrowed; the reader's own when none is.
    pub(crate) scope: Option<UnitView>,
    rows: Vec<usize>,
}

/// Orders of lines.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LinesSort {
    /// Those that need somebody first.
    #[default]
    Worst,
    /// By site.
    Place,
    /// Those that bring least of what is contracted first.
    Ratio,
    /// The slowest first.
    Delay,
    /// Those that lose most first.
    Loss,
}

impl LinesSort {
    /// All of them, in the order in which the key goes through them.
    pub const ALL: [Self; 5] = [Self::Worst, Self::Place, Self::Ratio, Self::Delay, Self::Loss];

    /// Its name.
    pub fn title(self) -> Msg {
        match self {
            Self::Worst => Msg::SortWorst,
            Self::Place => Msg::ColumnUnit,
            Self::Ratio => Msg::SortRatio,
            Self::Delay => Msg::ColumnFirstByte,
            Self::Loss => Msg::ColumnLoss,
        }
    }
}

impl LinesState {
    pub(crate) fn rows(&self) -> &[usize] {
        &self.rows
    }

    pub(crate) fn row(&self, index: usize) -> Option<&LineRow> {
        self.lines.get(index)
    }

    pub(crate) fn selected(&self) -> Option<&LineRow> {
        self.row(*self.rows.get(self.list.selected)?)
    }

    /// How many lines there are; `None` before the first answer.
    pub(crate) fn total(&self) -> Option<u64> {
        self.lines.source.value()?;
        self.lines.total("")
    }

    pub(crate) fn ask(&mut self, ticket: Ticket, now: UnixMs) -> ListQuery {
        let question = ListQuery {
            unit: self.scope.as_ref().map(|unit| unit.key),
            ..ListQuery::default()
        };
        self.lines.ask(question, ticket, now)
    }

    pub(crate) fn answered(&mut self, page: Page<LineRow>, now: UnixMs, height: usize) {
        let selected = self.selected().map(|row| row.id);
        self.lines.answered(page, now);
        self.lines.want_more("", now);
        self.rebuild(selected, height);
    }

    /// Lines of another unit would be wrong ones: they go.
    pub(crate) fn narrow(&mut self, scope: Option<UnitView>, now: UnixMs, height: usize) {
        if self.scope != scope {
            self.scope = scope;
            self.lines.clear();
            self.lines.source.replace_at(now);
            self.rebuild(None, height);
        }
    }

    /// Typing or another order changed which rows stand where.
    pub(crate) fn rearranged(&mut self, height: usize) {
        self.rebuild(None, height);
        self.list.select(0, self.rows.len(), height);
    }

    fn rebuild(&mut self, selected: Option<LineId>, height: usize) {
        let words = self.input.words();
        let held = self.lines.held();
        let mut rows: Vec<usize> = (0..held.len())
            .filter(|&index| holds_all(&held[index].key, &words))
            .collect();
        let sort = self.sort;
        rows.sort_by(|one, other| {
            let (one, other) = (&held[*one].row, &held[*other].row);
            let order = rank(sort, one).total_cmp(&rank(sort, other));
            order
                .then_with(|| search_key(&one.unit.name).cmp(&search_key(&other.unit.name)))
                .then(one.id.cmp(&other.id))
        });
        self.rows = rows;
        let at = selected
            .filter(|_| self.list.selected > 0)
            .and_then(|id| {
                self.rows
                    .iter()
                    .position(|index| self.row(*index).map(|row| row.id) == Some(id))
            })
            .unwrap_or(self.list.selected);
        self.list.select(at, self.rows.len(), height);
    }
}

/// Lower stands first; what is not known stands last.
fn rank(sort: LinesSort, line: &LineRow) -> f64 {
    match sort {
        LinesSort::Place => 0.0,
        LinesSort::Worst => match line.state {
            LineState::Down => 0.0,
            LineState::Up if line.fault.is_some() => 0.5,
            LineState::Up if share_of_contract(line).is_some_and(|share| share < 1.0) => {
                1.0 + share_of_contract(line).unwrap_or(0.0)
            }
            LineState::Up => 2.0,
            LineState::Unknown => 3.0,
        },
        LinesSort::Ratio => share_of_contract(line).unwrap_or(f64::INFINITY),
        LinesSort::Delay => line
            .first_byte_us_median
            .map_or(f64::INFINITY, |delay| -f64::from(delay)),
        LinesSort::Loss => line.loss_pct.map_or(f64::INFINITY, |loss| -loss),
    }
}

/// What the tests of 30 days measured downwards, of what the contract says.
pub(crate) fn share_of_contract(line: &LineRow) -> Option<f64> {
    let contracted = line.contract.as_ref()?.down_mbps.filter(|mbps| *mbps > 0.0)?;
    let measured = f64::from(line.capacity?.down_kbps) / KBPS_A_MBPS;
    Some(measured / contracted)
}

impl Listed for LineRow {
    type Id = LineId;

    fn id(&self) -> LineId {
        self.id
    }

    fn key(&self) -> String {
        let contract = self.contract.as_ref();
        let known = [
            contract.map(|contract| contract.provider.as_str()),
            contract.and_then(|contract| contract.kind.as_deref()),
            contract.and_then(|contract| contract.code.as_deref()),
        ];
        let above = self.above.join(" ");
        let mut text = format!("{} {} {} {above}", self.unit.name, self.unit.code, self.id);
        for part in known.into_iter().flatten() {
            text.push(' ');
            text.push_str(part);
        }
        search_key(&text)
    }
}

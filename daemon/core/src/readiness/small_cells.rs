//! What may be shown to roles that see no persons: no count of fewer than ten people, and none that sums and
//! differences of what is shown would give back (readiness.md 11).
//!
//! ```text
//!             ready  not ready  unknown   total
//! parent        61         28       31     120
//! unit a        40        <10      ···      58     one cell is small, a second hides it within its row …
//! unit b       ···          –        –       –     … and a second row within its column
//! unit c         –          –        –       –     withheld: seven people; b is the smallest sibling
//! ```
//! Every row adds up to its total, every column to the parent's cell, and withheld units together to what the parent's
//! total leaves. So what is hidden of a row, of a column or of the withheld has a known sum; and of these sums the
//! sums and differences are known. As cells stand where one row crosses one column, whatever can be made of them is put
//! together from two kinds: *rows less columns* that hold nothing beside them, and *columns less rows* that hold nothing
//! beside them. There are eight sets of columns; for each the smallest such sum is found, and while one of them counts
//! from one to nine people a further cell is hidden.

#[cfg(test)]
mod tests;

/// Fewer people than this are not shown.
pub const PEOPLE_MIN: u64 = 10;

/// Counts of a row: parts, of which each person is in one.
pub type Parts = [u64; PARTS];

/// Ready, not ready, unknown.
pub const PARTS: usize = 3;

/// A column: the parts, and the total behind them.
const COLUMNS: usize = PARTS + 1;
const TOTAL: usize = PARTS;

/// What is shown of one number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The number.
    Count(u64),
    /// Fewer than ten: `<10`.
    Small,
    /// Hidden, so that a small one stays so.
    Hidden,
}

/// What is shown of a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShownRow {
    /// The parts.
    pub parts: [Shown; PARTS],
    /// Their sum.
    pub total: Shown,
}

impl ShownRow {
    /// Whether nothing of it is shown.
    pub fn is_withheld(&self) -> bool {
        !matches!(self.total, Shown::Count(_))
    }

    /// Of a unit that stands alone, such as the root.
    pub fn alone(parts: Parts) -> Self {
        let mut table = Table {
            rows: vec![row_of(parts)],
            hidden: vec![[false; COLUMNS]],
            open: [true; COLUMNS],
        };
        table.hide_small();
        // No sum of siblings is told, so only the row itself gives something back.
        table.open = [false; COLUMNS];
        table.hide_what_is_given_back();
        table.shown(0)
    }

    fn open(&self) -> [bool; COLUMNS] {
        let shows = |shown: Shown| matches!(shown, Shown::Count(_));
        let mut open = [shows(self.total); COLUMNS];
        for (open, part) in open.iter_mut().zip(self.parts) {
            *open = shows(part);
        }
        open
    }
}

/// What is shown of the units below one, in their order. `parent` is what is shown of that; the units add up to it.
pub fn shown_below(parent: &ShownRow, units: &[Parts]) -> Vec<ShownRow> {
    let mut table = Table {
        rows: units.iter().map(|parts| row_of(*parts)).collect(),
        hidden: vec![[false; COLUMNS]; units.len()],
        open: parent.open(),
    };
    table.hide_small();
    table.hide_below_the_hidden();
    table.hide_what_is_given_back();
    (0..units.len()).map(|row| table.shown(row)).collect()
}

fn row_of(parts: Parts) -> [u64; COLUMNS] {
    let mut row = [parts.iter().sum(); COLUMNS];
    row[..PARTS].copy_from_slice(&parts);
    row
}

struct Table {
    rows: Vec<[u64; COLUMNS]>,
    hidden: Vec<[bool; COLUMNS]>,
    /// Columns of which the parent's cell is shown, so that hidden cells stand for a known sum.
    open: [bool; COLUMNS],
}

impl Table {
    /// Withholds small units, and hides small cells of the others.
    fn hide_small(&mut self) {
        for (row, hidden) in self.rows.iter().zip(&mut self.hidden) {
            if row[TOTAL] < PEOPLE_MIN {
                *hidden = [true; COLUMNS];
            }
            for (cell, hidden) in row.iter().zip(hidden) {
                *hidden |= *cell < PEOPLE_MIN;
            }
        }
    }

    /// A cell of the parent that is hidden would be the sum of its children, were they all shown.
    fn hide_below_the_hidden(&mut self) {
        for row in &mut self.hidden {
            for (hidden, open) in row.iter_mut().zip(self.open) {
                *hidden |= !open;
            }
            if row[TOTAL] {
                *row = [true; COLUMNS];
            }
        }
    }

    fn hide_what_is_given_back(&mut self) {
        // Each round hides one cell more, so it ends.
        loop {
            self.hide_in_lines();
            let Some((row, column)) = self.next_to_hide() else {
                return;
            };
            self.hide(row, column);
        }
    }

    fn hide(&mut self, row: usize, column: usize) {
        self.hidden[row][column] = true;
        if column == TOTAL {
            self.hidden[row] = [true; COLUMNS];
        }
    }

    /// Hides a further unit while the withheld together are few, and a further cell of each row of which the hidden are.
    fn hide_in_lines(&mut self) {
        let few = |sums: HiddenSums| {
            sums.withheld
                .is_some_and(|parts| tells_of_few(parts.iter().sum()))
        };
        while self.open[TOTAL] && few(self.hidden_sums()) {
            let Some((row, _)) = self.smallest(self.totals()) else {
                break;
            };
            self.hide(row, TOTAL);
        }
        for row in 0..self.rows.len() {
            while !self.hidden[row][TOTAL] && tells_of_few(self.people_hidden(row)) {
                let Some((_, column)) = self.smallest((0..PARTS).map(|column| (row, column))) else {
                    break;
                };
                self.hide(row, column);
            }
        }
    }

    fn people_hidden(&self, row: usize) -> u64 {
        let hidden = (0..PARTS).filter(|column| self.hidden[row][*column]);
        hidden.map(|column| self.rows[row][column]).sum()
    }

    /// The cell that hides others, if sets of columns still give a few people back.
    fn next_to_hide(&self) -> Option<(usize, usize)> {
        let sums = self.hidden_sums();
        let sets = (1..1 << PARTS).map(Columns);
        let sets = sets.filter(|columns| columns.each().all(|column| self.open[column]));
        let known = sets.flat_map(|columns| {
            let of = |sum: KnownSum| (sum, columns);
            [KnownSum::RowsLessColumns, KnownSum::ColumnsLessRows].map(of)
        });
        let mut few = known.filter(|(sum, columns)| {
            let people = sum.people(&sums, *columns, self.open[TOTAL]);
            people.is_some_and(tells_of_few)
        });
        few.find_map(|(sum, columns)| self.cell_beside(sum, columns))
    }

    /// A province has thousands of rows, and hides in one of a few ways in each of them.
    fn hidden_sums(&self) -> HiddenSums {
        let mut sums = HiddenSums::default();
        for (row, hidden) in self.rows.iter().zip(&self.hidden) {
            let sum = match hidden[TOTAL] {
                true => sums.withheld.get_or_insert_default(),
                false => &mut sums.of_rows[Columns::hidden_in(hidden).0],
            };
            for (sum, (count, hidden)) in sum.iter_mut().zip(row.iter().zip(hidden)) {
                *sum += if *hidden { *count } else { 0 };
            }
        }
        sums
    }

    /// The smallest cell whose hiding changes a sum: of its rows, else of its columns, else a further unit.
    fn cell_beside(&self, sum: KnownSum, columns: Columns) -> Option<(usize, usize)> {
        let rows = (0..self.rows.len()).filter(|row| {
            let hidden = &self.hidden[*row];
            !hidden[TOTAL] && sum.is_made_of(Columns::hidden_in(hidden), columns)
        });
        let in_rows = rows.flat_map(|row| (0..PARTS).map(move |column| (row, column)));
        let in_columns = columns
            .each()
            .flat_map(|column| (0..self.rows.len()).map(move |row| (row, column)));
        self.smallest(in_rows)
            .or_else(|| self.smallest(in_columns))
            .or_else(|| self.smallest(self.totals()))
    }

    fn totals(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        (0..self.rows.len()).map(|row| (row, TOTAL))
    }

    fn smallest(&self, cells: impl Iterator<Item = (usize, usize)>) -> Option<(usize, usize)> {
        cells
            .filter(|(row, column)| !self.hidden[*row][*column])
            .min_by_key(|(row, column)| (self.rows[*row][*column], *row, *column))
    }

    fn shown(&self, row: usize) -> ShownRow {
        let cell = |column: usize| match (self.hidden[row][column], self.rows[row][column]) {
            (false, count) => Shown::Count(count),
            // That a unit is small is told; of which cells it would tell how the rest is spread.
            (true, count) if count < PEOPLE_MIN && (column == TOTAL || !self.hidden[row][TOTAL]) => {
                Shown::Small
            }
            (true, _) => Shown::Hidden,
        };
        ShownRow {
            parts: std::array::from_fn(cell),
            total: cell(TOTAL),
        }
    }
}

fn tells_of_few(people: u64) -> bool {
    (1..PEOPLE_MIN).contains(&people)
}

/// A set of the columns of parts, a bit for each.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Columns(usize);

impl Columns {
    /// Those of which a row's cells are hidden.
    fn hidden_in(row: &[bool; COLUMNS]) -> Self {
        let set = (0..PARTS).filter(|column| row[*column]);
        Self(set.map(|column| 1 << column).sum())
    }

    fn each(self) -> impl Iterator<Item = usize> {
        (0..PARTS).filter(move |column| self.0 & (1 << column) != 0)
    }

    fn crosses(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    fn lies_within(self, other: Self) -> bool {
        self.0 & !other.0 == 0
    }

    fn others(self) -> Self {
        Self(!self.0 & ((1 << PARTS) - 1))
    }

    const ALL: Self = Self((1 << PARTS) - 1);
}

/// People in hidden cells, by column.
#[derive(Default)]
struct HiddenSums {
    /// Of rows that are not withheld, by the columns that are hidden in them.
    of_rows: [Parts; 1 << PARTS],
    /// Of all withheld units together, for only their sum is known.
    withheld: Option<Parts>,
}

/// A number that whoever reads the table can work out, of a set of columns.
#[derive(Clone, Copy)]
enum KnownSum {
    /// All rows that cross the columns, less the columns: known when the sum of each is.
    RowsLessColumns,
    /// The columns, less all rows that hold nothing hidden beside them.
    ColumnsLessRows,
}

impl KnownSum {
    /// How many people it tells of; none when it is not known.
    fn people(self, sums: &HiddenSums, columns: Columns, are_withheld_known: bool) -> Option<u64> {
        let counted = match self {
            Self::RowsLessColumns => columns.others(),
            Self::ColumnsLessRows => columns,
        };
        let people = |parts: &Parts| counted.each().map(|column| parts[column]).sum::<u64>();
        let of_rows = sums.of_rows.iter().enumerate().filter(|(hidden, _)| {
            let hidden = Columns(*hidden);
            match self {
                Self::RowsLessColumns => hidden.crosses(columns),
                Self::ColumnsLessRows => !hidden.lies_within(columns),
            }
        });
        let of_rows: u64 = of_rows.map(|(_, parts)| people(parts)).sum();
        // Every cell of a withheld unit is hidden.
        let withheld = sums.withheld.as_ref();
        match self {
            Self::RowsLessColumns if withheld.is_some() && !are_withheld_known => None,
            Self::ColumnsLessRows if are_withheld_known && Columns::ALL.lies_within(columns) => Some(of_rows),
            _ => Some(of_rows + withheld.map_or(0, people)),
        }
    }

    /// Whether a row of which these columns are hidden is one of its rows.
    fn is_made_of(self, hidden: Columns, columns: Columns) -> bool {
        match self {
            Self::RowsLessColumns => hidden.crosses(columns),
            Self::ColumnsLessRows => hidden.0 != 0 && hidden.lies_within(columns),
        }
    }
}

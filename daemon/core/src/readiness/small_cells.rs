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
//! Every row adds up to its total, every column to the parent's cell. A hidden cell is given back exactly when it is the
//! only link between its row and its column among the hidden ones; then a further cell is hidden. Hidden cells of a
//! row or column must be two at least, and stand for ten people together, for their sum is given back too.

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
        while let Some((row, column)) = self.next_to_hide() {
            self.hidden[row][column] = true;
            if column == TOTAL {
                self.hidden[row] = [true; COLUMNS];
            }
        }
    }

    /// The cell that hides another one, if one is still given back.
    fn next_to_hide(&self) -> Option<(usize, usize)> {
        let in_columns = (0..COLUMNS)
            .rev()
            .filter(|column| self.open[*column] && self.column_gives_back(*column));
        let beside = in_columns.map(|column| self.smallest_in_column(column));
        let in_rows = (0..self.rows.len()).filter(|row| self.row_gives_back(*row));
        let within = in_rows.map(|row| self.smallest_in_row(row));
        beside
            .chain(within)
            .chain(self.links().map(|(row, column)| {
                self.smallest_in_row(row)
                    .or_else(|| self.smallest_in_column(column))
            }))
            .flatten()
            .next()
    }

    /// Whether the sum of what is hidden in a column, which is the parent's cell less what is shown, tells of few.
    fn column_gives_back(&self, column: usize) -> bool {
        let hidden = (0..self.rows.len()).filter(|row| self.hidden[*row][column]);
        tells_of_few(hidden.map(|row| self.rows[row][column]))
    }

    /// The same of a row that is not withheld.
    fn row_gives_back(&self, row: usize) -> bool {
        let hidden = (0..PARTS).filter(|column| self.hidden[row][*column]);
        !self.hidden[row][TOTAL] && tells_of_few(hidden.map(|column| self.rows[row][column]))
    }

    fn smallest_in_column(&self, column: usize) -> Option<(usize, usize)> {
        let shown = (0..self.rows.len()).filter(|row| !self.hidden[*row][column]);
        shown
            .min_by_key(|row| (self.rows[*row][column], *row))
            .map(|row| (row, column))
    }

    fn smallest_in_row(&self, row: usize) -> Option<(usize, usize)> {
        let shown = (0..PARTS).filter(|column| !self.hidden[row][*column]);
        shown
            .min_by_key(|column| (self.rows[row][*column], *column))
            .map(|column| (row, column))
    }

    /// Hidden cells that are the only link between their row and their column.
    fn links(&self) -> impl Iterator<Item = (usize, usize)> {
        let cells = (0..self.rows.len()).flat_map(|row| (0..COLUMNS).map(move |column| (row, column)));
        cells
            // That nobody is in a cell tells of nobody.
            .filter(|(row, column)| self.hidden[*row][*column] && self.rows[*row][*column] > 0)
            .filter(|cell| !self.is_linked_otherwise(*cell))
    }

    /// Whether a cell's column can be reached from its row over other hidden cells. Columns that are not open are tied
    /// together: nothing is known of their sums.
    fn is_linked_otherwise(&self, cell: (usize, usize)) -> bool {
        let mut rows = vec![false; self.rows.len()];
        let mut columns = [false; COLUMNS];
        rows[cell.0] = true;
        loop {
            let before = columns;
            for (row, reached) in rows.iter_mut().enumerate() {
                let ways = (0..COLUMNS).filter(|column| self.hidden[row][*column] && (row, *column) != cell);
                let ways: Vec<usize> = ways.collect();
                *reached |= ways.iter().any(|column| columns[*column]);
                if *reached {
                    ways.into_iter().for_each(|column| columns[column] = true);
                }
            }
            let untied = (0..COLUMNS).any(|column| columns[column] && !self.open[column]);
            for (column, reached) in columns.iter_mut().enumerate() {
                *reached |= untied && !self.open[column];
            }
            if columns[cell.1] {
                return true;
            }
            if columns == before {
                return false;
            }
        }
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

/// Whether hidden cells, whose sum is known, are one that counts somebody, or fewer than ten people together.
fn tells_of_few(hidden: impl Iterator<Item = u64>) -> bool {
    let people: Vec<u64> = hidden.collect();
    let with_people = people.iter().filter(|count| **count > 0).count();
    let sum: u64 = people.iter().sum();
    with_people == 1 || (with_people > 1 && sum < PEOPLE_MIN)
}

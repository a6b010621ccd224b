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
        while let Some((row, column)) = self.next_to_hide() {
            self.hidden[row][column] = true;
            if column == TOTAL {
                self.hidden[row] = [true; COLUMNS];
            }
        }
    }

    /// The cell that hides others, if a few people are still given back.
    fn next_to_hide(&self) -> Option<(usize, usize)> {
        let lines = self.lines();
        let own = lines
            .iter()
            .filter(|line| line.is_known && tells_of_few(line.people([false; PARTS])));
        let own = own.map(|line| Known {
            lines: vec![line],
            columns: [false; PARTS],
        });
        let sets = (1..1_u8 << PARTS).map(|set| std::array::from_fn(|column| set & (1 << column) != 0));
        let sets = sets.filter(|columns: &[bool; PARTS]| (0..PARTS).all(|at| !columns[at] || self.open[at]));
        let sets: Vec<[bool; PARTS]> = sets.collect();
        let sums = sets.iter().flat_map(|columns| {
            [
                rows_less_columns(&lines, *columns),
                columns_less_rows(&lines, *columns),
            ]
        });
        own.chain(sums.flatten())
            .find_map(|known| self.cell_beside(&known))
    }

    /// What is hidden, by row; all withheld units are one, for only their sum is known. A province has thousands of rows of
    /// which little is hidden, and this is looked at for each cell that hides another: the others are left out.
    fn lines(&self) -> Vec<Line> {
        let mut withheld = Line {
            row: None,
            hidden: [None; PARTS],
            is_known: self.open[TOTAL],
        };
        let mut lines = Vec::new();
        for (at, (row, hidden)) in self.rows.iter().zip(&self.hidden).enumerate() {
            let cells = std::array::from_fn(|column| hidden[column].then_some(row[column]));
            if hidden[TOTAL] {
                for (sum, cell) in withheld.hidden.iter_mut().zip(cells) {
                    *sum = Some(sum.unwrap_or(0) + cell.unwrap_or(0));
                }
            } else if cells.iter().any(Option::is_some) {
                lines.push(Line {
                    row: Some(at),
                    hidden: cells,
                    is_known: true,
                });
            }
        }
        if withheld.hidden[0].is_some() {
            lines.insert(0, withheld);
        }
        lines
    }

    /// The smallest cell whose hiding changes a sum: of its rows, else of its columns, else a further unit.
    fn cell_beside(&self, known: &Known<'_>) -> Option<(usize, usize)> {
        let rows = known.lines.iter().filter_map(|line| line.row);
        let in_rows = rows.flat_map(|row| (0..PARTS).map(move |column| (row, column)));
        let columns = (0..PARTS).filter(|column| known.columns[*column]);
        let in_columns = columns.flat_map(|column| (0..self.rows.len()).map(move |row| (row, column)));
        let totals = (0..self.rows.len()).map(|row| (row, TOTAL));
        self.smallest(in_rows)
            .or_else(|| self.smallest(in_columns))
            .or_else(|| self.smallest(totals))
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

/// What is hidden of a row, or of all withheld units together.
struct Line {
    /// Which; none for the withheld.
    row: Option<usize>,
    /// People in its hidden cells, by column.
    hidden: [Option<u64>; PARTS],
    /// Whether their sum is known.
    is_known: bool,
}

impl Line {
    /// People in its hidden cells outside `columns`.
    fn people(&self, columns: [bool; PARTS]) -> u64 {
        (0..PARTS)
            .filter(|column| !columns[*column])
            .filter_map(|column| self.hidden[column])
            .sum()
    }

    fn crosses(&self, columns: [bool; PARTS]) -> bool {
        (0..PARTS).any(|column| columns[column] && self.hidden[column].is_some())
    }

    fn lies_within(&self, columns: [bool; PARTS]) -> bool {
        (0..PARTS).all(|column| columns[column] || self.hidden[column].is_none())
    }
}

fn tells_of_few(people: u64) -> bool {
    (1..PEOPLE_MIN).contains(&people)
}

/// A number of a few people that whoever reads the table can work out.
struct Known<'a> {
    /// The rows and the columns by which.
    lines: Vec<&'a Line>,
    columns: [bool; PARTS],
}

/// All rows that cross these columns, less the columns: known when the sum of each is. A province has thousands of rows, and
/// mostly they tell of many: nothing is put together before that is seen.
fn rows_less_columns(lines: &[Line], columns: [bool; PARTS]) -> Option<Known<'_>> {
    let crossing = || lines.iter().filter(|line| line.crosses(columns));
    let people = crossing().map(|line| line.people(columns)).sum();
    (tells_of_few(people) && crossing().all(|line| line.is_known)).then(|| Known {
        lines: crossing().collect(),
        columns,
    })
}

/// These columns, less all rows that hold nothing hidden beside them.
fn columns_less_rows(lines: &[Line], columns: [bool; PARTS]) -> Option<Known<'_>> {
    let is_within = |line: &&Line| line.is_known && line.lies_within(columns);
    let outside = columns.map(|column| !column);
    let beside = lines.iter().filter(|line| !is_within(line));
    tells_of_few(beside.map(|line| line.people(outside)).sum()).then(|| Known {
        lines: lines.iter().filter(is_within).collect(),
        columns,
    })
}

//! The same cells, found by looking at everything anew after each that is hidden: every line, every set of columns.

use super::super::{COLUMNS, PARTS, TOTAL, Table, tells_of_few};

/// People in the hidden cells of a row, or of all withheld units together, by column.
struct Line {
    row: Option<usize>,
    hidden: [Option<u64>; PARTS],
    is_known: bool,
}

impl Line {
    fn people(&self, is_counted: impl Fn(usize) -> bool) -> u64 {
        let counted = (0..PARTS).filter(|column| is_counted(*column));
        counted.filter_map(|column| self.hidden[column]).sum()
    }

    fn columns(&self) -> Vec<usize> {
        (0..PARTS)
            .filter(|column| self.hidden[*column].is_some())
            .collect()
    }
}

/// What `Table::hide_what_is_given_back` is to hide.
pub(super) fn hidden(mut table: Table) -> Vec<[bool; COLUMNS]> {
    while let Some((row, column)) = next(&table) {
        table.hidden[row][column] = true;
        if column == TOTAL {
            table.hidden[row] = [true; COLUMNS];
        }
    }
    table.hidden
}

fn next(table: &Table) -> Option<(usize, usize)> {
    let lines = lines(table);
    for line in lines.iter().filter(|line| line.is_known) {
        if tells_of_few(line.people(|_| true))
            && let Some(cell) = beside(table, line.row.into_iter().collect(), &[])
        {
            return Some(cell);
        }
    }
    for set in 1..1_usize << PARTS {
        let columns: Vec<usize> = (0..PARTS).filter(|column| set >> column & 1 == 1).collect();
        if !columns.iter().all(|column| table.open[*column]) {
            continue;
        }
        // Rows less columns.
        let crosses = |line: &&Line| line.columns().iter().any(|column| columns.contains(column));
        let crossing: Vec<&Line> = lines.iter().filter(crosses).collect();
        let people = crossing
            .iter()
            .map(|line| line.people(|column| !columns.contains(&column)))
            .sum();
        let rows = crossing.iter().filter_map(|line| line.row).collect();
        if tells_of_few(people)
            && crossing.iter().all(|line| line.is_known)
            && let Some(cell) = beside(table, rows, &columns)
        {
            return Some(cell);
        }
        // Columns less rows.
        let is_within =
            |line: &&Line| line.is_known && line.columns().iter().all(|column| columns.contains(column));
        let others = lines.iter().filter(|line| !is_within(line));
        let people = others
            .map(|line| line.people(|column| columns.contains(&column)))
            .sum();
        let rows = lines
            .iter()
            .filter(is_within)
            .filter_map(|line| line.row)
            .collect();
        if tells_of_few(people)
            && let Some(cell) = beside(table, rows, &columns)
        {
            return Some(cell);
        }
    }
    None
}

fn lines(table: &Table) -> Vec<Line> {
    let mut withheld: Option<[Option<u64>; PARTS]> = None;
    let mut lines = Vec::new();
    for (at, (row, hidden)) in table.rows.iter().zip(&table.hidden).enumerate() {
        if hidden[TOTAL] {
            let sum = withheld.get_or_insert([Some(0); PARTS]);
            *sum = std::array::from_fn(|column| sum[column].map(|people| people + row[column]));
        } else if hidden.contains(&true) {
            lines.push(Line {
                row: Some(at),
                hidden: std::array::from_fn(|column| hidden[column].then_some(row[column])),
                is_known: true,
            });
        }
    }
    let withheld = withheld.map(|hidden| Line {
        row: None,
        hidden,
        is_known: table.open[TOTAL],
    });
    withheld.into_iter().chain(lines).collect()
}

/// The smallest cell that is shown: of the rows, else of the columns, else a total.
fn beside(table: &Table, rows: Vec<usize>, columns: &[usize]) -> Option<(usize, usize)> {
    let all = 0..table.rows.len();
    let of = |rows: Vec<usize>, columns: Vec<usize>| {
        let cells = rows
            .iter()
            .flat_map(|row| columns.iter().map(move |column| (*row, *column)));
        let shown = cells.filter(|(row, column)| !table.hidden[*row][*column]);
        shown.min_by_key(|(row, column)| (table.rows[*row][*column], *row, *column))
    };
    of(rows, (0..PARTS).collect())
        .or_else(|| of(all.clone().collect(), columns.to_vec()))
        .or_else(|| of(all.collect(), vec![TOTAL]))
}

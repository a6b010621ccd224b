//! Where in a sheet the table begins, and which of its columns is which.

use crate::forms::{Cell, Sheet};
use kiemke_config::forms::{Column, Form};
use kiemke_wire::fold::search_key;
use std::collections::BTreeMap;

/// Rows in which the heads are looked for: above them stand titles and the names of offices.
const HEAD_ROWS: usize = 12;

/// Which columns of a form stand where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The last row of heads, from 0.
    pub head_row: usize,
    /// Columns of the form by number in the sheet, with the head that was found there.
    pub columns: BTreeMap<usize, (String, String)>,
    /// Heads that the form does not know, by number in the sheet.
    pub unknown: BTreeMap<usize, String>,
}

/// No row looks like the heads of the table.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("none of the first {HEAD_ROWS} rows holds all heads of the table {form}; lacking: {}", .lacking.join(", "))]
pub struct NoTable {
    /// The form.
    pub form: String,
    /// The row that came nearest, from 0.
    pub best_row: Option<usize>,
    /// The heads that it lacks.
    pub lacking: Vec<String>,
}

/// Finds the heads: the row of the first twelve, alone or with the one above, that holds the most of them.
///
/// # Errors
/// When none holds all that the form requires.
pub fn locate(form: &Form, sheet: &Sheet) -> Result<Layout, NoTable> {
    let candidates = (0..HEAD_ROWS.min(sheet.rows.len())).flat_map(|row| {
        let alone = columns(form, &heads(sheet, row, false), row);
        let both = (row > 0).then(|| columns(form, &heads(sheet, row, true), row));
        std::iter::once(alone).chain(both)
    });
    // Of equally good ones the first: a repeated head further down is no better.
    let best = candidates.reduce(|best, next| {
        if next.columns.len() > best.columns.len() {
            next
        } else {
            best
        }
    });
    let has = |best: &Layout, column: &Column| best.columns.values().any(|(name, _)| *name == column.name);
    let best = best.filter(|best| !best.columns.is_empty());
    let lacking: Vec<String> = form
        .columns
        .iter()
        .filter(|column| column.required && best.as_ref().is_none_or(|best| !has(best, column)))
        .map(|column| format!("{:?}", column.head()))
        .collect();
    match best {
        Some(best) if lacking.is_empty() => Ok(best),
        best => Err(NoTable {
            form: form.name.clone(),
            best_row: best.map(|best| best.head_row),
            lacking,
        }),
    }
}

impl Layout {
    /// Whether a row holds the heads once more, as printed tables do on every page.
    pub(super) fn repeats(&self, form: &Form, cells: &[Cell]) -> bool {
        let same = self.columns.iter().filter(|(at, (name, _))| {
            let text = cells.get(**at).map(|cell| folded_head(&cell.text()));
            let column = form.column(name);
            text.zip(column)
                .is_some_and(|(text, column)| is_head_of(column, &text))
        });
        same.count() * 2 > self.columns.len()
    }
}

/// The texts that may be a column's head, best first: with `above` also what stands over it, once for all columns under
/// it, and what alone stands there.
fn heads(sheet: &Sheet, row: usize, above: bool) -> Vec<Vec<String>> {
    let mut over = String::new();
    let width = sheet.rows[row]
        .len()
        .max(if above { sheet.rows[row - 1].len() } else { 0 });
    let texts = |column: usize| {
        let own = sheet.cell(row, column).text();
        if !above {
            return vec![own];
        }
        let own_over = sheet.cell(row - 1, column).text();
        if own.is_empty() {
            return vec![own_over];
        }
        if !own_over.is_empty() {
            over = own_over;
        }
        vec![format!("{over} {own}"), own]
    };
    (0..width).map(texts).collect()
}

fn columns(form: &Form, heads: &[Vec<String>], head_row: usize) -> Layout {
    let mut layout = Layout {
        head_row,
        columns: BTreeMap::new(),
        unknown: BTreeMap::new(),
    };
    for (at, texts) in heads.iter().enumerate() {
        let free = |column: &&Column| !layout.columns.values().any(|(name, _)| *name == column.name);
        let found = texts.iter().find_map(|text| {
            let folded = folded_head(text);
            let mut columns = form.columns.iter().filter(free);
            let column = columns.find(|column| !folded.is_empty() && is_head_of(column, &folded))?;
            Some((column.name.clone(), text.trim().to_owned()))
        });
        let own = texts.last().map_or("", |text| text.trim());
        match found {
            Some(found) => {
                layout.columns.insert(at, found);
            }
            None if !own.is_empty() => {
                layout.unknown.insert(at, own.to_owned());
            }
            None => {}
        }
    }
    layout
}

fn is_head_of(column: &Column, folded: &str) -> bool {
    column.name == folded || column.heads.iter().any(|head| folded_head(head) == folded)
}

/// Marks, case, punctuation and what stands in brackets do not matter: `Mã đơn vị (*)` is `ma don vi`.
fn folded_head(head: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for character in search_key(head).chars() {
        match character {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            '.' | '_' => plain.push(character),
            other if other.is_alphanumeric() => plain.push(other),
            _ => plain.push(' '),
        }
    }
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_end_matches('.').to_owned()
}

//! Where in a sheet the table begins, and which of its columns is which.

use crate::forms::{Cell, Sheet};
use kiemke_config::forms::{Column, Form};
use kiemke_wire::fold::search_key;
use std::collections::BTreeMap;

/// Rows in which the heads are looked for: above them stand titles and the names of offices.
const HEAD_ROWS: usize = 12;

/// Rows that heads may take: a group, a part of it, the column itself.
const HEAD_DEPTH_MAX: usize = 3;

/// Which columns of a form stand where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The last row of heads, from 0.
    pub head_row: usize,
    /// Columns of the form by number in the sheet, with the head that was found there.
    pub columns: BTreeMap<usize, (String, String)>,
    /// Heads that the form does not know, by number in the sheet.
    pub unknown: BTreeMap<usize, String>,
    /// What may stand in a row of heads, folded, by number in the sheet: to know them when they are repeated.
    head_texts: BTreeMap<usize, Vec<String>>,
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

/// Finds the heads: the row of the first twelve, alone or with one or two above, that holds the most of them.
///
/// # Errors
/// When none holds all that the form requires.
pub fn locate(form: &Form, sheet: &Sheet) -> Result<Layout, NoTable> {
    let candidates = (0..HEAD_ROWS.min(sheet.rows.len())).flat_map(|row| {
        let depths = 1..=HEAD_DEPTH_MAX.min(row + 1);
        depths.map(move |depth| (row, depth))
    });
    let known = folded_heads(form);
    let candidates = candidates.map(|(row, depth)| columns(form, &known, sheet, row, depth));
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
    let lacks = |column: &Column| best.as_ref().is_none_or(|best| !has(best, column));
    let mut identifying = form.columns.iter().filter(|column| column.identifies);
    let is_about_nothing = identifying.all(lacks);
    let lacking: Vec<String> = form
        .columns
        .iter()
        .filter(|column| column.required || (column.identifies && is_about_nothing))
        .filter(|column| lacks(column))
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
    /// Whether a row holds one of the rows of heads once more, as printed tables do on every page.
    pub(super) fn repeats(&self, cells: &[Cell]) -> bool {
        let (mut same, mut other) = (0_usize, 0_usize);
        for (at, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
            let heads = self.head_texts.get(&at);
            let is_same = match (cell, heads) {
                (Cell::Text(text), Some(heads)) => heads.contains(&folded_head(text)),
                _ => false,
            };
            if is_same {
                same += 1;
            } else {
                other += 1;
            }
            // Most rows are told by their first cells.
            if other > same + 1 {
                return false;
            }
        }
        same > other
    }
}

/// The texts that may be a column's head, best first: with all that stands above it, each once for all columns under it,
/// then with ever less of it, then alone.
fn heads(sheet: &Sheet, last: usize, depth: usize) -> Vec<Vec<String>> {
    let rows = last + 1 - depth..=last;
    let width = rows.clone().map(|row| sheet.rows[row].len()).max().unwrap_or(0);
    let mut over: Vec<String> = vec![String::new(); depth];
    let texts = |column: usize| {
        for (level, row) in rows.clone().enumerate() {
            let text = sheet.cell(row, column).text();
            if !text.is_empty() {
                over[level] = text;
                // What stood under the group before is not under this one.
                over[level + 1..].fill(String::new());
            }
        }
        let own = rows.clone().rev().map(|row| sheet.cell(row, column).text());
        let Some((up, own)) = own.enumerate().find(|(_, text)| !text.is_empty()) else {
            return Vec::new();
        };
        let above: Vec<&str> = over[..depth - 1 - up]
            .iter()
            .map(String::as_str)
            .filter(|text| !text.is_empty())
            .collect();
        let mut texts: Vec<String> = (0..above.len())
            .map(|from| format!("{} {own}", above[from..].join(" ")))
            .collect();
        // With the group alone: "Ghi giảm · Chứng từ · Số" is also known as "Ghi giảm Số".
        if above.len() > 1 {
            texts.push(format!("{} {own}", above[0]));
        }
        texts.push(own);
        texts
    };
    (0..width).map(texts).collect()
}

/// By column of the form: what it may be called.
fn folded_heads(form: &Form) -> Vec<Vec<String>> {
    let of = |column: &Column| {
        let heads = column.heads.iter().map(|head| folded_head(head));
        heads.chain([column.name.clone()]).collect()
    };
    form.columns.iter().map(of).collect()
}

fn columns(form: &Form, known: &[Vec<String>], sheet: &Sheet, head_row: usize, depth: usize) -> Layout {
    let mut layout = Layout {
        head_row,
        columns: BTreeMap::new(),
        unknown: BTreeMap::new(),
        head_texts: BTreeMap::new(),
    };
    for (at, texts) in heads(sheet, head_row, depth).iter().enumerate() {
        let is_free = |column: &Column| !layout.columns.values().any(|(name, _)| *name == column.name);
        let found = texts.iter().find_map(|text| {
            let folded = folded_head(text);
            let mut columns = form.columns.iter().zip(known);
            let (column, heads) = columns
                .find(|(column, heads)| !folded.is_empty() && heads.contains(&folded) && is_free(column))?;
            Some(((column.name.clone(), text.trim().to_owned()), heads))
        });
        let own = texts.last().map_or("", |text| text.trim());
        match found {
            Some((found, heads)) => {
                layout.columns.insert(at, found);
                layout.head_texts.insert(at, heads.clone());
            }
            None if !own.is_empty() => {
                layout.unknown.insert(at, own.to_owned());
            }
            None => {}
        }
        let written = (head_row + 1 - depth..=head_row).map(|row| folded_head(&sheet.cell(row, at).text()));
        let written = written.filter(|text| !text.is_empty());
        layout.head_texts.entry(at).or_default().extend(written);
    }
    layout
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

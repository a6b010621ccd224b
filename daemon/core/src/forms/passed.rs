//! Rows of a table that are none of its rows: sums, and what people sign.

use crate::forms::Cell;
use kiemke_config::forms::PassedRows;
use kiemke_wire::fold::search_key;
use unicode_normalization::UnicodeNormalization as _;

/// Cells of a row in which such texts are looked for: they stand at the left, or begin a block of signatures.
const CELLS_LOOKED_AT: usize = 40;
/// Longer texts are names of things.
const CHARACTERS_MAX: usize = 120;

/// The texts of a form, made ready to compare.
pub(super) struct Passed {
    sums: Vec<Beginning>,
    signatures: Vec<Vec<String>>,
}

/// How a sum begins: with its marks, because `Cộng` is no `Cổng`; without them only as the whole text.
struct Beginning {
    marked: String,
    folded: String,
}

impl Passed {
    pub(super) fn of(rows: &PassedRows) -> Self {
        let beginning = |text: &String| Beginning {
            marked: lower(text),
            folded: search_key(text),
        };
        let parts = |text: &String| text.split('*').map(search_key).collect();
        Self {
            sums: rows.sums.iter().map(beginning).collect(),
            signatures: rows.signatures.iter().map(parts).collect(),
        }
    }

    /// Whether the first text of the row says that it adds others up.
    pub(super) fn is_sum(&self, cells: &[Cell]) -> bool {
        let Some(text) = texts(cells).next().filter(|_| !self.sums.is_empty()) else {
            return false;
        };
        let (marked, folded) = (lower(text), search_key(text));
        let bare = folded.trim_end_matches([':', '.', ' ']);
        self.sums.iter().any(|sum| {
            let rest = marked.strip_prefix(&sum.marked);
            let ends = rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
            // Who wrote no marks at all may have meant it.
            ends || (bare == sum.folded && marked.starts_with(bare))
        })
    }

    /// Whether a cell of the row begins as what people sign does.
    pub(super) fn is_signature(&self, cells: &[Cell]) -> bool {
        !self.signatures.is_empty()
            && texts(cells).any(|text| {
                // Most cells are told by their first letter; only few are folded.
                let first = first_folded(text);
                let alike =
                    |parts: &&Vec<String>| parts[0].chars().next().is_none_or(|one| Some(one) == first);
                let mut possible = self.signatures.iter().filter(alike).peekable();
                possible.peek().is_some() && {
                    let folded = search_key(text);
                    possible.any(|parts| follows(&folded, parts))
                }
            })
    }
}

fn texts(cells: &[Cell]) -> impl Iterator<Item = &str> {
    let texts = cells.iter().take(CELLS_LOOKED_AT).filter_map(|cell| match cell {
        Cell::Text(text) => Some(text.trim()),
        _ => None,
    });
    texts.filter(|text| !text.is_empty() && text.len() <= 4 * CHARACTERS_MAX)
}

/// Whether the parts stand in the text in their order, the first at its beginning.
fn follows(text: &str, parts: &[String]) -> bool {
    let Some((first, others)) = parts.split_first() else {
        return false;
    };
    let Some(mut rest) = text.strip_prefix(first.as_str()) else {
        return false;
    };
    // A word goes on: "ngayx" does not begin with "ngay".
    if others.is_empty() && rest.starts_with(char::is_alphanumeric) {
        return false;
    }
    for part in others {
        match rest.find(part.as_str()) {
            Some(at) => rest = &rest[at + part.len()..],
            None => return false,
        }
    }
    true
}

fn first_folded(text: &str) -> Option<char> {
    let first: String = text.chars().take(1).collect();
    search_key(&first).chars().next()
}

fn lower(text: &str) -> String {
    text.trim().nfc().collect::<String>().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passed() -> Passed {
        Passed::of(&PassedRows {
            sums: vec!["Cộng".into(), "Tổng cộng".into()],
            signatures: vec!["Người lập".into(), "Ngày * tháng * năm".into(), "(Ký".into()],
        })
    }

    fn row(texts: &[&str]) -> Vec<Cell> {
        texts.iter().map(|text| Cell::Text((*text).into())).collect()
    }

    #[test]
    fn sums_are_told_from_gates() {
        for text in [
            "Cộng",
            "CỘNG:",
            "Cộng tháng 3/2024",
            "Tổng cộng",
            "cong",
            "Tong cong",
            "Co\u{323}\u{302}ng",
        ] {
            assert!(passed().is_sum(&row(&["", text, "12"])), "{text}");
        }
        for text in ["Cổng từ", "CỔNG", "Cộngx", "Máy tính", "cong ty", ""] {
            assert!(
                !passed().is_sum(&row(&[text, "Cộng"])) || text.is_empty(),
                "{text}"
            );
        }
    }

    #[test]
    fn signatures_are_told_by_their_beginning() {
        for texts in [
            &["", "Người lập biểu", "Kế toán"][..],
            &["Ngày 31 tháng 12 năm 2024"],
            &["x", "(Ký, họ tên)"],
        ] {
            assert!(passed().is_signature(&row(texts)), "{texts:?}");
        }
        for texts in [
            &["Ngày tháng ghi sổ"][..],
            &["Máy", "Bàn người lập"],
            &["Ngày 31 năm 2024"],
        ] {
            assert!(!passed().is_signature(&row(texts)), "{texts:?}");
        }
    }
}

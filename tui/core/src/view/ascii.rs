//! ASCII mode: every cell becomes a sign that any terminal has. Done after drawing, so no panel knows of it.

use kiemke_wire::fold::search_key;
use ratatui::buffer::Buffer;

/// Replaces what is not ASCII in every cell.
pub(crate) fn fold(buffer: &mut Buffer) {
    for cell in &mut buffer.content {
        if !cell.symbol().is_ascii() {
            let plain = plain(cell.symbol());
            cell.set_char(plain);
        }
    }
}

fn plain(symbol: &str) -> char {
    match symbol {
        "●" => '*',
        "◐" => '~',
        "○" => 'o',
        "▲" => '!',
        "✖" | "×" => 'x',
        "·" | "…" => '.',
        "█" => '#',
        "░" => '?',
        "─" => '-',
        "│" => '|',
        "┌" | "┐" | "└" | "┘" => '+',
        "▸" => '>',
        "▌" => '_',
        "▾" | "✔" => 'v',
        "≥" => '>',
        "≠" => '!',
        "▁" => '_',
        "▂" => '.',
        "▃" => '-',
        "▄" => '=',
        "▅" => '+',
        "▆" => '*',
        "▇" => '%',
        "␣" => '_',
        "⏎" => 'E',
        "⌫" => '<',
        "↑" => '^',
        "↓" => 'v',
        "←" => '<',
        "→" => '>',
        "–" | "−" => '-',
        letter => {
            let capital = letter.chars().next().is_some_and(char::is_uppercase);
            match search_key(letter).chars().next() {
                Some(folded) if folded.is_ascii() && capital => folded.to_ascii_uppercase(),
                Some(folded) if folded.is_ascii() => folded,
                _ => '?',
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn letters_lose_their_marks_and_keep_their_case() {
        for (symbol, wanted) in [("Đ", 'D'), ("ế", 'e'), ("Ư", 'U'), ("●", '*'), ("漢", '?')] {
            assert_eq!(plain(symbol), wanted, "{symbol}");
        }
    }
}

use super::{Scanned, Scanner, Typing};
use crate::text;
use crate::view::ascii;
use crate::view::theme::{Role, style_in};
use crate::wording::{self, Sign};
use kiemke_config::messages::{Catalogue, Msg, Value, catalogue};
use kiemke_wire::stocktake::ItemState;
use kiemke_wire::view::{CodeState, ScanOutcome};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

/// Rows of the newest scan, where there is room.
const BIG_ROWS: u16 = 5;
/// Rows from which on there is.
const TALL_ROWS: u16 = 13;
/// Cells for the code, where there is room.
const CODE_CELLS: usize = 14;
/// Cells for the verdict.
const VERDICT_CELLS: usize = 16;

impl Scanner {
    /// Draws it on a screen of its own, with its keys in the last line.
    pub fn draw(&self, buffer: &mut Buffer) {
        let area = Rect::new(0, 0, self.size.0, self.size.1).intersection(buffer.area);
        let [body, keys] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(area);
        self.draw_body(body, buffer);
        self.put(buffer, keys, self.keys());
        if self.look.ascii {
            ascii::fold(buffer);
        }
    }

    /// Draws it without its keys; whoever does so folds signs for terminals without them.
    pub(crate) fn draw_body(&self, area: Rect, buffer: &mut Buffer) {
        let big = if area.height >= TALL_ROWS { BIG_ROWS } else { 1 };
        let rows = Layout::vertical([
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(1),
            Constraint::Length(big),
            Constraint::Min(0),
            Constraint::Length(2),
        ]);
        let [head, progress, input, newest, older, left] = rows.areas(area);
        self.put(buffer, head, self.head(usize::from(head.width)));
        self.put(buffer, progress, self.progress());
        self.put(buffer, input, self.input_line());
        self.draw_newest(newest, buffer);
        for (scan, row) in self.last.iter().skip(1).zip(older.rows()) {
            self.put(buffer, row, self.older(scan, usize::from(row.width)));
        }
        self.draw_left(left, buffer);
    }

    fn texts(&self) -> &'static Catalogue {
        catalogue(self.look.lang)
    }

    fn span(&self, role: Role, text: impl AsRef<str>) -> Span<'static> {
        Span::styled(text::clean(text.as_ref()), style_in(self.look.theme, role))
    }

    fn put(&self, buffer: &mut Buffer, area: Rect, line: Line<'static>) {
        let area = area.intersection(buffer.area);
        if !area.is_empty() {
            buffer.set_line(area.x, area.y, &line, area.width);
        }
    }

    fn head(&self, width: usize) -> Line<'static> {
        let room = match self.rooms.get(self.at) {
            Some(row) => format!("{} ({}/{})", row.unit.name, self.at + 1, self.rooms.len()),
            None => String::new(),
        };
        let title = text::cut(&self.title, width.saturating_sub(text::width(&room) + 4));
        Line::from(vec![
            Span::raw(" "),
            self.span(Role::Dim, title),
            self.span(Role::Dim, " · "),
            self.span(Role::Title, room),
        ])
    }

    /// What of the room is where; what is missing is not known before it is counted through.
    fn progress(&self) -> Line<'static> {
        let Some(row) = self.rooms.get(self.at) else {
            return Line::default();
        };
        let totals = &row.totals;
        let missing = match row.done {
            true => totals.missing.to_string(),
            false => "–".to_owned(),
        };
        let found = totals.matched + totals.damaged;
        let pieces = [
            (
                Sign::Good,
                Msg::ItemMatched,
                format!("{found} / {}", totals.expected),
            ),
            (Sign::Bad, Msg::ItemMissing, missing),
            (Sign::Warning, Msg::ItemMisplaced, row.strangers.to_string()),
            (Sign::Bad, Msg::ScanSurplus, totals.surplus.to_string()),
        ];
        let mut spans = vec![Span::raw(" ")];
        for (sign, name, value) in pieces {
            spans.push(self.span(Role::State(sign), format!("{} ", sign.glyph())));
            spans.push(self.span(Role::Plain, format!("{} {value}  ", self.texts().text(name))));
        }
        if row.done {
            spans.push(self.span(Role::State(Sign::Good), self.texts().text(Msg::ScanRoomDone)));
        }
        Line::from(spans)
    }

    fn input_line(&self) -> Line<'static> {
        let (prompt, hint) = match self.mode {
            Typing::Code => (">", Msg::ScanHint),
            Typing::Note => ("+", Msg::ScanNoteHint),
            Typing::Done => ("?", Msg::ScanDoneHint),
        };
        let mut spans = vec![
            self.span(Role::Key, format!(" {prompt} ")),
            self.span(Role::Title, &self.input),
            self.span(Role::Key, "▌"),
        ];
        if self.input.is_empty() {
            spans.push(self.span(Role::Dim, format!("  {}", self.texts().text(hint))));
        }
        Line::from(spans)
    }

    /// The newest scan, so large that it is seen from where the thing stands.
    fn draw_newest(&self, area: Rect, buffer: &mut Buffer) {
        let area = area.intersection(buffer.area);
        if let Some(notice) = &self.notice {
            let line = format!("  {} {notice}", Sign::Warning.glyph());
            return self.band(area, buffer, Sign::Warning, [line, String::new()]);
        }
        let Some(scan) = self.last.front() else {
            return;
        };
        let (sign, verdict) = self.verdict(scan);
        let verdict = self.texts().text(verdict).to_uppercase();
        let first = format!("  {} {verdict}", sign.glyph());
        let second = format!("    {}  {}", scan.outcome.code, self.about(&scan.outcome));
        self.band(area, buffer, sign, [first, second]);
    }

    fn band(&self, area: Rect, buffer: &mut Buffer, sign: Sign, [first, second]: [String; 2]) {
        let style = style_in(self.look.theme, Role::State(sign)).add_modifier(Modifier::REVERSED);
        let bold = style.add_modifier(Modifier::BOLD);
        let lines: Vec<(String, Style)> = match area.height {
            0 | 1 => vec![(format!("{first}{second}"), bold)],
            rows => {
                // The two lines stand in the middle of the band.
                let above = usize::from((rows - 2) / 2);
                let mut lines = vec![(String::new(), style); above];
                lines.extend([(first, bold), (second, bold)]);
                lines.resize(usize::from(rows), (String::new(), style));
                lines
            }
        };
        for ((line, style), row) in lines.into_iter().zip(area.rows()) {
            let line = text::left(&line, usize::from(row.width));
            buffer.set_line(row.x, row.y, &Line::styled(line, style), row.width);
        }
    }

    fn verdict(&self, scan: &Scanned) -> (Sign, Msg) {
        if scan.withdrawn {
            return (Sign::Unknown, Msg::ScanWithdrawn);
        }
        match &scan.outcome.state {
            CodeState::Item { item, again: true } if item.state == ItemState::Matched => {
                (Sign::Good, Msg::ScanAgain)
            }
            CodeState::Item { item, .. } => (wording::item_sign(item.state), wording::item_state(item.state)),
            CodeState::Surplus => (Sign::Bad, Msg::ScanSurplus),
            CodeState::Withdrawn => (Sign::Unknown, Msg::ScanWithdrawn),
        }
    }

    /// The thing, and where it belongs or sits.
    fn about(&self, outcome: &ScanOutcome) -> String {
        let texts = self.texts();
        let CodeState::Item { item, .. } = &outcome.state else {
            return texts.text(Msg::ScanNotExpected).to_owned();
        };
        let place = match item.seat {
            _ if item.room != outcome.room => {
                let room = self.name_of(item.room);
                texts.with(Msg::ScanBelongs, &[("room", room.into())])
            }
            Some(seat) => texts.with(Msg::ScanSeat, &[("seat", Value::from(u64::from(seat)))]),
            None => return item.name.clone(),
        };
        format!("{}  {place}", item.name)
    }

    fn older(&self, scan: &Scanned, width: usize) -> Line<'static> {
        let (sign, verdict) = self.verdict(scan);
        let code = text::left(&scan.outcome.code, CODE_CELLS.min(width / 4));
        let verdict = self.texts().text(verdict).to_uppercase();
        let verdict = text::right(&verdict, VERDICT_CELLS.min(width / 4));
        let taken = text::width(&code) + text::width(&verdict) + 6;
        let about = text::left(&self.about(&scan.outcome), width.saturating_sub(taken));
        Line::from(vec![
            Span::raw(" "),
            self.span(Role::State(sign), sign.glyph()),
            Span::raw(" "),
            self.span(Role::Plain, code),
            Span::raw(" "),
            self.span(Role::Plain, about),
            Span::raw(" "),
            self.span(Role::State(sign), verdict),
        ])
    }

    /// What is still to be found: by its seat, else by its code.
    fn draw_left(&self, area: Rect, buffer: &mut Buffer) {
        if self.rooms.is_empty() {
            return;
        }
        let width = usize::from(area.width).saturating_sub(2);
        let mut rest = text::clean(&self.left());
        for row in area.rows() {
            let is_last = row.y + 1 == area.bottom();
            let piece = self.span(Role::Plain, piece_of(&mut rest, width, is_last));
            self.put(buffer, row, Line::from(vec![Span::raw(" "), piece]));
        }
    }

    fn left(&self) -> String {
        let texts = self.texts();
        let (mut seats, mut others): (Vec<u16>, Vec<String>) = (Vec::new(), Vec::new());
        for item in self.remaining() {
            match (item.seat, &item.code) {
                (Some(seat), _) => seats.push(seat),
                (None, Some(code)) => others.push(code.clone()),
                (None, None) => others.push(item.record.to_string()),
            }
        }
        seats.sort_unstable();
        let count = (seats.len() + others.len()) as u64;
        let mut parts = Vec::new();
        if !seats.is_empty() {
            let seats: Vec<String> = seats.iter().map(u16::to_string).collect();
            let values = [("seats", Value::from(seats.join(", ")))];
            parts.push(texts.with(Msg::ScanLeftSeats, &values));
        }
        if !others.is_empty() {
            parts.push(others.join(", "));
        }
        format!(
            "{} {}",
            texts.with(Msg::ScanLeft, &[("n", count.into())]),
            parts.join("; ")
        )
    }

    fn keys(&self) -> Line<'static> {
        let keys = [
            ("^Z", Msg::ScanKeyUndo),
            ("Tab", Msg::ScanKeyRoom),
            ("^D", Msg::ScanKeyDone),
            ("^B", Msg::ScanKeyDamaged),
            ("^T", Msg::ScanKeyNote),
            ("Esc", Msg::ScanKeyQuit),
        ];
        let mut spans = vec![Span::raw(" ")];
        for (key, label) in keys {
            spans.push(self.span(Role::Key, key));
            spans.push(self.span(Role::Plain, format!(" {}  ", self.texts().text(label))));
        }
        Line::from(spans)
    }
}

/// The first part of a line that fits, at a space; the rest stays.
fn piece_of(rest: &mut String, width: usize, is_last: bool) -> String {
    let whole = std::mem::take(rest);
    if is_last || text::width(&whole) <= width {
        return text::cut(&whole, width);
    }
    let spaces = whole.char_indices().filter(|(_, character)| *character == ' ');
    let fits = spaces
        .map(|(at, _)| at)
        .take_while(|at| text::width(&whole[..*at]) <= width)
        .last();
    let Some(at) = fits else {
        return text::cut(&whole, width);
    };
    whole[at + 1..].clone_into(rest);
    whole[..at].to_owned()
}

//! People and classes as rows.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_wire::person::PersonKind;
use kiemke_wire::view::{ClassRow, CompleteView, PersonHistoryRow, PersonRow};

impl Writer<'_> {
    pub(crate) fn people(&self, people: &[PersonRow]) -> Table {
        let rows = people.iter().map(|row| {
            vec![
                Cell::text(row.id.to_string()),
                self.known(row.code.as_deref()),
                self.known(row.name.as_deref()),
                self.kind(row.kind),
                self.known(row.class.as_deref()),
                self.unit(&row.site),
                self.yes_no(row.has_national_id),
                self.date(row.left_on.map(|on| on.to_string())),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::ColumnKind,
                Msg::ColumnClass,
                Msg::ColumnUnit,
                Msg::ColumnNationalId,
                Msg::ColumnLeftOn,
            ],
            rows,
        )
    }

    pub(crate) fn person(&self, row: &PersonRow) -> Table {
        let text = |text: &Option<String>| self.known(text.as_deref());
        let number = |number: Option<u8>| self.date(number.map(|number| number.to_string()));
        let mut pairs = vec![
            (Msg::ColumnId, Cell::text(row.id.to_string())),
            (Msg::ColumnCode, text(&row.code)),
            (Msg::ColumnName, text(&row.name)),
            (Msg::ColumnKind, self.kind(row.kind)),
            (Msg::ColumnUnit, self.unit(&row.school)),
            (Msg::ColumnSite, self.unit(&row.site)),
            (Msg::ColumnClass, text(&row.class)),
            (Msg::ColumnLevel, Cell::text(&row.level)),
            (Msg::ColumnGrade, number(row.grade)),
            (Msg::ColumnShift, number(row.shift)),
            (
                Msg::ColumnBirthDate,
                self.date(row.birth_date.map(|on| on.to_string())),
            ),
            (
                Msg::ColumnNationalId,
                row.national_id
                    .as_deref()
                    .map_or_else(|| self.yes_no(row.has_national_id), Cell::text),
            ),
            (Msg::ColumnSince, Cell::text(row.from.to_string())),
            (Msg::ColumnLeftOn, self.date(row.left_on.map(|on| on.to_string()))),
        ];
        if let Some(home) = &row.home {
            let answers = serde_json::to_string(&home.answers).unwrap_or_default();
            pairs.push((Msg::ColumnHome, Cell::text(format!("{}: {answers}", home.on))));
        }
        self.pairs(
            pairs
                .into_iter()
                .map(|(name, value)| (self.texts.text(name).to_owned(), value)),
        )
    }

    pub(crate) fn person_history(&self, lines: &[PersonHistoryRow]) -> Table {
        let rows = lines.iter().map(|line| {
            vec![
                Cell::text(line.entry.to_string()),
                self.moment(line.at),
                Cell::text(&line.act),
                Cell::text(
                    line.changes
                        .iter()
                        .map(super::equipment::changed)
                        .collect::<Vec<_>>()
                        .join("; "),
                ),
                self.known(line.source.as_deref()),
            ]
        });
        self.table(
            [
                Msg::ColumnEntry,
                Msg::ColumnTime,
                Msg::ColumnAction,
                Msg::ColumnChange,
                Msg::ColumnDocument,
            ],
            rows,
        )
    }

    pub(crate) fn classes(&self, classes: &[ClassRow]) -> Table {
        let count = |count: Option<u64>| count.map_or_else(|| Cell::both("…", ""), |count| self.count(count));
        let rows = classes.iter().map(|row| {
            vec![
                self.unit(&row.school),
                self.unit(&row.site),
                match &row.name {
                    Some(name) => Cell::text(name),
                    None => self.kind(row.kind),
                },
                Cell::text(&row.level),
                count(row.people),
                count(row.with_national_id),
            ]
        });
        self.table(
            [
                Msg::ColumnUnit,
                Msg::ColumnSite,
                Msg::ColumnClass,
                Msg::ColumnLevel,
                Msg::ColumnPeople,
                Msg::ColumnNationalId,
            ],
            rows,
        )
    }

    pub(crate) fn complete(&self, view: &CompleteView) -> Table {
        let pairs = [
            (Msg::ColumnSite, self.unit(&view.site)),
            (
                Msg::FieldLinesComplete,
                self.date(view.lines_on.map(|on| on.to_string())),
            ),
            (
                Msg::FieldSurveysComplete,
                self.date(view.surveys_on.map(|on| on.to_string())),
            ),
        ];
        self.pairs(
            pairs
                .into_iter()
                .map(|(name, value)| (self.texts.text(name).to_owned(), value)),
        )
    }

    fn kind(&self, kind: PersonKind) -> Cell {
        let word = match kind {
            PersonKind::Student => Msg::PersonStudent,
            PersonKind::Teacher => Msg::PersonTeacher,
        };
        Cell::both(self.texts.text(word), kind.code())
    }

    fn yes_no(&self, is: bool) -> Cell {
        let word = if is { Msg::Yes } else { Msg::No };
        Cell::both(self.texts.text(word), is)
    }

    fn date(&self, date: Option<String>) -> Cell {
        date.map_or_else(Cell::unknown, Cell::text)
    }
}

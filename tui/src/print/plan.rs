//! Targets with their values, who is ready where, and typed figures.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::{Lang, Msg, format};
use kiemke_tui_core::wording;
use kiemke_wire::view::{
    BothTexts, FigureLine, FigureView, GroupReadiness, PlanView, ReadinessRow, ReadinessTable, Share,
    TargetView, TypedPlan, ValueKind,
};

impl Writer<'_> {
    pub(crate) fn plan(&self, view: &PlanView) -> Table {
        let rows = view.targets.iter().map(|target| self.target(target));
        self.table(
            [
                Msg::ColumnTarget,
                Msg::ColumnName,
                Msg::ColumnAim,
                Msg::ColumnValue,
                Msg::ColumnVerdict,
                Msg::ColumnSource,
                Msg::ColumnAsOf,
            ],
            rows,
        )
    }

    fn target(&self, target: &TargetView) -> Vec<Cell> {
        let aim = target.percent.map_or_else(Cell::unknown, |percent| {
            let sign = if target.operator == ">" { "> " } else { "" };
            Cell::both(
                format!("{sign}{percent} %"),
                format!("{}{percent}", target.operator),
            )
        });
        let kind = match target.kind {
            ValueKind::Computed => Msg::ValueComputed,
            ValueKind::Part => Msg::ValuePart,
            ValueKind::Typed => Msg::ValueTyped,
        };
        let source = match &target.source {
            Some(source) => format!("{}: {source}", self.texts.text(kind)),
            None => self.texts.text(kind).to_owned(),
        };
        let [value, verdict] = match &target.value {
            Some(share) => [self.range(share), self.verdict(share)],
            None => [Cell::unknown(), self.label(Msg::VerdictNoFigure)],
        };
        let verdict = match &target.closed {
            Some(closed) => Cell::text(self.in_language(closed)),
            None => verdict,
        };
        vec![
            Cell::text(&target.id),
            Cell::text(self.in_language(&target.title)),
            aim,
            value,
            verdict,
            Cell::text(source),
            target
                .as_of
                .map_or_else(Cell::unknown, |date| Cell::text(date.to_string())),
        ]
    }

    pub(crate) fn readiness(&self, table: &ReadinessTable) -> Table {
        let parts = table.parts.iter().map(|row| self.readiness_row(row, false));
        let whole = self.readiness_row(&table.whole, true);
        self.table(
            [
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::ColumnStudents,
                Msg::ColumnReady,
                Msg::ColumnNotReady,
                Msg::ColumnNotKnown,
                Msg::ColumnValue,
                Msg::ColumnVerdict,
                Msg::ColumnTeachers,
                Msg::ColumnReady,
                Msg::ColumnNotReady,
                Msg::ColumnNotKnown,
                Msg::ColumnValue,
                Msg::ColumnVerdict,
            ],
            parts.chain([whole]),
        )
    }

    /// What those who are not ready are missing, a sentence for each group of which that is known.
    pub(crate) fn missing(&self, whole: &ReadinessRow) -> Vec<String> {
        let groups = [
            (Msg::MissingStudents, &whole.students),
            (Msg::MissingTeachers, &whole.teachers),
        ];
        let told = groups.into_iter().filter(|(_, group)| !group.missing.is_empty());
        told.map(|(sentence, group)| {
            let parts = group.missing.iter().map(|missing| {
                let parts: Vec<&str> = missing.parts.iter().map(|part| self.part(part)).collect();
                format!("{} {}", parts.join(" + "), missing.people)
            });
            let what = parts.collect::<Vec<_>>().join("; ");
            self.texts.with(sentence, &[("what", what.into())])
        })
        .collect()
    }

    fn part<'a>(&'a self, name: &'a str) -> &'a str {
        match name {
            "device" => self.texts.text(Msg::PartDevice),
            "line" => self.texts.text(Msg::PartLine),
            "software" => self.texts.text(Msg::PartSoftware),
            other => other,
        }
    }

    fn readiness_row(&self, row: &ReadinessRow, whole: bool) -> Vec<Cell> {
        let name = match (&row.level, whole) {
            (Some(level), _) => Cell::text(level),
            (None, true) => Cell::text(self.texts.text(Msg::GroupTotal)),
            (None, false) => self.unit(&row.unit),
        };
        let mut cells = vec![Cell::text(&row.unit.code), name];
        for group in [&row.students, &row.teachers] {
            cells.extend(self.group(group));
        }
        cells
    }

    fn group(&self, group: &GroupReadiness) -> Vec<Cell> {
        self.share_cells(Some(&group.share))
    }

    /// Total, ready, not ready, unknown, the range, the verdict.
    pub(super) fn share_cells(&self, share: Option<&Share>) -> Vec<Cell> {
        let Some(share) = share else {
            let mut cells = vec![Cell::unknown(); 5];
            cells.push(self.label(Msg::VerdictNoFigure));
            return cells;
        };
        let count = |count: u64| {
            if share.withheld {
                Cell::unknown()
            } else {
                self.count(count)
            }
        };
        // How many there are may be told where how they are is not.
        let total = match share.total {
            0 => count(0),
            total => self.count(total),
        };
        vec![
            total,
            count(share.ready),
            count(share.not_ready),
            count(share.unknown),
            self.range(share),
            self.verdict(share),
        ]
    }

    pub(crate) fn figures(&self, figures: &[FigureView]) -> Table {
        let rows = figures.iter().map(|figure| {
            let mut cells = vec![
                Cell::text(figure.id.to_string()),
                Cell::text(match &figure.level {
                    Some(level) => format!("{} {level}", figure.indicator),
                    None => figure.indicator.clone(),
                }),
                self.unit(&figure.unit),
                Cell::text(figure.from.to_string()),
                Cell::text(figure.to.to_string()),
            ];
            cells.extend(self.value(figure.value.as_ref()));
            cells
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnTarget,
                Msg::ColumnUnit,
                Msg::ColumnFrom,
                Msg::ColumnTo,
                Msg::ColumnNumerator,
                Msg::ColumnDenominator,
                Msg::ColumnSource,
                Msg::ColumnAsOf,
            ],
            rows,
        )
    }

    pub(crate) fn figure_history(&self, lines: &[FigureLine]) -> Table {
        let rows = lines.iter().map(|line| {
            let mut cells = vec![self.moment(line.at), Cell::text(&line.by.name)];
            cells.extend(self.value(Some(line)));
            let reason = line.reason.clone().unwrap_or_default();
            let state = match line.withdrawn {
                true => format!("{}: {reason}", self.texts.text(Msg::FigureWithdrawn)),
                false => reason,
            };
            cells.push(Cell::text(state));
            cells
        });
        self.table(
            [
                Msg::ColumnTime,
                Msg::ColumnWho,
                Msg::ColumnNumerator,
                Msg::ColumnDenominator,
                Msg::ColumnSource,
                Msg::ColumnAsOf,
                Msg::ColumnDetail,
            ],
            rows,
        )
    }

    pub(crate) fn typed_plan(&self, plan: &TypedPlan) -> Table {
        let rows = plan.said.iter().map(|line| {
            let titled = |text: &String| {
                let title = text.lines().find(|line| line.starts_with("version"));
                Cell::text(title.unwrap_or_default())
            };
            vec![
                self.moment(line.at),
                Cell::text(&line.by.name),
                line.text
                    .as_ref()
                    .map_or_else(|| self.label(Msg::FigureWithdrawn), titled),
                Cell::text(line.reason.as_deref().unwrap_or_default()),
            ]
        });
        self.table(
            [
                Msg::ColumnTime,
                Msg::ColumnWho,
                Msg::ColumnDetail,
                Msg::ColumnReason,
            ],
            rows,
        )
    }

    fn value(&self, line: Option<&FigureLine>) -> [Cell; 4] {
        let Some(line) = line else {
            return [
                Cell::unknown(),
                Cell::unknown(),
                self.label(Msg::FigureWithdrawn),
                Cell::unknown(),
            ];
        };
        [
            self.count(line.numerator),
            line.denominator
                .map_or_else(Cell::unknown, |count| self.count(count)),
            Cell::text(&line.source),
            Cell::text(line.dated.to_string()),
        ]
    }

    /// `42,0 – 69,0 %`.
    fn range(&self, share: &Share) -> Cell {
        let lang = self.texts.lang();
        match (share.low_pct, share.high_pct) {
            (Some(low), Some(high)) => Cell::both(
                format!(
                    "{} – {}",
                    format::decimal(lang, low, 1),
                    format::percent(lang, high, false)
                ),
                format!("{low}-{high}"),
            ),
            _ if share.withheld => self.label(Msg::ShareWithheld),
            _ => Cell::unknown(),
        }
    }

    pub(super) fn verdict(&self, share: &Share) -> Cell {
        if share.withheld {
            return Cell::unknown();
        }
        let (sign, words) = wording::verdict_of(self.texts, share);
        Cell::both(format!("{} {words}", sign.glyph()), words)
    }

    fn in_language<'a>(&self, texts: &'a BothTexts) -> &'a str {
        match self.texts.lang() {
            Lang::Vi => &texts.vi,
            Lang::En => &texts.en,
        }
    }
}

//! What review items say: row by row, and one with the evidence of both sides.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::Msg;
use kiemke_tui_core::wording::review;
use kiemke_wire::ids::MachineId;
use kiemke_wire::review::{EvidenceKind, EvidenceText, ReviewDetail, ReviewRow, ReviewStep};

impl Writer<'_> {
    pub(crate) fn reviews(&self, items: &[ReviewRow]) -> Table {
        let rows = items.iter().map(|item| {
            vec![
                Cell::text(item.id.to_string()),
                self.moment(item.at),
                Cell::both(self.texts.text(review::kind(item.kind)), item.kind.as_str()),
                self.unit(&item.unit),
                subject(item),
                self.other(item),
                Cell::text(review::judgement(self.texts, &item.judgement)),
                Cell::both(
                    self.texts.text(review::answer(item.proposed)),
                    item.proposed.as_str(),
                ),
                self.review_state(item),
            ]
        });
        self.table(
            [
                Msg::ColumnId,
                Msg::ColumnTime,
                Msg::ColumnAbout,
                Msg::ColumnUnit,
                Msg::ColumnName,
                Msg::ColumnOther,
                Msg::ColumnEvidence,
                Msg::ColumnProposed,
                Msg::ColumnState,
            ],
            rows,
        )
    }

    pub(crate) fn review(&self, detail: &ReviewDetail) -> Table {
        let row = &detail.row;
        let blank = || Cell::text("");
        let mut rows = vec![
            vec![self.label(Msg::ColumnId), Cell::text(row.id.to_string()), blank()],
            vec![
                self.label(Msg::ColumnAbout),
                Cell::both(self.texts.text(review::kind(row.kind)), row.kind.as_str()),
                blank(),
            ],
            vec![self.label(Msg::ColumnState), self.review_state(row), blank()],
            vec![self.label(Msg::ColumnTime), self.moment(row.at), blank()],
            vec![self.label(Msg::ColumnName), subject(row), self.other(row)],
            vec![
                self.label(Msg::ColumnUnit),
                self.unit(&row.unit),
                row.other_unit.as_ref().map_or_else(blank, |unit| self.unit(unit)),
            ],
        ];
        rows.extend(self.evidence(detail));
        let answers = detail.answers.iter();
        let answers =
            answers.map(|one| format!("{} ({})", one.as_str(), self.texts.text(review::answer(*one))));
        rows.push(vec![
            self.label(Msg::FieldAnswers),
            Cell::text(answers.collect::<Vec<_>>().join(", ")),
            blank(),
        ]);
        rows.extend(row.steps.iter().map(|step| self.step(step)));
        self.table(
            [Msg::ColumnField, Msg::ColumnSideKnown, Msg::ColumnSideSeen],
            rows.into_iter(),
        )
    }

    /// A row a kind: what is known, what was seen, and how they stand to each other.
    fn evidence(&self, detail: &ReviewDetail) -> impl Iterator<Item = Vec<Cell>> {
        EvidenceKind::ALL.into_iter().filter_map(|kind| {
            let (known, seen) = (self.values(&detail.known, kind), self.values(&detail.seen, kind));
            let reasons = &detail.row.judgement.reasons;
            let reason = reasons.iter().find(|reason| reason.kind == kind);
            if known.is_empty() && seen.is_empty() && reason.is_none() {
                return None;
            }
            let name = self.texts.text(review::evidence(kind));
            let name = match reason {
                Some(reason) => format!("{name}: {}", self.texts.text(review::relation(reason.relation))),
                None => name.to_owned(),
            };
            Some(vec![Cell::text(name), Cell::text(known), Cell::text(seen)])
        })
    }

    fn values(&self, texts: &[EvidenceText], kind: EvidenceKind) -> String {
        let of_kind = texts.iter().filter(|text| text.kind == kind);
        let written = of_kind.map(|text| match text.junk {
            true => format!("{} ({})", text.text, self.texts.text(Msg::ValueJunk)),
            false => text.text.clone(),
        });
        written.collect::<Vec<_>>().join(", ")
    }

    fn step(&self, step: &ReviewStep) -> Vec<Cell> {
        let answer = step.answer.map_or(Msg::StepUndone, review::answer);
        let by = step.by.map_or_else(String::new, |by| format!(" ({by})"));
        vec![
            self.label(Msg::FieldSteps),
            Cell::text(format!("{}{by}", self.texts.text(answer))),
            self.moment(step.at),
        ]
    }

    fn other(&self, item: &ReviewRow) -> Cell {
        match (item.other, &item.other_unit) {
            (Some(other), _) => named(other, item.other_name.as_deref()),
            (None, Some(unit)) => self.unit(unit),
            (None, None) => Cell::unknown(),
        }
    }

    fn review_state(&self, item: &ReviewRow) -> Cell {
        let (sign, word) = review::state(item.state);
        let answer = item.answer.map(|answer| self.texts.text(review::answer(answer)));
        let answer = answer.map_or_else(String::new, |answer| format!(": {answer}"));
        Cell::both(
            format!("{} {}{answer}", sign.glyph(), self.texts.text(word)),
            item.state.as_str(),
        )
    }
}

/// The machine in question, or the pack.
fn subject(row: &ReviewRow) -> Cell {
    match (row.machine, row.pack) {
        (Some(machine), _) => named(machine, Some(&row.name)),
        (None, Some(pack)) => Cell::text(format!("{}: {}", row.name, pack.pack)),
        (None, None) => Cell::unknown(),
    }
}

fn named(id: MachineId, name: Option<&str>) -> Cell {
    match name.filter(|name| !name.is_empty()) {
        Some(name) => Cell::both(format!("{id} {name}"), id),
        None => Cell::text(id.to_string()),
    }
}

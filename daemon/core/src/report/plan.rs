use super::words::{
    SHARE_HEADS, coverage, day, facts, heads, in_language, share_cells, share_words, signatures, verdict,
};
use super::{Report, ReportBar, text};
use crate::forms::Cell;
use kiemke_config::messages::{Lang, Msg, catalogue};
use kiemke_wire::view::{PlanView, TargetView, ValueKind};

/// The table of targets.
pub fn plan_report(plan: &PlanView, lang: Lang) -> Report {
    let texts = catalogue(lang);
    let first = plan
        .targets
        .iter()
        .find(|target| target.kind == ValueKind::Computed);
    let mut of = facts(
        texts,
        (&plan.unit, &plan.path),
        (plan.at, plan.known),
        Some(&plan.profile),
    );
    of.extend(coverage(texts, first.and_then(|target| target.value.as_ref())));
    of.push((texts.text(Msg::ReportBasis).to_owned(), plan.legal_basis.clone()));
    let mut columns = vec![Msg::ColumnTarget, Msg::ColumnName, Msg::ColumnAim];
    columns.extend(SHARE_HEADS);
    columns.extend([Msg::ColumnSource, Msg::ColumnAsOf]);
    let row = |target: &TargetView| {
        let mut cells = vec![
            text(&target.id),
            text(in_language(texts, &target.title)),
            target.percent.map_or(Cell::Empty, |percent| {
                text(format!("{} {percent} %", target.operator))
            }),
        ];
        cells.extend(share_cells(texts, target.value.as_ref()));
        // The verdict of a target with several parts is not that of its typed value.
        if let (Some(cell), false) = (cells.last_mut(), target.parts.is_empty()) {
            *cell = text(texts.text(verdict(target.verdict)));
        }
        let kind = texts.text(match target.kind {
            ValueKind::Computed => Msg::ValueComputed,
            ValueKind::Part => Msg::ValuePart,
            ValueKind::Typed => Msg::ValueTyped,
        });
        cells.push(text(match &target.source {
            Some(source) => format!("{kind}: {source}"),
            None => kind.to_owned(),
        }));
        cells.push(
            target
                .as_of
                .map_or(Cell::Empty, |date| Cell::Day(date.unix_days())),
        );
        cells
    };
    let bars = plan.targets.iter().filter_map(|target| {
        let share = target.value.as_ref().filter(|share| share.total > 0)?;
        Some(ReportBar {
            label: format!("{} {}", target.id, in_language(texts, &target.title)),
            words: share_words(texts, share),
            share: share.clone(),
        })
    });
    let definition = |target: &TargetView| {
        let mut said = format!(
            "{} / {}",
            in_language(texts, &target.numerator),
            in_language(texts, &target.denominator)
        );
        said.push_str(&format!(" ({}, {})", target.legal_basis, target.year));
        let more = [&target.note, &target.closed];
        for more in more.into_iter().flatten() {
            said.push_str(&format!(". {}", in_language(texts, more)));
        }
        (target.id.clone(), said)
    };
    Report {
        name: "plan",
        title: format!("{} ({})", in_language(texts, &plan.title), day(texts, plan.at)),
        facts: of,
        heads: heads(texts, &columns),
        rows: plan.targets.iter().map(row).collect(),
        bars: bars.collect(),
        definitions: plan.targets.iter().map(definition).collect(),
        signatures: signatures(texts),
    }
}

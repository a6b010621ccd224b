use super::words::{SHARE_HEADS, coverage, facts, heads, share_cells, share_words, signatures};
use super::{Report, ReportBar, count, text};
use crate::forms::Cell;
use kiemke_config::messages::{Lang, Msg, catalogue};
use kiemke_wire::view::{GroupReadiness, ReadinessRow, ReadinessTable};

/// The people of one group in a row.
type GroupOf = fn(&ReadinessRow) -> &GroupReadiness;

/// Who is ready, unit by unit or level by level; the whole comes last.
pub fn readiness_report(table: &ReadinessTable, lang: Lang) -> Report {
    let texts = catalogue(lang);
    let unit = (&table.whole.unit, &table.path[..]);
    let mut of = facts(texts, unit, (table.at, table.known), Some(&table.profile));
    of.extend(coverage(texts, Some(&table.whole.students.share)));
    let groups: [(Msg, GroupOf); 2] = [
        (Msg::ShareStudents, |row| &row.students),
        (Msg::ShareTeachers, |row| &row.teachers),
    ];
    let mut rows = Vec::new();
    let mut bars = Vec::new();
    for (what, group) in groups {
        let what = texts.text(what);
        for row in table.parts.iter().chain([&table.whole]) {
            let told = group(row);
            let name = row.level.clone().unwrap_or_else(|| row.unit.name.clone());
            let mut cells = vec![text(what), text(&row.unit.code), text(&name)];
            cells.extend(share_cells(texts, Some(&told.share)));
            let withheld = told.share.withheld;
            let number = |number: u64| if withheld { Cell::Empty } else { count(number) };
            cells.extend([
                number(told.alone.ready),
                number(told.askable),
                number(told.limited),
            ]);
            rows.push(cells);
            if told.share.total > 0 {
                bars.push(ReportBar {
                    label: format!("{name}: {what}"),
                    words: share_words(texts, &told.share),
                    share: told.share.clone(),
                });
            }
        }
    }
    let mut columns = vec![Msg::ColumnTarget, Msg::ColumnCode, Msg::ColumnName];
    columns.extend(SHARE_HEADS);
    columns.extend([Msg::ReportAlone, Msg::ReportAskable, Msg::ReportLimited]);
    Report {
        name: "readiness",
        title: format!("{}: {}", texts.text(Msg::ReportReadiness), table.whole.unit.name),
        facts: of,
        heads: heads(texts, &columns),
        rows,
        bars,
        definitions: vec![(
            texts.text(Msg::ColumnReady).to_owned(),
            texts.text(Msg::ReportReadyText).to_owned(),
        )],
        signatures: signatures(texts),
    }
}

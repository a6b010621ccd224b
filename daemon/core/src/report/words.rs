//! Words of reports, and the cells of a share.

use super::{count, percent, text};
use crate::forms::Cell;
use kiemke_config::messages::{Catalogue, Lang, Msg, format};
use kiemke_wire::date::Date;
use kiemke_wire::view::{BothTexts, Known, ProfileName, Share, UnitView, Verdict};

/// The heads of [`share_cells`].
pub(super) const SHARE_HEADS: [Msg; 8] = [
    Msg::GroupTotal,
    Msg::ColumnReady,
    Msg::ColumnNotReady,
    Msg::ColumnNotKnown,
    Msg::ReportLow,
    Msg::ReportHigh,
    Msg::ReportCoverage,
    Msg::ColumnVerdict,
];

pub(super) fn heads(texts: &Catalogue, ids: &[Msg]) -> Vec<String> {
    ids.iter().map(|id| texts.text(*id).to_owned()).collect()
}

/// Total, ready, not ready, unknown, low, high, coverage, verdict; what is withheld says so.
pub(super) fn share_cells(texts: &Catalogue, share: Option<&Share>) -> Vec<Cell> {
    let Some(share) = share else {
        let mut cells = vec![Cell::Empty; 7];
        cells.push(text(texts.text(Msg::VerdictNoFigure)));
        return cells;
    };
    if share.withheld {
        let total = match share.total {
            0 => text(texts.text(Msg::ShareWithheld)),
            total => count(total),
        };
        let mut cells = vec![total];
        cells.extend(vec![Cell::Empty; 6]);
        cells.push(text(texts.text(Msg::ShareWithheld)));
        return cells;
    }
    vec![
        count(share.total),
        count(share.ready),
        count(share.not_ready),
        count(share.unknown),
        percent(share.low_pct),
        percent(share.high_pct),
        percent(share.coverage_pct),
        text(texts.text(verdict(share.verdict))),
    ]
}

pub(super) fn verdict(verdict: Verdict) -> Msg {
    match verdict {
        Verdict::Met => Msg::VerdictMet,
        Verdict::Missed => Msg::VerdictMissed,
        Verdict::Unproven => Msg::ReportUnproven,
        Verdict::NotApplicable => Msg::VerdictNotApplicable,
    }
}

/// `42,0 – 69,0 % · not provable yet`.
pub(super) fn share_words(texts: &Catalogue, share: &Share) -> String {
    let lang = texts.lang();
    let word = texts.text(verdict(share.verdict));
    match (share.withheld, share.low_pct, share.high_pct) {
        (true, ..) => texts.text(Msg::ShareWithheld).to_owned(),
        (false, Some(low), Some(high)) => format!(
            "{} – {} · {word}",
            format::decimal(lang, low, 1),
            format::percent(lang, high, false)
        ),
        _ => word.to_owned(),
    }
}

pub(super) fn in_language(texts: &Catalogue, both: &BothTexts) -> String {
    match texts.lang() {
        Lang::Vi => both.vi.clone(),
        Lang::En => both.en.clone(),
    }
}

/// A day as it is read.
pub(super) fn day(texts: &Catalogue, date: Date) -> String {
    match texts.lang() {
        Lang::Vi => crate::sheets::day_text(crate::cold::Day(date.unix_days())),
        Lang::En => date.to_string(),
    }
}

/// What every report is of.
pub(super) fn facts(
    texts: &Catalogue,
    (unit, path): (&UnitView, &[UnitView]),
    (at, known): (Date, Known),
    profile: Option<&ProfileName>,
) -> Vec<(String, String)> {
    let fact = |id: Msg, value: String| (texts.text(id).to_owned(), value);
    let names = path.iter().chain([unit]).map(|unit| unit.name.as_str());
    let names: Vec<&str> = names.filter(|name| !name.is_empty()).collect();
    let known = match known {
        Known::Then => Msg::ReportKnownThen,
        Known::Now => Msg::ReportKnownNow,
    };
    let mut facts = vec![
        fact(Msg::ColumnUnit, names.join(" ▸ ")),
        fact(
            Msg::ReportDay,
            format!("{} ({})", day(texts, at), texts.text(known)),
        ),
    ];
    facts.extend(profile.map(|profile| fact(Msg::ReportProfile, with_source(texts, profile))));
    facts.push(fact(
        Msg::ReportSource,
        texts.text(Msg::ReportSourceText).to_owned(),
    ));
    facts
}

/// Name, version, and where its numbers come from.
pub(super) fn with_source(texts: &Catalogue, of: &ProfileName) -> String {
    let named = format!("{} v{}", of.name, of.version);
    match &of.source {
        Some(source) => format!("{named} ({})", in_language(texts, source)),
        None => named,
    }
}

/// `Coverage: 73.0 %`, where something is counted.
pub(super) fn coverage(texts: &Catalogue, share: Option<&Share>) -> Option<(String, String)> {
    let covered = share.filter(|share| !share.withheld)?.coverage_pct?;
    Some((
        texts.text(Msg::ReportCoverage).to_owned(),
        format::percent(texts.lang(), covered, false),
    ))
}

pub(super) fn signatures(texts: &Catalogue) -> Vec<String> {
    heads(texts, &[Msg::ReportMadeBy, Msg::ReportCheckedBy, Msg::ReportHead])
}

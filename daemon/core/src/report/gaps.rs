use super::words::{facts, heads, in_language, share_words, signatures, verdict, with_source};
use super::{Report, ReportBar, count, percent, text};
use crate::forms::Cell;
use kiemke_config::messages::{Catalogue, Lang, Msg, catalogue};
use kiemke_wire::view::{GapsView, Known, Share, WhatIfView};

/// What is missing: sites by profile, machines by level, the plain ratios, and the same of each part.
pub fn gaps_report(gaps: &GapsView, lang: Lang) -> Report {
    let texts = catalogue(lang);
    let word = |id: Msg| text(texts.text(id));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for line in &gaps.lines {
        let name = format!("{} v{}", line.profile.name, line.profile.version);
        rows.push(vec![
            word(Msg::GapSites),
            text(name),
            count(line.met),
            count(line.failed),
            count(line.unknown),
        ]);
    }
    for machines in &gaps.machines {
        let number = |number: u64| match machines.withheld {
            true => word(Msg::ShareWithheld),
            false => count(number),
        };
        rows.push(vec![
            word(Msg::GapMachines),
            text(format!("{} {}:1", machines.level, machines.students_per_machine)),
            number(machines.students),
            number(machines.missing_low),
            number(machines.missing_high),
        ]);
    }
    rows.extend(ratio_rows(gaps, texts));
    for part in &gaps.parts {
        let missing = part.missing.map_or([Cell::Empty, Cell::Empty], |(low, high)| {
            [count(low), count(high)]
        });
        let [low, high] = missing;
        rows.push(vec![
            word(Msg::GapPart),
            text(&part.unit.name),
            count(part.sites),
            low,
            high,
        ]);
    }
    let bars = gaps.lines.iter().map(|line| ReportBar {
        label: format!("{} v{}", line.profile.name, line.profile.version),
        words: format!("{} / {} / {}", line.met, line.failed, line.unknown),
        share: Share {
            ready: line.met,
            not_ready: line.failed,
            unknown: line.unknown,
            total: line.met + line.failed + line.unknown,
            ..Share::default()
        },
    });
    let columns = [
        Msg::ColumnKind,
        Msg::ColumnName,
        Msg::GapFirst,
        Msg::GapSecond,
        Msg::GapThird,
    ];
    Report {
        name: "gaps",
        title: format!("{}: {}", texts.text(Msg::ReportGaps), gaps.unit.name),
        facts: facts(texts, (&gaps.unit, &gaps.path), (gaps.at, Known::Now), None),
        heads: heads(texts, &columns),
        rows,
        bars: bars.collect(),
        definitions: sources(gaps, texts),
        signatures: signatures(texts),
    }
}

/// What is told, and where each profile's and each level's numbers come from.
fn sources(gaps: &GapsView, texts: &Catalogue) -> Vec<(String, String)> {
    let text = |id: Msg| texts.text(id).to_owned();
    let mut said = vec![(text(Msg::ReportGaps), text(Msg::ReportGapsText))];
    let profiles = gaps.lines.iter().filter(|line| line.profile.source.is_some());
    said.extend(profiles.map(|line| (text(Msg::ReportProfile), with_source(texts, &line.profile))));
    let levels = gaps.levels_source.iter();
    said.extend(levels.map(|source| (text(Msg::GapMachines), in_language(texts, source))));
    said
}

fn ratio_rows(gaps: &GapsView, texts: &Catalogue) -> Vec<Vec<Cell>> {
    let ratios = &gaps.ratios;
    if ratios.withheld {
        return Vec::new();
    }
    let between = [
        (Msg::RatioEd4, "UIS ED4bis", ratios.students_per_computer),
        (Msg::RatioEd25, "UIS ED25", ratios.students_per_online_computer),
        (Msg::RatioEd27, "UIS ED27", ratios.online_computers_per_school),
    ];
    let schools = [
        (Msg::RatioInternet, "SDG 4.a.1 b", &ratios.with_internet),
        (Msg::RatioComputers, "SDG 4.a.1 c", &ratios.with_computers),
    ];
    let word = |id: Msg| text(texts.text(id));
    let between = between.into_iter().map(|(what, name, (low, high))| {
        vec![word(what), text(name), Cell::Empty, percent(low), percent(high)]
    });
    let schools = schools.into_iter().map(|(what, name, share)| {
        vec![
            word(what),
            text(name),
            count(share.ready),
            count(share.not_ready),
            count(share.unknown),
        ]
    });
    between.chain(schools).collect()
}

/// What would bring a unit to its target, cheapest first; surveys apart.
pub fn what_if_report(answer: &WhatIfView, lang: Lang) -> Report {
    let texts = catalogue(lang);
    let word = |id: Msg| text(texts.text(id));
    let mut of = facts(
        texts,
        (&answer.unit, &answer.path),
        (answer.at, Known::Now),
        Some(&answer.profile),
    );
    let prices = with_source(texts, &answer.prices);
    of.push((texts.text(Msg::ReportPrices).to_owned(), prices));
    let target = format!(
        "{} {} {} %",
        in_language(texts, &answer.title),
        answer.operator,
        answer.percent
    );
    of.push((answer.target.clone(), target));
    let mut rows: Vec<Vec<Cell>> = Vec::new();
    for (order, package) in (1_u64..).zip(&answer.packages) {
        let school = match &package.school {
            Some(school) => text(&school.name),
            None => word(Msg::WhatIfSeveral),
        };
        let line = package.line_mbps.map(|(down, up)| format!("{down}/{up} Mbps"));
        let devices = package
            .devices
            .iter()
            .map(|devices| format!("{} × {}", devices.devices, devices.level));
        let buy: Vec<String> = line.into_iter().chain(devices).collect();
        rows.push(vec![
            count(order),
            school,
            package.site.as_ref().map_or(Cell::Empty, |site| text(&site.name)),
            text(buy.join(" + ")),
            count(package.dong),
            count(package.people),
            word(verdict(package.verdict)),
        ]);
    }
    rows.push(vec![
        Cell::Empty,
        word(Msg::GroupTotal),
        Cell::Empty,
        text(format!("{} + {}", answer.devices, answer.lines)),
        count(answer.total_dong),
        count(answer.then.ready.saturating_sub(answer.now.ready)),
        word(verdict(answer.then.verdict)),
    ]);
    for (what, sites) in [
        (Msg::WhatIfMeasure, &answer.to_measure),
        (Msg::WhatIfAsk, &answer.to_ask),
    ] {
        rows.extend(sites.iter().map(|site| {
            vec![
                Cell::Empty,
                text(&site.school.name),
                text(&site.site.name),
                word(what),
                Cell::Empty,
                count(site.people),
                Cell::Empty,
            ]
        }));
    }
    let bars = [(Msg::ReportNow, &answer.now), (Msg::ReportThen, &answer.then)];
    let bars = bars.into_iter().filter(|(_, share)| share.total > 0);
    let columns = [
        Msg::ColumnOrder,
        Msg::ColumnSchool,
        Msg::ColumnSite,
        Msg::ColumnBuy,
        Msg::ColumnPrice,
        Msg::ColumnPeople,
        Msg::ColumnVerdict,
    ];
    Report {
        name: "what-if",
        title: format!("{}: {}", texts.text(Msg::ReportWhatIf), answer.unit.name),
        facts: of,
        heads: heads(texts, &columns),
        rows,
        bars: bars
            .map(|(label, share)| ReportBar {
                label: texts.text(label).to_owned(),
                words: share_words(texts, share),
                share: share.clone(),
            })
            .collect(),
        definitions: vec![(
            texts.text(Msg::ReportWhatIf).to_owned(),
            texts.text(Msg::ReportWhatIfText).to_owned(),
        )],
        signatures: signatures(texts),
    }
}

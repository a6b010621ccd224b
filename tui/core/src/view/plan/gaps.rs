//! What would bring a target about, and what is missing.

use super::{Rows, value};
use crate::state::State;
use crate::view::columns::Column;
use crate::view::table::{Cell, column};
use crate::view::theme::Role;
use crate::wording::{self, Sign, people};
use kiemke_config::messages::{Msg, format};
use kiemke_wire::view::{GapsView, WhatIfPackage, WhatIfView};

const PACKAGES: &[Column<usize>] = &[
    column(0, Msg::ColumnSchool, 14, 40, 0),
    column(1, Msg::ColumnSite, 10, 30, 3),
    column(2, Msg::ColumnBuy, 18, 40, 0),
    column(3, Msg::ColumnPrice, 12, 16, 1),
    column(4, Msg::ColumnPeople, 7, 9, 0),
    column(5, Msg::ColumnVerdict, 10, 26, 2),
];

const MISSING: &[Column<usize>] = &[
    column(0, Msg::ColumnKind, 18, 36, 0),
    column(1, Msg::ColumnName, 18, 36, 0),
    column(2, Msg::GapFirst, 8, 26, 2),
    column(3, Msg::GapSecond, 8, 26, 0),
    column(4, Msg::GapThird, 8, 26, 1),
];

/// Packages in the order in which they are bought, their sum, and surveys apart.
pub(super) fn what_if(state: &State, answer: &WhatIfView) -> Rows {
    let (texts, lang) = (state.texts(), state.look.lang);
    let count = |number: u64| Cell::number(format::count(lang, number));
    let packages = answer.packages.iter().map(|package| row(state, package));
    let bought = format!(
        "{} + {}",
        format::count(lang, answer.devices),
        format::count(lang, answer.lines)
    );
    let total = vec![
        Cell::of(Role::Title, texts.text(Msg::GroupTotal)),
        value(state, Some(&answer.then)),
        Cell::plain(bought),
        count(answer.total_dong),
        count(answer.then.ready.saturating_sub(answer.now.ready)),
        super::verdict(state, Some(&answer.then)),
    ];
    let surveys = [
        (Msg::WhatIfMeasure, &answer.to_measure),
        (Msg::WhatIfAsk, &answer.to_ask),
    ];
    let more = answer.now.more;
    let surveys = surveys.into_iter().flat_map(|(what, sites)| {
        let mut found = 0;
        sites.iter().map(move |site| {
            let before = found;
            found += site.people;
            vec![
                Cell::plain(site.school.name.clone()),
                Cell::plain(wording::unit_name(texts, &site.site).to_owned()),
                Cell::plain(texts.text(what)),
                Cell::unknown().right(),
                Cell::number(format::count(lang, site.people)),
                settles(state, more, before, site.people),
            ]
        })
    });
    let levels = levels(state, answer);
    Rows {
        columns: PACKAGES,
        right: &[3, 4],
        rows: packages.chain([total]).chain(levels).chain(surveys).collect(),
    }
}

/// Whether so many people, or they with those of the rows above, are as many as must turn out ready to prove the target.
fn settles(state: &State, more: Option<u64>, before: u64, people: u64) -> Cell {
    let word = match more {
        Some(more) if people >= more => Msg::WhatIfSettles,
        Some(more) if before < more && before + people >= more => Msg::WhatIfSettlesWith,
        _ => return Cell::plain(""),
    };
    let sign = Sign::Good;
    Cell::of(
        Role::State(sign),
        format!("{} {}", sign.glyph(), state.texts().text(word)),
    )
}

/// The devices of all packages by level.
fn levels(state: &State, answer: &WhatIfView) -> Vec<Vec<Cell>> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let rows = answer.levels.iter().map(|devices| {
        let level = people::level_name(&devices.level, lang);
        vec![
            Cell::of(Role::Dim, texts.text(Msg::WhatIfOfWhich)),
            Cell::plain(""),
            Cell::plain(format!("{} × {level}", format::count(lang, devices.devices))),
            Cell::unknown().right(),
            Cell::unknown().right(),
            Cell::plain(""),
        ]
    });
    rows.collect()
}

fn row(state: &State, package: &WhatIfPackage) -> Vec<Cell> {
    let (texts, lang) = (state.texts(), state.look.lang);
    let line = package.line_mbps.map(|(down, up)| format!("{down}/{up} Mbps"));
    let devices = package.devices.iter().map(|devices| {
        let level = people::level_name(&devices.level, lang);
        format!("{} × {level}", format::count(lang, devices.devices))
    });
    let buy: Vec<String> = line.into_iter().chain(devices).collect();
    let sign = wording::verdict(package.verdict).0;
    let word = texts.text(wording::plain_verdict(package.verdict));
    vec![
        Cell::plain(match &package.school {
            Some(school) => school.name.clone(),
            None => texts.text(Msg::WhatIfSeveral).to_owned(),
        }),
        Cell::known(
            package
                .site
                .as_ref()
                .map(|site| wording::unit_name(texts, site).to_owned()),
        ),
        Cell::plain(buy.join(" + ")),
        Cell::number(format::count(lang, package.dong)),
        Cell::number(format::count(lang, package.people)),
        Cell::of(Role::State(sign), format!("{} {word}", sign.glyph())),
    ]
}

/// Sites by profile, machines by level, the plain ratios, and each unit below.
pub(super) fn gaps(state: &State, gaps: &GapsView) -> Rows {
    let (texts, lang) = (state.texts(), state.look.lang);
    let word = |id: Msg| Cell::plain(texts.text(id));
    let count = |number: u64| Cell::number(format::count(lang, number));
    let shown = |withheld: bool, number: u64| {
        if withheld {
            Cell::unknown().right()
        } else {
            count(number)
        }
    };
    let lines = gaps.lines.iter().map(|line| {
        vec![
            word(Msg::GapSites),
            Cell::plain(format!("{} v{}", line.profile.name, line.profile.version)),
            count(line.met),
            count(line.failed),
            count(line.unknown),
        ]
    });
    let machines = gaps.machines.iter().map(|machines| {
        vec![
            word(Msg::GapMachines),
            Cell::plain(format!(
                "{} {}:1",
                people::level_name(&machines.level, lang),
                machines.students_per_machine
            )),
            shown(machines.withheld, machines.students),
            shown(machines.withheld, machines.missing_low),
            shown(machines.withheld, machines.missing_high),
        ]
    });
    let ratios = &gaps.ratios;
    let decimal =
        |value: Option<f64>| Cell::known(value.map(|value| format::decimal(lang, value, 1))).right();
    let between = [
        (Msg::RatioEd4, "UIS ED4bis", ratios.students_per_computer),
        (Msg::RatioEd25, "UIS ED25", ratios.students_per_online_computer),
        (Msg::RatioEd27, "UIS ED27", ratios.online_computers_per_school),
    ];
    let between = between.into_iter().map(|(what, name, (low, high))| {
        vec![
            word(what),
            Cell::plain(name),
            Cell::unknown().right(),
            decimal(low),
            decimal(high),
        ]
    });
    let schools = [
        (Msg::RatioInternet, "SDG 4.a.1 b", &ratios.with_internet),
        (Msg::RatioComputers, "SDG 4.a.1 c", &ratios.with_computers),
    ];
    let schools = schools.into_iter().map(|(what, name, share)| {
        vec![
            word(what),
            Cell::plain(name),
            shown(ratios.withheld, share.ready),
            shown(ratios.withheld, share.not_ready),
            shown(ratios.withheld, share.unknown),
        ]
    });
    let parts = gaps.parts.iter().map(|part| {
        let missing = |of: fn((u64, u64)) -> u64| {
            part.missing
                .map_or_else(|| Cell::unknown().right(), |missing| count(of(missing)))
        };
        vec![
            word(Msg::GapPart),
            Cell::plain(wording::unit_name(texts, &part.unit).to_owned()),
            count(part.sites),
            missing(|missing| missing.0),
            missing(|missing| missing.1),
        ]
    });
    let all = lines.chain(machines).chain(between).chain(schools).chain(parts);
    Rows {
        columns: MISSING,
        right: &[2, 3, 4],
        rows: all.collect(),
    }
}

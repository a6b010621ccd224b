//! What is missing, what would mend it, and how a target moved.

use super::rows::Writer;
use super::{Cell, Table};
use kiemke_config::messages::{Msg, format};
use kiemke_wire::view::{GapsView, HistoryMoved, TargetDetail, TargetHistory, WhatIfPackage, WhatIfView};

impl Writer<'_> {
    /// The unit below its parts, as totals stand.
    pub(crate) fn target_detail(&self, detail: &TargetDetail) -> Table {
        let parts = detail
            .parts
            .iter()
            .map(|row| (self.unit(&row.unit), row.unit.code.clone(), row.value.as_ref()));
        let whole = (
            Cell::text(self.texts.text(Msg::GroupTotal)),
            detail.unit.code.clone(),
            detail.target.value.as_ref(),
        );
        let rows = parts.chain([whole]).map(|(name, code, share)| {
            let mut cells = vec![Cell::text(code), name];
            cells.extend(self.share_cells(share));
            cells
        });
        self.table(
            [
                Msg::ColumnCode,
                Msg::ColumnName,
                Msg::GroupTotal,
                Msg::ColumnReady,
                Msg::ColumnNotReady,
                Msg::ColumnNotKnown,
                Msg::ColumnValue,
                Msg::ColumnVerdict,
            ],
            rows,
        )
    }

    /// What moved, below the days.
    pub(crate) fn trend(&self, history: &TargetHistory) -> Table {
        let points = history.points.iter().map(|point| {
            let mut cells = vec![Cell::text(point.day.to_string())];
            cells.extend(self.share_cells(point.value.as_ref()));
            cells
        });
        let moved = history.change.iter().flat_map(|change| {
            [
                self.moved(Msg::TrendLearned, &change.learned),
                self.moved(Msg::TrendConditions, &change.conditions),
            ]
        });
        self.table(
            [
                Msg::ColumnTime,
                Msg::GroupTotal,
                Msg::ColumnReady,
                Msg::ColumnNotReady,
                Msg::ColumnNotKnown,
                Msg::ColumnValue,
                Msg::ColumnVerdict,
            ],
            points.chain(moved),
        )
    }

    fn moved(&self, what: Msg, moved: &HistoryMoved) -> Vec<Cell> {
        let signed = |number: i64| Cell::number(format!("{number:+}"), number);
        let points =
            |low: Option<f64>| low.map_or_else(Cell::unknown, |low| Cell::both(format!("{low:+.1}"), low));
        vec![
            Cell::text(self.texts.text(what)),
            Cell::unknown(),
            signed(moved.ready),
            signed(moved.not_ready),
            signed(moved.unknown),
            points(moved.low_pct),
            Cell::unknown(),
        ]
    }

    pub(crate) fn what_if(&self, answer: &WhatIfView) -> Table {
        let packages = answer
            .packages
            .iter()
            .enumerate()
            .map(|(at, package)| self.package(at + 1, package));
        let listed = [
            (Msg::WhatIfMeasure, &answer.to_measure),
            (Msg::WhatIfAsk, &answer.to_ask),
        ];
        let surveys = listed.into_iter().flat_map(|(what, sites)| {
            sites.iter().map(move |site| {
                vec![
                    Cell::unknown(),
                    Cell::text(&site.school.name),
                    self.unit(&site.site),
                    Cell::text(self.texts.text(what)),
                    Cell::unknown(),
                    self.count(site.people),
                    Cell::unknown(),
                ]
            })
        });
        let total = vec![
            Cell::unknown(),
            Cell::text(self.texts.text(Msg::GroupTotal)),
            Cell::unknown(),
            Cell::text(format!(
                "{} + {}",
                format::count(self.texts.lang(), answer.devices),
                format::count(self.texts.lang(), answer.lines)
            )),
            self.count(answer.total_dong),
            self.count(answer.then.ready.saturating_sub(answer.now.ready)),
            self.verdict(&answer.then),
        ];
        self.table(
            [
                Msg::ColumnOrder,
                Msg::ColumnSchool,
                Msg::ColumnSite,
                Msg::ColumnBuy,
                Msg::ColumnPrice,
                Msg::ColumnPeople,
                Msg::ColumnVerdict,
            ],
            packages.chain([total]).chain(surveys),
        )
    }

    fn package(&self, order: usize, package: &WhatIfPackage) -> Vec<Cell> {
        let several = || Cell::text(self.texts.text(Msg::WhatIfSeveral));
        let line = package.line_mbps.map(|(down, up)| format!("{down}/{up} Mbps"));
        let devices = package.devices.iter().map(|devices| {
            format!(
                "{} × {}",
                format::count(self.texts.lang(), devices.devices),
                devices.level
            )
        });
        let buy: Vec<String> = line.into_iter().chain(devices).collect();
        vec![
            Cell::number(order.to_string(), order),
            package
                .school
                .as_ref()
                .map_or_else(several, |school| Cell::text(&school.name)),
            package
                .site
                .as_ref()
                .map_or_else(Cell::unknown, |site| self.unit(site)),
            Cell::text(buy.join(" + ")),
            self.count(package.dong),
            self.count(package.people),
            Cell::text(
                self.texts
                    .text(kiemke_tui_core::wording::plain_verdict(package.verdict)),
            ),
        ]
    }

    pub(crate) fn gaps(&self, gaps: &GapsView) -> Table {
        let lines = gaps.lines.iter().map(|line| {
            vec![
                Cell::text(self.texts.text(Msg::GapSites)),
                Cell::text(format!("{} v{}", line.profile.name, line.profile.version)),
                self.count(line.met),
                self.count(line.failed),
                self.count(line.unknown),
            ]
        });
        let machines = gaps.machines.iter().map(|machines| {
            let count = |count: u64| match machines.withheld {
                true => Cell::unknown(),
                false => self.count(count),
            };
            vec![
                Cell::text(self.texts.text(Msg::GapMachines)),
                Cell::text(format!("{} {}:1", machines.level, machines.students_per_machine)),
                count(machines.students),
                count(machines.missing_low),
                count(machines.missing_high),
            ]
        });
        let ratios = &gaps.ratios;
        let between = |(low, high): (Option<f64>, Option<f64>)| {
            [low, high].map(|value| {
                let lang = self.texts.lang();
                value.map_or_else(Cell::unknown, |value| {
                    Cell::number(format::decimal(lang, value, 1), value)
                })
            })
        };
        let plain = [
            (Msg::RatioEd4, "UIS ED4bis", ratios.students_per_computer),
            (Msg::RatioEd25, "UIS ED25", ratios.students_per_online_computer),
            (Msg::RatioEd27, "UIS ED27", ratios.online_computers_per_school),
        ];
        let plain = plain.into_iter().map(|(what, name, value)| {
            let [low, high] = between(value);
            vec![
                Cell::text(self.texts.text(what)),
                Cell::text(name),
                Cell::unknown(),
                low,
                high,
            ]
        });
        let shares = [
            (Msg::RatioInternet, "SDG 4.a.1 b", &ratios.with_internet),
            (Msg::RatioComputers, "SDG 4.a.1 c", &ratios.with_computers),
        ];
        let shares = shares.into_iter().map(|(what, name, share)| {
            vec![
                Cell::text(self.texts.text(what)),
                Cell::text(name),
                self.count(share.ready),
                self.count(share.not_ready),
                self.count(share.unknown),
            ]
        });
        let parts = gaps.parts.iter().map(|part| {
            let missing = |at: fn((u64, u64)) -> u64| {
                part.missing
                    .map_or_else(Cell::unknown, |missing| self.count(at(missing)))
            };
            vec![
                Cell::text(self.texts.text(Msg::GapPart)),
                self.unit(&part.unit),
                self.count(part.sites),
                missing(|missing| missing.0),
                missing(|missing| missing.1),
            ]
        });
        self.table(
            [
                Msg::ColumnKind,
                Msg::ColumnName,
                Msg::GapFirst,
                Msg::GapSecond,
                Msg::GapThird,
            ],
            lines.chain(machines).chain(plain).chain(shares).chain(parts),
        )
    }
}

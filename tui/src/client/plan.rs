//! Questions about plan and readiness.

use super::{Daemon, encoded, with_parameters};
use crate::cli::{GapsWish, JudgeWish, Known, TrendWish, WhatIfWish};
use kiemke_http::{Error, Request};
use kiemke_tui_core::effect::PlanPartQuery;
use kiemke_tui_core::state::PlanPart;
use kiemke_wire::ids::{Position, UnitKey};
use kiemke_wire::limits::PAGE_ROWS_MAX;
use kiemke_wire::view::{
    GapsView, PlanSet, PlanView, ReadinessTable, SetPlan, TargetDetail, TargetHistory, TypedPlan, UndoPlan,
    WhatIfView, WithdrawPlan,
};
use serde::de::DeserializeOwned;

impl Daemon {
    pub(crate) async fn plan(&self, wish: &JudgeWish) -> Result<PlanView, Error> {
        self.get("/v1/plan", judged(wish)).await
    }

    pub(crate) async fn readiness(&self, wish: &JudgeWish, by: &str) -> Result<ReadinessTable, Error> {
        let [unit, at, known, profile, plan] = judged(wish);
        let asked = [unit, at, known, profile, plan, ("by", Some(by))];
        self.all_parts("/v1/readiness", &asked).await
    }

    pub(crate) async fn target(&self, target: &str, wish: &JudgeWish) -> Result<TargetDetail, Error> {
        self.all_parts(&format!("/v1/plan/{target}"), &judged(wish)).await
    }

    pub(crate) async fn trend(&self, wish: &TrendWish) -> Result<TargetHistory, Error> {
        let text = |day: Option<kiemke_wire::date::Date>| day.map(|day| day.to_string());
        let (from, to) = (text(wish.from), text(wish.to));
        let parameters = [
            ("unit", wish.unit.as_deref()),
            ("from", from.as_deref()),
            ("to", to.as_deref()),
            ("known", wish.known.map(Known::name)),
            ("profile", wish.profile.as_deref()),
            ("plan", wish.plan.as_deref()),
        ];
        self.get(&format!("/v1/plan/{}/history", wish.target), parameters)
            .await
    }

    pub(crate) async fn what_if(&self, wish: &WhatIfWish) -> Result<WhatIfView, Error> {
        let percent = wish.percent.map(|percent| percent.to_string());
        let parameters = [
            ("unit", wish.unit.as_deref()),
            ("target", wish.target.as_deref()),
            ("percent", percent.as_deref()),
            ("prices", wish.prices.as_deref()),
            ("profile", wish.profile.as_deref()),
            ("plan", wish.plan.as_deref()),
        ];
        self.get("/v1/what-if", parameters).await
    }

    pub(crate) async fn typed_plan(&self, plan: &str) -> Result<TypedPlan, Error> {
        self.get(&format!("/v1/plans/{}", encoded(plan)), []).await
    }

    pub(crate) async fn set_plan(&self, wish: &SetPlan) -> Result<PlanSet, Error> {
        self.client.json(Request::post("/v1/plans", wish)).await
    }

    pub(crate) async fn withdraw_plan(&self, plan: &str, reason: String) -> Result<PlanSet, Error> {
        let path = format!("/v1/plans/{}/withdraw", encoded(plan));
        self.client
            .json(Request::post(path, &WithdrawPlan { reason }))
            .await
    }

    pub(crate) async fn undo_plan(&self, entry: Position) -> Result<PlanSet, Error> {
        self.client
            .json(Request::post("/v1/plans/undo", &UndoPlan { entry }))
            .await
    }

    pub(crate) async fn gaps(&self, wish: &GapsWish) -> Result<GapsView, Error> {
        self.get("/v1/gaps", [("unit", wish.unit.as_deref())]).await
    }

    /// A table with the rows of all of its pages.
    async fn all_parts<T: InParts>(&self, path: &str, asked: &[(&str, Option<&str>)]) -> Result<T, Error> {
        let limit = PAGE_ROWS_MAX.to_string();
        let mut table: Option<T> = None;
        loop {
            let cursor = table.as_mut().and_then(|table| table.next().take());
            let page = [("limit", Some(limit.as_str())), ("cursor", cursor.as_deref())];
            let asked = with_parameters(path, &[asked, &page].concat());
            let page: T = self.client.json(Request::get(asked)).await?;
            let mut all = match table {
                Some(all) => all.with(page),
                None => page,
            };
            if all.next().is_none() {
                return Ok(all);
            }
            table = Some(all);
        }
    }

    pub(super) async fn plan_part(&self, part: PlanPartQuery) -> Result<PlanPart, Error> {
        let text = |unit: Option<UnitKey>| unit.map(|unit| unit.to_string());
        Ok(match part {
            PlanPartQuery::Target(target, of) => {
                let (path, unit) = (format!("/v1/plan/{target}"), text(of.unit));
                let (unit, profile) = (("unit", unit.as_deref()), ("profile", of.profile.as_deref()));
                let of = [unit, profile, ("sort", Some("-unknown"))];
                PlanPart::Target(Box::new(self.all_parts(&path, &of).await?))
            }
            PlanPartQuery::Trend { target, of, from, to } => {
                let (path, unit) = (format!("/v1/plan/{target}/history"), text(of.unit));
                let [from, to] = [from, to].map(|day| day.map(|day| day.to_string()));
                let of = [
                    ("unit", unit.as_deref()),
                    ("profile", of.profile.as_deref()),
                    ("from", from.as_deref()),
                    ("to", to.as_deref()),
                ];
                PlanPart::Trend(Box::new(self.get(&path, of).await?))
            }
            PlanPartQuery::WhatIf {
                target,
                of,
                prices,
                percent,
            } => {
                let (unit, percent) = (text(of.unit), percent.map(|percent| percent.to_string()));
                let parameters = [
                    ("unit", unit.as_deref()),
                    ("target", Some(target.as_str())),
                    ("profile", of.profile.as_deref()),
                    ("prices", prices.as_deref()),
                    ("percent", percent.as_deref()),
                ];
                PlanPart::WhatIf(Box::new(self.get("/v1/what-if", parameters).await?))
            }
            PlanPartQuery::Gaps(unit) => {
                let unit = text(unit);
                PlanPart::Gaps(Box::new(self.get("/v1/gaps", [("unit", unit.as_deref())]).await?))
            }
        })
    }
}

/// A table of the units right below one, told page by page.
trait InParts: DeserializeOwned {
    /// The cursor behind its rows.
    fn next(&mut self) -> &mut Option<String>;
    /// The same with the rows of the next page.
    fn with(self, page: Self) -> Self;
}

impl InParts for ReadinessTable {
    fn next(&mut self) -> &mut Option<String> {
        &mut self.next
    }

    fn with(mut self, page: Self) -> Self {
        self.parts.extend(page.parts);
        Self {
            next: page.next,
            ..self
        }
    }
}

impl InParts for TargetDetail {
    fn next(&mut self) -> &mut Option<String> {
        &mut self.next
    }

    fn with(mut self, page: Self) -> Self {
        self.parts.extend(page.parts);
        Self {
            next: page.next,
            ..self
        }
    }
}

fn judged(wish: &JudgeWish) -> [(&'static str, Option<&str>); 5] {
    [
        ("unit", wish.unit.as_deref()),
        ("at", wish.at.as_deref()),
        ("known", wish.known.map(Known::name)),
        ("profile", wish.profile.as_deref()),
        ("plan", wish.plan.as_deref()),
    ]
}

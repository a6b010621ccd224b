//! Routes for readiness and plans.

use crate::http::App;
use crate::http::guard::Asker;
use crate::http::lists::{Parameters, Reply, read};
use crate::http::problem::Refused;
use crate::http::units::{asked, day, places};
use crate::past::{self, FirstKept};
use axum::Json;
use axum::extract::{Extension, Path, State};
use kiemke_core::cold::Day;
use kiemke_core::query::{
    self, HISTORY_DAYS_MAX, HistoryRead, JudgedBy, PartsBy, PartsPage, Past, PastAsked, PastOf, Scene,
    Supposed,
};
use kiemke_core::{Reader, Refusal};
use kiemke_wire::ids::UnitKey;
use kiemke_wire::view::{GapsView, Known, PlanView, ReadinessTable, TargetDetail, TargetHistory, WhatIfView};
use serde::Deserialize;
use std::sync::Arc;

/// Days of a history that names no first one.
const DAYS_SHOWN: i32 = 366;

/// Parameters of judgements.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct JudgeParameters {
    pub(super) unit: Option<String>,
    pub(super) at: Option<String>,
    pub(super) known: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) by: Option<String>,
}

/// Parameters of judgements told for the units right below one, page by page.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct TableParameters {
    unit: Option<String>,
    at: Option<String>,
    known: Option<String>,
    plan: Option<String>,
    profile: Option<String>,
    by: Option<String>,
    sort: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

impl TableParameters {
    fn split(self) -> Result<(JudgeParameters, PartsPage), Refused> {
        let page = PartsPage::of(self.sort.as_deref(), self.limit, self.cursor.as_deref())?;
        let parameters = JudgeParameters {
            unit: self.unit,
            at: self.at,
            known: self.known,
            plan: self.plan,
            profile: self.profile,
            by: self.by,
        };
        Ok((parameters, page))
    }
}

impl JudgeParameters {
    fn by<'a>(&'a self, past: Option<&'a Past>) -> JudgedBy<'a> {
        JudgedBy {
            plan: self.plan.as_deref(),
            profile: self.profile.as_deref(),
            past,
        }
    }

    /// The past day that is asked for; none for today.
    fn past(&self, app: &App) -> Result<Option<(Day, Known)>, Refused> {
        let (at, known) = asked(self.at.as_deref(), self.known.as_deref())?;
        let today = app.today()?;
        match (at, known) {
            (Some(at), _) if at != today => Ok(Some((at, known))),
            // Of today nothing is known but what is known now.
            _ => Ok(None),
        }
    }
}

/// What must be read of past days for a question, and the unit that it names.
pub(super) async fn past_asked(
    app: &App,
    asker: &Arc<Reader>,
    (parameters, at): (&JudgeParameters, (Day, Known)),
    of: PastOf,
) -> Result<PastAsked, Refused> {
    let kinds = app.kinds();
    let (unit, plan, profile) = (
        parameters.unit.clone(),
        parameters.plan.clone(),
        parameters.profile.clone(),
    );
    let asked = app.glance(asker, move |scene| {
        let places = places(scene, &kinds, (Some(at.0), at.1));
        PastAsked::of(
            &places,
            unit.as_deref(),
            (plan.as_deref(), profile.as_deref()),
            &of,
        )
    });
    Ok(asked.await??)
}

/// Reads those days. What came today of units that are counted from rows of their sites is asked of the state, and of no
/// others: a province has forty thousand schools, and its own counts are kept.
pub(super) async fn read_past(
    app: &App,
    asker: &Arc<Reader>,
    mut asked: PastAsked,
    days: Vec<(Day, Known)>,
) -> Result<(UnitKey, Vec<Past>), Refused> {
    let (unit, today) = (asked.unit, app.today()?);
    let (asked_of, days_of) = (asked.clone(), days.clone());
    let kept = app.beside.clone();
    let begun = app.read_store(move |store| {
        let last = days_of.iter().map(|(day, _)| *day).max().unwrap_or(today);
        let Some(counted) = past::newest_counted(store, last, today, today)? else {
            return Ok(Err(last));
        };
        Ok(Ok(past::begin(store, &asked_of, &days_of, (&kept, counted))?))
    });
    let begun = begun.await?.map_err(|day| Refusal::NotCountedYet { day })?;
    if !begun.open.is_empty() && days.iter().any(|(_, known)| *known == Known::Now) {
        let open = begun.open.clone();
        let taken = app.glance(asker, move |scene| {
            asked.take_newest(scene.fleet, &open);
            asked
        });
        asked = taken.await?;
    }
    let read = app.read_store(move |store| Ok(past::finish(store, &asked, &days, begun)?));
    Ok((unit, read.await?))
}

/// Answers a question about today or a past day.
pub(super) async fn judged<T: Send + 'static>(
    app: &App,
    asker: &Arc<Reader>,
    (parameters, of): (JudgeParameters, PastOf),
    question: impl FnOnce(&Scene<'_>, UnitKey, JudgedBy<'_>) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refused> {
    let read = match parameters.past(app)? {
        None => None,
        Some(at) => {
            let asked = past_asked(app, asker, (&parameters, at), of).await?;
            Some(read_past(app, asker, asked, vec![at]).await?)
        }
    };
    let answer = app.glance(asker, move |scene| {
        let (unit, past) = match &read {
            Some((unit, past)) => (*unit, past.first()),
            None => (scene.unit_named(parameters.unit.as_deref())?, None),
        };
        question(scene, unit, parameters.by(past))
    });
    Ok(answer.await??)
}

pub(super) fn parts_by(by: Option<&str>, page: PartsPage) -> Result<PartsBy, Refused> {
    match by {
        None | Some("unit") => Ok(PartsBy::Units(page)),
        Some("level") => Ok(PartsBy::Levels),
        Some(_) => Err(Refusal::Invalid {
            place: "by",
            reason: "is unit or level".into(),
        }
        .into()),
    }
}

/// `GET /v1/readiness`.
pub(crate) async fn table(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<TableParameters>,
) -> Reply<ReadinessTable> {
    let (parameters, page) = read(parameters)?.split()?;
    let by = parts_by(parameters.by.as_deref(), page)?;
    let with_parts = matches!(by, PartsBy::Units(_));
    let asked = (parameters, PastOf::Readiness { with_parts });
    let table = judged(&app, &asker, asked, move |scene, unit, judged_by| {
        query::readiness(scene, unit, by, judged_by)
    });
    Ok(Json(table.await?))
}

/// `GET /v1/plan`.
pub(crate) async fn plan(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<JudgeParameters>,
) -> Reply<PlanView> {
    let asked = (read(parameters)?, PastOf::Plan);
    Ok(Json(judged(&app, &asker, asked, query::plan).await?))
}

/// `GET /v1/plan/{target}`.
pub(crate) async fn target(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(target): Path<String>,
    parameters: Parameters<TableParameters>,
) -> Reply<TargetDetail> {
    let (parameters, page) = read(parameters)?.split()?;
    let asked = (parameters, PastOf::Target(target.clone()));
    let detail = judged(&app, &asker, asked, move |scene, unit, by| {
        query::target(scene, unit, (&target, &page), by)
    });
    Ok(Json(detail.await?))
}

/// `GET /v1/gaps`: of today, because nothing is bought for the past.
pub(crate) async fn gaps(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<SupposedParameters>,
) -> Reply<GapsView> {
    Ok(Json(gaps_of(&app, &asker, read(parameters)?).await?))
}

pub(super) async fn gaps_of(
    app: &App,
    asker: &Arc<Reader>,
    parameters: SupposedParameters,
) -> Result<GapsView, Refused> {
    let gaps = app.ask(asker, move |scene| {
        let unit = scene.unit_named(parameters.unit.as_deref())?;
        query::gaps(scene, unit, parameters.by())
    });
    Ok(gaps.await??)
}

/// Parameters of what is supposed.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct SupposedParameters {
    pub(super) unit: Option<String>,
    pub(super) plan: Option<String>,
    pub(super) profile: Option<String>,
    pub(super) target: Option<String>,
    pub(super) percent: Option<u32>,
    pub(super) prices: Option<String>,
}

impl SupposedParameters {
    fn by(&self) -> JudgedBy<'_> {
        JudgedBy {
            plan: self.plan.as_deref(),
            profile: self.profile.as_deref(),
            past: None,
        }
    }
}

/// `GET /v1/what-if`.
pub(crate) async fn what_if(
    State(app): State<App>,
    Extension(asker): Asker,
    parameters: Parameters<SupposedParameters>,
) -> Reply<WhatIfView> {
    Ok(Json(supposed(&app, &asker, read(parameters)?).await?))
}

pub(super) async fn supposed(
    app: &App,
    asker: &Arc<Reader>,
    parameters: SupposedParameters,
) -> Result<WhatIfView, Refused> {
    let answer = app.ask(asker, move |scene| {
        let unit = scene.unit_named(parameters.unit.as_deref())?;
        let supposed = Supposed {
            target: parameters.target.as_deref(),
            percent: parameters.percent,
            prices: parameters.prices.as_deref(),
        };
        query::what_if(scene, unit, parameters.by(), supposed)
    });
    Ok(answer.await??)
}

/// Parameters of a target's history.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct HistoryParameters {
    unit: Option<String>,
    from: Option<String>,
    to: Option<String>,
    known: Option<String>,
    plan: Option<String>,
    profile: Option<String>,
}

/// `GET /v1/plan/{target}/history`.
pub(crate) async fn history(
    State(app): State<App>,
    Extension(asker): Asker,
    Path(target): Path<String>,
    parameters: Parameters<HistoryParameters>,
) -> Reply<TargetHistory> {
    let HistoryParameters {
        unit,
        from,
        to,
        known,
        plan,
        profile,
    } = read(parameters)?;
    let (_, known) = asked(None, known.as_deref())?;
    let given = |place, text: Option<String>| text.map(|text| day(place, &text)).transpose();
    let today = app.today()?;
    let to = given("to", to)?.unwrap_or(today).min(today);
    let from = given("from", from)?.unwrap_or(to.plus(1 - DAYS_SHOWN));
    if from > to || to.0 - from.0 >= HISTORY_DAYS_MAX {
        return Err(Refusal::Invalid {
            place: "from",
            reason: format!("is at most {HISTORY_DAYS_MAX} days before the last day"),
        }
        .into());
    }
    let first_day = app.glance(&asker, |scene| scene.fleet.first_day()).await?;
    let from = from.max(first_day.unwrap_or(today));
    let last = to.min(today.plus(-1));
    let parameters = JudgeParameters {
        unit,
        plan,
        profile,
        ..JudgeParameters::default()
    };
    let mut read = HistoryRead {
        to_today: to == today,
        ..HistoryRead::default()
    };
    let mut of_unit = None;
    if from <= last {
        let of = PastOf::History(target.clone());
        let asked = past_asked(&app, &asker, (&parameters, (last, Known::Now)), of).await?;
        of_unit = Some(asked.unit);
        let asked_of = asked.clone();
        let within = app.read_store(move |store| {
            // Of a night that is not over yet nothing is told: the days before it are.
            let Some(last) = past::newest_counted(store, from, last, today)? else {
                return Ok(None);
            };
            Ok(match past::first_kept(store, &asked_of, from)? {
                FirstKept::Counted => Some((from, last)),
                FirstKept::Day(day) => Some((from.max(day), last)),
                FirstKept::Nothing => None,
            })
        });
        let within = within.await?.filter(|(from, last)| from <= last);
        if let Some((from, last)) = within {
            let days = query::history_days(from, last, &asker, asked.unit).into_iter();
            let mut days: Vec<(Day, Known)> = days.map(|day| (day, known)).collect();
            days.extend([(from, Known::Then), (from, Known::Now), (last, Known::Now)]);
            let (_, mut past) = read_past(&app, &asker, asked, days).await?;
            read.last = past.pop().filter(|_| to < today);
            let now = past.pop();
            let then = past.pop();
            read.first = then.zip(now).map(|(then, now)| [then, now]);
            read.days = past;
        }
    }
    let history = app.glance(&asker, move |scene| {
        let unit = match of_unit {
            Some(unit) => unit,
            None => scene.unit_named(parameters.unit.as_deref())?,
        };
        query::history(scene, unit, &target, parameters.by(None), (&read, known))
    });
    Ok(Json(history.await??))
}

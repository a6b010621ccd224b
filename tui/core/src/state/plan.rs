use super::{List, Phase, Source};
use crate::effect::{PlanPartQuery, PlanQuery, Query, Ticket};
use kiemke_wire::date::Date;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{
    GapsView, PlanView, StandardsView, TargetDetail, TargetHistory, UnitView, WhatIfView,
};
use serde::{Deserialize, Serialize};

/// Screen 6: targets with their values, and what one of them opens.
#[derive(Debug, Default)]
pub struct PlanState {
    pub(crate) plan: Source<PlanView>,
    pub(crate) list: List,
    /// What lies open over the table.
    pub(crate) open: Option<PlanOpen>,
    pub(crate) part: Source<PlanPart>,
    pub(crate) part_list: List,
    /// What there is to choose from.
    pub(crate) standards: Source<StandardsView>,
    pub(crate) chosen: Chosen,
    /// Between which days a target's history is shown: a year ago and today when none is chosen.
    pub(crate) period: Period,
    /// The units one has gone down to, the topmost first; the reader's own when there is none.
    pub(crate) way: Vec<UnitView>,
}

/// By what is judged and bought, where somebody chose another than the plan has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Chosen {
    /// The profile.
    pub profile: Option<String>,
    /// The list of prices.
    pub prices: Option<String>,
    /// The value that is aimed at, percent.
    pub percent: Option<u32>,
}

/// Two days, where somebody chose them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Period {
    pub(crate) from: Option<Date>,
    pub(crate) to: Option<Date>,
}

/// What lies open over the table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlanOpen {
    /// A target at the units below.
    Target(String),
    /// How it moved.
    Trend(String),
    /// What would bring it about.
    WhatIf(String),
    /// What is missing.
    Gaps,
}

/// The answer for what lies open.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum PlanPart {
    /// A target at the units below.
    Target(Box<TargetDetail>),
    /// How it moved.
    Trend(Box<TargetHistory>),
    /// What would bring it about.
    WhatIf(Box<WhatIfView>),
    /// What is missing.
    Gaps(Box<GapsView>),
}

impl PlanPart {
    /// Where most people or things are unknown is where one looks first.
    pub(crate) fn least_known_first(mut self) -> Self {
        if let Self::Target(detail) = &mut self {
            detail.parts.sort_by_key(|row| {
                let shown = row.value.as_ref().filter(|share| !share.withheld);
                std::cmp::Reverse(shown.map_or(0, |share| share.unknown))
            });
        }
        self
    }
}

impl PlanState {
    /// The target on which the selection stands.
    pub(crate) fn selected(&self) -> Option<&str> {
        let plan = self.plan.value()?;
        plan.targets
            .get(self.list.selected)
            .map(|target| target.id.as_str())
    }

    /// How current what is shown is.
    pub(crate) fn phase(&self) -> Phase {
        match &self.open {
            Some(_) => self.part.phase(),
            None => self.plan.phase(),
        }
    }

    /// The list that takes the keys.
    pub(crate) fn list_shown(&self) -> List {
        match &self.open {
            Some(_) => self.part_list,
            None => self.list,
        }
    }

    pub(crate) fn list_shown_mut(&mut self) -> &mut List {
        match &self.open {
            Some(_) => &mut self.part_list,
            None => &mut self.list,
        }
    }

    pub(crate) fn unit(&self) -> Option<&UnitView> {
        self.way.last()
    }

    /// The target that lies open, else the selected one.
    pub(crate) fn target_shown(&self) -> Option<&str> {
        match &self.open {
            Some(PlanOpen::Target(target) | PlanOpen::Trend(target) | PlanOpen::WhatIf(target)) => {
                Some(target)
            }
            Some(PlanOpen::Gaps) | None => self.selected(),
        }
    }

    /// Takes a choice; all that it changes is asked for anew.
    pub(crate) fn choose(&mut self, chosen: Chosen, now: UnixMs) {
        if chosen.profile != self.chosen.profile {
            self.plan.replace_at(now);
        }
        self.chosen = chosen;
        if self.open.is_some() {
            self.forget_part(now);
        }
    }

    /// The unit of the selected row of an open target; none on the row of the whole.
    pub(crate) fn selected_unit(&self) -> Option<&UnitView> {
        let at = self.part_list.selected;
        match self.part.value()? {
            PlanPart::Target(detail) => detail.parts.get(at).map(|row| &row.unit),
            PlanPart::WhatIf(answer) => answer.packages.get(at)?.site.as_ref(),
            PlanPart::Trend(_) | PlanPart::Gaps(_) => None,
        }
    }

    /// Opens something; what another one showed goes.
    pub(crate) fn show(&mut self, open: PlanOpen, now: UnixMs) {
        self.open = Some(open);
        self.forget_part(now);
    }

    /// Goes down to a unit with what lies open.
    pub(crate) fn go_down(&mut self, unit: UnitView, now: UnixMs) {
        self.way.push(unit);
        self.plan.replace_at(now);
        self.forget_part(now);
    }

    /// One step back: up to the unit above, else out of what lies open; false when there was none.
    pub(crate) fn back(&mut self, now: UnixMs) -> bool {
        if self.way.pop().is_some() {
            self.plan.replace_at(now);
            self.forget_part(now);
            return true;
        }
        self.open.take().is_some()
    }

    fn forget_part(&mut self, now: UnixMs) {
        self.part = Source::default();
        self.part.want_at(now);
        self.part_list = List::default();
    }

    pub(crate) fn want(&mut self, now: UnixMs) {
        self.plan.want(now);
        self.standards.want(now);
        if self.open.is_some() {
            self.part.want(now);
        }
    }

    pub(crate) fn want_at(&mut self, now: UnixMs) {
        self.plan.want_at(now);
        self.standards.want_at(now);
        if self.open.is_some() {
            self.part.want_at(now);
        }
    }

    pub(crate) fn part_due(&self) -> Option<UnixMs> {
        self.open.as_ref().and_then(|_| self.part.due())
    }

    pub(crate) fn ask(&mut self, ticket: Ticket, now: UnixMs) -> Query {
        self.plan.asked(ticket, now);
        Query::Plan(PlanQuery {
            unit: self.unit().map(|unit| unit.key),
            profile: self.chosen.profile.clone(),
        })
    }

    pub(crate) fn ask_part(&mut self, ticket: Ticket, now: UnixMs) -> Option<Query> {
        let of = PlanQuery {
            unit: self.unit().map(|unit| unit.key),
            profile: self.chosen.profile.clone(),
        };
        let asked = match self.open.as_ref()? {
            PlanOpen::Target(target) => PlanPartQuery::Target(target.clone(), of),
            PlanOpen::Trend(target) => PlanPartQuery::Trend {
                target: target.clone(),
                of,
                from: self.period.from,
                to: self.period.to,
            },
            PlanOpen::WhatIf(target) => {
                let (prices, percent) = (self.chosen.prices.clone(), self.chosen.percent);
                PlanPartQuery::WhatIf {
                    target: target.clone(),
                    of,
                    prices,
                    percent,
                }
            }
            PlanOpen::Gaps => PlanPartQuery::Gaps(of.unit),
        };
        self.part.asked(ticket, now);
        Some(Query::PlanPart(asked))
    }

    pub(crate) fn ask_standards(&mut self, ticket: Ticket, now: UnixMs) -> Query {
        self.standards.asked(ticket, now);
        Query::Standards
    }
}

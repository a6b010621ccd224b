//! From causes that are there now to alerts that begin, go on or are over.

use super::afterwards;
use super::group::Cause;
use crate::fleet::Fleet;
use kiemke_wire::ids::UnitKey;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::TurnedOut;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Alerts open at once: what is beyond is not told until others are over.
const ALERTS_MAX: usize = 10_000;
/// Units named with an alert; all are counted.
const UNITS_NAMED_MAX: usize = 100;

/// An alert that is not over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenAlert {
    /// Its number; never given again.
    pub number: u32,
    /// What makes it one.
    pub cause: Cause,
    /// Since when.
    pub since: UnixMs,
    /// Units in which it showed when it was last told.
    pub units: u32,
    /// The first of them.
    pub named: Vec<UnitKey>,
    /// Who has taken note of it, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<(String, UnixMs)>,
}

/// All open alerts, by number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alerts {
    /// The number of the newest.
    pub last: u32,
    /// Those that are open.
    pub open: Vec<OpenAlert>,
}

/// What a look changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlertChanged {
    /// When.
    pub at: UnixMs,
    /// Alerts that began, numbered on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub begun: Vec<OpenAlert>,
    /// The numbers of those that are over.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<u32>,
    /// What those of them turned out to be of which that is known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub turned_out: Vec<(u32, TurnedOut)>,
}

/// What has changed; none when nothing has.
pub fn change(
    fleet: &Fleet,
    causes: &BTreeMap<Cause, BTreeSet<UnitKey>>,
    at: UnixMs,
) -> Option<AlertChanged> {
    let mut changed = compare(fleet.alerts(), causes, at)?;
    let ended = fleet
        .alerts()
        .open
        .iter()
        .filter(|alert| changed.over.contains(&alert.number));
    changed.turned_out = ended
        .filter_map(|alert| Some((alert.number, afterwards::turned_out(fleet, alert, at)?)))
        .collect();
    Some(changed)
}

fn compare(alerts: &Alerts, causes: &BTreeMap<Cause, BTreeSet<UnitKey>>, at: UnixMs) -> Option<AlertChanged> {
    let held: BTreeSet<&Cause> = alerts.open.iter().map(|alert| &alert.cause).collect();
    let over: Vec<u32> = alerts
        .open
        .iter()
        .filter(|alert| !causes.contains_key(&alert.cause))
        .map(|alert| alert.number)
        .collect();
    let room = ALERTS_MAX.saturating_sub(alerts.open.len() - over.len());
    let new = causes
        .iter()
        .filter(|(cause, _)| !held.contains(cause))
        .take(room);
    let begun: Vec<OpenAlert> = (alerts.last + 1..)
        .zip(new)
        .map(|(number, (cause, units))| OpenAlert {
            number,
            cause: cause.clone(),
            since: at,
            units: u32::try_from(units.len()).unwrap_or(u32::MAX),
            named: units.iter().take(UNITS_NAMED_MAX).copied().collect(),
            acknowledged: None,
        })
        .collect();
    let changed = !begun.is_empty() || !over.is_empty();
    changed.then_some(AlertChanged {
        at,
        begun,
        over,
        turned_out: Vec::new(),
    })
}

impl Alerts {
    pub(crate) fn changed(&mut self, changed: &AlertChanged) {
        self.open.retain(|alert| !changed.over.contains(&alert.number));
        for alert in &changed.begun {
            self.last = self.last.max(alert.number);
            if self.open.len() < ALERTS_MAX {
                self.open.push(alert.clone());
            }
        }
    }

    pub(crate) fn acknowledged(&mut self, number: u32, by: &str, at: UnixMs) {
        if let Some(alert) = self.open.iter_mut().find(|alert| alert.number == number) {
            alert.acknowledged = Some((by.to_owned(), at));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::Scope;
    use kiemke_wire::view::AlertSymptom as Symptom;

    #[test]
    fn alerts_begin_once_and_heal_by_themselves() {
        let cause = |unit| Cause {
            symptom: Symptom::Gone,
            scope: Scope::Unit(UnitKey(unit)),
        };
        let causes = |units: &[u32]| {
            let units = units
                .iter()
                .map(|unit| (cause(*unit), BTreeSet::from([UnitKey(*unit)])));
            units.collect::<BTreeMap<_, _>>()
        };
        let mut alerts = Alerts::default();
        let begun = compare(&alerts, &causes(&[1, 2]), UnixMs(1)).unwrap();
        alerts.changed(&begun);
        assert_eq!(
            compare(&alerts, &causes(&[1, 2]), UnixMs(2)),
            None,
            "nothing is told twice"
        );
        alerts.acknowledged(2, "t7", UnixMs(2));
        let changed = compare(&alerts, &causes(&[2, 3]), UnixMs(3)).unwrap();
        assert_eq!(changed.over, [1]);
        alerts.changed(&changed);
        let numbers: Vec<u32> = alerts.open.iter().map(|alert| alert.number).collect();
        assert_eq!(numbers, [2, 3], "a number is never given again");
        assert!(alerts.open[0].acknowledged.is_some());
    }
}

//! Findings that have one cause become one alert: machines of a site, lines of a provider, sites of a commune.

use super::find::Finding;
use kiemke_wire::ids::{LineId, UnitKey};
use kiemke_wire::view::AlertSymptom as Symptom;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of one provider, or of one commune, that make a common cause.
const COMMON_MIN: usize = 3;
/// The share of them that must be down, of all that could be judged, percent: of a thousand lines three are always.
const COMMON_PERCENT: usize = 30;

/// Whom it concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// A line.
    Line(LineId),
    /// A site, or what lies below a commune.
    Unit(UnitKey),
    /// All lines of a provider.
    Provider(String),
}

/// What makes alerts the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Cause {
    /// What is wrong.
    pub symptom: Symptom,
    /// Whom it concerns.
    pub scope: Scope,
}

/// The causes behind findings, each with the units in which it shows. `judged` is how many lines or sites could be
/// judged, by provider and by commune: a share needs a whole.
pub fn group(
    findings: &[Finding],
    judged_by_provider: &BTreeMap<String, usize>,
    judged_by_commune: &BTreeMap<UnitKey, usize>,
) -> BTreeMap<Cause, BTreeSet<UnitKey>> {
    let mut causes: BTreeMap<Cause, BTreeSet<UnitKey>> = BTreeMap::new();
    let mut left: Vec<&Finding> = findings.iter().collect();
    let mut take = |left: &mut Vec<&Finding>,
                    scope: &dyn Fn(&Finding) -> Option<Scope>,
                    whole: &dyn Fn(&Scope) -> usize| {
        let mut together: BTreeMap<Cause, Vec<&Finding>> = BTreeMap::new();
        for finding in left.iter().filter(|finding| can_be_common(finding.symptom)) {
            if let Some(scope) = scope(finding) {
                let cause = Cause {
                    symptom: finding.symptom,
                    scope,
                };
                together.entry(cause).or_default().push(finding);
            }
        }
        together.retain(|cause, members| {
            members.len() >= COMMON_MIN && members.len() * 100 >= whole(&cause.scope) * COMMON_PERCENT
        });
        left.retain(|finding| {
            let cause = scope(finding).map(|scope| Cause {
                symptom: finding.symptom,
                scope,
            });
            !cause.is_some_and(|cause| together.contains_key(&cause))
        });
        for (cause, members) in together {
            causes
                .entry(cause)
                .or_default()
                .extend(members.iter().map(|member| member.unit));
        }
    };
    let count = |scope: &Scope| match scope {
        Scope::Provider(provider) => judged_by_provider.get(provider).copied().unwrap_or(0),
        Scope::Unit(unit) => judged_by_commune.get(unit).copied().unwrap_or(0),
        Scope::Line(_) => 0,
    };
    take(
        &mut left,
        &|finding| finding.provider.clone().map(Scope::Provider),
        &count,
    );
    take(&mut left, &|finding| finding.commune.map(Scope::Unit), &count);
    for finding in left {
        let cause = Cause {
            symptom: finding.symptom,
            scope: finding.line.map_or(Scope::Unit(finding.unit), Scope::Line),
        };
        causes.entry(cause).or_default().insert(finding.unit);
    }
    causes
}

/// Whether many of these can have one cause: a province's outdated agents or slow contracts are each their own.
fn can_be_common(symptom: Symptom) -> bool {
    matches!(
        symptom,
        Symptom::LineDown | Symptom::Gone | Symptom::Platform | Symptom::Silent
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(line: u32, provider: Option<&str>, commune: u32) -> Finding {
        Finding {
            symptom: Symptom::LineDown,
            unit: UnitKey(1000 + line),
            line: Some(LineId(line)),
            provider: provider.map(str::to_owned),
            commune: Some(UnitKey(commune)),
        }
    }

    #[test]
    fn forty_lines_of_one_provider_are_one_alert() {
        let mut findings: Vec<Finding> = (0..40).map(|line| down(line, Some("VNPT"), line % 9)).collect();
        findings.push(down(99, Some("Viettel"), 100));
        let whole = BTreeMap::from([("VNPT".to_owned(), 60), ("Viettel".to_owned(), 50)]);
        let causes = group(&findings, &whole, &BTreeMap::from([(UnitKey(100), 5)]));
        let scopes: Vec<&Scope> = causes.keys().map(|cause| &cause.scope).collect();
        assert_eq!(
            scopes,
            [&Scope::Line(LineId(99)), &Scope::Provider("VNPT".into())]
        );
        assert_eq!(causes.values().map(BTreeSet::len).max(), Some(40));
    }

    #[test]
    fn a_commune_without_power_is_one_alert_and_chance_is_none() {
        let findings: Vec<Finding> = (0..4).map(|line| down(line, None, 7)).collect();
        let common = |judged| {
            group(
                &findings,
                &BTreeMap::new(),
                &BTreeMap::from([(UnitKey(7), judged)]),
            )
        };
        assert_eq!(common(5).len(), 1);
        assert_eq!(
            common(100).len(),
            4,
            "four of a hundred have each their own cause"
        );
    }
}

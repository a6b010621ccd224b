use crate::cold::Day;
use crate::dated::{Period, When};
use kiemke_wire::ids::TokenId;
use kiemke_wire::time::UnixMs;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A fact with the days for which it is said to hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Stated<F> {
    /// The fact.
    pub fact: F,
    /// The days.
    #[serde(flatten)]
    pub period: Period,
}

/// A statement as it is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said<F> {
    /// What.
    pub fact: F,
    /// For which days.
    #[serde(flatten)]
    pub period: Period,
    /// When it was recorded.
    pub at: UnixMs,
    /// By whose token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<TokenId>,
}

impl<F> Stated<F> {
    /// A fact for some days.
    pub fn new(fact: F, period: Period) -> Self {
        Self { fact, period }
    }
}

/// Of statements in the order of recording, the one that counts about one thing.
pub fn counts<F>(said: &[Said<F>], when: When, is_about: impl Fn(&F) -> bool) -> Option<&F> {
    let mut newest = said.iter().rev();
    newest
        .find(|said| said.period.contains(when.day) && said.at <= when.known && is_about(&said.fact))
        .map(|said| &said.fact)
}

/// What is known by now about one thing over some days: periods in order, without gaps between, each with what counts
/// in it.
pub fn spans<F: PartialEq>(
    said: &[Said<F>],
    within: Period,
    is_about: impl Fn(&F) -> bool,
) -> Vec<(Period, Option<&F>)> {
    let about: Vec<Period> = said
        .iter()
        .filter(|said| is_about(&said.fact))
        .filter_map(|said| said.period.and(within))
        .collect();
    let mut begins: BTreeSet<Day> = about.iter().map(|period| period.from).collect();
    begins.insert(within.from);
    let ended = about.iter().filter(|period| period.to < within.to);
    begins.extend(ended.map(|period| period.to.plus(1)));
    let begins: Vec<Day> = begins.into_iter().collect();
    let mut spans: Vec<(Period, Option<&F>)> = Vec::new();
    for (at, from) in begins.iter().enumerate() {
        let to = begins.get(at + 1).map_or(within.to, |next| next.plus(-1));
        let fact = counts(said, When::known_now(*from), &is_about);
        match spans.last_mut() {
            Some((period, before)) if *before == fact => period.to = to,
            _ => spans.push((Period { from: *from, to }, fact)),
        }
    }
    spans
}

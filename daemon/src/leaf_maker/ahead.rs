//! Between its looks: judges the leaves of a new day before anybody asks, and catches up with what changed.

use super::LeafMaker;
use kiemke_core::Reader;
use kiemke_core::cold::Day;
use kiemke_core::query::{Scene, Standards, Yardsticks, count_ahead};

/// Profiles beside that of the plan that are kept judged: those that ship.
const OTHER_PROFILES_MAX: usize = 2;

impl LeafMaker {
    /// Whatever cannot be counted is left to whoever asks.
    pub(super) fn ahead(&self) {
        let standards = self.rules.in_force.now();
        let now = self.clock.now();
        let today = self.ask(|fleet| fleet.today(now).day);
        self.judge(&standards, today);
        let reader = Reader::administrator();
        self.ask(|fleet| {
            count_ahead(&Scene {
                fleet,
                now,
                days: &self.rules.days,
                standards: &standards,
                root_name: "",
                reader: &reader,
                yardsticks: Yardsticks::shipped(),
            });
        });
    }

    /// All leaves of a new day, on a copy: that takes half a second of a country, for which nobody may wait.
    fn judge(&self, standards: &Standards, today: Day) {
        let Ok(plan) = standards.plan(None) else { return };
        let Ok(first) = standards.profile(None, plan) else {
            return;
        };
        let others = standards
            .profiles
            .iter()
            .filter(|profile| profile.people.is_some() && profile.id != first.id);
        let ages = standards.ages(today);
        for profile in std::iter::once(first).chain(others.take(OTHER_PROFILES_MAX)) {
            let Some(to_judge) = self.ask(|fleet| fleet.to_judge(profile, today)) else {
                continue;
            };
            let judged = to_judge.judge(profile, &standards.levels, &ages);
            drop(to_judge);
            self.ask(|fleet| fleet.keep_judged(profile, today, judged));
        }
    }
}

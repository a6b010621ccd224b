//! Looks for what needs a person, beside the work: on a copy of the state, because a province takes longer than any
//! report may wait.

use super::Sealer;
use kiemke_core::Command;
use kiemke_core::alerts::{change, find, group};
use kiemke_core::query::Days;
use kiemke_http::causes;

/// What its entry takes at most, bytes: an alert with its units is about a kilobyte.
const ALERT_BYTES: usize = 1024;

impl Sealer {
    /// One look; what it finds is decided by the owner.
    pub(super) fn survey(&self, days: &Days) {
        let fleet = self.ask(Clone::clone);
        let now = self.clock.now();
        let found = find(&fleet, days, env!("CARGO_PKG_VERSION"), now);
        let causes_now = group(
            &found.findings,
            &found.judged_by_provider,
            &found.judged_by_commune,
        );
        let Some(changed) = change(&fleet, &causes_now, now) else {
            return;
        };
        let bytes = ALERT_BYTES * (changed.begun.len() + 1);
        let told = self.hand.submit(Command::AlertsFound(changed), bytes);
        if let Err(error) = told
            && !self.hand.is_stopping()
        {
            tracing::warn!(
                error = causes(&error),
                "alerts were not written down; it is tried again"
            );
        }
    }
}

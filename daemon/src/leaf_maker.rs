//! Looks at schools again when something was said of them, and at all of them when a day is over: reads what lies in
//! the store and in cold files, describes each school, and tells the owner what its leaves are.
//!
//! ```text
//! owner ──a school was touched──▶ looks ──▶ read records, tests, probes ──▶ leaves::found ──LeavesFound──▶ owner
//! ```
//! Beside the work: nobody waits for it, and it takes at most a fifth of a processor for long.

mod ahead;
mod items;
mod read;
mod summing;

use crate::clock::Clock;
use crate::cold::{ColdFiles, ColdNotes};
use crate::readings::Unread;
use crate::sealer::{LedgerHand, Unanswered};
use crate::standards::InForce;
use crate::store::Store;
use kiemke_config::categories::Categories;
use kiemke_config::os_support::OsSupport;
use kiemke_core::cold::Day;
use kiemke_core::leaves::{SchoolRules, found, school};
use kiemke_core::query::Days;
use kiemke_core::readiness::{EvidenceRules, School};
use kiemke_core::units::When;
use kiemke_core::{Command, Fleet, Refusal};
use kiemke_http::causes;
use kiemke_wire::ids::UnitKey;
use std::cell::Cell;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

/// Schools of one command: their leaves are about a hundred kilobytes.
const SCHOOLS_AT_ONCE: usize = 32;
/// What an entry takes for a school, bytes.
const SCHOOL_BYTES: usize = 4096;
/// How long it rests for each moment of work.
const REST: u32 = 4;
/// How often it looks whether a day is over.
const NIGHT_WATCH: Duration = Duration::from_secs(60);

/// The data by which schools are described.
pub(crate) struct LeafRules {
    categories: Categories,
    os_support: OsSupport,
    days: Days,
    in_force: InForce,
}

impl LeafRules {
    pub(crate) fn of(in_force: InForce, time_zone_offset_min: i32) -> Self {
        Self {
            categories: Categories::shipped(),
            os_support: OsSupport::shipped(),
            days: in_force.now().days(time_zone_offset_min),
            in_force,
        }
    }
}

/// See the top of the file.
pub(crate) struct LeafMaker {
    pub(crate) hand: LedgerHand,
    pub(crate) fleet: Arc<RwLock<Fleet>>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) cold: Arc<ColdFiles>,
    pub(crate) notes: Arc<ColdNotes>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rules: LeafRules,
    /// Told by the owner when a school was touched; hung up when the owner is gone.
    pub(crate) looks: Receiver<()>,
    /// The last day whose counts are kept, as far as it was looked up.
    pub(crate) summed: Cell<Option<Day>>,
}

#[derive(Debug, thiserror::Error)]
enum NotMade {
    #[error(transparent)]
    Read(#[from] Unread),
    #[error(transparent)]
    Past(#[from] crate::past::PastUnread),
    #[error("judge by the plan that counts")]
    Standards(#[from] Refusal),
    #[error("tell the owner what the leaves are")]
    Owner(#[from] Unanswered),
}

impl LeafMaker {
    /// Works until the owner is gone.
    pub(crate) fn run(self) {
        loop {
            let begun = Instant::now();
            self.ahead();
            let pause = match self.look() {
                // There may be more.
                Ok(true) => begun.elapsed() * REST,
                Ok(false) => NIGHT_WATCH,
                Err(_) if self.hand.is_stopping() => return,
                Err(error) => {
                    tracing::warn!(error = causes(&error), "leaves were not made; it is tried again");
                    NIGHT_WATCH
                }
            };
            let more = pause < NIGHT_WATCH;
            match self.looks.recv_timeout(pause) {
                // Whoever told of a school wants it soon, but not before the rest is over.
                Ok(()) if more => match self.looks.recv_timeout(pause) {
                    Err(RecvTimeoutError::Disconnected) => return,
                    Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                },
                Ok(()) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Looks at some schools; whether there were any.
    fn look(&self) -> Result<bool, NotMade> {
        let (touched, today, is_kept, over) = self.ask(|fleet| {
            let today = fleet.day_clock().day(self.clock.now()).max(fleet.open_from());
            let over = fleet.open_from().plus(-1);
            let touched = fleet.schools_touched(SCHOOLS_AT_ONCE);
            let is_kept = fleet.was_there_on(over);
            let to_close = match touched.is_empty() && is_kept {
                true => fleet.schools_to_close(over, SCHOOLS_AT_ONCE),
                false => Vec::new(),
            };
            (touched, today, is_kept, (over, to_close))
        });
        match over {
            _ if !touched.is_empty() => self.make(&touched, today, false)?,
            (day, schools) if !schools.is_empty() => self.make(&schools, day, true)?,
            (day, _) if is_kept => return self.sum(day),
            _ => return Ok(false),
        }
        Ok(true)
    }

    fn make(&self, of: &[UnitKey], day: Day, closes: bool) -> Result<(), NotMade> {
        let seen = self.ask(Fleet::position);
        // What the state holds may stand in a group that is not in the store yet; after this it is.
        self.hand.tick()?;
        let schools = self.describe(of, day)?;
        let standards = self.rules.in_force.now();
        let rules = EvidenceRules {
            calendar: &standards.calendar,
            evidence: &standards.evidence,
            levels: &standards.levels,
        };
        let found = found(&schools, of, day, closes, seen, &rules);
        let command = Command::LeavesFound(Box::new(found));
        self.hand.submit(command, of.len() * SCHOOL_BYTES)?;
        Ok(())
    }

    fn describe(&self, of: &[UnitKey], day: Day) -> Result<Vec<(UnitKey, School)>, NotMade> {
        let things = self.ask(|fleet| fleet.things_in(of, When::known_now(day)));
        let standards = self.rules.in_force.now();
        let platforms = standards.platform_hosts();
        let mut described = Vec::with_capacity(things.len());
        for things in things {
            let evidence = self.evidence_of(&things, day)?;
            let rules = SchoolRules {
                categories: &self.rules.categories,
                levels: &standards.levels,
                os_support: &self.rules.os_support,
                days: &self.rules.days,
                platforms: &platforms,
            };
            let key = things.school;
            let school = self.ask(|fleet| school(fleet, key, day, &things.machines, evidence, &rules));
            described.push((key, school));
        }
        Ok(described)
    }

    fn ask<T>(&self, question: impl FnOnce(&Fleet) -> T) -> T {
        question(&self.fleet.read().unwrap_or_else(PoisonError::into_inner))
    }
}

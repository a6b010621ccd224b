use crate::effect::Ticket;
use crate::message::Refusal;
use kiemke_wire::time::{SECOND_MS, UnixMs};

/// The shortest time between two questions of one slot that events lead to: a province reports many times a second,
/// and nobody reads faster.
const REFRESH_MS_MIN: i64 = SECOND_MS;
/// How long after a refusal the question is put again by itself.
const RETRY_MS: i64 = 3 * SECOND_MS;

/// One answer of the daemon: when it came, when it is to be asked for again, and what is under way.
#[derive(Debug)]
pub struct Source<T> {
    value: Option<T>,
    answered_at: Option<UnixMs>,
    asked_at: Option<UnixMs>,
    under_way: Option<Ticket>,
    due: Option<UnixMs>,
    refusal: Option<Refusal>,
}

/// Whether what a source holds is true now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Nothing newer is known to exist.
    Current {
        /// When it was answered.
        at: UnixMs,
    },
    /// A newer answer is wanted or under way.
    Asking {
        /// When the one that is held was answered.
        at: Option<UnixMs>,
    },
    /// The daemon refused.
    Failed {
        /// When the one that is held was answered.
        at: Option<UnixMs>,
    },
}

impl Phase {
    /// Of two parts of one table: what holds of the whole.
    #[must_use]
    pub fn worse(self, other: Self) -> Self {
        match (self, other) {
            (Self::Failed { .. }, _) => self,
            (_, Self::Failed { .. }) => other,
            (Self::Asking { .. }, _) => self,
            (_, Self::Asking { .. }) => other,
            (Self::Current { at: one }, Self::Current { at }) if one < at => self,
            _ => other,
        }
    }
}

impl<T> Default for Source<T> {
    fn default() -> Self {
        Self {
            value: None,
            answered_at: None,
            asked_at: None,
            under_way: None,
            due: None,
            refusal: None,
        }
    }
}

impl<T> Source<T> {
    /// What it holds.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// Why it has nothing newer.
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_ref()
    }

    /// Whether what it holds is true now.
    pub fn phase(&self) -> Phase {
        let at = self.answered_at;
        if self.refusal.is_some() {
            return Phase::Failed { at };
        }
        match at {
            Some(at) if self.due.is_none() && self.under_way.is_none() => Phase::Current { at },
            _ => Phase::Asking { at },
        }
    }

    /// When the next question is due; not while one is under way.
    pub(crate) fn due(&self) -> Option<UnixMs> {
        self.due.filter(|_| self.under_way.is_none())
    }

    /// Wanted, but not more often than the bound allows.
    pub(crate) fn want(&mut self, now: UnixMs) {
        let earliest = self
            .asked_at
            .map_or(now, |asked| asked.plus(REFRESH_MS_MIN).max(now));
        self.want_at(earliest);
    }

    /// Wanted at that time or earlier.
    pub(crate) fn want_at(&mut self, at: UnixMs) {
        self.due = Some(self.due.map_or(at, |due| due.min(at)));
    }

    /// The question has become another one: wanted at that time, and what is under way no longer counts.
    pub(crate) fn replace_at(&mut self, at: UnixMs) {
        self.under_way = None;
        self.due = Some(at);
    }

    /// The question was put.
    pub(crate) fn asked(&mut self, ticket: Ticket, now: UnixMs) {
        self.under_way = Some(ticket);
        self.asked_at = Some(now);
        self.due = None;
    }

    /// Whether this is the answer that is waited for; it is no longer waited for then.
    pub(crate) fn claims(&mut self, ticket: Ticket) -> bool {
        let claims = self.under_way == Some(ticket);
        if claims {
            self.under_way = None;
        }
        claims
    }

    /// The answer came.
    pub(crate) fn answered(&mut self, value: T, now: UnixMs) {
        self.value = Some(value);
        self.answered_at = Some(now);
        self.refusal = None;
    }

    /// A refusal came: it is shown, and the question is put again after a while.
    pub(crate) fn refused(&mut self, refusal: Refusal, now: UnixMs) {
        self.refusal = Some(refusal);
        self.want_at(now.plus(RETRY_MS));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_wishes_become_one_question_a_second() {
        let mut source = Source::<u8>::default();
        let start = UnixMs(1_000_000);
        source.want(start);
        assert_eq!(source.due(), Some(start));
        source.asked(Ticket(1), start);
        for later in 1..50 {
            source.want(start.plus(later));
        }
        assert_eq!(source.due(), None, "one is under way");
        assert!(source.claims(Ticket(1)));
        source.answered(7, start.plus(60));
        assert_eq!(source.due(), Some(start.plus(REFRESH_MS_MIN)));
    }

    #[test]
    fn an_answer_to_an_old_question_does_not_count() {
        let mut source = Source::<u8>::default();
        source.asked(Ticket(1), UnixMs(0));
        source.replace_at(UnixMs(5));
        source.asked(Ticket(2), UnixMs(5));
        assert!(!source.claims(Ticket(1)));
        assert!(source.claims(Ticket(2)));
    }
}

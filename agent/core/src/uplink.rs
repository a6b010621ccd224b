//! When the daemon is asked, for what, and what follows from its answer.
//!
//! ```text
//!              token                 accepted                 slot, more waits
//! NotEnrolled ───────▶ MustEnrol ◀──▶ Enrolling ──▶ Ready ◀──────────────────▶ Sending
//!                          ▲   refused, no answer: wait     refused, no answer: wait
//!                          └───────────────── rekey, credential unknown with a token at hand
//! ```
//!
//! Call order: [`Uplink::handle_tick`] with the time, then [`Uplink::poll_request`]; whatever it gave is answered by
//! exactly one of [`Uplink::handle_enrolled`], [`Uplink::handle_reply`] and [`Uplink::handle_failure`].
//! [`Uplink::poll_timeout`] says when to tick next.

mod backoff;

use crate::moment::Now;
use crate::spool::{Batch, ReportHead, Spool};
use backoff::{Backoff, LONGEST_MS};
use kiemke_wire::enrol::AgentSettings;
use kiemke_wire::facts::SectionName;
use kiemke_wire::ids::RunId;
use kiemke_wire::limits::REPORT_ITEMS_MAX;
use kiemke_wire::report::{ReportReply, RunRanges};
use std::collections::BTreeSet;

/// With what an agent enrols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bearer {
    /// The enrolment token that a person gave.
    EnrolmentToken,
    /// The agent's former credential, after the daemon asked for a new key.
    FormerCredential,
}

/// What the agent has at its start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    /// Neither credential nor token.
    NotEnrolled,
    /// To enrol first.
    Enrol(Bearer),
    /// Enrolled.
    Enrolled,
}

/// A request for the shell to send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// `POST /v1/enrol`.
    Enrol(Bearer),
    /// `POST /v1/report`.
    Report(Batch),
}

/// Why there was no success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No answer, or none that could be read.
    NoAnswer,
    /// The daemon refused.
    Refused {
        /// HTTP status.
        status: u16,
        /// The stable code of the problem.
        code: String,
        /// Seconds to wait, when it said so.
        retry_after_s: Option<u32>,
    },
}

/// What the shell must do after a success.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reaction {
    /// Acknowledged items, to be recorded first.
    pub acknowledged: Vec<RunRanges>,
    /// Sections that the daemon wants: drop their base, then collect at once if `collect_now`.
    pub forget: Vec<SectionName>,
    /// Whether to collect at once: only the first time that a section is wanted between two slots, so that a
    /// daemon that can never be content does not make a busy loop.
    pub collect_now: bool,
    /// New settings.
    pub settings: Option<AgentSettings>,
    /// When to report next, seconds from now.
    pub next_report_s: Option<u32>,
    /// Whether to draw a new id and secret and keep the old credential for enrolling.
    pub draw_identity: bool,
}

/// What the shell must do after a failure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing: the uplink waits.
    Wait,
    /// Give this item up: the daemon refuses it even alone.
    GiveUp {
        /// The item's run.
        run: RunId,
        /// The item's number.
        seq: u64,
    },
    /// Draw a new id and secret: the id is taken.
    DrawIdentity,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    NotEnrolled,
    MustEnrol(Bearer),
    Enrolling(Bearer),
    Ready,
    Sending { run: RunId, seqs: Vec<u64> },
}

/// The uplink.
#[derive(Clone, Debug)]
pub struct Uplink {
    phase: Phase,
    /// Nothing is asked before this, on the monotonic clock.
    not_before_ms: Option<u64>,
    /// Whether that is so because no answer came, and not because the daemon said so.
    unanswered: bool,
    /// Whether to send what waits; off between slots.
    sending: bool,
    revoked: bool,
    token_at_hand: bool,
    items_max: usize,
    wanted: BTreeSet<SectionName>,
    backoff: Backoff,
}

impl Uplink {
    /// An uplink; `token_at_hand` says that there is an enrolment token to fall back on. Equal seeds wait equally.
    pub fn new(start: Start, token_at_hand: bool, seed: u64) -> Self {
        Self {
            phase: match start {
                Start::NotEnrolled => Phase::NotEnrolled,
                Start::Enrol(bearer) => Phase::MustEnrol(bearer),
                Start::Enrolled => Phase::Ready,
            },
            not_before_ms: None,
            unanswered: false,
            sending: false,
            revoked: false,
            token_at_hand,
            items_max: REPORT_ITEMS_MAX,
            wanted: BTreeSet::new(),
            backoff: Backoff::new(seed),
        }
    }

    /// Takes the time: ends a wait that is over.
    pub fn handle_tick(&mut self, now: Now) {
        let Some(until) = self.not_before_ms else { return };
        if until <= now.mono_ms {
            self.not_before_ms = None;
            self.sending = true;
        } else if until - now.mono_ms > 2 * LONGEST_MS {
            // No wait is that long: the clock was set anew under us.
            self.not_before_ms = Some(now.mono_ms + LONGEST_MS);
        }
    }

    /// Takes the beginning of a slot: what waits is to be sent, unless a back-off is on.
    pub fn handle_slot(&mut self) {
        self.sending = true;
        self.wanted.clear();
    }

    /// Takes the news that what the daemon wanted is spooled: it is sent at once, in the slot that is on.
    pub fn handle_wanted_spooled(&mut self) {
        self.sending = true;
    }

    /// Takes the news that a probe has reached the daemon: a wait for an answer that did not come ends soon. Probes are
    /// spread by the agents' ids, so what they end is spread too.
    pub fn handle_reachable(&mut self, now: Now) {
        let Some(until) = self.not_before_ms.filter(|_| self.unanswered) else {
            return;
        };
        let soon = now.mono_ms + self.backoff.soon_ms();
        self.not_before_ms = Some(until.min(soon));
    }

    /// The next request; `None` while one is out, while waiting, and when nothing is to be sent.
    pub fn poll_request(&mut self, spool: &Spool, head: ReportHead) -> Option<Outgoing> {
        if self.not_before_ms.is_some() {
            return None;
        }
        match self.phase {
            Phase::MustEnrol(bearer) => {
                self.phase = Phase::Enrolling(bearer);
                Some(Outgoing::Enrol(bearer))
            }
            Phase::Ready if self.sending => {
                let Some(batch) = spool.batch(head, self.items_max) else {
                    self.sending = false;
                    return None;
                };
                self.phase = Phase::Sending {
                    run: batch.run,
                    seqs: batch.seqs.clone(),
                };
                Some(Outgoing::Report(batch))
            }
            Phase::NotEnrolled | Phase::Enrolling(_) | Phase::Ready | Phase::Sending { .. } => None,
        }
    }

    /// When to tick next, on the monotonic clock.
    pub fn poll_timeout(&self) -> Option<u64> {
        self.not_before_ms
    }

    /// Whether the daemon knows this agent, as far as this agent knows.
    pub fn is_enrolled(&self) -> bool {
        matches!(self.phase, Phase::Ready | Phase::Sending { .. }) && !self.revoked
    }

    /// Whether a request is out.
    pub fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Enrolling(_) | Phase::Sending { .. })
    }

    /// Takes the answer to an enrolment.
    pub fn handle_enrolled(&mut self) {
        self.phase = Phase::Ready;
        self.revoked = false;
        self.sending = true;
        self.backoff.reset();
    }

    /// Takes the answer to a report.
    pub fn handle_reply(&mut self, now: Now, reply: &ReportReply) -> Reaction {
        let Phase::Sending { run, seqs } = std::mem::replace(&mut self.phase, Phase::Ready) else {
            return Reaction::default();
        };
        self.revoked = false;
        let held = |seq: &u64| {
            reply
                .acknowledged
                .iter()
                .any(|acknowledged| acknowledged.run == run && acknowledged.ranges.contains(*seq))
        };
        if reply.rekey {
            // Nothing of it is taken in under this key: the new one is asked for at once.
            self.backoff.reset();
            self.phase = Phase::MustEnrol(Bearer::FormerCredential);
        } else if seqs.iter().any(held) {
            self.backoff.reset();
            self.items_max = (self.items_max * 2).min(REPORT_ITEMS_MAX);
        } else {
            // A yes that acknowledges nothing of what was sent: asking again at once would never end.
            self.wait(now, None);
        }
        let fresh = reply.want.iter().any(|section| !self.wanted.contains(section));
        self.wanted.extend(&reply.want);
        Reaction {
            acknowledged: reply.acknowledged.clone(),
            forget: reply.want.clone(),
            collect_now: fresh,
            settings: reply.settings.clone(),
            next_report_s: Some(reply.next_report_s),
            draw_identity: reply.rekey,
        }
    }

    /// Takes a failure of either request.
    pub fn handle_failure(&mut self, now: Now, failure: &Failure) -> Remedy {
        match std::mem::replace(&mut self.phase, Phase::Ready) {
            Phase::Enrolling(bearer) => self.enrolment_failed(now, bearer, failure),
            Phase::Sending { run, seqs } => self.report_failed(now, run, &seqs, failure),
            other => {
                self.phase = other;
                Remedy::Wait
            }
        }
    }

    fn enrolment_failed(&mut self, now: Now, bearer: Bearer, failure: &Failure) -> Remedy {
        self.phase = Phase::MustEnrol(bearer);
        let Failure::Refused {
            status,
            code,
            retry_after_s,
        } = failure
        else {
            self.wait_unanswered(now);
            return Remedy::Wait;
        };
        if *status == 409 && code == "agent_id_taken" {
            // A short wait: a daemon that calls every id taken must not be asked in a busy loop.
            self.wait(now, None);
            return Remedy::DrawIdentity;
        }
        if *status == 401 {
            if bearer == Bearer::FormerCredential && self.token_at_hand {
                self.phase = Phase::MustEnrol(Bearer::EnrolmentToken);
                return Remedy::Wait;
            }
            self.wait_for_a_person(now);
        } else {
            self.wait(now, *retry_after_s);
        }
        Remedy::Wait
    }

    fn report_failed(&mut self, now: Now, run: RunId, seqs: &[u64], failure: &Failure) -> Remedy {
        let Failure::Refused {
            status,
            retry_after_s,
            ..
        } = failure
        else {
            self.wait_unanswered(now);
            return Remedy::Wait;
        };
        match (status, seqs) {
            (401, _) if self.token_at_hand && !self.revoked => {
                self.revoked = true;
                self.phase = Phase::MustEnrol(Bearer::EnrolmentToken);
            }
            (401, _) => {
                self.revoked = true;
                self.wait_for_a_person(now);
            }
            (400 | 413 | 422, &[seq]) => {
                // Waiting after each item given up keeps a daemon that refuses everything from emptying the spool.
                self.wait(now, *retry_after_s);
                return Remedy::GiveUp { run, seq };
            }
            (400 | 413 | 422, _) => self.items_max = (seqs.len() / 2).max(1),
            _ => self.wait(now, *retry_after_s),
        }
        Remedy::Wait
    }

    fn wait_unanswered(&mut self, now: Now) {
        self.wait(now, None);
        self.unanswered = true;
    }

    fn wait(&mut self, now: Now, retry_after_s: Option<u32>) {
        self.unanswered = false;
        self.not_before_ms = Some(now.mono_ms + self.backoff.wait_ms(retry_after_s));
    }

    fn wait_for_a_person(&mut self, now: Now) {
        self.unanswered = false;
        self.not_before_ms = Some(now.mono_ms + self.backoff.wait_for_a_person_ms());
    }
}

#[cfg(test)]
mod model_tests;
#[cfg(test)]
mod morning_tests;
#[cfg(test)]
mod tests;

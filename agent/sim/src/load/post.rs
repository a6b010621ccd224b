//! Sends one request until it is answered: waits when the daemon asks for it, connects again when the daemon was
//! away, and counts what happened.

use super::connection::{Broken, Connection};
use super::{Latency, Wired};
use crate::acked::{Acked, AckedItem};
use kiemke_http::{Endpoint, Trust};
use kiemke_wire::problem::Problem;
use kiemke_wire::report::ReportReply;
use kiemke_wire::secret::Token;
use serde::de::DeserializeOwned;
use std::io;
use std::time::{Duration, Instant};

/// The longest wait that is obeyed, seconds.
const RETRY_AFTER_S_MAX: u32 = 30;
/// Attempts of one request that the daemon put off: with its one or two seconds each a few minutes.
const PUT_OFF_MAX: u32 = 200;
/// Between two attempts to reach a daemon that is away.
const RECONNECT_PAUSE: Duration = Duration::from_millis(100);

/// Whom to send to.
#[derive(Clone, Debug)]
pub struct Target {
    /// Where the daemon listens.
    pub endpoint: Endpoint,
    /// With what machines enrol.
    pub enrol_token: Token,
    /// Whether machines name their room by its path from the token's unit, as it was imported.
    pub in_rooms: bool,
    /// How long a daemon may be away.
    pub patience: Duration,
    /// The list of acknowledged items, if one is kept.
    pub acked: Option<Acked>,
}

/// What happened to requests.
#[derive(Clone, Debug, Default)]
pub struct Tally {
    /// Times from the first byte sent to the last one read, of requests that were accepted.
    pub latency: Latency,
    /// Requests accepted.
    pub accepted: u64,
    /// Items acknowledged.
    pub items: u64,
    /// Bytes of accepted requests.
    pub sent_bytes: u64,
    /// Attempts put off by the daemon.
    pub retries: u64,
    /// Attempts over a new connection because the old one broke.
    pub reconnects: u64,
    /// Requests that failed for good.
    pub errors: u64,
    /// The first of them.
    pub first_error: Option<String>,
    /// Identities drawn anew because the daemon said so.
    pub rekeyed: u64,
}

impl Tally {
    /// Adds all of another.
    pub fn merge(&mut self, other: Self) {
        self.latency.merge(&other.latency);
        self.accepted += other.accepted;
        self.items += other.items;
        self.sent_bytes += other.sent_bytes;
        self.retries += other.retries;
        self.reconnects += other.reconnects;
        self.errors += other.errors;
        self.first_error = self.first_error.take().or(other.first_error);
        self.rekeyed += other.rekeyed;
    }

    /// Counts a failure.
    pub fn failed(&mut self, trouble: &Trouble) {
        self.errors += 1;
        self.first_error.get_or_insert_with(|| trouble.to_string());
    }
}

/// A request that failed for good.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// The endpoint is not on the network.
    #[error("the simulator speaks to https://host:port or http://host:port alone")]
    NotTcp,
    /// Nobody answers, for longer than patience lasts.
    #[error("no answer from {endpoint}: {source}")]
    NoAnswer {
        /// Where.
        endpoint: Endpoint,
        /// Why.
        source: io::Error,
    },
    /// The daemon refused.
    #[error("the daemon refused with {status}: {detail}")]
    Refused {
        /// HTTP status.
        status: u16,
        /// What it said.
        detail: String,
    },
    /// The daemon put the request off too often.
    #[error("the daemon put one request off {PUT_OFF_MAX} times")]
    PutOff,
    /// The answer is not what it should be.
    #[error("the answer cannot be read: {0}")]
    Unreadable(serde_json::Error),
    /// The answer does not acknowledge what was sent.
    #[error("the answer does not acknowledge items {0} to {1}")]
    NotAcknowledged(u64, u64),
    /// The list of acknowledged items could not be written.
    #[error("the list of acknowledged items cannot be written: {0}")]
    NotWrittenDown(io::Error),
    /// A request could not be made.
    #[error("a request cannot be made: {0}")]
    NotMade(io::Error),
}

/// One connection and what happened on it.
pub struct Post {
    connection: Connection,
    target: Target,
    /// What happened; taken at the end of a phase.
    pub tally: Tally,
}

impl Post {
    /// A connection to a target.
    ///
    /// # Errors
    /// When the target is not TCP.
    pub fn new(target: &Target) -> Result<Self, Trouble> {
        Ok(Self {
            connection: Connection::new(&target.endpoint, Trust::of(Some(&target.enrol_token)))
                .ok_or(Trouble::NotTcp)?,
            target: target.clone(),
            tally: Tally::default(),
        })
    }

    /// To whom it sends.
    pub fn target(&self) -> &Target {
        &self.target
    }

    /// Ends the connection; the next request makes a new one.
    pub fn hang_up(&mut self) {
        self.connection.close();
    }

    /// Sends a report; returns the answer once every item in it is acknowledged and written down.
    ///
    /// # Errors
    /// When it failed for good; already counted.
    pub async fn report(&mut self, wired: &Wired) -> Result<ReportReply, Trouble> {
        let outcome = self.try_report(wired).await;
        self.counted(wired, outcome)
    }

    /// Sends a request and reads the answer as JSON.
    ///
    /// # Errors
    /// When it failed for good; already counted.
    pub async fn ask<T: DeserializeOwned>(&mut self, wired: &Wired) -> Result<T, Trouble> {
        let outcome = self
            .exchange(wired, |body| {
                serde_json::from_slice(body).map_err(Trouble::Unreadable)
            })
            .await;
        self.counted(wired, outcome)
    }

    /// Sends a request to a handler that has nothing to say.
    ///
    /// # Errors
    /// When it failed for good; already counted.
    pub async fn deliver(&mut self, wired: &Wired) -> Result<(), Trouble> {
        let outcome = self.exchange(wired, |_| Ok(())).await;
        self.counted(wired, outcome)
    }

    async fn try_report(&mut self, wired: &Wired) -> Result<(ReportReply, Duration), Trouble> {
        let (reply, took): (ReportReply, _) = self
            .exchange(wired, |body| {
                serde_json::from_slice(body).map_err(Trouble::Unreadable)
            })
            .await?;
        let Some((agent, run, first, last)) = wired.items else {
            return Ok((reply, took));
        };
        // Two machines under one key: nothing is taken in until this one has its own.
        if reply.rekey {
            return Ok((reply, took));
        }
        let holds = |seq| {
            let mut of_run = reply.acknowledged.iter().filter(|of| of.run == run);
            of_run.any(|of| of.ranges.contains(seq))
        };
        if !(first..=last).all(holds) {
            return Err(Trouble::NotAcknowledged(first, last));
        }
        if let Some(acked) = &self.target.acked {
            let items = (first..=last).map(|seq| AckedItem { agent, run, seq });
            acked.append(items).await.map_err(Trouble::NotWrittenDown)?;
        }
        self.tally.items += last - first + 1;
        Ok((reply, took))
    }

    fn counted<T>(&mut self, wired: &Wired, outcome: Result<(T, Duration), Trouble>) -> Result<T, Trouble> {
        match outcome {
            Ok((value, took)) => {
                self.tally.latency.add(took);
                self.tally.accepted += 1;
                self.tally.sent_bytes += wired.bytes.len() as u64;
                Ok(value)
            }
            Err(trouble) => {
                self.tally.failed(&trouble);
                Err(trouble)
            }
        }
    }

    /// The time is that of the attempt that succeeded.
    async fn exchange<T>(
        &mut self,
        wired: &Wired,
        read: impl Fn(&[u8]) -> Result<T, Trouble>,
    ) -> Result<(T, Duration), Trouble> {
        let mut put_off = 0;
        let mut away_since: Option<Instant> = None;
        loop {
            let began = Instant::now();
            let answer = match self.connection.exchange(&wired.bytes).await {
                Ok(answer) => answer,
                Err(Broken { was_idle: true, .. }) => {
                    self.tally.reconnects += 1;
                    continue;
                }
                Err(Broken { error, .. }) => {
                    let since = *away_since.get_or_insert(began);
                    if since.elapsed() >= self.target.patience {
                        return Err(Trouble::NoAnswer {
                            endpoint: self.target.endpoint.clone(),
                            source: error,
                        });
                    }
                    self.tally.reconnects += 1;
                    tokio::time::sleep(RECONNECT_PAUSE).await;
                    continue;
                }
            };
            match answer.status {
                200..=299 => return Ok((read(answer.body)?, began.elapsed())),
                429 | 503 | 507 => {
                    let wait_s = answer.retry_after_s.unwrap_or(1).min(RETRY_AFTER_S_MAX);
                    self.tally.retries += 1;
                    put_off += 1;
                    if put_off >= PUT_OFF_MAX {
                        return Err(Trouble::PutOff);
                    }
                    tokio::time::sleep(Duration::from_secs(u64::from(wait_s))).await;
                }
                status => {
                    let problem: Option<Problem> = serde_json::from_slice(answer.body).ok();
                    return Err(Trouble::Refused {
                        status,
                        detail: problem.map_or_else(String::new, |problem| problem.to_string()),
                    });
                }
            }
        }
    }
}

//! Requests to the daemon, and what follows from its answers.

use super::{Agent, Done, Errand};
use crate::clock::Clock;
use crate::credential::Credential;
use crate::enrol::enrol;
use crate::status::Trouble;
use bytes::Bytes;
use kiemke_agent_core::schedule::Pace;
use kiemke_agent_core::spool::{Batch, ReportHead};
use kiemke_agent_core::uplink::{Bearer, Failure, Outgoing, Remedy};
use kiemke_http::causes;
use kiemke_http::{Body, Client, Connect, Error, Reply, Request};
use kiemke_wire::enrol::{AgentSettings, EnrolReply, RenewSecret};
use kiemke_wire::facts::SectionName;
use kiemke_wire::report::ReportReply;

/// Bodies above this are compressed: below it the gain is eaten by the head that says so.
const COMPRESS_ABOVE_BYTES: usize = 1024;
/// zstd's own default: 30 kB of JSON become 5 kB in less than a millisecond.
const COMPRESSION_LEVEL: i32 = 3;

impl<C: Connect, K: Clock> Agent<C, K> {
    /// Sends the next request, if there is one.
    pub(super) fn ask(&mut self) {
        let Some(store) = &self.store else { return };
        let head = ReportHead {
            agent: self.credential.agent,
            sent_at: self.clock.now().wall,
            settings: self
                .credential
                .settings
                .as_ref()
                .map_or(0, |settings| settings.version),
        };
        match self.uplink.poll_request(store.spool(), head) {
            Some(Outgoing::Report(batch)) => self.report(batch),
            Some(Outgoing::Enrol(bearer)) => self.enrol(bearer),
            None => {}
        }
    }

    fn report(&mut self, batch: Batch) {
        let token = self.credential.token();
        let client = Client::over(self.connect.clone(), self.server.clone(), Some(token));
        let task = self.tasks.spawn(async move {
            let mut request = Request::post("/v1/report", &());
            request.body = encode(batch.body);
            Done::Report(client.json(request).await)
        });
        self.errands.insert(task.id(), Errand::Request);
    }

    fn enrol(&mut self, bearer: Bearer) {
        let token = match bearer {
            Bearer::EnrolmentToken => self.enrol_token.clone(),
            Bearer::FormerCredential => self.credential.former_token(),
        };
        // Without the token that the uplink believes in, the credential's own is refused, and that is waited out.
        let token = token.unwrap_or_else(|| self.credential.token());
        // On the disk with the daemon's yes.
        self.credential.trust(token.authority());
        let work = enrol(
            self.connect.clone(),
            self.server.clone(),
            token,
            self.credential.clone(),
            self.root.clone(),
        );
        let task = self.tasks.spawn(async move { Done::Enrolment(work.await) });
        self.errands.insert(task.id(), Errand::Request);
    }

    pub(super) async fn take_enrolment(&mut self, outcome: Result<EnrolReply, Error>) {
        match outcome {
            Ok(reply) => {
                tracing::info!(machine = %reply.machine, daemon = %self.server, "enrolled");
                self.credential.daemon = Some(self.server.to_string());
                let now = self.clock.now().wall;
                self.credential
                    .accepted(reply.machine, reply.settings.clone(), now);
                self.set_pace(&reply.settings);
                // What another daemon, or another machine's record, held is worth nothing here. This comes before
                // the credential is saved: between the two a crash enrols again.
                self.forget(&SectionName::ALL).await;
                self.save_credential().await;
                self.uplink.handle_enrolled();
                self.succeeded();
                self.collect_anew();
            }
            Err(error) => self.failed(&error).await,
        }
    }

    pub(super) async fn take_reply(&mut self, outcome: Result<ReportReply, Error>) {
        let reply = match outcome {
            Ok(reply) => reply,
            Err(error) => return self.failed(&error).await,
        };
        for warning in &reply.warnings {
            tracing::warn!(?warning, "the daemon set something aside");
        }
        let now = self.clock.now();
        let reaction = self.uplink.handle_reply(now, &reply);
        let outcome = self
            .with_store(move |store| store.acknowledged(&reaction.acknowledged))
            .await;
        if let Err(error) = outcome {
            tracing::error!(
                error = causes(&error),
                "an acknowledgement could not be written down"
            );
        }
        self.forget(&reaction.forget).await;
        if let Some(settings) = reaction.settings {
            self.set_pace(&settings);
            self.credential.settings = Some(settings);
            self.save_credential().await;
        }
        if let Some(seconds) = reaction.next_report_s {
            self.schedule.report_in(seconds, now);
        }
        self.take_slot(reply.test);
        if let Some(probes) = reply.probes_outside {
            self.stands_by = !probes;
            if self.stands_by {
                self.recent.forget_hosts();
            }
        }
        if reaction.draw_identity {
            tracing::warn!("the daemon saw two machines under this identity: drawing a new one");
            self.draw_identity(true).await;
        }
        if reaction.collect_now {
            self.collect_anew();
        }
        self.renew_secret().await;
        self.succeeded();
        self.status
            .send_modify(|status| status.last_acknowledged = Some(now.wall));
    }

    /// Draws a new secret when the present one is old, and tells the daemon. Until the answer the old one is used.
    async fn renew_secret(&mut self) {
        let is_enrolled = self.credential.machine.is_some();
        if self.renewing || !is_enrolled || !self.credential.is_old(self.clock.now().wall) {
            return;
        }
        let next = match self.credential.draw_next() {
            Ok(next) => next,
            Err(error) => {
                tracing::error!(error = causes(&error), "no new secret could be drawn");
                return;
            }
        };
        if !self.save_credential().await {
            return;
        }
        self.renewing = true;
        let token = self.credential.token();
        let client = Client::over(self.connect.clone(), self.server.clone(), Some(token));
        let secret_hash = next.secret().hash();
        let request = Request::post("/v1/secret", &RenewSecret { secret_hash });
        let task = self
            .tasks
            .spawn(async move { Done::Renewal(client.exchange(request).await) });
        self.errands.insert(task.id(), Errand::Renewal);
    }

    pub(super) async fn take_renewal(&mut self, outcome: Result<Reply, Error>) {
        self.renewing = false;
        match outcome {
            Ok(reply) if reply.status.is_success() => {
                self.credential.renewed(self.clock.now().wall);
                self.save_credential().await;
            }
            // The old one is good; the next report that is taken in is a new occasion.
            Ok(reply) => tracing::warn!(status = %reply.status, "the daemon did not take the new secret"),
            Err(error) => tracing::warn!(error = causes(&error), "the new secret did not reach the daemon"),
        }
    }

    /// Collects what the daemon lacks, or what its key changes, and then sends it without waiting for the slot.
    fn collect_anew(&mut self) {
        if self.collecting || self.sections.digest().is_some() {
            self.schedule.inventory_now(self.clock.now());
            self.rounds.restart();
            self.wanted = true;
        }
    }

    async fn failed(&mut self, error: &Error) {
        let trouble = Trouble::from(error);
        tracing::warn!(trouble = trouble.text, "the daemon did not take it");
        let failure = match error {
            Error::Refused {
                problem,
                retry_after_s,
                ..
            } => Failure::Refused {
                status: problem.status,
                code: problem.code.clone(),
                retry_after_s: *retry_after_s,
            },
            _ => {
                // Whoever probes for the line may be off as well; now each machine has to know for itself.
                self.stands_by = false;
                Failure::NoAnswer
            }
        };
        match self.uplink.handle_failure(self.clock.now(), &failure) {
            Remedy::Wait => {}
            Remedy::GiveUp { run, seq } => {
                tracing::error!(%run, seq, "the daemon refuses this item even alone; it is given up");
                let outcome = self.with_store(move |store| store.give_up(run, seq)).await;
                if let Err(error) = outcome {
                    tracing::error!(error = causes(&error), "the loss could not be written down");
                }
            }
            Remedy::DrawIdentity => self.draw_identity(false).await,
        }
        self.status
            .send_modify(|status| status.last_error = Some(trouble));
    }

    fn succeeded(&self) {
        self.status
            .send_if_modified(|status| status.last_error.take().is_some());
    }

    async fn draw_identity(&mut self, keep_former: bool) {
        if let Err(error) = self.credential.redraw(keep_former) {
            tracing::error!(error = causes(&error), "no new identity could be drawn");
            return;
        }
        self.save_credential().await;
    }

    fn set_pace(&mut self, settings: &AgentSettings) {
        self.schedule.set_pace(Pace::from(settings), self.clock.now());
    }

    async fn forget(&mut self, sections: &[SectionName]) {
        let sections = sections.to_vec();
        let outcome = self.with_store(move |store| store.forget(&sections)).await;
        if let Err(error) = outcome {
            tracing::error!(
                error = causes(&error),
                "the base could not be dropped on the disk"
            );
        }
    }

    /// Best effort: without room on the disk the agent goes on with what it has in memory.
    async fn save_credential(&mut self) -> bool {
        let (credential, data): (Credential, _) = (self.credential.clone(), self.data.clone());
        let saved = tokio::task::spawn_blocking(move || credential.save(&data)).await;
        match saved {
            Ok(Ok(())) => return true,
            Ok(Err(error)) => {
                tracing::error!(error = causes(&error), "the credential could not be saved");
            }
            Err(error) => tracing::error!(%error, "the credential could not be saved"),
        }
        false
    }
}

fn encode(body: String) -> Body {
    if body.len() <= COMPRESS_ABOVE_BYTES {
        return Body::Json(body.into());
    }
    match zstd::bulk::compress(body.as_bytes(), COMPRESSION_LEVEL) {
        Ok(compressed) => Body::JsonZstd(Bytes::from(compressed)),
        Err(error) => {
            tracing::warn!(%error, "a report could not be compressed and goes as it is");
            Body::Json(body.into())
        }
    }
}

//! Tests of the line in the slots that the daemon gives.

use super::{Agent, Done, Errand};
use crate::capacity::{CapacityPlan, measure};
use crate::clock::Clock;
use crate::link::{Attachment, battery_is_low};
use crate::probe::DAEMON;
use kiemke_agent_core::capacity::Limits;
use kiemke_http::Connect;
use kiemke_wire::reading::{CapacityFailure, CapacityReading, Medium};
use kiemke_wire::report::{ItemBody, TestSlot};

impl<C: Connect, K: Clock> Agent<C, K> {
    /// How the machine could test its line now; none when it must not.
    pub(super) fn can_test(&self) -> Option<Medium> {
        let root = &self.root;
        if !self.capacity.on || self.capacity.metered || !root.is_live() || battery_is_low(root) {
            return None;
        }
        Attachment::read(root, None).map(|attachment| attachment.medium())
    }

    /// Keeps the slot until it is due.
    pub(super) fn take_slot(&mut self, slot: Option<TestSlot>) {
        let Some(slot) = slot else { return };
        self.slot = Some(slot);
        self.schedule.test_in(slot.in_s, self.clock.now());
    }

    pub(super) async fn begin_test(&mut self) {
        let Some(slot) = self.slot.take() else { return };
        if self.testing {
            return;
        }
        let attachment = Attachment::read(&self.root, None);
        let plan = CapacityPlan {
            name: DAEMON.to_owned(),
            server: self.server.clone(),
            token: Some(self.credential.token()),
            limits: Limits::from(slot),
            medium: attachment.as_ref().map(Attachment::medium),
            link_mbps: attachment.and_then(|attachment| attachment.mbps),
        };
        let plan = match &self.capacity.server {
            // Another server lets this machine in by its address, not by our credential.
            Some(server) => match server.parse() {
                Ok(endpoint) => CapacityPlan {
                    name: server.clone(),
                    server: endpoint,
                    token: None,
                    ..plan
                },
                Err(error) => {
                    tracing::warn!(%error, "the other server of tests cannot be read");
                    return;
                }
            },
            None => plan,
        };
        // Between the reply and the slot the cable may have been pulled and the lid closed.
        let prevented = if battery_is_low(&self.root) {
            Some(CapacityFailure::Battery)
        } else if self.capacity.metered {
            Some(CapacityFailure::Metered)
        } else {
            None
        };
        if prevented.is_some() {
            let reading = CapacityReading::failed(plan.name, plan.medium, prevented);
            return self.take_test(reading).await;
        }
        self.testing = true;
        let connect = self.connect.clone();
        let task = self
            .tasks
            .spawn(async move { Done::Test(Box::new(measure(connect, plan).await)) });
        self.errands.insert(task.id(), Errand::Test);
    }

    pub(super) async fn take_test(&mut self, reading: CapacityReading) {
        self.testing = false;
        self.spool_readings([ItemBody::Capacity(reading)]).await;
    }
}

//! What was collected and measured becomes items of the spool.

use super::{Agent, Inventory, own};
use crate::clock::Clock;
use crate::collect::machine_uptime_s;
use crate::enrol::VERSION;
use crate::probe::DAEMON;
use crate::store::NewItem;
use kiemke_agent_core::moment::Now;
use kiemke_agent_core::spool::{Class, REPORT_JSON_BYTES_MAX};
use kiemke_http::Connect;
use kiemke_http::causes;
use kiemke_wire::facts::SectionName;
use kiemke_wire::reading::{GatewayReading, OutsideReading};
use kiemke_wire::report::{CheckIn, CollectorFailed, Dropped, Item, ItemBody, SectionItem};
use serde_json::value::RawValue;

/// The largest section, bytes of JSON: alone in a report it must pass.
const SECTION_BYTES_MAX: usize = REPORT_JSON_BYTES_MAX - 4096;

impl<C: Connect, K: Clock> Agent<C, K> {
    pub(super) async fn take_inventory(&mut self, inventory: Inventory) {
        self.collecting = false;
        self.gateway_before = inventory.gateway;
        let now = self.clock.now();
        let mut items = Vec::new();
        for (section, facts) in inventory.sections {
            let item = match facts.and_then(|json| self.section(section, json)) {
                Ok(Some((class, body))) => Some((class, body)),
                Ok(None) => None,
                Err(reason) => {
                    tracing::warn!(%section, reason, "a collector failed");
                    self.rounds.failed(section);
                    let news = self.sections.failed(section, &reason);
                    let body = ItemBody::CollectorFailed(CollectorFailed { section, reason });
                    news.then_some((Class::Reading, body))
                }
            };
            items.extend(item.map(|(class, body)| self.item(now, class, body)));
        }
        items.push(self.item(now, Class::Reading, ItemBody::Status(inventory.status)));
        self.spool(now, items).await;
        if std::mem::take(&mut self.collect_again) {
            return self.begin_inventory();
        }
        if std::mem::take(&mut self.wanted) {
            self.uplink.handle_wanted_spooled();
        }
        if std::mem::take(&mut self.check_in_due) {
            self.check_in().await;
        }
    }

    /// The section's item, if it is worth sending.
    fn section(&mut self, section: SectionName, json: String) -> Result<Option<(Class, ItemBody)>, String> {
        if json.len() > SECTION_BYTES_MAX {
            return Err(format!(
                "the section takes {} bytes; the most is {SECTION_BYTES_MAX}",
                json.len()
            ));
        }
        let digest = self.sections.collected(section, &json);
        let store = self.store.as_ref();
        if store.is_some_and(|store| !store.spool().wants_section(section, &digest)) {
            return Ok(None);
        }
        let facts =
            RawValue::from_string(json).map_err(|error| format!("failed to write its JSON: {error}"))?;
        let body = ItemBody::Section(SectionItem {
            section,
            digest,
            facts,
        });
        Ok(Some((Class::Section(section, digest), body)))
    }

    pub(super) async fn take_gateway(&mut self, reading: Option<GatewayReading>) {
        match reading {
            Some(reading) => {
                self.recent.add_gateway(&reading);
                self.spool_readings([ItemBody::Gateway(reading)]).await;
            }
            None => self.recent.forget_gateway(),
        }
        self.gateway_seen();
        self.judge().await;
    }

    pub(super) async fn take_outside(&mut self, readings: Vec<OutsideReading>) {
        let is_news = self.recent.add_hosts(&readings);
        let reached = |reading: &OutsideReading| reading.target == DAEMON && reading.failed.is_none();
        if readings.iter().any(reached) {
            self.uplink.handle_reachable(self.clock.now());
        }
        self.spool_readings(readings.into_iter().map(ItemBody::Outside))
            .await;
        self.hosts_seen(is_news);
        self.judge().await;
    }

    pub(super) async fn take_platforms(&mut self, readings: Vec<OutsideReading>) {
        let is_news = self.recent.add_platforms(&readings);
        self.spool_readings(readings.into_iter().map(ItemBody::Outside))
            .await;
        self.platforms_seen(is_news);
        self.judge().await;
    }

    pub(super) async fn spool_readings(&mut self, bodies: impl IntoIterator<Item = ItemBody>) {
        let now = self.clock.now();
        let items: Vec<_> = bodies
            .into_iter()
            .map(|body| self.item(now, Class::Reading, body))
            .collect();
        self.spool(now, items).await;
    }

    /// Makes the sign of life and begins a slot.
    pub(super) async fn check_in(&mut self) {
        let now = self.clock.now();
        let (pending, dropped, unreported) = self
            .with_store(move |store| {
                if let Err(error) = store.expire(now) {
                    tracing::warn!(error = causes(&error), "old items could not be given up");
                }
                let spool = store.spool();
                (spool.pending_count(), store.given_up(), spool.unreported())
            })
            .await;
        let mut items = Vec::new();
        if let Some(span) = unreported {
            let body = ItemBody::Dropped(Dropped {
                count: span.count,
                from: span.from,
                to: span.to,
            });
            items.push(self.item(now, Class::Dropped(span), body));
        }
        let check_in = CheckIn {
            digest: self.sections.digest(),
            version: VERSION.to_owned(),
            machine_uptime_s: machine_uptime_s(&self.root),
            agent_uptime_s: now.mono_ms.saturating_sub(self.started_ms) / 1000,
            spooled: pending,
            dropped,
            rss_bytes: own::rss_bytes(),
            cpu_ms: own::cpu_ms(),
            can_test: self.can_test(),
        };
        if self.first_check_in.is_none() && check_in.digest.is_some() {
            self.first_check_in = Some(self.next_seq);
        }
        items.push(self.item(now, Class::Reading, ItemBody::CheckIn(check_in)));
        self.spool(now, items).await;
        self.uplink.handle_slot();
    }

    fn item(&mut self, now: Now, class: Class, body: ItemBody) -> NewItem {
        let seq = self.next_seq;
        self.next_seq += 1;
        let item = Item {
            seq,
            at: now.wall,
            body,
        };
        NewItem {
            seq,
            class,
            text: serde_json::to_string(&item).expect("wire types always have a JSON text"),
        }
    }

    async fn spool(&mut self, now: Now, items: Vec<NewItem>) {
        let run = self.run;
        self.with_store(move |store| store.add(now, run, items)).await;
    }
}

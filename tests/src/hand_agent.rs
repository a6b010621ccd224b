//! An agent made by hand: says exactly what a test wants said.

use kiemke_http::{Body, Client, Endpoint, Error, Reply, Request};
use kiemke_sim::facts::Moment;
use kiemke_sim::reports::{self, Head};
use kiemke_sim::world::{Machine, World};
use kiemke_wire::digest::digest_of;
use kiemke_wire::enrol::{EnrolReply, EnrolRequest, HashKey};
use kiemke_wire::facts::{Facts, IdentityFacts};
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::reading::{GatewayReading, OutsideReading, ProbeMethod};
use kiemke_wire::report::{CheckIn, Item, ItemBody, Report, ReportReply, SectionItem};
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::time::UnixMs;
use serde_json::value::RawValue;

/// An agent with its id and secret.
#[derive(Clone)]
pub struct HandAgent {
    /// Its id.
    pub id: AgentId,
    /// Its credential.
    pub credential: Token,
    /// The run that it reports in.
    pub run: RunId,
}

impl HandAgent {
    /// An agent with this number.
    pub fn new(number: u8) -> Self {
        let credential = Token::new(Secret::from_random([number; 32]), None);
        Self {
            id: AgentId([number; 16]),
            credential,
            run: RunId([number; 8]),
        }
    }

    /// The same agent id with another secret: a thief, or a clone.
    #[must_use]
    pub fn with_secret(mut self, secret: u8) -> Self {
        self.credential = Token::new(Secret::from_random([secret; 32]), None);
        self
    }

    /// The same that trusts whom a token trusts.
    #[must_use]
    pub fn trusting(mut self, token: &Token) -> Self {
        self.credential = self.credential.naming(token.authority().copied());
        self
    }

    /// Its enrolment.
    pub fn enrolment(&self) -> EnrolRequest {
        EnrolRequest {
            v: kiemke_wire::WIRE_VERSION,
            agent: self.id,
            secret_hash: self.credential.secret().hash(),
            version: env!("CARGO_PKG_VERSION").into(),
            host_name: Some(format!("PC{:02}", self.id.0[0])),
            identity: IdentityFacts::default(),
            macs: Vec::new(),
            disk_serials: Vec::new(),
            room: None,
            seat: None,
        }
    }

    /// Enrols with a token.
    ///
    /// # Errors
    /// As the client says.
    pub async fn enrol(&self, endpoint: &Endpoint, token: &Token) -> Result<EnrolReply, Error> {
        let client = Client::new(endpoint.clone(), Some(token.clone()));
        client.json(Request::post("/v1/enrol", &self.enrolment())).await
    }

    /// A report of items, as text.
    pub fn report_text(&self, items: &[String]) -> String {
        format!(
            r#"{{"v":1,"agent":"{}","run":"{}","sent_at":"{}","settings":0,"items":[{}]}}"#,
            self.id,
            self.run,
            now(),
            items.join(",")
        )
    }

    /// Reports items.
    ///
    /// # Errors
    /// As the client says.
    pub async fn report(&self, endpoint: &Endpoint, items: Vec<Item>) -> Result<ReportReply, Error> {
        self.report_at(endpoint, now(), items).await
    }

    /// The same at a time of the test's own.
    ///
    /// # Errors
    /// As the client says.
    pub async fn report_at(
        &self,
        endpoint: &Endpoint,
        sent_at: UnixMs,
        items: Vec<Item>,
    ) -> Result<ReportReply, Error> {
        let client = Client::new(endpoint.clone(), Some(self.credential.clone()));
        let report = Report {
            v: 1,
            agent: self.id,
            run: self.run,
            sent_at,
            settings: 0,
            items,
        };
        client.json(Request::post("/v1/report", &report)).await
    }

    /// Posts any body to the report route.
    ///
    /// # Errors
    /// As the client says.
    pub async fn post(&self, endpoint: &Endpoint, body: Body) -> Result<Reply, Error> {
        let client = Client::new(endpoint.clone(), Some(self.credential.clone()));
        let request = Request {
            method: "POST".parse().expect("a method"),
            body,
            ..Request::get("/v1/report")
        };
        client.exchange(request).await
    }
}

/// What the agent of a made-up machine says of it at first; `hash_key` is the one that it was given.
pub fn inventory(
    world: &World,
    machine: &Machine,
    agent: &HandAgent,
    hash_key: Option<HashKey>,
) -> Vec<Item> {
    let moment = Moment {
        hash_key,
        ..Moment::default()
    };
    let head = Head {
        agent: agent.id,
        run: agent.run,
        first_seq: 0,
        now: now(),
        settings: 0,
    };
    reports::inventory(world, machine, &moment, head).0.items
}

/// The system's time.
pub fn now() -> UnixMs {
    UnixMs(jiff::Timestamp::now().as_millisecond())
}

/// A probe of a host outside that got through.
pub fn outside(seq: u64, at: UnixMs) -> Item {
    let reading = OutsideReading {
        target: "daemon".into(),
        failed: None,
        dns_us: None,
        tcp_us: Some(200),
        tls_us: None,
        first_byte_us: Some(400),
        sent: 20,
        received: 20,
        rtt_us_median: Some(150),
        jitter_us: Some(10),
        wifi: None,
    };
    Item {
        seq,
        at,
        body: ItemBody::Outside(reading),
    }
}

/// Ten probes of the gateway, all answered.
pub fn gateway(seq: u64, at: UnixMs) -> Item {
    let reading = GatewayReading {
        method: ProbeMethod::Icmp,
        sent: 10,
        received: 10,
        rtt_us_median: Some(900),
        rtt_us_max: Some(1_200),
    };
    Item {
        seq,
        at,
        body: ItemBody::Gateway(reading),
    }
}

/// A section with its digest.
///
/// # Panics
/// Never: facts have a JSON text.
pub fn section(seq: u64, at: UnixMs, facts: &Facts) -> Item {
    let json = facts.to_json();
    let digest = digest_of(json.as_bytes());
    let facts_text = RawValue::from_string(json).expect("facts are JSON");
    let item = SectionItem {
        section: facts.section(),
        digest,
        facts: facts_text,
    };
    Item {
        seq,
        at,
        body: ItemBody::Section(item),
    }
}

/// A sign of life without a digest.
pub fn check_in(seq: u64, at: UnixMs) -> Item {
    let check_in = CheckIn {
        digest: None,
        version: env!("CARGO_PKG_VERSION").into(),
        machine_uptime_s: None,
        agent_uptime_s: 1,
        spooled: 0,
        dropped: 0,
        rss_bytes: None,
        cpu_ms: None,
        can_test: None,
    };
    Item {
        seq,
        at,
        body: ItemBody::CheckIn(check_in),
    }
}

//! What a machine sends: its enrolment, its whole inventory, and what it says while nothing changes.

pub(crate) mod readings;

use crate::facts::{self, Moment};
use crate::seed::{Seed, Topic};
use crate::world::{Machine, World};
use kiemke_wire::WIRE_VERSION;
use kiemke_wire::digest::{Digest, digest_of, digest_over};
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::{Attachment, Facts};
use kiemke_wire::ids::{AgentId, RunId};
use kiemke_wire::report::{CheckIn, Item, ItemBody, Report, SectionItem};
use kiemke_wire::secret::{Secret, Token};
use kiemke_wire::time::UnixMs;
use serde_json::value::RawValue;

/// The agent's version as it stands in reports.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Under what a machine reports.
#[derive(Clone, Debug)]
pub struct Identity {
    /// Its agent's id.
    pub agent: AgentId,
    /// Its credential.
    pub credential: Token,
}

/// The identity of a machine after it drew a new one so many times. A clone begins with that of the machine from
/// which its image was taken.
pub fn identity(seed: Seed, machine: &Machine, generation: u32) -> Identity {
    let owner = match machine.quirks.clone_of {
        Some(original) if generation == 0 => original,
        _ => machine.index,
    };
    let secret = |what: u64| {
        seed.secret(
            Topic::Agent,
            u64::from(owner.0) << 1 | what,
            u64::from(generation),
        )
    };
    let mut agent = [0; 16];
    agent.copy_from_slice(&secret(0)[..16]);
    Identity {
        agent: AgentId(agent),
        credential: Token::new(Secret::from_random(secret(1)), None),
    }
}

/// The run of one start of a machine's agent.
pub fn run(seed: Seed, machine: &Machine, boot: u32) -> RunId {
    let bytes = seed.secret(Topic::Run, u64::from(machine.index.0), u64::from(boot));
    let mut run = [0; 8];
    run.copy_from_slice(&bytes[..8]);
    RunId(run)
}

/// What the daemon told all agents.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// The province's key.
    pub hash_key: HashKey,
    /// The version of the settings.
    pub settings: u32,
}

/// Under what and when a report is made.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The sender.
    pub agent: AgentId,
    /// The start in which the items are made.
    pub run: RunId,
    /// The number of the first item.
    pub first_seq: u64,
    /// The right time; the machine's own clock is put in instead.
    pub now: UnixMs,
    /// The version of the settings that the agent holds.
    pub settings: u32,
}

impl Head {
    fn report(self, machine: &Machine, bodies: Vec<(i64, ItemBody)>) -> Report {
        let own_clock = self.now.plus(machine.quirks.clock_ahead_ms);
        let items = bodies
            .into_iter()
            .zip(self.first_seq..)
            .map(|((ago_ms, body), seq)| Item {
                seq,
                at: own_clock.plus(-ago_ms),
                body,
            })
            .collect();
        Report {
            v: WIRE_VERSION,
            agent: self.agent,
            run: self.run,
            sent_at: own_clock,
            settings: self.settings,
            items,
        }
    }
}

/// The request with which a machine makes itself known.
pub fn enrolment(world: &World, machine: &Machine, identity: &Identity) -> EnrolRequest {
    let network = facts::network(world, machine, &Moment::default());
    let built_in = network
        .interfaces
        .into_iter()
        .filter(|interface| interface.attachment == Some(Attachment::BuiltIn));
    let storage = facts::storage(machine);
    EnrolRequest {
        v: WIRE_VERSION,
        agent: identity.agent,
        secret_hash: identity.credential.secret().hash(),
        version: VERSION.to_owned(),
        host_name: Some(facts::host_name(machine)),
        identity: facts::identity(machine),
        macs: built_in.filter_map(|interface| interface.mac).collect(),
        disk_serials: storage.disks.into_iter().filter_map(|disk| disk.serial).collect(),
        room: Some(machine.room.code.clone()),
        seat: Some(machine.seat),
    }
}

/// All sections and a check-in behind them; the digest is that of the check-in.
pub fn inventory(world: &World, machine: &Machine, moment: &Moment, head: Head) -> (Report, Digest) {
    inventory_with(world, machine, moment, head, Vec::new())
}

/// The same with readings, each with how long ago it was made, milliseconds.
pub(crate) fn inventory_with(
    world: &World,
    machine: &Machine,
    moment: &Moment,
    head: Head,
    readings: Vec<(i64, ItemBody)>,
) -> (Report, Digest) {
    let sections: Vec<SectionItem> = facts::all(world, machine, moment).iter().map(section).collect();
    let digest = digest_over(sections.iter().map(|one| (one.section, &one.digest)));
    let mut bodies: Vec<_> = sections
        .into_iter()
        .map(|one| (0, ItemBody::Section(one)))
        .collect();
    bodies.extend(readings);
    bodies.push((0, readings::status(world, machine, head.first_seq)));
    bodies.push((0, check_in(machine, head.first_seq, Some(digest))));
    (head.report(machine, bodies), digest)
}

/// What a machine says in a slot in which nothing changed: the gateway, from one machine of each line what is
/// outside, and that it is there. `missed` slots before it come along, because the line was down, `every_ms` apart.
pub fn heartbeat(
    world: &World,
    machine: &Machine,
    moved: bool,
    digest: Option<Digest>,
    missed: (u32, i64),
    head: Head,
) -> Report {
    let line = facts::line_of(world, machine, moved);
    let (missed, every_ms) = missed;
    let mut bodies = Vec::new();
    for ago in (0..=missed).rev() {
        let ago_ms = i64::from(ago) * every_ms;
        let number = head.first_seq << 8 | u64::from(ago);
        bodies.push((ago_ms, readings::gateway(world, machine, number)));
        if is_prober(machine) {
            bodies.push((ago_ms, readings::outside(world, machine, &line, number, ago > 0)));
        }
    }
    bodies.push((0, check_in(machine, head.first_seq, digest)));
    head.report(machine, bodies)
}

/// A sign of life alone.
pub fn unchanged(machine: &Machine, digest: Option<Digest>, head: Head) -> Report {
    head.report(machine, vec![(0, check_in(machine, head.first_seq, digest))])
}

/// One machine of each line looks outside for all: the first of the offices, and of each lab.
pub fn is_prober(machine: &Machine) -> bool {
    machine.seat == 1
}

/// A section with its digest.
///
/// # Panics
/// Never: facts have a JSON text.
pub fn section(facts: &Facts) -> SectionItem {
    let json = facts.to_json();
    SectionItem {
        section: facts.section(),
        digest: digest_of(json.as_bytes()),
        facts: RawValue::from_string(json).expect("facts are JSON"),
    }
}

/// A sign of life.
pub fn check_in(machine: &Machine, seq: u64, digest: Option<Digest>) -> ItemBody {
    let up = 600 + u64::from(machine.index.0) % 3_000 + seq * 60;
    ItemBody::CheckIn(CheckIn {
        digest,
        version: VERSION.to_owned(),
        machine_uptime_s: Some(up + 35),
        agent_uptime_s: up,
        spooled: 0,
        dropped: 0,
        rss_bytes: Some(5_300_000 + u64::from(machine.index.0 % 97) * 4_096),
        cpu_ms: Some(40 + up / 11),
        can_test: None,
    })
}

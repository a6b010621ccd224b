//! A province of two schools with machines made by hand, and a daemon without a disk.

use kiemke_config::calendar::Calendar;
use kiemke_core::decide::Rules;
use kiemke_core::entry::{Entry, FolderMade, UnitMade};
use kiemke_core::fleet::ReviewItem;
use kiemke_core::intake::read_report;
use kiemke_core::{Answer, Command, Fleet, Reader, Refusal, decide, query};
use kiemke_wire::digest::{digest_of, digest_over};
use kiemke_wire::enrol::{EnrolRequest, HashKey};
use kiemke_wire::facts::{
    Attachment, Disk, Facts, Gateway, IdentityFacts, Interface, NetworkFacts, StorageFacts,
};
use kiemke_wire::ids::{AgentId, KeyedHash, MachineId, Position, ReviewId, RunId, UnitKey};
use kiemke_wire::ranges::SeqRanges;
use kiemke_wire::report::ReportReply;
use kiemke_wire::review::{ReviewAction, ReviewAnswer, ReviewKind};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{HOUR_MS, UnixMs};

pub(crate) const START: UnixMs = UnixMs(1_795_503_600_000);
/// The two schools.
pub(crate) const HERE: UnitKey = UnitKey(2);
pub(crate) const THERE: UnitKey = UnitKey(3);

/// What a machine is made of; 0 says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hardware {
    pub(crate) uuid: u32,
    pub(crate) serial: u32,
    pub(crate) mac: u8,
    pub(crate) disk: u32,
    pub(crate) chassis: u32,
    pub(crate) gateway: u8,
}

/// A machine of its own.
pub(crate) fn hardware(number: u8) -> Hardware {
    let other = 100 + u32::from(number);
    Hardware {
        uuid: other,
        serial: other,
        mac: number,
        disk: other,
        chassis: other,
        gateway: 0,
    }
}

/// An agent: its key, and where it is with what it says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Agent {
    pub(crate) key: u8,
    pub(crate) run: u8,
    pub(crate) seq: u64,
}

pub(crate) fn agent(key: u8) -> Agent {
    Agent {
        key,
        run: key,
        seq: 0,
    }
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) fleet: Fleet,
    pub(crate) entries: Vec<Entry>,
    pub(crate) now: UnixMs,
}

pub(crate) fn token(unit: UnitKey) -> SecretHash {
    SecretHash([200 + unit.0 as u8; 32])
}

pub(crate) fn credential(key: u8) -> SecretHash {
    SecretHash([key; 32])
}

impl World {
    pub(crate) fn new() -> Self {
        let mut world = Self {
            fleet: Fleet::default(),
            entries: Vec::new(),
            now: START,
        };
        world.apply(Entry::FolderMade(FolderMade {
            at: START,
            hash_key: HashKey([7; 32]),
            demo: false,
            time_zone_offset_min: 420,
        }));
        for unit in [HERE, THERE] {
            world.make_unit(unit, "school", UnitKey::ROOT);
        }
        world
    }

    /// Makes the unit with the next number, and a token for it.
    pub(crate) fn make_unit(&mut self, unit: UnitKey, kind: &str, parent: UnitKey) {
        self.apply(Entry::UnitMade(UnitMade {
            unit,
            at: START,
            code: format!("{kind}-{unit}"),
            name: String::new(),
            kind: kind.into(),
            parent,
        }));
        self.command(Command::MakeEnrolToken {
            by: Reader::administrator(),
            hash: token(unit),
            unit: unit.to_string(),
            uses: 100,
            expires_at: Some(START.plus(48 * HOUR_MS)),
        })
        .expect("a token");
    }

    fn apply(&mut self, entry: Entry) {
        // What goes through the journal comes back as text.
        let text = serde_json::to_string(&entry).expect("entries have a text");
        let entry: Entry = serde_json::from_str(&text).expect("and are read back");
        self.fleet.apply(self.fleet.position().next(), &entry);
        self.entries.push(entry);
    }

    pub(crate) fn command(&mut self, command: Command) -> Result<Answer, Refusal> {
        let decision = decide(&self.fleet, &Rules::default(), command, self.now)?;
        for entry in decision.entries {
            self.apply(entry);
        }
        Ok(decision.answer)
    }

    pub(crate) fn try_enrol(
        &mut self,
        bearer: SecretHash,
        key: u8,
        hardware: Hardware,
    ) -> Result<MachineId, Refusal> {
        let request = EnrolRequest {
            v: 1,
            agent: AgentId([key; 16]),
            secret_hash: credential(key),
            version: "0.1.0".into(),
            host_name: Some("PC01".into()),
            identity: identity(hardware),
            macs: mac(hardware.mac).into_iter().collect(),
            disk_serials: said("DISK", hardware.disk).into_iter().collect(),
            room: None,
            seat: None,
        };
        let request = Box::new(request);
        match self.command(Command::Enrol {
            token: bearer,
            request,
        })? {
            Answer::Enrolled { reply, .. } => Ok(reply.machine),
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn enrol(&mut self, unit: UnitKey, key: u8, hardware: Hardware) -> MachineId {
        self.try_enrol(token(unit), key, hardware).expect("enrols")
    }

    /// Sections that say something about identity, and a check-in that speaks of all of them.
    pub(crate) fn report(&mut self, agent: &mut Agent, hardware: Hardware) -> ReportReply {
        let facts = [
            Facts::Identity(identity(hardware)),
            Facts::Storage(storage(hardware)),
            Facts::Network(network(hardware)),
        ];
        self.report_of(agent, &facts, &facts)
    }

    /// Sends only `news` of all that the machine holds.
    pub(crate) fn report_of(&mut self, agent: &mut Agent, news: &[Facts], all: &[Facts]) -> ReportReply {
        let digests: Vec<_> = all
            .iter()
            .map(|facts| (facts.section(), digest_of(facts.to_json().as_bytes())))
            .collect();
        let digest = digest_over(digests.iter().map(|(name, digest)| (*name, digest)));
        let (now, mut items) = (self.now, Vec::new());
        for facts in news {
            let json = facts.to_json();
            let digest = digest_of(json.as_bytes());
            items.push(format!(
                r#"{{"seq":{},"at":"{now}","kind":"section","section":"{}","digest":"{digest}","facts":{json}}}"#,
                agent.seq + items.len() as u64,
                facts.section()
            ));
        }
        items.push(format!(
            r#"{{"seq":{},"at":"{now}","kind":"check_in","digest":"{digest}","version":"0.1.0","agent_uptime_s":1,"spooled":0}}"#,
            agent.seq + items.len() as u64
        ));
        let (id, run) = (AgentId([agent.key; 16]), RunId([agent.run; 8]));
        let body = format!(
            r#"{{"v":1,"agent":"{id}","run":"{run}","sent_at":"{now}","settings":1,"items":[{}]}}"#,
            items.join(",")
        );
        let intake = Box::new(read_report(body.as_bytes(), self.fleet.packages()).expect("a report"));
        let answer = self.command(Command::Report {
            agent: id,
            renewed: false,
            intake,
            resumed: SeqRanges::default(),
        });
        let Ok(Answer::Reported(reply)) = answer else {
            panic!("{answer:?}")
        };
        if !reply.rekey {
            agent.seq += items.len() as u64;
        }
        reply
    }

    /// The review items of a kind.
    pub(crate) fn items(&self, kind: ReviewKind) -> Vec<ReviewItem> {
        let items = self.fleet.review_items();
        items.filter(|item| item.kind == kind).cloned().collect()
    }

    pub(crate) fn answer(&mut self, review: ReviewId, answer: ReviewAnswer) -> Result<Answer, Refusal> {
        self.act(review, ReviewAction::Answer { answer })
    }

    pub(crate) fn act(&mut self, review: ReviewId, action: ReviewAction) -> Result<Answer, Refusal> {
        self.command(Command::Review {
            review,
            action,
            by: Reader::administrator(),
        })
    }

    /// What the entries alone give.
    pub(crate) fn replayed(&self) -> Fleet {
        let mut fleet = Fleet::default();
        for (number, entry) in self.entries.iter().enumerate() {
            fleet.apply(Position(number as u64 + 1), entry);
        }
        fleet
    }

    /// How many machines lists and overview count; both must say the same.
    pub(crate) fn counted(&self) -> u64 {
        let days = query::Days::new(Calendar::shipped(), 420);
        let scene = query::Scene {
            standards: &kiemke_core::query::Standards::shipped(),
            fleet: &self.fleet,
            now: self.now,
            days: &days,
            root_name: "",
            reader: &Reader::administrator(),
            yardsticks: query::Yardsticks::shipped(),
        };
        let listed = query::machines(&scene, &query::ListQuery::of(UnitKey::ROOT)).expect("a list");
        let known = query::overview(&scene, UnitKey::ROOT).machines.known;
        let by_school = [HERE, THERE].map(|unit| query::overview(&scene, unit).machines.known);
        assert_eq!(known, by_school.into_iter().sum::<u64>());
        assert_eq!((known, listed.items.len() as u64), (listed.total, listed.total));
        assert_eq!(known, self.fleet.machine_count() as u64);
        known
    }
}

fn said(prefix: &str, number: u32) -> Option<String> {
    match number {
        0 => Some("To Be Filled By O.E.M.".into()),
        number => Some(format!("{prefix}{number:05}")),
    }
}

fn mac(number: u8) -> Option<String> {
    (number > 0).then(|| format!("18:03:73:00:00:{number:02x}"))
}

pub(crate) fn identity(hardware: Hardware) -> IdentityFacts {
    IdentityFacts {
        system_uuid: Some(format!("4c4c4544-0058-4b10-8032-{:012x}", hardware.uuid))
            .filter(|_| hardware.uuid > 0),
        system_serial: said("SYS", hardware.serial),
        chassis_serial: said("CASE", hardware.chassis),
        chassis_maker: Some("FPT".into()),
        ..IdentityFacts::default()
    }
}

pub(crate) fn storage(hardware: Hardware) -> StorageFacts {
    StorageFacts {
        disks: vec![Disk {
            serial: said("DISK", hardware.disk),
            removable: Some(false),
            ..Disk::default()
        }],
        volumes: Vec::new(),
    }
}

pub(crate) fn network(hardware: Hardware) -> NetworkFacts {
    NetworkFacts {
        gateway: (hardware.gateway > 0).then(|| Gateway {
            subnet: Some("192.168.1.0/24".into()),
            mac_hash: Some(KeyedHash([hardware.gateway; 16])),
            ..Gateway::default()
        }),
        interfaces: vec![Interface {
            attachment: Some(Attachment::BuiltIn),
            mac: mac(hardware.mac),
            ..Interface::default()
        }],
        ..NetworkFacts::default()
    }
}

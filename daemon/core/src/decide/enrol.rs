//! An agent makes itself known: with a token, or with its former credential after it was told to take a new key.

use crate::command::Answer;
use crate::decide::identity::{self, Like, Newcomer};
use crate::decide::{Decision, Rules};
use crate::entry::{Enrolled, Entry, Reenrolled, ReviewOpened, TokenPurpose};
use crate::fleet::{Fleet, Machine, TokenRecord};
use crate::identity::{Found, KnownKey, of_known_key};
use crate::refusal::Refusal;
use crate::units::{NotOne, find_below};
use kiemke_wire::enrol::{EnrolReply, EnrolRequest};
use kiemke_wire::ids::{MachineId, ReviewId, TokenId, UnitKey};
use kiemke_wire::limits::TEXT_BYTES_MAX;
use kiemke_wire::review::{Judgement, ReviewKind};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::{DAY_MS, UnixMs};

/// Interfaces and disks of one machine.
const EVIDENCE_VALUES_MAX: usize = 64;

/// With what an agent enrols.
enum Bearer<'a> {
    /// A token in force or over, never one that was taken back.
    Token(&'a TokenRecord, UnitKey, u32),
    /// The key of this machine.
    Former(Box<Machine>),
}

/// Decides an enrolment that was made at `asked_at` and has come now.
pub(super) fn decide(
    fleet: &Fleet,
    rules: &Rules,
    credential: &SecretHash,
    request: &EnrolRequest,
    asked_at: UnixMs,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let bearer = bearer(fleet, credential)?;
    // A repeat spends no use, so it comes before the bounds of the token.
    if let Some(record) = fleet.record_of(request.agent) {
        return repeat(fleet, rules, &bearer, &record, request, now);
    }
    if fleet.is_taken(&request.secret_hash) {
        return Err(Refusal::AgentIdTaken);
    }
    check_bounds(request)?;
    let newcomer = Enrolment {
        fleet,
        rules,
        bearer,
        request,
        found: Found::of_request(request, &rules.junk),
        asked_at,
        now,
    };
    newcomer.decide()
}

fn bearer<'a>(fleet: &'a Fleet, credential: &SecretHash) -> Result<Bearer<'a>, Refusal> {
    if let Some(agent) = fleet.agent_with(credential) {
        let machine = fleet.machine_of(agent).ok_or(Refusal::TokenUnknown)?;
        let record = fleet.record_of(agent).map_or(machine.id, |record| record.id);
        if [record, machine.id]
            .iter()
            .any(|one| fleet.revoked_at(*one).is_some())
        {
            return Err(Refusal::AgentRevoked);
        }
        return Ok(Bearer::Former(Box::new(machine)));
    }
    let token = fleet.token_with(credential).ok_or(Refusal::TokenUnknown)?;
    let TokenPurpose::Enrol { unit, uses } = token.purpose else {
        return Err(Refusal::TokenUnknown);
    };
    if token.revoked_at.is_some() {
        return Err(Refusal::TokenUnknown);
    }
    Ok(Bearer::Token(token, unit, uses))
}

/// The room that the machine names, below the token's unit. One that nobody has entered stays a text of the machine.
fn place(fleet: &Fleet, unit: UnitKey, request: &EnrolRequest, now: UnixMs) -> Result<UnitKey, Refusal> {
    let Some(room) = request.room.as_deref() else {
        return Ok(unit);
    };
    let today = fleet.today(now);
    match find_below(fleet.units(), &fleet.tree(today), today, unit, room) {
        Ok(room) => Ok(room),
        Err(NotOne::None) => Ok(unit),
        Err(several) => Err(fleet.not_one(room, several, today)),
    }
}

fn repeat(
    fleet: &Fleet,
    rules: &Rules,
    bearer: &Bearer<'_>,
    record: &Machine,
    request: &EnrolRequest,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if !record.secret_hash.matches(&request.secret_hash) {
        return Err(Refusal::AgentIdTaken);
    }
    let machine = fleet.machine_of(request.agent).ok_or(Refusal::AgentIdTaken)?;
    if [record.id, machine.id]
        .iter()
        .any(|one| fleet.revoked_at(*one).is_some())
    {
        return Err(Refusal::AgentRevoked);
    }
    // Enrolled again with the token of another school: it stands there now, or somebody took the wrong token.
    let today = fleet.today(now);
    let moved = match bearer {
        Bearer::Token(_, unit, _) if !identity::is_same_school(fleet, *unit, machine.unit, today) => {
            identity::moved(fleet, &machine, *unit, None, 0, now)
        }
        _ => None,
    };
    let reply = reply(fleet, rules, request, machine.id, now);
    Ok(Decision {
        entries: moved.into_iter().collect(),
        answer: Answer::Enrolled { new: false, reply },
    })
}

/// An agent with a key that is not known.
struct Enrolment<'a> {
    fleet: &'a Fleet,
    rules: &'a Rules,
    bearer: Bearer<'a>,
    request: &'a EnrolRequest,
    found: Found,
    asked_at: UnixMs,
    now: UnixMs,
}

impl Enrolment<'_> {
    fn decide(self) -> Result<Decision, Refusal> {
        let today = self.fleet.today(self.now);
        let (unit, except) = match &self.bearer {
            Bearer::Token(_, unit, _) => (*unit, None),
            Bearer::Former(machine) => {
                let judgement = identity::judge(self.fleet, machine.id, &self.found.evidence);
                let is_clone = machine.rekey_asked || of_known_key(&judgement) == KnownKey::Clone;
                if !is_clone {
                    // Its own machine, with a new key.
                    return Ok(self.known(machine, judgement));
                }
                (machine.unit, Some(machine.id))
            }
        };
        match identity::newcomer(self.fleet, unit, &self.found.evidence, except, today) {
            Newcomer::Known(like) => {
                let machine = self.fleet.machine(like.machine);
                // Shut out stays shut out, whatever key it comes with.
                if self.fleet.revoked_at(like.machine).is_some() {
                    return Err(Refusal::AgentRevoked);
                }
                match machine.filter(|machine| !self.took_its_key(machine)) {
                    Some(machine) => Ok(self.known(&machine, like.judgement)),
                    None => self.new_machine(unit, Some(like)),
                }
            }
            Newcomer::New(like) => self.new_machine(unit, like),
        }
    }

    /// Two agents that take one machine's key from each other are two machines after all.
    fn took_its_key(&self, machine: &Machine) -> bool {
        let retired = machine.retired;
        retired.is_some_and(|(agent, at)| agent == self.request.agent && self.now.since(at) < DAY_MS)
    }

    fn known(&self, machine: &Machine, judgement: Judgement) -> Decision {
        let token = match &self.bearer {
            Bearer::Token(token, ..) => Some(token.id),
            Bearer::Former(_) => None,
        };
        let reenrolled = Reenrolled {
            machine: machine.id,
            at: self.now,
            token,
            retired: machine.agent,
            request: self.request.clone(),
            evidence: machine.evidence.updated(&self.found.evidence),
            judgement: judgement.clone(),
        };
        let mut entries = vec![Entry::Reenrolled(Box::new(reenrolled))];
        // Told once: a disk that is reset daily would fill the list.
        let mut items = self.fleet.reviews.of(machine.id);
        if token.is_some() && !items.any(|item| item.kind == ReviewKind::Reinstalled) {
            let mut opened = identity::opened(self.fleet, ReviewKind::Reinstalled, machine, self.now);
            opened.judgement = judgement;
            entries.push(self.asked(opened));
        }
        self.answered(entries, machine.id, false)
    }

    fn new_machine(&self, unit: UnitKey, like: Option<Like>) -> Result<Decision, Refusal> {
        if let Bearer::Token(token, _, uses) = &self.bearer {
            if let Some(refusal) = token.refusal_at(self.asked_at) {
                return Err(refusal);
            }
            if token.uses_spent >= *uses {
                return Err(Refusal::TokenUsedUp);
            }
        }
        let unit = match &self.bearer {
            Bearer::Token(..) => place(self.fleet, unit, self.request, self.now)?,
            Bearer::Former(_) => unit,
        };
        let machine = self.fleet.machines.next_id();
        let (token, former) = match &self.bearer {
            Bearer::Token(token, ..) => (token.id, None),
            Bearer::Former(former) => (NO_TOKEN, Some(former.id)),
        };
        let review = former.and_then(|former| self.asked_before(former));
        let enrolled = Enrolled {
            machine,
            at: self.now,
            unit,
            token,
            request: self.request.clone(),
            evidence: self.found.evidence.clone(),
            former,
            review,
        };
        let mut entries = vec![Entry::Enrolled(Box::new(enrolled))];
        let asks = match (&self.bearer, like) {
            (Bearer::Former(former), _) if review.is_none() => {
                let judgement = identity::judge(self.fleet, former.id, &self.found.evidence);
                Some((ReviewKind::Clone, Machine::clone(former), judgement))
            }
            (_, Some(like)) => {
                let known = self.fleet.machine(like.machine);
                known.map(|known| (ReviewKind::SameMachine, known, like.judgement))
            }
            _ => None,
        };
        if let Some((kind, known, judgement)) = asks {
            let mut opened = identity::opened(self.fleet, kind, &known, self.now);
            opened.other = Some(machine);
            let today = self.fleet.today(self.now);
            let is_elsewhere = !identity::is_same_school(self.fleet, unit, known.unit, today);
            opened.other_unit = is_elsewhere.then_some(unit);
            opened.judgement = judgement;
            entries.push(self.asked(opened));
        }
        Ok(self.answered(entries, machine, true))
    }

    /// The question that was asked when this agent reported under the key of `former`: of several that wait the one
    /// that saw this very evidence.
    fn asked_before(&self, former: MachineId) -> Option<ReviewId> {
        let waits = |kind| {
            let items = self.fleet.reviews.of(former);
            items.filter(move |item| item.kind == kind && item.other.is_none() && item.state.is_open())
        };
        let exact = waits(ReviewKind::Clone).find(|item| item.evidence == self.found.evidence);
        let any = || {
            waits(ReviewKind::TwoUnderOneKey)
                .next()
                .or_else(|| waits(ReviewKind::Clone).next())
        };
        exact.or_else(any).map(|item| item.id)
    }

    fn asked(&self, mut opened: ReviewOpened) -> Entry {
        opened.seen.clone_from(&self.found.texts);
        opened.evidence = self.found.evidence.clone();
        Entry::ReviewOpened(Box::new(opened))
    }

    fn answered(&self, entries: Vec<Entry>, machine: MachineId, new: bool) -> Decision {
        let reply = reply(self.fleet, self.rules, self.request, machine, self.now);
        Decision {
            entries,
            answer: Answer::Enrolled { new, reply },
        }
    }
}

/// Stands for the token where an agent came with its former credential: none has this number.
const NO_TOKEN: TokenId = TokenId(0);

fn reply(
    fleet: &Fleet,
    rules: &Rules,
    request: &EnrolRequest,
    machine: MachineId,
    now: UnixMs,
) -> EnrolReply {
    EnrolReply {
        agent: request.agent,
        machine,
        settings: rules.settings_of(fleet),
        server_time: now,
    }
}

fn check_bounds(request: &EnrolRequest) -> Result<(), Refusal> {
    let over = |what, max: usize| {
        Err(Refusal::OverBound {
            what,
            max: max as u64,
        })
    };
    if request.macs.len() > EVIDENCE_VALUES_MAX {
        return over("the number of MACs", EVIDENCE_VALUES_MAX);
    }
    if request.disk_serials.len() > EVIDENCE_VALUES_MAX {
        return over("the number of disk serials", EVIDENCE_VALUES_MAX);
    }
    let texts = [&request.host_name, &request.room, &Some(request.version.clone())];
    if texts
        .into_iter()
        .flatten()
        .any(|text| text.len() > TEXT_BYTES_MAX)
    {
        return over("the length of a text", TEXT_BYTES_MAX);
    }
    if request.seat == Some(0) {
        return Err(Refusal::Invalid {
            place: "seat",
            reason: "seats are counted from 1".into(),
        });
    }
    Ok(())
}

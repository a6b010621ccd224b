//! Tokens are given out and taken back.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::{Entry, TokenMade, TokenPurpose};
use crate::fleet::{Fleet, TokenRecord};
use crate::reader::Reader;
use crate::refusal::Refusal;
use crate::units::When;
use kiemke_wire::ids::{TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::Role;

/// Machines that one token may enrol: a whole province.
const USES_MAX: u32 = 1_000_000;

/// Characters of a name that stands in histories.
const NAME_CHARACTERS_MAX: usize = 100;

pub(super) fn make_enrol(
    fleet: &Fleet,
    by: &Reader,
    hash: SecretHash,
    unit: &str,
    uses: u32,
    expires_at: Option<UnixMs>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let unit = by.unit_named(fleet, fleet.today(now), Some(unit))?;
    if !(1..=USES_MAX).contains(&uses) {
        return Err(Refusal::Invalid {
            place: "uses",
            reason: format!("must be from 1 to {USES_MAX}"),
        });
    }
    make(
        fleet,
        by,
        hash,
        (TokenPurpose::Enrol { unit, uses }, None),
        expires_at,
        now,
    )
}

/// What a person's token is to be.
pub(super) struct NewPerson<'a> {
    pub(super) role: Role,
    pub(super) unit: Option<&'a str>,
    pub(super) name: Option<&'a str>,
}

pub(super) fn make_person(
    fleet: &Fleet,
    by: &Reader,
    hash: SecretHash,
    new: &NewPerson<'_>,
    expires_at: Option<UnixMs>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let invalid = |place, reason: &str| Refusal::Invalid {
        place,
        reason: reason.into(),
    };
    let unit = by.unit_named(fleet, fleet.today(now), new.unit)?;
    if new.role == Role::Admin && unit != UnitKey::ROOT {
        return Err(invalid(
            "unit",
            "an administrator is one of the whole; leave it out",
        ));
    }
    let name = new.name.map(str::trim).filter(|name| !name.is_empty());
    if let Some(name) = name
        && (name.chars().count() > NAME_CHARACTERS_MAX || name.chars().any(char::is_control))
    {
        return Err(invalid(
            "name",
            "must have at most 100 characters, all on one line",
        ));
    }
    let purpose = TokenPurpose::Person { role: new.role, unit };
    make(fleet, by, hash, (purpose, name), expires_at, now)
}

fn make(
    fleet: &Fleet,
    by: &Reader,
    hash: SecretHash,
    (purpose, name): (TokenPurpose, Option<&str>),
    expires_at: Option<UnixMs>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    if expires_at.is_some_and(|end| end <= now) {
        return Err(Refusal::Invalid {
            place: "expires_at",
            reason: "lies in the past".into(),
        });
    }
    let token = TokenId(fleet.tokens.keys().next_back().map_or(1, |last| last.0 + 1));
    Ok(Decision {
        entries: vec![Entry::TokenMade(TokenMade {
            token,
            at: now,
            hash,
            purpose,
            expires_at,
            name: name.map(str::to_owned),
            by: Some(by.actor.clone()),
        })],
        answer: Answer::Token(token),
    })
}

/// Whether someone may know of a token, and take it back: an administrator all, others those with which machines of
/// theirs enrol.
pub fn manages(fleet: &Fleet, today: When, by: &Reader, token: &TokenRecord) -> bool {
    by.role == Role::Admin || (token.purpose.role().is_none() && by.sees(fleet, today, token.unit()))
}

pub(super) fn revoke(fleet: &Fleet, by: &Reader, token: TokenId, now: UnixMs) -> Result<Decision, Refusal> {
    let record = fleet
        .tokens
        .get(&token)
        .filter(|record| manages(fleet, fleet.today(now), by, record))
        .ok_or_else(|| Refusal::NotFound(format!("token {token}")))?;
    let entries = match record.revoked_at {
        Some(_) => Vec::new(),
        None => vec![Entry::TokenRevoked {
            token,
            at: now,
            by: Some(by.actor.clone()),
        }],
    };
    Ok(Decision {
        entries,
        answer: Answer::Done,
    })
}

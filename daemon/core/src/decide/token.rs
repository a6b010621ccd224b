//! Tokens are given out and taken back.

use crate::command::Answer;
use crate::decide::Decision;
use crate::entry::{Entry, TokenMade, TokenPurpose};
use crate::fleet::Fleet;
use crate::refusal::Refusal;
use kiemke_wire::ids::TokenId;
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;

/// Machines that one token may enrol: a whole province.
const USES_MAX: u32 = 1_000_000;

pub(super) fn make_enrol(
    fleet: &Fleet,
    hash: SecretHash,
    unit: &str,
    uses: u32,
    expires_at: Option<UnixMs>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    let unit = fleet.unit_called(unit, fleet.today(now))?;
    if !(1..=USES_MAX).contains(&uses) {
        return Err(Refusal::Invalid {
            place: "uses",
            reason: format!("must be from 1 to {USES_MAX}"),
        });
    }
    make(fleet, hash, TokenPurpose::Enrol { unit, uses }, expires_at, now)
}

pub(super) fn make_person(
    fleet: &Fleet,
    hash: SecretHash,
    expires_at: Option<UnixMs>,
    now: UnixMs,
) -> Result<Decision, Refusal> {
    make(fleet, hash, TokenPurpose::Admin, expires_at, now)
}

fn make(
    fleet: &Fleet,
    hash: SecretHash,
    purpose: TokenPurpose,
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
        })],
        answer: Answer::Token(token),
    })
}

pub(super) fn revoke(fleet: &Fleet, token: TokenId, now: UnixMs) -> Result<Decision, Refusal> {
    let record = fleet
        .tokens
        .get(&token)
        .ok_or_else(|| Refusal::NotFound(format!("token {token}")))?;
    let entries = match record.revoked_at {
        Some(_) => Vec::new(),
        None => vec![Entry::TokenRevoked { token, at: now }],
    };
    Ok(Decision {
        entries,
        answer: Answer::Done,
    })
}

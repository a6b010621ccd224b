use crate::entry::{TokenMade, TokenPurpose};
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_wire::ids::{Position, TokenId, UnitKey};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
use kiemke_wire::view::{Actor, Role};
use serde::{Deserialize, Serialize};

/// A token that was given out; its secret is not known here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenRecord {
    /// Number.
    pub id: TokenId,
    /// Hash of the secret.
    pub hash: SecretHash,
    /// What for.
    pub purpose: TokenPurpose,
    /// The name of its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it was made.
    pub made_at: UnixMs,
    /// When it ends.
    pub expires_at: Option<UnixMs>,
    /// When it was taken back.
    pub revoked_at: Option<UnixMs>,
    /// Machines enrolled with it.
    pub uses_spent: u32,
    /// The entry that last changed it.
    pub changed_at: Position,
}

impl TokenRecord {
    pub(crate) fn made(made: &TokenMade, position: Position) -> Self {
        Self {
            id: made.token,
            hash: made.hash,
            purpose: made.purpose,
            name: made.name.clone(),
            made_at: made.at,
            expires_at: made.expires_at,
            revoked_at: None,
            uses_spent: 0,
            changed_at: position,
        }
    }

    /// The unit to which it is bound.
    pub fn unit(&self) -> UnitKey {
        self.purpose.unit()
    }

    /// The person who holds it; `None` for agents' tokens.
    pub fn reader(&self) -> Option<Reader> {
        let role = self.purpose.role()?;
        Some(Reader {
            role,
            unit: self.unit(),
            actor: Actor {
                token: Some(self.id),
                name: self.name.clone().unwrap_or_else(|| role.as_str().to_owned()),
            },
        })
    }

    /// Why the token is not in force at `now`, uses aside.
    pub fn refusal_at(&self, now: UnixMs) -> Option<Refusal> {
        if self.revoked_at.is_some() {
            return Some(Refusal::TokenUnknown);
        }
        self.expires_at
            .is_some_and(|end| end <= now)
            .then_some(Refusal::TokenExpired)
    }
}

impl TokenPurpose {
    /// The unit to which a token is bound.
    pub fn unit(&self) -> UnitKey {
        match self {
            Self::Enrol { unit, .. } | Self::Person { unit, .. } => *unit,
            Self::Admin => UnitKey::ROOT,
        }
    }

    /// What its holder may do; `None` for agents' tokens.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Enrol { .. } => None,
            Self::Admin => Some(Role::Admin),
            Self::Person { role, .. } => Some(*role),
        }
    }

    /// `enrol` or the role.
    pub fn name(&self) -> &'static str {
        self.role().map_or("enrol", Role::as_str)
    }
}

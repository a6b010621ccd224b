use crate::entry::{TokenMade, TokenPurpose};
use crate::refusal::Refusal;
use kiemke_wire::ids::{Position, TokenId};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;
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
            made_at: made.at,
            expires_at: made.expires_at,
            revoked_at: None,
            uses_spent: 0,
            changed_at: position,
        }
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

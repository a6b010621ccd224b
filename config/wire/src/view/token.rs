use crate::ids::{TokenId, UnitKey};
use crate::time::UnixMs;
use serde::{Deserialize, Serialize};

/// `POST /v1/enrol-tokens`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeEnrolToken {
    /// The unit to which machines will belong, by key or code.
    pub unit: String,
    /// How many machines may enrol.
    pub uses: u32,
    /// When it ends.
    #[serde(default)]
    pub expires_at: Option<UnixMs>,
}

/// `POST /v1/tokens`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MakeToken {
    /// What its holder may do.
    pub role: Role,
    /// When it ends.
    #[serde(default)]
    pub expires_at: Option<UnixMs>,
}

/// What a person may do. Only what is enforced can be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    Admin,
}

/// A token that was just made: the only time that its secret is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// Its number, by which it can be revoked.
    pub id: TokenId,
    /// The whole text of it.
    pub token: String,
}

impl std::fmt::Debug for NewToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "NewToken({}, …)", self.id)
    }
}

/// A row of `GET /v1/tokens`; the secret is not known to the daemon.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenView {
    /// Number.
    pub id: TokenId,
    /// `enrol` or a role.
    pub purpose: String,
    /// For enrolment: the unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<UnitKey>,
    /// For enrolment: how many machines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uses: Option<u32>,
    /// Machines enrolled with it.
    pub uses_spent: u32,
    /// When it was made.
    pub made_at: UnixMs,
    /// When it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<UnixMs>,
    /// When it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<UnixMs>,
}

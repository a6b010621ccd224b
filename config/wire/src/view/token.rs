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
    /// The unit that is his with all below, by key or code; the root when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// How its holder is to stand in histories, such as "Cô Lan, THCS Nguyễn Du".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When it ends.
    #[serde(default)]
    pub expires_at: Option<UnixMs>,
}

/// What a person may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads his schools and writes their records; lets their machines enrol.
    Technician,
    /// Reads his units, people by codes alone; writes line records and reviews.
    District,
    /// Reads machines, lines, records and sums of his units, and no person.
    Planner,
    /// Reads and writes everything but names and home answers.
    Admin,
}

impl Role {
    /// All.
    pub const ALL: [Self; 4] = [Self::Technician, Self::District, Self::Planner, Self::Admin];

    /// As it stands in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Technician => "technician",
            Self::District => "district",
            Self::Planner => "planner",
            Self::Admin => "admin",
        }
    }
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
    /// The name of its holder.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The unit to which it is bound; absent in old administrators' tokens.
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

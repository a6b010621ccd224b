//! What the agent tells whoever started it.

use kiemke_http::causes;
use kiemke_wire::ids::MachineId;
use kiemke_wire::time::UnixMs;

/// How the agent is doing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Status {
    /// Whether the daemon has accepted this agent and not refused it since.
    pub enrolled: bool,
    /// The machine that it speaks for.
    pub machine: Option<MachineId>,
    /// Items that wait in the spool.
    pub pending: u64,
    /// Items ever given up unsent.
    pub dropped: u64,
    /// Whether the daemon holds an inventory and a check-in of this start, and nothing waited then.
    pub delivered: bool,
    /// When the daemon last acknowledged something, by this machine's clock.
    pub last_acknowledged: Option<UnixMs>,
    /// What went wrong last; absent since the last success.
    pub last_error: Option<Trouble>,
}

/// Something that went wrong between agent and daemon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What kind it is, for exit codes.
    pub kind: TroubleKind,
    /// For a person: operation, object, cause.
    pub text: String,
}

/// Kinds of trouble.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TroubleKind {
    /// No answer.
    Unreachable,
    /// Token or credential refused, or not shown to whoever answered.
    NotAllowed,
    /// Any other refusal.
    Refused,
}

impl From<&kiemke_http::Error> for Trouble {
    fn from(error: &kiemke_http::Error) -> Self {
        let kind = match error.problem().map(|problem| problem.status) {
            Some(401 | 403) => TroubleKind::NotAllowed,
            Some(_) => TroubleKind::Refused,
            None if error.is_distrust() => TroubleKind::NotAllowed,
            None if error.is_unreachable() => TroubleKind::Unreachable,
            None => TroubleKind::Refused,
        };
        Self {
            kind,
            text: format!("failed to {}", causes(error)),
        }
    }
}

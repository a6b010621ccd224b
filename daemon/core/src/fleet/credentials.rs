//! Who holds which secret, and whether it still opens anything.

use super::{Fleet, Reporter, TokenRecord};
use crate::reader::Reader;
use crate::refusal::Refusal;
use kiemke_wire::ids::{AgentId, MachineId, TokenId};
use kiemke_wire::secret::SecretHash;
use kiemke_wire::time::UnixMs;

impl Fleet {
    /// The agent that has this credential, shut out or not.
    pub fn agent_with(&self, credential: &SecretHash) -> Option<AgentId> {
        self.machines.agent_with(credential).map(|(agent, _)| agent)
    }

    /// The agent that may report with this credential.
    ///
    /// # Errors
    /// When nobody has it, or he was shut out.
    pub fn reporter(&self, credential: &SecretHash) -> Result<Reporter, Refusal> {
        let held = self.machines.agent_with(credential);
        let (agent, machine, renewed) = match held {
            Some((agent, machine)) => (agent, machine, false),
            None => {
                let machine = self
                    .offered
                    .machine_with(credential)
                    .ok_or(Refusal::CredentialUnknown)?;
                let agent = self
                    .machines
                    .agent_of(machine)
                    .ok_or(Refusal::CredentialUnknown)?;
                (agent, machine, true)
            }
        };
        match self.revoked.is_empty() || !self.revoked.contains_key(&machine) {
            true => Ok(Reporter { agent, renewed }),
            false => Err(Refusal::AgentRevoked),
        }
    }

    /// Whether a secret is somebody's already.
    pub(crate) fn is_taken(&self, secret: &SecretHash) -> bool {
        self.agent_with(secret).is_some()
            || self.offered.machine_with(secret).is_some()
            || self.token_with(secret).is_some()
    }

    /// When a machine's agent was shut out, if it was.
    pub fn revoked_at(&self, machine: MachineId) -> Option<UnixMs> {
        self.revoked.get(&machine).copied()
    }

    /// The token that has this hash, in force or not.
    pub fn token_with(&self, hash: &SecretHash) -> Option<&TokenRecord> {
        let token = self.tokens.get(self.token_hashes.get(hash)?)?;
        token.hash.matches(hash).then_some(token)
    }

    /// Who holds the token with this hash.
    ///
    /// # Errors
    /// When it is no person's, or not in force at `now`.
    pub fn reader_with(&self, hash: &SecretHash, now: UnixMs) -> Result<Reader, Refusal> {
        let token = self.token_with(hash).ok_or(Refusal::TokenUnknown)?;
        let reader = token.reader().ok_or(Refusal::TokenUnknown)?;
        match token.refusal_at(now) {
            None => Ok(reader),
            Some(refusal) => Err(refusal),
        }
    }

    /// Whether a token is in force at `now`.
    pub fn is_in_force(&self, token: TokenId, now: UnixMs) -> bool {
        self.tokens
            .get(&token)
            .is_some_and(|token| token.refusal_at(now).is_none())
    }

    /// All tokens.
    pub fn tokens(&self) -> impl Iterator<Item = &TokenRecord> {
        self.tokens.values()
    }
}

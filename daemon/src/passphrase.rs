//! Secrets in a backup: only sealed, with a key drawn from a passphrase.
//!
//! ```text
//! sealed   version u8 · memory KiB u32 · passes u32 · salt 16 · nonce 24 · XChaCha20-Poly1305( secrets as JSON )
//! ```
//! All before the text is bound to it, so that nobody can weaken it unseen. Little endian. The key is Argon2id's
//! (RFC 9106, 4: the second recommended option, with one lane, because the sealing is done by one thread).

use crate::tls::AuthoritySecret;
use argon2::{Algorithm, Argon2, Params, Version};
use chacha20poly1305::aead::{Aead as _, KeyInit as _, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use kiemke_wire::enrol::HashKey;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::Path;

const VERSION: u8 = 1;
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// What a file may ask of the machine that opens it: a forged one must not take all its memory.
const MEMORY_KIB_MAX: u32 = 1024 * 1024;
const PASSES_MAX: u32 = 16;
const COST_BYTES: usize = 9;
const SALT_BYTES: usize = 16;
const NONCE_BYTES: usize = 24;
const HEAD_BYTES: usize = COST_BYTES + SALT_BYTES + NONCE_BYTES;
/// Below this a passphrase is found by trying.
const CHARACTERS_MIN: usize = 12;

/// What a daemon needs so that its agents go on as before.
#[derive(Serialize, Deserialize)]
pub(crate) struct Secrets {
    /// The key with which agents hash neighbours.
    pub(crate) hash_key: HashKey,
    /// The authority that agents trust.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) authority: Option<AuthoritySecret>,
}

/// A passphrase; never shown.
#[derive(Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Passphrase(String);

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passphrase(…)")
    }
}

/// Why a passphrase or what it sealed is of no use. The text fits after "failed to".
#[derive(Debug, thiserror::Error)]
pub(crate) enum BadSeal {
    #[error("read the passphrase in {path}")]
    File {
        path: String,
        #[source]
        source: std::io::Error,
    },
    #[error("use the passphrase in {path}: it has fewer than {CHARACTERS_MIN} characters")]
    Short { path: String },
    #[error("seal the secrets")]
    NotSealed,
    #[error("open the sealed secrets: this is not the passphrase with which they were sealed")]
    NotOpened,
    #[error("open the sealed secrets: they are of a form that this program does not know")]
    Unknown,
}

impl Passphrase {
    /// The first line of a file.
    pub(crate) fn read(path: &Path) -> Result<Self, BadSeal> {
        let name = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| BadSeal::File {
            path: name.clone(),
            source,
        })?;
        let line = text.lines().next().unwrap_or_default();
        if line.chars().count() < CHARACTERS_MIN {
            return Err(BadSeal::Short { path: name });
        }
        Ok(Self(line.to_owned()))
    }

    /// Seals secrets.
    pub(crate) fn seal(&self, secrets: &Secrets) -> Result<Vec<u8>, BadSeal> {
        let mut head = vec![VERSION];
        head.extend_from_slice(&MEMORY_KIB.to_le_bytes());
        head.extend_from_slice(&PASSES.to_le_bytes());
        head.extend_from_slice(&crate::random::bytes::<SALT_BYTES>());
        head.extend_from_slice(&crate::random::bytes::<NONCE_BYTES>());
        let json = serde_json::to_vec(secrets).map_err(|_| BadSeal::NotSealed)?;
        let (cipher, nonce) = self.cipher(&head).ok_or(BadSeal::NotSealed)?;
        let payload = Payload {
            msg: &json,
            aad: &head,
        };
        let text = cipher.encrypt(&nonce, payload).map_err(|_| BadSeal::NotSealed)?;
        Ok([head, text].concat())
    }

    /// Opens what was sealed.
    pub(crate) fn open(&self, sealed: &[u8]) -> Result<Secrets, BadSeal> {
        let (head, text) = sealed.split_at_checked(HEAD_BYTES).ok_or(BadSeal::Unknown)?;
        let (cipher, nonce) = self.cipher(head).ok_or(BadSeal::Unknown)?;
        let payload = Payload { msg: text, aad: head };
        let json = cipher.decrypt(&nonce, payload).map_err(|_| BadSeal::NotOpened)?;
        serde_json::from_slice(&json).map_err(|_| BadSeal::Unknown)
    }

    fn cipher(&self, head: &[u8]) -> Option<(XChaCha20Poly1305, XNonce)> {
        let (cost, rest) = head.split_at_checked(COST_BYTES)?;
        let (salt, nonce) = rest.split_at_checked(SALT_BYTES)?;
        let memory_kib = u32::from_le_bytes(cost[1..5].try_into().ok()?);
        let passes = u32::from_le_bytes(cost[5..9].try_into().ok()?);
        if cost[0] != VERSION || memory_kib > MEMORY_KIB_MAX || passes > PASSES_MAX {
            return None;
        }
        let mut key = [0; 32];
        let params = Params::new(memory_kib, passes, 1, Some(key.len())).ok()?;
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into(self.0.as_bytes(), salt, &mut key)
            .ok()?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        Some((XChaCha20Poly1305::new(&key.into()), nonce.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_passphrase_opens_what_nobody_touched() {
        let passphrase = Passphrase("correct horse battery".into());
        let secrets = Secrets {
            hash_key: HashKey([7; 32]),
            authority: None,
        };
        let sealed = passphrase.seal(&secrets).unwrap();
        assert_eq!(passphrase.open(&sealed).unwrap().hash_key, HashKey([7; 32]));
        let other = Passphrase("correct horse batterx".into());
        assert!(matches!(other.open(&sealed), Err(BadSeal::NotOpened)));
        for at in [HEAD_BYTES - 1, sealed.len() - 1] {
            let mut touched = sealed.clone();
            touched[at] ^= 1;
            assert!(matches!(passphrase.open(&touched), Err(BadSeal::NotOpened)));
        }
        let mut greedy = sealed.clone();
        greedy[1..5].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(passphrase.open(&greedy), Err(BadSeal::Unknown)));
        assert!(matches!(passphrase.open(&sealed[..20]), Err(BadSeal::Unknown)));
    }
}

//! Secrets and tokens: 256 random bits, shown once, kept as SHA-256, compared in constant time.

use crate::hex::hex_newtype;
use sha2::{Digest as _, Sha256};
use std::fmt;
use std::str::FromStr;
use subtle::ConstantTimeEq;

/// A 256-bit secret. Never printed by `Debug`; the text leaves only through [`Token::reveal`].
#[derive(Clone)]
pub struct Secret([u8; 32]);

hex_newtype!(
    /// SHA-256 of a secret's 32 bytes: what is stored and sent instead of it.
    SecretHash,
    32
);

impl Secret {
    /// Wraps 32 bytes drawn by a shell from the system's random source.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// What is kept of the secret.
    pub fn hash(&self) -> SecretHash {
        SecretHash(Sha256::digest(self.0).into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl SecretHash {
    /// Compares in a time that does not depend on where the two differ.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

/// A bearer token: a secret, and the fingerprint of the certificate authority that its holder is to trust.
/// Text: `kk1_<64 hexadecimal digits>_<fingerprint, or - while there is none>`.
#[derive(Clone, Debug)]
pub struct Token {
    secret: Secret,
    authority: Option<[u8; 32]>,
}

/// Text that is not a token; never quotes what was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token reads kk1_<secret>_<fingerprint or ->; this text does not (is it cut off?)")]
pub struct BadToken;

impl Token {
    /// Joins a secret with the fingerprint of the authority, `None` while there is no TLS.
    pub fn new(secret: Secret, authority: Option<[u8; 32]>) -> Self {
        Self { secret, authority }
    }

    /// The secret part.
    pub fn secret(&self) -> &Secret {
        &self.secret
    }

    /// SHA-256 of the certificate authority's certificate, if the token pins one.
    pub fn authority(&self) -> Option<&[u8; 32]> {
        self.authority.as_ref()
    }

    /// The same secret with another authority.
    #[must_use]
    pub fn naming(self, authority: Option<[u8; 32]>) -> Self {
        Self { authority, ..self }
    }

    /// The whole token as text. For showing once, for the `Authorization` header and for the holder's own file.
    pub fn reveal(&self) -> String {
        let authority = self
            .authority
            .map_or_else(|| "-".to_owned(), |bytes| crate::hex::encode(&bytes));
        format!("kk1_{}_{authority}", crate::hex::encode(&self.secret.0))
    }
}

impl FromStr for Token {
    type Err = BadToken;
    fn from_str(text: &str) -> Result<Self, BadToken> {
        let rest = text.trim().strip_prefix("kk1_").ok_or(BadToken)?;
        let (secret, authority) = rest.split_once('_').ok_or(BadToken)?;
        let secret = Secret(crate::hex::decode(secret).ok_or(BadToken)?);
        let authority = match authority {
            "-" => None,
            text => Some(crate::hex::decode(text).ok_or(BadToken)?),
        };
        Ok(Self { secret, authority })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_round_trip_and_redaction() {
        let token = Token::new(Secret::from_random([7; 32]), Some([9; 32]));
        let read: Token = token.reveal().parse().unwrap();
        assert!(read.secret().hash().matches(&token.secret().hash()));
        assert_eq!(read.authority(), token.authority());
        assert!(!format!("{token:?}").contains("0707"));
    }

    #[test]
    fn broken_tokens_are_refused() {
        let good = Token::new(Secret::from_random([7; 32]), None).reveal();
        assert!(good.parse::<Token>().is_ok());
        for bad in [&good[1..], &good[..good.len() - 1], &good[..60], "", "kk1__-"] {
            assert_eq!(bad.parse::<Token>().unwrap_err(), BadToken);
        }
    }
}

//! The file on a stick: what an agent would have said over the network, sealed with its enrolment token.
//!
//! ```json
//! {"kiemke_bundle":1,"key":"0a1b2c3d4e5f6071","seal":"…","content":{"enrol":{…},"report":{…}}}
//! ```
//! The seal is HMAC-SHA-256 (RFC 2104) over the text of `content`, keyed with the SHA-256 of the token's secret, which
//! is what the daemon keeps of it. It makes the file authentic, not confidential.

use crate::enrol::EnrolRequest;
use crate::hex::hex_newtype;
use crate::secret::SecretHash;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};

/// The version that this build writes and reads.
pub const BUNDLE_VERSION: u16 = 1;

hex_newtype!(
    /// Which token a file was sealed with, without telling the token or its hash.
    BundleKey,
    8
);
hex_newtype!(
    /// See the module.
    Seal,
    32
);

impl BundleKey {
    /// The name of the token with this hash.
    pub fn of(token: &SecretHash) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"kiemke bundle key");
        hasher.update(token.0);
        let mut name = [0; 8];
        name.copy_from_slice(&hasher.finalize()[..8]);
        Self(name)
    }
}

/// A sealed file: what `POST /v1/import/bundle` takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Bundle {
    /// [`BUNDLE_VERSION`] of the writer.
    pub kiemke_bundle: u16,
    /// With which token it was sealed.
    pub key: BundleKey,
    /// Over the text of `content`.
    pub seal: Seal,
    /// The JSON text of a [`BundleContent`], exactly as sealed.
    pub content: Box<RawValue>,
}

/// What is in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BundleContent {
    /// The enrolment; a repeat for an agent that is known.
    pub enrol: EnrolRequest,
    /// The JSON text of a [`crate::report::Report`].
    pub report: Box<RawValue>,
}

impl Bundle {
    /// Seals a content's JSON text.
    pub fn sealed(token: &SecretHash, content: Box<RawValue>) -> Self {
        Self {
            kiemke_bundle: BUNDLE_VERSION,
            key: BundleKey::of(token),
            seal: Seal(mac(token, &content).finalize().into_bytes().into()),
            content,
        }
    }

    /// Whether it was sealed with the token of which this is the hash, and not changed since.
    pub fn opens_with(&self, token: &SecretHash) -> bool {
        mac(token, &self.content).verify_slice(&self.seal.0).is_ok()
    }
}

fn mac(token: &SecretHash, content: &RawValue) -> Hmac<Sha256> {
    let mut mac = Hmac::new_from_slice(&token.0).expect("HMAC takes a key of any length");
    mac.update(content.get().as_bytes());
    mac
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_holds_for_one_token_and_one_text() {
        let (token, other) = (SecretHash([1; 32]), SecretHash([2; 32]));
        let content = |text: &str| RawValue::from_string(text.into()).unwrap();
        let sealed = Bundle::sealed(&token, content(r#"{"a": 1}"#));
        let text = serde_json::to_string(&sealed).unwrap();
        let read: Bundle = serde_json::from_str(&text).unwrap();
        assert!(read.opens_with(&token) && !read.opens_with(&other));
        assert_eq!(read.key, BundleKey::of(&token));
        assert_ne!(read.key, BundleKey::of(&other));
        let forged = Bundle {
            content: content(r#"{"a": 2}"#),
            ..read
        };
        assert!(!forged.opens_with(&token));
        // HMAC-SHA-256 of `{"a": 1}` with a key of 32 bytes 0x01, computed with Python's hmac module.
        assert_eq!(
            sealed.seal.to_string(),
            "90161ec456f1d7f23fe317e3d171c6b9c971e755a9d287628d358f371c99c3f6"
        );
    }
}

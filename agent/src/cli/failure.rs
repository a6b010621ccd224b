//! A command that failed: what is printed, and the exit code.

use crate::status::{Trouble, TroubleKind};
use kiemke_http::causes;
use std::error::Error;
use std::fmt;
use std::process::ExitCode;

/// See the file's head.
#[derive(Debug)]
pub(super) struct Failure {
    code: u8,
    text: String,
}

impl Failure {
    /// Exit code 1.
    pub(super) fn of(error: &dyn Error) -> Self {
        Self::failed(format!("failed to {}", causes(error)))
    }

    /// Exit code 1 with a whole sentence.
    pub(super) fn failed(text: impl Into<String>) -> Self {
        Self {
            code: 1,
            text: text.into(),
        }
    }

    /// Exit code 2.
    pub(super) fn usage(text: impl Into<String>) -> Self {
        Self {
            code: 2,
            text: text.into(),
        }
    }

    pub(super) fn code(&self) -> ExitCode {
        ExitCode::from(self.code)
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        let (code, advice) = match trouble.kind {
            TroubleKind::Unreachable => (3, "is the daemon running, and is this its address?"),
            TroubleKind::NotAllowed => (4, "ask for a new token: kiemked enrol-token new --unit CODE"),
            TroubleKind::Refused => (1, "see the daemon's log"),
        };
        Self {
            code,
            text: format!("{}; {advice}", trouble.text),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

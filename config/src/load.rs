//! Reading a settings file: unknown keys are errors, and every error names the file, the line and the key.

use serde::de::DeserializeOwned;
use std::fmt;
use std::path::{Path, PathBuf};

/// A settings text that was refused.
#[derive(Debug)]
pub struct BadSettings {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1, when known.
    pub line: Option<usize>,
    /// What is wrong; names the key.
    pub reason: String,
}

impl fmt::Display for BadSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "read the settings in {}", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.reason)
    }
}

impl std::error::Error for BadSettings {}

/// Reads settings from TOML text. `file` is only for the error.
///
/// # Errors
/// When the text is not TOML, a key is unknown or a value has another type or is out of its bounds.
pub fn parse<T: DeserializeOwned>(file: &Path, text: &str) -> Result<T, BadSettings> {
    toml::from_str(text).map_err(|error| {
        let line = error
            .span()
            .map(|span| 1 + text[..span.start.min(text.len())].matches('\n').count());
        // toml names the key only in the quoted line; say which it is.
        let quoted = line
            .and_then(|line| text.lines().nth(line - 1))
            .map(str::trim)
            .unwrap_or_default();
        let reason = match quoted.is_empty() {
            true => error.message().to_owned(),
            false => format!("{} (in: {quoted})", error.message()),
        };
        BadSettings {
            file: file.to_owned(),
            line,
            reason,
        }
    })
}

//! Settings of the terminal and the command line: `kiemke.toml`.

use crate::messages::Lang;
use serde::Deserialize;
use std::path::PathBuf;

/// The name of the file in the configuration folder.
pub const FILE_NAME: &str = "kiemke.toml";

/// What `kiemke.toml` may say; each can be given by an option or the environment instead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TerminalFile {
    /// Where the daemon listens: `https://host:port`, `http://host:port` or `unix:/path`. Without it `kiemke` is `kiemke up`.
    pub server: Option<String>,
    /// A file whose only content is the token; the token itself never stands in the settings.
    pub token_file: Option<PathBuf>,
    /// The certificate of the authority that signed the daemon's, PEM.
    pub ca_file: Option<PathBuf>,
    /// The language; Vietnamese when not said.
    pub lang: Option<Lang>,
    /// Colours.
    pub theme: ThemeName,
    /// Boundaries to draw on the map, GeoJSON (RFC 7946).
    pub map: Option<PathBuf>,
    /// Draw with ASCII signs and letters alone.
    pub ascii: bool,
}

/// The sets of colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThemeName {
    /// For light letters on a dark ground.
    #[default]
    Dark,
    /// For dark letters on a light ground.
    Light,
    /// Strong colours on black, for bad eyes and bright rooms.
    HighContrast,
    /// No colour: bold, dim and reversed alone. The environment's `NO_COLOR` has the same effect.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn the_example_is_read_and_unknown_keys_are_refused() {
        let example = include_str!("../examples/kiemke.toml");
        let file: TerminalFile = crate::load::parse(Path::new("kiemke.toml"), example).unwrap();
        assert_eq!(file.server.as_deref(), Some("http://127.0.0.1:7117"));
        assert_eq!(file.lang, Some(Lang::Vi));

        let error =
            crate::load::parse::<TerminalFile>(Path::new("kiemke.toml"), "lang = \"vi\"\nserve = 1\n")
                .unwrap_err();
        assert_eq!(error.line, Some(2));
        assert!(error.to_string().contains("serve"), "{error}");
    }
}

//! Settings: options outrank the environment, which outranks the file, which outranks what is usual.

use super::Failure;
use super::arguments::Global;
use crate::client::Daemon;
use kiemke_config::load;
use kiemke_config::messages::Lang;
use kiemke_config::terminal::{FILE_NAME, TerminalFile, ThemeName};
use kiemke_http::{Endpoint, Trust};
use kiemke_tui_core::{Look, ThemeKind};
use kiemke_wire::secret::Token;
use std::path::{Path, PathBuf};

/// The port of the contract on this machine.
const USUAL_SERVER: &str = "http://127.0.0.1:7117";

/// What holds for this run.
#[derive(Debug)]
pub(crate) struct Settings {
    /// The daemon that was named, if one was.
    pub(crate) server: Option<Endpoint>,
    pub(crate) token: Option<Token>,
    /// Who may have signed the daemon's certificate, besides whom the token names.
    authorities: Option<Trust>,
    pub(crate) look: Look,
    /// Boundaries for the map.
    pub(crate) map: Option<PathBuf>,
    /// Where everything on this machine keeps its data.
    pub(crate) data: PathBuf,
}

impl Settings {
    pub(crate) fn resolve(
        options: Global,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, Failure> {
        let said = |name: &str| environment(name).filter(|value| !value.is_empty());
        let file = read_file(options.config.as_deref(), &said)?;
        let authorities = options.ca_file.or(file.ca_file);
        let authorities = authorities.as_deref().map(read_authorities).transpose()?;
        let server = options.server.or_else(|| said("KIEMKE_SERVER")).or(file.server);
        let server = server
            .map(|text| {
                text.parse()
                    .map_err(|error: kiemke_http::BadEndpoint| Failure::usage(error.to_string()))
            })
            .transpose()?;
        // A token file that is named outranks a token that lies about in the environment.
        let token = match (options.token_file, said("KIEMKE_TOKEN"), file.token_file) {
            (Some(path), _, _) | (None, None, Some(path)) => Some(read_token(&path)?),
            (None, Some(text), _) => Some(parse_token(&text, "KIEMKE_TOKEN")?),
            (None, None, None) => None,
        };
        let lang = match (options.lang, said("KIEMKE_LANG")) {
            (Some(lang), _) => lang,
            (None, Some(text)) => text
                .parse()
                .map_err(|error: kiemke_config::messages::UnknownLang| {
                    Failure::usage(format!("KIEMKE_LANG: {error}"))
                })?,
            (None, None) => file.lang.unwrap_or_default(),
        };
        Ok(Self {
            server,
            token,
            authorities,
            look: Look {
                lang,
                theme: theme(file.theme, said("NO_COLOR").is_some()),
                ascii: file.ascii || !speaks_unicode(&said),
                ..Look::default()
            },
            map: options.map.or(file.map),
            data: usual_data(&said),
        })
    }

    pub(crate) fn lang(&self) -> Lang {
        self.look.lang
    }

    /// The daemon to ask, by this token and these authorities.
    pub(crate) fn daemon(&self) -> Result<Daemon, Failure> {
        Ok(Daemon::new(self.endpoint()?, self.token.clone()).trusting(self.authorities.clone()))
    }

    /// The daemon to ask: the named one, else the one that holds the usual data folder, else the usual port.
    fn endpoint(&self) -> Result<Endpoint, Failure> {
        if let Some(server) = &self.server {
            return Ok(server.clone());
        }
        let control = self.data.join("control.sock");
        if control.exists() {
            return Ok(Endpoint::Unix(control));
        }
        USUAL_SERVER
            .parse()
            .map_err(|error| Failure::failed("name the usual daemon", &error))
    }
}

fn theme(name: ThemeName, no_color: bool) -> ThemeKind {
    match name {
        _ if no_color => ThemeKind::Plain,
        ThemeName::Dark => ThemeKind::Dark,
        ThemeName::Light => ThemeKind::Light,
        ThemeName::HighContrast => ThemeKind::HighContrast,
        ThemeName::None => ThemeKind::Plain,
    }
}

/// POSIX: the first of these that is set rules. A bare environment says nothing and most terminals can.
fn speaks_unicode(said: &dyn Fn(&str) -> Option<String>) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(said);
    match locale {
        None => true,
        Some(locale) => {
            let locale = locale.to_ascii_lowercase();
            locale.contains("utf-8") || locale.contains("utf8") || !locale.contains('.') && locale != "posix"
        }
    }
}

fn read_file(named: Option<&Path>, said: &dyn Fn(&str) -> Option<String>) -> Result<TerminalFile, Failure> {
    let usual = said("XDG_CONFIG_HOME")
        .map(PathBuf::from)
        .or_else(|| said("HOME").map(|home| Path::new(&home).join(".config")))
        .map(|folder| folder.join("kiemke").join(FILE_NAME));
    let Some(path) = named.map(Path::to_owned).or(usual) else {
        return Ok(TerminalFile::default());
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        // Nobody has to have settings; but who names a file means it.
        Err(error) if named.is_none() && error.kind() == std::io::ErrorKind::NotFound => {
            return Ok(TerminalFile::default());
        }
        Err(error) => {
            return Err(Failure::failed(
                format!("read the settings in {}", path.display()),
                &error,
            ));
        }
    };
    load::parse(&path, &text).map_err(|error| Failure::because("start", format!("failed to {error}")))
}

fn read_authorities(path: &Path) -> Result<Trust, Failure> {
    let operation = || format!("read the authority's certificate in {}", path.display());
    let text = std::fs::read(path).map_err(|error| Failure::failed(operation(), &error))?;
    Trust::read_pem(&text).map_err(|error| Failure::failed(operation(), &error))
}

fn read_token(path: &Path) -> Result<Token, Failure> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::failed(format!("read the token in {}", path.display()), &error))?;
    parse_token(&text, &path.display().to_string())
}

fn parse_token(text: &str, place: &str) -> Result<Token, Failure> {
    text.parse()
        .map_err(|error: kiemke_wire::secret::BadToken| Failure::usage(format!("{place}: {error}")))
}

/// `/var/lib/kiemke` for root, else `$XDG_DATA_HOME/kiemke`.
fn usual_data(said: &dyn Fn(&str) -> Option<String>) -> PathBuf {
    #[cfg(unix)]
    if rustix::process::geteuid().is_root() {
        return PathBuf::from("/var/lib/kiemke");
    }
    let home = || said("HOME").map(|home| Path::new(&home).join(".local/share"));
    let folder = said("XDG_DATA_HOME").map(PathBuf::from).or_else(home);
    folder.unwrap_or_else(|| PathBuf::from(".")).join("kiemke")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(options: Global, environment: &[(&str, &str)]) -> Result<Settings, Failure> {
        Settings::resolve(options, &|name| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    fn settings_file(text: &str) -> (tempfile::TempDir, Global) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("kiemke.toml");
        std::fs::write(&path, text).unwrap();
        let options = Global {
            config: Some(path),
            ..Global::default()
        };
        (dir, options)
    }

    #[test]
    fn options_outrank_the_environment_which_outranks_the_file() {
        let file = "server = \"http://127.0.0.1:1\"\nlang = \"en\"\n";
        let (_dir, options) = settings_file(file);
        let settings = resolved(options, &[]).unwrap();
        assert_eq!(settings.server.unwrap().to_string(), "http://127.0.0.1:1");
        assert_eq!(settings.look.lang, Lang::En);

        let (_dir, options) = settings_file(file);
        let settings = resolved(
            options,
            &[("KIEMKE_SERVER", "http://127.0.0.1:2"), ("KIEMKE_LANG", "vi")],
        )
        .unwrap();
        assert_eq!(settings.server.unwrap().to_string(), "http://127.0.0.1:2");
        assert_eq!(settings.look.lang, Lang::Vi);

        let (_dir, mut options) = settings_file(file);
        options.server = Some("http://127.0.0.1:3".into());
        let settings = resolved(options, &[("KIEMKE_SERVER", "http://127.0.0.1:2")]).unwrap();
        assert_eq!(settings.server.unwrap().to_string(), "http://127.0.0.1:3");
    }

    #[test]
    fn an_unknown_key_a_bad_server_and_a_cut_token_stop_the_start() {
        let (_dir, options) = settings_file("servr = 1\n");
        assert!(resolved(options, &[]).is_err());
        let shown = |environment| format!("{:?}", resolved(Global::default(), environment).unwrap_err());
        assert!(shown(&[("KIEMKE_SERVER", "ftp://x")]).contains("https://host:port"));
        let said = shown(&[("KIEMKE_TOKEN", "kk1_0123_-")]);
        assert!(said.contains("KIEMKE_TOKEN") && !said.contains("0123"), "{said}");
    }

    #[test]
    fn a_terminal_without_unicode_or_colour_is_respected() {
        let settings = resolved(
            Global::default(),
            &[("LC_ALL", "vi_VN.ISO-8859-1"), ("NO_COLOR", "1")],
        )
        .unwrap();
        assert!(settings.look.ascii);
        assert_eq!(settings.look.theme, ThemeKind::Plain);
        assert!(
            !resolved(Global::default(), &[("LANG", "vi_VN.UTF-8")])
                .unwrap()
                .look
                .ascii
        );
    }
}

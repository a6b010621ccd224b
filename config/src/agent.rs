//! Settings of `kiemke-agent`: what one machine may set for itself. How often it reports and what it probes
//! outside comes from the daemon.

use crate::load::{self, BadSettings};
use serde::Deserialize;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

/// The file `agent.toml`. Every key may be absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgentFile {
    /// Where the daemon listens, such as `https://192.168.1.10:7117`; enrolment sets it otherwise.
    pub url: Option<String>,
    /// A file with the school's enrolment token: with it an agent whose data folder is as new, because its disk is
    /// reset, makes itself known again. The daemon knows the machine by its hardware.
    pub enrol_token_file: Option<PathBuf>,
    /// The agent's data folder.
    pub data: Option<PathBuf>,
    /// The file tree that is read as this machine.
    pub root: Option<PathBuf>,
    /// Bounds of the spool.
    pub spool: SpoolSettings,
    /// Probes of this machine.
    pub probes: ProbeSettings,
    /// Tests of the line by this machine.
    pub capacity: CapacitySettings,
}

/// `[capacity]`: tests of the line by this machine.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CapacitySettings {
    /// Whether it makes any.
    pub on: bool,
    /// Whether its connection is paid by volume: then it makes none by itself.
    pub metered: bool,
    /// Another ndt7 server than the daemon, such as `http://ndt.example.vn:80`; it must let this machine in by its
    /// address.
    pub server: Option<String>,
}

impl Default for CapacitySettings {
    fn default() -> Self {
        Self {
            on: true,
            metered: false,
            server: None,
        }
    }
}

/// `[spool]`: what the agent keeps while the daemon cannot be reached.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpoolSettings {
    /// Bytes on disk, 256 KiB to 1 GiB.
    pub bytes_max: u64,
    /// Days that an item is kept, 1 to 366.
    pub days_max: u32,
}

impl Default for SpoolSettings {
    fn default() -> Self {
        Self {
            bytes_max: 32 * 1024 * 1024,
            days_max: 60,
        }
    }
}

/// `[probes]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProbeSettings {
    /// Which gateway is probed.
    pub gateway: GatewayProbe,
    /// Milliseconds between two of the ten probes of the gateway, 10 to 1000.
    pub gateway_spacing_ms: u32,
    /// Whether hosts outside are probed.
    pub outside: bool,
    /// Milliseconds between two of the twenty connection probes of a host outside, 0 to 30 000.
    pub outside_spacing_ms: u32,
}

impl Default for ProbeSettings {
    fn default() -> Self {
        Self {
            gateway: GatewayProbe::Auto,
            gateway_spacing_ms: 100,
            outside: true,
            outside_spacing_ms: 500,
        }
    }
}

/// Which gateway is probed. Text: `auto`, `off` or an address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub enum GatewayProbe {
    /// The default gateway.
    #[default]
    Auto,
    /// None.
    Off,
    /// This one.
    Address(IpAddr),
}

impl TryFrom<String> for GatewayProbe {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        match text.as_str() {
            "auto" => Ok(Self::Auto),
            "off" => Ok(Self::Off),
            address => address
                .parse()
                .map(Self::Address)
                .map_err(|_| format!("`gateway` is \"auto\", \"off\" or an address, not {address:?}")),
        }
    }
}

impl AgentFile {
    /// Reads the settings from TOML text. `file` is only for the error.
    ///
    /// # Errors
    /// When the text is not TOML, a key is unknown or a value is out of its bounds.
    pub fn parse(file: &Path, text: &str) -> Result<Self, BadSettings> {
        let settings: Self = load::parse(file, text)?;
        settings.check().map_err(|(key, reason)| BadSettings {
            file: file.to_owned(),
            line: line_of(text, key),
            reason,
        })?;
        Ok(settings)
    }

    /// The settings as the text of a file that reads back as the same.
    pub fn to_toml(&self) -> String {
        let mut text = String::new();
        let mut line = |key: &str, value: Option<String>| {
            if let Some(value) = value {
                text.push_str(&format!("{key} = {value}\n"));
            }
        };
        let path = |path: &Option<PathBuf>| path.as_ref().map(|path| quoted(&path.to_string_lossy()));
        line("url", self.url.as_deref().map(quoted));
        line("enrol_token_file", path(&self.enrol_token_file));
        line("data", path(&self.data));
        line("root", path(&self.root));
        let (spool, probes) = (&self.spool, &self.probes);
        let gateway = match probes.gateway {
            GatewayProbe::Auto => "auto".to_owned(),
            GatewayProbe::Off => "off".to_owned(),
            GatewayProbe::Address(address) => address.to_string(),
        };
        text.push_str(&format!(
            "\n[spool]\nbytes_max = {}\ndays_max = {}\n",
            spool.bytes_max, spool.days_max
        ));
        text.push_str(&format!(
            "\n[probes]\ngateway = {}\ngateway_spacing_ms = {}\noutside = {}\noutside_spacing_ms = {}\n",
            quoted(&gateway),
            probes.gateway_spacing_ms,
            probes.outside,
            probes.outside_spacing_ms
        ));
        let capacity = &self.capacity;
        text.push_str(&format!(
            "\n[capacity]\non = {}\nmetered = {}\n",
            capacity.on, capacity.metered
        ));
        if let Some(server) = &capacity.server {
            text.push_str(&format!("server = {}\n", quoted(server)));
        }
        text
    }

    fn check(&self) -> Result<(), (&'static str, String)> {
        let within = |key: &'static str, value: u64, low: u64, high: u64| {
            if (low..=high).contains(&value) {
                Ok(())
            } else {
                Err((
                    key,
                    format!("`{key}` is {value}; it must lie between {low} and {high}"),
                ))
            }
        };
        within("bytes_max", self.spool.bytes_max, 256 * 1024, 1024 * 1024 * 1024)?;
        within("days_max", self.spool.days_max.into(), 1, 366)?;
        within(
            "gateway_spacing_ms",
            self.probes.gateway_spacing_ms.into(),
            10,
            1000,
        )?;
        within(
            "outside_spacing_ms",
            self.probes.outside_spacing_ms.into(),
            0,
            30_000,
        )
    }
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' | '\\' => quoted.extend(['\\', character]),
            control if control.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(control))),
            plain => quoted.push(plain),
        }
    }
    quoted.push('"');
    quoted
}

/// The line, from 1, on which a key is set.
fn line_of(text: &str, key: &str) -> Option<usize> {
    text.lines()
        .position(|line| {
            line.split('=')
                .next()
                .is_some_and(|left| left.trim().ends_with(key))
        })
        .map(|at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<AgentFile, String> {
        AgentFile::parse(Path::new("agent.toml"), text).map_err(|error| error.to_string())
    }

    #[test]
    fn the_example_is_read_and_shows_the_defaults() {
        let example = parse(include_str!("../examples/agent.toml")).unwrap();
        assert_eq!(example.spool, SpoolSettings::default());
        assert_eq!(example.probes, ProbeSettings::default());
        assert!(example.url.is_some());
        assert_eq!(parse(""), Ok(AgentFile::default()));
    }

    #[test]
    fn printed_settings_read_back_as_the_same() {
        let mut settings = parse(include_str!("../examples/agent.toml")).unwrap();
        settings.data = Some("/dữ liệu/\"a\\b\"\n".into());
        settings.probes.gateway = GatewayProbe::Address([127, 0, 0, 1].into());
        assert_eq!(parse(&settings.to_toml()), Ok(settings));
        assert_eq!(parse(&AgentFile::default().to_toml()), Ok(AgentFile::default()));
    }

    #[test]
    fn refusals_name_file_line_and_key() {
        let error = parse("[spool]\ndays_max = 0\n").unwrap_err();
        assert!(
            error.contains("agent.toml, line 2") && error.contains("`days_max`"),
            "{error}"
        );
        let error = parse("\n[probes]\nouside = true\n").unwrap_err();
        assert!(error.contains("line 3") && error.contains("ouside"), "{error}");
        let error = parse("[probes]\ngateway = \"yes\"\n").unwrap_err();
        assert!(error.contains("line 2") && error.contains("auto"), "{error}");
    }

    #[test]
    fn a_gateway_is_auto_off_or_an_address() {
        let read = |text: &str| {
            parse(&format!("[probes]\ngateway = \"{text}\""))
                .unwrap()
                .probes
                .gateway
        };
        assert_eq!(read("auto"), GatewayProbe::Auto);
        assert_eq!(read("off"), GatewayProbe::Off);
        assert_eq!(read("127.0.0.1"), GatewayProbe::Address([127, 0, 0, 1].into()));
    }
}

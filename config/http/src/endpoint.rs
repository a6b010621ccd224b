use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::str::FromStr;

/// Where a daemon listens. Text: `https://host:port`, `http://host:port` or `unix:/path/to/control.sock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Plain HTTP over TCP: on loopback alone.
    Tcp {
        /// Host name or address, without brackets.
        host: String,
        /// Port.
        port: u16,
    },
    /// HTTP over TLS.
    Tls {
        /// Host name or address, without brackets; the certificate must be for it.
        host: String,
        /// Port.
        port: u16,
    },
    /// The control socket in a data folder: whoever may open it is the administrator.
    Unix(PathBuf),
}

/// Text that is not an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a server reads https://host:port, http://host:port or unix:/path, not {0:?}")]
pub struct BadEndpoint(String);

/// The port of the contract.
const DEFAULT_PORT: u16 = 7117;

impl Endpoint {
    /// An address with TLS or without.
    pub fn at(address: SocketAddr, tls: bool) -> Self {
        Self::of(address.ip().to_string(), address.port(), tls)
    }

    fn of(host: String, port: u16, tls: bool) -> Self {
        match tls {
            true => Self::Tls { host, port },
            false => Self::Tcp { host, port },
        }
    }

    /// Host and port on the network.
    pub fn host_port(&self) -> Option<(&str, u16)> {
        match self {
            Self::Tcp { host, port } | Self::Tls { host, port } => Some((host, *port)),
            Self::Unix(_) => None,
        }
    }

    /// Whether nothing that is sent there can be read on the way.
    pub fn is_private(&self) -> bool {
        match self {
            Self::Tls { .. } | Self::Unix(_) => true,
            Self::Tcp { host, .. } => match host.parse::<IpAddr>() {
                Ok(address) => address.is_loopback(),
                Err(_) => host.eq_ignore_ascii_case("localhost"),
            },
        }
    }

    /// The value of the `Host` header.
    pub fn authority(&self) -> String {
        match self.host_port() {
            Some((host, port)) if host.contains(':') => format!("[{host}]:{port}"),
            Some((host, port)) => format!("{host}:{port}"),
            None => "localhost".to_owned(),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { .. } => write!(f, "http://{}", self.authority()),
            Self::Tls { .. } => write!(f, "https://{}", self.authority()),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl FromStr for Endpoint {
    type Err = BadEndpoint;
    fn from_str(text: &str) -> Result<Self, BadEndpoint> {
        let wrong = || BadEndpoint(text.to_owned());
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() {
                Err(wrong())
            } else {
                Ok(Self::Unix(path.into()))
            };
        }
        let (tls, authority) = match text.strip_prefix("https://") {
            Some(authority) => (true, authority),
            None => (false, text.strip_prefix("http://").ok_or_else(wrong)?),
        };
        let authority = authority.trim_end_matches('/');
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (host, port) = rest.split_once(']').ok_or_else(wrong)?;
                (host, port.strip_prefix(':'))
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (authority, None),
            },
        };
        let port = port.map_or(Ok(DEFAULT_PORT), str::parse).map_err(|_| wrong())?;
        let plain = |character: char| character.is_ascii_alphanumeric() || ".-:_".contains(character);
        if host.is_empty() || !host.chars().all(plain) {
            return Err(wrong());
        }
        Ok(Self::of(host.to_owned(), port, tls))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let tcp = |host: &str, port| Ok(Endpoint::of(host.into(), port, false));
        assert_eq!("http://127.0.0.1:7117".parse(), tcp("127.0.0.1", 7117));
        assert_eq!("http://may-chu/".parse(), tcp("may-chu", 7117));
        assert_eq!("http://[::1]:80".parse(), tcp("::1", 80));
        assert_eq!(
            "https://may-chu".parse(),
            Ok(Endpoint::of("may-chu".into(), 7117, true))
        );
        assert_eq!("unix:/a/b.sock".parse(), Ok(Endpoint::Unix("/a/b.sock".into())));
        for bad in [
            "",
            "x",
            "http://",
            "https://",
            "http://a:b",
            "http://a/b/c",
            "http://a:70000",
            "unix:",
        ] {
            assert!(bad.parse::<Endpoint>().is_err(), "{bad:?}");
        }
        for text in ["http://[::1]:80", "https://[::1]:80", "unix:/a"] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn plain_http_is_private_on_this_machine_alone() {
        for (text, private) in [
            ("http://127.0.0.9", true),
            ("http://[::1]", true),
            ("http://localhost", true),
            ("https://10.0.0.1", true),
            ("unix:/a", true),
            ("http://10.0.0.1", false),
            ("http://0.0.0.0", false),
            ("http://localhost.example", false),
        ] {
            assert_eq!(text.parse::<Endpoint>().unwrap().is_private(), private, "{text}");
        }
    }
}

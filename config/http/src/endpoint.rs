use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

/// Where a daemon listens. Text: `http://host:port` or `unix:/path/to/control.sock`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Endpoint {
    /// Plain HTTP over TCP: on loopback alone.
    Tcp {
        /// Host name or address, without brackets.
        host: String,
        /// Port.
        port: u16,
    },
    /// The control socket in a data folder: whoever may open it is the administrator.
    Unix(PathBuf),
}

/// Text that is not an endpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadEndpoint {
    /// Another form.
    #[error("a server reads http://host:port or unix:/path, not {0:?}")]
    Form(String),
    /// TLS is not in this version.
    #[error("https is not supported by this version; a daemon listens on loopback only")]
    Tls,
}

/// The port of the contract.
const DEFAULT_PORT: u16 = 7117;

impl Endpoint {
    /// The value of the `Host` header.
    pub fn authority(&self) -> String {
        match self {
            Self::Tcp { host, port } if host.contains(':') => format!("[{host}]:{port}"),
            Self::Tcp { host, port } => format!("{host}:{port}"),
            Self::Unix(_) => "localhost".to_owned(),
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { .. } => write!(f, "http://{}", self.authority()),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

impl FromStr for Endpoint {
    type Err = BadEndpoint;
    fn from_str(text: &str) -> Result<Self, BadEndpoint> {
        let wrong = || BadEndpoint::Form(text.to_owned());
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() {
                Err(wrong())
            } else {
                Ok(Self::Unix(path.into()))
            };
        }
        if text.starts_with("https://") {
            return Err(BadEndpoint::Tls);
        }
        let authority = text
            .strip_prefix("http://")
            .ok_or_else(wrong)?
            .trim_end_matches('/');
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
        Ok(Self::Tcp {
            host: host.to_owned(),
            port,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_people_write() {
        let tcp = |host: &str, port| {
            Ok(Endpoint::Tcp {
                host: host.into(),
                port,
            })
        };
        assert_eq!("http://127.0.0.1:7117".parse(), tcp("127.0.0.1", 7117));
        assert_eq!("http://may-chu/".parse(), tcp("may-chu", 7117));
        assert_eq!("http://[::1]:80".parse(), tcp("::1", 80));
        assert_eq!("unix:/a/b.sock".parse(), Ok(Endpoint::Unix("/a/b.sock".into())));
        assert_eq!("https://x".parse::<Endpoint>(), Err(BadEndpoint::Tls));
        for bad in [
            "",
            "x",
            "http://",
            "http://a:b",
            "http://a/b/c",
            "http://a:70000",
            "unix:",
        ] {
            assert!(bad.parse::<Endpoint>().is_err(), "{bad:?}");
        }
        assert_eq!(
            "http://[::1]:80".parse::<Endpoint>().unwrap().to_string(),
            "http://[::1]:80"
        );
    }
}

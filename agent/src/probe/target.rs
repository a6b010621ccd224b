//! A host outside to probe.

use kiemke_http::Endpoint;
use kiemke_wire::enrol::ProbeTarget;
use kiemke_wire::reading::PLATFORM;

/// The name of the daemon in readings.
pub(crate) const DAEMON: &str = "daemon";

/// A probe target that cannot be read; the text fits after "failed to".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read the probe target {name}: its URL must read http://host[:port]/path or https://…")]
pub struct BadTarget {
    /// Its name.
    pub name: String,
}

/// Where to connect and what to ask there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The name under which its readings stand.
    pub name: String,
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// The path to get; `None` where only the connection is probed, because a daemon speaks TLS there that we do not
    /// know.
    pub path: Option<String>,
    /// Who speaks TLS there.
    pub tls: Tls,
    /// Whether an answer that says the server fails is a failure. It is one of a learning platform, of no use to anybody
    /// then; of other hosts it shows that the line carries, which is what they are asked for.
    pub must_serve: bool,
}

/// Who speaks TLS at a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Nobody, or a daemon that is not known.
    Nobody,
    /// The daemon with this authority.
    Daemon([u8; 32]),
    /// A host of the Internet, known by its name alone.
    Named,
}

impl Target {
    /// The daemon itself; `None` when it is reached through a file and not over the network.
    pub fn daemon(endpoint: &Endpoint, authority: Option<&[u8; 32]>) -> Option<Self> {
        let (host, port) = endpoint.host_port()?;
        let speaks_tls = matches!(endpoint, Endpoint::Tls { .. });
        let authority = authority.copied().filter(|_| speaks_tls);
        Some(Self {
            name: DAEMON.into(),
            host: host.to_owned(),
            port,
            path: (!speaks_tls || authority.is_some()).then(|| "/healthz".into()),
            tls: authority.map_or(Tls::Nobody, Tls::Daemon),
            must_serve: false,
        })
    }
}

impl TryFrom<&ProbeTarget> for Target {
    type Error = BadTarget;
    fn try_from(target: &ProbeTarget) -> Result<Self, BadTarget> {
        let bad = || BadTarget {
            name: target.name.clone(),
        };
        let (scheme, rest) = target.url.split_once("://").ok_or_else(bad)?;
        let (default_port, tls) = match scheme {
            "http" => (80, Tls::Nobody),
            "https" => (443, Tls::Named),
            _ => return Err(bad()),
        };
        let (authority, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, "/"),
        };
        if authority.is_empty()
            || rest
                .chars()
                .any(|character| character.is_control() || character == ' ')
        {
            return Err(bad());
        }
        // Endpoint reads hosts, brackets and ports; only its default port is another.
        let Ok(Endpoint::Tcp { host, port }) = format!("http://{authority}").parse() else {
            return Err(bad());
        };
        let has_port = authority
            .rsplit(']')
            .next()
            .is_some_and(|tail| tail.contains(':'));
        Ok(Self {
            name: target.name.clone(),
            host,
            port: if has_port { port } else { default_port },
            path: Some(path.to_owned()),
            tls,
            must_serve: target.name.starts_with(PLATFORM),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_become_hosts_ports_and_paths() {
        let read = |url: &str| {
            let target = ProbeTarget {
                name: "x".into(),
                url: url.into(),
            };
            let target = Target::try_from(&target).ok()?;
            Some((target.host, target.port, target.path?, target.tls))
        };
        let some = |host: &str, port, path: &str, tls| Some((host.into(), port, path.into(), tls));
        assert_eq!(read("http://a.vn/x?y"), some("a.vn", 80, "/x?y", Tls::Nobody));
        assert_eq!(read("http://a.vn:8080"), some("a.vn", 8080, "/", Tls::Nobody));
        assert_eq!(read("https://a.vn/x"), some("a.vn", 443, "/x", Tls::Named));
        assert_eq!(read("https://[::1]/"), some("::1", 443, "/", Tls::Named));
        assert_eq!(read("http://[::1]:81/"), some("::1", 81, "/", Tls::Nobody));
        for bad in ["a.vn", "ftp://a.vn", "http://", "http://a b/", "http://a/\r\nx"] {
            assert_eq!(read(bad), None, "{bad:?}");
        }
    }
}

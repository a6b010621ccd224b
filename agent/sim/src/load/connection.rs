//! One kept connection that speaks just enough HTTP/1.1: a request that stands ready as bytes, an answer with a
//! `Content-Length`. Cheap, because it shares the processors with the daemon that it measures.

use kiemke_http::{Connect as _, Endpoint, Stream, System, Trust, secure};
use std::io;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

/// The largest answer that is read, bytes: a reply with settings and a hundred ranges is about 4 kB.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// How long one exchange may take; a daemon that recovers answers within a minute.
const EXCHANGE_TIMEOUT: Duration = Duration::from_secs(60);
const READ_AT_ONCE: usize = 16 * 1024;

/// A connection to one endpoint, made when needed and kept.
pub(super) struct Connection {
    endpoint: Endpoint,
    trust: Trust,
    stream: Option<Box<dyn Stream>>,
    read: Vec<u8>,
}

/// A whole answer; the body lies in the connection's buffer.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) status: u16,
    pub(super) retry_after_s: Option<u32>,
    pub(super) body: &'a [u8],
}

/// An exchange that came to nothing.
#[derive(Debug)]
pub(super) struct Broken {
    pub(super) error: io::Error,
    /// The connection was kept from an earlier exchange and gave no answer at all: the daemon closed it, as it
    /// does with idle ones.
    pub(super) was_idle: bool,
}

struct Head {
    status: u16,
    retry_after_s: Option<u32>,
    body: std::ops::Range<usize>,
    keep: bool,
}

impl Connection {
    /// `None` for an endpoint that is not on the network.
    pub(super) fn new(endpoint: &Endpoint, trust: Trust) -> Option<Self> {
        endpoint.host_port()?;
        Some(Self {
            endpoint: endpoint.clone(),
            trust,
            stream: None,
            read: Vec::with_capacity(READ_AT_ONCE),
        })
    }

    /// Closes it; the next exchange makes it anew.
    pub(super) fn close(&mut self) {
        self.stream = None;
    }

    pub(super) async fn exchange(&mut self, request: &[u8]) -> Result<Answer<'_>, Broken> {
        let kept = self.stream.is_some();
        self.read.clear();
        let asked = tokio::time::timeout(EXCHANGE_TIMEOUT, self.ask(request)).await;
        let head = match asked {
            Ok(Ok(head)) => head,
            failed => {
                self.stream = None;
                let error = match failed {
                    Ok(Err(error)) => error,
                    _ => io::Error::from(io::ErrorKind::TimedOut),
                };
                let silent = self.read.is_empty() && error.kind() != io::ErrorKind::TimedOut;
                return Err(Broken {
                    error,
                    was_idle: kept && silent,
                });
            }
        };
        if !head.keep {
            self.stream = None;
        }
        Ok(Answer {
            status: head.status,
            retry_after_s: head.retry_after_s,
            body: &self.read[head.body],
        })
    }

    async fn ask(&mut self, request: &[u8]) -> io::Result<Head> {
        if self.stream.is_none() {
            let stream = System.connect(&self.endpoint).await?;
            self.stream = Some(match &self.endpoint {
                Endpoint::Tls { host, .. } => secure(stream, host, &self.trust).await?,
                _ => stream,
            });
        }
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        stream.write_all(request).await?;
        loop {
            if let Some(head) = parse(&self.read)?
                && self.read.len() >= head.body.end
            {
                return Ok(head);
            }
            if self.read.len() > ANSWER_BYTES_MAX {
                return Err(broken("the answer is too large"));
            }
            self.read.reserve(READ_AT_ONCE);
            if stream.read_buf(&mut self.read).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

fn broken(reason: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

/// Reads the head of an answer; `None` while it is not whole.
fn parse(read: &[u8]) -> io::Result<Option<Head>> {
    let Some(end) = read.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let text = std::str::from_utf8(&read[..end]).map_err(|_| broken("the head is not text"))?;
    let mut lines = text.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.strip_prefix("HTTP/1.1 "))
        .and_then(|rest| rest.get(..3)?.parse().ok())
        .ok_or_else(|| broken("the answer is not HTTP/1.1"))?;
    let (mut length, mut retry_after_s, mut keep) = (None, None, true);
    for (name, value) in lines.filter_map(|line| line.split_once(':')) {
        let value = value.trim();
        if name.eq_ignore_ascii_case("content-length") {
            length = value.parse::<usize>().ok();
        } else if name.eq_ignore_ascii_case("retry-after") {
            retry_after_s = value.parse().ok();
        } else if name.eq_ignore_ascii_case("connection") {
            keep = !value.eq_ignore_ascii_case("close");
        }
    }
    let length = match (length, status) {
        (_, 204 | 304) => 0,
        (Some(length), _) => length,
        (None, _) => return Err(broken("the answer does not say how long it is")),
    };
    let from = end + 4;
    Ok(Some(Head {
        status,
        retry_after_s,
        body: from..from.saturating_add(length),
        keep,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn heads_are_read_whole_or_not_at_all() {
        let answer = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 2\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc";
        for end in 0..answer.len() - 3 {
            assert!(parse(&answer[..end]).unwrap().is_none());
        }
        let head = parse(answer).unwrap().unwrap();
        assert_eq!(
            (head.status, head.retry_after_s, head.keep),
            (503, Some(2), false)
        );
        assert_eq!(&answer[head.body], b"abc");
        assert!(parse(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(parse(b"SSH-2.0\r\n\r\n").is_err());
        assert_eq!(
            parse(b"HTTP/1.1 204 No Content\r\n\r\n")
                .unwrap()
                .unwrap()
                .body
                .len(),
            0
        );
    }
}
